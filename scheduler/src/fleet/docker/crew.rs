//! What this scheduler knows of the containers: what it has begun, and what changed lately.
//! Nothing here asks the store or the engine.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use taskmaster_domain::{Incarnation, OrderId, TaskId, WorkerId};
use tokio::time::Instant;

use super::{
    clone::Template,
    engine::{Container, State},
    plan::{Phase, Place, Push, Slot},
};

/// The fleet may be counted when nobody changed it for so long: Compose starts and removes its
/// containers one after the other.
const CALM: Duration = Duration::from_secs(2);

/// Nothing is created until others have removed and stopped nothing for so long.
const QUIET: Duration = Duration::from_secs(3);

/// A container that the engine does not start again is started by us after so long.
const DOWN: Duration = Duration::from_secs(30);

/// One that was made and not started is started by us after so long: whoever made it has gone.
const FRESH: Duration = Duration::from_secs(10);

/// A worker that is told to stop needs moments; one that hangs is killed.
const STOP: Duration = Duration::from_secs(8);

/// A name that somebody else has is tried again after so long.
const TAKEN: Duration = Duration::from_secs(60);

/// The first and the longest wait after a container that could not be made.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// One start of a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) name: String,
    pub(super) id: WorkerId,
    pub(super) incarnation: Incarnation,
}

/// A container that was told to go.
#[derive(Clone, Debug)]
pub(super) struct Leaving {
    pub(super) container: Container,
    /// The worker in it, if it had said hello.
    pub(super) worker: Option<Start>,
    since: Instant,
    /// The strongest thing that it was told.
    told: Option<Push>,
    gone: bool,
    pub(super) kill: Option<Killing>,
}

/// A kill under way.
#[derive(Clone, Debug)]
pub(super) struct Killing {
    /// By this order.
    pub(super) order: OrderId,
    /// What becomes of the place.
    pub(super) place: Place,
    /// What the worker had when it was cut off.
    pub(super) held: Vec<TaskId>,
    /// How much of it went back, once that is done.
    pub(super) requeued: Option<u32>,
}

/// What is known.
#[derive(Debug)]
pub(super) struct Crew {
    drain: Duration,
    /// What the last look saw.
    pub(super) containers: Vec<Container>,
    /// By number.
    leaving: BTreeMap<u32, Leaving>,
    /// Ids that the engine does not start again, since when they are down.
    down: BTreeMap<String, Instant>,
    /// Ids of ended containers that the engine will start again, or that somebody stopped.
    resting: BTreeSet<String>,
    changed: Instant,
    disturbed: Option<Instant>,
    taken: BTreeMap<u32, Instant>,
    pub(super) refill: BTreeSet<u32>,
    pub(super) template: Option<Template>,
    failures: u32,
    retry_at: Instant,
    /// Why the last container could not be made; empty when all is well.
    pub(super) trouble: String,
}

impl Crew {
    pub(super) fn new(drain: Duration, now: Instant) -> Self {
        Self {
            drain,
            containers: Vec::new(),
            leaving: BTreeMap::new(),
            down: BTreeMap::new(),
            resting: BTreeSet::new(),
            changed: now,
            disturbed: None,
            taken: BTreeMap::new(),
            refill: BTreeSet::new(),
            template: None,
            failures: 0,
            retry_at: now,
            trouble: String::new(),
        }
    }

    /// Takes in what there is now.
    pub(super) fn look(&mut self, seen: Vec<Container>, now: Instant) {
        let find = |id: &str| seen.iter().find(|container| container.id == id);
        for leaving in self.leaving.values_mut() {
            let found = find(&leaving.container.id);
            leaving.gone = found.is_none_or(|container| container.state == State::Ended);
        }
        let ours = |id: &str| self.leaving.values().any(|leaving| leaving.container.id == id);
        let mut disturbed = seen.iter().any(|container| container.state == State::Removing);
        for before in self.containers.iter().filter(|before| !ours(&before.id)) {
            let ended = match find(&before.id) {
                None => true,
                Some(after) => before.state == State::Running && after.state == State::Ended,
            };
            disturbed |= ended;
        }
        if disturbed {
            self.disturbed = Some(now);
            if seen.is_empty() {
                // All of it was taken down: nothing is to come back by itself.
                self.template = None;
            }
        }
        let numbers = |all: &[Container]| -> BTreeSet<u32> {
            all.iter().map(|container| container.number).collect()
        };
        if disturbed || numbers(&self.containers) != numbers(&seen) {
            self.changed = now;
        }
        let ended = |id: &String| {
            find(id).is_some_and(|c| matches!(c.state, State::Ended | State::Created))
        };
        self.down.retain(|id, _| ended(id));
        self.resting.retain(ended);
        self.taken.retain(|_, until| *until > now);
        self.containers = seen;
    }

