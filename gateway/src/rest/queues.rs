//! Queues: look at, limit, pause.

use std::collections::BTreeMap;

use axum::{Json, extract::State as Of};
use serde::{Deserialize, Deserializer, Serialize};
use taskmaster_domain::{Violations, limits};
use taskmaster_proto::{
    Error,
    v1::{self, queue_service_client::QueueServiceClient},
};
use utoipa::ToSchema;

use super::words::{State, text};
use crate::{
    caller::Caller,
    extract::{Asked, At, Body, Whole},
    problem::Problem,
    server::Shared,
    upstream::{ANSWER_BYTES, Repeat},
};

/// A queue.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Queue {
    /// Its name.
    #[schema(example = "default")]
    name: String,
    /// Nothing of it is given to workers.
    paused: bool,
    /// How many of its tasks may be under way at once; null where that is not limited.
    #[schema(required, minimum = 1, maximum = 100_000)]
    concurrency: Option<i32>,
    /// Where that is limited: tasks that have a place, from when they are let through until they end.
    /// More than `concurrency` when that was lowered under them.
    admitted: i64,
    /// Where that is limited: queued tasks that wait for a place.
    waiting: i64,
    /// Tasks by state, all nine.
    #[serde(rename = "byState")]
    by_state: BTreeMap<String, i64>,
}

impl From<v1::Queue> for Queue {
    fn from(wire: v1::Queue) -> Self {
        let mut by_state: BTreeMap<_, _> =
            State::ALL.iter().map(|&state| (text(state), 0)).collect();
        for row in &wire.counts {
            *by_state.entry(text(State::from(row.state()))).or_default() += row.count;
        }
        let v1::Queue { name, paused, concurrency, admitted, waiting, .. } = wire;
        Self { name, paused, concurrency, admitted, waiting, by_state }
    }
}

/// Queues by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Queues {
    /// Those that have, or had, tasks, and those with rules.
    queues: Vec<Queue>,
}

/// All queues, with what stands in them.
#[utoipa::path(
    get,
    path = "/api/queues",
    tag = "queues",
    responses((status = 200, description = "The queues by name", body = Queues))
)]
pub(crate) async fn list_queues(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
) -> Result<Json<Queues>, Problem> {
    asked.end()?;
    let call = async |link| {
        let mut client = QueueServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
        client.list_queues(v1::ListQueuesRequest {}).await
    };
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(Queues { queues: answer.queues.into_iter().map(Queue::from).collect() }))
}

/// Rules for a queue. What is not named stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"concurrency": 1}))]
pub(crate) struct NewRules {
    /// How many of its tasks may be under way at once, 1 to 100,000; null lifts the limit.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<i64>)]
    concurrency: Option<Option<Whole>>,
    /// Give nothing of it to workers. What they have goes on.
    paused: Option<bool>,
}

/// Tells null from nothing.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Whole>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl NewRules {
    /// The limit on the wire, where 0 lifts it.
    fn limit(&self, faults: &mut Violations) -> Option<i32> {
        match self.concurrency? {
            None => Some(0),
            Some(Whole(places)) => {
                let (least, most) = limits::CONCURRENCY;
                faults.range("concurrency", places, (least.into(), most.into()));
                Some(i32::try_from(places).unwrap_or(i32::MAX))
            }
        }
    }
}

/// Sets the rules of a queue, which need not have any tasks yet.
///
/// With a limit, tasks of the queue pass one after the other in the order of its line: priority, due
/// time, age. What workers have when a limit is set counts and goes on, even when it is more.
#[utoipa::path(
    put,
    path = "/api/queues/{queue}",
    tag = "queues",
    params(("queue" = String, Path, description = "Its name")),
    request_body = NewRules,
    responses((status = 200, description = "The queue by its new rules", body = Queue))
)]
pub(crate) async fn update_queue(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(name): At<String>,
    asked: Asked,
    Body(rules): Body<NewRules>,
) -> Result<Json<Queue>, Problem> {
    asked.end()?;
    let mut faults = Violations::default();
    faults.queue("queue", &name);
    let concurrency = rules.limit(&mut faults);
    faults.or(())?;
    let request = v1::UpdateQueueRequest { name, concurrency, paused: rules.paused };
    let call = async |link| {
        let mut client = QueueServiceClient::new(link);
        client.update_queue(request.clone()).await
    };
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(Queue::from(answer.queue.ok_or(Error::Internal)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(json: &str) -> (Option<i32>, usize) {
        let rules: NewRules = serde_json::from_str(json).unwrap();
        let mut faults = Violations::default();
        (rules.limit(&mut faults), faults.0.len())
    }

    #[test]
    fn null_lifts_a_limit_and_nothing_leaves_it() {
        assert_eq!(limit(r#"{"concurrency":null}"#), (Some(0), 0));
        assert_eq!(limit(r#"{"paused":true}"#), (None, 0));
        assert_eq!(limit(r#"{"concurrency":7}"#), (Some(7), 0));
    }

    #[test]
    fn no_place_at_all_is_no_limit() {
        for wrong in ["0", "-1", "100001", "9000000000"] {
            assert_eq!(limit(&format!(r#"{{"concurrency":{wrong}}}"#)).1, 1, "{wrong}");
        }
    }
}
