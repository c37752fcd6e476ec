//! What tasks count and how far they say they are.

use axum::{Json, extract::State as Of, http::StatusCode};
use serde::{Deserialize, Serialize};
use taskmaster_proto::v1;
use utoipa::ToSchema;

use super::tasks::client;
use crate::{
    caller::Caller,
    extract::{Asked, At, Body, Entries, Id, Whole},
    problem::Problem,
    server::Shared,
    upstream::Repeat,
};

/// A word that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Always true.
    ok: bool,
}

/// The answer to a word that was taken.
const TAKEN: (StatusCode, Json<Taken>) = (StatusCode::ACCEPTED, Json(Taken { ok: true }));

/// What is to be added to counters, by names of 1 to 100 letters, digits, or one of `. _ -`. One
/// number is above 0.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = BTreeMap<String, i64>, example = json!({"success": 5, "failures": 1}))]
pub(crate) struct NewCounts(Entries<Whole>);

/// Adds to counters of a task, which go on over its attempts. Seen in the task within 100 ms. Each
/// call adds: one whose outcome is unknown may have counted.
#[utoipa::path(
    put,
    path = "/api/tasks/{id}/counters",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    request_body = NewCounts,
    responses(
        (status = 202, description = "It counts", body = Taken),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has ended, or would have more than 100 counters, or more in one than 2^53 - 1", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_counters(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
    Body(NewCounts(Entries(counts))): Body<NewCounts>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    asked.end()?;
    let counters = counts.into_iter().map(|(name, Whole(count))| (name, count)).collect();
    let request = v1::AddCountersRequest { task_id, counters };
    let call = async |link| client(link).add_counters(request.clone()).await;
    shared.upstream.call(&caller, Repeat::IfUnsent, call).await?;
    Ok(TAKEN)
}

/// How far a task is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"percent": 50, "message": "half of the rows"}))]
pub(crate) struct NewProgress {
    /// 0 to 100.
    percent: f64,
    /// For people; none when absent.
    message: Option<String>,
}

/// Says how far a task is.
#[utoipa::path(
    put,
    path = "/api/tasks/{id}/progress",
    tag = "tasks",
    params(("id" = Uuid, Path, description = "The task")),
    request_body = NewProgress,
    responses(
        (status = 202, description = "It is told with the task", body = Taken),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has ended", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn report_progress(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    asked: Asked,
    Body(NewProgress { percent, message }): Body<NewProgress>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    asked.end()?;
    let message = message.unwrap_or_default();
    let request = v1::ReportProgressRequest { task_id, percent, message };
    let call = async |link| client(link).report_progress(request.clone()).await;
    shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(TAKEN)
}