    /// Containers that do not run and of which it is not known whether the engine starts them.
    pub(super) fn unclear(&self) -> Vec<String> {
        let unclear = |c: &&Container| {
            matches!(c.state, State::Ended | State::Created)
                && !self.down.contains_key(&c.id)
                && !self.resting.contains(&c.id)
        };
        self.containers.iter().filter(unclear).map(|c| c.id.clone()).collect()
    }

    /// Notes whether the engine starts a container that does not run.
    pub(super) fn clear_up(&mut self, id: String, restarts: bool, now: Instant) {
        let fresh = self.containers.iter().any(|c| c.id == id && c.state == State::Created);
        if restarts && !fresh {
            self.resting.insert(id);
        } else {
            self.down.insert(id, now);
        }
    }

    /// What the plan is made from. `is_idle` says whether a worker has nothing left.
    pub(super) fn slots(&self, is_idle: impl Fn(&Leaving) -> bool, now: Instant) -> Vec<Slot> {
        let mut slots: BTreeMap<u32, Phase> = BTreeMap::new();
        for container in &self.containers {
            if container.state == State::Removing {
                continue;
            }
            let phase = match self.down.get(&container.id) {
                Some(since) => {
                    let fresh = container.state == State::Created;
                    let patience = if fresh { FRESH } else { DOWN };
                    Phase::Down { fresh, overdue: now.duration_since(*since) >= patience }
                }
                None => Phase::Serving,
            };
            // While Compose recreates a container there are two with its number.
            let slot = slots.entry(container.number).or_insert(phase);
            if phase == Phase::Serving {
                *slot = phase;
            }
        }
        for (&number, leaving) in &self.leaving {
            slots.insert(number, leaving.phase(self.drain, is_idle(leaving), now));
        }
        slots.into_iter().map(|(number, phase)| Slot { number, phase }).collect()
    }

    /// The container of a number: the one that runs, where there are two.
    pub(super) fn container(&self, number: u32) -> Option<&Container> {
        if let Some(leaving) = self.leaving.get(&number) {
            return Some(&leaving.container);
        }
        let of_it = || self.containers.iter().filter(|container| container.number == number);
        of_it().find(|container| container.state == State::Running).or_else(|| of_it().next())
    }

    pub(super) fn leaving(&self, number: u32) -> Option<&Leaving> {
        self.leaving.get(&number)
    }

    pub(super) fn leaving_mut(&mut self, number: u32) -> Option<&mut Leaving> {
        self.leaving.get_mut(&number)
    }

    /// Some container was told to go.
    pub(super) fn is_leaving(&self) -> bool {
        !self.leaving.is_empty()
    }

    /// Notes that a container was told to go.
    pub(super) fn leave(
        &mut self,
        container: Container,
        worker: Option<Start>,
        kill: Option<Killing>,
        now: Instant,
    ) {
        let told = kill.as_ref().map(|_| Push::Stop);
        let number = container.number;
        let leaving = Leaving { container, worker, since: now, told, gone: false, kill };
        self.leaving.insert(number, leaving);
    }

    /// Forgets a container that is removed.
    pub(super) fn left(&mut self, number: u32) {
        let Some(leaving) = self.leaving.remove(&number) else { return };
        if leaving.kill.is_some_and(|kill| kill.place == Place::Filled) {
            self.refill.insert(number);
        }
        self.containers.retain(|container| container.id != leaving.container.id);
    }

    /// Notes that a container was made.
    pub(super) fn made(&mut self, container: Container, now: Instant) {
        self.refill.remove(&container.number);
        self.containers.push(container);
        self.failures = 0;
        self.retry_at = now;
        self.trouble.clear();
    }

    /// Notes that a name is somebody else's.
    pub(super) fn is_taken(&mut self, number: u32, now: Instant) {
        self.taken.insert(number, now + TAKEN);
    }

