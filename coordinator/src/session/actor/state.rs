//! What a session knows of its worker, and what waits to be written or sent.

mod ends;
mod runs;

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use futures::stream::FuturesUnordered;
use taskmaster_domain::{
    AttemptRef, Incarnation, Outcome, TaskState, Timestamp, Violations, WorkerId,
    dispatch::{Observation, Prefetch},
    output::FencedChunk,
    task::Work,
};
use taskmaster_proto::{convert, v1};
use taskmaster_store::{Claimed, Recorded, Start, Wake, Welcome};
use tokio::{sync::oneshot, time::Instant};
use tracing::info;

use ends::Known;
use runs::Runs;

use super::{
    live::LiveNotes,
    strays::Search,
    writes::{self, Write, Written},
};
use crate::{
    dispatch::News,
    pipeline::{Ended, Judged, Tally},
    rollup::Ending,
    session::{Shared, inbound, outgoing::Outgoing},
};

/// A start waits this long for its end, which then carries it: short tasks are written once.
const START_WAIT: Duration = Duration::from_millis(100);
/// What was not started after this long is asked back.
const GIVE_BACK: Duration = Duration::from_millis(250);
/// Items of one write.
const WRITE_ITEMS: usize = 1_000;
/// Chunks of one write.
const WRITE_CHUNKS: usize = 32;
/// Writes of one kind under way: one is committed while the next gathers.
const WRITES: usize = 2;

/// An attempt that the worker has.
#[derive(Debug)]
struct Held {
    kind: &'static str,
    queue: String,
    assigned: Instant,
    started: bool,
    asked_back: bool,
}

/// The session's own state.
pub(super) struct State {
    worker: WorkerId,
    session: i64,
    incarnation: Incarnation,
    slots: u32,
    pub(super) outgoing: Outgoing,
    pub(super) writes: FuturesUnordered<Write>,
    pub(super) start_writes: usize,
    report_writes: usize,
    output_writes: usize,
    live: LiveNotes,
    held: HashMap<AttemptRef, Held>,
    /// Those of them that are runs of jobs.
    runs: Runs,
    starting: HashMap<AttemptRef, Timestamp>,
    /// When the waiting starts are written.
    start_at: Option<Instant>,
    /// When unstarted attempts are asked back.
    give_back_at: Option<Instant>,
    ending: VecDeque<Ended>,
    chunks: VecDeque<Arc<FencedChunk>>,
    /// Chunks of an attempt that are not stored yet: its end waits for them.
    unstored: HashMap<AttemptRef, usize>,
    after_output: HashMap<AttemptRef, Ended>,
    /// What is known of ended attempts that are not acknowledged yet.
    ended: HashMap<AttemptRef, Known>,
    prefetch: Prefetch,
    observed_at: Instant,
    probed: bool,
    draining: bool,
}

impl State {
    pub(super) fn new(
        shared: &Shared,
        welcome: &Welcome,
        incarnation: Incarnation,
        slots: u32,
    ) -> Self {
        let now = Instant::now();
        let mut outgoing = Outgoing::default();
        outgoing.revoke.extend(&welcome.revoked);
        outgoing.cancel.extend(welcome.holding.iter().filter(|h| h.cancel_requested).map(|h| h.of));
        let hold = |h: &taskmaster_store::Holding| {
            let started = h.state == TaskState::Running;
            let (kind, queue) = (known_kind(&h.kind), h.queue.clone());
            (h.of, Held { kind, queue, assigned: now, started, asked_back: true })
        };
        shared.metrics.sessions.inc();
        Self {
            worker: welcome.worker,
            session: welcome.session,
            incarnation,
            slots,
            outgoing,
            writes: FuturesUnordered::new(),
            start_writes: 0,
            report_writes: 0,
            output_writes: 0,
            live: LiveNotes::default(),
            held: welcome.holding.iter().map(hold).collect(),
            runs: Runs::default(),
            starting: HashMap::new(),
            start_at: None,
            give_back_at: None,
            ending: VecDeque::new(),
            chunks: VecDeque::new(),
            unstored: HashMap::new(),
            after_output: HashMap::new(),
            ended: HashMap::new(),
            prefetch: Prefetch::default(),
            observed_at: now,
            probed: false,
            draining: false,
        }
    }

