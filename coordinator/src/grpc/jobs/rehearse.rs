//! What a call would come to, of which nothing is kept.

use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Change, Job, JobRefusal, Run},
};
use taskmaster_proto::{Error, convert, v1};

use super::{
    Jobs, RECENT,
    keep::{BEHIND, id_taken, outrun},
    told,
};

impl Jobs {
    /// What [`Self::step`] would come to. What must be settled or entered of the time before is, in
    /// thought.
    pub(super) async fn rehearse<F>(&self, id: JobId, mut decide: F) -> Result<v1::Job, Error>
    where
        F: FnMut(&Job, Timestamp) -> Result<Result<Change, JobRefusal>, Error> + Send,
    {
        let (mut job, now) = (self.job(id).await?, self.now());
        let mut ends = self.awaited_ends(&job).await?;
        for _ in 0..BEHIND {
            if !ends.is_empty()
                && let Some(step) = job.settle(&ends, now)
            {
                (job, ends) = (kept(step), Vec::new());
            }
            match decide(&job, now)? {
                Err(JobRefusal::Behind { disables }) => {
                    match job.catch_up(disables, now, &mut || TaskId::new(now)) {
                        Some(step) => job = kept(step),
                        None => break,
                    }
                }
                decided => {
                    let change = decided?;
                    let after = if change.is_nothing(&job) { job } else { kept(change) };
                    let latest = self.tasks.store.latest_runs(&[id], RECENT).await.map_err(told)?;
                    return self.rehearsed(after, latest).await;
                }
            }
        }
        Err(outrun())
    }

    /// What [`Self::make`] would come to.
    pub(super) async fn rehearse_make(&self, change: Change) -> Result<v1::Job, Error> {
        let id = change.job.id;
        match self.tasks.store.jobs_of(&[id]).await.map_err(told)?.pop() {
            None => self.rehearsed(kept(change), Vec::new()).await,
            // A repeat of a call.
            Some(job) if job.spec == change.job.spec => self.shown(id).await,
            Some(_) => Err(id_taken(id)),
        }
    }

    /// A job as it would be, unless its name is another's.
    async fn rehearsed(&self, job: Job, latest: Vec<Run>) -> Result<v1::Job, Error> {
        self.refuse_taken_name(job.id, &job.spec.name).await?;
        Ok(convert::job_to_wire(job, latest))
    }
}

/// The job as a change leaves it.
fn kept(change: Change) -> Job {
    let revision = change.job.revision + 1;
    Job { revision, ..change.job }
}
