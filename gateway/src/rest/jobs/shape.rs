//! A job as REST shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use taskmaster_proto::v1::{self, task_spec::Work};
use utoipa::ToSchema;

use super::{run::Run, schedule::JobSchedule};
use crate::{
    rest::{
        json,
        spec::Simulate,
        task::Retry,
        words::{
            State,
            jobs::{CheckKind, CheckStatus, NotifyOn, ScheduleState},
        },
    },
    time::{Time, seconds},
};

/// What the runs of a job are made of.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobTask {
    /// The kind of work.
    #[schema(example = "shell")]
    kind: String,
    /// What bash reads; empty for a noop.
    #[schema(example = "pg_dump shop > /backup/shop.sql")]
    command: String,
    /// For people.
    name: String,
    /// Its line.
    #[schema(example = "default")]
    queue: String,
    /// The higher, the sooner.
    priority: i32,
    /// Tries of each run.
    max_attempts: i32,
    /// What follows a failure.
    retry: Retry,
    /// Wall clock of an attempt.
    timeout_seconds: f64,
    /// How long a run may stay queued; for ever when null.
    #[schema(required)]
    start_timeout_seconds: Option<f64>,
    /// How long an attempt may run while nothing is told of it: no counter, no progress. For ever
    /// when null.
    #[schema(required)]
    heartbeat_timeout_seconds: Option<f64>,
    /// From SIGTERM to SIGKILL.
    grace_seconds: f64,
    /// Environment on top of the worker's, with its values: it is part of what is edited.
    env: BTreeMap<String, String>,
    /// Where the command starts; a fresh folder when null.
    #[schema(required)]
    working_dir: Option<String>,
    /// Labels of each run.
    labels: BTreeMap<String, String>,
    /// Labels that the worker must have.
    required_labels: BTreeMap<String, String>,
    /// Of the client's own.
    #[schema(value_type = Object)]
    metadata: Map<String, Json>,
    /// Its worker stops a run before anyone else may start it.
    exclusive: bool,
    /// The pace of a simulated task; null for others.
    #[schema(required)]
    simulate: Option<Simulate>,
}

impl From<v1::TaskSpec> for JobTask {
    fn from(spec: v1::TaskSpec) -> Self {
        let (kind, command, simulate) = match spec.work {
            Some(Work::Shell(shell)) => ("shell", shell.command, None),
            Some(Work::Simulate(pace)) => {
                ("simulate", pace.command.clone(), Some(Simulate::from(pace)))
            }
            Some(Work::Noop(_)) | None => ("noop", String::new(), None),
        };
        let retry = spec.retry.unwrap_or_default();
        Self {
            kind: kind.to_owned(),
            command,
            name: spec.name,
            queue: spec.queue,
            priority: spec.priority,
            max_attempts: retry.max_attempts.max(1),
            retry: Retry::from(retry),
            timeout_seconds: spec.timeout.map_or(0.0, seconds),
            start_timeout_seconds: spec.start_timeout.map(seconds),
            heartbeat_timeout_seconds: spec.heartbeat_timeout.map(seconds),
            grace_seconds: spec.grace.map_or(0.0, seconds),
            env: spec.env.into_iter().collect(),
            working_dir: (!spec.working_dir.is_empty()).then_some(spec.working_dir),
            labels: spec.labels.into_iter().collect(),
            required_labels: spec.required_labels.into_iter().collect(),
            metadata: spec.metadata.map(json::from_wire).unwrap_or_default(),
            exclusive: spec.exclusive,
            simulate,
        }
    }
}

/// Whom to tell of ended runs. Kept and shown; nothing is sent yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Notify {
    /// Addresses.
    emails: Vec<String>,
    /// Of which ends.
    on: NotifyOn,
}

/// A condition of the outside world.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobCheck {
    /// Unique within its job.
    name: String,
    /// What it does.
    kind: CheckKind,
    /// Of `tcp`: name or address.
    #[schema(required)]
    host: Option<String>,
    /// Of `tcp`: 1 to 65535.
    #[schema(required)]
    port: Option<i32>,
    /// Of `command`: what bash reads.
    #[schema(required)]
    command: Option<String>,
    /// Wall clock that it has.
    timeout_seconds: f64,
}

impl From<v1::Check> for JobCheck {
    fn from(wire: v1::Check) -> Self {
        let (kind, host, port, command) = match wire.work {
            Some(v1::check::Work::Tcp(tcp)) => {
                (CheckKind::Tcp, Some(tcp.host), Some(tcp.port), None)
            }
            Some(v1::check::Work::Command(it)) => {
                (CheckKind::Command, None, None, Some(it.command))
            }
            None => (CheckKind::Command, None, None, None),
        };
        let timeout_seconds = wire.timeout.map_or(0.0, seconds);
        Self { name: wire.name, kind, host, port, command, timeout_seconds }
    }
}