    /// A worker that closes its stream now leaves nothing behind that runs: it has nothing, or it
    /// drains and what was on its way to it never started.
    pub(super) fn has_nothing_running(&self) -> bool {
        self.held.is_empty() || self.draining && self.held.values().all(|held| !held.started)
    }

    /// Notes and sends new work.
    pub(super) fn assign(&mut self, shared: &Shared, tasks: Vec<Claimed>) {
        let now = Instant::now();
        for task in tasks {
            self.runs.begin(task.of, task.spec.run.as_ref());
            self.outgoing.assign.push_back(v1::Assignment {
                attempt: Some(task.of.into()),
                trace_parent: task.spec.trace_parent.clone(),
                task_token: shared.task_token(&task),
                spec: Some(convert::spec_to_wire(&task.spec)),
            });
            let held = Held {
                kind: task.spec.work.kind(),
                queue: task.spec.queue,
                assigned: now,
                started: false,
                asked_back: false,
            };
            self.held.insert(task.of, held);
        }
        self.give_back_at.get_or_insert(now + GIVE_BACK);
    }

    /// Takes a report in and says how many attempts it freed.
    pub(super) fn report(&mut self, shared: &Shared, wire: v1::Report) -> Result<u32, Violations> {
        let now = shared.clock.now();
        for started in &wire.started {
            let (of, at) = inbound::started(started, now)?;
            // After each welcome the worker tells again what runs.
            if let Some(held) = self.held.get_mut(&of).filter(|held| !held.started) {
                held.started = true;
                self.starting.insert(of, at);
                self.start_at.get_or_insert_with(|| Instant::now() + START_WAIT);
            }
        }
        for chunk in wire.chunks {
            let chunk = Arc::new(inbound::chunk(chunk, self.incarnation)?);
            *self.unstored.entry(chunk.chunk.of).or_default() += 1;
            self.chunks.push_back(chunk);
        }
        self.live.hear(wire.progress, wire.samples, now, |of| self.held.contains_key(&of))?;
        let (mut freed, mut run) = (0, Duration::ZERO);
        for finished in wire.finished {
            let ended = inbound::finished(finished, self.incarnation, now)?;
            run += ended.started_at.map_or(Duration::ZERO, |at| ended.finished_at.since(at));
            freed += self.end(ended);
        }
        if !wire.returned.is_empty() {
            // It was given more than it runs in a moment.
            self.prefetch.came_back();
        }
        for returned in &wire.returned {
            let of = inbound::attempt(Some(returned))?;
            freed += self.end(Ended {
                of,
                incarnation: self.incarnation,
                outcome: Outcome::Returned,
                started_at: None,
                finished_at: now,
                exit_code: None,
                tally: None,
            });
        }
        if freed > 0 && wire.returned.is_empty() {
            self.prefetch.observe(Observation {
                finished: freed,
                run,
                elapsed: self.observed_at.elapsed(),
                slots: self.slots,
                left: u32::try_from(self.held.len()).unwrap_or(u32::MAX),
            });
        }
        if freed > 0 {
            self.observed_at = Instant::now();
        }
        Ok(freed)
    }

    /// Notes an end; 1 when it freed room here.
    fn end(&mut self, mut ended: Ended) -> u32 {
        let of = ended.of;
        self.live.forget(of);
        let unwritten = self.starting.remove(&of).is_some();
        let held = self.held.remove(&of);
        let freed = u32::from(held.is_some());
        if let Some(Held { kind, queue, started, .. }) = held {
            ended.tally = Some(Tally { kind, carries_start: unwritten || !started });
            let run = ended.started_at.map(|at| ended.finished_at.since(at));
            self.ended.insert(of, Known { kind, queue, run });
        }
        if self.unstored.contains_key(&of) {
            self.after_output.insert(of, ended);
        } else {
            self.ending.push_back(ended);
        }
        freed
    }

    /// What the dispatcher is told of freed room.
    pub(super) fn freed(&self, count: u32) -> News {
        let prefetch = self.prefetch.target();
        News::Freed { worker: self.worker, session: self.session, count, prefetch }
    }

