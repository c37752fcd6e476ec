//! Workers: look at, drain, let go on.

use std::collections::BTreeMap;

use axum::{Json, extract::State as Of};
use serde::Serialize;
use taskmaster_proto::{
    Error,
    v1::{self, worker_service_client::WorkerServiceClient},
};
use utoipa::ToSchema;

use super::{system::workers, words::WorkerStatus};
use crate::{
    caller::Caller,
    extract::{Asked, At, WorkerName},
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// A worker.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Worker {
    /// A name keeps its number.
    id: i64,
    /// Its name.
    #[schema(example = "worker-1")]
    name: String,
    /// Whether it is there and has work.
    status: WorkerStatus,
    /// One of the tasks that it has.
    #[schema(required, value_type = Option<Uuid>)]
    current_task_id: Option<String>,
    /// Tasks that it completed.
    tasks_completed: i64,
    /// Its last heartbeat.
    #[schema(required)]
    last_active_at: Option<Time>,
    /// Tasks that it runs at once.
    slots: i32,
    /// All tasks that it has.
    #[schema(value_type = Vec<Uuid>)]
    running: Vec<String>,
    /// Queues that it serves.
    queues: Vec<String>,
    /// What tasks may require.
    labels: BTreeMap<String, String>,
    /// It takes nothing new.
    draining: bool,
    /// Its machine; in a container the container's id.
    host: String,
    /// Of its program.
    version: String,
    /// Attempts of its own that failed.
    tasks_failed: i64,
    /// Its first hello.
    #[schema(required)]
    registered_at: Option<Time>,
    /// Of its machine, 0 to 100.
    cpu_percent: f64,
    /// Of its machine, 0 to 100.
    memory_percent: f64,
    /// Of its own process.
    memory_bytes: i64,
    /// How often a session was opened under its name.
    session: i64,
}

impl From<v1::Worker> for Worker {
    fn from(wire: v1::Worker) -> Self {
        Self {
            id: wire.id,
            status: wire.status().into(),
            name: wire.name,
            current_task_id: wire.running.first().cloned(),
            tasks_completed: wire.tasks_completed,
            last_active_at: Time::from_wire(wire.last_active_at),
            slots: wire.slots,
            running: wire.running,
            queues: wire.queues,
            labels: wire.labels.into_iter().collect(),
            draining: wire.draining,
            host: wire.host,
            version: wire.version,
            tasks_failed: wire.tasks_failed,
            registered_at: Time::from_wire(wire.registered_at),
            cpu_percent: wire.cpu_percent,
            memory_percent: wire.memory_percent,
            memory_bytes: wire.memory_bytes,
            session: wire.session,
        }
    }
}

/// Workers, by number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Workers {
    /// The workers.
    workers: Vec<Worker>,
}

impl From<Vec<v1::Worker>> for Workers {
    fn from(workers: Vec<v1::Worker>) -> Self {
        Self { workers: workers.into_iter().map(Worker::from).collect() }
    }
}

/// Workers, by number. Offline ones stay for an hour, then with `all`.
#[utoipa::path(
    get,
    path = "/api/workers",
    tag = "workers",
    params(("all" = Option<bool>, Query, description = "Also those that have been offline for more than an hour")),
    responses((status = 200, description = "The workers", body = Workers))
)]
pub(crate) async fn list_workers(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
) -> Result<Json<Workers>, Problem> {
    let all = asked.flag("all");
    asked.end()?;
    let workers = workers(&shared, &caller, all).await?;
    Ok(Json(Workers { workers }))
}

/// One worker, however long it has been offline.
#[utoipa::path(
    get,
    path = "/api/workers/{name}",
    tag = "workers",
    params(("name" = String, Path, description = "The worker's name")),
    responses(
        (status = 200, description = "The worker", body = Worker),
        (status = 404, description = "There is no such worker", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_worker(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(WorkerName(name)): At<WorkerName>,
    asked: Asked,
) -> Result<Json<Worker>, Problem> {
    asked.end()?;
    let all = workers(&shared, &caller, true).await?;
    let worker = all.into_iter().find(|worker| worker.name == name);
    Ok(Json(worker.ok_or(Error::NotFound { what: "worker", name })?))
}

/// The worker takes nothing new and finishes what it runs.
#[utoipa::path(
    post,
    path = "/api/workers/{name}/drain",
    tag = "workers",
    params(("name" = String, Path, description = "The worker's name")),
    responses(
        (status = 200, description = "The worker", body = Worker),
        (status = 404, description = "There is no such worker", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn drain_worker(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(WorkerName(name)): At<WorkerName>,
    asked: Asked,
) -> Result<Json<Worker>, Problem> {
    asked.end()?;
    let request = v1::DrainWorkerRequest { name };
    let call = async |link| WorkerServiceClient::new(link).drain_worker(request.clone()).await;
    // Draining twice is draining.
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(answer.worker.ok_or(Error::Internal)?.into()))
}

/// A drained worker takes tasks again.
#[utoipa::path(
    post,
    path = "/api/workers/{name}/resume",
    tag = "workers",
    params(("name" = String, Path, description = "The worker's name")),
    responses(
        (status = 200, description = "The worker", body = Worker),
        (status = 404, description = "There is no such worker", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is about to stop", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resume_worker(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(WorkerName(name)): At<WorkerName>,
    asked: Asked,
) -> Result<Json<Worker>, Problem> {
    asked.end()?;
    let request = v1::ResumeWorkerRequest { name };
    let call = async |link| WorkerServiceClient::new(link).resume_worker(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(answer.worker.ok_or(Error::Internal)?.into()))
}
