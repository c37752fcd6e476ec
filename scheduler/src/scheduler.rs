//! Starts the duties and waits for their end.

use std::{fmt, sync::Arc};

use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{SchedulerBeat, SchedulerStore};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Backend, Config, Metrics,
    duties::{
        Beat, ExpireHeartbeats, ExpireStarts, FillSearch, FireJobs, Keeper, Promote, Prune,
        ReadClock, Release, Settle, SweepGates, SweepJobs, Way,
    },
    duty::{self, Duty},
    fleet::{self, Desk, DockerKeeper, KubernetesKeeper, ProcessKeeper},
};

/// Lets time act on what a store holds. Any number of them may run on one store.
pub struct Scheduler {
    config: Config,
    store: Arc<dyn SchedulerStore>,
    clock: Clock,
    metrics: Metrics,
}

impl fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduler").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Scheduler {
    /// A scheduler that has not begun. It sets `clock` by the store every few seconds.
    pub fn new(
        config: Config,
        store: Arc<dyn SchedulerStore>,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        Self { config, store, clock, metrics }
    }

    /// Does all duties until `tasks` is told to stop, but keeps the fleet and fires jobs only until
    /// `crew` is: who has workers that stop with us ends `crew` first. While they drain the ends of
    /// what they run are settled and deadlines hold, and what would fire could not run: it is for the
    /// next start and its rules of catch-up. That takes 45 s at the most; a caller that gives up
    /// earlier leaves the workers to drain alone. Ends when both have been told. A store that is away
    /// is waited for.
    pub async fn run(self, tasks: Tasks, crew: Tasks) {
        // The fleet does not wait for the clock: its workers start while the store is asked.
        let fleet = self.config.fleet.clone().map(|fleet| self.start_fleet(fleet, &crew));
        let read = CancellationToken::new();
        let clock = ReadClock {
            store: Arc::clone(&self.store),
            clock: self.clock.clone(),
            read: read.clone(),
        };
        let mut duties = vec![self.start(clock, &tasks)];
        // Before the first reading this machine's clock may be an hour off.
        if tasks.stop().run_until_cancelled(read.cancelled()).await.is_some() {
            duties.append(&mut self.start_timed(fleet.is_some(), &tasks, &crew));
        }
        for duty in duties.into_iter().chain(fleet) {
            // A duty that panicked has told of it itself; the others went on.
            let _ = duty.await;
        }
    }

    /// Starts the duties that need the right time, and the beat that tells of them.
    fn start_timed(&self, with_fleet: bool, tasks: &Tasks, crew: &Tasks) -> Vec<JoinHandle<()>> {
        let store = || Arc::clone(&self.store);
        let clock = || self.clock.clone();
        let metrics = || self.metrics.clone();
        let id = Uuid::new_v4();
        let mut names = Vec::new();
        let mut handles = Vec::new();

        let promote = Promote { store: store(), clock: clock(), metrics: metrics() };
        names.push(name_of(&promote));
        handles.push(self.start(promote, tasks));

        let (keeper, way) = (Keeper::new(store(), metrics()), Way::default());
        let fire = FireJobs::new(keeper.clone(), clock(), way.clone());
        names.push(name_of(&fire));
        handles.push(self.start(fire, crew));

        let settle = Settle::new(keeper, clock(), way);
        names.push(name_of(&settle));
        handles.push(self.start(settle, tasks));

        let sweep = SweepJobs { store: store(), clock: clock() };
        names.push(name_of(&sweep));
        handles.push(self.start(sweep, tasks));

        let starts = ExpireStarts { store: store(), clock: clock(), metrics: metrics() };
        names.push(name_of(&starts));
        handles.push(self.start(starts, tasks));

        let heartbeats = ExpireHeartbeats { store: store(), clock: clock(), metrics: metrics() };
        names.push(name_of(&heartbeats));
        handles.push(self.start(heartbeats, tasks));

        let gates = SweepGates { store: store() };
        names.push(name_of(&gates));
        handles.push(self.start(gates, tasks));

        let release = Release::new(store(), clock(), metrics(), self.config.rhythm);
        names.push(name_of(&release));
        handles.push(self.start(release, tasks));

        let search = FillSearch { store: store(), clock: clock(), metrics: metrics() };
        names.push(name_of(&search));
        handles.push(self.start(search, tasks));

        let prune = Prune::new(store(), clock(), metrics(), self.config.retention, id);
        names.push(name_of(&prune));
        handles.push(self.start(prune, tasks));
        if with_fleet {
            names.push(fleet::NAME.to_owned());
        }
        let beat = SchedulerBeat { id, name: own_name(), duties: names };
        handles.push(self.start(Beat { store: store(), clock: clock(), beat }, tasks));
        handles
    }

    fn start_fleet(&self, backend: Backend, crew: &Tasks) -> JoinHandle<()> {
        match backend {
            Backend::Process(fleet) => {
                let keeper = ProcessKeeper::new(fleet, self.desk(ProcessKeeper::BACKEND));
                let running = self.running(keeper, crew);
                crew.spawn(fleet::NAME, async move { running.await.stop().await })
            }
            Backend::Docker(fleet) => {
                let keeper = DockerKeeper::new(fleet, self.desk(DockerKeeper::BACKEND));
                self.start(keeper, crew)
            }
            Backend::Kubernetes(fleet) => {
                let keeper = KubernetesKeeper::new(fleet, self.desk(KubernetesKeeper::BACKEND));
                self.start(keeper, crew)
            }
        }
    }

    fn desk(&self, backend: &'static str) -> Desk {
        let (store, clock) = (Arc::clone(&self.store), self.clock.clone());
        Desk::new(backend, self.config.rhythm, store, clock, self.metrics.clone())
    }

    fn start<D: Duty + 'static>(&self, duty: D, tasks: &Tasks) -> JoinHandle<()> {
        let running = self.running(duty, tasks);
        tasks.spawn(D::NAME, async move { drop(running.await) })
    }

    /// Listens from now on, so that nothing is missed before the first look.
    fn running<D: Duty>(&self, duty: D, tasks: &Tasks) -> impl Future<Output = D> + use<D> {
        duty::run(duty, self.store.wakes(), tasks.stop().clone(), self.metrics.clone())
    }
}

fn name_of<D: Duty>(_: &D) -> String {
    D::NAME.to_owned()
}

/// Host and process, for people.
fn own_name() -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    format!("{host}:{}", std::process::id())
}
