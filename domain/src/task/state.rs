//! The one state machine. `docs/lifecycle.md` draws the same graph and a test compares them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Has parents that have not ended. The report that ends the last of them moves it on.
    Waiting,
    /// Not yet due. The scheduler's promotion moves it on at its time.
    Scheduled,
    /// Due, in its lane. A coordinator's claim moves it on.
    Queued,
    /// Has a worker, which has not said that it started. Its worker's report moves it on.
    Assigned,
    /// Its worker runs it. Its worker's report, or the release of a lost worker, moves it on.
    Running,
    /// Ended well. Final.
    Completed,
    /// Ended badly, tries used up. Only an explicit retry moves it on.
    Failed,
    /// Ended because somebody asked. Only an explicit retry moves it on.
    Canceled,
    /// Held back by somebody. Only resume or cancel moves it on.
    Paused,
}

/// What may happen to a task. Each has one cause; the graph's edges carry these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Its last parent ended as required; it is due, or not yet.
    Unblock {
        /// Its time has come.
        due: bool,
    },
    /// A required parent did not complete.
    ParentFailed,
    /// Its time has come.
    Due,
    /// A coordinator gave it to a worker.
    Claim,
    /// Its worker started it.
    Start,
    /// Its worker gives it back unstarted.
    Return,
    /// Its worker is lost, drained or killed.
    Release,
    /// Its worker was lost under it too often.
    Poison,
    /// Its attempt ended well.
    Complete,
    /// Its attempt ended badly and no try is left.
    Fail,
    /// Its attempt ended badly and a try is left, at once or after a wait.
    RetryLater {
        /// There is no wait.
        due: bool,
    },
    /// It waited in its queue for longer than it may.
    StartTimeout,
    /// Somebody asked for its end; an assigned or running one ends when its worker says so.
    Cancel,
    /// Somebody holds it back.
    Pause,
    /// Somebody lets it go on.
    Resume {
        /// Where to, by what holds now.
        to: Resumed,
    },
    /// Somebody asked for one more life of an ended task.
    Retry {
        /// Some parent has still to end.
        waits: bool,
    },
}

/// Where a resumed task belongs: by its open parents first, by its time second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resumed {
    /// It has open parents.
    Waiting,
    /// Its time has not come.
    Scheduled,
    /// Neither.
    Queued,
}

/// A move that the table does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a {from} task cannot {event}")]
pub struct Refusal {
    /// Where the task was.
    pub from: TaskState,
    /// What was asked of it.
    pub event: Event,
}

impl TaskState {
    /// All of them, in the order of a life.
    pub const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Scheduled,
        Self::Queued,
        Self::Assigned,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Canceled,
        Self::Paused,
    ];

    /// The only way a task moves. What has no arm here cannot happen.
    ///
    /// # Errors
    /// [`Refusal`] for a move that is not in the table.
    pub const fn apply(self, event: Event) -> Result<Self, Refusal> {
        use {Event as E, TaskState as S};
        Ok(match (self, event) {
            (S::Waiting, E::Unblock { due: true }) => S::Queued,
            (S::Waiting, E::Unblock { due: false }) => S::Scheduled,
            (S::Waiting | S::Paused, E::ParentFailed) => S::Failed,
            (S::Scheduled, E::Due) => S::Queued,
            (S::Queued, E::Claim) => S::Assigned,
            (S::Queued, E::StartTimeout) => S::Failed,
            (S::Assigned, E::Start) => S::Running,
            (S::Assigned, E::Return) => S::Queued,
            (S::Assigned | S::Running, E::Release) => S::Queued,
            (S::Assigned | S::Running, E::Complete) => S::Completed,
            (S::Assigned | S::Running, E::Fail) | (S::Running, E::Poison) => S::Failed,
            (S::Assigned | S::Running, E::RetryLater { due: true }) => S::Queued,
            (S::Assigned | S::Running, E::RetryLater { due: false }) => S::Scheduled,
            (
                S::Waiting | S::Scheduled | S::Queued | S::Paused | S::Assigned | S::Running,
                E::Cancel,
            ) => S::Canceled,
            (S::Waiting | S::Scheduled | S::Queued, E::Pause) => S::Paused,
            (S::Paused, E::Resume { to: Resumed::Waiting }) => S::Waiting,
            (S::Paused, E::Resume { to: Resumed::Scheduled }) => S::Scheduled,
            (S::Paused, E::Resume { to: Resumed::Queued }) => S::Queued,
            (S::Failed | S::Canceled, E::Retry { waits: false }) => S::Queued,
            (S::Failed | S::Canceled, E::Retry { waits: true }) => S::Waiting,
            (from, event) => return Err(Refusal { from, event }),
        })
    }

    /// Nothing moves it but an explicit retry.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Canceled => true,
            Self::Waiting
            | Self::Scheduled
            | Self::Queued
            | Self::Assigned
            | Self::Running
            | Self::Paused => false,
        }
    }

    /// A worker has it.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Assigned | Self::Running)
    }

    /// The number under which databases keep it. Never renumber.
    pub const fn code(self) -> i16 {
        match self {
            Self::Waiting => 0,
            Self::Scheduled => 1,
            Self::Queued => 2,
            Self::Assigned => 3,
            Self::Running => 4,
            Self::Completed => 5,
            Self::Failed => 6,
            Self::Canceled => 7,
            Self::Paused => 8,
        }
    }

    /// The state kept under `code`.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its word, the same on every surface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Assigned => "assigned",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Paused => "paused",
        }
    }
}

impl fmt::Display for TaskState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be one of waiting, scheduled, queued, assigned, running, completed, failed, canceled, paused"
)]
pub struct NotAState;

impl FromStr for TaskState {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or(NotAState)
    }
}

impl Event {
    /// All of them, every variant of each.
    pub const ALL: [Self; 21] = [
        Self::Unblock { due: true },
        Self::Unblock { due: false },
        Self::ParentFailed,
        Self::Due,
        Self::Claim,
        Self::Start,
        Self::Return,
        Self::Release,
        Self::Poison,
        Self::Complete,
        Self::Fail,
        Self::RetryLater { due: true },
        Self::RetryLater { due: false },
        Self::StartTimeout,
        Self::Cancel,
        Self::Pause,
        Self::Resume { to: Resumed::Waiting },
        Self::Resume { to: Resumed::Scheduled },
        Self::Resume { to: Resumed::Queued },
        Self::Retry { waits: false },
        Self::Retry { waits: true },
    ];

    /// The word on the graph's edge.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unblock { .. } => "unblock",
            Self::ParentFailed => "fail with its parent",
            Self::Due => "become due",
            Self::Claim => "be claimed",
            Self::Start => "start",
            Self::Return => "be returned",
            Self::Release => "be released",
            Self::Poison => "be parked as poison",
            Self::Complete => "complete",
            Self::Fail => "fail",
            Self::RetryLater { .. } => "try again",
            Self::StartTimeout => "time out before its start",
            Self::Cancel => "be canceled",
            Self::Pause => "be paused",
            Self::Resume { .. } => "be resumed",
            Self::Retry { .. } => "be retried",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