    /// Notes why a container could not be made or started.
    pub(super) fn failed(&mut self, why: String, now: Instant) {
        let wait = BACKOFF.0.saturating_mul(1_u32 << self.failures.min(16)).min(BACKOFF.1);
        self.failures = self.failures.saturating_add(1);
        self.retry_at = now + wait;
        self.trouble = why;
    }

    /// Notes that the fleet has its size.
    pub(super) fn is_settled(&mut self, now: Instant) {
        self.refill.clear();
        self.failures = 0;
        self.retry_at = now;
        self.trouble.clear();
    }

    /// Nobody has changed the fleet for a while.
    pub(super) fn is_calm(&self, now: Instant) -> bool {
        now.duration_since(self.changed) >= CALM
    }

    /// Others remove and stop nothing, and no failure is waited out.
    pub(super) fn may_create(&self, now: Instant) -> bool {
        let quiet = |at: Instant| now.duration_since(at) >= QUIET;
        self.disturbed.is_none_or(quiet) && self.retry_at <= now
    }

    /// The container that new ones are made like: the one that runs and has the lowest number.
    pub(super) fn model(&self) -> Option<String> {
        let of = |state| {
            let staying =
                |c: &&Container| c.state == state && !self.leaving.contains_key(&c.number);
            self.containers
                .iter()
                .find(staying)
                .or_else(|| self.containers.iter().find(|container| container.state == state))
        };
        of(State::Running).or_else(|| of(State::Ended)).map(|container| container.id.clone())
    }

    /// All numbers in use.
    pub(super) fn numbers(&self) -> BTreeSet<u32> {
        let there = self.containers.iter().map(|container| container.number);
        there.chain(self.leaving.keys().copied()).collect()
    }

    /// Nothing came or went, or ended, since the last look.
    pub(super) fn is_as_seen(&self, now: &[Container]) -> bool {
        let state = |all: &[Container]| -> BTreeMap<String, bool> {
            all.iter().map(|c| (c.id.clone(), c.state == State::Running)).collect()
        };
        state(&self.containers) == state(now)
    }

    /// Notes that a container that was down is started, so that it is not tried again at once.
    pub(super) fn retried(&mut self, id: &str, now: Instant) {
        if let Some(since) = self.down.get_mut(id) {
            *since = now;
        }
    }

    /// Notes that a container that was down could be started.
    pub(super) fn recovered(&mut self) {
        self.trouble.clear();
    }

    /// Another scheduler keeps the fleet: what was begun is its business now.
    pub(super) fn stand_down(&mut self, now: Instant) {
        *self = Self::new(self.drain, now);
    }

    /// Numbers that cannot be used.
    pub(super) fn taken(&self) -> BTreeSet<u32> {
        let removing = self.containers.iter().filter(|c| c.state == State::Removing);
        self.taken.keys().copied().chain(removing.map(|c| c.number)).collect()
    }

    /// Containers whose process lives.
    pub(super) fn present(&self) -> u32 {
        let living = self.containers.iter().filter(|c| c.state == State::Running).count();
        u32::try_from(living).unwrap_or(u32::MAX)
    }

    /// Numbers in use.
    pub(super) fn size(&self) -> u32 {
        let numbers: BTreeSet<u32> = self.containers.iter().map(|c| c.number).collect();
        u32::try_from(numbers.len()).unwrap_or(u32::MAX)
    }
}

impl Leaving {
    /// Notes what it was told.
    pub(super) fn was_told(&mut self, push: Push) {
        self.told = self.told.max(Some(push));
    }

    fn phase(&self, drain: Duration, is_idle: bool, now: Instant) -> Phase {
        let (lasted, gone) = (now.duration_since(self.since), self.gone);
        if let Some(kill) = &self.kill {
            let overdue = self.told < Some(Push::Kill) && lasted >= STOP;
            return Phase::Stopping { order: kill.order, place: kill.place, gone, overdue };
        }
        let due = if lasted >= drain + STOP {
            Some(Push::Kill)
        } else if lasted >= drain {
            Some(Push::Stop)
        } else if is_idle {
            Some(Push::Drain)
        } else {
            None
        };
        Phase::Draining { next: due.filter(|_| due > self.told), gone }
    }
}
