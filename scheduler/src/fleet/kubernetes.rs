//! Workers that are the pods of one Deployment.
//!
//! The Deployment makes, spreads and replaces pods; what is left to do is to tell it its size and
//! to end one certain pod. A pod that is to end gets a SIGTERM and drains, for as long as its
//! grace period lets it. Several schedulers may be told to keep the same Deployment: the lease in
//! the store chooses one.

mod cluster;
mod fault;
mod member;
mod plan;

use std::{collections::BTreeMap, time::Duration};

use taskmaster_domain::{
    OrderId, TaskId,
    worker::{Worker, WorkerStatus},
};
use taskmaster_store::{FleetState, KillOrder, KillResult, Wake};
use tokio::time::Instant;
use tracing::{info, warn};
use uuid::Uuid;

pub(crate) use self::fault::Fault;
use self::{
    cluster::{Cluster, Size},
    member::{Member, is_host},
    plan::{Action, KILLED, Kill, Place, Situation, Stage, plan},
};
use super::desk::{Desk, RENEW};
use crate::{
    KubernetesFleet,
    duty::Duty,
    error::{Error, Result},
};

/// Time between two passes: at rest, while pods come or go, and while one is being killed.
const EVERY: (Duration, Duration, Duration) =
    (Duration::from_secs(5), Duration::from_secs(2), Duration::from_millis(300));

/// Seconds that a pod which is killed has from SIGTERM to SIGKILL: it is not to drain.
const GRACE_SECONDS: u32 = 2;

/// When a pod is still in the list after so long, its node does not answer.
const OVERDUE: Duration = Duration::from_secs(30);

/// Keeps a Deployment at its wanted size.
pub(crate) struct KubernetesKeeper {
    fleet: KubernetesFleet,
    desk: Desk,
    holder: Uuid,
    cluster: Option<Cluster>,
    /// Kills under way.
    killing: BTreeMap<OrderId, Killing>,
    /// Pods that ran at the last look.
    present: u32,
}

/// A kill under way.
#[derive(Clone, Debug)]
struct Killing {
    place: Place,
    /// The pod's worker, if it had said hello.
    worker: Option<String>,
    /// What the worker had when it was cut off.
    held: Vec<TaskId>,
    since: Instant,
    /// How much of it went back, once that is done.
    requeued: Option<u32>,
}

/// What a pass has seen.
struct Seen {
    size: Size,
    fleet: FleetState,
    members: Vec<Member>,
    workers: Vec<Worker>,
}

/// Whether a pass may go on after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Went {
    /// It may.
    Well,
    /// Somebody else was quicker: what was seen does not hold any more.
    Stale,
}

impl Duty for KubernetesKeeper {
    const NAME: &'static str = super::NAME;

    async fn pass(&mut self) -> Result<Duration> {
        if !self.desk.hold_lease(self.holder).await? {
            self.killing.clear();
            return Ok(RENEW);
        }
        let kept = self.keep().await;
        if let Err(Error::Kubernetes(fault)) = &kept {
            self.desk.report(self.present, &fault.to_string()).await?;
        }
        kept
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        (wake == Wake::Fleet).then_some(Duration::ZERO)
    }
}

impl KubernetesKeeper {
    /// The backend's word in the store.
    pub(crate) const BACKEND: &'static str = "kubernetes";

    /// A keeper that has not looked yet.
    pub(crate) fn new(fleet: KubernetesFleet, desk: Desk) -> Self {
        let (holder, killing) = (Uuid::new_v4(), BTreeMap::new());
        Self { fleet, desk, holder, cluster: None, killing, present: 0 }
    }

