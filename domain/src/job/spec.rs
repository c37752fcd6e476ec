//! What its owner says about a job. Each edit of it makes a version.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::judged::faults;
use crate::{JobId, TaskSpec, Timestamp, limits, schedule::Schedule, task, validate::Violations};

/// What happens to a fire, or to somebody's wish to run it, while a run of the job has not ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The fire is skipped; by hand it is refused.
    #[default]
    Skip,
    /// One run waits for the end of the one that runs; while it waits further fires are skipped.
    QueueOne,
    /// They run beside one another.
    Allow,
    /// What runs is canceled, and the new run waits for its end.
    CancelRunning,
}

/// What happens to fires whose time went by while nobody was there to act on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Catchup {
    /// All of them are missed.
    #[default]
    None,
    /// The latest one within the window runs, the others are missed.
    Last,
    /// All within the window run, the earliest first.
    All,
}

/// What a check does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckWork {
    /// Connects and hangs up.
    Tcp {
        /// Name or address.
        host: String,
        /// 1 to 65535.
        port: u16,
    },
    /// A command line for bash that ends with 0 when all is well.
    Command {
        /// The text that bash reads.
        command: String,
    },
}

/// A named condition of the outside world, tried as a task on a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Unique within its job.
    pub name: String,
    /// What it does.
    #[serde(flatten)]
    pub work: CheckWork,
    /// Wall clock that it has.
    pub timeout: Duration,
}

/// Of which ends people are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotifyOn {
    /// Completed runs.
    Success,
    /// Failed runs.
    #[default]
    Failure,
    /// All.
    Always,
}

/// Whom to tell of ended runs. Kept and shown; nothing is sent yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// Addresses.
    pub emails: Vec<String>,
    /// Of which ends.
    pub on: NotifyOn,
}

/// All that somebody may say about a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobSpec {
    /// Unique among jobs.
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whose it is, `kind:name`; who made it when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Words to find it by.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// While it is false every run is refused and every fire is blocked. Runs that wait when it
    /// becomes false are canceled.
    pub enabled: bool,
    /// What its runs are made of. Without time, delay, idempotency key and principal: those belong
    /// to each run.
    pub task: TaskSpec,
    /// When it runs by itself.
    pub schedule: Schedule,
    /// While a run has not ended.
    pub overlap: Overlap,
    /// After an outage.
    pub catchup: Catchup,
    /// How long after its time a fire may still be caught up.
    pub catchup_window: Duration,
    /// So many scheduled runs that fail one after the other break the job; 0 is never.
    pub breaker_threshold: u32,
    /// Conditions of the outside world.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Without at least one check, and all of them ok, the schedule cannot be switched on and no
    /// run starts.
    pub requires_checks: bool,
    /// Whom to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
}

impl Default for JobSpec {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            owner: String::new(),
            labels: BTreeMap::new(),
            enabled: true,
            task: TaskSpec::default(),
            schedule: Schedule::default(),
            overlap: Overlap::default(),
            catchup: Catchup::default(),
            catchup_window: limits::DEFAULT_CATCHUP_WINDOW,
            breaker_threshold: 1,
            checks: Vec::new(),
            requires_checks: false,
            notify: None,
        }
    }
}

/// Notes that a window to catch up is too long.
pub(super) fn check_window(window: Duration, v: &mut Violations) {
    if window > limits::CATCHUP_WINDOW {
        v.add("catchup_window", "must be at most 400 days");
    }
}

impl JobSpec {
    /// All that is wrong with it at `now`, by field.
    ///
    /// # Errors
    /// The violations, when there is one.
    pub fn check(&self, now: Timestamp) -> Result<(), Violations> {
        self.check_with(&faults(&self.schedule, now), now)
    }

    /// As [`Self::check`], where what is wrong with the schedule is known.
    pub(super) fn check_with(
        &self,
        of_schedule: &Violations,
        now: Timestamp,
    ) -> Result<(), Violations> {
        let mut v = Violations::default();
        v.title("name", &self.name);
        if self.name.parse::<JobId>().is_ok() {
            v.add("name", "must not look like an id: jobs are asked for by either");
        }
        v.optional_text("description", &self.description, limits::DESCRIPTION_BYTES);
        v.optional_name("owner", &self.owner, limits::NAME_BYTES);
        task::check_labels(&mut v, "labels", &self.labels);
        if let Err(inner) = self.task.check(now) {
            v.nest("task", inner);
        }
        if self.task.scheduled_at.is_some() || self.task.delay.is_some() {
            v.add("task.scheduled_at", "must be absent: the job's schedule says when");
        }
        if !self.task.idempotency_key.is_empty() {
            v.add("task.idempotency_key", "must be absent: each run is a task of its own");
        }
        v.0.extend_from_slice(&of_schedule.0);
        check_window(self.catchup_window, &mut v);
        v.range("breaker_threshold", self.breaker_threshold, (0, limits::BREAKER_THRESHOLD));
        self.check_checks(&mut v);
        if let Some(notify) = &self.notify {
            notify.check(&mut v);
        }
        v.or(())
    }

    fn check_checks(&self, v: &mut Violations) {
        if self.checks.len() > limits::JOB_CHECKS {
            v.add("checks", format!("must have at most {} entries", limits::JOB_CHECKS));
        }
        for (n, check) in self.checks.iter().enumerate() {
            let field = |name: &str| format!("checks[{n}].{name}");
            v.title(&field("name"), &check.name);
            if self.checks[..n].iter().any(|other| other.name == check.name) {
                v.add(field("name"), "must be unique within the job");
            }
            match &check.work {
                CheckWork::Tcp { host, port } => {
                    v.name(&field("host"), host, limits::NAME_BYTES);
                    // It stands in a command line.
                    if !host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:".contains(&b)) {
                        v.add(field("host"), "must be a host name or an address");
                    }
                    if *port == 0 {
                        v.add(field("port"), "must be between 1 and 65535");
                    }
                }
                CheckWork::Command { command } => {
                    v.text(&field("command"), command, limits::CHECK_COMMAND_BYTES);
                }
            }
            let (low, high) = limits::CHECK_TIMEOUT;
            if check.timeout < low || check.timeout > high {
                v.add(field("timeout"), "must be between 1 and 300 seconds");
            }
        }
    }
}
