//! Lets through what was left before a gate although there was a place.

use std::{sync::Arc, time::Duration};

use taskmaster_store::Gates;
use tracing::info;

use crate::{duty::Duty, error::Result};

/// Gates of one pass.
const BATCH: u32 = 100;

/// Between two looks, which cost next to nothing while nobody waits.
const EVERY: Duration = Duration::from_secs(1);

/// The net under the calls that let tasks through, and the way on for runs of deleted jobs.
#[derive(Debug)]
pub(crate) struct SweepGates<S: ?Sized> {
    pub(crate) store: Arc<S>,
}

impl<S: Gates + ?Sized> Duty for SweepGates<S> {
    const NAME: &'static str = "gates";

    async fn pass(&mut self) -> Result<Duration> {
        let helped = self.store.sweep_gates(BATCH).await?;
        if helped > 0 {
            info!(gates = helped, "let tasks through that had been left before a gate");
        }
        Ok(if helped < u64::from(BATCH) { EVERY } else { Duration::ZERO })
    }
}
