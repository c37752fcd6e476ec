//! What people did and what happened of note.

use axum::{Json, extract::State as Of};
use serde::Serialize;
use taskmaster_proto::v1::{self, activity_service_client::ActivityServiceClient};
use utoipa::ToSchema;

use crate::{
    caller::Caller, extract::Asked, problem::Problem, server::Shared, time::Time, upstream::Repeat,
};

/// Something that somebody did, or that happened of note.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Activity {
    /// Rises with each row.
    id: i64,
    /// When.
    #[schema(required)]
    at: Option<Time>,
    /// Who did it, `kind:name`; null for many.
    #[schema(required, example = "token:admin")]
    actor: Option<String>,
    /// What was done, in the past tense. Others than are known today may come.
    #[schema(example = "submitted")]
    verb: String,
    /// `task`, `worker`, `fleet`, `queue` or `job`; others may come.
    #[schema(example = "task")]
    subject_kind: String,
    /// Its id, or its name where that is its own; null when there are several.
    #[schema(required)]
    subject_id: Option<String>,
    /// How many there are.
    count: i32,
    /// More of it, for people; may be empty.
    detail: String,
}

impl From<v1::Activity> for Activity {
    fn from(wire: v1::Activity) -> Self {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id: wire.id,
            at: Time::from_wire(wire.at),
            actor: some(wire.actor),
            verb: wire.verb,
            subject_kind: wire.subject_kind,
            subject_id: some(wire.subject_id),
            count: wire.count,
            detail: wire.detail,
        }
    }
}

/// A page of the feed, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityPage {
    /// What happened.
    activity: Vec<Activity>,
    /// `cursor` of the next page; null when this is the last.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// What people did and what happened of note, newest first. The latest 10,000 rows are kept; they
/// come up to a second late. Where much of a kind happens at once, one row tells of many.
#[utoipa::path(
    get,
    path = "/api/activity",
    tag = "system",
    params(
        ("limit" = Option<i32>, Query, description = "Rows of a page, at most 1000; 50 when absent or 0", minimum = 0),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before", pattern = "^[1-9][0-9]{0,17}$"),
    ),
    responses((status = 200, description = "A page of the feed", body = ActivityPage))
)]
pub(crate) async fn list_activity(
    Of(shared): Of<Shared>,
    caller: Caller,
    mut asked: Asked,
) -> Result<Json<ActivityPage>, Problem> {
    let (page_size, page_token) = asked.numbered(i64::MAX);
    asked.end()?;
    let request = v1::ListActivityRequest { page_size, page_token };
    let call = async |link| ActivityServiceClient::new(link).list_activity(request.clone()).await;
    let answer = shared.upstream.call(&caller, Repeat::Safe, call).await?;
    Ok(Json(ActivityPage {
        activity: answer.activity.into_iter().map(Activity::from).collect(),
        next_cursor: Some(answer.next_page_token).filter(|token| !token.is_empty()),
    }))
}
