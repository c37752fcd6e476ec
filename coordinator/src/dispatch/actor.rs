//! The dispatcher's loop.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use futures::Future;
use taskmaster_domain::{
    LaneId, TaskState, WorkerId,
    dispatch::{portion, share},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{Claim, Claimed, CoordinatorStore, LaneHead, Result, Wake};
use tokio::{
    sync::{broadcast, mpsc, watch},
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::{News, members::Members};
use crate::{
    events::Move, hints::Hints, lanes::Lanes, metrics::Metrics, rollup::Rollup, session::Letterbox,
};

/// How often all lanes are looked at though nobody poked: the net under lost wake-ups.
const NET: Duration = Duration::from_secs(1);
/// The pause after a failed claim.
const PAUSE: Duration = Duration::from_millis(200);

/// What the dispatcher works with.
pub(crate) struct Parts {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) lanes: Lanes,
    pub(crate) metrics: Metrics,
    pub(crate) hints: Hints,
    pub(crate) rollup: Rollup,
    /// Slots of all coordinators together, from the last beat.
    pub(crate) all_slots: watch::Receiver<u64>,
    /// Slots of the sessions here, for the next beat.
    pub(crate) own_slots: watch::Sender<u32>,
}

/// One step of claiming: which lanes have something, or a claim on one of them.
enum Step {
    Lanes(Result<()>),
    Heads(Result<Vec<LaneHead>>),
    Claimed {
        lane: LaneId,
        asked: usize,
        shared: bool,
        got: Vec<Claimed>,
    },
    /// A claim failed, and may have been carried out all the same.
    Unknown {
        seats: BTreeSet<WorkerId>,
        cause: taskmaster_store::Error,
    },
    /// The sessions know by now what such claims gave them.
    Known,
    /// Nothing was claimed: the workers here have their portion of this lane.
    Sated {
        lane: LaneId,
    },
}

type Running = Pin<Box<dyn Future<Output = Step> + Send>>;

/// The state that the loop owns.
pub(crate) struct Actor {
    parts: Parts,
    inbox: mpsc::Receiver<News>,
    wakes: broadcast::Receiver<Wake>,
    stop: CancellationToken,
    members: Members,
    /// Lanes that may have ready tasks.
    hot: BTreeSet<LaneId>,
    /// The store may have lanes, or ready tasks, that nobody told of.
    refresh: bool,
    /// Lanes to claim from, the best last; from one look at their heads.
    order: Vec<LaneId>,
    /// All here have their portion of what several coordinators share: nothing is asked before
    /// there is news.
    sated: bool,
    /// Workers with seats in a claim whose answer was lost. Nothing is claimed before their
    /// sessions have found out what it gave them.
    unsure: BTreeSet<WorkerId>,
    /// After a failure, nothing is asked before this.
    not_before: Option<Instant>,
    was_away: bool,
}

impl Actor {
    pub(crate) fn new(parts: Parts, inbox: mpsc::Receiver<News>, stop: CancellationToken) -> Self {
        let wakes = parts.store.wakes();
        Self {
            parts,
            inbox,
            wakes,
            stop,
            members: Members::default(),
            hot: BTreeSet::new(),
            refresh: true,
            order: Vec::new(),
            sated: false,
            unsure: BTreeSet::new(),
            not_before: None,
            was_away: false,
        }
    }

    /// Dispatches until it is told to stop. A claim under way is waited for: what it assigned
    /// must reach its worker, or be given back when the session closes.
    pub(crate) async fn run(mut self) {
        let mut net = interval(NET);
        net.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut step: Option<Running> = None;
        loop {
            if step.is_none() {
                step = self.next_step();
            }
            tokio::select! {
                () = self.stop.cancelled() => break,
                Some(news) = self.inbox.recv() => self.learn(news),
                wake = self.wakes.recv() => self.wake(wake),
                _ = net.tick() => (self.refresh, self.sated) = (true, false),
                done = async { match step.as_mut() {
                    Some(step) => step.await,
                    None => std::future::pending().await,
                } } => {
                    step = None;
                    self.done(done);
                }
            }
        }
        if let Some(step) = step {
            self.done(step.await);
        }
    }

    fn learn(&mut self, news: News) {
        self.sated = false;
        let joined = matches!(news, News::Joined(_));
        self.members.learn(news);
        // More may have come by while the inbox was not looked at: one step serves all.
        while let Ok(news) = self.inbox.try_recv() {
            self.members.learn(news);
        }
        if joined {
            self.refresh = true;
        }
        self.parts.own_slots.send_if_modified(|slots| {
            let now = self.members.slots();
            std::mem::replace(slots, now) != now
        });
    }

    fn wake(&mut self, wake: Result<Wake, broadcast::error::RecvError>) {
        match wake {
            Ok(Wake::Lane(lane)) => {
                self.sated = false;
                self.refresh |= self.parts.lanes.key(lane).is_none();
                self.hot.insert(lane);
            }
            Ok(
                Wake::Worker(_)
                | Wake::Workers
                | Wake::Fleet
                | Wake::Due(_)
                | Wake::Task(_)
                | Wake::Tasks
                | Wake::Output(_)
                | Wake::Job(..)
                | Wake::Fire(_),
            ) => {}
            Err(broadcast::error::RecvError::Lagged(_)) => self.refresh = true,
            Err(broadcast::error::RecvError::Closed) => self.stop.cancel(),
        }
    }

    /// Every lane may have something, those that other coordinators made included.
    fn heat_all(&mut self) {
        self.hot.extend(self.parts.lanes.all().into_iter().map(|(id, _)| id));
    }

    /// What to ask the store next, if there is room and a lane that may have something.
    fn next_step(&mut self) -> Option<Running> {
        if self.not_before.is_some_and(|at| at > Instant::now()) {
            return None;
        }
        if !self.unsure.is_empty() {
            return Some(self.find_strays());
        }
        if self.sated || !self.members.any_room() {
            return None;
        }
        if std::mem::take(&mut self.refresh) {
            let lanes = self.parts.lanes.clone();
            return Some(Box::pin(async move { Step::Lanes(lanes.refresh().await) }));
        }
        self.order.retain(|lane| self.hot.contains(lane));
        if self.order.is_empty() {
            self.hot.retain(|lane| self.parts.lanes.key(*lane).is_some());
            match self.hot.len() {
                0 => return None,
                // One lane needs no comparison.
                1 => self.order.extend(self.hot.iter().copied()),
                _ => return Some(self.ask_heads()),
            }
        }
        self.ask_claim()
    }

    /// Waits until the sessions with seats in failed claims know what those gave them. One that
    /// has ended meanwhile needs no answer: its worker's next hello settles it.
    fn find_strays(&mut self) -> Running {
        let workers = std::mem::take(&mut self.unsure);
        let letterboxes = workers.into_iter().filter_map(|worker| self.members.letterbox(worker));
        let answers: Vec<_> = letterboxes.map(Letterbox::find_strays).collect();
        Box::pin(async move {
            for answer in answers {
                let _ = answer.await;
            }
            Step::Known
        })
    }

    fn ask_heads(&self) -> Running {
        let store = self.parts.store.clone();
        let lanes: Vec<LaneId> = self.hot.iter().copied().collect();
        Box::pin(async move { Step::Heads(store.lane_heads(&lanes).await) })
    }

    fn ask_claim(&mut self) -> Option<Running> {
        while let Some(lane) = self.order.pop() {
            let Some(key) = self.parts.lanes.key(lane) else { continue };
            let mut seats = self.members.seats(lane, &key, usize::MAX);
            if seats.is_empty() {
                // Nobody here serves it, or has room: the next to join or to be free looks again.
                continue;
            }
            let own = u64::from(self.members.slots());
            let all = *self.parts.all_slots.borrow();
            let (store, clock) = (self.parts.store.clone(), self.parts.clock.clone());
            let metrics = self.parts.metrics.clone();
            let shared = own < all;
            let mut holdings = if shared { self.members.holdings() } else { HashMap::new() };
            return Some(Box::pin(async move {
                let started = Instant::now();
                if shared {
                    let queued = store.queued(lane).await.unwrap_or(u64::MAX);
                    seats.retain(|seat| {
                        let Some((slots, held)) = holdings.get_mut(&seat.worker) else {
                            return false;
                        };
                        *held += 1;
                        u64::from(*held) <= portion(queued, *slots, all)
                    });
                    let most = share(queued, own, all).max(1);
                    seats.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                    if seats.is_empty() {
                        return Step::Sated { lane };
                    }
                }
                let asked = seats.len();
                let claim = Claim { lane, seats };
                let got = store.claim(&claim, clock.now()).await;
                metrics.stored("claim", got.as_ref().map_or(0, Vec::len), started.elapsed());
                match got {
                    Ok(got) => Step::Claimed { lane, asked, shared, got },
                    Err(cause) => {
                        let seats = claim.seats.iter().map(|seat| seat.worker).collect();
                        Step::Unknown { seats, cause }
                    }
                }
            }));
        }
        // Every hot lane was passed over for want of seats: forget the order, keep the lanes.
        None
    }

    fn done(&mut self, step: Step) {
        match step {
            Step::Lanes(Ok(())) => self.heat_all(),
            Step::Heads(Ok(mut heads)) => {
                let found: BTreeSet<LaneId> = heads.iter().map(|head| head.lane).collect();
                self.hot.retain(|lane| found.contains(lane));
                // The best is popped first: the highest priority, then the longest wait.
                heads.sort_by_key(|head| (head.priority, std::cmp::Reverse(head.due)));
                self.order = heads.into_iter().map(|head| head.lane).collect();
                self.was_away = false;
            }
            Step::Claimed { lane, asked, shared, got } => {
                if got.len() < asked || got.is_empty() {
                    self.hot.remove(&lane);
                } else if !shared {
                    // A full claim: its lane is likely the best still.
                    self.order.clear();
                }
                self.was_away = false;
                self.hand_out(got);
            }
            Step::Sated { lane } => {
                // Other lanes may still have their turn; this one stays hot.
                self.sated = self.order.is_empty();
                self.hot.insert(lane);
            }
            Step::Unknown { seats, cause } => {
                self.unsure.extend(seats);
                self.away(&cause);
            }
            Step::Known => {}
            Step::Lanes(Err(cause)) | Step::Heads(Err(cause)) => self.away(&cause),
        }
    }

    fn hand_out(&mut self, got: Vec<Claimed>) {
        let now = self.parts.clock.now();
        let mut by_worker: BTreeMap<WorkerId, Vec<Claimed>> = BTreeMap::new();
        self.parts.metrics.moved("queued", "assigned", got.len() as u64);
        self.parts.hints.moved(got.iter().map(|claimed| Move {
            task: claimed.of.task,
            state: Some(TaskState::Assigned),
            attempt: claimed.of.attempt,
            queue: &claimed.spec.queue,
            kind: claimed.spec.work.kind(),
        }));
        self.parts.hints.workers_changed();
        let wait = |claimed: &Claimed| now.since(claimed.since);
        let waits = got.iter().map(|claimed| (claimed.spec.queue.as_str(), wait(claimed)));
        self.parts.rollup.waited(now, waits);
        let mut undeliverable: HashMap<WorkerId, usize> = HashMap::new();
        for claimed in got {
            self.parts.metrics.wait_seconds.observe(wait(&claimed).as_secs_f64());
            if self.members.filled(claimed.worker).is_some() {
                by_worker.entry(claimed.worker).or_default().push(claimed);
            } else {
                *undeliverable.entry(claimed.worker).or_default() += 1;
            }
        }
        for (worker, assigned) in by_worker {
            if let Some(letterbox) = self.members.letterbox(worker) {
                letterbox.assign(assigned);
            }
        }
        for (worker, tasks) in undeliverable {
            // Its session ended during the claim: its next hello, or its lease's end, frees them.
            warn!(worker.id = worker.0, tasks, "claimed for a session that has just ended");
        }
    }

    fn away(&mut self, cause: &taskmaster_store::Error) {
        if !std::mem::replace(&mut self.was_away, true) {
            if cause.is_transient() {
                warn!(%cause, "cannot claim, will try again");
            } else {
                error!(%cause, "cannot claim, will try again");
            }
        }
        self.not_before = Some(Instant::now() + PAUSE);
    }
}
