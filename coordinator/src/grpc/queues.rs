//! `QueueService`.

use std::{collections::BTreeMap, sync::Arc};

use taskmaster_proto::v1::{self, queue_service_server::QueueService};
use taskmaster_store::CoordinatorStore;
use tonic::{Request, Response, Status};

use super::told;

/// Queues: what stands in which line.
#[derive(Clone)]
pub(crate) struct Queues {
    pub(crate) store: Arc<dyn CoordinatorStore>,
}

#[tonic::async_trait]
impl QueueService for Queues {
    async fn list_queues(
        &self,
        _request: Request<v1::ListQueuesRequest>,
    ) -> Result<Response<v1::ListQueuesResponse>, Status> {
        // Those whose tasks have all gone away are known by their lanes.
        let lanes = self.store.lanes().await.map_err(told)?;
        let mut counts: BTreeMap<String, Vec<v1::QueueStateCount>> =
            lanes.into_iter().map(|lane| (lane.key.queue, Vec::new())).collect();
        for row in self.store.counts().await.map_err(told)? {
            let state = v1::TaskState::from(row.state).into();
            let count = v1::QueueStateCount { state, count: row.count };
            counts.entry(row.queue).or_default().push(count);
        }
        let queue = |(name, counts)| v1::Queue { name, paused: false, counts };
        Ok(Response::new(v1::ListQueuesResponse {
            queues: counts.into_iter().map(queue).collect(),
        }))
    }
}
