//! Jobs, their runs and the ledger of their fires.

use async_trait::async_trait;
use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, Run, Version},
};
use taskmaster_store::{
    Deleted, EndedRun, Error, FireFilter, JobFilter, JobPage, JobWrite, Jobs, Result, RunFilter,
    Written,
};

use crate::Postgres;

fn none<T>() -> Result<T> {
    Err(Error::Corrupt("jobs are not kept yet".to_owned()))
}

#[async_trait]
impl Jobs for Postgres {
    async fn write_jobs(&self, _: &[JobWrite], _: Timestamp) -> Result<Vec<Written>> {
        none()
    }
    async fn jobs_of(&self, _: &[JobId]) -> Result<Vec<Job>> {
        none()
    }
    async fn job_named(&self, _: &str) -> Result<Option<Job>> {
        none()
    }
    async fn jobs(&self, _: &JobFilter, _: Option<&str>, _: u32) -> Result<JobPage<Job, String>> {
        none()
    }
    async fn stuck_jobs(&self) -> Result<u32> {
        none()
    }
    async fn job_versions(
        &self,
        _: JobId,
        _: Option<i32>,
        _: u32,
    ) -> Result<JobPage<Version, i32>> {
        none()
    }
    async fn delete_job(&self, _: JobId, _: bool, _: Timestamp) -> Result<Deleted> {
        none()
    }
    async fn sweep_deleted(&self, _: Timestamp, _: u32) -> Result<u64> {
        none()
    }
    async fn next_fire(&self) -> Result<Option<Timestamp>> {
        none()
    }
    async fn due_jobs(&self, _: Timestamp, _: u32) -> Result<Vec<Job>> {
        none()
    }
    async fn coming_jobs(&self, _: u32) -> Result<Vec<Job>> {
        none()
    }
    async fn ended_runs(&self, _: u32) -> Result<Vec<EndedRun>> {
        none()
    }
    async fn runs(&self, _: &RunFilter, _: Option<TaskId>, _: u32) -> Result<JobPage<Run, TaskId>> {
        none()
    }
    async fn fires(&self, _: &FireFilter, _: u32) -> Result<JobPage<Fire, Timestamp>> {
        none()
    }
    async fn prune_fires(&self, _: Timestamp, _: u32) -> Result<u64> {
        none()
    }
}
