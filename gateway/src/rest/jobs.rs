//! Jobs: keep, look at, set, delete.

pub(crate) mod act;
pub(crate) mod list;
pub(crate) mod preview;
pub(crate) mod run;
pub(crate) mod runs;
mod schedule;
pub(crate) mod shape;
pub(crate) mod spec;

use axum::{
    Json,
    extract::State as Of,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use taskmaster_domain::{JobId, Timestamp, Violations};
use taskmaster_proto::{
    Error,
    v1::{self, job_service_client::JobServiceClient},
};
use utoipa::ToSchema;

use self::{
    schedule::NewJobSchedule,
    shape::Job,
    spec::{NewJob, add_the_others},
};
use super::answer::tagged;
use crate::{
    caller::Caller,
    extract::{Asked, At, Body, Id},
    problem::Problem,
    rest::jobs::schedule::JobSchedule,
    server::Shared,
    upstream::{ANSWER_BYTES, Link, Repeat},
};

/// The client of a link, for pages of long scripts.
fn client(link: Link) -> JobServiceClient<Link> {
    JobServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES)
}

/// The job of an answer; every answer has one.
fn shown(job: Option<v1::Job>) -> Result<Job, Problem> {
    Ok(job.ok_or(Error::Internal)?.into())
}

/// A job that is new, with its path.
fn created(shared: &Shared, job: Option<v1::Job>) -> Result<Response, Problem> {
    let job = shown(job)?;
    let location = format!("{}/api/jobs/{}", shared.config.base_path, job.id());
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(job)).into_response())
}

/// Whether a call that sets something may be made again.
const fn repeat(validate_only: bool) -> Repeat {
    if validate_only { Repeat::Safe } else { Repeat::IfUnsent }
}

/// An id for a job, so that a call whose answer was lost can be made again at another coordinator.
fn own_id(shared: &Shared) -> String {
    JobId::new(shared.clock.now()).to_string()
}

/// The version that a caller decided about, as the wire has it: 0 when it named none.
fn version(asked: &mut Asked) -> i32 {
    let version = asked.count("version");
    if version == Some(0) {
        asked.fault("version", "must be at least 1: versions are counted from there");
    }
    version.map_or(0, |version| i32::try_from(version).unwrap_or(i32::MAX))
}

/// Keeps a new job, with its schedule, in one call: a fault in either makes nothing.
#[utoipa::path(
    post,
    path = "/api/jobs",
    tag = "jobs",
    params(("validateOnly" = Option<bool>, Query, description = "All is checked as for the real call, and nothing is kept; false when absent")),
    request_body = NewJob,
    responses(
        (status = 200, description = "With `validateOnly`: the job as it would be", body = Job),
        (status = 201, description = "The job", body = Job, headers(("Location" = String, description = "Path of the job"))),
        (status = 409, description = "`name-taken`: another job has the name; `checks-not-ok`: its schedule may be switched on once all checks are ok", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
    Body(job): Body<NewJob>,
) -> Result<Response, Problem> {
    let validate_only = asked.flag("validateOnly");
    asked.end()?;
    let (job, job_id) = (Some(read(job, shared.clock.now())?), own_id(&shared));
    let request = v1::CreateJobRequest { job, job_id, validate_only };
    let call = async |link| client(link).create_job(request.clone()).await;
    let job = shared.upstream.call(&caller, Repeat::Safe, call).await?.job;
    if validate_only {
        return Ok(Json(shown(job)?).into_response());
    }
    created(&shared, job)
}

/// The job on the wire, when nothing of it is wrong already.
fn read(job: NewJob, now: Timestamp) -> Result<v1::JobSpec, Problem> {
    let mut faults = Violations::default();
    let spec = job.into_wire(&mut faults);
    if faults.0.is_empty() {
        return Ok(spec);
    }
    add_the_others(&mut faults, spec, now);
    Err(faults.into())
}

/// One job.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("If-None-Match" = Option<String>, Header, description = "ETags of answers that the caller has"),
    ),
    responses(
        (status = 200, description = "The job", body = Job, headers(("ETag" = String, description = "Of this answer"))),
        (status = 304, description = "The caller has this answer"),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.end()?;
    tagged(&headers, &shown(fetched(&shared, &caller, job_id).await?)?)
}

async fn fetched(
    shared: &Shared,
    caller: &Caller,
    job_id: String,
) -> Result<Option<v1::Job>, Problem> {
    let request = v1::GetJobRequest { job_id, name: String::new() };
    let call = async |link| client(link).get_job(request.clone()).await;
    Ok(shared.upstream.call(caller, Repeat::Safe, call).await?.job)
}

