//! Fires jobs when their time has come.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use taskmaster_domain::{
    TaskId, Timestamp,
    job::{Change, FireOutcome, Skip},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{Control, FEW, JobMoment, Jobs, Submit, Wake, Wakes};
use tracing::{info, warn};

use super::{Way, keep::Keeper};
use crate::{Metrics, duty::Duty, error::Result};

/// Jobs of one call.
const BATCH: u32 = 1_000;

/// The store is asked this often when nothing pokes. A poke comes for whatever is due within
/// two seconds, so everything else is seen by this look well before its time.
const NET: Duration = Duration::from_secs(1);

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
}

impl<S: Jobs + Submit + Control + Wakes + ?Sized> FireJobs<S> {
    pub(crate) fn new(store: Arc<S>, clock: Clock, metrics: Metrics, way: Way) -> Self {
        Self { keeper: Keeper::new(Arc::clone(&store)), store, clock, metrics, way }
    }

    fn tell(&self, kept: &[Change], now: Timestamp) {
        for change in kept {
            let mut counts: BTreeMap<(&'static str, &'static str), u64> = BTreeMap::new();
            for fire in &change.fires {
                *counts.entry((fire.outcome.name(), fire.outcome.reason())).or_default() += 1;
                self.metrics.fired(fire.outcome, now.since(fire.nominal));
            }
            let job = &change.job;
            for ((outcome, reason), fires) in counts {
                if outcome == FireOutcome::Skipped(Skip::Checks).name() {
                    info!(job.id = %job.id, job.name = job.spec.name, reason, fires, "run skipped");
                } else if outcome == "missed" {
                    warn!(job.id = %job.id, job.name = job.spec.name, reason, fires, "fires missed");
                }
            }
        }
        // Runs tell of themselves. What made none changes the next time that is shown.
        let quiet: Vec<_> = kept.iter().filter(|change| change.runs.is_empty()).collect();
        if quiet.len() <= FEW {
            for change in quiet {
                self.store.poke(Wake::Job(change.job.id, JobMoment::Changed));
            }
        }
    }
}

impl<S: Jobs + Submit + Control + Wakes + ?Sized> Duty for FireJobs<S> {
    const NAME: &'static str = "fire";

    async fn pass(&mut self) -> Result<Duration> {
        let _way = self.way.take().await;
        loop {
            let Some(at) = self.store.next_fire().await? else { return Ok(NET) };
            let now = self.clock.now();
            if at > now {
                return Ok(at.since(now).min(NET));
            }
            let due = self.store.due_jobs(now, BATCH).await?;
            let mut draw = || TaskId::new(now);
            let changes = due.iter().filter_map(|job| job.fire(now, &mut draw)).collect();
            let kept = self.keeper.keep(changes, now).await?;
            if kept.is_empty() {
                return Ok(TAKEN);
            }
            self.tell(&kept, now);
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