    /// Starts the writes that there is room for.
    pub(super) fn pump(&mut self, shared: &Shared) {
        while self.output_writes < WRITES && !self.chunks.is_empty() {
            let some = self.chunks.len().min(WRITE_CHUNKS);
            self.output_writes += 1;
            self.writes.push(writes::keep(shared, self.chunks.drain(..some).collect()));
        }
        while self.report_writes < WRITES && !self.ending.is_empty() {
            let some = self.ending.len().min(WRITE_ITEMS);
            self.report_writes += 1;
            self.writes.push(writes::report(shared, self.ending.drain(..some).collect()));
        }
        if let Some(notes) = self.live.next(self.incarnation) {
            self.writes.push(writes::note(shared, notes));
        }
    }

    /// What attempts told was written, or given up.
    pub(super) fn told(&mut self) {
        self.live.written();
    }

    /// When [`Self::ring`] wants to be called.
    pub(super) fn alarm(&self) -> Option<Instant> {
        let start_at = self.start_at.filter(|_| self.start_writes == 0);
        [start_at, self.give_back_at].into_iter().flatten().min()
    }

    /// Does what the time has come for.
    pub(super) fn ring(&mut self, shared: &Shared) {
        let now = Instant::now();
        if self.start_writes == 0 && self.start_at.take_if(|at| *at <= now).is_some() {
            self.write_starts(shared);
        }
        if self.give_back_at.take_if(|at| *at <= now).is_some() {
            self.ask_back(now);
        }
    }

    /// Writes the starts whose end has not come. False when there are none.
    pub(super) fn write_starts(&mut self, shared: &Shared) -> bool {
        let incarnation = self.incarnation;
        let starts: Vec<Start> = self
            .starting
            .drain()
            .map(|(of, started_at)| Start { of, incarnation, started_at })
            .collect();
        if starts.is_empty() {
            return false;
        }
        self.start_writes += 1;
        self.writes.push(writes::start(shared, starts));
        true
    }

    fn ask_back(&mut self, now: Instant) {
        let mut next = None::<Instant>;
        for (of, held) in &mut self.held {
            if held.started || held.asked_back {
                continue;
            }
            let at = held.assigned + GIVE_BACK;
            if at <= now {
                held.asked_back = true;
                self.outgoing.give_back.insert(*of);
            } else {
                next = Some(next.map_or(at, |next| next.min(at)));
            }
        }
        self.give_back_at = next;
    }

    /// Ends were recorded: acknowledges and counts them.
    pub(super) fn reported(&mut self, shared: &Shared, judged: Vec<(AttemptRef, Judged)>) {
        self.report_writes -= 1;
        self.tell_ends(shared, &judged);
        self.runs.ended(shared.store.as_ref(), &judged);
        let mut recorded_ends = Vec::with_capacity(judged.len());
        for (of, Judged { recorded, verdict }) in judged {
            let fenced = recorded == Recorded::Fenced;
            let known = self.ended.remove(&of).filter(|_| recorded == Recorded::Recorded);
            recorded_ends.extend(known.map(|known| (known, verdict)));
            self.outgoing.finished.push(v1::AttemptAck { attempt: Some(of.into()), fenced });
            if fenced {
                info!(task.id = %of.task, attempt = of.attempt, worker.id = self.worker.0,
                    "a report of an attempt that was given away is fenced");
                shared.metrics.fenced.inc();
            }
        }
        let endings = recorded_ends.iter().map(|(known, verdict)| Ending {
            queue: &known.queue,
            verdict: *verdict,
            run: known.run,
        });
        shared.rollup.ended(shared.clock.now(), endings);
    }

    /// Chunks were stored: acknowledges them, and lets ends go on that waited for them.
    pub(super) fn kept(
        &mut self,
        shared: &Shared,
        chunks: Vec<Arc<FencedChunk>>,
        answers: &[Recorded],
    ) {
        self.output_writes -= 1;
        for (chunk, answer) in chunks.iter().zip(answers) {
            let of = chunk.chunk.of;
            let through = chunk.chunk.next_seq() - 1;
            let acked = self.outgoing.output.entry(of).or_default();
            *acked = through.max(*acked);
            if *answer == Recorded::Recorded {
                shared.hints.output(of.task);
            }
            let Some(left) = self.unstored.get_mut(&of) else { continue };
            *left -= 1;
            if *left == 0 {
                self.unstored.remove(&of);
                self.ending.extend(self.after_output.remove(&of));
            }
        }
    }

