//! Jobs, their runs and the ledger of their fires.
//!
//! Everything that happens to a job is one [`JobWrite`] on the revision that was read, so that any
//! number of schedulers and coordinators may act on one job at once: the first write is kept whole,
//! the others change nothing and read again.

mod ends;
mod keep;
pub mod weigh;

use async_trait::async_trait;
use taskmaster_domain::{
    JobId, TaskId, TaskState, Timestamp,
    job::{Change, Fire, FireOutcome, Job, Run, Version},
    limits,
};

pub use ends::{tell_ends, tell_settled};
pub use keep::{cancellation, to_cancel, wake_writes};
pub use taskmaster_domain::job::Ended as EndedRun;

use crate::{NewTask, Result};

/// Runs that one call of [`Jobs::runs`] looks at.
pub const LOOKED_AT: i64 = 10_000;

/// A page of whole jobs or versions ends with the one that takes it past so many bytes of specs, as
/// JSON: one may have a script of a megabyte.
pub const PAGE_BYTES: u32 = 4 << 20;

/// One step of a job, made from a [`Change`] by [`JobWrite::plan`].
#[derive(Clone, Debug)]
pub struct JobWrite {
    /// As it is afterwards; its `revision` is the one that was read, 0 of a job that is new.
    pub job: Job,
    /// The spec was set by this principal: a version is kept, valid from the job's
    /// `updated_at`, which is later than `now` when the clock was set back. Without one nothing
    /// but the job's state changes, whatever else `job` says.
    pub edited_by: Option<String>,
    /// Rows for the ledger. One that is there already is not changed.
    pub fires: Vec<Fire>,
    /// Tasks to be made: runs and checks, as their spec's `run` says.
    pub tasks: Vec<NewTask>,
    /// Runs whose end is part of the job's state now.
    pub settled: Vec<TaskId>,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// All of it is kept, and the job has this revision now.
    Kept(i64),
    /// The job moved since it was read: nothing of this write is kept.
    Stale,
    /// Another job has the name: nothing is kept.
    NameTaken(JobId),
    /// There is no such job.
    Gone,
    /// There are as many jobs as there may be.
    Exhausted,
    /// The database will not take a row of it, and why: nothing is kept.
    Refused(String),
}

/// Where a job stands in [`Jobs::coming_jobs`]: as it is kept there, also one in a blackout, which an
/// older release took for the next run.
pub fn coming_place(job: &Job) -> (Timestamp, JobId) {
    (job.next_run_at().or(job.state.next).unwrap_or_default(), job.id)
}

/// Which jobs to list. An empty field matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// The name begins with this, ASCII letters in either case.
    pub name: String,
    /// Enabled, or not.
    pub enabled: Option<bool>,
    /// Broken, or not.
    pub broken: Option<bool>,
    /// Only those that are enabled and switched on and yet have no next time and no open run.
    pub stuck: bool,
}

/// Rows of a list and where it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct JobPage<T, C> {
    /// Its rows.
    pub rows: Vec<T>,
    /// What the next page comes after; nothing when this is the last.
    pub next: Option<C>,
}

/// Which runs to list. Checks are no runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Of this job; of all when none.
    pub job: Option<JobId>,
    /// In any of these states.
    pub states: Vec<TaskState>,
    /// Only those whose end is not part of the job's state yet: all that have not ended, but for
    /// one that had and was retried since. Of one job that costs by how many there are, of all jobs by
    /// how many runs there are.
    pub open: bool,
}

/// Which rows of the ledger to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FireFilter {
    /// Of this job.
    pub job: JobId,
    /// With one of these outcomes' names; all when empty.
    pub outcomes: Vec<String>,
    /// At or after this nominal time.
    pub from: Option<Timestamp>,
    /// Before this nominal time.
    pub before: Option<Timestamp>,
}

/// Which runs of a deleted job stay, as tasks like any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptRuns {
    /// None: each goes once it has ended.
    #[default]
    None,
    /// Runs and checks that have not ended.
    Open,
    /// Runs that have ended, and all that has not.
    All,
}

/// What a deletion left to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// There was such a job.
    pub found: bool,
    /// Its runs and checks that had not ended, but for one that had and was retried since: they go on
    /// unless somebody cancels them. Those that are not to stay are deleted once they have ended,
    /// whichever way.
    pub open: Vec<TaskId>,
}

