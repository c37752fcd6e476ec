//! The processes of the fleet: what is known of each number, and the doing of what was decided.
//! Nothing here asks the store.

use std::{collections::BTreeMap, io, time::Duration};

use rustix::process::Signal;
use taskmaster_domain::{OrderId, TaskId, Timestamp};
use tokio::time::Instant;
use tracing::{info, warn};

use super::{
    child::Process,
    command::{self, name_of},
    note::Note,
    plan::{Phase, Place, Slot},
};
use crate::{ProcessFleet, error::Result};

/// A worker that lives so long has started well.
const STEADY: Duration = Duration::from_secs(10);

/// The first and the longest wait before a worker that died at its start is started again.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// A worker drains for 30 s at the most; one that is still there then hangs.
const DRAIN: Duration = Duration::from_secs(45);

/// A worker that is killed needs moments to stop its attempts. One that hangs is ended soon, its
/// watchdog then ends what it ran.
const STOP: Duration = Duration::from_secs(3);

/// The fleet's numbers and their processes.
#[derive(Debug)]
pub(super) struct Crew {
    fleet: ProcessFleet,
    members: BTreeMap<u32, Member>,
    /// When the last process of a number was found to be gone.
    departed: BTreeMap<u32, Timestamp>,
}

/// What is known of a number in use.
#[derive(Debug)]
struct Member {
    process: Option<Process>,
    state: State,
    started: Instant,
    /// Deaths in a row that came soon after the start.
    early_deaths: u32,
    /// What went wrong with it lately; empty when all is well.
    trouble: String,
}

#[derive(Debug)]
enum State {
    Serving,
    Waiting { until: Instant },
    Draining { since: Instant, destroyed: bool },
    Stopping { kill: Killing, since: Instant, destroyed: bool },
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

impl Crew {
    /// Takes over what an earlier scheduler on the same folder left: processes that still live
    /// are adopted, those that died meanwhile are to be started again.
    pub(super) fn load(fleet: ProcessFleet, now: Instant) -> Result<Self> {
        let mut members = BTreeMap::new();
        for (number, note) in Note::all(&fleet)? {
            let process = Process::adopted(note.identity);
            let state = match (&process, note.draining) {
                (Some(_), false) => State::Serving,
                (Some(_), true) => State::Draining { since: now, destroyed: false },
                (None, false) => State::Waiting { until: now },
                (None, true) => {
                    Note::remove(&fleet, number);
                    continue;
                }
            };
            if process.is_some() {
                info!(worker.name = name_of(number), pid = note.identity.pid, "adopted a worker");
            }
            let trouble = String::new();
            let member = Member { process, state, started: now, early_deaths: 0, trouble };
            members.insert(number, member);
        }
        Ok(Self { fleet, members, departed: BTreeMap::new() })
    }

    /// Looks which processes have ended since the last look.
    pub(super) fn look(&mut self, now: Instant, wall: Timestamp) {
        let mut drained = Vec::new();
        for (&number, member) in &mut self.members {
            let lives = member.process.as_mut().is_some_and(Process::lives);
            if lives && now.duration_since(member.started) >= STEADY {
                member.early_deaths = 0;
                member.trouble.clear();
            }
            if lives || member.process.is_none() {
                continue;
            }
            self.departed.insert(number, wall);
            match member.state {
                State::Serving => member.died(number, now),
                State::Draining { .. } => drained.push(number),
                State::Waiting { .. } | State::Stopping { .. } => {}
            }
            member.process = None;
        }
        for number in drained {
            info!(worker.name = name_of(number), "a worker has drained and ended");
            self.forget(number);
        }
    }

    /// What the plan is made from.
    pub(super) fn slots(&self, now: Instant) -> Vec<Slot> {
        let slot = |(&number, member): (&u32, &Member)| Slot { number, phase: member.phase(now) };
        self.members.iter().map(slot).collect()
    }

    /// The number is in use.
    pub(super) fn has(&self, number: u32) -> bool {
        self.members.contains_key(&number)
    }

    /// When the last process of a number that is free now was found to be gone.
    pub(super) fn departed(&self, number: u32) -> Option<Timestamp> {
        self.departed.get(&number).copied()
    }

    /// Processes that live.
    pub(super) fn present(&self) -> u32 {
        let living = self.members.values().filter(|member| member.process.is_some()).count();
        u32::try_from(living).unwrap_or(u32::MAX)
    }

    /// Workers that work or are about to.
    pub(super) fn active(&self) -> u32 {
        let active = |m: &&Member| matches!(m.state, State::Serving | State::Waiting { .. });
        u32::try_from(self.members.values().filter(active).count()).unwrap_or(u32::MAX)
    }

    /// Some process was told to end: it is worth looking often.
    pub(super) fn is_ending(&self) -> bool {
        let ending =
            |m: &Member| matches!(m.state, State::Draining { .. } | State::Stopping { .. });
        self.members.values().any(ending)
    }

    /// What went wrong lately; empty when all is well.
    pub(super) fn trouble(&self) -> &str {
        let mut troubles = self.members.values().map(|member| member.trouble.as_str());
        troubles.find(|trouble| !trouble.is_empty()).unwrap_or_default()
    }

