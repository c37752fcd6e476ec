//! Fills the index by which tasks are found.

use std::{sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::Search;
use tokio::time::Instant;

use crate::{Metrics, duty::Duty, error::Result};

/// Tasks of one block: a hundred bytes of postings each when it has few, and rows that are read in
/// a millisecond.
const BLOCK: u32 = 1_000;

/// Between two passes when there is nothing to be done.
const EVERY: Duration = Duration::from_secs(1);

/// While there is something, a pass is followed by a pause of so many times its length: the hot path
/// loses a tenth of one processor at the most.
const REST: u32 = 9;

/// Indexes tasks behind those who hand them in and end them, one block a pass.
#[derive(Debug)]
pub(crate) struct FillSearch<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
}

impl<S: Search + ?Sized> Duty for FillSearch<S> {
    const NAME: &'static str = "search";

    async fn pass(&mut self) -> Result<Duration> {
        let started = Instant::now();
        let filled = self.store.fill_search(self.clock.now(), BLOCK).await?;
        self.metrics.indexed.inc_by(filled.tasks);
        let rest = started.elapsed() * REST;
        Ok(if filled.is_idle() { EVERY } else { rest.min(EVERY) })
    }
}
