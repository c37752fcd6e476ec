//! Jobs: lists of them, of their versions, and of what is to come.

use axum::{Json, extract::State as Of, http::HeaderMap, response::Response};
use serde::Serialize;
use taskmaster_domain::limits;
use taskmaster_proto::v1;
use utoipa::ToSchema;

use super::{
    client,
    shape::{Job, JobCheck, JobDefinition},
};
use crate::{
    caller::Caller,
    extract::{Asked, At, Id},
    problem::Problem,
    rest::answer::tagged,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// The cursor of the next page, of what the wire has.
pub(super) fn next(token: String) -> Option<String> {
    (!token.is_empty()).then_some(token)
}

/// A page of jobs by name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobPage {
    /// The jobs.
    jobs: Vec<Job>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Jobs by name, in pages. One that has very long scripts may end before it is full.
#[utoipa::path(
    get,
    path = "/api/jobs",
    tag = "jobs",
    params(
        ("name" = Option<String>, Query, description = "Whose name begins with this, letters of either case"),
        ("enabled" = Option<bool>, Query, description = "Enabled, or not"),
        ("broken" = Option<bool>, Query, description = "Broken, or not"),
        ("limit" = Option<i64>, Query, description = "Jobs of a page; 50 when 0 or absent, 1000 at the most"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before", min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$"),
        ("If-None-Match" = Option<String>, Header, description = "ETags of answers that the caller has"),
    ),
    responses(
        (status = 200, description = "A page", body = JobPage, headers(("ETag" = String, description = "Of this answer"))),
        (status = 304, description = "The caller has this answer"),
    )
)]
pub(crate) async fn list_jobs(
    Of(shared): Of<Shared>,
    caller: Caller,
    headers: HeaderMap,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let (page_size, page_token) = asked.page();
    // The document counts characters, of which there may be fewer than bytes: the coordinator, which
    // counts those, lets in more.
    if page_token.chars().count() > limits::NAME_BYTES {
        asked.fault("cursor", "must be one that was given");
    }
    let request = v1::ListJobsRequest {
        name: asked.one("name").unwrap_or_default(),
        enabled: asked.choice("enabled"),
        broken: asked.choice("broken"),
        page_size,
        page_token,
    };
    asked.end()?;
    let call = async |link| client(link).list_jobs(request.clone()).await;
    let page = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let jobs = page.jobs.into_iter().map(Job::from).collect();
    tagged(&headers, &JobPage { jobs, next_cursor: next(page.next_page_token) })
}

/// What held from some time on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobVersion {
    /// Its number, from 1.
    version: i32,
    #[serde(flatten)]
    definition: JobDefinition,
    /// Its conditions.
    checks: Vec<JobCheck>,
    /// From when it held.
    #[schema(required)]
    valid_from: Option<Time>,
    /// Who said it, `kind:name`; `system:breaker` is the breaker.
    edited_by: String,
}

impl From<v1::JobVersion> for JobVersion {
    fn from(wire: v1::JobVersion) -> Self {
        let mut spec = wire.spec.unwrap_or_default();
        let checks = std::mem::take(&mut spec.checks);
        Self {
            version: wire.version,
            checks: checks.into_iter().map(JobCheck::from).collect(),
            definition: spec.into(),
            valid_from: Time::from_wire(wire.valid_from),
            edited_by: wire.edited_by,
        }
    }
}

/// A page of versions, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobVersions {
    /// The versions.
    versions: Vec<JobVersion>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// Versions of a job, newest first, in pages.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}/versions",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("limit" = Option<i64>, Query, description = "Versions of a page; 50 when 0 or absent, 1000 at the most"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before", pattern = "^[1-9][0-9]{0,17}$"),
    ),
    responses(
        (status = 200, description = "A page", body = JobVersions),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_versions(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    mut asked: Asked,
) -> Result<Json<JobVersions>, Problem> {
    let (page_size, page_token) = asked.numbered(i32::MAX.into());
    asked.end()?;
    let request = v1::ListJobVersionsRequest { job_id, page_size, page_token };
    let call = async |link| client(link).list_job_versions(request.clone()).await;
    let page = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let versions = page.versions.into_iter().map(JobVersion::from).collect();
    Ok(Json(JobVersions { versions, next_cursor: next(page.next_page_token) }))
}

/// A run that is to come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpcomingRun {
    /// The job.
    #[schema(value_type = Uuid)]
    job_id: String,
    /// Its name.
    job_name: String,
    /// When.
    #[schema(required)]
    at: Option<Time>,
}

impl From<v1::UpcomingRun> for UpcomingRun {
    fn from(wire: v1::UpcomingRun) -> Self {
        Self { job_id: wire.job_id, job_name: wire.job_name, at: Time::from_wire(wire.at) }
    }
}

/// Runs that are to come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Upcoming {
    /// Earliest first.
    runs: Vec<UpcomingRun>,
}

/// The next runs of all jobs, earliest first. After a run of an interval job nothing is known.
#[utoipa::path(
    get,
    path = "/api/jobs/upcoming",
    tag = "jobs",
    params(("limit" = Option<i64>, Query, description = "Runs; 100 when 0 or absent, 1000 at the most")),
    responses((status = 200, description = "The runs", body = Upcoming))
)]
pub(crate) async fn list_upcoming(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
) -> Result<Json<Upcoming>, Problem> {
    let limit = asked.count("limit").map_or(0, |limit| limit.min(limits::PAGE.1.into()));
    asked.end()?;
    let request = v1::ListUpcomingRequest { count: i32::try_from(limit).unwrap_or(0) };
    let call = async |link| client(link).list_upcoming(request).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(Upcoming { runs: answer.runs.into_iter().map(UpcomingRun::from).collect() }))
}
