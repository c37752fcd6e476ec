//! `ActivityService`.

use std::sync::Arc;

use taskmaster_domain::{Violations, limits};
use taskmaster_proto::{
    Error,
    convert::to_timestamp,
    v1::{self, activity_service_server::ActivityService},
};
use taskmaster_store::{ActivityRow, CoordinatorStore};
use tonic::{Request, Response, Status};

use super::told;

/// What people did and what happened of note.
#[derive(Clone)]
pub(crate) struct Activity {
    pub(crate) store: Arc<dyn CoordinatorStore>,
}

fn to_wire(row: ActivityRow) -> v1::Activity {
    let ActivityRow { id, activity } = row;
    v1::Activity {
        id,
        at: Some(to_timestamp(activity.at)),
        actor: activity.actor,
        verb: activity.verb,
        subject_kind: activity.subject_kind,
        subject_id: activity.subject_id,
        count: i32::try_from(activity.count).unwrap_or(i32::MAX),
        detail: activity.detail,
    }
}

/// Which page is asked for: ids below this, and how many.
fn page(wire: &v1::ListActivityRequest) -> Result<(Option<i64>, u32), Error> {
    let mut v = Violations::default();
    if wire.page_size < 0 {
        v.add("page_size", "must not be negative");
    }
    let before = match wire.page_token.as_str() {
        "" => None,
        token => token.parse().ok().filter(|&id: &i64| id > 0).or_else(|| {
            v.add("page_token", "must be one that was given");
            None
        }),
    };
    let limit = match u32::try_from(wire.page_size) {
        Ok(0) | Err(_) => limits::PAGE.0,
        Ok(size) => size.min(limits::PAGE.1),
    };
    Ok(v.or((before, limit))?)
}

#[tonic::async_trait]
impl ActivityService for Activity {
    async fn list_activity(
        &self,
        request: Request<v1::ListActivityRequest>,
    ) -> Result<Response<v1::ListActivityResponse>, Status> {
        let (before, limit) = page(request.get_ref())?;
        // One more tells whether another page follows.
        let mut rows = self.store.activity(before, limit + 1).await.map_err(told)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
        Ok(Response::new(v1::ListActivityResponse {
            activity: rows.into_iter().map(to_wire).collect(),
            next_page_token: next.unwrap_or_default(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(page_size: i32, token: &str) -> Result<(Option<i64>, u32), Error> {
        page(&v1::ListActivityRequest { page_size, page_token: token.to_owned() })
    }

    #[test]
    fn a_page_has_a_default_and_a_most_and_begins_where_one_ended() {
        assert_eq!(asked(0, "").unwrap(), (None, 50));
        assert_eq!(asked(5_000, "17").unwrap(), (Some(17), 1_000));
        for (size, token) in [(-1, ""), (1, "x"), (1, "-3"), (1, "0")] {
            assert!(asked(size, token).is_err(), "{size} {token}");
        }
    }
}
