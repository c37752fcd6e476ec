//! Health, and what the whole is made of.

use std::time::Duration;

use axum::{Json, extract::State as Of, http::StatusCode};
use serde::Serialize;
use taskmaster_domain::limits;
use taskmaster_proto::v1::{
    self, system_service_client::SystemServiceClient, worker_service_client::WorkerServiceClient,
};
use utoipa::ToSchema;

use super::{words::HealthStatus, workers::Worker};
use crate::{
    caller::Caller,
    extract::Asked,
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::{ANSWER_BYTES, Repeat},
};

/// The whole at a glance, as some coordinator tells it.
pub(super) async fn status(
    shared: &Shared,
    caller: &Caller,
) -> Result<v1::GetStatusResponse, Problem> {
    let call =
        async |link| SystemServiceClient::new(link).get_status(v1::GetStatusRequest {}).await;
    shared.upstream.call(caller, Repeat::Safe, call).await
}

/// The workers, by number.
pub(super) async fn workers(
    shared: &Shared,
    caller: &Caller,
    include_offline: bool,
) -> Result<Vec<Worker>, Problem> {
    let call = async |link| {
        let mut client = WorkerServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
        client.list_workers(v1::ListWorkersRequest { include_offline }).await
    };
    let answer = shared.upstream.call(caller, Repeat::Safe, call).await?;
    Ok(answer.workers.into_iter().map(Worker::from).collect())
}

/// The health of all parts, as some coordinator tells it.
async fn parts(shared: &Shared, caller: &Caller) -> Result<v1::GetHealthResponse, Problem> {
    let call =
        async |link| SystemServiceClient::new(link).get_health(v1::GetHealthRequest {}).await;
    shared.upstream.call(caller, Repeat::Safe, call).await
}

/// Health of one part.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Part {
    /// How well it works.
    status: HealthStatus,
    /// What is wrong, or what is there.
    detail: String,
}

impl Part {
    fn down(detail: &str) -> Self {
        Self { status: HealthStatus::Down, detail: detail.to_owned() }
    }
}

/// A scheduler.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scheduler {
    /// Its name.
    name: String,
    /// What it does.
    duties: Vec<String>,
    /// When it last did all of it.
    #[schema(required)]
    last_pass_at: Option<Time>,
}

impl From<v1::SchedulerHealth> for Scheduler {
    fn from(wire: v1::SchedulerHealth) -> Self {
        let last_pass_at = Time::from_wire(wire.last_pass_at);
        Self { name: wire.name, duties: wire.duties, last_pass_at }
    }
}

/// Health of each part.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Parts {
    /// The database.
    store: Part,
    /// The tasks that wait.
    queues: Part,
    /// Those that work.
    workers: Part,
    /// Those that serve.
    coordinators: Part,
    /// Those that are to run by themselves: `degraded` while one has no next time, or fires or the ends of
    /// runs have waited for more than 30 s.
    jobs: Part,
    /// Those that let time act.
    schedulers: Vec<Scheduler>,
}

/// Health of the whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// The worst of all parts.
    status: HealthStatus,
    /// Each part.
    parts: Parts,
}

impl Health {
    /// Nobody could be asked.
    fn unknown() -> Self {
        let unknown = || Part::down("not known: no coordinator answers");
        let parts = Parts {
            store: unknown(),
            queues: unknown(),
            workers: unknown(),
            coordinators: Part::down("none answers"),
            jobs: unknown(),
            schedulers: Vec::new(),
        };
        Self { status: HealthStatus::Down, parts }
    }

    fn of(health: v1::GetHealthResponse) -> Self {
        let part = |name: &str| {
            let told = health.parts.iter().find(|part| part.part == name);
            told.map(|part| Part { status: part.status().into(), detail: part.detail.clone() })
        };
        let unknown = || Part::down("not known: the store is away");
        Self {
            status: health.status().into(),
            parts: Parts {
                store: part("store").unwrap_or_else(unknown),
                queues: part("queues").unwrap_or_else(unknown),
                workers: part("workers").unwrap_or_else(unknown),
                coordinators: part("coordinators").unwrap_or_else(unknown),
                jobs: part("jobs").unwrap_or_else(unknown),
                schedulers: health.schedulers.into_iter().map(Scheduler::from).collect(),
            },
        }
    }
}

/// Health of each part.
#[utoipa::path(
    get,
    path = "/api/health",
    tag = "system",
    responses(
        (status = 200, description = "It works; `degraded` when not as it should", body = Health),
        (status = 503, description = "It does not work", body = Health),
    )
)]
pub(crate) async fn health(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<(StatusCode, Json<Health>), Problem> {
    asked.end()?;
    let health = match parts(&shared, &caller).await {
        Ok(parts) => Health::of(parts),
        Err(problem) if problem.is_away() => Health::unknown(),
        Err(problem) => return Err(problem),
    };
    let down = health.status == HealthStatus::Down;
    let code = if down { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    Ok((code, Json(health)))
}

/// A coordinator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Coordinator {
    /// Its number.
    id: i64,
    /// URL under which it is reached.
    address: String,
    /// When it last said that it lives.
    #[schema(required)]
    last_beat_at: Option<Time>,
}

impl From<v1::Coordinator> for Coordinator {
    fn from(wire: v1::Coordinator) -> Self {
        let last_beat_at = Time::from_wire(wire.last_beat_at);
        Self { id: wire.id, address: wire.address, last_beat_at }
    }
}

/// The gateway that answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ThisGateway {
    /// Of its program.
    version: &'static str,
    /// Coordinators that it calls.
    coordinators: Vec<String>,
}

