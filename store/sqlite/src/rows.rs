//! Rows as the domain's values.

use sqlx::{Row as _, sqlite::SqliteRow};
use taskmaster_domain::{
    Attempt, AttemptRef, Failure, Incarnation, Task, TaskId, TaskSpec, TaskState, Timestamp,
    WorkerId,
    task::{AttemptEnd, Counts, Live, Progress, ResourceSample},
    worker::{Capacity, HostLoad, Order, OrderKind, Worker},
};
use taskmaster_store::{Error, Result};
use uuid::Uuid;

use crate::error::{failed, unreadable};

/// One column, by name.
pub(crate) fn get<'r, T>(row: &'r SqliteRow, column: &str) -> Result<T>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    row.try_get(column).map_err(failed)
}

/// A column of a time.
pub(crate) fn time(row: &SqliteRow, column: &str) -> Result<Timestamp> {
    Ok(Timestamp::from_micros(get(row, column)?))
}

/// A column of a time or nothing.
pub(crate) fn optional_time(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>> {
    Ok(get::<Option<i64>>(row, column)?.map(Timestamp::from_micros))
}

/// The column `state`.
pub(crate) fn state(row: &SqliteRow) -> Result<TaskState> {
    TaskState::from_code(get(row, "state")?).ok_or_else(|| unreadable("a task's state"))
}

/// A column of a task's id.
pub(crate) fn task_id(row: &SqliteRow, column: &str) -> Result<TaskId> {
    get(row, column).map(TaskId)
}

/// The column `spec`.
pub(crate) fn spec(row: &SqliteRow) -> Result<TaskSpec> {
    parse_spec(get(row, "spec")?)
}

/// A kept spec.
pub(crate) fn parse_spec(text: &str) -> Result<TaskSpec> {
    serde_json::from_str(text)
        .map_err(|cause| Error::Corrupt(format!("cannot read a task's spec: {cause}")))
}

fn holder(row: &SqliteRow) -> Result<Option<(WorkerId, String)>> {
    let id: Option<i64> = get(row, "worker")?;
    let name: Option<String> = get(row, "worker_name")?;
    Ok(id.map(|id| (WorkerId(id), name.unwrap_or_default())))
}

/// The columns `failure_kind` and `failure_message`.
pub(crate) fn failure(row: &SqliteRow) -> Result<Option<Failure>> {
    let Some(kind) = get::<Option<&str>>(row, "failure_kind")? else { return Ok(None) };
    let kind = kind.parse().map_err(|_| unreadable("a kind of failure"))?;
    let message: Option<String> = get(row, "failure_message")?;
    Ok(Some(Failure { kind, message: message.unwrap_or_default() }))
}

/// A row of the task queries in `view`.
pub(crate) fn task(row: &SqliteRow) -> Result<Task> {
    Ok(Task {
        id: task_id(row, "id")?,
        spec: spec(row)?,
        state: state(row)?,
        attempt: get(row, "attempt")?,
        tries_used: get(row, "tries_used")?,
        created_at: time(row, "created_at")?,
        scheduled_at: time(row, "due")?,
        picked_at: optional_time(row, "picked_at")?,
        started_at: optional_time(row, "started_at")?,
        finished_at: optional_time(row, "finished_at")?,
        worker: holder(row)?,
        exit_code: get(row, "exit_code")?,
        failure: failure(row)?,
        result: get(row, "result")?,
        canceled_by: get(row, "canceled_by")?,
        live: Live::default(),
        counters: Counts::default(),
    })
}

/// The column `counters` of `view/task`.
pub(crate) fn counters(row: &SqliteRow) -> Result<Counts> {
    serde_json::from_str(get(row, "counters")?).map_err(|_| unreadable("a task's counters"))
}

/// The columns of `task_live` in `view/task`; all null when nothing was told.
pub(crate) fn live(row: &SqliteRow) -> Result<Live> {
    let reported_at = optional_time(row, "reported_at")?;
    let sampled_at = optional_time(row, "sampled_at")?;
    Ok(Live {
        progress: match reported_at {
            Some(reported_at) => Some(Progress {
                percent: get(row, "percent")?,
                message: get(row, "message")?,
                reported_at,
            }),
            None => None,
        },
        sample: match sampled_at {
            Some(sampled_at) => Some(ResourceSample {
                cpu_percent: get(row, "cpu_percent")?,
                memory_bytes: get(row, "memory_bytes")?,
                sampled_at,
            }),
            None => None,
        },
    })
}

/// A row of `view/attempts`.
pub(crate) fn attempt(row: &SqliteRow) -> Result<Attempt> {
    let ending = AttemptEnd::from_code(get(row, "ended")?);
    Ok(Attempt {
        of: AttemptRef { task: task_id(row, "task")?, attempt: get(row, "attempt")? },
        end: ending.ok_or_else(|| unreadable("an attempt's end"))?,
        worker: holder(row)?,
        picked_at: optional_time(row, "picked_at")?,
        started_at: optional_time(row, "started_at")?,
        finished_at: time(row, "finished_at")?,
        exit_code: get(row, "exit_code")?,
        failure: failure(row)?,
    })
}

fn capacity(row: &SqliteRow) -> Result<Capacity> {
    serde_json::from_str(get(row, "capacity")?)
        .map_err(|cause| Error::Corrupt(format!("cannot read a worker's capacity: {cause}")))
}

/// A row of the worker queries in `view`, without what it holds.
pub(crate) fn worker(row: &SqliteRow) -> Result<Worker> {
    Ok(Worker {
        id: WorkerId(get(row, "id")?),
        name: get(row, "name")?,
        host: get(row, "host")?,
        incarnation: Incarnation(get::<Uuid>(row, "incarnation")?),
        session: get(row, "session")?,
        capacity: capacity(row)?,
        version: get(row, "version")?,
        draining: get(row, "draining")?,
        released: get(row, "released")?,
        lease_until: time(row, "lease_until")?,
        last_active_at: time(row, "last_active_at")?,
        registered_at: time(row, "registered_at")?,
        tasks_completed: get(row, "tasks_completed")?,
        tasks_failed: get(row, "tasks_failed")?,
        load: HostLoad {
            cpu_percent: get(row, "cpu_percent")?,
            memory_percent: get(row, "memory_percent")?,
            memory_bytes: get(row, "memory_bytes")?,
        },
        running: Vec::new(),
    })
}

/// A row of `worker_order`.
pub(crate) fn order(row: &SqliteRow) -> Result<Order> {
    let task: Option<Uuid> = get(row, "task")?;
    let attempt: Option<i32> = get(row, "attempt")?;
    let of = task.zip(attempt).map(|(task, attempt)| AttemptRef { task: TaskId(task), attempt });
    let kind = OrderKind::from_code(get(row, "kind")?, of);
    Ok(Order {
        id: taskmaster_domain::OrderId(get(row, "id")?),
        worker: WorkerId(get(row, "worker")?),
        kind: kind.ok_or_else(|| unreadable("an order"))?,
    })
}
