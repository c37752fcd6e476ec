//! Jobs, their runs and the ledger of their fires.
//!
//! Everything that happens to a job is one [`JobWrite`] on the revision that was read, so that any
//! number of schedulers and coordinators may act on one job at once: the first write is kept whole,
//! the others change nothing and read again.

use async_trait::async_trait;
use taskmaster_domain::{
    JobId, LaneId, TaskId, TaskState, Timestamp,
    job::{Fire, Job, Run, RunOf, Version},
};

use crate::{NewTask, Result};

/// One step of a job, made from [`taskmaster_domain::job::Change`].
#[derive(Clone, Debug)]
pub struct JobWrite {
    /// As it is afterwards; its `revision` is the one that was read, 0 of a job that is new.
    pub job: Job,
    /// The spec was set by this principal: a version is kept, valid from `now`.
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
    /// Only those that have not ended or whose end is not part of the job's state yet.
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

/// A run, or a check, that ended and is not part of its job's state yet.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedRun {
    /// The task.
    pub id: TaskId,
    /// Which run of which job.
    pub of: RunOf,
    /// How it ended.
    pub state: TaskState,
    /// When.
    pub finished_at: Timestamp,
    /// Its counter `errors`.
    pub errors: i64,
    /// Why it failed, for people; empty when it did not.
    pub message: String,
}

/// What a deletion left to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// There was such a job.
    pub found: bool,
    /// Its runs that had not ended: they go on as tasks of their own unless they are canceled.
    pub open: Vec<TaskId>,
}

/// The half of the store that keeps jobs.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Keeps each write whole or not at all, whatever becomes of the others, and says what became
    /// of each, in their order. Two writes of one job in one call count as one after the other: the
    /// second is stale. A task whose id is kept already is unchanged, as in [`crate::Submit`].
    async fn write_jobs(&self, writes: &[JobWrite], now: Timestamp) -> Result<Vec<Written>>;

    /// These jobs, those that there are, in any order.
    async fn jobs_of(&self, ids: &[JobId]) -> Result<Vec<Job>>;

    /// The job with this name.
    async fn job_named(&self, name: &str) -> Result<Option<Job>>;

    /// A page of jobs by name, after the given name.
    async fn jobs(
        &self,
        filter: &JobFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<JobPage<Job, String>>;

    /// How many jobs are enabled and switched on and yet have no next time and no open run, up to
    /// 1,000.
    async fn stuck_jobs(&self) -> Result<u32>;

    /// Versions of a job, newest first, below the given one. The latest is among them.
    async fn job_versions(
        &self,
        id: JobId,
        below: Option<i32>,
        limit: u32,
    ) -> Result<JobPage<Version, i32>>;

    /// Deletes a job with its versions, ledger and checks. Without `keep_runs` its ended runs are
    /// gone from all lists at once and are deleted in bounded passes of [`Self::sweep_deleted`]; with it
    /// they stay as tasks. Runs that have not ended are never deleted here.
    async fn delete_job(&self, id: JobId, keep_runs: bool, now: Timestamp) -> Result<Deleted>;

    /// Deletes at most `limit` tasks of deleted jobs; how many there were.
    async fn sweep_deleted(&self, now: Timestamp, limit: u32) -> Result<u64>;

    /// The earliest `fire_at` of all jobs.
    async fn next_fire(&self) -> Result<Option<Timestamp>>;

    /// At most `limit` jobs whose `fire_at` is not after `now`, earliest first. Costs by what is
    /// due, never by all jobs.
    async fn due_jobs(&self, now: Timestamp, limit: u32) -> Result<Vec<Job>>;

    /// The jobs with the earliest next times, for the timeline of what is to come.
    async fn coming_jobs(&self, limit: u32) -> Result<Vec<Job>>;

    /// At most `limit` ended runs and checks that are not settled, in any order.
    async fn ended_runs(&self, limit: u32) -> Result<Vec<EndedRun>>;

    /// A page of runs, newest first, below the given one.
    async fn runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> Result<JobPage<Run, TaskId>>;

    /// A page of the ledger, latest nominal time first.
    async fn fires(&self, filter: &FireFilter, limit: u32) -> Result<JobPage<Fire, Timestamp>>;

    /// Deletes at most `limit` rows of the ledger with nominal times before `before`; how many.
    async fn prune_fires(&self, before: Timestamp, limit: u32) -> Result<u64>;
}

impl JobWrite {
    /// The lanes into which its tasks go, to be poked once it is kept.
    pub fn lanes(&self) -> impl Iterator<Item = LaneId> {
        self.tasks.iter().map(|task| task.lane)
    }
}
