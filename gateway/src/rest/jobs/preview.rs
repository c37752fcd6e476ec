//! The next times of a schedule that need not be kept.

use axum::{Json, extract::State as Of};
use serde::{Deserialize, Serialize};
use taskmaster_domain::{Violations, limits};
use taskmaster_proto::v1;
use utoipa::ToSchema;

use super::{client, schedule::NewJobSchedule};
use crate::{
    caller::Caller,
    extract::{Asked, Body, Object, Whole},
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// A schedule to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "schedule": {"kind": "cron", "expressions": ["30 2 * * *"], "timezone": "Europe/Berlin"},
    "count": 10
}))]
pub(crate) struct NewPreview {
    /// The schedule.
    #[schema(value_type = NewJobSchedule)]
    schedule: Object<NewJobSchedule>,
    /// Times, 1 to 1,000; 10 when absent.
    #[schema(value_type = Option<i64>)]
    count: Option<Whole>,
    /// From when; now when absent.
    after: Option<Time>,
}

/// A time to come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewedTime {
    /// The time.
    #[schema(required)]
    at: Option<Time>,
    /// The same in the schedule's zone, with its offset.
    #[schema(example = "2026-03-29T03:00:00+02:00")]
    local: String,
    /// What is odd about it, or about what was left out before it; null when nothing is.
    #[schema(required)]
    note: Option<String>,
}

/// What a schedule comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SchedulePreview {
    /// Its next times, earliest first. Those of an interval are as if each run took no time.
    times: Vec<PreviewedTime>,
    /// The schedule in English.
    #[schema(example = "at 09:00 on Monday to Friday")]
    description: String,
}

/// The next times of a schedule, with a word on the odd days. Keeps nothing.
#[utoipa::path(
    post,
    path = "/api/schedules/preview",
    tag = "jobs",
    request_body = NewPreview,
    responses((status = 200, description = "The times", body = SchedulePreview))
)]
pub(crate) async fn preview_schedule(
    Of(shared): Of<Shared>,
    caller: Caller,
    asked: Asked,
    Body(NewPreview { schedule: Object(schedule), count, after }): Body<NewPreview>,
) -> Result<Json<SchedulePreview>, Problem> {
    asked.end()?;
    let (mut faults, mut own) = (Violations::default(), Violations::default());
    let schedule = schedule.into_wire(&mut own);
    faults.nest("schedule", own);
    let count = count.map_or(10, |Whole(count)| count);
    faults.range("count", count, (1, limits::PREVIEW as i64));
    faults.or(())?;
    let request = v1::PreviewScheduleRequest {
        schedule: Some(schedule),
        after: after.map(Time::to_wire),
        count: i32::try_from(count).unwrap_or(0),
    };
    let call = async |link| client(link).preview_schedule(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    let shown = |time: v1::PreviewedTime| PreviewedTime {
        at: Time::from_wire(time.at),
        local: time.local,
        note: (!time.note.is_empty()).then_some(time.note),
    };
    let times = answer.times.into_iter().map(shown).collect();
    Ok(Json(SchedulePreview { times, description: answer.description }))
}
