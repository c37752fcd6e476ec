//! Workers that are processes on this machine.

mod child;
mod command;
mod crew;
mod keeper_file;
mod kill;
mod note;
mod plan;

use std::{collections::BTreeSet, path::Path, time::Duration};

use taskmaster_domain::{
    Timestamp,
    worker::{Worker, WorkerStatus},
};
use taskmaster_store::{KillOrder, KillResult, Wake};
use tokio::time::Instant;

use self::{
    command::number_of,
    crew::Crew,
    keeper_file::KeeperFile,
    plan::{Action, Kill, Situation, Target, plan},
};
use super::desk::{Desk, RENEW};
use crate::{ProcessFleet, duty::Duty, error::Result};

/// Time between two passes, at rest and while a process is ending.
const EVERY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_millis(50));

/// Keeps a fleet of processes on this machine.
pub(crate) struct ProcessKeeper {
    fleet: ProcessFleet,
    desk: Desk,
    keeping: Option<Keeping>,
}

/// What is known once the data folder is ours.
struct Keeping {
    file: KeeperFile,
    crew: Crew,
}

impl Duty for ProcessKeeper {
    const NAME: &'static str = super::NAME;

    async fn pass(&mut self) -> Result<Duration> {
        let keeping = match &mut self.keeping {
            Some(keeping) => keeping,
            None => self.keeping.insert(Keeping::open(&self.fleet)?),
        };
        keeping.pass(&mut self.desk, self.fleet.initial_size).await
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        (wake == Wake::Fleet).then_some(Duration::ZERO)
    }
}

impl ProcessKeeper {
    /// The backend's word in the store.
    pub(crate) const BACKEND: &'static str = "process";

    /// A keeper that has not looked yet.
    pub(crate) fn new(fleet: ProcessFleet, desk: Desk) -> Self {
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
        let crew = Crew::load(fleet.clone(), Instant::now())?;
        Ok(Self { file, crew })
    }

    async fn pass(&mut self, desk: &mut Desk, initial_size: u32) -> Result<Duration> {
        // It keeps schedulers on other machines from starting a second fleet.
        if !desk.hold_lease(self.file.holder()).await? {
            return Ok(RENEW);
        }
        let wanted = desk.fleet(initial_size).await?.wanted;
        let kills = desk.kills().await?;
        self.crew.look(Instant::now(), desk.clock.now());
        let situation = self.situation(desk, wanted, &kills).await?;
        for action in plan(&situation) {
            self.act(desk, action).await?;
        }
        desk.report(self.crew.present(), self.crew.trouble()).await?;
        Ok(if self.crew.is_ending() { EVERY.1 } else { EVERY.0 })
    }

    async fn situation(&self, desk: &Desk, wanted: u32, kills: &[KillOrder]) -> Result<Situation> {
        let now = desk.clock.now();
        // The list of workers is long where there are many, and is seldom needed.
        let workers = if kills.is_empty() && self.crew.active() >= wanted {
            Vec::new()
        } else {
            desk.store.workers(!kills.is_empty(), now).await?
        };
        Ok(Situation {
            wanted,
            slots: self.crew.slots(Instant::now()),
            kills: kills.iter().map(|order| kill_of(order, &workers, &self.crew, now)).collect(),
            foreign: self.foreign(desk, &workers),
        })
    }

    /// Numbers whose names live workers have that we did not start: starting one of that name
    /// would throw them out. Our own that died a moment ago still live by the store's word.
    fn foreign(&self, desk: &Desk, workers: &[Worker]) -> BTreeSet<u32> {
        let now = desk.clock.now();
        let foreign = |worker: &Worker| {
            let number = number_of(&worker.name)?;
            let lives = match worker.status(now) {
                WorkerStatus::Idle | WorkerStatus::Busy => true,
                WorkerStatus::Offline => false,
            };
            let ours = self.crew.has(number)
                || self.crew.departed(number).is_some_and(|departed| {
                    // Its last heartbeat may have reached the store a beat after its death.
                    worker.last_active_at <= departed.plus(desk.rhythm.heartbeat)
                });
            (lives && !ours).then_some(number)
        };
        workers.iter().filter_map(foreign).collect()
    }

    async fn act(&mut self, desk: &Desk, action: Action) -> Result<()> {
        let (crew, now) = (&mut self.crew, Instant::now());
        match action {
            Action::Start(number) => crew.start(number, now),
            Action::Drain(number) => crew.drain(number, now),
            Action::Destroy(number) => crew.destroy(number),
            Action::Forget(number) => crew.forget(number),
            Action::Refuse(order) => desk.answer(order, &KillResult::NotOurs, false).await?,
            Action::Unknown(order) => desk.answer(order, &KillResult::Unknown, false).await?,
            Action::Stop { number, order, place } => {
                kill::cut_off(desk, number, order, place, crew).await?;
            }
            Action::Finish { number, order, lower, last } => {
                kill::finish(desk, number, order, lower, crew).await?;
                if last {
                    crew.forget(number);
                }
            }
        }
        Ok(())
    }
}

/// Workers that live on in a data folder, for whoever leaves without waiting for them: how many
/// there are, and how many of those were told to drain. None where there never was a fleet.
pub fn left_running(data_dir: &Path) -> (usize, usize) {
    let fleet = ProcessFleet { data_dir: data_dir.to_owned(), ..ProcessFleet::default() };
    note::Note::living(&fleet).unwrap_or_default()
}

/// An order as the plan sees it. One for a worker that is dead is for nobody, whoever's it was: the
/// number of one that was just killed is not known any more.
fn kill_of(order: &KillOrder, workers: &[Worker], crew: &Crew, now: Timestamp) -> Kill {
    let worker = workers.iter().find(|worker| Some(worker.id) == order.worker);
    let target = worker.map_or(Target::Unknown, |worker| {
        let number = number_of(&worker.name);
        match (number.filter(|&number| crew.has(number)), worker.status(now)) {
            (Some(number), _) => Target::Number(number),
            (None, WorkerStatus::Offline) => Target::Unknown,
            (None, WorkerStatus::Idle | WorkerStatus::Busy) => Target::NotOurs,
        }
    });
    Kill { order: order.id, target, replace: order.replace }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
