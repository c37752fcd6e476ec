//! Names of things. A bare `Uuid` or integer never crosses a function's border.

use std::{fmt, str::FromStr, sync::Mutex};

use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Uuid};

use crate::Timestamp;

/// One task. UUIDv7, so that the primary key grows at its end and sorts by creation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct TaskId(pub Uuid);

impl TaskId {
    /// A fresh id for a task made at `now`.
    pub fn new(now: Timestamp) -> Self {
        let micros = now.micros().unsigned_abs();
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
        let time = uuid::Timestamp::from_unix(&CONTEXT, micros / 1_000_000, nanos);
        Self(Uuid::new_v7(time))
    }
}

/// The counter that keeps ids of one process in the order of their making within a millisecond.
static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for TaskId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

/// One job.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct JobId(pub Uuid);

impl JobId {
    /// A fresh id for a job made at `now`.
    pub fn new(now: Timestamp) -> Self {
        Self(TaskId::new(now).0)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for JobId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

/// One worker name. The same name keeps its number for ever.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct WorkerId(pub i64);

/// One start of a worker's process: drawn by the worker, told in `Hello`, part of the fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Incarnation(pub Uuid);

/// One registered coordinator process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CoordinatorId(pub i64);

/// One interned combination of a queue and hard requirements; see [`crate::lane`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct LaneId(pub i32);

/// One durable order to a worker; see [`crate::worker::Order`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrderId(pub i64);

macro_rules! display_number {
    ($($name:ident),+) => { $(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+ };
}
display_number!(WorkerId, CoordinatorId, LaneId, OrderId, Incarnation);

/// The fencing token: which try of which task. The number rises at every claim and is never
/// used again, so a worker that was given up on cannot speak for its successor.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct AttemptRef {
    /// The task.
    pub task: TaskId,
    /// Its try, from 1.
    pub attempt: i32,
}

impl fmt::Display for AttemptRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.task, self.attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_one_after_another_sort_in_that_order() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let ids: Vec<_> = (0..1_000).map(|_| TaskId::new(now)).collect();
        assert!(ids.is_sorted());
    }
}
