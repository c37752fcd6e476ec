//! Pages of tasks that are bounded in bytes, because one task may have a megabyte.
//!
//! The store is asked for so few rows at once that the largest tasks do not fill the memory, and by
//! so few callers at once that all of them together do not.

use std::sync::Arc;

use prost::Message as _;
use taskmaster_domain::TaskId;
use taskmaster_proto::{Error, convert::task_to_wire, v1};
use taskmaster_store::{CoordinatorStore, TaskFilter};
use tokio::sync::Semaphore;

use super::told;

/// A page ends with the task that takes it past so many bytes.
const PAGE_BYTES: usize = 4 << 20;

/// Rows that are read at once: 50 MB when all are of the largest kind.
const STEP: u32 = 50;

/// Reads at once.
const READS: usize = 4;

/// Reads pages of tasks. Clones share one bound.
#[derive(Clone)]
pub(crate) struct Pages {
    store: Arc<dyn CoordinatorStore>,
    reads: Arc<Semaphore>,
}

impl Pages {
    pub(crate) fn new(store: Arc<dyn CoordinatorStore>) -> Self {
        Self { store, reads: Arc::new(Semaphore::new(READS)) }
    }

    /// At most `limit` tasks with ids below `before`, newest first. One that ends at the bound of
    /// its bytes, or of what the store looks at, is partial.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn read(
        &self,
        filter: &TaskFilter,
        before: Option<TaskId>,
        limit: u32,
    ) -> Result<v1::ListTasksResponse, Error> {
        let mut page = v1::ListTasksResponse::default();
        let (mut from, mut missing, mut bytes) = (before, limit, 0);
        while missing > 0 {
            // Closed by nobody; whoever waits longer than its caller does is dropped.
            let _turn = self.reads.acquire().await.map_err(|_| Error::Internal)?;
            let step = self.store.tasks(filter, from, missing.min(STEP)).await.map_err(told)?;
            page.partial = step.partial;
            from = step.next;
            let mut rows = step.rows.into_iter();
            while let Some(task) = rows.next() {
                let id = task.id;
                let task = task_to_wire(task);
                bytes += task.encoded_len();
                page.tasks.push(task);
                missing = missing.saturating_sub(1);
                let more = rows.len() > 0 || from.is_some();
                if bytes > PAGE_BYTES && missing > 0 && more {
                    page.partial = true;
                    page.next_page_token = id.to_string();
                    return Ok(page);
                }
            }
            if step.partial || from.is_none() {
                break;
            }
        }
        page.next_page_token = from.map(|id| id.to_string()).unwrap_or_default();
        Ok(page)
    }
}
