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
/// A rate is judged over no less than this: what ends at once says little.
const WINDOW: Duration = Duration::from_millis(25);
/// Never more than this.
const CAP: u32 = 2_000;
/// Growth from one window to the next.
const GROWTH: u32 = 4;
/// The weight of the newest window in the mean run.
const WEIGHT: f64 = 0.25;

/// Follows one worker's measured rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prefetch {
    target: u32,
    mean_run: Option<f64>,
    finished: u32,
    run: Duration,
    elapsed: Duration,
}

/// What a worker's ends say.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    /// Attempts that ended.
    pub finished: u32,
    /// How long they ran, in all.
    pub run: Duration,
    /// Time since the observation before.
    pub elapsed: Duration,
    /// What the worker runs at once.
    pub slots: u32,
    /// What it still has.
    pub left: u32,
}

impl Prefetch {
    /// Notes that attempts ended.
    pub fn observe(&mut self, seen: Observation) {
        self.finished += seen.finished;
        self.run += seen.run;
        self.elapsed += seen.elapsed;
        if self.finished == 0 || self.elapsed < WINDOW {
            return;
        }
        let count = f64::from(self.finished);
        let mean = self.run.as_secs_f64() / count;
        let mean = self.mean_run.map_or(mean, |before| before + (mean - before) * WEIGHT);
        let most = (seen.slots + self.target).saturating_mul(GROWTH).min(CAP);
        // Where a round trip is slow, the rate alone would never rise: a worker that ran all it
        // was given and stands idle can take more.
        let starves = seen.left == 0 && self.finished >= seen.slots + self.target;
        let rate = count / self.elapsed.as_secs_f64();
        let target = if mean > SHORT_RUN.as_secs_f64() {
            0
        } else if starves {
            most
        } else {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to CAP")]
            let ahead = (rate * AHEAD.as_secs_f64()).min(f64::from(CAP)) as u32;
            ahead.min(most)
        };
        *self = Self { target, mean_run: Some(mean), ..Self::default() };
    }

    /// Some of what was handed out ahead came back unstarted: it was too much.
    pub fn came_back(&mut self) {
        *self = Self { target: self.target / 2, mean_run: self.mean_run, ..Self::default() };
    }

    /// What may be handed out beyond the slots now.
    pub const fn target(&self) -> u32 {
        self.target
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(finished: u32, run_ms: u64, elapsed_ms: u64, left: u32) -> Observation {
        Observation {
            finished,
            run: Duration::from_millis(run_ms),
            elapsed: Duration::from_millis(elapsed_ms),
            slots: 8,
            left,
        }
    }

    #[test]
    fn nothing_is_handed_out_ahead_before_the_first_end_or_for_long_runs() {
        let mut prefetch = Prefetch::default();
        assert_eq!(prefetch.target(), 0);
        prefetch.observe(seen(8, 8_000, 1_000, 8));
        assert_eq!(prefetch.target(), 0);
    }

    #[test]
    fn ends_that_come_at_once_are_not_taken_for_a_rate() {
        let mut prefetch = Prefetch::default();
        prefetch.observe(seen(8, 0, 1, 8));
        assert_eq!(prefetch.target(), 0);
    }

    #[test]
    fn short_runs_are_handed_out_for_the_next_moment_and_grow_step_by_step() {
        let mut prefetch = Prefetch::default();
        for expected in [32, 100, 100] {
            prefetch.observe(seen(100, 500, 100, 8));
            assert_eq!(prefetch.target(), expected);
        }
        for _ in 0..10 {
            prefetch.observe(seen(10_000, 0, 100, 8));
        }
        assert_eq!(prefetch.target(), CAP);
    }

    #[test]
    fn a_slow_round_trip_is_filled_within_a_few_of_them() {
        let mut prefetch = Prefetch::default();
        for _ in 0..5 {
            prefetch.observe(seen(8 + prefetch.target(), 0, 1_000, 0));
        }
        assert_eq!(prefetch.target(), CAP);
    }

    #[test]
    fn a_worker_that_is_seldom_used_is_given_nothing_ahead() {
        let mut prefetch = Prefetch::default();
        for _ in 0..10 {
            prefetch.observe(seen(1, 1, 1_000, 0));
        }
        assert_eq!(prefetch.target(), 0);
    }

    #[test]
    fn what_comes_back_halves_it() {
        let mut prefetch = Prefetch::default();
        for _ in 0..3 {
            prefetch.observe(seen(100, 500, 100, 8));
        }
        prefetch.came_back();
        assert_eq!(prefetch.target(), 50);
    }
}
