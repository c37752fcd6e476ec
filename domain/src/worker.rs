//! A worker: who it is, what it offers, what it is told.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    AttemptRef, Incarnation, OrderId, TaskId, Timestamp, WorkerId, limits, task::is_label_name,
    validate::Violations,
};

/// What a worker says of itself when its session opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Registration {
    /// Its name; the store gives the lowest free `worker-N` when empty.
    pub name: String,
    /// Its machine's name; in Docker the container's id.
    pub host: String,
    /// Drawn at its start.
    pub incarnation: Incarnation,
    /// How much it does.
    pub capacity: Capacity,
    /// Its program's version.
    pub version: String,
}

/// What a worker can take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// Attempts that it runs at once.
    pub slots: u32,
    /// Lines that it serves.
    pub queues: Vec<String>,
    /// Words that tasks may require.
    pub labels: BTreeMap<String, String>,
    /// Functions that it knows beside the built-in kinds.
    pub handlers: Vec<String>,
}

impl Registration {
    /// All that is wrong with it, by field.
    ///
    /// # Errors
    /// The violations, when there is one.
    pub fn check(&self) -> Result<(), Violations> {
        let mut v = Violations::default();
        if !self.name.is_empty() && !is_label_name(&self.name) {
            v.add("name", "must be at most 255 letters, digits, or one of . _ - /");
        }
        v.name("host", &self.host, limits::NAME_BYTES);
        v.optional_name("version", &self.version, limits::NAME_BYTES);
        v.range("slots", self.capacity.slots, limits::SLOTS);
        if self.capacity.queues.is_empty() || self.capacity.queues.len() > limits::WORKER_QUEUES {
            v.add("queues", "must have 1 to 100 entries");
        }
        for (n, queue) in self.capacity.queues.iter().enumerate() {
            v.name(&format!("queues[{n}]"), queue, limits::NAME_BYTES);
        }
        if self.capacity.labels.len() > limits::LABELS {
            v.add("labels", "must have at most 64 entries");
        }
        for (name, value) in &self.capacity.labels {
            if !is_label_name(name) {
                v.add(format!("labels[{name:?}]"), "must be letters, digits, or one of . _ - /");
            }
            v.optional_name(&format!("labels[{name:?}]"), value, limits::LABEL_BYTES);
        }
        v.or(())
    }
}

/// When leases and heartbeats happen. One for the whole cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// How long a worker keeps its tasks after its last confirmed heartbeat.
    pub lease: Duration,
    /// Time between two heartbeats.
    pub heartbeat: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { lease: Duration::from_secs(30), heartbeat: Duration::from_secs(5) }
    }
}

/// What a worker's machine is doing, told with the heartbeat.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HostLoad {
    /// Of all its cores, 0 to 100.
    pub cpu_percent: f64,
    /// Of its memory, 0 to 100.
    pub memory_percent: f64,
    /// Bytes that the worker's own process has in memory.
    pub memory_bytes: i64,
}

/// A worker as the store tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    /// Its number.
    pub id: WorkerId,
    /// Its name.
    pub name: String,
    /// Its machine.
    pub host: String,
    /// Its latest start.
    pub incarnation: Incarnation,
    /// How often a session was opened under its name.
    pub session: i64,
    /// What it offers.
    pub capacity: Capacity,
    /// Its program's version.
    pub version: String,
    /// It takes nothing new.
    pub draining: bool,
    /// Its session is over and its tasks were given away.
    pub released: bool,
    /// Until when its tasks are its own.
    pub lease_until: Timestamp,
    /// Its last heartbeat.
    pub last_active_at: Timestamp,
    /// Its first hello.
    pub registered_at: Timestamp,
    /// Tasks that it completed.
    pub tasks_completed: i64,
    /// Attempts of its own that failed.
    pub tasks_failed: i64,
    /// What its machine is doing.
    pub load: HostLoad,
    /// Tasks that it has.
    pub running: Vec<TaskId>,
}

/// What people see of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkerStatus {
    /// It is there and has nothing.
    Idle,
    /// It has at least one task.
    Busy,
    /// It is not there.
    Offline,
}

impl WorkerStatus {
    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Offline => "offline",
        }
    }
}

impl fmt::Display for WorkerStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Worker {
    /// Its status at `now`.
    pub fn status(&self, now: Timestamp) -> WorkerStatus {
        if self.released || self.lease_until <= now {
            WorkerStatus::Offline
        } else if self.running.is_empty() {
            WorkerStatus::Idle
        } else {
            WorkerStatus::Busy
        }
    }
}

/// What a worker is told, kept in the store until it is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Its number, rising.
    pub id: OrderId,
    /// To whom.
    pub worker: WorkerId,
    /// What.
    pub kind: OrderKind,
}

/// What a worker can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderKind {
    /// Stop this attempt.
    Cancel(AttemptRef),
    /// Take nothing new.
    Drain,
    /// Say that you live: another host asks for your name.
    Probe,
    /// Take tasks again.
    Resume,
    /// Stop this attempt, which told nothing for its heartbeat timeout.
    TimeOut(AttemptRef),
}

impl OrderKind {
    /// The number under which databases keep it. Never renumber.
    pub const fn code(self) -> i16 {
        match self {
            Self::Cancel(_) => 0,
            Self::Drain => 1,
            Self::Probe => 2,
            Self::Resume => 5,
            Self::TimeOut(_) => 6,
        }
    }

    /// The attempt that it is about.
    pub const fn attempt(self) -> Option<AttemptRef> {
        match self {
            Self::Cancel(attempt) | Self::TimeOut(attempt) => Some(attempt),
            Self::Drain | Self::Probe | Self::Resume => None,
        }
    }

    /// The kind kept under `code`, with the attempt kept beside it.
    pub fn from_code(code: i16, attempt: Option<AttemptRef>) -> Option<Self> {
        match (code, attempt) {
            (0, Some(attempt)) => Some(Self::Cancel(attempt)),
            (1, _) => Some(Self::Drain),
            (2, _) => Some(Self::Probe),
            (5, _) => Some(Self::Resume),
            (6, Some(attempt)) => Some(Self::TimeOut(attempt)),
            _ => None,
        }
    }
}

/// Why a worker's tasks are given back without its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseCause {
    /// Its lease ran out: the worker died or cannot be reached. Counts towards poison.
    Lost,
    /// A newer start under its name, or it said that it does not have them. Counts too: the
    /// older process died under its tasks.
    Superseded,
    /// Somebody asked for its kill. Never counts.
    Killed,
}
