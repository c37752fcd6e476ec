//! Tells the store that this scheduler lives.

use std::{sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::{Fleet, SchedulerBeat};

use crate::{duty::Duty, error::Result};

/// Time between two beats.
const EVERY: Duration = Duration::from_secs(5);

/// Says who this scheduler is and what it does.
#[derive(Debug)]
pub(crate) struct Beat<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    pub(crate) beat: SchedulerBeat,
}

impl<S: Fleet + ?Sized> Duty for Beat<S> {
    const NAME: &'static str = "beat";

    async fn pass(&mut self) -> Result<Duration> {
        self.store.scheduler_beat(&self.beat, self.clock.now()).await?;
        Ok(EVERY)
    }
}
