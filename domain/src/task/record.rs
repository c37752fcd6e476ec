//! A task as the store tells it.

use super::{Counts, Failure, Live, TaskSpec, TaskState};
use crate::{AttemptRef, TaskId, Timestamp, WorkerId};

/// A task and where it is. Stamps are those of its latest attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What was asked for.
    pub spec: TaskSpec,
    /// Where it is.
    pub state: TaskState,
    /// Claims so far; the fence.
    pub attempt: i32,
    /// Tries that count against `max_attempts`.
    pub tries_used: i32,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it is, or was, due.
    pub scheduled_at: Timestamp,
    /// When its latest attempt was given to a worker.
    pub picked_at: Option<Timestamp>,
    /// When that worker started it.
    pub started_at: Option<Timestamp>,
    /// When it ended, in whichever way its state says.
    pub finished_at: Option<Timestamp>,
    /// Who has, or had, its latest attempt.
    pub worker: Option<(WorkerId, String)>,
    /// Code of the command that ended last.
    pub exit_code: Option<i32>,
    /// Why its last ended attempt failed.
    pub failure: Option<Failure>,
    /// What it gave, as JSON.
    pub result: Option<String>,
    /// Who asked for its end.
    pub canceled_by: Option<String>,
    /// What its latest attempt last told of itself; nothing in lists.
    pub live: Live,
    /// What its attempts counted, all together; nothing in lists.
    pub counters: Counts,
}

impl Task {
    /// The stamp of its end when it ended in `state`.
    pub fn ended_at(&self, state: TaskState) -> Option<Timestamp> {
        self.finished_at.filter(|_| self.state == state)
    }
}

/// How an attempt that was not the last one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptEnd {
    /// It failed and was tried again.
    Failed,
    /// Its worker was lost, drained or killed.
    Lost,
    /// It came back unstarted.
    Returned,
    /// It ended the task, which was explicitly retried later.
    Retried,
}

impl AttemptEnd {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Failed, Self::Lost, Self::Returned, Self::Retried];

    /// The number under which databases keep it. Never renumber.
    pub const fn code(self) -> i16 {
        match self {
            Self::Failed => 0,
            Self::Lost => 1,
            Self::Returned => 2,
            Self::Retried => 3,
        }
    }

    /// The end kept under `code`.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.code() == code)
    }

    /// Its word, the same on every surface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Lost => "lost",
            Self::Returned => "returned",
            Self::Retried => "retried",
        }
    }
}

/// An ended attempt that was not its task's last.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Which.
    pub of: AttemptRef,
    /// How it ended.
    pub end: AttemptEnd,
    /// Who had it.
    pub worker: Option<(WorkerId, String)>,
    /// When it was given to that worker.
    pub picked_at: Option<Timestamp>,
    /// When it started, if it did.
    pub started_at: Option<Timestamp>,
    /// When it was known to have ended.
    pub finished_at: Timestamp,
    /// Code of its command.
    pub exit_code: Option<i32>,
    /// Why it failed.
    pub failure: Option<Failure>,
}
