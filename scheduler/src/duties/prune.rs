//! Deletes what ended long ago.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{activity, limits};
use taskmaster_runtime::Clock;
use taskmaster_store::{ActivityFeed, Fleet, History, Sweep};
use tracing::info;
use uuid::Uuid;

use crate::{Metrics, duty::Duty, error::Result};

/// Tasks of one call.
const BATCH: u32 = 500;

/// Between two batches, so that others come to their turn.
const BREATH: Duration = Duration::from_millis(100);

/// Time between two rounds.
const EVERY: Duration = Duration::from_secs(600);

/// Before the first round: a service that starts has better things to do.
const FIRST: Duration = Duration::from_secs(60);

/// Longer than [`EVERY`], so that the same scheduler goes on.
const LEASE: Duration = Duration::from_secs(660);

/// Rows of statistics of one call.
const MINUTES: u32 = 5_000;

/// Rows of the activity feed of one call.
const ACTIVITY: u32 = 5_000;

/// Deletes tasks that ended longer ago than the retention, and statistics that nobody can ask for
/// any more, and what the activity feed has no room for, one batch a pass.
#[derive(Debug)]
pub(crate) struct Prune<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    metrics: Metrics,
    retention: Duration,
    holder: Uuid,
    settled: bool,
    round: u64,
}

impl<S: Sweep + History + ActivityFeed + Fleet + ?Sized> Prune<S> {
    /// A duty whose first round is a minute away. With a retention of zero tasks stay for ever.
    pub(crate) fn new(
        store: Arc<S>,
        clock: Clock,
        metrics: Metrics,
        retention: Duration,
        holder: Uuid,
    ) -> Self {
        Self { store, clock, metrics, retention, holder, settled: false, round: 0 }
    }
}

impl<S: Sweep + History + ActivityFeed + Fleet + ?Sized> Duty for Prune<S> {
    const NAME: &'static str = "prune";

    async fn pass(&mut self) -> Result<Duration> {
        if !self.settled {
            self.settled = true;
            return Ok(FIRST);
        }
        let now = self.clock.now();
        if !self.store.hold_lease(Self::NAME, self.holder, LEASE, now).await? {
            return Ok(EVERY);
        }
        let kept = Duration::from_secs(u64::from(limits::HISTORY_MINUTES.1) * 60);
        let forgotten = self.store.forget_minutes(now.minus(kept), MINUTES).await?;
        let told = self.store.forget_activity(activity::KEPT, ACTIVITY).await?;
        let deleted = if self.retention.is_zero() {
            0
        } else {
            self.store.prune(now.minus(self.retention), BATCH).await?
        };
        self.metrics.pruned.inc_by(deleted);
        self.round += deleted;
        if deleted >= u64::from(BATCH)
            || forgotten >= u64::from(MINUTES)
            || told >= u64::from(ACTIVITY)
        {
            return Ok(BREATH);
        }
        if self.round > 0 {
            info!(tasks = self.round, retention = ?self.retention, "pruned ended tasks");
        }
        self.round = 0;
        Ok(EVERY)
    }
}
