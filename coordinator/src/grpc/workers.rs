//! `WorkerService`.

use std::sync::Arc;

use taskmaster_domain::worker::OrderKind;
use taskmaster_proto::{
    Error,
    convert::worker_to_wire,
    v1::{self, worker_service_server::WorkerService},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{CoordinatorStore, Wake};
use tonic::{Request, Response, Status};

use super::{principal, told};
use crate::activity::{Activities, Note, Subject};

/// Workers: look at, drain, let go on.
#[derive(Clone)]
pub(crate) struct Workers {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) activities: Activities,
}

impl Workers {
    /// Tells the feed what was done to a worker.
    fn note(&self, actor: &str, verb: &'static str, name: &str) {
        let note = Note { actor, verb, subject_kind: "worker", count: 1 };
        self.activities.note(&note, || Subject { id: name.to_owned(), detail: String::new() });
    }
}

#[tonic::async_trait]
impl WorkerService for Workers {
    async fn list_workers(
        &self,
        request: Request<v1::ListWorkersRequest>,
    ) -> Result<Response<v1::ListWorkersResponse>, Status> {
        let now = self.clock.now();
        let all = request.get_ref().include_offline;
        let workers = self.store.workers(all, now).await.map_err(told)?;
        let workers = workers.into_iter().map(|worker| worker_to_wire(worker, now)).collect();
        Ok(Response::new(v1::ListWorkersResponse { workers }))
    }

    async fn drain_worker(
        &self,
        request: Request<v1::DrainWorkerRequest>,
    ) -> Result<Response<v1::DrainWorkerResponse>, Status> {
        let actor = principal(&request);
        let name = request.into_inner().name;
        let now = self.clock.now();
        let drained = self.store.set_draining(&name, true).await.map_err(told)?;
        let unknown = || Error::NotFound { what: "worker", name: name.clone() };
        let id = drained.ok_or_else(unknown)?;
        self.store.give_order(id, OrderKind::Drain, now).await.map_err(told)?;
        self.store.poke(Wake::Worker(id));
        let worker = self.store.worker(&name).await.map_err(told)?.ok_or_else(unknown)?;
        self.note(&actor, "drained", &name);
        let worker = Some(worker_to_wire(worker, now));
        Ok(Response::new(v1::DrainWorkerResponse { worker }))
    }

    async fn resume_worker(
        &self,
        request: Request<v1::ResumeWorkerRequest>,
    ) -> Result<Response<v1::ResumeWorkerResponse>, Status> {
        let actor = principal(&request);
        let name = request.into_inner().name;
        let now = self.clock.now();
        let resumed = self.store.set_draining(&name, false).await.map_err(told)?;
        let unknown = || Error::NotFound { what: "worker", name: name.clone() };
        let id = resumed.ok_or_else(unknown)?;
        let worker = self.store.worker(&name).await.map_err(told)?.ok_or_else(unknown)?;
        if worker.draining {
            let text = format!("worker {name} is about to stop: only its next start takes tasks");
            return Err(Error::WrongState(text).into());
        }
        self.store.give_order(id, OrderKind::Resume, now).await.map_err(told)?;
        self.store.poke(Wake::Worker(id));
        self.note(&actor, "resumed", &name);
        let worker = Some(worker_to_wire(worker, now));
        Ok(Response::new(v1::ResumeWorkerResponse { worker }))
    }
}
