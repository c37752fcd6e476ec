//! Gives back what lost workers held.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::worker::Rhythm;
use taskmaster_runtime::Clock;
use taskmaster_store::{Jobs, Released, Sweep, Wake, Wakes, jobs::tell_ends};
use tokio::time::Instant;
use tracing::warn;

use super::stall::{Sight, StallGuard};
use crate::{Metrics, duty::Duty, error::Result};

/// Workers of one call.
const BATCH: u32 = 100;

/// Lets workers go whose lease ended, unless this process has just been stalled itself.
#[derive(Debug)]
pub(crate) struct Release<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    metrics: Metrics,
    rhythm: Rhythm,
    guard: StallGuard,
}

impl<S: Sweep + Jobs + Wakes + ?Sized> Release<S> {
    /// A duty that passes twice a heartbeat.
    pub(crate) fn new(store: Arc<S>, clock: Clock, metrics: Metrics, rhythm: Rhythm) -> Self {
        Self { store, clock, metrics, rhythm, guard: StallGuard::new(rhythm) }
    }
}

impl<S: Sweep + Jobs + Wakes + ?Sized> Duty for Release<S> {
    const NAME: &'static str = "release";

    async fn pass(&mut self) -> Result<Duration> {
        let every = self.rhythm.heartbeat / 2;
        match self.guard.look(Instant::now(), self.clock.now()) {
            Sight::Clear => {}
            Sight::Waiting => return Ok(every),
            Sight::Stalled(gap) => {
                warn!(?gap, lease = ?self.rhythm.lease,
                    "this process stood still: nothing is released for one lease");
                return Ok(every);
            }
        }
        let now = self.clock.now();
        let released = self.store.release_lost(self.rhythm.lease, now, BATCH).await?;
        if released != Released::default() {
            warn!(
                workers = released.workers,
                requeued = released.requeued.len(),
                poisoned = released.poisoned.len(),
                canceled = released.canceled.len(),
                "tasks were taken from lost workers"
            );
        }
        self.metrics.leases_lost(released.workers);
        self.metrics.released(&released);
        tell(&*self.store, &released).await;
        Ok(if released.workers < BATCH { every } else { Duration::ZERO })
    }
}

/// Pokes those who wait for what was released.
pub(crate) async fn tell<S: Jobs + Wakes + ?Sized>(store: &S, released: &Released) {
    for &lane in &released.lanes {
        store.poke(Wake::Lane(lane));
    }
    let Released { requeued, poisoned, canceled, .. } = released;
    store.poke_tasks(&[requeued.as_slice(), poisoned, canceled].concat());
    if *released != Released::default() {
        store.poke(Wake::Workers);
    }
    tell_ends(store, poisoned.iter().chain(canceled).copied()).await;
}
