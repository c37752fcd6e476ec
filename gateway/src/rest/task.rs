//! A task as REST shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};
use taskmaster_proto::v1::{self, task_spec::Work};
use utoipa::ToSchema;

use super::{
    jobs::run::RunOf,
    json,
    spec::{GATEWAY_KEY, Simulate},
    words::{Backoff, FailureKind, State, Status},
};
use crate::time::{Time, seconds};

/// A task in a list. Stamps are those of its latest attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskItem {
    /// Its id.
    #[schema(value_type = Uuid)]
    pub(crate) id: String,
    /// For people; need not be unique. Empty when it has none.
    #[schema(example = "nightly report")]
    pub(crate) name: String,
    /// What kind of work it is, such as `shell`.
    #[schema(example = "shell")]
    pub(crate) kind: String,
    /// What a person reads as its command; empty for a noop.
    #[schema(example = "echo hello")]
    pub(crate) command: String,
    /// Its state in five words.
    pub(crate) status: Status,
    /// Its state.
    pub(crate) state: State,
    /// Its line.
    #[schema(example = "default")]
    pub(crate) queue: String,
    /// Its urgency: the higher, the sooner.
    pub(crate) priority: i32,
    /// When it is, or was, due.
    #[schema(required)]
    pub(crate) scheduled_at: Option<Time>,
    /// When a worker was found.
    #[schema(required)]
    pub(crate) picked_at: Option<Time>,
    /// When its worker started it.
    #[schema(required)]
    pub(crate) started_at: Option<Time>,
    /// When it ended well.
    #[schema(required)]
    pub(crate) completed_at: Option<Time>,
    /// When it ended otherwise: failed, or was canceled.
    #[schema(required)]
    pub(crate) failed_at: Option<Time>,
    /// When it was canceled.
    #[schema(required)]
    pub(crate) canceled_at: Option<Time>,
    /// Number of its worker.
    #[schema(required)]
    pub(crate) assigned_worker: Option<i64>,
    /// Why it failed, or `canceled by …`.
    #[schema(required)]
    pub(crate) error_message: Option<String>,
    /// When it was accepted.
    #[schema(required)]
    pub(crate) created_at: Option<Time>,
}

impl TaskItem {
    /// What the wire says, in the words of REST. A task without a worker has none of an earlier
    /// attempt's stamps.
    pub(crate) fn from_wire(task: &mut v1::Task) -> Self {
        let state = State::from(task.state());
        let status = Status::from(state);
        let held = |stamp: Option<prost_types::Timestamp>| {
            Time::from_wire(stamp.filter(|_| status != Status::Scheduled))
        };
        let spec = task.spec.get_or_insert_default();
        let command = match spec.work.as_mut() {
            Some(Work::Shell(shell)) => std::mem::take(&mut shell.command),
            Some(Work::Simulate(simulate)) => std::mem::take(&mut simulate.command),
            Some(Work::Noop(_)) | None => String::new(),
        };
        let canceled_at = Time::from_wire(task.canceled_at);
        let error_message = match state {
            State::Canceled if task.canceled_by.is_empty() => Some("canceled".to_owned()),
            State::Canceled => Some(format!("canceled by {}", task.canceled_by)),
            State::Failed => task.failure.as_ref().map(|failure| failure.message.clone()),
            _ => None,
        };
        Self {
            command,
            status,
            state,
            queue: std::mem::take(&mut spec.queue),
            priority: spec.priority,
            id: std::mem::take(&mut task.id),
            name: std::mem::take(&mut spec.name),
            kind: std::mem::take(&mut task.kind),
            scheduled_at: Time::from_wire(task.scheduled_at),
            picked_at: held(task.picked_at),
            started_at: held(task.started_at),
            completed_at: Time::from_wire(task.completed_at),
            failed_at: Time::from_wire(task.failed_at).or(canceled_at),
            canceled_at,
            assigned_worker: task.worker_id.filter(|_| status != Status::Scheduled),
            error_message,
            created_at: Time::from_wire(task.created_at),
        }
    }
}

