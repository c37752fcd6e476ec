//! Watching a drain from outside, ten times a second.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{
    error::{Error, Result},
    host::Client,
};

/// Seldom enough that looking costs nothing.
const LOOK: Duration = Duration::from_millis(100);

/// A drain that makes no progress for so long has failed.
const STUCK: Duration = Duration::from_secs(20);

/// Completed tasks over time.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// Seconds since the first look, and tasks completed since then.
    points: Vec<(f64, f64)>,
}

/// Watches until `wanted` more tasks are completed than when `before` were.
pub(super) async fn watch(client: &Client, before: usize, wanted: usize) -> Result<Course> {
    let began = Instant::now();
    let mut last_step = began;
    let mut course = Course::default();
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        looks.tick().await;
        let done = client.counts().await?.completed.saturating_sub(before);
        if course.points.last().is_none_or(|(_, known)| (done as f64) > *known) {
            last_step = Instant::now();
        }
        course.points.push((began.elapsed().as_secs_f64(), done as f64));
        if done >= wanted {
            return Ok(course);
        }
        if last_step.elapsed() > STUCK {
            return Err(Error::new(format!("the drain stopped at {done} of {wanted} tasks")));
        }
    }
}

impl Course {
    /// Seconds from the first look until so many were completed, drawn straight between looks.
    fn reached(&self, count: f64) -> Option<f64> {
        let at = self.points.iter().position(|(_, done)| *done >= count)?;
        let (time, done) = *self.points.get(at)?;
        let (time_before, done_before) = *self.points.get(at.checked_sub(1)?)?;
        let share = (count - done_before) / (done - done_before).max(1.0);
        Some(time_before + share * (time - time_before))
    }

    /// Tasks a second between the tenth and the nine tenths of `wanted`: neither the start of the
    /// workers nor their last tasks.
    pub(super) fn steady_rate(&self, wanted: usize) -> Option<f64> {
        let (low, high) = (wanted as f64 * 0.1, wanted as f64 * 0.9);
        let took = self.reached(high)? - self.reached(low)?;
        (took > 0.0).then(|| (high - low) / took)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steady_rate_leaves_out_both_ends() {
        let points = vec![(0.0, 0.0), (5.0, 10.0), (6.0, 50.0), (7.0, 90.0), (20.0, 100.0)];
        assert_eq!(Course { points }.steady_rate(100), Some(40.0));
    }

    #[test]
    fn a_drain_that_is_over_at_the_first_look_has_no_rate() {
        assert_eq!(Course { points: vec![(0.0, 100.0)] }.steady_rate(100), None);
    }
}
