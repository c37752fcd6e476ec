//! A store in memory with somebody who hands tasks in and somebody who runs them.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    CoordinatorId, Incarnation, JobId, LaneId, TaskId, TaskSpec, TaskState, Timestamp, WorkerId,
    lane::LaneKey,
    worker::{Capacity, Registration},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{
    Claim, Claimed, CoordinatorBeat, Dispatch as _, Jobs as _, NewTask, RunFilter, Seat,
    Sessions as _, Submit as _, View as _, Welcome, Welcomed,
};
use taskmaster_store_memory::Memory;
use uuid::Uuid;

pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// The store and the time.
pub(crate) struct Town {
    pub(crate) store: Arc<Memory>,
    pub(crate) clock: Clock,
    pub(crate) lane: LaneId,
    pub(crate) coordinator: CoordinatorId,
}

impl Town {
    pub(crate) async fn new() -> Self {
        let store = Arc::new(Memory::default());
        let lane = store.intern_lane(&LaneKey::of(&TaskSpec::default())).await.unwrap();
        let coordinator = store.register_coordinator("http://127.0.0.1:1").await.unwrap();
        Self { store, clock: Clock::default(), lane, coordinator }
    }

    /// Hands in a task that is due at `due`.
    pub(crate) async fn submit(&self, due: Timestamp, spec: TaskSpec) -> TaskId {
        let now = self.clock.now();
        let task = NewTask { id: TaskId::new(now), spec, lane: self.lane, due, gate: None };
        self.store.submit(std::slice::from_ref(&task), now).await.unwrap();
        task.id
    }

    pub(crate) async fn state(&self, task: TaskId) -> TaskState {
        self.store.task(task).await.unwrap().expect("it is kept").state
    }

    /// Runs of a job whose ends are not settled, newest first.
    pub(crate) async fn open_runs(&self, job: JobId) -> Vec<TaskId> {
        let filter = RunFilter { job: Some(job), states: Vec::new(), open: true };
        let page = self.store.runs(&filter, None, 10_000).await.unwrap();
        page.rows.into_iter().map(|run| run.id).collect()
    }

    /// Opens a worker's session.
    pub(crate) async fn hello(&self, name: &str, host: &str) -> Welcome {
        self.hello_as(name, host, Incarnation(Uuid::new_v4())).await
    }

    /// Opens a session of this start of a worker.
    pub(crate) async fn hello_as(
        &self,
        name: &str,
        host: &str,
        incarnation: Incarnation,
    ) -> Welcome {
        let capacity =
            Capacity { slots: 8, queues: vec!["default".to_owned()], ..Default::default() };
        let registration = Registration {
            name: name.to_owned(),
            host: host.to_owned(),
            incarnation,
            capacity,
            version: "1".to_owned(),
        };
        let now = self.clock.now();
        let hello = self.store.hello(&registration, &[], false, self.coordinator, LEASE, now).await;
        match hello.unwrap() {
            Welcomed::Welcome(welcome) => welcome,
            Welcomed::Taken { .. } => panic!("{name} is taken"),
        }
    }

    /// Gives the worker a task.
    pub(crate) async fn assign(&self, to: &Welcome) -> Vec<Claimed> {
        let seat = Seat { worker: to.worker, session: to.session };
        let claim = Claim { lane: self.lane, seats: vec![seat] };
        self.store.claim(&claim, self.clock.now()).await.unwrap()
    }

    /// Lets time go by while a coordinator beats and no worker does.
    pub(crate) async fn pass_time(&self, seconds: u64) {
        for _ in 0..seconds {
            self.clock.set(self.clock.now().plus(Duration::from_secs(1)));
            let gap = Duration::from_secs(10);
            let beat = CoordinatorBeat { id: self.coordinator, slots: 0, gap };
            self.store.beat(&beat, &[], LEASE, self.clock.now()).await.unwrap();
        }
    }

    pub(crate) async fn is_draining(&self, worker: WorkerId) -> bool {
        let workers = self.store.workers(true, self.clock.now()).await.unwrap();
        workers.iter().any(|w| w.id == worker && w.draining)
    }
}