/// A worker, by number and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WorkerRef {
    /// Its number; a name keeps it.
    pub(crate) id: i64,
    /// Its name.
    #[schema(example = "worker-1")]
    pub(crate) name: String,
}

/// Why an attempt failed, in a word and in a sentence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Failure {
    /// The word.
    pub(crate) kind: FailureKind,
    /// The sentence.
    pub(crate) message: String,
}

impl From<v1::Failure> for Failure {
    fn from(wire: v1::Failure) -> Self {
        Self { kind: wire.kind().into(), message: wire.message }
    }
}

/// How far an attempt is, in the words of its own work.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Progress {
    /// 0 to 100.
    pub(crate) percent: f64,
    /// In its own words.
    pub(crate) message: String,
    /// When it said so.
    #[schema(required)]
    pub(crate) reported_at: Option<Time>,
}

/// What the processes of an attempt use, together.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sample {
    /// Of one processor: 200 is two of them.
    pub(crate) cpu_percent: f64,
    /// Resident memory.
    pub(crate) memory_bytes: i64,
    /// When it was taken.
    #[schema(required)]
    pub(crate) sampled_at: Option<Time>,
}

/// When a failed attempt is followed by another.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retry {
    /// How the wait grows.
    pub(crate) backoff: Backoff,
    /// The first wait.
    pub(crate) delay_seconds: f64,
    /// The longest wait.
    pub(crate) max_delay_seconds: f64,
    /// Failures of these kinds are final.
    pub(crate) never_on: Vec<FailureKind>,
}

impl From<v1::RetryPolicy> for Retry {
    fn from(wire: v1::RetryPolicy) -> Self {
        Self {
            backoff: wire.backoff().into(),
            delay_seconds: wire.delay.map_or(0.0, seconds),
            max_delay_seconds: wire.max_delay.map_or(0.0, seconds),
            never_on: wire.never_on().map(FailureKind::from).collect(),
        }
    }
}

/// All about a task.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskDetail {
    #[serde(flatten)]
    item: TaskItem,
    /// Claims so far.
    attempt: i32,
    /// Tries that count against `maxAttempts`.
    tries_used: i32,
    /// Tries that it may have.
    max_attempts: i32,
    /// What follows a failure.
    retry: Retry,
    /// Of its latest attempt.
    #[schema(required)]
    exit_code: Option<i32>,
    /// Of its latest attempt.
    #[schema(required)]
    failure: Option<Failure>,
    /// The worker of its latest attempt.
    #[schema(required)]
    worker: Option<WorkerRef>,
    /// What its work gave back.
    #[schema(required)]
    result: Json,
    /// How far its latest attempt is.
    #[schema(required)]
    progress: Option<Progress>,
    /// What its attempts counted, all together.
    counters: BTreeMap<String, i64>,
    /// What its latest attempt last used of its machine.
    #[schema(required)]
    sample: Option<Sample>,
    /// W3C trace id of the call that handed it in.
    #[schema(required)]
    trace_id: Option<String>,
    /// Wall clock of an attempt.
    timeout_seconds: f64,
    /// How long it may stay queued; for ever when null.
    #[schema(required)]
    start_timeout_seconds: Option<f64>,
    /// How long an attempt may run while nothing is told of it; for ever when null.
    #[schema(required)]
    heartbeat_timeout_seconds: Option<f64>,
    /// From SIGTERM to SIGKILL.
    grace_seconds: f64,
    /// Names of its own variables; their values are not shown.
    env_names: Vec<String>,
    /// Where its command starts; a fresh folder when null.
    #[schema(required)]
    working_dir: Option<String>,
    /// Words to find it by.
    labels: BTreeMap<String, String>,
    /// Labels that its worker must have.
    required_labels: BTreeMap<String, String>,
    /// Of the client's own.
    #[schema(value_type = Object)]
    metadata: Map<String, Json>,
    /// Its worker stops it before anyone else may start it.
    exclusive: bool,
    /// The client's; null when it gave none.
    #[schema(required)]
    idempotency_key: Option<String>,
    /// Who handed it in, `kind:name`.
    created_by: String,
    /// Whose it is, `kind:name`.
    owner: String,
    /// Who asked for its end, `kind:name`.
    #[schema(required)]
    canceled_by: Option<String>,
    /// The pace of a simulated task; null for others.
    #[schema(required)]
    simulate: Option<Simulate>,
    /// The run of a job that it is; null for others.
    #[schema(required)]
    run: Option<RunOf>,
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

