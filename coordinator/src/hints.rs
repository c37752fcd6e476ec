//! Hints to whoever watches a task, or listens to all events, through this coordinator. A lost
//! hint costs latency only: watchers look again by themselves, listeners are told that they missed
//! something.
//!
//! Whoever moves a task tells it here, after the commit. With nobody there that costs one load of
//! an atomic number for a whole batch.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use taskmaster_domain::TaskId;
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{Released, Wake, Wakes};
use tokio::sync::broadcast::{self, error::RecvError};

use crate::{
    events::{Events, Feed, Listener, Move},
    metrics::Metrics,
};

/// What may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// The task moved.
    Task(TaskId),
    /// The task has more output.
    Output(TaskId),
}

impl Hint {
    const fn task(self) -> TaskId {
        match self {
            Self::Task(task) | Self::Output(task) => task,
        }
    }
}

/// A cheap handle.
#[derive(Clone)]
pub(crate) struct Hints(Arc<Inner>);

struct Inner {
    wakes: Arc<dyn Wakes>,
    clock: Clock,
    /// Watchers and listeners; all that the hot path looks at while it is 0.
    ears: AtomicUsize,
    /// For watchers; one that lags looks again.
    ring: broadcast::Sender<Hint>,
    /// For listeners.
    events: Events,
}

impl Hints {
    /// Starts what carries hints on, those of others too that `wakes` brings.
    pub(crate) fn start(
        wakes: Arc<dyn Wakes>,
        clock: Clock,
        metrics: Metrics,
        tasks: &Tasks,
    ) -> Self {
        let (ears, ring) = (AtomicUsize::new(0), broadcast::Sender::new(4_096));
        let hints =
            Self(Arc::new(Inner { wakes, clock, ears, ring, events: Events::new(metrics) }));
        tasks.spawn("events", Feed::new(hints.clone(), tasks.stop().clone()).run());
        hints
    }

    /// Whether anybody is there to be told.
    pub(crate) fn is_heard(&self) -> bool {
        self.0.ears.load(Ordering::Relaxed) > 0
    }

    /// Tells that tasks moved, when anybody is there.
    pub(crate) fn moved<'m>(&self, moves: impl Iterator<Item = Move<'m>> + Clone) {
        if !self.is_heard() {
            return;
        }
        if self.0.ring.receiver_count() > 0 {
            for one in moves.clone() {
                self.hint(Hint::Task(one.task));
            }
        }
        self.0.events.moved(moves, self.0.clock.now());
    }

    /// Tells that tasks moved of which nothing more is known.
    pub(crate) fn unclear(&self, tasks: impl IntoIterator<Item = TaskId, IntoIter: Clone>) {
        self.moved(tasks.into_iter().map(Move::unclear));
    }

    /// Tells what was taken from a worker.
    pub(crate) fn released(&self, released: &Released) {
        let Released { requeued, poisoned, canceled, .. } = released;
        self.unclear(requeued.iter().chain(poisoned).chain(canceled).copied());
    }

    /// Tells that a task has more output, when anybody is there.
    pub(crate) fn output(&self, task: TaskId) {
        if self.is_heard() {
            self.hint(Hint::Output(task));
        }
    }

    /// Tells that a worker came, went, or has other tasks than before, when anybody is there.
    pub(crate) fn workers_changed(&self) {
        if self.is_heard() {
            self.0.events.workers_changed();
        }
    }

    /// Tells that a session was ended before its time, when anybody is there.
    pub(crate) fn sessions_ended(&self) {
        if self.is_heard() {
            self.0.events.sessions_ended();
        }
    }

    /// Takes in what other processes, and other parts of this one, tell.
    pub(crate) fn hear(&self, wake: Result<Wake, RecvError>) {
        match wake {
            Ok(Wake::Task(task)) => self.unclear([task]),
            Ok(Wake::Output(task)) => self.output(task),
            Ok(Wake::Tasks) => self.0.events.overlooked(),
            Ok(Wake::Worker(_) | Wake::Workers) => self.0.events.workers_changed(),
            Ok(Wake::Fleet) => self.0.events.fleet_changed(),
            Ok(Wake::Job(job, moment)) => self.0.events.job(job, moment, self.0.clock.now()),
            Ok(Wake::Lane(_) | Wake::Due(_) | Wake::Fire(_)) | Err(RecvError::Closed) => {}
            Err(RecvError::Lagged(_)) => {
                self.0.events.overlooked();
                self.0.events.workers_changed();
                self.0.events.fleet_changed();
            }
        }
    }

    /// All hints about `task` from now on. Listen first, look second.
    pub(crate) fn watch(&self, task: TaskId) -> Watch {
        let hints = self.0.ring.subscribe();
        Watch { task, hints, _ear: self.lend_ear() }
    }

    /// All events from now on; nothing when too many listen.
    pub(crate) fn listen(&self) -> Option<Listener> {
        let ear = self.lend_ear();
        self.0.events.listen(ear)
    }

    /// Where events gather.
    pub(crate) fn events(&self) -> &Events {
        &self.0.events
    }

    fn hint(&self, hint: Hint) {
        let _ = self.0.ring.send(hint);
    }

    /// Wake-ups are listened to before the first ear is there, and not while there is none.
    fn lend_ear(&self) -> Ear {
        self.0.events.opening(|| {
            let first = self.0.ears.fetch_add(1, Ordering::SeqCst) == 0;
            first.then(|| self.0.wakes.wakes())
        });
        Ear(self.clone())
    }
}

/// Counts somebody who is to be told, as long as it lives.
pub(crate) struct Ear(Hints);

impl Drop for Ear {
    fn drop(&mut self) {
        let inner = &self.0.0;
        inner.events.closing(|| inner.ears.fetch_sub(1, Ordering::SeqCst) == 1);
    }
}

impl Ear {
    /// Whose ear it is.
    pub(crate) fn events(&self) -> &Events {
        self.0.events()
    }
}

/// Hints about one task.
pub(crate) struct Watch {
    task: TaskId,
    hints: broadcast::Receiver<Hint>,
    _ear: Ear,
}

impl Watch {
    /// Waits until there may be something to see.
    pub(crate) async fn hint(&mut self) {
        while self.hints.recv().await.is_ok_and(|hint| hint.task() != self.task) {}
    }
}
