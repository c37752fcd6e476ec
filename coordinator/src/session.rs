//! A worker's session: one actor owns its stream and everything that waits for it.

mod actor;
mod inbound;
mod letterbox;
mod outgoing;

use std::sync::Arc;

use taskmaster_domain::{TaskSpec, limits, task::Work, worker::Rhythm};
use taskmaster_runtime::Clock;

pub(crate) use actor::{End, Session, welcome};
pub(crate) use inbound::hello;
pub(crate) use letterbox::{Letterbox, Mail};

use crate::{
    activity::Activities, auth::Signer, beat::Beats, counters::Counters, dispatch::Dispatcher,
    hints::Hints, metrics::Metrics, pipeline::Pipeline, rollup::Rollup,
};
use taskmaster_store::{Claimed, CoordinatorStore};

/// What all sessions of a coordinator share.
pub(crate) struct Shared {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) rhythm: Rhythm,
    pub(crate) output_limit: u64,
    pub(crate) pipeline: Pipeline,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) beats: Beats,
    pub(crate) hints: Hints,
    pub(crate) metrics: Metrics,
    pub(crate) rollup: Rollup,
    pub(crate) counters: Counters,
    /// Makes the tokens of attempts.
    pub(crate) signer: Signer,
    pub(crate) activities: Activities,
    pub(crate) orders: crate::orders::Orders,
}

impl Shared {
    /// With which the attempt's command may speak for its task, as long as it can run; empty for
    /// work that has no command.
    fn task_token(&self, task: &Claimed) -> String {
        match task.spec.work {
            Work::Shell { .. } => {
                let TaskSpec { timeout, grace, .. } = task.spec;
                let life = timeout.saturating_add(grace).saturating_add(self.rhythm.lease);
                let end = self.clock.now().plus(life.min(limits::TASK_TOKEN_LIFE));
                self.signer.task_token(task.of, end)
            }
            Work::Simulate(_) | Work::Noop => String::new(),
        }
    }
}

/// Raw bytes of output that a session may have on its way, unacknowledged.
pub(crate) const OUTPUT_CREDIT: i64 = 4 * 1_024 * 1_024;