    /// One pass by the holder of the lease.
    async fn keep(&mut self) -> Result<Duration> {
        if self.cluster.is_none() {
            self.cluster = Some(Cluster::find(&self.fleet).await?);
        }
        let Some(cluster) = &self.cluster else { return Ok(EVERY.0) };
        let size = cluster.size().await?;
        let fleet = self.desk.fleet(size.replicas).await?;
        let orders = self.desk.kills().await?;
        let members = cluster.members(&size).await?;
        self.present = count(members.iter().filter(|member| member.present));
        // The list of workers is long where there are many, and is seldom needed.
        let workers = if orders.is_empty() && fleet.wanted >= size.replicas {
            Vec::new()
        } else {
            self.desk.store.workers(true, self.desk.clock.now()).await?
        };
        let seen = Seen { size, fleet, members, workers };
        let situation = self.situation(&seen, &orders).await?;
        for action in plan(&situation) {
            if self.act(action, &seen).await? == Went::Stale {
                return Ok(EVERY.2);
            }
        }
        let trouble = seen.members.iter().map(|member| member.trouble.as_str());
        let trouble = trouble.into_iter().find(|trouble| !trouble.is_empty()).unwrap_or_default();
        self.desk.report(self.present, trouble).await?;
        let (rest, moving, killing) = EVERY;
        Ok(if !self.killing.is_empty() {
            killing
        } else if self.present == seen.fleet.wanted {
            rest
        } else {
            moving
        })
    }

    async fn situation(&mut self, seen: &Seen, orders: &[KillOrder]) -> Result<Situation> {
        self.killing.retain(|known, _| orders.iter().any(|order| order.id == *known));
        let mut kills = Vec::new();
        for order in orders {
            let stage = if order.container.is_empty() {
                self.find(order, seen).await?
            } else {
                self.resume(order, orders, seen)
            };
            kills.push(Kill { order: order.id, replace: order.replace, stage });
        }
        let pods = seen.members.iter().map(|member| {
            let tasks = seen.worker_in(member).map_or(0, |worker| worker.running.len());
            plan::Pod { tasks, ..member.pod.clone() }
        });
        Ok(Situation {
            wanted: seen.fleet.wanted,
            settled: seen.fleet.settled,
            replicas: seen.size.replicas,
            pods: pods.collect(),
            kills,
        })
    }

    /// Whom an order means: a worker by its name, or a pod by its own.
    async fn find(&self, order: &KillOrder, seen: &Seen) -> Result<Stage> {
        let worker = seen.workers.iter().find(|worker| Some(worker.id) == order.worker);
        let mut members = seen.members.iter();
        let member = match worker {
            Some(worker) => members.find(|member| is_host(&member.pod.name, &worker.host)),
            None => members.find(|member| member.pod.name == order.name),
        };
        if let Some(member) = member {
            return Ok(Stage::Open(member.pod.name.clone()));
        }
        let now = self.desk.clock.now();
        let exists = match &self.cluster {
            Some(cluster) if worker.is_none() => cluster.has_pod(&order.name).await?,
            // One that is dead is nobody's.
            _ => worker.is_some_and(|one| one.status(now) != WorkerStatus::Offline),
        };
        Ok(if exists { Stage::NotOurs } else { Stage::Unknown })
    }

    /// Where a kill stands that was begun, maybe by an earlier scheduler.
    fn resume(&mut self, order: &KillOrder, orders: &[KillOrder], seen: &Seen) -> Stage {
        let pod = order.container.clone();
        let killing = self.killing.entry(order.id).or_insert_with(|| {
            let older = |other: &&KillOrder| other.container == pod && other.id < order.id;
            // Its price was written before the kill began, if that makes the fleet smaller.
            let member = seen.member(&pod);
            let kept_place =
                member.is_some_and(|member| member.pod.cost.is_some_and(|cost| cost != KILLED));
            let place = match (order.replace, kept_place || orders.iter().any(|o| older(&o))) {
                (_, true) => Place::None,
                (true, false) => Place::Filled,
                (false, false) => Place::GivenUp,
            };
            let worker = seen.workers.iter().find(|worker| Some(worker.id) == order.worker);
            let worker = worker.map(|worker| worker.name.clone());
            Killing { place, worker, held: Vec::new(), since: Instant::now(), requeued: None }
        });
        Stage::Begun { pod, place: killing.place, overdue: killing.since.elapsed() >= OVERDUE }
    }

