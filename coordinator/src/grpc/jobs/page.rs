//! Pages of jobs, versions and runs. Those of whole specs are bounded in bytes, because one may
//! have a megabyte, and so few callers read at once that all of them together do not fill the
//! memory.

use std::{collections::HashMap, str::FromStr};

use prost::Message as _;
use taskmaster_domain::{
    JobId, TaskId, TaskSpec, Violations,
    job::{Job, JobSpec, Run},
    limits,
};
use taskmaster_proto::{
    Error,
    convert::{job_to_wire, run_to_wire, version_to_wire},
    v1,
};
use taskmaster_store::{JobFilter, RunFilter, jobs::PAGE_BYTES};

use super::{Jobs, RECENT, told};

/// Rows that are read at once, with the latest runs of each; the store gives fewer large ones.
const STEP: u32 = 50;
/// Reads at once. Fewer than SQLite has readers, so that what is due is seen meanwhile.
pub(super) const READS: usize = 2;

/// Rows of a page, of what was asked for.
pub(super) fn page_size(wire: i32, v: &mut Violations) -> u32 {
    match u32::try_from(wire) {
        Ok(0) => limits::PAGE.0,
        Ok(size) => size.min(limits::PAGE.1),
        Err(_) => {
            v.add("page_size", "must not be negative");
            0
        }
    }
}

/// Drops what a job is made of, which may be a megabyte, where only its schedule is looked at.
pub(super) fn drop_work(spec: &mut JobSpec) {
    spec.task = TaskSpec::default();
    spec.checks = Vec::new();
}

/// Where a page goes on.
pub(super) fn token<T: FromStr>(wire: &str, v: &mut Violations) -> Option<T> {
    if wire.is_empty() {
        return None;
    }
    let read = wire.parse().ok();
    if read.is_none() {
        v.add("page_token", "must be one that was given");
    }
    read
}

impl Jobs {
    pub(super) async fn page_of_jobs(
        &self,
        filter: &JobFilter,
        after: Option<String>,
        limit: u32,
    ) -> Result<v1::ListJobsResponse, Error> {
        let mut page = v1::ListJobsResponse::default();
        let (mut from, mut missing, mut bytes) = (after, limit, 0);
        while missing > 0 {
            // Closed by nobody; whoever waits longer than its caller does is dropped.
            let _turn = self.reads.acquire().await.map_err(|_| Error::Internal)?;
            let store = &self.tasks.store;
            let step = store.jobs(filter, from.as_deref(), missing.min(STEP)).await;
            let step = step.map_err(told)?;
            let ids: Vec<JobId> = step.rows.iter().map(|job| job.id).collect();
            let mut latest: HashMap<JobId, Vec<Run>> = HashMap::new();
            for run in store.latest_runs(&ids, RECENT).await.map_err(told)? {
                latest.entry(run.of.job).or_default().push(run);
            }
            from = step.next;
            let mut rows = step.rows.into_iter();
            while let Some(job) = rows.next() {
                let (name, runs) = (job.spec.name.clone(), latest.remove(&job.id));
                let job = job_to_wire(job, runs.unwrap_or_default());
                bytes += job.encoded_len();
                page.jobs.push(job);
                missing = missing.saturating_sub(1);
                if bytes > PAGE_BYTES as usize && missing > 0 && (rows.len() > 0 || from.is_some())
                {
                    page.next_page_token = name;
                    return Ok(page);
                }
            }
            if from.is_none() {
                break;
            }
        }
        page.next_page_token = from.unwrap_or_default();
        Ok(page)
    }

    /// The `count` jobs with the earliest next times, without what they are made of.
    pub(super) async fn coming_jobs(&self, count: u32) -> Result<Vec<Job>, Error> {
        let (mut jobs, mut from, mut missing) = (Vec::new(), None, count);
        while missing > 0 {
            let _turn = self.reads.acquire().await.map_err(|_| Error::Internal)?;
            let step = self.tasks.store.coming_jobs(from, missing.min(STEP)).await;
            let step = step.map_err(told)?;
            for mut job in step.rows {
                drop_work(&mut job.spec);
                jobs.push(job);
                missing = missing.saturating_sub(1);
            }
            from = step.next;
            if from.is_none() {
                break;
            }
        }
        Ok(jobs)
    }

    pub(super) async fn page_of_versions(
        &self,
        job: &Job,
        below: Option<i32>,
        limit: u32,
    ) -> Result<v1::ListJobVersionsResponse, Error> {
        let mut page = v1::ListJobVersionsResponse::default();
        let (mut from, mut missing, mut bytes) = (below, limit, 0);
        while missing > 0 {
            let _turn = self.reads.acquire().await.map_err(|_| Error::Internal)?;
            let step = self.tasks.store.job_versions(job.id, from, missing.min(STEP)).await;
            let step = step.map_err(told)?;
            from = step.next;
            let mut rows = step.rows.iter();
            while let Some(version) = rows.next() {
                let wire = version_to_wire(version, &job.created_by);
                bytes += wire.encoded_len();
                page.versions.push(wire);
                missing = missing.saturating_sub(1);
                if bytes > PAGE_BYTES as usize && missing > 0 && (rows.len() > 0 || from.is_some())
                {
                    page.next_page_token = version.version.to_string();
                    return Ok(page);
                }
            }
            if from.is_none() {
                break;
            }
        }
        page.next_page_token = from.map(|below| below.to_string()).unwrap_or_default();
        Ok(page)
    }

    pub(super) async fn page_of_runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> Result<v1::ListRunsResponse, Error> {
        let page = self.tasks.store.runs(filter, below, limit).await.map_err(told)?;
        Ok(v1::ListRunsResponse {
            runs: page.rows.into_iter().map(run_to_wire).collect(),
            next_page_token: page.next.map(|below| below.to_string()).unwrap_or_default(),
        })
    }
}
