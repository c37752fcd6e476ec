//! From the first signal to the last line: not ready, refuse new work, drain with a bound.
//! Telemetry is flushed by the caller, last.

use std::{io, time::Duration};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::{info, warn};

use crate::{Health, Tasks, tasks::Waited};

/// What the operator asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// SIGINT or SIGTERM: finish what runs. A second one: leave at once.
    Drain,
    /// SIGQUIT: leave at once.
    Quit,
}

/// The signals of this process. Made before anything starts, so that none is missed.
#[derive(Debug)]
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    quit: Signal,
}

impl Signals {
    /// Takes the signals over from the system's defaults.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// The next signal.
    pub async fn next(&mut self) -> Ask {
        tokio::select! {
            _ = self.interrupt.recv() => Ask::Drain,
            _ = self.terminate.recv() => Ask::Drain,
            _ = self.quit.recv() => Ask::Quit,
        }
    }
}

/// How a drain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Nothing was left.
    Drained,
    /// So many background tasks were left when the grace was over.
    GraceOver {
        /// How many.
        left: usize,
    },
    /// A second signal came.
    Impatient {
        /// Background tasks that were left.
        left: usize,
    },
}

/// Drains the stages one after the other, each with its bound: the later ones still serve while
/// the earlier ones end. `impatient` is the second signal.
pub async fn drain(
    stages: &[(&Tasks, Duration)],
    health: &Health,
    impatient: impl Future<Output = ()>,
) -> Stopped {
    info!("draining");
    health.not_ready(); // 1. the load balancer looks away
    // 2. nothing new is taken, what runs may finish
    let all = async {
        let mut left = 0;
        for (tasks, grace) in stages {
            if let Waited::GraceOver(more) = tasks.drain(*grace).await {
                left += more;
            }
        }
        if left == 0 { Stopped::Drained } else { Stopped::GraceOver { left } }
    };
    let stopped = tokio::select! {
        stopped = all => stopped,
        () = impatient => {
            Stopped::Impatient { left: stages.iter().map(|(tasks, _)| tasks.running()).sum() }
        }
    };
    match stopped {
        Stopped::Drained => info!("drained"),
        Stopped::GraceOver { left } => warn!(left, "the grace is over, leaving"),
        Stopped::Impatient { left } => warn!(left, "leaving at once, as asked"),
    }
    stopped
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    const GRACE: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn what_watches_the_stop_is_waited_for() {
        let (tasks, health) = (Tasks::default(), Health::default());
        health.ready();
        let stop = tasks.stop().clone();
        tasks.spawn("polite", async move { stop.cancelled().await });
        assert_eq!(drain(&[(&tasks, GRACE)], &health, pending()).await, Stopped::Drained);
        assert!(!health.is_ready());
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_end_is_left_when_the_grace_is_over() {
        let (tasks, health) = (Tasks::default(), Health::default());
        tasks.spawn("stubborn", pending::<()>());
        let begun = tokio::time::Instant::now();
        let stopped = drain(&[(&tasks, GRACE)], &health, pending()).await;
        assert_eq!(stopped, Stopped::GraceOver { left: 1 });
        assert_eq!(begun.elapsed(), GRACE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_later_stage_serves_until_the_earlier_one_has_ended() {
        let (fleet, door, health) = (Tasks::default(), Tasks::default(), Health::default());
        let (stop, open) = (fleet.stop().clone(), door.stop().clone());
        let served = fleet.spawn("worker", async move {
            stop.cancelled().await;
            tokio::time::sleep(GRACE / 2).await;
            !open.is_cancelled()
        });
        let stages = [(&fleet, GRACE), (&door, GRACE)];
        assert_eq!(drain(&stages, &health, pending()).await, Stopped::Drained);
        assert!(served.await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_signal_leaves_at_once() {
        let (tasks, health) = (Tasks::default(), Health::default());
        tasks.spawn("stubborn", pending::<()>());
        let begun = tokio::time::Instant::now();
        let stopped = drain(&[(&tasks, GRACE)], &health, ready(())).await;
        assert_eq!(stopped, Stopped::Impatient { left: 1 });
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }
}