    async fn act(&mut self, action: Action, seen: &Seen) -> Result<Went> {
        let Some(cluster) = &self.cluster else { return Ok(Went::Stale) };
        match action {
            Action::Settle(size) => {
                if seen.fleet.settled {
                    info!(wanted = size, "the fleet's size was changed from elsewhere");
                }
                return Ok(stale_unless(self.desk.store.settle_fleet(&seen.fleet, size).await?));
            }
            Action::Resize(size) => {
                info!(from = seen.size.replicas, to = size, "changing the size of the fleet");
                return Ok(stale_unless(cluster.resize(size, &seen.size).await?));
            }
            Action::Unknown(order) => {
                self.desk.answer(order, &KillResult::Unknown, false).await?;
            }
            Action::Refuse(order) => self.desk.answer(order, &KillResult::NotOurs, false).await?,
            Action::Rank { pod, cost } => {
                if let Some(member) = seen.member(&pod) {
                    cluster.rank(member, cost).await?;
                }
            }
            Action::Begin { order, pod, place } => self.begin(order, &pod, place, seen).await?,
            Action::Delete { pod, force } => {
                let grace = if force { 0 } else { GRACE_SECONDS };
                if let Some(member) = seen.member(&pod).filter(|known| !known.goes_within(grace)) {
                    cluster.delete(member, grace).await?;
                }
            }
            Action::Finish { order, pod, lower } => self.finish(order, &pod, lower).await?,
        }
        Ok(Went::Well)
    }

    /// Gives the pod's worker nothing more, and notes that the kill has begun.
    async fn begin(&mut self, order: OrderId, pod: &str, place: Place, seen: &Seen) -> Result<()> {
        let worker = seen.member(pod).and_then(|member| seen.worker_in(member));
        warn!(pod, order.id = %order, "killing a worker");
        let held = match worker {
            Some(worker) => self.desk.cut_off(&worker.name).await?,
            None => Vec::new(),
        };
        self.desk.store.begin_kill(order, worker.map(|worker| worker.id), pod).await?;
        let worker = worker.map(|worker| worker.name.clone());
        let killing = Killing { place, worker, held, since: Instant::now(), requeued: None };
        self.killing.insert(order, killing);
        Ok(())
    }

    /// Gives back what the worker of a pod that is gone held, unless that is done, and answers.
    async fn finish(&mut self, order: OrderId, pod: &str, lower: bool) -> Result<()> {
        let Some(killing) = self.killing.get_mut(&order) else { return Ok(()) };
        let requeued = match (killing.requeued, &killing.worker) {
            (Some(requeued), _) => requeued,
            (None, Some(worker)) => {
                *killing.requeued.insert(give_back(&self.desk, worker, pod, &killing.held).await?)
            }
            (None, None) => 0,
        };
        let result = KillResult::Done { container: pod.to_owned(), requeued };
        self.desk.answer(order, &result, lower).await?;
        self.killing.remove(&order);
        info!(pod, order.id = %order, requeued, "killed a worker");
        Ok(())
    }
}

/// Gives back what the worker held. Another pod may have taken its name meanwhile: then that was
/// done when it did.
async fn give_back(desk: &Desk, worker: &str, pod: &str, held: &[TaskId]) -> Result<u32> {
    let now = desk.store.worker(worker).await?;
    if now.is_some_and(|worker| is_host(pod, &worker.host)) {
        return desk.give_back(worker, held).await;
    }
    Ok(count(held.iter()))
}

impl Seen {
    fn member(&self, pod: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.pod.name == pod)
    }

    /// The worker in a pod: the latest, when its container was started again.
    fn worker_in(&self, member: &Member) -> Option<&Worker> {
        let workers = self.workers.iter().filter(|worker| is_host(&member.pod.name, &worker.host));
        workers.max_by_key(|worker| worker.last_active_at)
    }
}

fn stale_unless(went: bool) -> Went {
    if went { Went::Well } else { Went::Stale }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
