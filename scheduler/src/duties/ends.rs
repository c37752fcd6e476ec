//! Makes ends part of the state of their jobs.

use std::collections::{HashMap, HashSet};

use taskmaster_domain::{
    JobId, TaskState, Timestamp,
    job::{Ended, Job},
};
use taskmaster_store::{Control, History, JobWrite, Jobs, Submit, Wakes, jobs::tell_settled};

use super::keep::{Keeper, Kept};
use crate::error::Result;

/// Ends of one call.
const BATCH: u32 = 1_000;

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized> Keeper<S> {
    /// Lets each of these jobs make of its ends what its rules say, and tells of it; what became of
    /// that.
    ///
    /// The jobs were read before the ends: what another scheduler settled in between is not among
    /// the ends, and what it settles from here on makes the write stale. None counts twice.
    pub(super) async fn settle(
        &self,
        jobs: &[Job],
        ends: Vec<Ended>,
        now: Timestamp,
    ) -> Result<Kept> {
        let mut by_job: HashMap<JobId, Vec<Ended>> = HashMap::new();
        for end in ends {
            by_job.entry(end.of.job).or_default().push(end);
        }
        let settle = |by_job: &HashMap<JobId, Vec<Ended>>| {
            jobs.iter().filter_map(|job| job.settle(by_job.get(&job.id)?, now)).collect()
        };
        let mut kept = self.keep(settle(&by_job), now).await?;
        self.tell(jobs, &by_job, &kept.writes);
        if !kept.canceling.is_empty() {
            // What such a job has canceled so far is settled, so that these many ends are not in the way
            // of others. The one that breaks it is not: until it is, nobody passes the job's gate. Nor is
            // any other that counts for the breaker: as many of one job as a call takes keep others
            // waiting until all is canceled.
            let mut canceled = HashMap::new();
            for job in &kept.canceling {
                let Some(mut ends) = by_job.remove(job) else { continue };
                ends.retain(|end| end.state == TaskState::Canceled && end.errors == 0);
                if !ends.is_empty() {
                    canceled.insert(*job, ends);
                }
            }
            let more = self.keep(settle(&canceled), now).await?;
            self.tell(jobs, &canceled, &more.writes);
            kept.writes.extend(more.writes);
            kept.stale |= more.stale;
            kept.refused |= more.refused;
        }
        Ok(kept)
    }

    /// Tells of ends that are part of their jobs' state by these writes. At once: of what is settled
    /// nobody tells later.
    fn tell(&self, jobs: &[Job], by_job: &HashMap<JobId, Vec<Ended>>, writes: &[JobWrite]) {
        let broken: HashMap<JobId, bool> =
            jobs.iter().map(|job| (job.id, job.state.broken)).collect();
        for job in writes.iter().map(|write| &write.job) {
            if let (Some(&was_broken), Some(ends)) = (broken.get(&job.id), by_job.get(&job.id)) {
                tell_settled(&**self.store(), was_broken, ends, job);
            }
        }
    }

    /// Makes ends that these jobs do not know of part of their state, wherever that decides whether
    /// they may run. Only those that somebody else changed meanwhile are read again.
    pub(super) async fn settle_awaited(&self, jobs: &mut Vec<Job>, now: Timestamp) -> Result<()> {
        loop {
            let awaiting = jobs.iter().filter(|job| job.awaits_ends());
            let awaiting: Vec<JobId> = awaiting.map(|job| job.id).collect();
            if awaiting.is_empty() {
                return Ok(());
            }
            let ends = self.store().ended_runs_of(&awaiting, BATCH).await?;
            let are_all = ends.len() < BATCH as usize;
            let mut left: HashSet<JobId> = ends.iter().map(|end| end.of.job).collect();
            let Kept { writes: kept, canceling, .. } = self.settle(jobs, ends, now).await?;
            // Nothing is decided of a job that is about to break.
            jobs.retain(|job| !canceling.contains(&job.id));
            left.retain(|id| !canceling.contains(id));
            if kept.is_empty() {
                return Ok(());
            }
            let mut known: HashMap<JobId, Job> =
                kept.into_iter().map(|write| (write.job.id, write.job)).collect();
            left.retain(|id| !known.contains_key(id));
            if !left.is_empty() {
                let again: Vec<JobId> = left.iter().copied().collect();
                let read = self.store().jobs_of(&again).await?;
                known.extend(read.into_iter().map(|job| (job.id, job)));
            }
            jobs.retain_mut(|job| match known.remove(&job.id) {
                Some(now) => {
                    *job = now;
                    true
                }
                // Gone, or nothing of it has ended.
                None => !left.contains(&job.id),
            });
            if are_all && left.is_empty() {
                return Ok(());
            }
        }
    }
}
