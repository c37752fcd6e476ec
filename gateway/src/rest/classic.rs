//! The routes of scheduling, status and statistics that keep the names of an earlier system,
//! snake case and all.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State as Of,
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use taskmaster_domain::{Violations, limits};
use taskmaster_proto::v1::{self, task_spec::Work};
use utoipa::ToSchema;

use super::{
    spec::own_key,
    submit::header_key,
    system::{status as ask_status, workers},
    task::TaskItem,
    tasks::client,
    words::{Kind, State, Status},
    workers::Worker,
};
use crate::{
    caller::Caller,
    config::ScheduleKind,
    extract::{Asked, Body, Id, Word},
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// A command and its time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"command": "echo hello", "scheduled_at": "2026-11-21T09:00:00.000Z"}))]
pub(crate) struct NewSchedule {
    /// What bash reads, or what a task that runs nothing shows.
    command: String,
    /// Not before this time; the past means now. An offset is needed.
    scheduled_at: Time,
    /// The kind of work; `shell` when absent, unless `api.schedule_kind` says otherwise.
    #[schema(value_type = Option<Kind>)]
    kind: Option<Word<Kind>>,
}

/// What was accepted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Scheduled {
    /// The task.
    #[schema(value_type = Uuid)]
    task_id: String,
    /// Always `scheduled`.
    status: Status,
    /// When it is due.
    #[schema(required)]
    scheduled_at: Option<Time>,
}

/// Fields of these routes in snake case.
fn snake(field: &str) -> Option<&'static str> {
    match field {
        "scheduledAt" => Some("scheduled_at"),
        "id" => Some("task_id"),
        _ => None,
    }
}

