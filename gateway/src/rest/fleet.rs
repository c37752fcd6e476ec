//! The workers that TaskMaster itself starts and stops.

use axum::{Json, extract::State as Of, http::StatusCode};
use serde::{Deserialize, Serialize};
use taskmaster_domain::{Violations, limits};
use taskmaster_proto::{
    Error,
    v1::{self, fleet_service_client::FleetServiceClient},
};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    extract::{Asked, Body, Whole},
    problem::Problem,
    server::Shared,
    upstream::Repeat,
};

/// The fleet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fleet {
    /// `process`, `docker`, `kubernetes`; `none` when no scheduler keeps a fleet.
    #[schema(example = "process")]
    backend: String,
    /// Workers that there should be.
    wanted: i32,
    /// Workers that there are.
    present: i32,
    /// Of the scheduler's last pass; null when all was well.
    #[schema(required)]
    last_error: Option<String>,
}

/// Wanted and present size of the fleet.
#[utoipa::path(
    get,
    path = "/api/fleet",
    tag = "fleet",
    responses((status = 200, description = "The fleet", body = Fleet))
)]
pub(crate) async fn get_fleet(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<Fleet>, Problem> {
    asked.end()?;
    let call = async |link| FleetServiceClient::new(link).get_fleet(v1::GetFleetRequest {}).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let fleet = answer.fleet.ok_or(Error::Internal)?;
    Ok(Json(Fleet {
        backend: fleet.backend,
        wanted: fleet.wanted,
        present: fleet.present,
        last_error: (!fleet.last_error.is_empty()).then_some(fleet.last_error),
    }))
}

/// A wish for the fleet's size.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"count": 3}))]
pub(crate) struct NewSize {
    /// Workers that there should be, 1 to 50.
    #[schema(value_type = i64)]
    count: Whole,
}

/// A wish that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Scaled {
    /// Always true.
    ok: bool,
    /// What was asked for.
    count: i64,
    /// Workers that there should be.
    wanted: i32,
    /// Workers that there are.
    present: i32,
}

/// Stores the wanted size of the fleet; the scheduler makes it so.
#[utoipa::path(
    post,
    path = "/api/workers/scale",
    tag = "fleet",
    request_body = NewSize,
    responses(
        (status = 202, description = "The wish is durable", body = Scaled),
        (status = 503, description = "`fleet-unavailable`: no scheduler keeps a fleet; or nobody answers", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn scale_fleet(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
    Body(NewSize { count: Whole(count) }): Body<NewSize>,
) -> Result<(StatusCode, Json<Scaled>), Problem> {
    asked.end()?;
    let mut faults = Violations::default();
    faults.range("count", count, (limits::FLEET.0.into(), limits::FLEET.1.into()));
    faults.or(())?;
    let request = v1::ScaleFleetRequest { count: i32::try_from(count).unwrap_or(0) };
    let call = async |link| FleetServiceClient::new(link).scale_fleet(request).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let fleet = answer.fleet.ok_or(Error::Internal)?;
    let scaled = Scaled { ok: true, count, wanted: fleet.wanted, present: fleet.present };
    Ok((StatusCode::ACCEPTED, Json(scaled)))
}

/// A worker that is to be stopped at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "worker-2"}))]
pub(crate) struct NewKill {
    /// Its name, or that of the container or pod that it runs in.
    name: String,
    /// Start another in its place; otherwise the wanted size falls by one.
    replace: Option<bool>,
}

/// A worker that has stopped.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Killed {
    /// Always true.
    ok: bool,
    /// The worker's name.
    name: String,
    /// The container or pod that it ran in; null for a process.
    #[schema(required)]
    container: Option<String>,
    /// Tasks that went back to their queue.
    requeued: i32,
}

fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    (1..=limits::NAME_BYTES).contains(&name.len()) && name.chars().all(allowed)
}

/// Stops a worker of the fleet at once and answers when it is gone.
#[utoipa::path(
    post,
    path = "/api/workers/kill",
    tag = "fleet",
    request_body = NewKill,
    responses(
        (status = 200, description = "It is gone", body = Killed),
        (status = 403, description = "`not-this-fleet`: this fleet did not start it; or the token may not make this call", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such worker", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`fleet-unavailable`: no scheduler keeps a fleet; or nobody answers", body = Problem, content_type = "application/problem+json"),
        (status = 504, description = "It was not gone after 20 s; the kill goes on", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn kill_worker(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
    Body(NewKill { name, replace }): Body<NewKill>,
) -> Result<Json<Killed>, Problem> {
    asked.end()?;
    if !is_name(&name) {
        let text = format!("must be 1 to {} letters, digits, or one of _ . -", limits::NAME_BYTES);
        return Err(Problem::field("name", text));
    }
    let request = v1::KillWorkerRequest { name, replace: replace.unwrap_or(false) };
    let call = async |link| FleetServiceClient::new(link).kill_worker(request.clone()).await;
    let killed = shared.upstream.call(&caller, Repeat::IfUnsent, call).await?;
    Ok(Json(Killed {
        ok: true,
        name: killed.name,
        container: (!killed.container.is_empty()).then_some(killed.container),
        requeued: killed.requeued,
    }))
}
