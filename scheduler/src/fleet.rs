//! Makes the fleet have its wanted size, and carries out kills.
//!
//! A reconciler: each pass reads what is wanted and looks at what is there, `plan` decides, and
//! the actions are carried out plainly. A pass that breaks off anywhere is made good by the next
//! one, in this process or its successor. Without the store nothing is decided, so that its
//! outage ends no worker.

mod command;
mod crew;
mod keeper_file;
mod kill;
mod note;
mod plan;
mod process;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use taskmaster_domain::worker::{Order, OrderKind, Rhythm, Worker, WorkerStatus};
use taskmaster_runtime::Clock;
use taskmaster_store::{FleetState, SchedulerStore, Wake};
use tokio::time::Instant;

use self::{
    command::number_of,
    crew::Crew,
    keeper_file::KeeperFile,
    plan::{Action, Kill, Situation, plan},
};
use crate::{Metrics, ProcessFleet, duty::Duty, error::Result};

/// The backend's word in the store.
const BACKEND: &str = "process";

/// How long the store's lease is held, and how often it is renewed.
const LEASE: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(5));

/// Time between two passes, at rest and while a process is ending.
const EVERY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_millis(50));

/// Keeps a fleet of processes on this machine.
pub(crate) struct FleetKeeper {
    fleet: ProcessFleet,
    desk: Desk,
    keeping: Option<Keeping>,
}

/// What a pass works with.
struct Desk {
    initial_size: u32,
    rhythm: Rhythm,
    store: Arc<dyn SchedulerStore>,
    clock: Clock,
    metrics: Metrics,
}

/// What is known once the data folder is ours.
struct Keeping {
    file: KeeperFile,
    crew: Crew,
    /// When the store's lease is to be renewed; at once when it is not held.
    renew_at: Instant,
    /// What the store was told last.
    reported: Option<(u32, String)>,
}

impl Duty for FleetKeeper {
    const NAME: &'static str = "fleet";

    async fn pass(&mut self) -> Result<Duration> {
        if self.keeping.is_none() {
            self.keeping = Some(Keeping::open(&self.fleet)?);
        }
        match &mut self.keeping {
            Some(keeping) => self.desk.keep(keeping).await,
            None => Ok(EVERY.0),
        }
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        (wake == Wake::Fleet).then_some(Duration::ZERO)
    }
}

impl FleetKeeper {
    /// A keeper that has not looked yet.
    pub(crate) fn new(
        fleet: ProcessFleet,
        rhythm: Rhythm,
        store: Arc<dyn SchedulerStore>,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        let initial_size = fleet.initial_size;
        let desk = Desk { initial_size, rhythm, store, clock, metrics };
        Self { fleet, desk, keeping: None }
    }

    /// Ends the workers when they are to stop with us: they drain, and what hangs is killed.
    /// Otherwise they live on.
    pub(crate) async fn stop(self) {
        if let Some(keeping) = self.keeping.filter(|_| self.fleet.stop_with_us) {
            keeping.crew.end(&self.desk.clock).await;
        }
    }
}

impl Keeping {
    fn open(fleet: &ProcessFleet) -> Result<Self> {
        let file = KeeperFile::take(&command::workers_dir(fleet))?;
        let now = Instant::now();
        let crew = Crew::load(fleet.clone(), now)?;
        Ok(Self { file, crew, renew_at: now, reported: None })
    }
}

impl Desk {
    /// One pass.
    async fn keep(&self, keeping: &mut Keeping) -> Result<Duration> {
        if !self.hold_lease(keeping).await? {
            return Ok(LEASE.1);
        }
        let wanted = self.wanted().await?;
        let orders = self.store.kills().await?;
        keeping.crew.look(Instant::now(), self.clock.now());
        let situation = self.situation(wanted, &orders, &keeping.crew).await?;
        for action in plan(&situation) {
            self.act(action, &mut keeping.crew).await?;
        }
        self.report(keeping).await?;
        Ok(if keeping.crew.is_ending() { EVERY.1 } else { EVERY.0 })
    }

