//! Makes the ends of runs and checks part of their jobs' state.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use taskmaster_domain::{
    JobId,
    job::{Change, Ended, Trigger},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{Control, JobMoment, Jobs, Submit, Wake, Wakes};
use tracing::info;

use super::{Way, keep::Keeper};
use crate::{duty::Duty, error::Result};

/// Ends of one call.
const BATCH: u32 = 500;

/// The store is asked this often when nothing pokes. Whoever records the end of a run pokes.
const NET: Duration = Duration::from_secs(1);

/// The wait when what ended is in the hands of another scheduler.
const TAKEN: Duration = Duration::from_millis(100);

/// Takes the ends that no job knows of yet, and lets each job make of them what its rules say.
#[derive(Debug)]
pub(crate) struct Settle<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    keeper: Keeper<S>,
    way: Way,
}

impl<S: Jobs + Submit + Control + Wakes + ?Sized> Settle<S> {
    pub(crate) fn new(store: Arc<S>, clock: Clock, way: Way) -> Self {
        Self { keeper: Keeper::new(Arc::clone(&store)), store, clock, way }
    }

    /// First the ends, then what they led to.
    fn tell(&self, before: &HashMap<JobId, bool>, kept: &[Change], runs: &HashMap<JobId, bool>) {
        for change in kept {
            let job = &change.job;
            let moment = if runs.get(&job.id).is_some_and(|&runs| runs) {
                JobMoment::RunFinished
            } else {
                JobMoment::Changed
            };
            self.store.poke(Wake::Job(job.id, moment));
            if job.state.broken && before.get(&job.id) == Some(&false) {
                info!(job.id = %job.id, job.name = job.spec.name,
                    errors = job.state.broken_errors, "the job is broken, its schedule is off");
                self.store.poke(Wake::Job(job.id, JobMoment::Broken(job.state.broken_errors)));
            }
        }
    }
}

impl<S: Jobs + Submit + Control + Wakes + ?Sized> Duty for Settle<S> {
    const NAME: &'static str = "settle";

    async fn pass(&mut self) -> Result<Duration> {
        // Once a pass: where fires never rest, ends go on beside them.
        self.way.give().await;
        loop {
            let named = self.store.ended_runs(BATCH).await?;
            if named.is_empty() {
                return Ok(NET);
            }
            let full = named.len() >= BATCH as usize;
            let ids: BTreeSet<JobId> = named.iter().map(|end| end.of.job).collect();
            let ids: Vec<JobId> = ids.into_iter().collect();
            let jobs = self.store.jobs_of(&ids).await?;
            // Another scheduler may have settled some of the first list before the jobs were read,
            // which would count them twice. What is open still when the job was read is open in the
            // revision that the write names.
            let mut by_job: HashMap<JobId, Vec<Ended>> = HashMap::new();
            for end in self.store.ended_runs(BATCH).await? {
                by_job.entry(end.of.job).or_default().push(end);
            }
            let now = self.clock.now();
            let changes =
                jobs.iter().filter_map(|job| job.settle(by_job.get(&job.id)?, now)).collect();
            let kept = self.keeper.keep(changes, now).await?;
            let before = jobs.iter().map(|job| (job.id, job.state.broken)).collect();
            let is_run = |end: &Ended| end.of.trigger != Trigger::Check;
            let runs = by_job.iter().map(|(id, ends)| (*id, ends.iter().any(is_run))).collect();
            self.tell(&before, &kept, &runs);
            if kept.is_empty() {
                return Ok(TAKEN);
            }
            if !full {
                return Ok(NET);
            }
        }
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        match wake {
            Wake::Job(_, JobMoment::RunEnded) => Some(Duration::ZERO),
            Wake::Job(
                _,
                JobMoment::Changed
                | JobMoment::Deleted
                | JobMoment::RunStarted
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
