//! Jobs, their runs and the ledger of their fires.

mod keep;
mod list;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, Run, RunOf, Version},
};
use taskmaster_store::{
    Deleted, EndedRun, FireFilter, JobFilter, JobPage, JobWrite, Jobs, KeptRuns, Result, RunFilter,
    Written, jobs::coming_place,
};

use crate::{Memory, state::State};

/// The tables.
#[derive(Debug, Default)]
pub(crate) struct JobTables {
    rows: BTreeMap<JobId, JobRow>,
    ledger: BTreeMap<(JobId, Timestamp), Fire>,
    runs: BTreeMap<TaskId, RunRow>,
    /// Runs and checks of deleted jobs: each goes once it has ended.
    doomed: BTreeSet<TaskId>,
}

#[derive(Debug)]
struct JobRow {
    job: Job,
    versions: Vec<Version>,
}

#[derive(Debug)]
struct RunRow {
    of: RunOf,
    /// Its end is part of the job's state.
    settled: bool,
}

impl JobTables {
    /// Whether this task is a run, or a check, of this job.
    pub(crate) fn has_run(&self, job: JobId, task: TaskId) -> bool {
        self.runs.get(&task).is_some_and(|run| run.of.job == job)
    }

    /// Whether this task is a run, or a check, whose end is not part of its job's state.
    pub(crate) fn is_unsettled(&self, task: TaskId) -> bool {
        self.runs.get(&task).is_some_and(|run| !run.settled)
    }

    /// Forgets that a task was one.
    pub(crate) fn forget_run(&mut self, task: TaskId) {
        self.runs.remove(&task);
        self.doomed.remove(&task);
    }

    fn all(&self) -> impl Iterator<Item = &Job> {
        self.rows.values().map(|row| &row.job)
    }

    /// At most `limit` of the jobs to which `time` gives a time, earliest first.
    fn earliest(&self, limit: u32, time: impl Fn(&Job) -> Option<Timestamp>) -> Vec<Job> {
        let mut found: Vec<(Timestamp, &Job)> =
            self.all().filter_map(|job| Some((time(job)?, job))).collect();
        found.sort_by_key(|(at, job)| (*at, job.id));
        found.into_iter().take(limit as usize).map(|(_, job)| job.clone()).collect()
    }
}

#[async_trait]
impl Jobs for Memory {
    async fn write_jobs(&self, writes: &[JobWrite], now: Timestamp) -> Result<Vec<Written>> {
        let mut state = self.open()?;
        let answers = state.write_jobs(writes, now);
        let lanes = state.admit();
        drop(state);
        self.poke_lanes(&lanes);
        Ok(answers)
    }

    async fn jobs_of(&self, ids: &[JobId]) -> Result<Vec<Job>> {
        let state = self.open()?;
        let ids: BTreeSet<JobId> = ids.iter().copied().collect();
        Ok(state.jobs.all().filter(|job| ids.contains(&job.id)).cloned().collect())
    }

    async fn job_named(&self, name: &str) -> Result<Option<Job>> {
        Ok(self.open()?.jobs.all().find(|job| job.spec.name == name).cloned())
    }

    async fn jobs(
        &self,
        filter: &JobFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<JobPage<Job, String>> {
        Ok(self.open()?.jobs.page(filter, after, limit))
    }

    async fn stuck_jobs(&self) -> Result<u32> {
        let state = self.open()?;
        let stuck = state.jobs.all().filter(|job| job.is_stuck()).take(1_000).count();
        Ok(u32::try_from(stuck).unwrap_or(u32::MAX))
    }

    async fn job_versions(
        &self,
        id: JobId,
        below: Option<i32>,
        limit: u32,
    ) -> Result<JobPage<Version, i32>> {
        Ok(self.open()?.jobs.versions(id, below, limit))
    }

    async fn delete_job(&self, id: JobId, kept: KeptRuns, _now: Timestamp) -> Result<Deleted> {
        Ok(self.open()?.delete_job(id, kept))
    }

    async fn sweep_deleted(&self, _now: Timestamp, limit: u32) -> Result<u64> {
        Ok(self.open()?.sweep_deleted(limit))
    }

    async fn next_fire(&self) -> Result<Option<Timestamp>> {
        Ok(self.open()?.jobs.all().filter_map(|job| job.state.fire_at).min())
    }

    async fn due_jobs(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>> {
        let is_behind = |at, job: &Job| after.is_none_or(|after| (at, job.id) > after);
        let due = |job: &Job| job.state.fire_at.filter(|&at| at <= now && is_behind(at, job));
        let rows = self.open()?.jobs.earliest(limit.saturating_add(1), due).into_iter();
        let place = |job: &Job| (job.state.fire_at.unwrap_or(now), job.id);
        Ok(list::weighed(rows, limit, |job| &job.spec, place))
    }

    async fn coming_jobs(
        &self,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>> {
        let is_behind = |at, job: &Job| after.is_none_or(|after| (at, job.id) > after);
        let coming = |job: &Job| job.next_run_at().filter(|&at| is_behind(at, job));
        let rows = self.open()?.jobs.earliest(limit.saturating_add(1), coming).into_iter();
        Ok(list::weighed(rows, limit, |job| &job.spec, coming_place))
    }

    async fn ended_runs(&self, limit: u32) -> Result<Vec<EndedRun>> {
        Ok(self.open()?.ended_runs(|_| true, limit))
    }

    async fn ended_runs_of(&self, jobs: &[JobId], limit: u32) -> Result<Vec<EndedRun>> {
        Ok(self.open()?.ended_runs(|job| jobs.contains(&job), limit))
    }

    async fn runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> Result<JobPage<Run, TaskId>> {
        Ok(self.open()?.runs(filter, below, limit))
    }

    async fn fires(&self, filter: &FireFilter, limit: u32) -> Result<JobPage<Fire, Timestamp>> {
        Ok(self.open()?.jobs.fires(filter, limit))
    }

    async fn prune_fires(&self, before: Timestamp, limit: u32) -> Result<u64> {
        Ok(self.open()?.jobs.prune(before, limit))
    }
}

impl State {
    /// What is wrong with jobs and their runs.
    pub(crate) fn job_drifts(&self) -> impl Iterator<Item = String> {
        let lost = self.jobs.runs.keys().filter(|id| !self.tasks.contains_key(id));
        let lost = lost.map(|id| format!("run {id} has no task"));
        let wrong = self.jobs.ledger.values().filter(|fire| {
            let run = fire.outcome.task().and_then(|task| self.jobs.runs.get(&task));
            run.is_some_and(|run| run.of.job != fire.job || run.of.nominal != Some(fire.nominal))
        });
        let wrong = wrong.map(|fire| format!("the run of {fire:?} is one of something else"));
        let unmade =
            self.jobs.ledger.values().filter(|fire| !self.jobs.rows.contains_key(&fire.job));
        lost.chain(wrong)
            .chain(unmade.map(|fire| format!("a fire of job {} is left behind", fire.job)))
    }
}
