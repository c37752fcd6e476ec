//! Ends attempts of which nothing is told any more.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::{FEW, Sweep, Wake, Wakes};
use tracing::info;

use crate::{Metrics, duty::Duty, error::Result};

/// Attempts of one call.
const BATCH: u32 = 500;

/// Time between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// Tells workers to stop what was silent for its heartbeat timeout.
#[derive(Debug)]
pub(crate) struct ExpireHeartbeats<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
}

impl<S: Sweep + Wakes + ?Sized> Duty for ExpireHeartbeats<S> {
    const NAME: &'static str = "expire_heartbeats";

    async fn pass(&mut self) -> Result<Duration> {
        let silent = self.store.expire_heartbeats(self.clock.now(), BATCH).await?;
        if !silent.is_empty() {
            info!(attempts = silent.len(), "attempts told nothing for too long and are stopped");
        }
        self.metrics.heartbeats_missed.inc_by(silent.len() as u64);
        // The others hear of it with their coordinator's next beat.
        let workers: BTreeSet<_> = silent.iter().map(|silent| silent.worker).collect();
        for worker in workers.into_iter().take(FEW) {
            self.store.poke(Wake::Worker(worker));
        }
        Ok(if silent.len() < BATCH as usize { EVERY } else { Duration::ZERO })
    }
}
