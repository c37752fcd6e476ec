//! Work that does nothing at a believable pace.

use std::time::Duration;

use taskmaster_domain::{FailureKind, Outcome, task::Simulate};
use tokio::{sync::watch, time::sleep};

use super::{End, Event, Job, Shared, Stop, failed, progress::Teller, too_long};

/// A run that is shorter tells no progress.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// Waits, says that it started, waits, ends. It holds its slot throughout.
pub(super) async fn run(
    job: &Job,
    pace: &Simulate,
    shared: &Shared,
    stop: &mut watch::Receiver<Stop>,
) -> Option<End> {
    if let Some(stop) = pause(pace.start_after, stop).await {
        return stop.outcome(&job.spec).map(|outcome| End::unstarted(outcome, shared.clock.now()));
    }
    let started_at = shared.clock.now();
    let _ = shared.events.send(Event::Started { of: job.of, at: started_at }).await;
    let stopped = work(job, pace, shared, stop).await;
    let outcome = match stopped {
        Some(stop) => stop.outcome(&job.spec)?,
        None if pace.run_for > job.spec.timeout => too_long(job.spec.timeout),
        None if rand::random::<f64>() < pace.failure_rate => {
            failed(FailureKind::Error, "simulated failure")
        }
        None => Outcome::Completed { result: None },
    };
    Some(End {
        started_at: Some(started_at),
        outcome,
        ..End::unstarted(Outcome::Returned, shared.clock.now())
    })
}

/// Runs for its time and says at each quarter that it is there. A run of a moment says nothing:
/// nobody could look.
async fn work(
    job: &Job,
    pace: &Simulate,
    shared: &Shared,
    stop: &mut watch::Receiver<Stop>,
) -> Option<Stop> {
    if pace.run_for < WORTH_TELLING {
        return pause(pace.run_for.min(job.spec.timeout), stop).await;
    }
    let teller = Teller::new(job.of, shared);
    let (quarter, mut left) = (pace.run_for / 4, job.spec.timeout);
    for percent in [25.0, 50.0, 75.0, 100.0] {
        if let Some(stop) = pause(quarter.min(left), stop).await {
            return Some(stop);
        }
        if left <= quarter && percent < 100.0 {
            return None;
        }
        left -= quarter.min(left);
        teller.tell(percent, "");
    }
    None
}

/// Waits; the stop that cut the wait short.
async fn pause(wait: Duration, stop: &mut watch::Receiver<Stop>) -> Option<Stop> {
    tokio::select! {
        () = sleep(wait) => None,
        stop = Stop::asked(stop, Stop::TimeOut) => Some(stop),
    }
}
