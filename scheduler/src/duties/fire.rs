//! Fires jobs when their time has come.

mod ahead;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::try_join_all;
use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{FireOutcome, Skip},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{Control, FEW, History, JobMoment, JobWrite, Jobs, Submit, Wake, Wakes};
use tokio::sync::Mutex;
use tracing::{info, warn};
use uuid::Uuid;

use self::ahead::{Ahead, Due};
use super::{Way, keep::Keeper};
use crate::{Metrics, duty::Duty, error::Result};

/// Jobs of one call.
const BATCH: u32 = 1_000;

/// Batches that are at work at once.
const AT_ONCE: usize = 2;

/// The store is asked this often when nothing pokes. A poke comes for whatever is due within
/// two seconds, so everything else is seen by this look well before its time.
const NET: Duration = Duration::from_secs(1);

/// So long before their time jobs are read, which takes a part of it for the most there may be. The
/// rest of it is for what moves them: that is read again.
const EARLY: Duration = Duration::from_secs(1);

/// The wait when what is due is in the hands of another scheduler.
const TAKEN: Duration = Duration::from_millis(100);

/// Sleeps until the earliest time of a job that it knows, then decides what is due. Several may do
/// so at once: each job's step is kept by the first only.
#[derive(Debug)]
pub(crate) struct FireJobs<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    metrics: Metrics,
    keeper: Keeper<S>,
    way: Way,
    ahead: Option<Ahead>,
}

/// What a look at all that is due came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fired {
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

impl<S: ?Sized> FireJobs<S> {
    /// Writes by what `keeper` knows.
    pub(crate) fn new(keeper: Keeper<S>, clock: Clock, way: Way) -> Self {
        let (store, metrics) = (Arc::clone(keeper.store()), keeper.metrics().clone());
        Self { store, clock, metrics, keeper, way, ahead: None }
    }
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized> FireJobs<S> {
    /// Decides what is due, a batch after the other; a few at once, so that one is read and put in
    /// words while the database is at another.
    async fn fire(&mut self) -> Result<Fired> {
        let ahead = self.ahead.take().filter(|ahead| ahead.at() <= self.clock.now());
        let is_ahead = ahead.is_some();
        let due = Mutex::new(Due::of(ahead));
        let done = try_join_all((0..AT_ONCE).map(|_| self.fire_batches(&due, is_ahead))).await?;
        let has = |what: fn(&Done) -> bool| done.iter().any(what);
        Ok(match (has(|done| done.any) || is_ahead, has(|done| done.refused)) {
            // What moved since it was read ahead is read again at once.
            (true, _) => Fired::Some,
            (false, true) if !has(|done| done.stale) => Fired::Refused,
            (false, _) => Fired::Taken,
        })
    }

    /// Decides batches of what is due until there is none.
    async fn fire_batches(&self, due: &Mutex<Due>, is_ahead: bool) -> Result<Done> {
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

    /// Reads some of what is due at `at`, the next time there is; the wait until more is to be done.
    async fn look_ahead(&mut self, at: Timestamp, now: Timestamp) -> Result<Duration> {
        let early = at.minus(EARLY);
        if early > now {
            return Ok(early.since(now).min(NET));
        }
        let ahead = match &mut self.ahead {
            Some(ahead) if ahead.at() == at => ahead,
            other => other.insert(Ahead::of(at)),
        };
        if ahead.read(&*self.store).await? {
            // A page at a time, so that whatever comes before is not late.
            return Ok(Duration::ZERO);
        }
        Ok(at.since(self.clock.now()))
    }

    /// The wait for the next time after `now`. What was due by then cannot be kept.
    async fn until_next(&self, now: Timestamp) -> Result<Duration> {
        let after = (now, JobId(Uuid::max()));
        let next = self.store.due_jobs(now.plus(NET), Some(after), 1).await?;
        let at = next.rows.first().and_then(|job| job.state.fire_at);
        Ok(at.map_or(NET, |at| at.since(self.clock.now())))
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

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized> Duty for FireJobs<S> {
    const NAME: &'static str = "fire";

    async fn pass(&mut self) -> Result<Duration> {
        let way = self.way.clone();
        let _way = way.take().await;
        loop {
            let Some(at) = self.store.next_fire().await? else { return Ok(NET) };
            let now = self.clock.now();
            if at > now {
                return self.look_ahead(at, now).await;
            }
            match self.fire().await? {
                Fired::Some => {}
                Fired::Taken => return Ok(TAKEN),
                Fired::Refused => return self.until_next(now).await,
            }
        }
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        match wake {
            Wake::Fire(at) => Some(at.since(self.clock.now())),
            Wake::Lane(_)
            | Wake::Worker(_)
            | Wake::Workers
            | Wake::Fleet
            | Wake::Due(_)
            | Wake::Task(_)
            | Wake::Tasks
            | Wake::Output(_)
            | Wake::Job(..) => None,
        }
    }
}

#[cfg(test)]
mod tests;
