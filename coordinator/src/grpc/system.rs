//! `SystemService`: the whole at a glance.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::worker::{Worker, WorkerStatus};
use taskmaster_proto::{
    convert::to_timestamp,
    v1::{self, HealthStatus, system_service_server::SystemService},
};
use taskmaster_runtime::{Clock, Probe, config::Setting};
use taskmaster_store::{CoordinatorInfo, CoordinatorStore};
use tokio::time::timeout;
use tonic::{Request, Response, Status};
use tracing::debug;

use super::{configuration, history, told};

/// A scheduler that was silent for this long is taken for stopped.
const SCHEDULER_SILENCE: Duration = Duration::from_secs(30);

/// A coordinator that missed so many of its beats is taken for stopped.
const COORDINATOR_BEATS: u32 = 5;

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

fn part(part: &str, status: HealthStatus, detail: String) -> v1::PartHealth {
    v1::PartHealth { part: part.to_owned(), status: status.into(), detail }
}

/// A job that is switched on and never runs again is somebody's mistake that nobody sees.
fn jobs(stuck: u32) -> v1::PartHealth {
    match stuck {
        0 => part("jobs", HealthStatus::Ok, "each that is on has a next time".to_owned()),
        1 => part("jobs", HealthStatus::Degraded, "1 is on and has no next time".to_owned()),
        many => {
            part("jobs", HealthStatus::Degraded, format!("{many} are on and have no next time"))
        }
    }
}

/// Without the store nothing else is known.
fn down(trouble: String) -> v1::GetHealthResponse {
    let status = HealthStatus::Down;
    let parts = vec![part("store", status, trouble)];
    v1::GetHealthResponse { status: status.into(), parts, schedulers: Vec::new() }
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
            return Ok(Response::new(down(trouble)));
        }
        let known = async {
            let workers = self.store.workers(false, now).await?;
            let coordinators = self.store.coordinators(now).await?;
            let schedulers = self.store.schedulers().await?;
            let stuck = self.store.stuck_jobs().await?;
            Ok::<_, taskmaster_store::Error>((workers, coordinators, schedulers, stuck))
        };
        let (workers, coordinators, schedulers, stuck) = match timeout(READ, known).await {
            Ok(Ok(known)) => known,
            // It went away since the probe's last look.
            Ok(Err(cause)) => {
                debug!(%cause, "the store does not tell its health");
                return Ok(Response::new(down("cannot be reached".to_owned())));
            }
            Err(_) => return Ok(Response::new(down("it does not answer in time".to_owned()))),
        };
        let alive = |w: &&Worker| w.status(now) != WorkerStatus::Offline;
        let live = workers.iter().filter(alive).count();
        let taking = workers.iter().filter(alive).filter(|w| !w.draining).count();
        let beating = coordinators
            .iter()
            .filter(|c| now.since(c.renewed_at) < self.heartbeat * COORDINATOR_BEATS)
            .count();
        let schedulers: Vec<_> = schedulers
            .into_iter()
            .filter(|s| now.since(s.last_pass_at) < SCHEDULER_SILENCE)
            .collect();
        let passing = schedulers.len();
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
            part("coordinators", some(beating, HealthStatus::Degraded), format!("{beating} alive")),
            part("schedulers", some(passing, HealthStatus::Degraded), format!("{passing} passing")),
            jobs(stuck),
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
