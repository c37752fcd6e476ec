//! Makes what was decided about a job true.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use taskmaster_domain::{
    JobId, TaskId, Timestamp, Violations,
    job::{Cancels, Change, Job, JobRefusal},
};
use taskmaster_proto::Error;
use taskmaster_store::{
    EndedRun, JobMoment, JobWrite, Wake, Written,
    jobs::{cancellation, tell_settled, to_cancel, wake_writes},
};
use tracing::warn;

use super::{Jobs, end::AT_ONCE, told, unknown};
use crate::metrics::Kind;

/// How often somebody else may have been faster.
const TRIES: usize = 20;
/// Steps that enter what a long outage left, before whoever edits is asked to try again.
pub(super) const BEHIND: usize = 500;
/// Ends of a job that are settled at once.
const ENDS: u32 = 500;

pub(super) fn id_taken(id: JobId) -> Error {
    Error::WrongState(format!("a job with the id {id} is there already"))
}

pub(super) fn outrun() -> Error {
    Error::Exhausted("too much happens to the job at once, try again".to_owned())
}

impl Jobs {
    /// Reads, decides, writes: all of it again when somebody else was faster. What the job does not
    /// know of what it made is settled first, and so is what must be entered of the time before. What
    /// changes nothing is not written.
    pub(super) async fn step<F>(&self, id: JobId, mut decide: F) -> Result<JobWrite, Error>
    where
        F: FnMut(&Job, Timestamp) -> Result<Result<Change, JobRefusal>, Error> + Send,
    {
        let (mut tries, mut behind) = (0, 0);
        while tries < TRIES && behind < BEHIND {
            let (job, now) = (self.job(id).await?, self.now());
            if self.settle(&job, now).await? {
                behind += 1;
                continue;
            }
            let decided = match decide(&job, now)? {
                Err(JobRefusal::Behind { disables }) => {
                    let step = job.catch_up(disables, now, &mut || TaskId::new(now));
                    step.map(|step| (step, false))
                }
                decided => Some((decided?, true)),
            };
            let Some((change, is_all)) = decided else {
                tries += 1;
                continue;
            };
            if is_all && change.is_nothing(&job) {
                return Ok(JobWrite::of(change, Vec::new()));
            }
            let cancels = change.cancels;
            match self.keep(change, now).await? {
                Some(write) if is_all => return Ok(write),
                // Each end of what it canceled moves the job: nobody else need have been faster.
                None if cancels.is_none() => tries += 1,
                Some(_) | None => behind += 1,
            }
        }
        Err(outrun())
    }

    /// Makes ends that a job does not know of part of its state, where that decides whether it may
    /// run: who has seen a run end may start the next one. Whether the job is to be read again.
    async fn settle(&self, job: &Job, now: Timestamp) -> Result<bool, Error> {
        let ends = self.awaited_ends(job).await?;
        let change = if ends.is_empty() { None } else { job.settle(&ends, now) };
        let Some(change) = change else { return Ok(false) };
        let kept = self.keep(change, now).await?;
        let Some(write) = kept else { return Ok(true) };
        tell_settled(&*self.tasks.store, job.state.broken, &ends, &write.job);
        Ok(true)
    }

    /// Ends that are not part of a job's state, if they may let it do what its rules refuse now.
    pub(super) async fn awaited_ends(&self, job: &Job) -> Result<Vec<EndedRun>, Error> {
        if !job.awaits_ends() {
            return Ok(Vec::new());
        }
        self.tasks.store.ended_runs_of(&[job.id], ENDS).await.map_err(told)
    }

    /// Keeps a new job.
    pub(super) async fn make(&self, change: Change, now: Timestamp) -> Result<JobWrite, Error> {
        let id = change.job.id;
        self.keep(change, now).await?.ok_or_else(|| id_taken(id))
    }

    /// Keeps a change, unless the job moved since it was read.
    async fn keep(&self, change: Change, now: Timestamp) -> Result<Option<JobWrite>, Error> {
        // Looked at after the job was read: who makes a run with the key after this look moves the
        // job, too. And before anything makes way: that may be the very run.
        if let Some(holder) = self.holder_of_key(&change).await? {
            return Err(Error::KeyTaken(holder.to_string()));
        }
        let cancels = change.cancels;
        let mut write = JobWrite::plan(change, now, &self.tasks.lanes).await.map_err(told)?;
        if let Some(cancels) = cancels
            && !self.cancel_runs(&write.job, cancels).await?
        {
            return Ok(None);
        }
        let answers = self.tasks.store.write_jobs(std::slice::from_ref(&write), now).await;
        match answers.map_err(told)?.pop() {
            Some(Written::Kept(revision)) => write.job.revision = revision,
            Some(Written::Stale) | None => return Ok(None),
            Some(Written::NameTaken(_)) => {
                return Err(Error::JobNameTaken(write.job.spec.name));
            }
            Some(Written::Gone) => return Err(unknown(write.job.id)),
            Some(Written::Exhausted) => {
                return Err(Error::Exhausted("there are as many jobs as there may be".to_owned()));
            }
            Some(Written::Refused(why)) => {
                warn!(job.id = %write.job.id, why, "the store refused what a caller said of a job");
                let text = "has a value that cannot be stored";
                return Err(Violations::one("job", text).into());
            }
        }
        self.tell(&write, now);
        Ok(Some(write))
    }

    /// After the commit: whoever claims, fires or listens hears of it.
    fn tell(&self, write: &JobWrite, now: Timestamp) {
        for task in &write.tasks {
            let kind = task.spec.work.kind();
            self.tasks.metrics.created.get_or_create(&Kind { kind }).inc();
        }
        let store = &*self.tasks.store;
        wake_writes(store, std::slice::from_ref(write), now);
        store.poke(Wake::Job(write.job.id, JobMoment::Changed));
    }

    /// Refuses a job a name that is another's, as the write of it would. Before the first step: nothing
    /// is entered or canceled for an edit whose name is another's.
    pub(super) async fn refuse_taken_name(&self, id: JobId, name: &str) -> Result<(), Error> {
        let namesake = self.tasks.store.job_named(name).await.map_err(told)?;
        match namesake {
            Some(other) if other.id != id => Err(Error::JobNameTaken(name.to_owned())),
            Some(_) | None => Ok(()),
        }
    }

    /// Cancels these runs of a job; whether it is still as it was read.
    async fn cancel_runs(&self, job: &Job, cancels: Cancels) -> Result<bool, Error> {
        let command = cancellation(cancels);
        let mut below = None;
        loop {
            let page = to_cancel(&*self.tasks.store, job, cancels, below).await.map_err(told)?;
            let Some(page) = page else { return Ok(false) };
            let ends = page.rows.into_iter().map(|run| self.end(run, &command));
            stream::iter(ends).buffer_unordered(AT_ONCE).try_for_each(async |_| Ok(())).await?;
            below = page.next;
            if below.is_none() {
                return Ok(true);
            }
        }
    }
}