    /// Stale attempts are taken from the worker; says how many.
    pub(super) fn revoke_fenced(
        &mut self,
        shared: &Shared,
        answers: impl Iterator<Item = (AttemptRef, Recorded)>,
    ) -> u32 {
        let mut freed = 0;
        for (of, answer) in answers {
            // One that ended meanwhile is told by its own report.
            if answer == Recorded::Fenced && self.held.remove(&of).is_some() {
                shared.metrics.fenced.inc();
                self.runs.forget(of);
                self.outgoing.revoke.insert(of);
                freed += 1;
            }
        }
        freed
    }

    /// Asks the worker to show that it lives.
    pub(super) fn probe(&mut self) {
        self.probed = true;
        self.outgoing.probe = true;
    }

    /// The worker spoke: whoever asked for the probe hears of it.
    pub(super) fn answered_probe(&mut self, shared: &Shared) {
        if !std::mem::take(&mut self.probed) {
            return;
        }
        let (store, worker, session) = (shared.store.clone(), self.worker, self.session);
        let now = shared.clock.now();
        self.writes.push(Box::pin(async move {
            match store.touch(worker, session, now).await {
                Ok(()) => {
                    store.poke(Wake::Worker(worker));
                    Written::Noted
                }
                Err(cause) if cause.is_transient() => Written::Noted,
                Err(cause) => Written::Failed(cause),
            }
        }));
    }

    /// The worker says that it goes away: the store is told, so that other coordinators and people
    /// see it, and that nobody makes it take tasks again. True the first time.
    pub(super) fn starts_to_drain(&mut self, shared: &Shared) -> bool {
        if std::mem::replace(&mut self.draining, true) {
            return false;
        }
        let (store, worker, session) = (shared.store.clone(), self.worker, self.session);
        let hints = shared.hints.clone();
        self.writes.push(Box::pin(async move {
            match store.note_stopping(worker, session).await {
                Err(cause) if !cause.is_transient() => Written::Failed(cause),
                // Here nothing more is assigned in any case.
                Ok(()) | Err(_) => {
                    hints.workers_changed();
                    Written::Noted
                }
            }
        }));
        true
    }

    /// Looks for attempts that the store gave to the worker and nobody told it of.
    pub(super) fn find_strays(&mut self, shared: &Shared, name: &str, done: oneshot::Sender<()>) {
        let search = Search {
            store: shared.store.clone(),
            worker: self.worker,
            name: name.to_owned(),
            incarnation: self.incarnation,
            known: self.held.keys().chain(self.ended.keys()).copied().collect(),
        };
        self.writes.push(search.start(done));
    }

    /// Returns, in the worker's name, what it was never told of.
    pub(super) fn give_strays_back(&mut self, shared: &Shared, strays: Vec<AttemptRef>) {
        if !strays.is_empty() {
            info!(
                worker.id = self.worker.0,
                tasks = strays.len(),
                "tasks of a claim whose answer was lost go back"
            );
        }
        let finished_at = shared.clock.now();
        self.ending.extend(strays.into_iter().map(|of| Ended {
            of,
            incarnation: self.incarnation,
            outcome: Outcome::Returned,
            started_at: None,
            finished_at,
            exit_code: None,
            tally: None,
        }));
    }

    /// The store would not renew this session: finds out why.
    pub(super) fn ask_who_has_it(&self, shared: &Shared, name: &str) {
        let (store, name) = (shared.store.clone(), name.to_owned());
        self.writes.push(Box::pin(async move {
            match store.worker(&name).await {
                Ok(worker) => Written::Owner(worker.map(|worker| worker.incarnation)),
                Err(cause) => Written::Failed(cause),
            }
        }));
    }
}

/// A kind as the store tells it, in the words of the metrics.
fn known_kind(kind: &str) -> &'static str {
    Work::KINDS.into_iter().find(|known| *known == kind).unwrap_or("unknown")
}