/// A check and how it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobCheckState {
    #[serde(flatten)]
    check: JobCheck,
    /// How it stands.
    status: CheckStatus,
    /// When its last task ended.
    #[schema(required)]
    checked_at: Option<Time>,
    /// Its last task.
    #[schema(required, value_type = Option<Uuid>)]
    task_id: Option<String>,
    /// Why it failed; empty when it did not.
    message: String,
}

impl From<v1::CheckState> for JobCheckState {
    fn from(wire: v1::CheckState) -> Self {
        Self {
            status: wire.status().into(),
            check: wire.check.unwrap_or_default().into(),
            checked_at: Time::from_wire(wire.checked_at),
            task_id: (!wire.task_id.is_empty()).then_some(wire.task_id),
            message: wire.message,
        }
    }
}

/// What somebody said about a job, but for its checks.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobDefinition {
    /// Unique.
    #[schema(example = "nightly backup")]
    name: String,
    /// For people.
    description: String,
    /// Whose it is, `kind:name`.
    owner: String,
    /// While it is false every run is refused. Runs that wait when it becomes false are canceled.
    enabled: bool,
    /// Words to find it by.
    labels: BTreeMap<String, String>,
    /// What its runs are made of.
    task: JobTask,
    /// When it runs by itself.
    schedule: JobSchedule,
    /// Without at least one check, and all of them ok, nothing runs.
    requires_checks: bool,
    /// So many scheduled runs that fail one after the other break it; 0 is never.
    breaker_threshold: i32,
    /// Whom to tell.
    #[schema(required)]
    notify: Option<Notify>,
}

impl From<v1::JobSpec> for JobDefinition {
    fn from(spec: v1::JobSpec) -> Self {
        Self {
            name: spec.name,
            description: spec.description,
            owner: spec.owner,
            enabled: spec.enabled.unwrap_or(true),
            labels: spec.labels.into_iter().collect(),
            task: spec.task.unwrap_or_default().into(),
            schedule: spec.schedule.unwrap_or_default().into(),
            requires_checks: spec.requires_checks,
            breaker_threshold: spec.breaker_threshold.unwrap_or(1),
            notify: spec
                .notify
                .map(|notify| Notify { on: notify.on().into(), emails: notify.emails }),
        }
    }
}

/// A job and how it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Job {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: String,
    #[serde(flatten)]
    definition: JobDefinition,
    /// Each edit makes one more.
    version: i32,
    /// How its schedule stands.
    schedule_state: ScheduleState,
    /// The breaker has switched its schedule off, until somebody sets that again.
    broken: bool,
    /// Counter `errors` of the run that broke it.
    broken_errors: i64,
    /// Its conditions, and how they stand.
    checks: Vec<JobCheckState>,
    /// Its next time that lies in no blackout. Null while the job is not enabled; while its schedule
    /// is off or broken, has no such time left or, with blackouts, none within ten years; and while a
    /// run of an interval job has not ended.
    #[schema(required)]
    next_run_at: Option<Time>,
    /// When a run last ended, whatever had triggered it.
    #[schema(required)]
    last_finished_at: Option<Time>,
    /// Null before the first.
    #[schema(required)]
    last_run: Option<Run>,
    /// Runs that have not ended, those that wait included.
    open_runs: i32,
    /// States of its latest runs, newest first, at most 20.
    recent: Vec<State>,
    /// The schedule in English.
    #[schema(example = "at 09:00 on Monday to Friday")]
    schedule_text: String,
    /// Who made it, `kind:name`.
    created_by: String,
    /// When it was made.
    #[schema(required)]
    created_at: Option<Time>,
    /// When it was last set.
    #[schema(required)]
    updated_at: Option<Time>,
}

impl Job {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Its schedule alone.
    pub(crate) fn into_schedule(self) -> JobSchedule {
        self.definition.schedule
    }
}

impl From<v1::Job> for Job {
    fn from(wire: v1::Job) -> Self {
        let recent = wire.recent().map(State::from).collect();
        let schedule_state = wire.schedule_state().into();
        Self {
            id: wire.id,
            definition: wire.spec.unwrap_or_default().into(),
            version: wire.version,
            schedule_state,
            broken: wire.broken,
            broken_errors: wire.broken_errors,
            checks: wire.checks.into_iter().map(JobCheckState::from).collect(),
            next_run_at: Time::from_wire(wire.next_run_at),
            last_finished_at: Time::from_wire(wire.last_finished_at),
            last_run: wire.last_run.map(Run::from),
            open_runs: wire.open_runs,
            recent,
            schedule_text: wire.schedule_text,
            created_by: wire.created_by,
            created_at: Time::from_wire(wire.created_at),
            updated_at: Time::from_wire(wire.updated_at),
        }
    }
}
