//! Jobs, their runs and the ledger of their fires.

mod bury;
mod list;
mod row;
mod write;

use async_trait::async_trait;
use sqlx::{PgConnection, postgres::PgRow, query, query_scalar};
use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, Run, Version},
};
use taskmaster_store::{
    Deleted, EndedRun, FireFilter, JobFilter, JobPage, JobWrite, Jobs, KeptRuns, Result, RunFilter,
    Written,
    jobs::{PAGE_BYTES, coming_place},
};
use uuid::Uuid;

use crate::{Postgres, error::Outcome, line::on, stamp::Stamp};

#[async_trait]
impl Jobs for Postgres {
    async fn write_jobs(&self, writes: &[JobWrite], now: Timestamp) -> Result<Vec<Written>> {
        write::write(self, writes, now).await
    }

    async fn jobs_of(&self, ids: &[JobId]) -> Result<Vec<Job>> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        on!(self.main(), |c| of_ids(c, &ids))
    }

    async fn job_named(&self, name: &str) -> Result<Option<Job>> {
        // No job has such a name, and the server would not even look.
        if name.contains('\0') {
            return Ok(None);
        }
        on!(self.main(), |c| named(c, name))
    }

    async fn jobs(
        &self,
        filter: &JobFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<JobPage<Job, String>> {
        on!(self.main(), |c| list::jobs(c, filter, after, limit))
    }

    async fn stuck_jobs(&self) -> Result<u32> {
        on!(self.main(), |c| count_stuck(c))
    }

    async fn job_versions(
        &self,
        id: JobId,
        below: Option<i32>,
        limit: u32,
    ) -> Result<JobPage<Version, i32>> {
        on!(self.main(), |c| list::versions(c, id, below, limit))
    }

    async fn delete_job(&self, id: JobId, kept: KeptRuns, now: Timestamp) -> Result<Deleted> {
        on!(self.main(), |c| bury::bury(c, id, kept, now))
    }

    async fn sweep_deleted(&self, _now: Timestamp, limit: u32) -> Result<u64> {
        on!(self.0.lines.sweep, |c| bury::sweep(c, limit))
    }

    async fn next_fire(&self) -> Result<Option<Timestamp>> {
        on!(self.0.lines.jobs, |c| next_fire(c))
    }

    async fn due_jobs(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>> {
        on!(self.0.lines.jobs, |c| due(c, now, after, limit))
    }

    async fn coming_jobs(
        &self,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>> {
        on!(self.main(), |c| coming(c, after, limit))
    }

    async fn ended_runs(&self, limit: u32) -> Result<Vec<EndedRun>> {
        on!(self.0.lines.jobs, |c| ended(c, limit))
    }

    async fn ended_runs_of(&self, jobs: &[JobId], limit: u32) -> Result<Vec<EndedRun>> {
        let jobs: Vec<Uuid> = jobs.iter().map(|job| job.0).collect();
        on!(self.0.lines.jobs, |c| ended_of(c, &jobs, limit))
    }

    async fn runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> Result<JobPage<Run, TaskId>> {
        on!(self.main(), |c| list::runs(c, filter, below, limit))
    }

    async fn latest_runs(&self, jobs: &[JobId], each: u32) -> Result<Vec<Run>> {
        on!(self.main(), |c| list::latest_runs(c, jobs, each))
    }

    async fn fires(&self, filter: &FireFilter, limit: u32) -> Result<JobPage<Fire, Timestamp>> {
        on!(self.main(), |c| list::fires(c, filter, limit))
    }

    async fn prune_fires(&self, before: Timestamp, limit: u32) -> Result<u64> {
        on!(self.0.lines.sweep, |c| prune_fires(c, before, limit))
    }
}

pub(crate) async fn of_ids(c: &mut PgConnection, ids: &[Uuid]) -> Outcome<Vec<Job>> {
    let rows = query(include_str!("../queries/jobs/of_ids.sql")).bind(ids).fetch_all(c).await?;
    all(&rows)
}

async fn named(c: &mut PgConnection, name: &str) -> Outcome<Option<Job>> {
    let row = query(include_str!("../queries/jobs/named.sql")).bind(name).fetch_optional(c).await?;
    row.as_ref().map(row::job).transpose()
}

async fn count_stuck(c: &mut PgConnection) -> Outcome<u32> {
    let count: i64 = query_scalar(include_str!("../queries/jobs/count_stuck.sql"))
        .bind(1_000_i64)
        .fetch_one(c)
        .await?;
    Ok(u32::try_from(count).unwrap_or_default())
}

async fn next_fire(c: &mut PgConnection) -> Outcome<Option<Timestamp>> {
    let at: Option<Stamp> =
        query_scalar(include_str!("../queries/jobs/next_fire.sql")).fetch_one(c).await?;
    Ok(at.map(|stamp| stamp.0))
}

/// A time before any that a job may have: the first of the year 1.
const FIRST: Timestamp = Timestamp::from_micros(-62_135_596_800_000_000);

/// Behind which time and id a page of jobs begins: behind none when there is none.
fn place(after: Option<(Timestamp, JobId)>) -> (Stamp, Uuid) {
    after.map_or((Stamp(FIRST), Uuid::nil()), |(at, id)| (Stamp(at), id.0))
}

async fn due(
    c: &mut PgConnection,
    now: Timestamp,
    after: Option<(Timestamp, JobId)>,
    limit: u32,
) -> Outcome<JobPage<Job, (Timestamp, JobId)>> {
    let (at, id) = place(after);
    let rows = query(include_str!("../queries/jobs/due.sql"))
        .bind(Stamp(now))
        .bind(i64::from(limit) + 1)
        .bind(at)
        .bind(id)
        .bind(i64::from(PAGE_BYTES))
        .fetch_all(c)
        .await?;
    list::weighed(&rows, limit, row::job, |job| (job.state.fire_at.unwrap_or(now), job.id))
}

/// Room for all at once: a fallible `collect` cannot know how many there will be, and jobs are large.
fn all(rows: &[PgRow]) -> Outcome<Vec<Job>> {
    let mut jobs = Vec::with_capacity(rows.len());
    for row in rows {
        jobs.push(row::job(row)?);
    }
    Ok(jobs)
}

async fn coming(
    c: &mut PgConnection,
    after: Option<(Timestamp, JobId)>,
    limit: u32,
) -> Outcome<JobPage<Job, (Timestamp, JobId)>> {
    let (at, id) = place(after);
    let rows = query(include_str!("../queries/jobs/coming.sql"))
        .bind(i64::from(limit) + 1)
        .bind(at)
        .bind(id)
        .bind(i64::from(PAGE_BYTES))
        .fetch_all(c)
        .await?;
    list::weighed(&rows, limit, row::job, coming_place)
}

async fn ended(c: &mut PgConnection, limit: u32) -> Outcome<Vec<EndedRun>> {
    let rows = query(include_str!("../queries/jobs/ended.sql"))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    rows.iter().map(row::ended).collect()
}

async fn ended_of(c: &mut PgConnection, jobs: &[Uuid], limit: u32) -> Outcome<Vec<EndedRun>> {
    let rows = query(include_str!("../queries/jobs/ended_of.sql"))
        .bind(jobs)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    rows.iter().map(row::ended).collect()
}

async fn prune_fires(c: &mut PgConnection, before: Timestamp, limit: u32) -> Outcome<u64> {
    let done = query(include_str!("../queries/jobs/prune_fires.sql"))
        .bind(Stamp(before))
        .bind(i64::from(limit))
        .execute(c)
        .await?;
    Ok(done.rows_affected())
}
