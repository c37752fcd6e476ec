//! `SystemService`: the whole at a glance.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::worker::WorkerStatus;
use taskmaster_proto::{
    convert::to_timestamp,
    v1::{self, system_service_server::SystemService},
};
use taskmaster_runtime::{Clock, Probe, config::Setting};
use taskmaster_store::{CoordinatorInfo, CoordinatorStore};
use tokio::time::timeout;
use tonic::{Request, Response, Status};
use tracing::debug;

use super::{configuration, health, history, told};

/// How long the store may take to tell who is there.
const READ: Duration = Duration::from_secs(3);

/// The whole at a glance.
#[derive(Clone)]
pub(crate) struct System {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    /// How often coordinators beat.
    pub(crate) heartbeat: Duration,
    /// Whether the store can be written.
    pub(crate) probe: Probe,
    /// All that this coordinator was told, secrets masked.
    pub(crate) settings: Arc<[Setting]>,
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

    /// Answers also when the store is away, full or hangs: that is what it is for.
    async fn get_health(
        &self,
        _request: Request<v1::GetHealthRequest>,
    ) -> Result<Response<v1::GetHealthResponse>, Status> {
        let now = self.clock.now();
        if let Err(trouble) = self.probe.look().await {
            return Ok(Response::new(health::down(trouble)));
        }
        let answer = match timeout(READ, health::Seen::read(self.store.as_ref(), now)).await {
            Ok(Ok(seen)) => seen.told(self.store.driver(), self.heartbeat, now),
            // It went away since the probe's last look.
            Ok(Err(cause)) => {
                debug!(%cause, "the store does not tell its health");
                health::down("cannot be reached".to_owned())
            }
            Err(_) => health::down("it does not answer in time".to_owned()),
        };
        Ok(Response::new(answer))
    }

    async fn get_history(
        &self,
        request: Request<v1::GetHistoryRequest>,
    ) -> Result<Response<v1::GetHistoryResponse>, Status> {
        let span = history::Span::asked(request.get_ref(), self.clock.now())?;
        let queue = &request.get_ref().queue;
        let minutes = self.store.minutes(queue, span.from, span.until).await.map_err(told)?;
        Ok(Response::new(span.told(&minutes)))
    }

    async fn get_configuration(
        &self,
        _request: Request<v1::GetConfigurationRequest>,
    ) -> Result<Response<v1::GetConfigurationResponse>, Status> {
        Ok(Response::new(configuration::told(&self.settings)))
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
