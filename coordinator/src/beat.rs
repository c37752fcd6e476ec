//! Leases: one renewal for all workers that were heard, in one call of the store.
//!
//! What a worker said is gathered for a tenth of a heartbeat, so the cost grows with workers and
//! never with tasks. A worker hears of its heartbeat only when the store has it: from then its
//! own clock counts. The database's time comes back with each beat and sets ours right.

use std::{collections::HashMap, sync::Arc, time::Duration};

use taskmaster_domain::{
    CoordinatorId, WorkerId,
    worker::{HostLoad, Rhythm},
};
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{Beat, BeatAnswer, CoordinatorBeat, CoordinatorStore};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::session::Letterbox;

/// A heartbeat on its way to the store.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) worker: WorkerId,
    pub(crate) session: i64,
    pub(crate) number: u64,
    pub(crate) load: HostLoad,
    pub(crate) letterbox: Letterbox,
}

/// A cheap handle of the beat.
#[derive(Clone, Debug)]
pub(crate) struct Beats {
    heard: mpsc::Sender<Heard>,
}

impl Beats {
    pub(crate) fn start(parts: BeatParts, tasks: &Tasks) -> Self {
        let (heard, inbox) = mpsc::channel(16_384);
        let actor = Actor {
            parts,
            inbox,
            waiting: HashMap::new(),
            missed: HashMap::new(),
            stop: tasks.stop().clone(),
            away: false,
        };
        tasks.spawn("beat", actor.run());
        Self { heard }
    }

    /// Takes a heartbeat. A full inbox drops it: the next one comes in a moment.
    pub(crate) fn hear(&self, heard: Heard) {
        let _ = self.heard.try_send(heard);
    }
}

/// What the beat works with.
pub(crate) struct BeatParts {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) id: CoordinatorId,
    pub(crate) rhythm: Rhythm,
    pub(crate) own_slots: watch::Receiver<u32>,
    pub(crate) all_slots: watch::Sender<u64>,
}

struct Actor {
    parts: BeatParts,
    inbox: mpsc::Receiver<Heard>,
    waiting: HashMap<WorkerId, Heard>,
    /// Beats in a row that renewed everybody but these.
    missed: HashMap<WorkerId, u32>,
    stop: CancellationToken,
    away: bool,
}

impl Actor {
    async fn run(mut self) {
        let window = (self.parts.rhythm.heartbeat / 10).max(Duration::from_millis(10));
        let mut tick = interval(window);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = None::<Instant>;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                Some(heard) = self.inbox.recv() => { self.waiting.insert(heard.worker, heard); }
                _ = tick.tick() => {
                    // Others share what is due by the slots that we have told of.
                    let due = self.parts.own_slots.has_changed().unwrap_or(false)
                        || last.is_none_or(|at| at.elapsed() >= self.parts.rhythm.heartbeat / 2);
                    if due || !self.waiting.is_empty() {
                        last = Some(Instant::now());
                        self.beat().await;
                    }
                }
            }
        }
    }

    async fn beat(&mut self) {
        let beats: Vec<Beat> = self
            .waiting
            .values()
            .map(|heard| Beat { worker: heard.worker, session: heard.session, load: heard.load })
            .collect();
        let own = CoordinatorBeat {
            id: self.parts.id,
            slots: *self.parts.own_slots.borrow_and_update(),
            gap: self.parts.rhythm.heartbeat * 2,
        };
        let (store, lease) = (&self.parts.store, self.parts.rhythm.lease);
        let (asked_at, asked) = (Instant::now(), self.parts.clock.now());
        match store.beat(&own, &beats, lease, asked).await {
            Ok(answer) => {
                self.parts.clock.hear_store(asked_at, asked, answer.database_now);
                self.renewed(&answer);
            }
            Err(cause) => {
                if !std::mem::replace(&mut self.away, true) {
                    warn!(%cause, "cannot renew leases, will try again");
                }
            }
        }
    }

    fn renewed(&mut self, answer: &BeatAnswer) {
        if std::mem::replace(&mut self.away, false) {
            info!("leases are renewed again");
        }
        self.parts.all_slots.send_replace(answer.all_slots);
        let now = self.parts.clock.now();
        for worker in &answer.renewed {
            self.missed.remove(worker);
            if let Some(heard) = self.waiting.remove(worker) {
                heard.letterbox.heartbeat_ack(heard.number, now);
            }
        }
        // Who is left was locked, and is tried again at the next tick, or lost its session.
        let missed = &mut self.missed;
        self.waiting.retain(|worker, heard| {
            let times = missed.entry(*worker).or_default();
            *times += 1;
            if *times < 10 {
                return true;
            }
            missed.remove(worker);
            heard.letterbox.lost();
            false
        });
    }
}
