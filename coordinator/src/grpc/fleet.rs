//! `FleetService`: wishes are stored, the scheduler's fleet duty makes them true.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{OrderId, Violations, limits};
use taskmaster_proto::{
    Error,
    v1::{self, fleet_service_server::FleetService},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{CoordinatorStore, FleetState, KillResult, Wake};
use tokio::time::{Instant, timeout};
use tonic::{Request, Response, Status};

use super::{principal, told};
use crate::activity::{Activities, Note, Subject};

/// How long a kill is waited for.
const KILL_WAIT: Duration = Duration::from_secs(20);
/// The net under lost wake-ups while waiting.
const LOOK: Duration = Duration::from_millis(500);

/// The workers that TaskMaster itself starts and stops.
#[derive(Clone)]
pub(crate) struct Fleet {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) activities: Activities,
}

fn to_wire(fleet: FleetState) -> v1::Fleet {
    v1::Fleet {
        backend: if fleet.backend.is_empty() { "none".to_owned() } else { fleet.backend },
        wanted: i32::try_from(fleet.wanted).unwrap_or(i32::MAX),
        present: i32::try_from(fleet.present).unwrap_or(i32::MAX),
        last_error: fleet.last_error,
    }
}

impl Fleet {
    async fn wait_for(&self, order: OrderId) -> Result<KillResult, Error> {
        let mut wakes = self.store.wakes();
        let deadline = Instant::now() + KILL_WAIT;
        loop {
            let result = self.store.kill_result(order).await.map_err(told)?;
            if result != KillResult::Open || Instant::now() >= deadline {
                return Ok(result);
            }
            // Whatever woke us: a look is cheap, and kills are rare.
            let _ = timeout(LOOK, async {
                while !matches!(wakes.recv().await, Ok(Wake::Fleet) | Err(_)) {}
            })
            .await;
        }
    }
}

#[tonic::async_trait]
impl FleetService for Fleet {
    async fn get_fleet(
        &self,
        _request: Request<v1::GetFleetRequest>,
    ) -> Result<Response<v1::GetFleetResponse>, Status> {
        let fleet = self.store.fleet().await.map_err(told)?;
        Ok(Response::new(v1::GetFleetResponse { fleet: Some(to_wire(fleet)) }))
    }

    async fn scale_fleet(
        &self,
        request: Request<v1::ScaleFleetRequest>,
    ) -> Result<Response<v1::ScaleFleetResponse>, Status> {
        let mut v = Violations::default();
        let count = u32::try_from(request.get_ref().count).unwrap_or(0);
        v.range("count", count, limits::FLEET);
        v.or(()).map_err(Error::from)?;
        if !self.store.set_wanted(count).await.map_err(told)? {
            return Err(Error::FleetUnavailable.into());
        }
        self.store.poke(Wake::Fleet);
        let actor = &principal(&request);
        let note = Note { actor, verb: "scaled", subject_kind: "fleet", count: 1 };
        let detail = format!("to {count}");
        self.activities.note(&note, || Subject { id: String::new(), detail });
        let fleet = self.store.fleet().await.map_err(told)?;
        Ok(Response::new(v1::ScaleFleetResponse { fleet: Some(to_wire(fleet)) }))
    }

    async fn kill_worker(
        &self,
        request: Request<v1::KillWorkerRequest>,
    ) -> Result<Response<v1::KillWorkerResponse>, Status> {
        let actor = &principal(&request);
        let v1::KillWorkerRequest { name, replace } = request.into_inner();
        if self.store.fleet().await.map_err(told)?.backend.is_empty() {
            return Err(Error::FleetUnavailable.into());
        }
        // It may be a container's name: the fleet knows them.
        let worker = self.store.worker(&name).await.map_err(told)?.map(|worker| worker.id);
        let now = self.clock.now();
        let order = self.store.order_kill(&name, worker, replace, now).await.map_err(told)?;
        self.store.poke(Wake::Fleet);
        match self.wait_for(order).await? {
            KillResult::Done { container, requeued } => {
                let note = Note { actor, verb: "killed", subject_kind: "worker", count: 1 };
                let detail = match requeued {
                    0 => String::new(),
                    1 => "1 task requeued".to_owned(),
                    many => format!("{many} tasks requeued"),
                };
                self.activities.note(&note, || Subject { id: name.clone(), detail });
                let requeued = i32::try_from(requeued).unwrap_or(i32::MAX);
                Ok(Response::new(v1::KillWorkerResponse { name, requeued, container }))
            }
            KillResult::NotOurs => Err(Error::NotOurs(name).into()),
            KillResult::Unknown => {
                // One that is dead has a name in the lists still.
                let what = if worker.is_some() { "live worker" } else { "worker" };
                Err(Error::NotFound { what, name }.into())
            }
            KillResult::Open => {
                let text = format!("worker {name} was not gone after 20 s; the kill goes on");
                Err(Error::DeadlineExceeded(text).into())
            }
        }
    }
}