    /// Starts a process for a number that has none. A failure is told by [`Self::trouble`].
    pub(super) fn start(&mut self, number: u32, now: Instant) {
        let member = self.members.entry(number).or_insert_with(|| Member::new(now));
        member.started = now;
        match command::start(&self.fleet, number) {
            Ok(child) => {
                let process = Process::started(child);
                let identity = process.identity();
                Note { identity, draining: false }.write(&self.fleet, number);
                info!(worker.name = name_of(number), pid = identity.pid, "started a worker");
                member.process = Some(process);
                member.state = State::Serving;
            }
            Err(cause) => member.failed_to_start(number, &cause, now),
        }
    }

    /// Tells a process to finish what it has, take nothing new and end.
    pub(super) fn drain(&mut self, number: u32, now: Instant) {
        let Some(member) = self.members.get_mut(&number) else { return };
        let Some(process) = &mut member.process else { return };
        info!(worker.name = name_of(number), "draining a worker");
        // Noted first: a second SIGTERM would make it leave at once.
        Note { identity: process.identity(), draining: true }.write(&self.fleet, number);
        process.signal(Signal::TERM);
        member.state = State::Draining { since: now, destroyed: false };
    }

    /// Tells a process to stop what it runs and end.
    pub(super) fn stop(&mut self, number: u32, kill: Killing, now: Instant) {
        let Some(member) = self.members.get_mut(&number) else { return };
        warn!(worker.name = name_of(number), order.id = %kill.order, "killing a worker");
        if let Some(process) = &mut member.process {
            process.signal(Signal::QUIT);
        }
        member.state = State::Stopping { kill, since: now, destroyed: false };
    }

    /// The kill of a number, if there is one.
    pub(super) fn kill_mut(&mut self, number: u32) -> Option<&mut Killing> {
        match &mut self.members.get_mut(&number)?.state {
            State::Stopping { kill, .. } => Some(kill),
            State::Serving | State::Waiting { .. } | State::Draining { .. } => None,
        }
    }

    /// Ends a process that did not end when it was told to.
    pub(super) fn destroy(&mut self, number: u32) {
        let Some(member) = self.members.get_mut(&number) else { return };
        warn!(worker.name = name_of(number), "a worker did not end in time and is killed");
        if let Some(process) = &mut member.process {
            process.signal(Signal::KILL);
        }
        match &mut member.state {
            State::Draining { destroyed, .. } | State::Stopping { destroyed, .. } => {
                *destroyed = true;
            }
            State::Serving | State::Waiting { .. } => {}
        }
    }

    /// Frees a number that has no process.
    pub(super) fn forget(&mut self, number: u32) {
        self.members.remove(&number);
        Note::remove(&self.fleet, number);
    }

    /// Drains all and waits until they are gone.
    pub(super) async fn end(mut self, clock: &taskmaster_runtime::Clock) {
        let numbers: Vec<u32> = self.members.keys().copied().collect();
        for &number in &numbers {
            if self.members.get(&number).is_some_and(|m| matches!(m.state, State::Serving)) {
                self.drain(number, Instant::now());
            }
        }
        loop {
            self.look(Instant::now(), clock.now());
            for slot in self.slots(Instant::now()) {
                if slot.phase.is_overdue() {
                    self.destroy(slot.number);
                }
            }
            if self.present() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for number in numbers {
            self.forget(number);
        }
    }
}

impl Member {
    fn new(now: Instant) -> Self {
        let (state, trouble) = (State::Waiting { until: now }, String::new());
        Self { process: None, state, started: now, early_deaths: 0, trouble }
    }

    fn phase(&self, now: Instant) -> Phase {
        match &self.state {
            State::Serving => Phase::Serving,
            State::Waiting { until } => Phase::Waiting { ready: *until <= now },
            State::Draining { since, destroyed } => {
                Phase::Draining { overdue: !destroyed && now.duration_since(*since) >= DRAIN }
            }
            State::Stopping { kill, since, destroyed } => Phase::Stopping {
                order: kill.order,
                place: kill.place,
                gone: self.process.is_none(),
                overdue: !destroyed && now.duration_since(*since) >= STOP,
            },
        }
    }

    /// It ended without being told to.
    fn died(&mut self, number: u32, now: Instant) {
        let name = name_of(number);
        let end = self.process.as_ref().map(Process::end).unwrap_or_default();
        let lived = now.duration_since(self.started);
        if lived >= STEADY {
            warn!(worker.name = name, end, ?lived, "a worker died and is replaced");
            self.early_deaths = 0;
            self.state = State::Waiting { until: now };
            return;
        }
        self.trouble = format!("{name} died soon after its start ({end}), see its worker.log");
        self.back_off(number, now);
    }

    fn failed_to_start(&mut self, number: u32, cause: &io::Error, now: Instant) {
        self.trouble = format!("{} cannot be started: {cause}", name_of(number));
        self.back_off(number, now);
    }

    fn back_off(&mut self, number: u32, now: Instant) {
        let wait = BACKOFF.0.saturating_mul(1_u32 << self.early_deaths.min(16)).min(BACKOFF.1);
        self.early_deaths = self.early_deaths.saturating_add(1);
        self.state = State::Waiting { until: now + wait };
        warn!(
            worker.name = name_of(number),
            cause = self.trouble,
            ?wait,
            "a worker does not stay up and is tried again"
        );
    }
}

#[cfg(test)]
mod tests;