impl TaskDetail {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.item.id
    }

    /// What the wire says, in the words of REST.
    pub(crate) fn from_wire(mut task: v1::Task) -> Self {
        let item = TaskItem::from_wire(&mut task);
        let spec = task.spec.unwrap_or_default();
        let retry = spec.retry.unwrap_or_default();
        let simulate = match spec.work {
            Some(Work::Simulate(simulate)) => Some(Simulate::from(simulate)),
            _ => None,
        };
        let mut env_names: Vec<String> = spec.env.into_keys().collect();
        env_names.sort_unstable();
        let result = task
            .result
            .map_or(Json::Null, |text| serde_json::from_str(&text).unwrap_or(Json::String(text)));
        Self {
            item,
            attempt: task.attempt,
            tries_used: task.tries_used,
            max_attempts: retry.max_attempts.max(1),
            exit_code: task.exit_code,
            failure: task.failure.map(Failure::from),
            worker: task.worker_id.map(|id| WorkerRef { id, name: task.worker_name }),
            result,
            progress: task.progress.map(|progress| Progress {
                percent: progress.percent,
                message: progress.message,
                reported_at: Time::from_wire(progress.reported_at),
            }),
            counters: task.counters.into_iter().collect(),
            sample: task.sample.map(|sample| Sample {
                cpu_percent: sample.cpu_percent,
                memory_bytes: sample.memory_bytes,
                sampled_at: Time::from_wire(sample.sampled_at),
            }),
            trace_id: some(task.trace_id),
            timeout_seconds: spec.timeout.map_or(0.0, seconds),
            start_timeout_seconds: spec.start_timeout.map(seconds),
            heartbeat_timeout_seconds: spec.heartbeat_timeout.map(seconds),
            grace_seconds: spec.grace.map_or(0.0, seconds),
            env_names,
            working_dir: some(spec.working_dir),
            labels: spec.labels.into_iter().collect(),
            required_labels: spec.required_labels.into_iter().collect(),
            metadata: spec.metadata.map(json::from_wire).unwrap_or_default(),
            exclusive: spec.exclusive,
            idempotency_key: some(spec.idempotency_key).filter(|key| !key.starts_with(GATEWAY_KEY)),
            created_by: task.created_by,
            owner: spec.owner,
            canceled_by: some(task.canceled_by),
            simulate,
            retry: retry.into(),
            run: task.run.map(RunOf::from),
        }
    }
}

/// An attempt that was not the task's last.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    /// Which try, from 1; never used again.
    attempt: i32,
    /// How it ended.
    end: super::words::AttemptEnd,
    /// Who had it.
    #[schema(required)]
    worker: Option<WorkerRef>,
    /// When its worker was found.
    #[schema(required)]
    picked_at: Option<Time>,
    /// When its worker started it.
    #[schema(required)]
    started_at: Option<Time>,
    /// When it ended.
    #[schema(required)]
    finished_at: Option<Time>,
    /// Of its command.
    #[schema(required)]
    exit_code: Option<i32>,
    /// Why it failed.
    #[schema(required)]
    failure: Option<Failure>,
}

impl From<v1::Attempt> for Attempt {
    fn from(wire: v1::Attempt) -> Self {
        Self {
            attempt: wire.attempt,
            end: wire.end().into(),
            worker: wire.worker_id.map(|id| WorkerRef { id, name: wire.worker_name }),
            picked_at: Time::from_wire(wire.picked_at),
            started_at: Time::from_wire(wire.started_at),
            finished_at: Time::from_wire(wire.finished_at),
            exit_code: wire.exit_code,
            failure: wire.failure.map(Failure::from),
        }
    }
}
