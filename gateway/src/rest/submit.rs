//! Tasks: hand in.

use axum::{
    Json,
    extract::State as Of,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use taskmaster_domain::{
    Timestamp, Violations, limits,
    validate::{NOT_A_KEY, is_idempotency_key},
};
use taskmaster_proto::v1;
use utoipa::ToSchema;

use super::{
    spec::{NewTask, add_the_others, own_key},
    task::TaskDetail,
    tasks::{client, shown},
};
use crate::{
    caller::Caller,
    extract::{Asked, Body, Object},
    layers::IDEMPOTENCY_KEY,
    problem::Problem,
    server::Shared,
    upstream::Repeat,
};

/// Faults of many tasks that are told.
const FAULTS: usize = 100;

/// The name of the header in a refusal.
const HEADER: &str = "Idempotency-Key";

/// The key of the header, when it has one.
///
/// # Errors
/// For a key that none can be, and for more than one.
pub(crate) fn header_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Problem::field(HEADER, "must not be repeated"));
    }
    match value.to_str() {
        Ok(key) if is_idempotency_key(key) => Ok(Some(key.to_owned())),
        _ => Err(Problem::field(HEADER, NOT_A_KEY)),
    }
}

/// Accepts one task. When this returns, the task is durable.
///
/// With an idempotency key, in the body or in the header, the call may be repeated (in both it must
/// be the same, 1 to 255 visible ASCII characters): the answer to the second is 200 with the task of the first. Without one the gateway makes its own where
/// it could repeat the call at another coordinator, which it does not show, so that the loss of a coordinator
/// never makes two tasks of one call.
#[utoipa::path(
    post,
    path = "/api/tasks",
    tag = "tasks",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key by the same caller is the same task")),
    request_body = NewTask,
    responses(
        (status = 201, description = "The accepted task", body = TaskDetail, headers(("Location" = String, description = "Path of the task"))),
        (status = 200, description = "The idempotency key was known: the task that has it", body = TaskDetail, headers(("Location" = String, description = "Path of the task"))),
        (status = 409, description = "The idempotency key belongs to another body", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn submit_task(
    Of(shared): Of<Shared>,
    caller: Caller,
    headers: HeaderMap,
    asked: Asked,
    Body(mut task): Body<NewTask>,
) -> Result<Response, Problem> {
    asked.end()?;
    let header_key = header_key(&headers)?;
    if let (Some(header), Some(body)) = (&header_key, task.key())
        && header != body
    {
        // Each of the two is good by itself, so neither is to blame.
        let detail = "the header Idempotency-Key is not the idempotencyKey of the body";
        return Err(Problem::new(StatusCode::CONFLICT, "idempotency-keys-differ", detail));
    }
    if let Some(key) = header_key {
        task.key_or(|| key);
    }
    let mut own = false;
    if task.key().is_none()
        && let Some(key) = shared.upstream.key(own_key)
    {
        own = true;
        task.key_or(|| key);
    }
    let repeat = Repeat::with(task.key());
    let mut faults = Violations::default();
    let spec = task.into_wire(&mut faults);
    if !faults.0.is_empty() {
        add_the_others(&mut faults, spec, shared.clock.now());
        return Err(faults.into());
    }
    let request = v1::SubmitTaskRequest { task: Some(spec) };
    let call = async |link| client(link).submit_task(request.clone()).await;
    let answer = shared.upstream.call(&caller, repeat, call).await?;
    let task: TaskDetail = shown(answer.task)?;
    let code = if answer.existing && !own { StatusCode::OK } else { StatusCode::CREATED };
    let location = format!("{}/api/tasks/{}", shared.config.base_path, task.id());
    Ok((code, [(header::LOCATION, location)], Json(task)).into_response())
}

/// Tasks that are handed in together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTasks {
    /// 1 to 10,000.
    #[schema(value_type = Vec<NewTask>)]
    tasks: Vec<Object<NewTask>>,
}

/// What became of tasks that were handed in together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted {
    /// In the order of the request; of a task whose idempotency key was known, the known one.
    #[schema(value_type = Vec<Uuid>)]
    ids: Vec<String>,
    /// Places in the request, from 0, of tasks that were not accepted because their idempotency
    /// key belongs to another body: the id at that place is of the task that has the key.
    key_taken: Vec<i32>,
}

/// All that is wrong with many tasks, as far as anybody reads on.
fn all_of(specs: Vec<v1::TaskSpec>, faults: Vec<Violations>, now: Timestamp) -> Violations {
    let mut all = Violations::default();
    for (n, (spec, mut own)) in specs.into_iter().zip(faults).enumerate() {
        add_the_others(&mut own, spec, now);
        all.nest(&format!("tasks[{n}]"), own);
        if all.0.len() >= FAULTS {
            break;
        }
    }
    all
}

/// Accepts up to 10,000 tasks, all or none. Each may have an idempotency key; the header
/// `Idempotency-Key` is refused.
#[utoipa::path(
    post,
    path = "/api/tasks/bulk",
    tag = "tasks",
    request_body = NewTasks,
    responses((status = 201, description = "All are durable", body = Accepted))
)]
pub(crate) async fn submit_tasks(
    Of(shared): Of<Shared>,
    caller: Caller,
    headers: HeaderMap,
    asked: Asked,
    Body(NewTasks { tasks }): Body<NewTasks>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    asked.end()?;
    if headers.contains_key(IDEMPOTENCY_KEY) {
        let text = "must be absent: each of the tasks has an idempotencyKey of its own";
        return Err(Problem::field(HEADER, text));
    }
    if !(1..=limits::BULK_TASKS).contains(&tasks.len()) {
        let text = format!("must have 1 to {} entries", limits::BULK_TASKS);
        return Err(Problem::field("tasks", text));
    }
    let mut faults: Vec<Violations> = Vec::with_capacity(tasks.len());
    let mut specs = Vec::with_capacity(tasks.len());
    for Object(mut task) in tasks {
        task.key_or(own_key);
        let mut own = Violations::default();
        specs.push(task.into_wire(&mut own));
        faults.push(own);
    }
    if faults.iter().any(|own| !own.0.is_empty()) {
        return Err(all_of(specs, faults, shared.clock.now()).into());
    }
    let request = v1::SubmitTasksRequest { tasks: specs };
    let call = async |link| client(link).submit_tasks(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let accepted = Accepted { ids: answer.task_ids, key_taken: answer.key_taken };
    Ok((StatusCode::CREATED, Json(accepted)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn one_header_has_the_key() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value.as_bytes()).unwrap());
            }
            header_key(&headers).map_err(|problem| problem.detail)
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["k"]), Ok(Some("k".to_owned())));
        let long = "k".repeat(limits::IDEMPOTENCY_KEY_BYTES + 1);
        for wrong in [&[""][..], &["a b"], &["ä"], &["k", "k"], &["", "k"], &[&long]] {
            assert!(read(wrong).unwrap_err().starts_with("Idempotency-Key must"), "{wrong:?}");
        }
    }
}
