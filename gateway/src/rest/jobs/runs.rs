//! Runs and fires of jobs.

use axum::{Json, extract::State as Of};
use serde::Serialize;
use taskmaster_proto::{Error, v1};
use utoipa::ToSchema;

use super::{
    client,
    list::next,
    run::{Fire, Run},
};
use crate::{
    caller::Caller,
    extract::{Asked, At, Id},
    problem::Problem,
    rest::{
        tasks,
        words::{State, jobs::FireOutcome, text},
    },
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// A page of runs, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunPage {
    /// The runs.
    runs: Vec<Run>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

async fn page(
    shared: &Shared,
    caller: &Caller,
    job_id: String,
    mut asked: Asked,
) -> Result<Json<RunPage>, Problem> {
    let (page_size, page_token) = asked.page();
    let states: Vec<State> = asked.words("state");
    asked.end()?;
    let states = states.into_iter().map(|state| v1::TaskState::from(state).into()).collect();
    let request = v1::ListRunsRequest { job_id, states, page_size, page_token };
    let call = async |link| client(link).list_runs(request.clone()).await;
    let page = shared.upstream.call(caller, Repeat::Safe, call).await?;
    let runs = page.runs.into_iter().map(Run::from).collect();
    Ok(Json(RunPage { runs, next_cursor: next(page.next_page_token) }))
}

/// Runs of a job, newest first, in pages. Tasks of its checks are no runs.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}/runs",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("state" = Option<Vec<State>>, Query, description = "In one of these states; repeated, or with commas"),
        ("limit" = Option<i64>, Query, description = "Runs of a page; 50 when 0 or absent, 1000 at the most"),
        ("cursor" = Option<Uuid>, Query, description = "`nextCursor` of the page before"),
    ),
    responses(
        (status = 200, description = "A page", body = RunPage),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_job_runs(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    asked: Asked,
) -> Result<Json<RunPage>, Problem> {
    page(&shared, &caller, job_id, asked).await
}

/// Runs of all jobs, or of one, newest first, in pages.
#[utoipa::path(
    get,
    path = "/api/runs",
    tag = "jobs",
    params(
        ("jobId" = Option<Uuid>, Query, description = "Of this job"),
        ("state" = Option<Vec<State>>, Query, description = "In one of these states; repeated, or with commas"),
        ("limit" = Option<i64>, Query, description = "Runs of a page; 50 when 0 or absent, 1000 at the most"),
        ("cursor" = Option<Uuid>, Query, description = "`nextCursor` of the page before"),
    ),
    responses(
        (status = 200, description = "A page", body = RunPage),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_runs(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
) -> Result<Json<RunPage>, Problem> {
    let job_id = asked.read::<Id>("jobId").map(|Id(id)| id).unwrap_or_default();
    page(&shared, &caller, job_id, asked).await
}

/// One run.
#[utoipa::path(
    get,
    path = "/api/runs/{id}",
    tag = "jobs",
    params(("id" = Uuid, Path, description = "The run")),
    responses(
        (status = 200, description = "The run", body = Run),
        (status = 404, description = "There is no such run", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_run(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(id)): At<Id>,
    asked: Asked,
) -> Result<Json<Run>, Problem> {
    asked.end()?;
    let unknown = || Problem::from(Error::NotFound { what: "run", name: id.clone() });
    let request = v1::GetTaskRequest { task_id: id.clone() };
    let call = async |link| tasks::client(link).get_task(request.clone()).await;
    let answer = match shared.upstream.call(&caller, Repeat::Safe, call).await {
        Err(problem) if problem.status == 404 => return Err(unknown()),
        answer => answer?,
    };
    // A task that no job made is none.
    answer.task.and_then(Run::of_task).map(Json).ok_or_else(unknown)
}

/// A page of the ledger, latest nominal time first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirePage {
    /// One for each nominal time.
    fires: Vec<Fire>,
    /// `cursor` of the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// The ledger of a job: one row for each nominal time that its schedule named, with what became of
/// it. Kept for 400 days.
#[utoipa::path(
    get,
    path = "/api/jobs/{id}/fires",
    tag = "jobs",
    params(
        ("id" = Uuid, Path, description = "The job"),
        ("outcome" = Option<Vec<FireOutcome>>, Query, description = "With one of these outcomes; repeated, or with commas"),
        ("from" = Option<Time>, Query, description = "At or after this nominal time"),
        ("before" = Option<Time>, Query, description = "Before this nominal time"),
        ("limit" = Option<i64>, Query, description = "Rows of a page; 50 when 0 or absent, 1000 at the most"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before", pattern = "^[1-9][0-9]{0,17}$"),
    ),
    responses(
        (status = 200, description = "A page", body = FirePage),
        (status = 404, description = "There is no such job", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_fires(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(job_id)): At<Id>,
    mut asked: Asked,
) -> Result<Json<FirePage>, Problem> {
    let (page_size, page_token) = asked.numbered(i64::MAX);
    let outcomes: Vec<FireOutcome> = asked.words("outcome");
    let request = v1::ListFiresRequest {
        job_id,
        outcomes: outcomes.into_iter().map(text).collect(),
        from: asked.read::<Time>("from").map(Time::to_wire),
        before: asked.read::<Time>("before").map(Time::to_wire),
        page_size,
        page_token,
    };
    asked.end()?;
    let call = async |link| client(link).list_fires(request.clone()).await;
    let page = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let fires = page.fires.into_iter().map(Fire::from).collect();
    Ok(Json(FirePage { fires, next_cursor: next(page.next_page_token) }))
}
