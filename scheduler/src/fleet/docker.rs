//! Workers that are containers of one service of a Compose project.
//!
//! Compose made the first of them and may come back at any time; the engine restarts what
//! crashes. What is left to do is to bring about a size that somebody asked for, by cloning or
//! draining containers so that Compose still knows them as its own, to adopt what others did, and
//! to end one certain container. `plan.rs` has the rules.

mod client;
mod clone;
mod crew;
mod engine;
mod kill;
mod name;
mod plan;
mod yard;

use std::time::Duration;

use taskmaster_domain::worker::{OrderKind, Worker};
use taskmaster_store::{FleetState, KillOrder, KillResult, Wake};
use tokio::time::Instant;
use tracing::{info, warn};
use uuid::Uuid;

pub(crate) use self::engine::Fault;
use self::{
    client::Client,
    crew::{Crew, Leaving, Start},
    engine::{Container, Engine, State},
    plan::{Action, Push, Situation, plan},
    yard::Yard,
};
use super::desk::{Desk, RENEW};
use crate::{DockerFleet, duty::Duty, error::Result};

/// Time between two passes: at rest, and while containers come or go. The engine's events call
/// for one at once.
const EVERY: (Duration, Duration) = (Duration::from_secs(5), Duration::from_millis(300));

/// Containers that one pass makes at the most, so that a kill and the lease do not wait for all.
const CREATIONS: u32 = 3;

/// Keeps the containers of a service at their wanted size.
pub(crate) struct DockerKeeper {
    desk: Desk,
    holder: Uuid,
    host: String,
    yard: Yard,
    crew: Crew,
}

/// Whether a pass may go on after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Went {
    /// It may.
    Well,
    /// What was seen does not hold any more.
    Stale,
}

impl Duty for DockerKeeper {
    const NAME: &'static str = super::NAME;

    async fn pass(&mut self) -> Result<Duration> {
        if !self.desk.hold_lease(self.holder).await? {
            self.crew.stand_down(Instant::now());
            return Ok(RENEW);
        }
        let kept = self.keep().await;
        if let Err(crate::error::Error::Docker(fault)) = &kept {
            self.desk.fleet(0).await?;
            self.desk.report(self.crew.present(), &fault.to_string()).await?;
        }
        kept
    }

    async fn stirs(&mut self) {
        if self.yard.project.is_empty() {
            return std::future::pending().await;
        }
        let Yard { engine, project, service } = &mut self.yard;
        engine.happens(project, service).await;
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        (wake == Wake::Fleet).then_some(Duration::ZERO)
    }
}

impl DockerKeeper {
    /// The backend's word in the store.
    pub(crate) const BACKEND: &'static str = "docker";

    /// A keeper that has not looked yet.
    pub(crate) fn new(fleet: DockerFleet, desk: Desk) -> Self {
        let engine = Box::new(Client::new(fleet.socket.clone()));
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        Self::with(engine, fleet, host, desk)
    }

    fn with(engine: Box<dyn Engine>, fleet: DockerFleet, host: String, desk: Desk) -> Self {
        let project = fleet.project.unwrap_or_default();
        let yard = Yard { engine, project, service: fleet.service };
        let crew = Crew::new(fleet.drain, Instant::now());
        Self { desk, holder: holder(&host), host, yard, crew }
    }

    /// One pass by the holder of the lease.
    async fn keep(&mut self) -> Result<Duration> {
        if self.yard.project.is_empty() {
            self.yard.project = yard::own_project(&*self.yard.engine, &self.host).await?;
        }
        self.look().await?;
        let fleet = self.desk.fleet(self.crew.size()).await?;
        let kills = self.desk.kills().await?;
        // The list of workers is long where there are many, and is seldom needed.
        let workers = if kills.is_empty() && !self.crew.is_leaving() {
            Vec::new()
        } else {
            self.workers().await?
        };
        let situation = self.situation(&fleet, &kills, &workers).await?;
        let mut creations = 0;
        for action in plan(&situation) {
            if let Action::Create(_) = action {
                creations += 1;
            }
            if creations > CREATIONS || self.act(action, &fleet, &kills).await? == Went::Stale {
                break;
            }
        }
        let trouble = self.crew.trouble.clone();
        self.desk.report(self.crew.present(), &trouble).await?;
        let now = Instant::now();
        let busy = creations > 0 || self.crew.is_leaving() || !self.crew.is_calm(now);
        Ok(if busy { EVERY.1 } else { EVERY.0 })
    }

