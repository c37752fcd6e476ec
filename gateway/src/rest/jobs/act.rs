//! Jobs: run now, try the checks, verify the ledger.

use axum::{
    Json,
    extract::State as Of,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use taskmaster_domain::{TaskId, Violations};
use taskmaster_proto::{Error, v1};
use utoipa::ToSchema;

use super::{client, run::Run, shape::Job, shown, spec::NewRun};
use crate::{
    caller::Caller,
    extract::{Asked, At, Body, Id},
    problem::Problem,
    rest::submit::header_key,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// Makes a run now. Its trigger is `manual` when a browser's session asks, `api` when a program
/// does with a token.
///
/// With an idempotency key the call may be repeated: the answer to the second is 200 with the run of the
/// first, however that ended. The key belongs to its caller and the job.
#[utoipa::path(
    post,
    path = "/api/jobs/{id}/run",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key by the same caller is the same run of the job"),
    ),
    request_body(content = Option<NewRun>, description = "What this run has different; may be absent"),
    responses(
        (status = 201, description = "The run", body = Run, headers(("Location" = String, description = "Path of the run"))),
        (status = 200, description = "The idempotency key was known: the run that has it", body = Run, headers(("Location" = String, description = "Path of the run"))),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`idempotency-key-taken`: the key belongs to a run with another body; `job-disabled`; `already-running`: a run has not ended, or one waits already, and the job lets no further one in; `checks-not-ok`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn run_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    headers: HeaderMap,
    asked: Asked,
    body: Option<Body<NewRun>>,
) -> Result<Response, Problem> {
    asked.end()?;
    let idempotency_key = header_key(&headers)?.unwrap_or_default();
    let mut faults = Violations::default();
    let overrides = body.map(|Body(run)| run.into_wire(&mut faults));
    let overrides = faults.or(overrides)?;
    let request = v1::RunJobRequest {
        job_id,
        overrides,
        // A call whose answer was lost may be made again.
        run_id: TaskId::new(shared.clock.now()).to_string(),
        api: headers.contains_key(header::AUTHORIZATION),
        idempotency_key,
    };
    let call = async |link| client(link).run_job(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let run = Run::from(answer.run.ok_or(Error::Internal)?);
    let location = format!("{}/api/runs/{}", shared.config.base_path, run.id());
    let code = if answer.existing { StatusCode::OK } else { StatusCode::CREATED };
    Ok((code, [(header::LOCATION, location)], Json(run)).into_response())
}

/// Which checks are to be tried.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewChecks {
    /// Their names; all when absent.
    names: Option<Vec<String>>,
}

/// Tries the checks of a job, each as a task on a worker. How they stand is told by the job.
#[utoipa::path(
    post,
    path = "/api/jobs/{id}/checks",
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    request_body(content = Option<NewChecks>, description = "Which; all when absent"),
    responses(
        (status = 202, description = "They run", body = Job),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn check_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    asked: Asked,
    body: Option<Body<NewChecks>>,
) -> Result<(StatusCode, Json<Job>), Problem> {
    asked.end()?;
    let names = body.and_then(|Body(checks)| checks.names).unwrap_or_default();
    let request = v1::CheckJobRequest { job_id, names };
    let call = async |link| client(link).check_job(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::IfUnsent, call).await?;
    Ok((StatusCode::ACCEPTED, Json(shown(answer.job)?)))
}

/// What of the ledger is to be compared.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewComparison {
    /// From when; as far back as the ledger goes when absent.
    since: Option<Time>,
}

/// The ledger of a job beside the times that its versions name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Comparison {
    /// Times that the versions name.
    expected: i64,
    /// Rows that the ledger has.
    found: i64,
    /// Times without a row, at most 1,000.
    absent: Vec<Time>,
    /// Rows of no such time, at most 1,000.
    surplus: Vec<Time>,
    /// What was compared, up to this time.
    #[schema(required)]
    covered_to: Option<Time>,
}

/// Computes the nominal times of a job anew, from its versions, and compares them with the ledger.
#[utoipa::path(
    post,
    path = "/api/jobs/{id}/verify",
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The job")),
    request_body(content = Option<NewComparison>, description = "From when; may be absent"),
    responses(
        (status = 200, description = "What differs; nothing does when both lists are empty", body = Comparison),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn verify_job(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    asked: Asked,
    body: Option<Body<NewComparison>>,
) -> Result<Json<Comparison>, Problem> {
    asked.end()?;
    let since = body.and_then(|Body(comparison)| comparison.since).map(Time::to_wire);
    let request = v1::VerifyJobRequest { job_id, since };
    let call = async |link| client(link).verify_job(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let times = |wire: Vec<prost_types::Timestamp>| -> Vec<Time> {
        wire.into_iter().filter_map(|at| Time::from_wire(Some(at))).collect()
    };
    Ok(Json(Comparison {
        expected: answer.expected,
        found: answer.found,
        absent: times(answer.absent),
        surplus: times(answer.surplus),
        covered_to: Time::from_wire(answer.covered_to),
    }))
}
