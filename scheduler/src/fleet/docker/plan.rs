//! What the fleet needs: a pure function from what is to what is to be done.
//!
//! Compose and people change the fleet too. A wanted size that somebody set is brought about once;
//! then it is *settled*, and what differs from it from then on was done by somebody else and is
//! adopted. Nothing is created while others remove.

use std::collections::BTreeSet;

use taskmaster_domain::OrderId;

/// What is known when a pass decides.
#[derive(Clone, Debug, Default)]
pub(super) struct Situation {
    /// The wanted size.
    pub(super) wanted: u32,
    /// It has been reached since it was set.
    pub(super) settled: bool,
    /// All numbers in use, rising.
    pub(super) slots: Vec<Slot>,
    /// Open kills, oldest first.
    pub(super) kills: Vec<Kill>,
    /// Nobody has changed the fleet lately: it may be counted.
    pub(super) calm: bool,
    /// A container may be created now: nothing is being removed, and no backoff runs.
    pub(super) may_create: bool,
    /// Numbers whose names others have.
    pub(super) taken: BTreeSet<u32>,
    /// Numbers of killed workers that are to come back.
    pub(super) refill: BTreeSet<u32>,
}

/// A number in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Which.
    pub(super) number: u32,
    /// Where its container is.
    pub(super) phase: Phase,
}

/// Where a container is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It runs, or the engine will start it again.
    Serving,
    /// It does not run, and the engine will not start it.
    Down {
        /// It was never started.
        fresh: bool,
        /// It has been so for too long.
        overdue: bool,
    },
    /// It was told to finish what it has and end.
    Draining {
        /// What is to be done about it now.
        next: Option<Push>,
        /// Its process has ended.
        gone: bool,
    },
    /// It is being killed.
    Stopping {
        /// By this order.
        order: OrderId,
        /// What becomes of its place.
        place: Place,
        /// Its process has ended.
        gone: bool,
        /// It took longer than it may.
        overdue: bool,
    },
}

/// What becomes of the place in the fleet of a container that is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is given up: the wanted size falls by one.
    GivenUp,
    /// Another one takes it.
    Filled,
    /// It had none any more: it was draining because the fleet is to be smaller.
    None,
}

/// What a container is told, each stronger than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Push {
    /// Finish what you have and end.
    Drain,
    /// Stop what you run and end.
    Stop,
    /// The end.
    Kill,
}

/// An open kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kill {
    /// Which order.
    pub(super) order: OrderId,
    /// Whose container.
    pub(super) target: Target,
    /// Another one is to take its place.
    pub(super) replace: bool,
}

/// Whom a kill is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A container of this fleet.
    Number(u32),
    /// One that was stopped for this very order and is gone: its answer is missing.
    Gone,
    /// A worker or container of somebody else.
    NotOurs,
    /// Nothing that is known.
    Unknown,
}

/// What is to be done, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Answer that it is not of this fleet.
    Refuse(OrderId),
    /// Answer that there is no such worker or container.
    Unknown(OrderId),
    /// Give the worker nothing more and tell the container to stop at once.
    Stop { number: u32, order: OrderId, place: Place },
    /// It took too long.
    Push { number: u32, push: Push },
    /// Remove the container, give back what the worker held and answer the order.
    Finish { number: u32, order: OrderId, place: Place },
    /// The container is gone already: give back what is left and answer the order.
    FinishGone { order: OrderId, lower: bool },
    /// Answer one more order for what is being killed: it is done as well.
    Join { number: u32, order: OrderId },
    /// Give the worker nothing more, and tell it to end once it has nothing left.
    Drain(u32),
    /// Remove a container that has drained.
    Remove(u32),
    /// Start a container that is down.
    Start(u32),
    /// Make a container.
    Create(u32),
    /// This is the wanted size from now on, and it is reached.
    Settle(u32),
}

