//! Jobs, their runs and the ledger of their fires.

mod bury;
mod list;
mod row;
mod write;

use async_trait::async_trait;
use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, Run, Version},
};
use taskmaster_store::{
    Deleted, EndedRun, FireFilter, JobFilter, JobPage, JobWrite, Jobs, KeptRuns, Result, RunFilter,
    Written, jobs::coming_place,
};
use uuid::Uuid;

use crate::{Sqlite, batch::Batch, connection::commit, error::failed, sql};

/// Behind which time and id a page of jobs begins: behind none when there is none.
fn place(after: Option<(Timestamp, JobId)>) -> (i64, Uuid) {
    after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.0))
}

#[async_trait]
impl Jobs for Sqlite {
    async fn write_jobs(&self, writes: &[JobWrite], now: Timestamp) -> Result<Vec<Written>> {
        write::write(self, writes, now).await
    }

    async fn jobs_of(&self, ids: &[JobId]) -> Result<Vec<Job>> {
        let rows = sqlx::query(sql!("jobs/of_ids"))
            .bind(Batch::of_ids(ids.iter().map(|id| id.0)).finish())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter().map(row::job).collect()
    }

    async fn job_named(&self, name: &str) -> Result<Option<Job>> {
        let row = sqlx::query(sql!("jobs/named")).bind(name).fetch_optional(&self.readers);
        row.await.map_err(failed)?.as_ref().map(row::job).transpose()
    }

    async fn jobs(
        &self,
        filter: &JobFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<JobPage<Job, String>> {
        list::jobs(self, filter, after, limit).await
    }

    async fn stuck_jobs(&self) -> Result<u32> {
        let count = sqlx::query_scalar(sql!("jobs/count_stuck")).bind(1_000);
        count.fetch_one(&self.readers).await.map_err(failed)
    }

    async fn job_versions(
        &self,
        id: JobId,
        below: Option<i32>,
        limit: u32,
    ) -> Result<JobPage<Version, i32>> {
        list::versions(self, id, below, limit).await
    }

    async fn delete_job(&self, id: JobId, kept: KeptRuns, now: Timestamp) -> Result<Deleted> {
        bury::bury(self, id, kept, now).await
    }

    async fn sweep_deleted(&self, _now: Timestamp, limit: u32) -> Result<u64> {
        bury::sweep(self, limit).await
    }

    async fn next_fire(&self) -> Result<Option<Timestamp>> {
        let at = sqlx::query_scalar(sql!("jobs/next_fire")).fetch_one(&self.readers);
        let at: Option<i64> = at.await.map_err(failed)?;
        Ok(at.map(Timestamp::from_micros))
    }

    async fn due_jobs(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>> {
        let (at, id) = place(after);
        let bind = |query: list::Bound, rows| query.bind(now.micros()).bind(rows).bind(at).bind(id);
        let place = |job: &Job| (job.state.fire_at.unwrap_or(now), job.id);
        list::whole(self, sql!("jobs/due"), bind, limit, row::job, place).await
    }

    async fn coming_jobs(
        &self,
        after: Option<(Timestamp, JobId)>,
        limit: u32,
    ) -> Result<JobPage<Job, (Timestamp, JobId)>> {
        let (at, id) = place(after);
        let bind = |query: list::Bound, rows| query.bind(rows).bind(at).bind(id);
        list::whole(self, sql!("jobs/coming"), bind, limit, row::job, coming_place).await
    }

    async fn ended_runs(&self, limit: u32) -> Result<Vec<EndedRun>> {
        let rows = sqlx::query(sql!("jobs/ended")).bind(limit).fetch_all(&self.readers);
        rows.await.map_err(failed)?.iter().map(row::ended).collect()
    }

    async fn ended_runs_of(&self, jobs: &[JobId], limit: u32) -> Result<Vec<EndedRun>> {
        let rows = sqlx::query(sql!("jobs/ended_of"))
            .bind(Batch::of_ids(jobs.iter().map(|job| job.0)).finish())
            .bind(limit)
            .fetch_all(&self.readers);
        rows.await.map_err(failed)?.iter().map(row::ended).collect()
    }

    async fn runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> Result<JobPage<Run, TaskId>> {
        list::runs(self, filter, below, limit).await
    }

    async fn fires(&self, filter: &FireFilter, limit: u32) -> Result<JobPage<Fire, Timestamp>> {
        list::fires(self, filter, limit).await
    }

    async fn prune_fires(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let done = sqlx::query(sql!("jobs/prune_fires"))
            .bind(before.micros())
            .bind(limit)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        Ok(done.rows_affected())
    }
}
