//! Queues: look at.

use std::collections::BTreeMap;

use axum::{Json, extract::State as Of};
use serde::Serialize;
use taskmaster_proto::v1::{self, queue_service_client::QueueServiceClient};
use utoipa::ToSchema;

use super::words::{State, text};
use crate::{
    caller::Caller,
    extract::Asked,
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
        Self { name: wire.name, paused: wire.paused, by_state }
    }
}

/// Queues by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Queues {
    /// Those that have, or had, tasks.
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
