//! What the Deployment needs: a pure function from what is to what is to be done.
//!
//! Its size is somebody else's business too: `kubectl scale`, an autoscaler, a manifest that is
//! applied again. So a size that differs from the wanted one is either not set yet (then it is
//! set) or was changed behind our back after it had been set (then it is the wanted one from now
//! on). The store's `settled` tells the two apart. While a kill that makes the fleet smaller is
//! under way the size differs for that reason, and nothing is adopted.

use taskmaster_domain::OrderId;

/// Deletion cost of a pod that is being killed: the first to go.
pub(super) const KILLED: i32 = -1_000;

/// Deletion cost of a pod that is to go when the fleet gets smaller.
pub(super) const SPARE: i32 = -100;

/// Deletion cost of all others; what Kubernetes takes where there is none.
pub(super) const NEEDED: i32 = 0;

/// What is known when a pass decides.
#[derive(Clone, Debug, Default)]
pub(super) struct Situation {
    /// The wanted size.
    pub(super) wanted: u32,
    /// The Deployment has had that size since it was set.
    pub(super) settled: bool,
    /// The size that the Deployment is told to have.
    pub(super) replicas: u32,
    /// The Deployment's pods.
    pub(super) pods: Vec<Pod>,
    /// Open kill orders, oldest first.
    pub(super) kills: Vec<Kill>,
}

/// A pod of the Deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pod {
    /// Its name.
    pub(super) name: String,
    /// It was told to end.
    pub(super) ending: bool,
    /// Tasks that its worker has.
    pub(super) tasks: usize,
    /// When it was made, in seconds; the order is all that counts.
    pub(super) made: i64,
    /// What its deletion costs; nothing when somebody else has said it.
    pub(super) cost: Option<i32>,
}

/// What becomes of the place in the fleet of a worker that is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is given up: the wanted size falls by one.
    GivenUp,
    /// Another pod takes it.
    Filled,
    /// It had none any more: the pod was ending, or goes by an older order.
    None,
}

/// An open kill order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kill {
    /// Which order.
    pub(super) order: OrderId,
    /// Another one is to take its place.
    pub(super) replace: bool,
    /// Where it stands.
    pub(super) stage: Stage,
}

/// Where a kill stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Of nothing that there is.
    Unknown,
    /// Of something that is not this Deployment's.
    NotOurs,
    /// Of this pod, and nothing is done yet.
    Open(String),
    /// Of this pod, which nobody gives work to any more.
    Begun {
        /// Its name.
        pod: String,
        /// What becomes of its place.
        place: Place,
        /// It takes longer than it may.
        overdue: bool,
    },
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// The Deployment's size is the wanted one from now on.
    Settle(u32),
    /// Answer that there is no such worker.
    Unknown(OrderId),
    /// Answer that the worker is not of this fleet.
    Refuse(OrderId),
    /// Say what a pod's deletion costs.
    Rank {
        /// Whose.
        pod: String,
        /// The lower, the sooner.
        cost: i32,
    },
    /// Give the pod's worker nothing more, and note that the kill has begun.
    Begin {
        /// Which order.
        order: OrderId,
        /// Whose.
        pod: String,
        /// What becomes of its place.
        place: Place,
    },
    /// Tell the Deployment its size.
    Resize(u32),
    /// End the pod.
    Delete {
        /// Which.
        pod: String,
        /// Do not wait for its node, which may be gone.
        force: bool,
    },
    /// The pod is gone: give back what its worker held and answer.
    Finish {
        /// Which order.
        order: OrderId,
        /// Of this pod.
        pod: String,
        /// The wanted size falls by one.
        lower: bool,
    },
}

/// What is to be done now. Each action may be done twice without harm.
pub(super) fn plan(situation: &Situation) -> Vec<Action> {
    let mut kills = Kills::default();
    for kill in &situation.kills {
        kills.add(kill, &situation.pods);
    }
    let Kills { mut actions, begins, lowering, begun_lowering, doomed, deletes, ends } = kills;

    let Situation { wanted, settled, replicas, .. } = *situation;
    let adopts = settled && begun_lowering == 0 && replicas != wanted;
    let wanted = if adopts { replicas } else { wanted };
    let target = wanted.saturating_sub(lowering);
    actions.extend(adopts.then_some(Action::Settle(replicas)));
    actions.extend(begins);
    if target < replicas {
        actions.extend(spare(&situation.pods, &doomed, target));
    }
    actions.extend((target != replicas).then_some(Action::Resize(target)));
    actions.extend((!settled && lowering == 0).then_some(Action::Settle(wanted)));
    actions.extend(deletes);
    actions.extend(ends);
    actions
}

/// What the kills ask for.
#[derive(Debug, Default)]
struct Kills {
    /// Refusals.
    actions: Vec<Action>,
    /// Ranks and beginnings.
    begins: Vec<Action>,
    /// How many make the fleet smaller, and how many of those had begun before.
    lowering: u32,
    begun_lowering: u32,
    /// Pods that go.
    doomed: Vec<String>,
    deletes: Vec<Action>,
    ends: Vec<Action>,
}

impl Kills {
    fn add(&mut self, kill: &Kill, pods: &[Pod]) {
        let order = kill.order;
        match &kill.stage {
            Stage::Unknown => self.actions.push(Action::Unknown(order)),
            Stage::NotOurs => self.actions.push(Action::Refuse(order)),
            Stage::Open(name) => {
                let ending = pods.iter().any(|pod| pod.name == *name && pod.ending);
                let place = if ending || self.doomed.contains(name) {
                    Place::None
                } else if kill.replace {
                    Place::Filled
                } else {
                    Place::GivenUp
                };
                if place == Place::GivenUp {
                    self.lowering += 1;
                    // Before the kill begins: it says later that this one makes the fleet smaller.
                    self.begins.push(Action::Rank { pod: name.clone(), cost: KILLED });
                }
                self.begins.push(Action::Begin { order, pod: name.clone(), place });
                self.delete(name, false);
            }
            Stage::Begun { pod, place, overdue } => {
                let lower = *place == Place::GivenUp;
                self.lowering += u32::from(lower);
                self.begun_lowering += u32::from(lower);
                if pods.iter().any(|known| known.name == *pod) {
                    self.delete(pod, *overdue);
                } else {
                    self.ends.push(Action::Finish { order, pod: pod.clone(), lower });
                }
            }
        }
    }

    fn delete(&mut self, pod: &str, force: bool) {
        if !self.doomed.iter().any(|name| name == pod) {
            self.doomed.push(pod.to_owned());
            self.deletes.push(Action::Delete { pod: pod.to_owned(), force });
        }
    }
}

/// Ranks so that those go first that have the least to do, and among them the newest.
fn spare(pods: &[Pod], doomed: &[String], target: u32) -> Vec<Action> {
    let mut staying: Vec<&Pod> =
        pods.iter().filter(|pod| !pod.ending && !doomed.contains(&pod.name)).collect();
    staying.sort_by_key(|pod| (pod.tasks, std::cmp::Reverse(pod.made)));
    let spare = staying.len().saturating_sub(target as usize);
    let cost = |index| if index < spare { SPARE } else { NEEDED };
    let rank = |(index, pod): (usize, &&Pod)| {
        let cost = cost(index);
        let differs = pod.cost.is_some_and(|known| known != cost);
        differs.then(|| Action::Rank { pod: pod.name.clone(), cost })
    };
    staying.iter().enumerate().filter_map(rank).collect()
}

#[cfg(test)]
mod tests;
