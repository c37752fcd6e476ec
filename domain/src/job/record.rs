//! A job as the store tells it, and what one step makes of it.

use serde::{Deserialize, Serialize};

use super::{Fire, JobSpec, settle::BREAKER};
use crate::{Failure, JobId, TaskId, TaskSpec, TaskState, Timestamp};

/// Who cancels what has to make way for the next run of its job.
const OVERLAP: &str = "system:overlap";
/// Who cancels what waits when its job is not enabled any more.
const DISABLED: &str = "system:disabled";

/// Why a run was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A person asked.
    Manual,
    /// Its nominal time had come.
    Scheduled,
    /// Its nominal time had gone by during an outage.
    Catchup,
    /// A program asked.
    Api,
    /// It tries one of the job's checks: no run, and not listed as one.
    Check,
}

impl Trigger {
    /// All of them, by their number.
    pub const ALL: [Self; 5] =
        [Self::Manual, Self::Scheduled, Self::Catchup, Self::Api, Self::Check];

    /// The number under which databases keep it. Never renumber.
    pub const fn code(self) -> i16 {
        self as i16
    }

    /// The trigger kept under `code`.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.code() == code)
    }

    /// Its word, the same on every surface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Scheduled => "scheduled",
            Self::Catchup => "catchup",
            Self::Api => "api",
            Self::Check => "check",
        }
    }

    /// Whether the schedule made it, so that its failure may break the job.
    pub const fn is_of_schedule(self) -> bool {
        matches!(self, Self::Scheduled | Self::Catchup)
    }
}

/// Which run of which job a task is. Part of the task's spec, set by whoever makes the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOf {
    /// The job.
    pub job: JobId,
    /// Its version that the run was made of.
    pub version: i32,
    /// Why.
    pub trigger: Trigger,
    /// The fire that it is the run of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nominal: Option<Timestamp>,
    /// Of a [`Trigger::Check`]: the check's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

/// How a check stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// Never tried, or changed since.
    #[default]
    Unknown,
    /// Its task has not ended.
    Running,
    /// It was well.
    Ok,
    /// It was not.
    Failed,
}

/// How a check stands, and since when. One for each check of the job's spec, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckState {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: CheckStatus,
    /// When its last task ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Timestamp>,
    /// Its last task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// Why it failed.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub message: String,
}

/// What a job's past has made of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobState {
    /// The breaker has switched its schedule off, until somebody sets that again.
    pub broken: bool,
    /// Counter `errors` of the run that broke it.
    pub broken_errors: i64,
    /// From when its schedule counts: when it was switched on or changed.
    pub anchor: Timestamp,
    /// Every nominal time up to here is in the ledger. Never goes back.
    pub covered_to: Timestamp,
    /// The next nominal time. None while the schedule is off, has none left, or waits for the end
    /// of a run.
    pub next: Option<Timestamp>,
    /// Of a schedule with blackouts, the first time from `next` on that lies in none. None when there is
    /// none, or none is found within ten years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_light: Option<Timestamp>,
    /// When the run of `next` is to start: later than that by its jitter.
    pub fire_at: Option<Timestamp>,
    /// When a run last ended, whatever had triggered it.
    pub last_finished: Option<Timestamp>,
    /// Its last run.
    pub last_run: Option<TaskId>,
    /// Runs that have not ended, those that wait included; checks are no runs.
    pub open_runs: i32,
    /// Some of them are not behind the job's gate, though runs that are made now are: until they end
    /// none may wait there.
    pub ungated: bool,
    /// Scheduled runs that failed since the last that did not.
    pub failures: u32,
    /// How its checks stand.
    pub checks: Vec<CheckState>,
}

/// A job as the store tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What its owner said, in its latest version.
    pub spec: JobSpec,
    /// How often the spec was set; 1 for a new one.
    pub version: i32,
    /// Rises with every write of any kind: who writes names the revision that was read.
    pub revision: i64,
    /// What its past has made of it.
    pub state: JobState,
    /// Who made it, `kind:name`.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its spec was last set.
    pub updated_at: Timestamp,
}

/// A version of a job: what held from then on.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its number, from 1.
    pub version: i32,
    /// What was said.
    pub spec: JobSpec,
    /// From when it held.
    pub valid_from: Timestamp,
    /// Who said it, `kind:name`.
    pub edited_by: String,
}

/// A run to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPlan {
    /// Drawn by whoever plans.
    pub id: TaskId,
    /// Its spec, [`TaskSpec::run`] included.
    pub spec: TaskSpec,
    /// It stands behind the job's gate of one: it starts when the run before it has ended.
    pub gated: bool,
}

/// Which runs of a job are canceled before a change of it is kept. Checks are none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancels {
    /// All that have not ended: they make way for the next one.
    Open,
    /// Those of the schedule that no worker ever had: the job breaks.
    OfSchedule,
    /// All that no worker ever had: the job is not to run any more.
    Unbegun,
}

impl Cancels {
    /// Who cancels them, `system:name`: the reason that is shown with each.
    pub const fn by(self) -> &'static str {
        match self {
            Self::Open => OVERLAP,
            Self::OfSchedule => BREAKER,
            Self::Unbegun => DISABLED,
        }
    }

    /// Whether a run goes, for all that its trigger says: whether a worker ever had it is asked where
    /// it is canceled.
    pub const fn concerns(self, trigger: Trigger) -> bool {
        match self {
            Self::Open | Self::Unbegun => !matches!(trigger, Trigger::Check),
            Self::OfSchedule => trigger.is_of_schedule(),
        }
    }

    /// Whether it leaves alone what a worker has, or had.
    pub const fn spares_begun(self) -> bool {
        match self {
            Self::Open => false,
            Self::OfSchedule | Self::Unbegun => true,
        }
    }
}

/// One step of a job: all of it is kept, or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// As it is afterwards; `revision` is the one that was read, 0 of a job that is new.
    pub job: Job,
    /// The spec was set by this principal: a version is kept.
    pub edited_by: Option<String>,
    /// Rows for the ledger.
    pub fires: Vec<Fire>,
    /// Runs, and tasks of checks, to be made.
    pub runs: Vec<RunPlan>,
    /// Ended runs whose end is part of the job's state now.
    pub settled: Vec<TaskId>,
    /// Runs that are to be canceled before the change is kept.
    pub cancels: Option<Cancels>,
}

/// A run as the store tells it. Its id is its task's.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The task.
    pub id: TaskId,
    /// Which run of which job.
    pub of: RunOf,
    /// Where it is.
    pub state: TaskState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its latest attempt started.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Code of its command.
    pub exit_code: Option<i32>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What it counted.
    pub counters: std::collections::BTreeMap<String, i64>,
}