/// The least and the most.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Range {
    min: i64,
    max: i64,
}

/// How large things may be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Limits {
    /// Bytes of a request's body.
    body_bytes: usize,
    /// Bytes of a command.
    command_bytes: usize,
    /// Bytes of a name.
    name_bytes: usize,
    /// Bytes of metadata, as JSON.
    metadata_bytes: usize,
    /// Bytes of an idempotency key.
    idempotency_key_bytes: usize,
    /// Labels of a task.
    labels: usize,
    /// Tasks of one call.
    bulk_tasks: usize,
    /// Tasks of one page.
    page: u32,
    /// Bytes that an attempt may write.
    output_bytes: u64,
    /// Tries of a task.
    attempts: Range,
    /// Urgency of a task.
    priority: Range,
    /// Wall clock of an attempt.
    timeout_seconds: Range,
    /// Workers of a fleet.
    fleet: Range,
}

impl Limits {
    fn of_domain() -> Self {
        let range = |(min, max): (i64, i64)| Range { min, max };
        let seconds = |wait: Duration| i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
        Self {
            body_bytes: limits::BODY_BYTES,
            command_bytes: limits::COMMAND_BYTES,
            name_bytes: limits::NAME_BYTES,
            metadata_bytes: limits::METADATA_BYTES,
            idempotency_key_bytes: limits::IDEMPOTENCY_KEY_BYTES,
            labels: limits::LABELS,
            bulk_tasks: limits::BULK_TASKS,
            page: limits::PAGE.1,
            output_bytes: limits::OUTPUT_BYTES,
            attempts: range((limits::ATTEMPTS.0.into(), limits::ATTEMPTS.1.into())),
            priority: range((limits::PRIORITY.0.into(), limits::PRIORITY.1.into())),
            timeout_seconds: range((seconds(limits::TIMEOUT.0), seconds(limits::TIMEOUT.1))),
            fleet: range((limits::FLEET.0.into(), limits::FLEET.1.into())),
        }
    }
}

/// Paths to go on with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    /// Health of each part.
    health: String,
    /// The description of all routes.
    openapi: String,
}

/// What the whole is made of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct System {
    /// Of the coordinator that was asked.
    version: String,
    /// `postgresql`, `sqlite` or `memory`.
    store: String,
    /// The coordinators that live.
    coordinators: Vec<Coordinator>,
    /// The schedulers that are known.
    schedulers: Vec<Scheduler>,
    /// The gateway that answers.
    gateway: ThisGateway,
    /// How large things may be.
    limits: Limits,
    /// Paths to go on with.
    links: Links,
}

/// What the whole is made of.
#[utoipa::path(
    get,
    path = "/api/system",
    tag = "system",
    responses((status = 200, description = "The parts", body = System))
)]
pub(crate) async fn system(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<System>, Problem> {
    asked.end()?;
    let list = async |link| {
        SystemServiceClient::new(link).list_coordinators(v1::ListCoordinatorsRequest {}).await
    };
    let living = shared.upstream.call(&caller, Repeat::Safe, list);
    let (status, health, living) =
        futures::try_join!(status(&shared, &caller), parts(&shared, &caller), living)?;
    let known = shared.upstream.peers();
    let base = &shared.config.base_path;
    Ok(Json(System {
        version: status.version,
        store: status.store,
        coordinators: living.coordinators.into_iter().map(Coordinator::from).collect(),
        schedulers: health.schedulers.into_iter().map(Scheduler::from).collect(),
        gateway: ThisGateway {
            version: env!("CARGO_PKG_VERSION"),
            coordinators: known.iter().map(|peer| peer.address().to_owned()).collect(),
        },
        limits: Limits::of_domain(),
        links: Links {
            health: format!("{base}/api/health"),
            openapi: format!("{base}/api/openapi.json"),
        },
    }))
}

/// The process lives. Needs no token.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "system",
    security(()),
    responses((status = 200, description = "It lives", body = String, content_type = "text/plain"))
)]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// Some coordinator serves, and this gateway is not about to stop. Needs no token.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "system",
    security(()),
    responses(
        (status = 200, description = "It can be called", body = String, content_type = "text/plain"),
        (status = 503, description = "It cannot be called for a moment", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn readyz(Of(shared): Of<Shared>) -> Result<&'static str, Problem> {
    if shared.upstream.is_ready().await && !shared.background.stop().is_cancelled() {
        return Ok("ok\n");
    }
    Err(taskmaster_proto::Error::Unavailable.into())
}

#[cfg(test)]
mod tests;
