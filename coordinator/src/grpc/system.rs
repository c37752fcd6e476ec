//! `SystemService`: the whole at a glance.

use std::sync::Arc;

use taskmaster_domain::worker::{Worker, WorkerStatus};
use taskmaster_proto::{
    convert::to_timestamp,
    v1::{self, HealthStatus, system_service_server::SystemService},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{CoordinatorInfo, CoordinatorStore};
use tonic::{Request, Response, Status};

use super::told;

/// A scheduler that was silent for this long is taken for stopped.
const SCHEDULER_SILENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// The whole at a glance.
#[derive(Clone)]
pub(crate) struct System {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
}

fn part(part: &str, status: HealthStatus, detail: String) -> v1::PartHealth {
    v1::PartHealth { part: part.to_owned(), status: status.into(), detail }
}

#[tonic::async_trait]
impl SystemService for System {
    async fn get_status(
        &self,
        _request: Request<v1::GetStatusRequest>,
    ) -> Result<Response<v1::GetStatusResponse>, Status> {
        let now = self.clock.now();
        let counts = self.store.counts().await.map_err(told)?;
        let workers = self.store.workers(false, now).await.map_err(told)?;
        let with = |status| {
            let count = workers.iter().filter(|worker| worker.status(now) == status).count();
            i32::try_from(count).unwrap_or(i32::MAX)
        };
        Ok(Response::new(v1::GetStatusResponse {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            counts: counts
                .into_iter()
                .map(|row| v1::StateCount {
                    queue: row.queue,
                    state: v1::TaskState::from(row.state).into(),
                    count: row.count,
                })
                .collect(),
            workers_idle: with(WorkerStatus::Idle),
            workers_busy: with(WorkerStatus::Busy),
            workers_offline: with(WorkerStatus::Offline),
            store: self.store.driver().to_owned(),
        }))
    }

    /// Answers also when the store is away: that is what it is for.
    async fn get_health(
        &self,
        _request: Request<v1::GetHealthRequest>,
    ) -> Result<Response<v1::GetHealthResponse>, Status> {
        let now = self.clock.now();
        if let Err(cause) = self.store.ping().await {
            told(cause);
            let down = part("store", HealthStatus::Down, "cannot be reached".to_owned());
            let status = HealthStatus::Down.into();
            return Ok(Response::new(v1::GetHealthResponse {
                status,
                parts: vec![down],
                schedulers: Vec::new(),
            }));
        }
        let workers = self.store.workers(false, now).await.map_err(told)?;
        let coordinators = self.store.coordinators(now).await.map_err(told)?;
        let schedulers = self.store.schedulers().await.map_err(told)?;
        let alive = |w: &&Worker| w.status(now) != WorkerStatus::Offline;
        let live = workers.iter().filter(alive).count();
        let taking = workers.iter().filter(alive).filter(|w| !w.draining).count();
        let passing =
            schedulers.iter().filter(|s| now.since(s.last_pass_at) < SCHEDULER_SILENCE).count();
        let some = |count: usize, missing: HealthStatus| {
            if count > 0 { HealthStatus::Ok } else { missing }
        };
        let parts = vec![
            part("store", HealthStatus::Ok, self.store.driver().to_owned()),
            part(
                "workers",
                some(taking, HealthStatus::Degraded),
                format!("{live} alive, {taking} of them take new tasks"),
            ),
            part(
                "coordinators",
                some(coordinators.len(), HealthStatus::Degraded),
                format!("{} alive", coordinators.len()),
            ),
            part("schedulers", some(passing, HealthStatus::Degraded), format!("{passing} passing")),
        ];
        Ok(Response::new(v1::GetHealthResponse {
            status: parts.iter().map(|part| part.status).max().unwrap_or_default(),
            parts,
            schedulers: schedulers
                .into_iter()
                .map(|scheduler| v1::SchedulerHealth {
                    name: scheduler.name,
                    duties: scheduler.duties,
                    last_pass_at: Some(to_timestamp(scheduler.last_pass_at)),
                })
                .collect(),
        }))
    }

    async fn list_coordinators(
        &self,
        _request: Request<v1::ListCoordinatorsRequest>,
    ) -> Result<Response<v1::ListCoordinatorsResponse>, Status> {
        let living = self.store.coordinators(self.clock.now()).await.map_err(told)?;
        let to_wire = |coordinator: CoordinatorInfo| v1::Coordinator {
            id: coordinator.id.0,
            address: coordinator.advertised,
            last_beat_at: Some(to_timestamp(coordinator.renewed_at)),
        };
        let coordinators = living.into_iter().map(to_wire).collect();
        Ok(Response::new(v1::ListCoordinatorsResponse { coordinators }))
    }
}