/// Accepts a command for a time.
#[utoipa::path(
    post,
    path = "/api/schedule",
    tag = "classic",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key by the same caller is the same task")),
    request_body = NewSchedule,
    responses(
        (status = 201, description = "It is durable", body = Scheduled),
        (status = 409, description = "The idempotency key belongs to another body", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn schedule(
    Of(shared): Of<Shared>,
    caller: Caller,
    headers: HeaderMap,
    asked: Asked,
    Body(new): Body<NewSchedule>,
) -> Result<(StatusCode, Json<Scheduled>), Problem> {
    asked.end()?;
    let NewSchedule { command, scheduled_at, kind } = new;
    // A command that nobody runs is held to the same rule.
    let mut faults = Violations::default();
    faults.text("command", &command, limits::COMMAND_BYTES);
    faults.or(())?;
    let kind = kind.map_or(
        match shared.config.schedule_kind {
            ScheduleKind::Shell => Kind::Shell,
            ScheduleKind::Simulate => Kind::Simulate,
        },
        |Word(kind)| kind,
    );
    let work = match kind {
        Kind::Shell => Work::Shell(v1::ShellWork { command }),
        Kind::Simulate => {
            Work::Simulate(v1::SimulateWork { command, ..v1::SimulateWork::default() })
        }
        Kind::Noop => Work::Noop(v1::NoopWork {}),
    };
    let key = header_key(&headers)?.or_else(|| shared.upstream.key(own_key));
    let repeat = Repeat::with(key.as_deref());
    let spec = v1::TaskSpec {
        work: Some(work),
        scheduled_at: Some(scheduled_at.to_wire()),
        idempotency_key: key.unwrap_or_default(),
        ..v1::TaskSpec::default()
    };
    let request = v1::SubmitTaskRequest { task: Some(spec) };
    let call = async |link| client(link).submit_task(request.clone()).await;
    let answer = shared.upstream.call(&caller, repeat, call).await;
    let task = answer.map_err(|problem| problem.renamed(snake))?.task.unwrap_or_default();
    let scheduled = Scheduled {
        task_id: task.id,
        status: Status::Scheduled,
        scheduled_at: Time::from_wire(task.scheduled_at),
    };
    Ok((StatusCode::CREATED, Json(scheduled)))
}

/// A task in five words and six stamps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskStatus {
    /// The task.
    #[schema(value_type = Uuid)]
    task_id: String,
    /// Its command.
    command: String,
    /// Its state in five words.
    status: Status,
    /// When it is, or was, due.
    #[schema(required)]
    scheduled_at: Option<Time>,
    /// When a worker was found.
    #[schema(required)]
    picked_at: Option<Time>,
    /// When its worker started it.
    #[schema(required)]
    started_at: Option<Time>,
    /// When it ended well.
    #[schema(required)]
    completed_at: Option<Time>,
    /// When it failed or was canceled.
    #[schema(required)]
    failed_at: Option<Time>,
    /// Number of its worker.
    #[schema(required)]
    assigned_worker: Option<i64>,
    /// Why it failed, or `canceled by …`.
    #[schema(required)]
    error_message: Option<String>,
}

/// Where a task is.
#[utoipa::path(
    get,
    path = "/api/status",
    tag = "classic",
    params(("task_id" = Uuid, Query, description = "The task")),
    responses(
        (status = 200, description = "Where it is", body = TaskStatus),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn status(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
) -> Result<Json<TaskStatus>, Problem> {
    let task_id = match asked.one("task_id").as_deref().map(Id::parse) {
        Some(Ok(Id(id))) => id,
        Some(Err(why)) => {
            asked.fault("task_id", why);
            String::new()
        }
        None => {
            asked.fault("task_id", "must be present");
            String::new()
        }
    };
    asked.end()?;
    let request = v1::GetTaskRequest { task_id };
    let call = async |link| client(link).get_task(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let item = TaskItem::from_wire(&mut answer.task.unwrap_or_default());
    Ok(Json(TaskStatus {
        task_id: item.id,
        command: item.command,
        status: item.status,
        scheduled_at: item.scheduled_at,
        picked_at: item.picked_at,
        started_at: item.started_at,
        completed_at: item.completed_at,
        failed_at: item.failed_at,
        assigned_worker: item.assigned_worker,
        error_message: item.error_message,
    }))
}

/// Tasks by status, and the workers. The four add up to the total.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Stats {
    /// All that are kept.
    total_tasks: i64,
    /// Waiting, scheduled, queued, assigned and paused ones.
    pending_tasks: i64,
    /// Running ones.
    running_tasks: i64,
    /// Completed ones.
    completed_tasks: i64,
    /// Failed and canceled ones.
    failed_tasks: i64,
    /// Those that are there, and those that were within the last hour.
    workers: Vec<Worker>,
    /// Tasks by state, all nine.
    #[serde(rename = "byState")]
    by_state: BTreeMap<String, i64>,
}

impl Stats {
    /// Adds the counts of all queues up.
    fn of(counts: &[v1::StateCount]) -> Self {
        let mut stats = Self::default();
        for &state in State::ALL {
            stats.by_state.insert(super::words::text(state), 0);
        }
        for row in counts {
            let state = State::from(row.state());
            *stats.by_state.entry(super::words::text(state)).or_default() += row.count;
            stats.total_tasks += row.count;
            *match Status::from(state) {
                Status::Scheduled | Status::Assigned => &mut stats.pending_tasks,
                Status::Running => &mut stats.running_tasks,
                Status::Completed => &mut stats.completed_tasks,
                Status::Failed => &mut stats.failed_tasks,
            } += row.count;
        }
        stats
    }
}

/// Tasks by status, and the workers.
#[utoipa::path(
    get,
    path = "/api/stats",
    tag = "classic",
    responses((status = 200, description = "The counts", body = Stats))
)]
pub(crate) async fn stats(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<Stats>, Problem> {
    asked.end()?;
    let (status, workers) =
        futures::try_join!(ask_status(&shared, &caller), workers(&shared, &caller, false))?;
    Ok(Json(Stats { workers, ..Stats::of(&status.counts) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_counts_add_up_to_the_total() {
        let counts: Vec<v1::StateCount> = (1..=9)
            .flat_map(|state| ["a", "b"].map(|queue| (state, queue)))
            .map(|(state, queue)| v1::StateCount {
                queue: queue.to_owned(),
                state,
                count: 1 << state,
            })
            .collect();
        let stats = Stats::of(&counts);
        let four =
            [stats.pending_tasks, stats.running_tasks, stats.completed_tasks, stats.failed_tasks];
        assert_eq!(four.iter().sum::<i64>(), stats.total_tasks);
        assert_eq!(stats.by_state.values().sum::<i64>(), stats.total_tasks);
        assert_eq!(stats.failed_tasks, 2 * ((1 << 7) + (1 << 8)), "canceled counts as failed");
    }
}
