//! A task as it is shown, in the words of the REST API.

use std::collections::BTreeMap;

use serde::Serialize;
use taskmaster_domain::Timestamp;
use taskmaster_proto::{convert, v1};

use super::{bytes, fields, pairs, shortened, table, time};

/// A task as a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskView {
    pub(crate) id: String,
    name: String,
    kind: String,
    command: String,
    pub(crate) state: &'static str,
    queue: String,
    priority: i32,
    created_at: Option<Timestamp>,
    scheduled_at: Option<Timestamp>,
    picked_at: Option<Timestamp>,
    started_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
    canceled_at: Option<Timestamp>,
    worker: Option<WorkerRef>,
    attempt: i32,
    tries_used: i32,
    max_attempts: i32,
    exit_code: Option<i32>,
    failure: Option<FailureView>,
    result: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<ProgressView>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    counters: BTreeMap<String, i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<SampleView>,
    labels: BTreeMap<String, String>,
    required_labels: BTreeMap<String, String>,
    created_by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    canceled_by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    idempotency_key: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    trace_id: String,
    /// Of a job; null of a task that no job made.
    pub(crate) run: Option<RunOf>,
}

/// Which run of which job a task is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunOf {
    pub(crate) job_id: String,
    job_version: i32,
    trigger: String,
    nominal_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct WorkerRef {
    id: i64,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ProgressView {
    percent: f64,
    message: String,
    reported_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SampleView {
    cpu_percent: f64,
    memory_bytes: i64,
    sampled_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct FailureView {
    kind: String,
    message: String,
}

/// The word of a state.
pub(crate) fn state(wire: v1::TaskState) -> &'static str {
    convert::task_state(wire).map_or("unknown", |state| state.name())
}

impl From<v1::Task> for TaskView {
    fn from(task: v1::Task) -> Self {
        let state = state(task.state());
        let failure = task.failure.as_ref().map(|failure| FailureView {
            kind: convert::failure_kind(failure.kind()).map_or("unknown", |k| k.name()).to_owned(),
            message: failure.message.clone(),
        });
        let spec = task.spec.unwrap_or_default();
        let name = task.worker_name;
        Self {
            id: task.id,
            name: spec.name,
            command: command(spec.work.as_ref()).to_owned(),
            kind: task.kind,
            state,
            queue: spec.queue,
            priority: spec.priority,
            created_at: time(task.created_at.as_ref()),
            scheduled_at: time(task.scheduled_at.as_ref()),
            picked_at: time(task.picked_at.as_ref()),
            started_at: time(task.started_at.as_ref()),
            completed_at: time(task.completed_at.as_ref()),
            failed_at: time(task.failed_at.as_ref()),
            canceled_at: time(task.canceled_at.as_ref()),
            worker: task.worker_id.map(|id| WorkerRef { id, name }),
            attempt: task.attempt,
            tries_used: task.tries_used,
            max_attempts: spec.retry.map_or(1, |retry| retry.max_attempts.max(1)),
            exit_code: task.exit_code,
            failure,
            // A result that is no JSON is still shown, as a text.
            result: task.result.map(|text| serde_json::from_str(&text).unwrap_or(text.into())),
            progress: task.progress.map(|said| ProgressView {
                percent: said.percent,
                reported_at: time(said.reported_at.as_ref()),
                message: said.message,
            }),
            counters: task.counters.into_iter().collect(),
            sample: task.sample.map(|seen| SampleView {
                cpu_percent: seen.cpu_percent,
                memory_bytes: seen.memory_bytes,
                sampled_at: time(seen.sampled_at.as_ref()),
            }),
            labels: spec.labels.into_iter().collect(),
            required_labels: spec.required_labels.into_iter().collect(),
            created_by: task.created_by,
            canceled_by: task.canceled_by,
            idempotency_key: spec.idempotency_key,
            trace_id: task.trace_id,
            run: task.run.map(|run| RunOf {
                job_id: run.job_id,
                job_version: run.job_version,
                trigger: run.trigger,
                nominal_at: time(run.nominal_at.as_ref()),
            }),
        }
    }
}

/// The command of what is to be done; empty when it has none.
pub(crate) fn command(work: Option<&v1::task_spec::Work>) -> &str {
    match work {
        Some(v1::task_spec::Work::Shell(shell)) => &shell.command,
        Some(v1::task_spec::Work::Simulate(simulate)) => &simulate.command,
        Some(v1::task_spec::Work::Noop(_)) | None => "",
    }
}

/// The kind of what is to be done.
pub(crate) const fn kind(work: Option<&v1::task_spec::Work>) -> &'static str {
    match work {
        Some(v1::task_spec::Work::Shell(_)) => "shell",
        Some(v1::task_spec::Work::Simulate(_)) => "simulate",
        Some(v1::task_spec::Work::Noop(_)) | None => "noop",
    }
}

/// Many tasks, a line each.
pub(crate) fn tasks_table(tasks: &[TaskView]) -> String {
    let head = ["ID", "STATE", "QUEUE", "KIND", "WORKER", "EXIT", "CREATED", "COMMAND"];
    let rows = tasks.iter().map(|task| {
        vec![
            task.id.clone(),
            task.state.to_owned(),
            shortened(&task.queue, 20),
            task.kind.clone(),
            task.worker.as_ref().map(|worker| worker.name.clone()).unwrap_or_default(),
            task.exit_code.map(|code| code.to_string()).unwrap_or_default(),
            task.created_at.map(|time| time.to_string()).unwrap_or_default(),
            shortened(if task.name.is_empty() { &task.command } else { &task.name }, 40),
        ]
    });
    table(&head, rows)
}

/// One task in full. Of a run, `job` is what people know its job by.
pub(crate) fn task_fields(task: &TaskView, job: &str) -> String {
    let at = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
    let failure = task.failure.as_ref();
    let run = task.run.as_ref();
    fields(&[
        ("id", task.id.clone()),
        ("name", shortened(&task.name, 255)),
        ("job", job.to_owned()),
        ("job version", run.map(|run| run.job_version.to_string()).unwrap_or_default()),
        ("trigger", run.map(|run| run.trigger.clone()).unwrap_or_default()),
        ("nominal time", at(run.and_then(|run| run.nominal_at))),
        ("state", task.state.to_owned()),
        ("kind", task.kind.clone()),
        ("command", shortened(&task.command, 1_000)),
        ("queue", shortened(&task.queue, 255)),
        ("priority", task.priority.to_string()),
        ("labels", pairs(&task.labels)),
        ("requires", pairs(&task.required_labels)),
        ("created", at(task.created_at)),
        ("created by", task.created_by.clone()),
        ("scheduled", at(task.scheduled_at)),
        ("picked", at(task.picked_at)),
        ("started", at(task.started_at)),
        ("completed", at(task.completed_at)),
        ("failed", at(task.failed_at)),
        ("canceled", at(task.canceled_at)),
        ("canceled by", task.canceled_by.clone()),
        ("worker", task.worker.as_ref().map(|worker| worker.name.clone()).unwrap_or_default()),
        ("attempt", task.attempt.to_string()),
        ("tries", format!("{} of {}", task.tries_used, task.max_attempts)),
        ("exit code", task.exit_code.map(|code| code.to_string()).unwrap_or_default()),
        (
            "failure",
            failure
                .map(|f| format!("{}: {}", f.kind, shortened(&f.message, 500)))
                .unwrap_or_default(),
        ),
        (
            "result",
            task.result.as_ref().map(|json| shortened(&json.to_string(), 500)).unwrap_or_default(),
        ),
        (
            "progress",
            task.progress
                .as_ref()
                .map(|p| format!("{:.0} %  {}", p.percent, shortened(&p.message, 255)))
                .map(|text| text.trim_end().to_owned())
                .unwrap_or_default(),
        ),
        ("counters", {
            let counts = task.counters.iter().map(|(name, count)| format!("{name}={count}"));
            counts.collect::<Vec<_>>().join(" ")
        }),
        (
            "uses",
            task.sample
                .as_ref()
                .map(|s| {
                    format!("{:.0} % of a processor, {}", s.cpu_percent, bytes(s.memory_bytes))
                })
                .unwrap_or_default(),
        ),
        ("key", task.idempotency_key.clone()),
        ("trace", task.trace_id.clone()),
    ])
}
