//! What the fleet needs: a pure function from what is to what is to be done.
//!
//! A number (of `worker-N`) has at most one process. A kill holds its number until it is
//! answered, so that the wanted size and the fleet never disagree about it in between.

use std::collections::BTreeSet;

use taskmaster_domain::OrderId;

/// What is known when a pass decides.
#[derive(Clone, Debug, Default)]
pub(super) struct Situation {
    /// The wanted size.
    pub(super) wanted: u32,
    /// All numbers that are in use, rising.
    pub(super) slots: Vec<Slot>,
    /// Open kill orders, oldest first.
    pub(super) kills: Vec<Kill>,
    /// Numbers whose names live workers have that are not this fleet's.
    pub(super) foreign: BTreeSet<u32>,
}

/// A number in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Which.
    pub(super) number: u32,
    /// Where it is.
    pub(super) phase: Phase,
}

/// Where a number is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Its process works.
    Serving,
    /// Its process ended by itself and is to be started again, when its backoff is over.
    Waiting {
        /// It is over.
        ready: bool,
    },
    /// Its process was told to drain.
    Draining {
        /// It took longer than it may.
        overdue: bool,
    },
    /// Its process is being killed.
    Stopping {
        /// By this order.
        order: OrderId,
        /// What becomes of its place.
        place: Place,
        /// The process has ended.
        gone: bool,
        /// It took longer than it may.
        overdue: bool,
    },
}

impl Phase {
    /// Its process was told to end and did not in time.
    pub(super) const fn is_overdue(self) -> bool {
        match self {
            Self::Draining { overdue } | Self::Stopping { overdue, .. } => overdue,
            Self::Serving | Self::Waiting { .. } => false,
        }
    }
}

/// What becomes of the place in the fleet of a worker that is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is given up: the wanted size falls by one.
    GivenUp,
    /// Another worker takes it.
    Filled,
    /// It had none any more: it was draining because the fleet is to be smaller.
    None,
}

/// An open kill order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kill {
    /// Which order.
    pub(super) order: OrderId,
    /// Whose process.
    pub(super) target: Target,
    /// Another one is to take its place.
    pub(super) replace: bool,
}

/// Whom a kill is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A process of this fleet.
    Number(u32),
    /// A worker of somebody else.
    NotOurs,
    /// Nobody that is known.
    Unknown,
}

impl Kill {
    fn is_of(&self, number: u32) -> bool {
        self.target == Target::Number(number)
    }
}

/// What is to be done, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Answer that the worker is not of this fleet.
    Refuse(OrderId),
    /// Answer that there is no such worker.
    Unknown(OrderId),
    /// Give the worker nothing more and tell its process to stop at once.
    Stop {
        /// Whose.
        number: u32,
        /// By which order.
        order: OrderId,
        /// What becomes of its place.
        place: Place,
    },
    /// The process is gone: give back what the worker held and answer.
    Finish {
        /// Whose.
        number: u32,
        /// Which order.
        order: OrderId,
        /// The wanted size falls by one.
        lower: bool,
        /// The number is free after this.
        last: bool,
    },
    /// End the process now.
    Destroy(u32),
    /// Tell the process to finish what it has and end.
    Drain(u32),
    /// The number is not needed any more and has no process.
    Forget(u32),
    /// Start a process.
    Start(u32),
}

/// What is to be done now. Nothing is done twice: what was begun shows in the slots' phases.
pub(super) fn plan(situation: &Situation) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut counts = Counts::default();
    let mut active = Vec::new();
    for slot in &situation.slots {
        let number = slot.number;
        if let Phase::Stopping { order, place, gone, overdue } = slot.phase {
            counts.stopping(place);
            if gone {
                finish(number, order, place, &situation.kills, &mut actions);
            } else if overdue {
                actions.push(Action::Destroy(number));
            }
        } else if let Some(kill) = situation.kills.iter().find(|kill| kill.is_of(number)) {
            let place = match slot.phase {
                Phase::Draining { .. } => Place::None,
                _ if kill.replace => Place::Filled,
                _ => Place::GivenUp,
            };
            counts.stopping(place);
            actions.push(Action::Stop { number, order: kill.order, place });
        } else if let Phase::Draining { overdue } = slot.phase {
            actions.extend(overdue.then_some(Action::Destroy(number)));
        } else {
            active.push(*slot);
        }
    }
    actions.extend(situation.kills.iter().filter_map(|kill| match kill.target {
        Target::Number(_) => None,
        Target::NotOurs => Some(Action::Refuse(kill.order)),
        Target::Unknown => Some(Action::Unknown(kill.order)),
    }));
    resize(situation, counts, active, &mut actions);
    actions
}

/// Kills that are under way.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Each will lower the wanted size by one.
    lowering: u32,
    /// Each leaves a place that is filled again.
    replacing: u32,
}

impl Counts {
    fn stopping(&mut self, place: Place) {
        match place {
            Place::GivenUp => self.lowering += 1,
            Place::Filled => self.replacing += 1,
            Place::None => {}
        }
    }
}

/// Answers all orders for a process that is gone; the one that it went by comes last, so that
/// its number stays known until all are answered.
fn finish(number: u32, by: OrderId, place: Place, kills: &[Kill], actions: &mut Vec<Action>) {
    let of_it = || kills.iter().filter(|kill| kill.is_of(number));
    let others = of_it().filter(|kill| kill.order != by);
    actions.extend(others.map(|kill| Action::Finish {
        number,
        order: kill.order,
        lower: false,
        last: false,
    }));
    if of_it().any(|kill| kill.order == by) {
        actions.push(Action::Finish {
            number,
            order: by,
            lower: place == Place::GivenUp,
            last: true,
        });
    } else {
        actions.push(Action::Forget(number));
    }
}

/// Brings the active numbers to the wanted size, counting kills as done.
fn resize(situation: &Situation, counts: Counts, mut active: Vec<Slot>, actions: &mut Vec<Action>) {
    let wanted = situation.wanted.saturating_sub(counts.lowering) as usize;
    while active.len() > wanted {
        let Some(slot) = active.pop() else { break };
        actions.push(match slot.phase {
            Phase::Waiting { .. } => Action::Forget(slot.number),
            Phase::Serving | Phase::Draining { .. } | Phase::Stopping { .. } => {
                Action::Drain(slot.number)
            }
        });
    }
    let ready = active.iter().filter(|slot| slot.phase == Phase::Waiting { ready: true });
    actions.extend(ready.map(|slot| Action::Start(slot.number)));
    let used: BTreeSet<u32> = situation.slots.iter().map(|slot| slot.number).collect();
    let missing = wanted.saturating_sub(active.len()).saturating_sub(counts.replacing as usize);
    let free = (1..).filter(|number| !used.contains(number) && !situation.foreign.contains(number));
    actions.extend(free.take(missing).map(Action::Start));
}

#[cfg(test)]
mod tests;
