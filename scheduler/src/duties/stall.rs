//! Notices that this process itself stood still.
//!
//! A sweeper that slept (a laptop's lid, SIGSTOP, a swapping machine) finds all leases ended,
//! although the workers may have slept with it. It must see one whole lease go by awake before
//! it may believe what it sees. A monotonic clock does not count a suspended machine, the wall
//! clock does not count what an operator corrects: a gap on either of them counts.

use std::time::Duration;

use taskmaster_domain::{Timestamp, worker::Rhythm};
use tokio::time::Instant;

/// What a pass may believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// What it sees.
    Clear,
    /// This process stood still for so long; the wait begins now.
    Stalled(Duration),
    /// Still nothing: the wait is not over.
    Waiting,
}

/// Remembers the last pass and the wait after a stall.
#[derive(Debug)]
pub(crate) struct StallGuard {
    lease: Duration,
    longest: Duration,
    last: Option<(Instant, Timestamp)>,
    blind_until: Option<Instant>,
}

impl StallGuard {
    /// A guard for passes that come twice a heartbeat. A gap counts from a heartbeat and a
    /// quarter of what a lease has left then.
    pub(crate) fn new(rhythm: Rhythm) -> Self {
        let slack = rhythm.lease.saturating_sub(rhythm.heartbeat) / 4;
        let longest = rhythm.heartbeat + slack;
        Self { lease: rhythm.lease, longest, last: None, blind_until: None }
    }

    /// Notes a pass at this time on both clocks.
    pub(crate) fn look(&mut self, now: Instant, wall: Timestamp) -> Sight {
        let gap = self.last.replace((now, wall)).map_or(Duration::ZERO, |(then, wall_then)| {
            now.duration_since(then).max(wall.since(wall_then))
        });
        if gap > self.longest {
            self.blind_until = Some(now + self.lease);
            return Sight::Stalled(gap);
        }
        if self.blind_until.is_some_and(|until| now < until) {
            return Sight::Waiting;
        }
        self.blind_until = None;
        Sight::Clear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both clocks, which a test moves as it likes.
    struct Clocks {
        guard: StallGuard,
        mono: Instant,
        wall: Timestamp,
    }

    impl Clocks {
        fn start() -> Self {
            let mut clocks = Self {
                guard: StallGuard::new(Rhythm::default()),
                mono: Instant::now(),
                wall: Timestamp::from_micros(1_790_000_000_000_000),
            };
            assert_eq!(clocks.after(0, 0), Sight::Clear);
            clocks
        }

        fn after(&mut self, mono: u64, wall: u64) -> Sight {
            self.mono += Duration::from_secs(mono);
            self.wall = self.wall.plus(Duration::from_secs(wall));
            self.guard.look(self.mono, self.wall)
        }
    }

    #[test]
    fn regular_passes_see_clearly() {
        let mut clocks = Clocks::start();
        for _ in 0..100 {
            assert_eq!(clocks.after(3, 3), Sight::Clear);
        }
    }

    #[test]
    fn a_stopped_process_waits_a_whole_lease() {
        let mut clocks = Clocks::start();
        assert_eq!(clocks.after(60, 60), Sight::Stalled(Duration::from_secs(60)));
        for _ in 0..9 {
            assert_eq!(clocks.after(3, 3), Sight::Waiting);
        }
        assert_eq!(clocks.after(3, 3), Sight::Clear);
    }

    #[test]
    fn a_machine_that_slept_waits_although_its_monotonic_clock_did_not_move() {
        let mut clocks = Clocks::start();
        assert_eq!(clocks.after(1, 3_600), Sight::Stalled(Duration::from_secs(3_600)));
        assert_eq!(clocks.after(3, 3), Sight::Waiting);
    }

    #[test]
    fn a_second_stall_begins_the_wait_anew() {
        let mut clocks = Clocks::start();
        clocks.after(60, 60);
        clocks.after(3, 3);
        assert_eq!(clocks.after(28, 28), Sight::Stalled(Duration::from_secs(28)));
        assert_eq!(clocks.after(3, 3), Sight::Waiting);
    }

    #[test]
    fn a_wall_clock_that_is_set_back_is_no_stall() {
        let mut clocks = Clocks::start();
        clocks.wall = clocks.wall.minus(Duration::from_secs(3_600));
        assert_eq!(clocks.after(3, 3), Sight::Clear);
    }
}
