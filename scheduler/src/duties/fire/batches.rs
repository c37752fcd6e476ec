//! What is due, decided and kept in batches.

use std::{collections::BTreeMap, panic::resume_unwind, sync::Arc};

use taskmaster_domain::{
    TaskId, Timestamp,
    job::{FireOutcome, Skip},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{Control, FEW, History, JobMoment, JobWrite, Jobs, Submit, Wake, Wakes};
use tokio::{
    sync::Mutex,
    task::{JoinError, JoinSet},
};
use tracing::{Instrument as _, info, warn};

use super::ahead::{Ahead, Due};
use crate::{Metrics, duties::keep::Keeper, error::Result};

/// Batches that are at work at once, each a task of its own: while the database is at one, the next
/// is decided and put in words on another core.
const AT_ONCE: usize = 3;

/// What a look at all that is due came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fired {
    /// Some of it was kept, or is to be read again.
    Some,
    /// Nothing: it is in the hands of another scheduler.
    Taken,
    /// Nothing: it cannot be kept.
    Refused,
}

/// What became of batches.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    any: bool,
    stale: bool,
    refused: bool,
}

/// Decides batches by the clock of their own turn.
#[derive(Debug)]
pub(super) struct Batches<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    metrics: Metrics,
    keeper: Keeper<S>,
}

impl<S: ?Sized> Batches<S> {
    pub(super) fn new(keeper: Keeper<S>, clock: Clock) -> Self {
        let (store, metrics) = (Arc::clone(keeper.store()), keeper.metrics().clone());
        Self { store, clock, metrics, keeper }
    }
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized + 'static> Batches<S> {
    /// Decides all that is due, beginning with what was read before its time.
    pub(super) async fn fire(self: &Arc<Self>, ahead: Option<Ahead>) -> Result<Fired> {
        let is_ahead = ahead.is_some();
        let due = Arc::new(Mutex::new(Due::of(ahead)));
        // Whatever is at work when this call is dropped is aborted.
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            let batches = Arc::clone(self).fire_batches(Arc::clone(&due), is_ahead);
            tasks.spawn(batches.in_current_span());
        }
        let (mut all, mut failed) = (Done::default(), None);
        while let Some(done) = tasks.join_next().await {
            match done.map_err(JoinError::try_into_panic) {
                Ok(Ok(done)) => {
                    all.any |= done.any;
                    all.stale |= done.stale;
                    all.refused |= done.refused;
                }
                // The others finish what they hold: what they have written is to be told.
                Ok(Err(cause)) => {
                    due.lock().await.end();
                    failed = Some(cause);
                }
                Err(Ok(panic)) => resume_unwind(panic),
                // The runtime goes down, and this call with it.
                Err(Err(_)) => {}
            }
        }
        if let Some(cause) = failed {
            return Err(cause);
        }
        Ok(match (all.any || is_ahead, all.refused) {
            // What moved since it was read ahead is read again at once.
            (true, _) => Fired::Some,
            (false, true) if !all.stale => Fired::Refused,
            (false, _) => Fired::Taken,
        })
    }

    /// Decides a batch after the other until there is none.
    async fn fire_batches(self: Arc<Self>, due: Arc<Mutex<Due>>, is_ahead: bool) -> Result<Done> {
        let mut done = Done::default();
        loop {
            let mut jobs = due.lock().await.next(&*self.store, self.clock.now()).await?;
            if jobs.is_empty() {
                return Ok(done);
            }
            let now = self.clock.now();
            self.keeper.settle_awaited(&mut jobs, now).await?;
            let mut draw = || TaskId::new(now);
            // One by one, so that there are not two of each; into room for all, for changes are large.
            let mut changes = Vec::with_capacity(jobs.len());
            changes.extend(jobs.into_iter().filter_map(|job| job.fire(now, &mut draw)));
            let decided = changes.len();
            let kept = self.keeper.keep(changes, now).await?;
            self.tell(&kept.writes, now);
            if is_ahead && kept.writes.len() < decided.div_ceil(2) {
                // Another scheduler is at the same: the rest is not as it was read any more.
                due.lock().await.end();
            }
            done.any |= !kept.writes.is_empty();
            done.stale |= kept.stale;
            done.refused |= kept.refused;
        }
    }

    fn tell(&self, kept: &[JobWrite], now: Timestamp) {
        for JobWrite { job, fires, .. } in kept {
            let mut counts: BTreeMap<(&'static str, &'static str), u64> = BTreeMap::new();
            for fire in fires {
                *counts.entry((fire.outcome.name(), fire.outcome.reason())).or_default() += 1;
                self.metrics.fired(fire.outcome, now.since(fire.nominal));
            }
            for ((outcome, reason), fires) in counts {
                if outcome == FireOutcome::Skipped(Skip::Checks).name() {
                    info!(job.id = %job.id, job.name = job.spec.name, reason, fires, "run skipped");
                } else if outcome == "missed" {
                    warn!(job.id = %job.id, job.name = job.spec.name, reason, fires, "fires missed");
                }
            }
        }
        // Runs tell of themselves. What made none changes the next time that is shown.
        let quiet: Vec<_> = kept.iter().filter(|write| write.tasks.is_empty()).collect();
        if quiet.len() <= FEW {
            for write in quiet {
                self.store.poke(Wake::Job(write.job.id, JobMoment::Changed));
            }
        }
    }
}