/// What is to be done now.
pub(super) fn plan(situation: &Situation) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut counts = Counts::default();
    let mut staying: Vec<Slot> = Vec::new();
    for &Slot { number, phase } in &situation.slots {
        let mut kills = situation.kills.iter().filter(|k| k.target == Target::Number(number));
        match phase {
            Phase::Stopping { order, place, gone, overdue } => {
                counts.stopping(place);
                if gone {
                    let others = kills.filter(|kill| kill.order != order);
                    actions.extend(others.map(|kill| Action::Join { number, order: kill.order }));
                    actions.push(Action::Finish { number, order, place });
                } else if overdue {
                    actions.push(Action::Push { number, push: Push::Kill });
                }
            }
            Phase::Draining { next, gone } => {
                counts.leaving += 1;
                if let Some(kill) = kills.next() {
                    actions.push(Action::Stop { number, order: kill.order, place: Place::None });
                } else if gone {
                    actions.push(Action::Remove(number));
                } else {
                    actions.extend(next.map(|push| Action::Push { number, push }));
                }
            }
            Phase::Serving | Phase::Down { .. } => match kills.next() {
                Some(kill) => {
                    let place = if kill.replace { Place::Filled } else { Place::GivenUp };
                    counts.stopping(place);
                    actions.push(Action::Stop { number, order: kill.order, place });
                }
                None => staying.push(Slot { number, phase }),
            },
        }
    }
    for kill in &situation.kills {
        match kill.target {
            Target::Number(_) => {}
            Target::NotOurs => actions.push(Action::Refuse(kill.order)),
            Target::Unknown => actions.push(Action::Unknown(kill.order)),
            Target::Gone => {
                let lower = !kill.replace;
                counts.lowering += u32::from(lower);
                counts.leaving += 1;
                actions.push(Action::FinishGone { order: kill.order, lower });
            }
        }
    }
    resize(situation, counts, staying, &mut actions);
    actions
}

/// Containers that go.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// All of them.
    leaving: u32,
    /// Each will lower the wanted size by one.
    lowering: u32,
    /// Each leaves a place that is filled again under its number.
    replacing: u32,
}

impl Counts {
    fn stopping(&mut self, place: Place) {
        self.leaving += 1;
        match place {
            Place::GivenUp => self.lowering += 1,
            Place::Filled => self.replacing += 1,
            Place::None => {}
        }
    }
}

/// Brings those that stay to the wanted size, counting kills as done.
fn resize(
    situation: &Situation,
    counts: Counts,
    mut staying: Vec<Slot>,
    actions: &mut Vec<Action>,
) {
    let wanted = situation.wanted.saturating_sub(counts.lowering);
    let busy = counts.leaving > 0;
    let there = u32::try_from(staying.len()).unwrap_or(u32::MAX);
    if situation.settled {
        if there != wanted && situation.calm && !busy {
            actions.push(Action::Settle(there));
        }
    } else if there == wanted && !busy {
        // One that was made and never started is not there yet.
        let is_fresh = |slot: &Slot| matches!(slot.phase, Phase::Down { fresh: true, .. });
        if !staying.iter().any(is_fresh) {
            actions.push(Action::Settle(wanted));
        }
    } else if there > wanted {
        for _ in wanted..there {
            actions.extend(staying.pop().map(|slot| Action::Drain(slot.number)));
        }
    } else if situation.may_create {
        let count = wanted.saturating_sub(there).saturating_sub(counts.replacing);
        actions.extend(missing(situation, count).map(Action::Create));
    }
    for Slot { number, phase } in staying {
        if let Phase::Down { fresh, overdue: true } = phase
            // One that somebody else made and did not start is his.
            && !(fresh && situation.settled)
        {
            actions.push(Action::Start(number));
        }
    }
}

/// Numbers for new containers: those of killed workers first, then the lowest free ones.
fn missing(situation: &Situation, count: u32) -> impl Iterator<Item = u32> {
    let used: BTreeSet<u32> = situation.slots.iter().map(|slot| slot.number).collect();
    let is_free = move |number: &u32| !used.contains(number) && !situation.taken.contains(number);
    let again: Vec<u32> = situation.refill.iter().copied().filter(&is_free).collect();
    let others: Vec<u32> = (1..)
        .filter(|number| is_free(number) && !again.contains(number))
        .take(count as usize)
        .collect();
    again.into_iter().chain(others).take(count as usize)
}

#[cfg(test)]
mod tests;
