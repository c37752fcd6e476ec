//! What a coordinator counts.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

/// Labels of a task's kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Kind {
    pub(crate) kind: &'static str,
}

/// Labels of a task's end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Ending {
    pub(crate) outcome: &'static str,
    pub(crate) kind: &'static str,
}

/// Labels of a move.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Move {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// Labels of a batched write.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Operation {
    pub(crate) operation: &'static str,
}

/// Labels of a session's end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Reason {
    pub(crate) reason: &'static str,
}

/// Labels of a queue's rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct QueueState {
    pub(crate) queue: String,
    pub(crate) state: &'static str,
}

/// What a coordinator counts. Names are listed with their meaning in `docs/metrics.md`.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub(crate) created: Family<Kind, Counter>,
    pub(crate) completed: Family<Ending, Counter>,
    pub(crate) canceled: Counter,
    pub(crate) timed_out: Counter,
    pub(crate) transitions: Family<Move, Counter>,
    pub(crate) by_state: Family<QueueState, Gauge>,
    pub(crate) wait_seconds: Histogram,
    pub(crate) run_seconds: Family<Kind, Histogram>,
    pub(crate) sessions: Gauge,
    pub(crate) sessions_ended: Family<Reason, Counter>,
    pub(crate) slots: Gauge,
    pub(crate) fenced: Counter,
    pub(crate) store_seconds: Family<Operation, Histogram>,
    pub(crate) batch_size: Family<Operation, Histogram>,
    pub(crate) event_listeners: Gauge,
    pub(crate) events_sent: Counter,
    pub(crate) events_dropped: Counter,
}

fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 20))
}

fn sizes() -> Histogram {
    Histogram::new(exponential_buckets(1.0, 2.0, 12))
}

impl Metrics {
    /// Makes them and makes them known.
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self {
            created: Family::default(),
            completed: Family::default(),
            canceled: Counter::default(),
            timed_out: Counter::default(),
            transitions: Family::default(),
            by_state: Family::default(),
            wait_seconds: seconds(),
            run_seconds: Family::new_with_constructor(seconds),
            sessions: Gauge::default(),
            sessions_ended: Family::default(),
            slots: Gauge::default(),
            fenced: Counter::default(),
            store_seconds: Family::new_with_constructor(seconds),
            batch_size: Family::new_with_constructor(sizes),
            event_listeners: Gauge::default(),
            events_sent: Counter::default(),
            events_dropped: Counter::default(),
        };
        let m = metrics.clone();
        let r = registry.sub_registry_with_prefix("taskmaster");
        r.register("tasks_created", "Tasks accepted, by kind", m.created);
        r.register(
            "tasks_completed",
            "Tasks that ended at a worker, by outcome and kind",
            m.completed,
        );
        r.register("tasks_canceled", "Tasks canceled, wherever they were", m.canceled);
        r.register("tasks_timed_out", "Attempts that ran longer than they may", m.timed_out);
        r.register(
            "task_transitions",
            "Moves of tasks that calls, claims and reports made here, by state from and to",
            m.transitions,
        );
        r.register("tasks", "Tasks by queue and state, from the store's counters", m.by_state);
        r.register(
            "task_wait_seconds",
            "From due, or from the end of the attempt before, to assigned",
            m.wait_seconds,
        );
        r.register("task_run_seconds", "From started to ended, by kind", m.run_seconds);
        r.register("worker_sessions", "Sessions held here", m.sessions);
        r.register("worker_sessions_ended", "Sessions that ended, by reason", m.sessions_ended);
        r.register("worker_slots", "Slots of the workers held here", m.slots);
        r.register("reports_fenced", "Reports of attempts that had been given away", m.fenced);
        r.register("store_seconds", "Time of batched calls of the store", m.store_seconds);
        r.register("store_batch_size", "Items of batched calls of the store", m.batch_size);
        r.register("event_listeners", "Who listens to all events here", m.event_listeners);
        r.register("events_sent", "Task events sent, to each listener", m.events_sent);
        r.register(
            "events_dropped",
            "Task events left out: more at once than a message has, or a listener was too slow",
            m.events_dropped,
        );
        metrics
    }

    /// Makes one sample of each family, so that a registry without traffic shows them all: for
    /// `docs/metrics.md`.
    pub fn touch(&self) {
        let kind = Kind { kind: "" };
        let operation = Operation { operation: "" };
        let _ = self.created.get_or_create(&kind);
        let _ = self.completed.get_or_create(&Ending { outcome: "", kind: "" });
        let _ = self.transitions.get_or_create(&Move { from: "", to: "" });
        let _ = self.by_state.get_or_create(&QueueState { queue: String::new(), state: "" });
        let _ = self.run_seconds.get_or_create(&kind);
        let _ = self.sessions_ended.get_or_create(&Reason { reason: "" });
        let _ = self.store_seconds.get_or_create(&operation);
        let _ = self.batch_size.get_or_create(&operation);
    }

    /// Counts a move.
    pub(crate) fn moved(&self, from: &'static str, to: &'static str, times: u64) {
        if times > 0 {
            self.transitions.get_or_create(&Move { from, to }).inc_by(times);
        }
    }

    /// Notes a batched call.
    pub(crate) fn stored(&self, operation: &'static str, items: usize, took: std::time::Duration) {
        let labels = Operation { operation };
        self.store_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "batches are small")]
        self.batch_size.get_or_create(&labels).observe(items as f64);
    }
}
