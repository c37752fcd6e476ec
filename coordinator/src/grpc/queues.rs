//! `QueueService`.

use std::{collections::BTreeMap, sync::Arc};

use taskmaster_domain::{Violations, limits};
use taskmaster_proto::{
    Error,
    v1::{self, queue_service_server::QueueService},
};
use taskmaster_store::{CoordinatorStore, QueueRules};
use tonic::{Request, Response, Status};

use super::{principal, told};
use crate::activity::{Activities, Note, Subject};

/// Queues: what stands in which line, and how fast it moves.
#[derive(Clone)]
pub(crate) struct Queues {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) activities: Activities,
}

impl Queues {
    /// All queues by name.
    async fn all(&self) -> Result<BTreeMap<String, v1::Queue>, Error> {
        // Those whose tasks have all gone away are known by their lanes.
        let lanes = self.store.lanes().await.map_err(told)?;
        let new = |name: String| v1::Queue { name, ..v1::Queue::default() };
        let mut queues: BTreeMap<String, v1::Queue> =
            lanes.into_iter().map(|lane| (lane.key.queue.clone(), new(lane.key.queue))).collect();
        for row in self.store.counts().await.map_err(told)? {
            let state = v1::TaskState::from(row.state).into();
            let count = v1::QueueStateCount { state, count: row.count };
            queues.entry(row.queue.clone()).or_insert_with(|| new(row.queue)).counts.push(count);
        }
        for rules in self.store.queue_rules().await.map_err(told)? {
            let QueueRules { queue, concurrency, paused, admitted, waiting } = rules;
            let told = queues.entry(queue.clone()).or_insert_with(|| new(queue));
            told.paused = paused;
            told.concurrency = concurrency.map(|places| i32::try_from(places).unwrap_or(i32::MAX));
            told.admitted = i64::try_from(admitted).unwrap_or(i64::MAX);
            told.waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
        }
        Ok(queues)
    }
}

/// What is asked for: nothing lifts the limit.
fn limit(wire: i32) -> Result<Option<u32>, Violations> {
    let mut v = Violations::default();
    let places = u32::try_from(wire).ok();
    if places != Some(0) {
        let (least, most) = limits::CONCURRENCY;
        v.range("concurrency", i64::from(wire), (least.into(), most.into()));
    }
    v.or(places.filter(|places| *places > 0))
}

#[tonic::async_trait]
impl QueueService for Queues {
    async fn list_queues(
        &self,
        _request: Request<v1::ListQueuesRequest>,
    ) -> Result<Response<v1::ListQueuesResponse>, Status> {
        let queues = self.all().await?.into_values().collect();
        Ok(Response::new(v1::ListQueuesResponse { queues }))
    }

    async fn update_queue(
        &self,
        request: Request<v1::UpdateQueueRequest>,
    ) -> Result<Response<v1::UpdateQueueResponse>, Status> {
        let actor = principal(&request);
        let v1::UpdateQueueRequest { name, concurrency, paused } = request.into_inner();
        let mut v = Violations::default();
        v.queue("name", &name);
        let concurrency = concurrency.map(limit).transpose();
        let concurrency = concurrency.map_err(|wrong| v.0.extend(wrong.0)).unwrap_or_default();
        v.or(()).map_err(Error::from)?;
        let note = |verb: &'static str, detail: String| {
            let note = Note { actor: &actor, verb, subject_kind: "queue", count: 1 };
            self.activities.note(&note, || Subject { id: name.clone(), detail });
        };
        // A queue that is to stand still does so before its limit changes.
        if let Some(paused) = paused {
            self.store.pause_queue(&name, paused).await.map_err(told)?;
            note(if paused { "paused" } else { "resumed" }, String::new());
        }
        if let Some(limit) = concurrency {
            self.store.set_queue_limit(&name, limit).await.map_err(told)?;
            note("limited", limit.map_or("no limit".to_owned(), |places| places.to_string()));
        }
        let queue = self.all().await?.remove(&name);
        let queue = queue.unwrap_or_else(|| v1::Queue { name, ..v1::Queue::default() });
        Ok(Response::new(v1::UpdateQueueResponse { queue: Some(queue) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_all_that_may_be_are_limits_and_what_lies_beyond_is_none() {
        assert_eq!(limit(0), Ok(None));
        assert_eq!(limit(1), Ok(Some(1)));
        assert_eq!(limit(100_000), Ok(Some(100_000)));
        for wrong in [-1, 100_001] {
            assert_eq!(limit(wrong).unwrap_err().0[0].field, "concurrency");
        }
    }
}
