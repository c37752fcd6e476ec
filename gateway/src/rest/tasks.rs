//! Tasks: look at and steer.

use axum::{Json, extract::State as Of, http::HeaderMap, response::Response};
use serde::Serialize;
use taskmaster_proto::v1::{self, task_service_client::TaskServiceClient};
use utoipa::ToSchema;

use super::{
    answer::tagged,
    task::{Attempt, TaskDetail, TaskItem},
    words::{State, Status},
};
use crate::{
    caller::Caller,
    extract::{Asked, At, Id},
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::{ANSWER_BYTES, Link, Repeat},
};

/// The client of a link, for pages of long commands.
pub(crate) fn client(link: Link) -> TaskServiceClient<Link> {
    TaskServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES)
}

/// A page of tasks, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskPage {
    /// The tasks.
    tasks: Vec<TaskItem>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// The page ended at the bound of what one call looks at, not because it was full.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    partial: bool,
}

/// What is asked for, and whether nothing can be found.
fn filter(mut asked: Asked) -> Result<(v1::ListTasksRequest, bool), Problem> {
    let mut states: Vec<State> = asked.words("state");
    let statuses: Vec<Status> = asked.words("status");
    if !statuses.is_empty() {
        let all = if states.is_empty() { State::ALL } else { &states };
        let fits = |state: &&State| statuses.contains(&Status::from(**state));
        states = all.iter().filter(fits).copied().collect();
    }
    let nothing = !statuses.is_empty() && states.is_empty();
    let mut labels = std::collections::HashMap::new();
    for label in asked.all("label") {
        match label.split_once('=') {
            Some((name, value)) if taskmaster_domain::task::is_label_name(name) => {
                labels.insert(name.to_owned(), value.to_owned());
            }
            _ => asked.fault("label", "must be name=value, with the name of a label"),
        }
    }
    let (page_size, page_token) = asked.page();
    let request = v1::ListTasksRequest {
        states: states.into_iter().map(|state| v1::TaskState::from(state).into()).collect(),
        queue: asked.one("queue").unwrap_or_default(),
        kind: asked.one("kind").unwrap_or_default(),
        worker_name: asked.one("worker").unwrap_or_default(),
        created_after: asked.read::<Time>("createdAfter").map(Time::to_wire),
        created_before: asked.read::<Time>("createdBefore").map(Time::to_wire),
        page_size,
        page_token,
        labels,
        text: asked.one("text").unwrap_or_default(),
        job_id: asked.read::<Id>("jobId").map(|Id(id)| id).unwrap_or_default(),
    };
    asked.end()?;
    Ok((request, nothing))
}

/// Tasks, newest first, in pages.
#[utoipa::path(
    get,
    path = "/api/tasks",
    tag = "tasks",
    params(
        ("state" = Option<Vec<State>>, Query, description = "In one of these states; repeated, or with commas"),
        ("status" = Option<Vec<Status>>, Query, description = "In one of these five words; repeated, or with commas. With `state`, both must hold"),
        ("queue" = Option<String>, Query, description = "Of this queue"),
        ("kind" = Option<String>, Query, description = "Of this kind"),
        ("worker" = Option<String>, Query, description = "Whose latest attempt was given to the worker of this name"),
        ("label" = Option<Vec<String>>, Query, description = "With all of these labels, `name=value`; repeated"),
        ("jobId" = Option<Uuid>, Query, description = "A run, or a check, of this job"),
        ("text" = Option<String>, Query, description = "Whose name or command begins with this, letters of either case"),
        ("createdAfter" = Option<Time>, Query, description = "Accepted at this time or later"),
        ("createdBefore" = Option<Time>, Query, description = "Accepted earlier than this"),
        ("limit" = Option<i64>, Query, description = "Tasks of a page; 50 when 0 or absent, 1000 at the most"),
        ("cursor" = Option<Uuid>, Query, description = "`nextCursor` of the page before"),
        ("If-None-Match" = Option<String>, Header, description = "ETags of answers that the caller has"),
    ),
    responses(
        (status = 200, description = "A page", body = TaskPage, headers(("ETag" = String, description = "Of this answer"))),
        (status = 304, description = "The caller has this answer"),
    )
)]
pub(crate) async fn list_tasks(
    Of(shared): Of<Shared>,
    caller: Caller,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let (request, nothing) = filter(asked)?;
    let call = async |link| client(link).list_tasks(request.clone()).await;
    let mut page = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    if nothing {
        page = v1::ListTasksResponse::default();
    }
    let next = page.next_page_token;
    let page = TaskPage {
        tasks: page.tasks.iter_mut().map(TaskItem::from_wire).collect(),
        next_cursor: (!next.is_empty()).then_some(next),
        partial: page.partial,
    };
    tagged(&headers, &page)
}

