//! One who listens. Nothing is kept for it but its place among the batches that all share.

use std::sync::Arc;

use prost::{Message as _, bytes::Bytes};
use taskmaster_proto::v1;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::Batch;
use crate::{hints::Ear, metrics::Metrics};

/// Encoded messages, one after the other. Leaves when it is dropped.
pub(crate) struct Listener {
    batches: Receiver<Arc<Batch>>,
    /// Events that it was told, or told to have missed.
    told: u64,
    begun: bool,
    /// It missed batches and was not told so yet.
    lagged: bool,
    /// Waits for the message that something was missed before it.
    held: Option<Arc<Batch>>,
    metrics: Metrics,
    ear: Ear,
}

impl Listener {
    pub(super) fn new(
        batches: Receiver<Arc<Batch>>,
        told: u64,
        metrics: Metrics,
        ear: Ear,
    ) -> Self {
        Self { batches, told, begun: false, lagged: false, held: None, metrics, ear }
    }

    /// The next message, the first of which is empty and at once; nothing when there will be none.
    /// Nothing is lost when the caller stops waiting.
    pub(crate) async fn next(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.begun, true) {
            return Some(Bytes::new());
        }
        if let Some(held) = self.held.take() {
            return Some(self.take(&held));
        }
        loop {
            match self.batches.recv().await {
                Ok(batch) if std::mem::take(&mut self.lagged) => {
                    let missed = self.missed(&batch);
                    self.held = Some(batch);
                    return Some(missed);
                }
                Ok(batch) => return Some(self.take(&batch)),
                Err(RecvError::Lagged(_)) => self.lagged = true,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn take(&mut self, batch: &Batch) -> Bytes {
        self.told = batch.after;
        self.metrics.events_sent.inc_by(batch.events);
        batch.message.clone()
    }

    /// That something was left out before this batch.
    fn missed(&mut self, batch: &Batch) -> Bytes {
        let dropped = batch.before.saturating_sub(self.told);
        self.metrics.events_dropped.inc_by(dropped);
        let message = v1::WatchEventsResponse {
            jobs: Vec::new(),
            tasks: Vec::new(),
            dropped,
            workers_changed: true,
            fleet_changed: true,
            sessions_ended: true,
        };
        Bytes::from(message.encode_to_vec())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ear.events().leave();
    }
}
