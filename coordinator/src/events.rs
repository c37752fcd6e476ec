//! What happens, for those who listen to all of it.
//!
//! ```text
//!  calls, claims, reports ─▶ hints ─▶ gathering ─ feed ─▶ batches ═▶ listeners
//!                  wake-ups ─▶ hints ─▶   (≤ 1,000 tasks,  (encoded once, ≤ 16 kept:
//!                                          the rest counted)  who is slow misses some)
//! ```
//!
//! There is one gathering for all listeners. What does not fit is counted and told as a number:
//! memory grows neither with what happens nor with who does not read.

mod feed;
mod gathering;
mod listener;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prost::{Message as _, bytes::Bytes};
use taskmaster_domain::{JobId, Timestamp};
use taskmaster_store::{JobMoment, Wake};
use tokio::sync::{Notify, broadcast};

pub(crate) use feed::Feed;
pub(crate) use gathering::Move;
pub(crate) use listener::Listener;

use crate::{hints::Ear, metrics::Metrics};
use gathering::Gathering;

/// Batches that wait for the slowest listener.
const KEPT: usize = 16;
/// Listeners at once.
const LISTENERS: usize = 1_000;

/// A message for all listeners, encoded once.
#[derive(Debug)]
struct Batch {
    message: Bytes,
    /// Events in it.
    events: u64,
    /// Events told, or counted as left out, before it and up to its end: who missed a batch knows
    /// how many that were.
    before: u64,
    after: u64,
}

/// Where events gather until they are sent.
pub(crate) struct Events {
    board: Mutex<Board>,
    /// Something is on the board that was empty, or an ear came or went.
    stirred: Notify,
    batches: broadcast::Sender<Arc<Batch>>,
    metrics: Metrics,
}

#[derive(Default)]
struct Board {
    gathering: Gathering,
    listeners: usize,
    /// Events told, or counted as left out, since the start.
    told: u64,
    has_ears: bool,
    /// Wake-ups since the first ear came; for the feed.
    wakes: Option<broadcast::Receiver<Wake>>,
}

impl Events {
    pub(crate) fn new(metrics: Metrics) -> Self {
        Self {
            board: Mutex::default(),
            stirred: Notify::new(),
            batches: broadcast::Sender::new(KEPT),
            metrics,
        }
    }

    /// Gathers moves.
    pub(crate) fn moved<'m>(&self, moves: impl Iterator<Item = Move<'m>>, now: Timestamp) {
        self.gather(|gathering| gathering.moved(moves, now));
    }

    /// Counts that tasks moved of which nothing is known, not even their number.
    pub(crate) fn overlooked(&self) {
        self.gather(|gathering| gathering.dropped += 1);
    }

    /// Something happened to a job.
    pub(crate) fn job(&self, job: JobId, moment: JobMoment, now: Timestamp) {
        if moment != JobMoment::RunEnded {
            self.gather(|gathering| gathering.job(job, moment, now));
        }
    }

    /// Some worker came, went, or has other tasks.
    pub(crate) fn workers_changed(&self) {
        self.gather(|gathering| gathering.workers_changed = true);
    }

    /// The fleet's wanted or present size changed.
    pub(crate) fn fleet_changed(&self) {
        self.gather(|gathering| gathering.fleet_changed = true);
    }

    /// Some session was ended before its time.
    pub(crate) fn sessions_ended(&self) {
        self.gather(|gathering| gathering.sessions_ended = true);
    }

    fn gather(&self, change: impl FnOnce(&mut Gathering)) {
        let mut board = self.board();
        if board.listeners == 0 {
            return;
        }
        let was_empty = board.gathering.is_empty();
        change(&mut board.gathering);
        if was_empty && !board.gathering.is_empty() {
            drop(board);
            self.stirred.notify_one();
        }
    }

    /// An ear comes; `count` gives the wake-ups when it is the first.
    pub(crate) fn opening(&self, count: impl FnOnce() -> Option<broadcast::Receiver<Wake>>) {
        let mut board = self.board();
        if let Some(wakes) = count() {
            board.has_ears = true;
            board.wakes = Some(wakes);
            drop(board);
            self.stirred.notify_one();
        }
    }

    /// An ear goes; `count` says whether it was the last.
    pub(crate) fn closing(&self, count: impl FnOnce() -> bool) {
        let mut board = self.board();
        if count() {
            board.has_ears = false;
            board.wakes = None;
            drop(board);
            self.stirred.notify_one();
        }
    }

    /// Admits a listener, unless there are too many.
    pub(crate) fn listen(&self, ear: Ear) -> Option<Listener> {
        let mut board = self.board();
        if board.listeners >= LISTENERS {
            drop(board);
            return None;
        }
        board.listeners += 1;
        self.metrics.event_listeners.inc();
        Some(Listener::new(self.batches.subscribe(), board.told, self.metrics.clone(), ear))
    }

    /// A listener goes.
    fn leave(&self) {
        let mut board = self.board();
        board.listeners -= 1;
        if board.listeners == 0 {
            board.gathering = Gathering::default();
        }
        self.metrics.event_listeners.dec();
    }

    /// Sends what has gathered. Only the feed does.
    fn flush(&self) {
        let gathering = std::mem::take(&mut self.board().gathering);
        let (events, dropped) = (gathering.len(), gathering.dropped);
        let message = Bytes::from(gathering.into_message().encode_to_vec());
        let mut board = self.board();
        let before = board.told;
        board.told += events + dropped;
        let batch = Batch { message, events, before, after: board.told };
        // Nobody may be there any more.
        let _ = self.batches.send(Arc::new(batch));
        drop(board);
        self.metrics.events_dropped.inc_by(dropped);
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
