//! Attempts that the store gave to this session and that it never heard of.
//!
//! A claim whose answer was lost may have been carried out all the same. The worker lives and
//! renews its lease, so nobody else would ever release what it was given. The dispatcher asks
//! each session that had a seat in such a claim, and claims nothing until all have answered: what
//! the store says the worker has and the session does not know is then a stray, and goes back.

use std::{collections::HashSet, sync::Arc, time::Duration};

use taskmaster_domain::{AttemptRef, Incarnation, TaskState, WorkerId};
use taskmaster_store::{CoordinatorStore, Result};
use tokio::sync::oneshot;

use super::writes::{Write, Written};

/// The pause before the store is asked again.
const PAUSE: Duration = Duration::from_millis(200);

/// Whose strays, and what of the worker's is known.
pub(super) struct Search {
    pub(super) store: Arc<dyn CoordinatorStore>,
    pub(super) worker: WorkerId,
    pub(super) name: String,
    pub(super) incarnation: Incarnation,
    pub(super) known: HashSet<AttemptRef>,
}

impl Search {
    /// Searches until the store has answered, and then tells `done`.
    pub(super) fn start(self, done: oneshot::Sender<()>) -> Write {
        Box::pin(async move {
            loop {
                match self.look().await {
                    Ok(strays) => {
                        let _ = done.send(());
                        return Written::Strays(strays);
                    }
                    Err(cause) if cause.is_transient() => tokio::time::sleep(PAUSE).await,
                    Err(cause) => return Written::Failed(cause),
                }
            }
        })
    }

    async fn look(&self) -> Result<Vec<AttemptRef>> {
        let worker = self.store.worker(&self.name).await?;
        let Some(worker) = worker.filter(|worker| worker.incarnation == self.incarnation) else {
            return Ok(Vec::new());
        };
        let mut strays = Vec::new();
        for id in worker.running {
            let Some(task) = self.store.task(id).await? else { continue };
            let of = AttemptRef { task: id, attempt: task.attempt };
            let ours = task.worker.is_some_and(|(worker, _)| worker == self.worker);
            if task.state == TaskState::Assigned && ours && !self.known.contains(&of) {
                strays.push(of);
            }
        }
        Ok(strays)
    }
}
