//! Deletes what deleted jobs left behind, and fires of long ago.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::limits;
use taskmaster_runtime::Clock;
use taskmaster_store::{JobMoment, Jobs, Wake};

use crate::{duty::Duty, error::Result};

/// Rows of one call.
const BATCH: u32 = 1_000;

/// Between two batches, so that others come to their turn.
const BREATH: Duration = Duration::from_millis(100);

/// Time between two rounds.
const EVERY: Duration = Duration::from_secs(60);

/// Does one batch of each a pass. Several may do so at once.
#[derive(Debug)]
pub(crate) struct SweepJobs<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
}

impl<S: Jobs + ?Sized> Duty for SweepJobs<S> {
    const NAME: &'static str = "sweep_jobs";

    async fn pass(&mut self) -> Result<Duration> {
        let now = self.clock.now();
        let swept = self.store.sweep_deleted(now, BATCH).await?;
        let pruned = self.store.prune_fires(now.minus(limits::FIRES_KEPT), BATCH).await?;
        let more = swept > 0 || pruned >= u64::from(BATCH);
        Ok(if more { BREATH } else { EVERY })
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        match wake {
            Wake::Job(_, JobMoment::Deleted) => Some(BREATH),
            Wake::Job(
                _,
                JobMoment::Changed
                | JobMoment::RunStarted
                | JobMoment::RunEnded
                | JobMoment::RunFinished
                | JobMoment::Broken(_),
            )
            | Wake::Lane(_)
            | Wake::Worker(_)
            | Wake::Workers
            | Wake::Fleet
            | Wake::Due(_)
            | Wake::Task(_)
            | Wake::Tasks
            | Wake::Output(_)
            | Wake::Fire(_) => None,
        }
    }
}
