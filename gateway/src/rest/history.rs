//! What ended within the last minutes, and how long it took.

use axum::{Json, extract::State as Of};
use serde::Serialize;
use taskmaster_proto::v1::{self, system_service_client::SystemServiceClient};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    extract::Asked,
    problem::Problem,
    server::Shared,
    time::{Time, seconds},
    upstream::Repeat,
};

/// How long things took, in milliseconds; null when there were none. Each is within an eighth of
/// the true one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Percentiles {
    /// Half of them took no longer.
    #[schema(required)]
    p50: Option<f64>,
    /// 19 of 20 took no longer.
    #[schema(required)]
    p95: Option<f64>,
    /// 99 of 100 took no longer.
    #[schema(required)]
    p99: Option<f64>,
}

impl From<v1::Percentiles> for Percentiles {
    fn from(wire: v1::Percentiles) -> Self {
        let millis = |took: Option<prost_types::Duration>| took.map(|took| seconds(took) * 1e3);
        Self { p50: millis(wire.p50), p95: millis(wire.p95), p99: millis(wire.p99) }
    }
}

/// What happened within a span of time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bucket {
    /// Its beginning.
    #[schema(required)]
    at: Option<Time>,
    /// Its length.
    #[schema(example = 60)]
    seconds: i64,
    /// Tasks that completed.
    completed: i64,
    /// Tasks that failed for good.
    failed: i64,
    /// Tasks that were canceled.
    canceled: i64,
    /// From due to assigned, of the attempts that were assigned.
    wait_ms: Percentiles,
    /// From started to ended, of the attempts that ended.
    run_ms: Percentiles,
}

impl From<v1::HistoryBucket> for Bucket {
    fn from(wire: v1::HistoryBucket) -> Self {
        Self {
            at: Time::from_wire(wire.at),
            seconds: wire.seconds,
            completed: wire.completed,
            failed: wire.failed,
            canceled: wire.canceled,
            wait_ms: wire.wait.unwrap_or_default().into(),
            run_ms: wire.run.unwrap_or_default().into(),
        }
    }
}

/// What ended when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History {
    /// Oldest first, without gaps, at most 300: minutes, or whole numbers of them. The last one is
    /// still under way.
    buckets: Vec<Bucket>,
    /// The sum of all, with percentiles of the whole.
    total: Bucket,
}

/// What ended within the last minutes, and how long it waited and ran. Kept for seven days; a few
/// seconds old.
#[utoipa::path(
    get,
    path = "/api/stats/history",
    tag = "system",
    params(
        ("minutes" = Option<i32>, Query, description = "How far back", minimum = 1, maximum = 10_080),
        ("queue" = Option<String>, Query, description = "One queue; all together when absent"),
    ),
    responses((status = 200, description = "The buckets", body = History))
)]
pub(crate) async fn history(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
) -> Result<Json<History>, Problem> {
    let minutes = asked.count("minutes").map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX));
    if minutes == Some(0) {
        asked.fault("minutes", "must be at least 1");
    }
    let queue = asked.one("queue").unwrap_or_default();
    asked.end()?;
    let request = v1::GetHistoryRequest { minutes: minutes.unwrap_or_default(), queue };
    let call = async |link| SystemServiceClient::new(link).get_history(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(History {
        buckets: answer.buckets.into_iter().map(Bucket::from).collect(),
        total: answer.total.unwrap_or_default().into(),
    }))
}
