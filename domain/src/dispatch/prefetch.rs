//! How many tasks a worker may hold beyond its slots.
//!
//! A worker that runs thousands of short tasks a second would stand idle for each round trip to
//! its coordinator. So it is given what it will run in the next moment. Work that takes longer
//! than a blink gains nothing by waiting at a busy worker while another is free: then it is 0.

use std::time::Duration;

/// Runs longer than this, in the mean, are never handed out ahead.
const SHORT_RUN: Duration = Duration::from_millis(50);
/// What a worker runs in this time may be on its way to it.
const AHEAD: Duration = Duration::from_millis(100);
/// Never more than this.
const CAP: u32 = 2_000;
/// The weight of the newest observation.
const WEIGHT: f64 = 0.25;

/// Follows one worker's measured rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prefetch {
    mean_run: f64,
    rate: f64,
    /// Twice what came back at once, lately: where a round trip is slow, the rate alone would
    /// never rise.
    burst: f64,
    seen: bool,
}

impl Prefetch {
    /// Notes that `finished` attempts, which ran for `run` in all, ended within `elapsed`.
    pub fn observe(&mut self, finished: u32, run: Duration, elapsed: Duration) {
        if finished == 0 {
            return;
        }
        let count = f64::from(finished);
        let mean = run.as_secs_f64() / count;
        let rate = count / elapsed.as_secs_f64().max(0.000_1);
        self.burst = (2.0 * count).max(self.burst * (1.0 - WEIGHT));
        if self.seen {
            self.mean_run += (mean - self.mean_run) * WEIGHT;
            self.rate += (rate - self.rate) * WEIGHT;
        } else {
            (self.mean_run, self.rate, self.seen) = (mean, rate, true);
        }
    }

    /// What may be handed out beyond the slots now.
    pub fn target(&self) -> u32 {
        if !self.seen || self.mean_run > SHORT_RUN.as_secs_f64() {
            return 0;
        }
        let ahead = (self.rate * AHEAD.as_secs_f64()).max(self.burst).min(f64::from(CAP));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to CAP")]
        return ahead as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_handed_out_ahead_before_the_first_end_or_for_long_runs() {
        let mut prefetch = Prefetch::default();
        assert_eq!(prefetch.target(), 0);
        prefetch.observe(10, Duration::from_secs(10), Duration::from_secs(1));
        assert_eq!(prefetch.target(), 0);
    }

    #[test]
    fn short_runs_are_handed_out_for_the_next_moment_up_to_the_cap() {
        let mut prefetch = Prefetch::default();
        prefetch.observe(10, Duration::ZERO, Duration::from_millis(1));
        assert_eq!(prefetch.target(), 1_000);
        for _ in 0..50 {
            prefetch.observe(10_000, Duration::ZERO, Duration::from_millis(100));
        }
        assert_eq!(prefetch.target(), CAP);
    }

    #[test]
    fn a_slow_round_trip_is_filled_within_a_few_of_them() {
        let mut prefetch = Prefetch::default();
        let mut given = 2;
        for _ in 0..9 {
            prefetch.observe(given, Duration::ZERO, Duration::from_secs(1));
            given = 2 + prefetch.target();
        }
        assert!(given > 1_000, "{given}");
    }

    #[test]
    fn a_worker_whose_work_becomes_long_is_soon_given_no_more_than_it_runs() {
        let mut prefetch = Prefetch::default();
        prefetch.observe(1_000, Duration::ZERO, Duration::from_millis(100));
        prefetch.observe(1, Duration::from_secs(1), Duration::from_secs(1));
        assert_eq!(prefetch.target(), 0);
    }
}