/// The half of the store that keeps jobs.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Keeps each write whole or not at all, whatever becomes of the others, and says what became
    /// of each, in their order. Two writes of one job in one call count as one after the other: the
    /// second is stale. A task whose id is kept already is unchanged, as in [`crate::Submit`].
    ///
    /// A new job whose id is kept already with the same spec is a repeat, and kept; with another
    /// spec it is stale. After an unknown commit any other write is stale when it had been kept:
    /// who reads again sees it. When an error is returned some of the writes may be kept.
    async fn write_jobs(&self, writes: &[JobWrite], now: Timestamp) -> Result<Vec<Written>>;

    /// These jobs, those that there are, in any order.
    async fn jobs_of(&self, ids: &[JobId]) -> Result<Vec<Job>>;

    /// The job with this name.
    async fn job_named(&self, name: &str) -> Result<Option<Job>>;

    /// A page of jobs after the given name, by name: ASCII letters in either case count alike, and
    /// capitals come first where nothing else differs. A page of large ones is short ([`PAGE_BYTES`]).
    async fn jobs(
        &self,
        filter: &JobFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<JobPage<Job, String>>;

    /// How many jobs are enabled and switched on and yet have no next time and no open run, up to
    /// 1,000.
    async fn stuck_jobs(&self) -> Result<u32>;

    /// Versions of a job, newest first, below the given one. The latest is among them. A page of large
    /// ones is short ([`PAGE_BYTES`]).
    async fn job_versions(
        &self,
        id: JobId,
        below: Option<i32>,
        limit: u32,
    ) -> Result<JobPage<Version, i32>>;

    /// Deletes a job with its versions, ledger and checks: its name is free and its runs are gone
    /// from the lists of runs at once, the rest goes in bounded passes of [`Self::sweep_deleted`].
    /// Those delete the tasks of its runs and checks as well, each once it has ended, but for the runs
    /// that are to stay. What has not ended is not stopped by this, and who waits behind an end that
    /// nobody settles any more begins with the next [`Gates::sweep_gates`](crate::Gates::sweep_gates)
    /// at the latest: until then the caller may cancel it.
    async fn delete_job(&self, id: JobId, kept: KeptRuns, now: Timestamp) -> Result<Deleted>;

    /// Deletes at most about `limit` tasks and other rows of deleted jobs; how many there were. With
    /// nothing left that may go it is 0: tasks that have not ended are looked at again by a later call,
    /// at no cost by how many they are.
    async fn sweep_deleted(&self, now: Timestamp, limit: u32) -> Result<u64>;

    /// The earliest `fire_at` of all jobs.
    async fn next_fire(&self) -> Result<Option<Timestamp>>;

    /// At most `limit` jobs whose `fire_at` is not after `now`, by that and their id; with `after`
    /// only those behind it. Costs by what is told, never by all jobs. A page of large ones is short
    /// ([`PAGE_BYTES`]).
    async fn due_jobs(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>>;

    /// The jobs with the earliest next times of those that [are to run](Job::next_run_at), by that time
    /// and their id, for the timeline of what is to come; with `after` only those behind it. A page of
    /// large ones is short ([`PAGE_BYTES`]).
    async fn coming_jobs(
        &self,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>>;

    /// At most `limit` ended runs and checks that are not settled, the earliest ends first. Costs by
    /// `limit`, however many there are.
    async fn ended_runs(&self, limit: u32) -> Result<Vec<EndedRun>>;

    /// At most `limit` of those that are of these jobs, in any order. Costs by the runs of these jobs
    /// that are not settled.
    async fn ended_runs_of(&self, jobs: &[JobId], limit: u32) -> Result<Vec<EndedRun>>;

    /// A page of runs, newest first, below the given one. One call looks at no more than 10,000
    /// runs: a page may be short, or empty, and yet have a next one.
    async fn runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> Result<JobPage<Run, TaskId>>;

    /// The latest runs of these jobs, at most `each` of a job, newest first within a job.
    async fn latest_runs(&self, jobs: &[JobId], each: u32) -> Result<Vec<Run>> {
        let mut latest = Vec::new();
        for &job in jobs {
            let filter = RunFilter { job: Some(job), ..RunFilter::default() };
            latest.extend(self.runs(&filter, None, each).await?.rows);
        }
        Ok(latest)
    }

    /// A page of the ledger, latest nominal time first.
    async fn fires(&self, filter: &FireFilter, limit: u32) -> Result<JobPage<Fire, Timestamp>>;

    /// Deletes at most `limit` rows of the ledger with nominal times before `before`; how many.
    async fn prune_fires(&self, before: Timestamp, limit: u32) -> Result<u64>;
}

impl JobFilter {
    /// Where the names that begin as asked and come after the given one stand in the order of lists:
    /// behind the first, which is a name in lower case and as it is, and below the second, which is
    /// one in lower case.
    pub fn range(&self, after: Option<&str>) -> ((String, String), String) {
        let start = self.name.to_ascii_lowercase();
        // More than any name of as many bytes as one may have.
        let below = format!("{start}{}", "\u{10FFFF}".repeat(limits::NAME_BYTES / 4 + 1));
        let after = after.map(|after| (after.to_ascii_lowercase(), after.to_owned()));
        // No name is empty.
        ((start, String::new()).max(after.unwrap_or_default()), below)
    }
}

impl FireFilter {
    /// The numbers of the wanted outcomes; nothing when all are.
    pub fn codes(&self) -> Option<Vec<i16>> {
        let is_wanted = |code: &i16| {
            let outcome = FireOutcome::from_code(*code, Some(TaskId::default()));
            outcome.is_some_and(|it| self.outcomes.iter().any(|name| name == it.name()))
        };
        (!self.outcomes.is_empty()).then(|| (0..64).filter(is_wanted).collect())
    }
}

impl JobWrite {
    /// Keeps `change`, whose runs are to be `tasks`.
    pub fn of(change: Change, tasks: Vec<NewTask>) -> Self {
        let Change { job, edited_by, fires, settled, runs: _, cancels: _ } = change;
        Self { job, edited_by, fires, tasks, settled }
    }
}