    async fn look(&mut self) -> Result<()> {
        let containers = self.yard.list().await?;
        if containers.iter().any(|container| container.host() == self.host) {
            let service = &self.yard.service;
            let why = format!("service {service} is the scheduler's own: set fleet.docker.service");
            return Err(Fault::Unfit(why).into());
        }
        self.crew.look(containers, Instant::now());
        for id in self.crew.unclear() {
            let restarts = self.yard.restarts(&id).await?;
            self.crew.clear_up(id, restarts, Instant::now());
        }
        if let Some(id) = self.crew.model() {
            match self.yard.template(&id).await {
                Ok(template) => self.crew.template = Some(template),
                // It went just now; the next pass takes another.
                Err(Fault::Missing(_)) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    async fn workers(&self) -> Result<Vec<Worker>> {
        Ok(self.desk.store.workers(true, self.desk.clock.now()).await?)
    }

    async fn situation(
        &self,
        fleet: &FleetState,
        orders: &[KillOrder],
        workers: &[Worker],
    ) -> Result<Situation> {
        let now = Instant::now();
        let is_idle = |leaving: &Leaving| {
            worker_in(&leaving.container, workers).is_none_or(|worker| worker.running.is_empty())
        };
        let mut kills = Vec::new();
        for order in orders {
            let target = self.target(order, workers).await?;
            kills.push(plan::Kill { order: order.id, target, replace: order.replace });
        }
        Ok(Situation {
            wanted: fleet.wanted,
            settled: fleet.settled,
            slots: self.crew.slots(is_idle, now),
            kills,
            calm: self.crew.is_calm(now),
            may_create: self.crew.may_create(now),
            taken: self.crew.taken(),
            refill: self.crew.refill.clone(),
        })
    }

    async fn act(
        &mut self,
        action: Action,
        fleet: &FleetState,
        orders: &[KillOrder],
    ) -> Result<Went> {
        match action {
            Action::Refuse(order) => self.desk.answer(order, &KillResult::NotOurs, false).await?,
            Action::Unknown(order) => self.desk.answer(order, &KillResult::Unknown, false).await?,
            Action::Stop { number, order, place } => self.stop(number, order, place).await?,
            Action::Finish { number, order, place } => self.finish(number, order, place).await?,
            Action::Join { number, order } => self.join(number, order).await?,
            Action::FinishGone { order, lower } => {
                if let Some(order) = orders.iter().find(|kill| kill.id == order) {
                    self.finish_gone(order, lower).await?;
                }
            }
            Action::Push { number, push } => self.push(number, push).await?,
            Action::Drain(number) => self.drain(number).await?,
            Action::Remove(number) => self.remove(number).await?,
            Action::Start(number) => self.start(number).await?,
            Action::Create(number) => return self.create(number).await,
            Action::Settle(size) => {
                if !self.desk.store.settle_fleet(fleet, size).await? {
                    return Ok(Went::Stale);
                }
                if size != fleet.wanted {
                    info!(before = fleet.wanted, size, "somebody else changed the fleet's size");
                }
                self.crew.is_settled(Instant::now());
            }
        }
        Ok(Went::Well)
    }

    /// Gives a worker nothing more. Its container is told to end once it has nothing left.
    async fn drain(&mut self, number: u32) -> Result<()> {
        let Some(container) = self.crew.container(number).cloned() else { return Ok(()) };
        let worker = worker_in(&container, &self.workers().await?).map(start_of);
        info!(container.name = container.name, "draining a worker");
        if let Some(worker) = &worker {
            self.desk.cut_off(&worker.name).await?;
            let now = self.desk.clock.now();
            self.desk.store.give_order(worker.id, OrderKind::Drain, now).await?;
            self.desk.store.poke(Wake::Worker(worker.id));
        }
        self.crew.leave(container, worker, None, Instant::now());
        Ok(())
    }

    async fn push(&mut self, number: u32, push: Push) -> Result<()> {
        let Some(leaving) = self.crew.leaving_mut(number) else { return Ok(()) };
        let (id, name) = (&leaving.container.id, &leaving.container.name);
        let signal = match push {
            Push::Drain => "SIGTERM",
            Push::Stop => "SIGQUIT",
            Push::Kill => "SIGKILL",
        };
        if push > Push::Drain {
            warn!(container.name = name, signal, "a worker did not end in time");
        }
        self.yard.push(id, signal).await?;
        leaving.was_told(push);
        Ok(())
    }

    /// Removes a container that has drained. What its worker could not give back by itself goes
    /// back now.
    async fn remove(&mut self, number: u32) -> Result<()> {
        let Some(leaving) = self.crew.leaving(number).cloned() else { return Ok(()) };
        self.yard.remove(&leaving.container.id).await?;
        let worker = leaving.worker.map(|worker| (worker.id, worker.incarnation));
        self.desk.give_back_of(worker, &[]).await?;
        info!(container.name = leaving.container.name, "removed a drained worker");
        self.crew.left(number);
        Ok(())
    }

    async fn start(&mut self, number: u32) -> Result<()> {
        let Some(container) = self.crew.container(number) else { return Ok(()) };
        warn!(container.name = container.name, "a worker's container was down and is started");
        let (id, name) = (container.id.clone(), container.name.clone());
        self.crew.retried(&id, Instant::now());
        match self.yard.start(&id).await {
            Ok(()) => self.crew.recovered(),
            Err(fault) => {
                self.crew.failed(format!("cannot start {name}: {fault}"), Instant::now());
            }
        }
        Ok(())
    }

    async fn create(&mut self, number: u32) -> Result<Went> {
        // Whoever takes the project down has begun with something.
        if !self.crew.is_as_seen(&self.yard.list().await?) {
            return Ok(Went::Stale);
        }
        let Some(template) = &self.crew.template else {
            let service = &self.yard.service;
            let why =
                format!("no container of service {service} to clone from: start one with Compose");
            self.crew.failed(why, Instant::now());
            return Ok(Went::Stale);
        };
        match self.yard.create(template, number).await {
            Ok(id) => {
                let (name, state) = (String::new(), State::Running);
                self.crew.made(Container { id, name, number, state }, Instant::now());
                Ok(Went::Well)
            }
            Err(Fault::Conflict(why)) => {
                warn!(number, cause = why, "a container's name is taken");
                self.crew.is_taken(number, Instant::now());
                Ok(Went::Stale)
            }
            Err(Fault::Away(why)) => Err(Fault::Away(why).into()),
            Err(fault) => {
                let why = format!("cannot make a worker's container: {fault}");
                warn!(cause = why, "the fleet stays smaller than wanted");
                self.crew.failed(why, Instant::now());
                Ok(Went::Stale)
            }
        }
    }
}

/// The worker in a container: its host is the container's.
fn worker_in<'a>(container: &Container, workers: &'a [Worker]) -> Option<&'a Worker> {
    let in_it = |worker: &&Worker| worker.host == container.host();
    workers.iter().filter(in_it).max_by_key(|worker| worker.last_active_at)
}

fn start_of(worker: &Worker) -> Start {
    Start { name: worker.name.clone(), id: worker.id, incarnation: worker.incarnation }
}

/// A scheduler whose container starts anew goes by the same name, so that it need not wait for
/// the end of its own lease. The engine gives each container a hostname of its own.
fn holder(host: &str) -> Uuid {
    let hex = host.len() == 12 && host.chars().all(|c| c.is_ascii_hexdigit());
    let number = u128::from_str_radix(host, 16).ok().filter(|_| hex);
    number.map_or_else(Uuid::new_v4, |number| uuid::Builder::from_u128(number).into_uuid())
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