    /// The lease keeps schedulers on other machines from starting a second fleet.
    async fn hold_lease(&self, keeping: &mut Keeping) -> Result<bool> {
        if Instant::now() < keeping.renew_at {
            return Ok(true);
        }
        let (name, holder) = (FleetKeeper::NAME, keeping.file.holder());
        let held = self.store.hold_lease(name, holder, LEASE.0, self.clock.now()).await?;
        if held {
            keeping.renew_at = Instant::now() + LEASE.1;
        } else {
            keeping.reported = None;
        }
        Ok(held)
    }

    async fn wanted(&self) -> Result<u32> {
        let mut state: FleetState = self.store.fleet().await?;
        if state.backend != BACKEND {
            state = self.store.adopt_fleet(BACKEND, self.initial_size).await?;
        }
        Ok(state.wanted)
    }

    async fn situation(&self, wanted: u32, orders: &[Order], crew: &Crew) -> Result<Situation> {
        // The list of workers is long where there are many, and is seldom needed.
        let workers = if orders.is_empty() && crew.active() >= wanted {
            Vec::new()
        } else {
            self.store.workers(!orders.is_empty(), self.clock.now()).await?
        };
        Ok(Situation {
            wanted,
            slots: crew.slots(Instant::now()),
            kills: orders.iter().filter_map(|order| kill_of(order, &workers, crew)).collect(),
            foreign: self.foreign(&workers, crew),
        })
    }

    /// Numbers whose names live workers have that we did not start: starting one of that name
    /// would throw them out. Our own that died a moment ago still live by the store's word.
    fn foreign(&self, workers: &[Worker], crew: &Crew) -> BTreeSet<u32> {
        let now = self.clock.now();
        let foreign = |worker: &Worker| {
            let number = number_of(&worker.name)?;
            let lives = match worker.status(now) {
                WorkerStatus::Idle | WorkerStatus::Busy => true,
                WorkerStatus::Offline => false,
            };
            let ours = crew.has(number)
                || crew.departed(number).is_some_and(|departed| {
                    // Its last heartbeat may have reached the store a beat after its death.
                    worker.last_active_at <= departed.plus(self.rhythm.heartbeat)
                });
            (lives && !ours).then_some(number)
        };
        workers.iter().filter_map(foreign).collect()
    }

    async fn act(&self, action: Action, crew: &mut Crew) -> Result<()> {
        let now = Instant::now();
        match action {
            Action::Start(number) => crew.start(number, now),
            Action::Drain(number) => crew.drain(number, now),
            Action::Destroy(number) => crew.destroy(number),
            Action::Forget(number) => crew.forget(number),
            Action::Refuse(order) => self.refuse(order).await?,
            Action::Stop { number, order, place } => {
                self.cut_off(number, order, place, crew).await?;
            }
            Action::Finish { number, order, lower, last } => {
                self.finish(number, order, lower, crew).await?;
                if last {
                    crew.forget(number);
                }
            }
        }
        Ok(())
    }

    /// Tells the store what there is, when that has changed.
    async fn report(&self, keeping: &mut Keeping) -> Result<()> {
        let seen = (keeping.crew.present(), keeping.crew.trouble().to_owned());
        if keeping.reported.as_ref() != Some(&seen) {
            self.store.report_fleet(seen.0, &seen.1).await?;
            keeping.reported = Some(seen);
        }
        Ok(())
    }
}

/// An order as the plan sees it.
fn kill_of(order: &Order, workers: &[Worker], crew: &Crew) -> Option<Kill> {
    let replace = match order.kind {
        OrderKind::Kill { replace } => replace,
        OrderKind::Cancel(_) | OrderKind::Drain | OrderKind::Probe => return None,
    };
    let worker = workers.iter().find(|worker| worker.id == order.worker);
    let number = worker.and_then(|worker| number_of(&worker.name)).filter(|&n| crew.has(n));
    Some(Kill { order: order.id, number, replace })
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