/// The task of an answer; every answer has one.
pub(crate) fn shown(task: Option<v1::Task>) -> Result<TaskDetail, Problem> {
    let task = task.ok_or(taskmaster_proto::Error::Internal)?;
    Ok(TaskDetail::from_wire(task))
}

/// One task.
#[utoipa::path(
    get,
    path = "/api/tasks/{id}",
    tag = "tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("If-None-Match" = Option<String>, Header, description = "ETags of answers that the caller has"),
    ),
    responses(
        (status = 200, description = "The task", body = TaskDetail, headers(("ETag" = String, description = "Of this answer"))),
        (status = 304, description = "The caller has this answer"),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_task(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    asked.end()?;
    let request = v1::GetTaskRequest { task_id };
    let call = async |link| client(link).get_task(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    tagged(&headers, &shown(answer.task)?)
}

/// Attempts of a task that were not its last.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attempts {
    /// Oldest first.
    attempts: Vec<Attempt>,
}

/// Ended attempts of a task that were not its last; the last one is the task's own.
#[utoipa::path(
    get,
    path = "/api/tasks/{id}/attempts",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The attempts", body = Attempts),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_attempts(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
) -> Result<Json<Attempts>, Problem> {
    asked.end()?;
    let request = v1::ListAttemptsRequest { task_id };
    let call = async |link| client(link).list_attempts(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(Attempts { attempts: answer.attempts.into_iter().map(Attempt::from).collect() }))
}

/// Ends a task. One that a worker has is still assigned or running in the answer: its worker was
/// told.
#[utoipa::path(
    post,
    path = "/api/tasks/{id}/cancel",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The task", body = TaskDetail),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has ended", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn cancel_task(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
) -> Result<Json<TaskDetail>, Problem> {
    asked.end()?;
    let request = v1::CancelTaskRequest { task_id };
    let call = async |link| client(link).cancel_task(request.clone()).await;
    shown(shared.upstream.call(&caller, Repeat::IfUnsent, call).await?.task).map(Json)
}

/// Gives a failed or canceled task one more life, with all its tries.
///
/// What is run for a job that is there is refused: run the job again.
#[utoipa::path(
    post,
    path = "/api/tasks/{id}/retry",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The task", body = TaskDetail),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has neither failed nor been canceled, or is a run of a job: run the job again", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn retry_task(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
) -> Result<Json<TaskDetail>, Problem> {
    asked.end()?;
    let request = v1::RetryTaskRequest { task_id };
    let call = async |link| client(link).retry_task(request.clone()).await;
    shown(shared.upstream.call(&caller, Repeat::IfUnsent, call).await?.task).map(Json)
}

/// Holds a waiting, scheduled or queued task back.
#[utoipa::path(
    post,
    path = "/api/tasks/{id}/pause",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The task", body = TaskDetail),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A worker has it, or it has ended", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn pause_task(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
) -> Result<Json<TaskDetail>, Problem> {
    asked.end()?;
    let request = v1::PauseTaskRequest { task_id };
    let call = async |link| client(link).pause_task(request.clone()).await;
    shown(shared.upstream.call(&caller, Repeat::IfUnsent, call).await?.task).map(Json)
}

/// Lets a paused task go on.
#[utoipa::path(
    post,
    path = "/api/tasks/{id}/resume",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    responses(
        (status = 200, description = "The task", body = TaskDetail),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not paused", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resume_task(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
) -> Result<Json<TaskDetail>, Problem> {
    asked.end()?;
    let request = v1::ResumeTaskRequest { task_id };
    let call = async |link| client(link).resume_task(request.clone()).await;
    shown(shared.upstream.call(&caller, Repeat::IfUnsent, call).await?.task).map(Json)
}
