//! A worker's session: one actor owns its stream and everything that waits for it.

mod actor;
mod inbound;
mod letterbox;
mod outgoing;

use std::sync::Arc;

use taskmaster_domain::worker::Rhythm;
use taskmaster_runtime::Clock;

pub(crate) use actor::{End, Session, welcome};
pub(crate) use inbound::hello;
pub(crate) use letterbox::{Letterbox, Mail};

use crate::{
    beat::Beats, dispatch::Dispatcher, hints::Hints, metrics::Metrics, pipeline::Pipeline,
    rollup::Rollup,
};
use taskmaster_store::CoordinatorStore;

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
    pub(crate) orders: crate::orders::Orders,
}

/// Raw bytes of output that a session may have on its way, unacknowledged.
pub(crate) const OUTPUT_CREDIT: i64 = 4 * 1_024 * 1_024;