/// Sets all that is said about a job, and makes a version of it. Runs keep theirs.
#[utoipa::path(
    put,
    path = "/api/jobs/{id}",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("version" = Option<i64>, Query, description = "Refused when the job has another version by now; any is good when absent", minimum = 1),
        ("validateOnly" = Option<bool>, Query, description = "All is checked as for the real call, and nothing is kept; false when absent"),
    ),
    request_body = NewJob,
    responses(
        (status = 200, description = "The job; with `validateOnly` as it would be", body = Job),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`version-conflict`: somebody else set it meanwhile; `name-taken`: another job has the name; `checks-not-ok`: its schedule may be switched on once all checks are ok", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn update_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    mut asked: Asked,
    Body(job): Body<NewJob>,
) -> Result<Json<Job>, Problem> {
    let (expected_version, validate_only) = (version(&mut asked), asked.flag("validateOnly"));
    asked.end()?;
    let job = Some(read(job, shared.clock.now())?);
    let request = v1::UpdateJobRequest { job_id, job, expected_version, validate_only };
    let call = async |link| client(link).update_job(request.clone()).await;
    shown(shared.upstream.call(&caller, repeat(validate_only), call).await?.job).map(Json)
}

/// A job that is gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeletedJob {
    /// Runs that had not ended and were canceled, or told to end.
    canceled: i32,
}

/// Deletes a job with its versions and fires, and with its runs unless they are to be kept.
///
/// Without either flag what has not ended is canceled, and deleted once it has ended; the answer waits
/// up to 10 seconds for that. With one nothing is waited for.
#[utoipa::path(
    delete,
    path = "/api/jobs/{id}",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("keepRuns" = Option<bool>, Query, description = "Its runs stay, as tasks; what has not ended is canceled, and stays, unless `keepRunning`; false when absent"),
        ("keepRunning" = Option<bool>, Query, description = "What has not ended goes on, and stays, as a task of its own instead of being canceled; false when absent"),
    ),
    responses(
        (status = 200, description = "It is gone", body = DeletedJob),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    mut asked: Asked,
) -> Result<Json<DeletedJob>, Problem> {
    let (keep_runs, keep_running) = (asked.flag("keepRuns"), asked.flag("keepRunning"));
    asked.end()?;
    let request = v1::DeleteJobRequest { job_id, keep_runs, keep_running };
    let call = async |link| client(link).delete_job(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::IfUnsent, call).await?;
    Ok(Json(DeletedJob { canceled: answer.canceled }))
}

/// The name of a copy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCopy {
    /// Unique among jobs.
    name: String,
}

/// Makes a job like this one under another name. The copy's schedule is off, so that nothing runs
/// twice unasked.
#[utoipa::path(
    post,
    path = "/api/jobs/{id}/duplicate",
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    request_body = NewCopy,
    responses(
        (status = 201, description = "The copy", body = Job, headers(("Location" = String, description = "Path of the copy"))),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`name-taken`: another job has the name", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn duplicate_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    asked: Asked,
    Body(NewCopy { name }): Body<NewCopy>,
) -> Result<Response, Problem> {
    asked.end()?;
    let request = v1::DuplicateJobRequest { job_id, name, copy_id: own_id(&shared) };
    let call = async |link| client(link).duplicate_job(request.clone()).await;
    created(&shared, shared.upstream.call(&caller, Repeat::Safe, call).await?.job)
}

/// The schedule of a job.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}/schedule",
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    responses(
        (status = 200, description = "The schedule", body = JobSchedule),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_schedule(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    asked: Asked,
) -> Result<Json<JobSchedule>, Problem> {
    asked.end()?;
    Ok(Json(shown(fetched(&shared, &caller, job_id).await?)?.into_schedule()))
}

/// Sets the schedule of a job and nothing else. Any call of it, off included, mends a broken job.
/// Switching it off is always allowed.
#[utoipa::path(
    put,
    path = "/api/jobs/{id}/schedule",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("version" = Option<i64>, Query, description = "Refused when the job has another version by now; any is good when absent", minimum = 1),
        ("validateOnly" = Option<bool>, Query, description = "All is checked as for the real call, and nothing is kept; false when absent"),
    ),
    request_body = NewJobSchedule,
    responses(
        (status = 200, description = "The job; with `validateOnly` as it would be", body = Job),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`version-conflict`: somebody else set the job meanwhile; `checks-not-ok`: the job requires checks, and there is none or not all of them are ok; the schedule stays as it was", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_schedule(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    mut asked: Asked,
    Body(schedule): Body<NewJobSchedule>,
) -> Result<Json<Job>, Problem> {
    let (expected_version, validate_only) = (version(&mut asked), asked.flag("validateOnly"));
    asked.end()?;
    let mut faults = Violations::default();
    let schedule = schedule.into_wire(&mut faults);
    let schedule = Some(faults.or(schedule)?);
    let request = v1::SetJobScheduleRequest { job_id, schedule, validate_only, expected_version };
    let call = async |link| client(link).set_job_schedule(request.clone()).await;
    let answer = shared.upstream.call(&caller, repeat(validate_only), call).await;
    // The schedule is the whole body.
    let answer = answer.map_err(|problem| problem.below("schedule."))?;
    shown(answer.job).map(Json)
}
