//! Fails tasks that stayed queued beyond their start timeout.

use std::{sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::{Jobs, Sweep, Wakes, jobs::tell_ends};

use crate::{Metrics, duty::Duty, error::Result};

/// Tasks of one call.
const BATCH: u32 = 500;

/// Time between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// Ends what nobody started in time.
#[derive(Debug)]
pub(crate) struct ExpireStarts<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
}

impl<S: Sweep + Jobs + Wakes + ?Sized> Duty for ExpireStarts<S> {
    const NAME: &'static str = "expire_starts";

    async fn pass(&mut self) -> Result<Duration> {
        let ended = self.store.expire_starts(self.clock.now(), BATCH).await?;
        self.metrics.start_timed_out.inc_by(ended.len() as u64);
        self.store.poke_tasks(&ended);
        tell_ends(&*self.store, ended.iter().copied()).await;
        Ok(if ended.len() < BATCH as usize { EVERY } else { Duration::ZERO })
    }
}
