//! Queues scheduled tasks when their time has come.

use std::{sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::{Sweep, Wake, Wakes};

use crate::{Metrics, duty::Duty, error::Result};

/// Tasks of one call.
const BATCH: u32 = 1_000;

/// The store is asked this often when nothing pokes. A poke comes for whatever is due within
/// two seconds, so everything else is seen by this look well before its time.
const NET: Duration = Duration::from_secs(1);

/// The wait when what is due is in the hands of another scheduler.
const TAKEN: Duration = Duration::from_millis(100);

/// Sleeps until the earliest due time that it knows, then queues what is due.
#[derive(Debug)]
pub(crate) struct Promote<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
}

impl<S: Sweep + Wakes + ?Sized> Duty for Promote<S> {
    const NAME: &'static str = "promote";

    async fn pass(&mut self) -> Result<Duration> {
        loop {
            let Some(due) = self.store.next_due().await? else { return Ok(NET) };
            let now = self.clock.now();
            if due > now {
                return Ok(due.since(now).min(NET));
            }
            let promoted = self.store.promote_due(now, BATCH).await?;
            if promoted.tasks.is_empty() {
                return Ok(TAKEN);
            }
            self.metrics.promoted.inc_by(promoted.tasks.len() as u64);
            for lane in promoted.lanes {
                self.store.poke(Wake::Lane(lane));
            }
            self.store.poke_tasks(&promoted.tasks);
        }
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        match wake {
            Wake::Due(due) => Some(due.since(self.clock.now())),
            Wake::Lane(_)
            | Wake::Worker(_)
            | Wake::Workers
            | Wake::Fleet
            | Wake::Task(_)
            | Wake::Tasks
            | Wake::Output(_)
            | Wake::Job(..)
            | Wake::Fire(_) => None,
        }
    }
}
