//! The ledger: one row for each nominal time of a schedule, with what became of it.

use serde::{Deserialize, Serialize};

use crate::{JobId, TaskId, Timestamp};

/// The rule by which a fire was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// A run had not ended.
    Overlap,
    /// It lay in a blackout window.
    Blackout,
    /// Not all checks were ok.
    Checks,
}

/// Why a fire was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Miss {
    /// Nobody was there to act, and the job catches nothing up.
    Outage,
    /// Nobody was there to act until it was older than the catch-up window.
    Window,
    /// A later one was caught up in its place.
    Superseded,
    /// The schedule was changed before anybody acted.
    Changed,
}

/// What became of a nominal time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FireOutcome {
    /// This run was made.
    Fired(TaskId),
    /// A rule of the job said no.
    Skipped(Skip),
    /// The job was not enabled.
    Blocked,
    /// Its time went by.
    Missed(Miss),
}

impl FireOutcome {
    /// The number under which databases keep it. Never renumber.
    pub const fn code(self) -> i16 {
        match self {
            Self::Fired(_) => 0,
            Self::Skipped(Skip::Overlap) => 1,
            Self::Skipped(Skip::Blackout) => 2,
            Self::Skipped(Skip::Checks) => 3,
            Self::Blocked => 4,
            Self::Missed(Miss::Outage) => 5,
            Self::Missed(Miss::Window) => 6,
            Self::Missed(Miss::Superseded) => 7,
            Self::Missed(Miss::Changed) => 8,
        }
    }

    /// The outcome kept under `code`, with the run of a fired one.
    pub const fn from_code(code: i16, task: Option<TaskId>) -> Option<Self> {
        Some(match (code, task) {
            (0, Some(task)) => Self::Fired(task),
            (1, _) => Self::Skipped(Skip::Overlap),
            (2, _) => Self::Skipped(Skip::Blackout),
            (3, _) => Self::Skipped(Skip::Checks),
            (4, _) => Self::Blocked,
            (5, _) => Self::Missed(Miss::Outage),
            (6, _) => Self::Missed(Miss::Window),
            (7, _) => Self::Missed(Miss::Superseded),
            (8, _) => Self::Missed(Miss::Changed),
            _ => return None,
        })
    }

    /// Its word, the same on every surface: `fired`, `skipped`, `blocked`, `missed`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fired(_) => "fired",
            Self::Skipped(_) => "skipped",
            Self::Blocked => "blocked",
            Self::Missed(_) => "missed",
        }
    }

    /// The rule, or the reason, in a word; empty for a fired one.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Fired(_) => "",
            Self::Skipped(Skip::Overlap) => "overlap",
            Self::Skipped(Skip::Blackout) => "blackout",
            Self::Skipped(Skip::Checks) => "checks",
            Self::Blocked => "disabled",
            Self::Missed(Miss::Outage) => "outage",
            Self::Missed(Miss::Window) => "window",
            Self::Missed(Miss::Superseded) => "superseded",
            Self::Missed(Miss::Changed) => "changed",
        }
    }

    /// The run that was made.
    pub const fn task(self) -> Option<TaskId> {
        match self {
            Self::Fired(task) => Some(task),
            Self::Skipped(_) | Self::Blocked | Self::Missed(_) => None,
        }
    }
}

/// A row of the ledger. There is one for each job and nominal time, and it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fire {
    /// Whose.
    pub job: JobId,
    /// The time that the schedule names.
    pub nominal: Timestamp,
    /// What became of it.
    pub outcome: FireOutcome,
    /// When that was decided.
    pub decided_at: Timestamp,
    /// The version of the job that decided.
    pub version: i32,
}
