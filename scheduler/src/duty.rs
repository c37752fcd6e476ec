//! How a duty is done: periodic, poked, logged once per outage, and never in another's way.

use std::{fmt::Display, future::Future, time::Duration};

use taskmaster_store::Wake;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::{Metrics, error::Result};

/// A piece of background work. It takes no input: whatever woke it, a pass looks at the store
/// and does what is due, so that there is one path and not a common and a rare one.
pub(crate) trait Duty: Send + Sync {
    /// Its word in logs, metrics and the scheduler's beat.
    const NAME: &'static str;

    /// Does what is due now, bounded, and says how long to wait for the next pass. It may be
    /// dropped at any `await` when the scheduler stops.
    fn pass(&mut self) -> impl Future<Output = Result<Duration>> + Send;

    /// Ends when something else than the store calls for a pass. It may be dropped at any `await`,
    /// and what it heard by then is not lost.
    fn stirs(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }

    /// How soon a wake-up calls for a pass; never when it is of no concern.
    fn hears(&self, _wake: Wake) -> Option<Duration> {
        None
    }
}

/// The least time between two passes, so that a flood of wake-ups makes batches, not passes.
const LEAST_PAUSE: Duration = Duration::from_millis(5);

/// The first and the longest wait after a pass that failed.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// Does `duty` until `stop`, and gives it back. `wakes` was opened before the first look.
pub(crate) async fn run<D: Duty>(
    mut duty: D,
    mut wakes: Receiver<Wake>,
    stop: CancellationToken,
    metrics: Metrics,
) -> D {
    let mut outage = Outage::new(D::NAME);
    loop {
        let started = Instant::now();
        let Some(passed) = stop.run_until_cancelled(duty.pass()).await else { return duty };
        metrics.passed(D::NAME, passed.is_ok(), started.elapsed());
        let waited = match passed {
            Ok(pause) => {
                outage.over();
                stop.run_until_cancelled(pause_or_poke(&mut duty, &mut wakes, pause)).await
            }
            // A poke does not shorten this wait: whoever pokes cannot know of the outage.
            Err(error) => {
                let wait = outage.goes_on(&error);
                stop.run_until_cancelled(tokio::time::sleep(wait)).await
            }
        };
        if waited.is_none() {
            return duty;
        }
    }
}

/// Ends after `pause`, or earlier when a wake-up says so.
async fn pause_or_poke<D: Duty>(duty: &mut D, wakes: &mut Receiver<Wake>, pause: Duration) {
    let earliest = Instant::now() + LEAST_PAUSE;
    let mut until = earliest.max(Instant::now() + pause);
    loop {
        let heard = tokio::select! {
            () = sleep_until(until) => return,
            () = duty.stirs() => return sleep_until(earliest).await,
            heard = wakes.recv() => heard,
        };
        let soon = match heard {
            Ok(wake) => duty.hears(wake),
            // Something was missed, which may have been of concern.
            Err(RecvError::Lagged(_)) => Some(Duration::ZERO),
            Err(RecvError::Closed) => return sleep_until(until).await,
        };
        if let Some(soon) = soon {
            until = until.min(earliest.max(Instant::now() + soon));
        }
    }
}

/// The failed passes since the last good one.
#[derive(Debug)]
struct Outage {
    duty: &'static str,
    failed: u32,
    since: Instant,
}

impl Outage {
    fn new(duty: &'static str) -> Self {
        Self { duty, failed: 0, since: Instant::now() }
    }

    fn over(&mut self) {
        if self.failed > 0 {
            info!(duty = self.duty, failed = self.failed, lasted = ?self.since.elapsed(),
                "the duty passes again");
        }
        self.failed = 0;
    }

    /// Logs the first failure and says how long to wait.
    fn goes_on(&mut self, cause: &impl Display) -> Duration {
        if self.failed == 0 {
            self.since = Instant::now();
            warn!(duty = self.duty, %cause, "a pass failed and is tried again until it succeeds");
        } else {
            debug!(duty = self.duty, %cause, "a pass failed again");
        }
        let wait = BACKOFF.0.saturating_mul(1_u32 << self.failed.min(16));
        self.failed = self.failed.saturating_add(1);
        wait.min(BACKOFF.1)
    }
}

#[cfg(test)]
mod tests;
