//! How far this machine's clock can be from the right time.

use std::time::Duration;

use tokio::time::Instant;

/// Parts of a million by which two machines' clocks may drift apart, as ntpd slews them at the most.
/// One that is slewed faster contradicts what was known, and is heard anew.
const DRIFT_PPM: u128 = 500;

/// The offset lies between these, both included; in microseconds.
///
/// Whoever asks a clock that is right learns this: it was right at some moment between the
/// question and the answer. Were it the moment of the answer, the offset is `low`; were it that
/// of the question, it is larger by all the time between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    low: i64,
    high: i64,
    /// When that was true. It widens from then on.
    at: Instant,
}

impl Bounds {
    /// By one answer that took this long, question and all.
    pub(super) fn new(low: i64, took: Duration, at: Instant) -> Self {
        let took = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        // Each of the three times was cut to whole microseconds.
        let (low, high) = (low.saturating_sub(1), low.saturating_add(took).saturating_add(2));
        Self { low, high, at }
    }

    /// By this answer as well. One that contradicts what was known stands alone: a clock was set.
    pub(super) fn narrowed(self, heard: Self) -> Self {
        let drift = heard.at.saturating_duration_since(self.at).as_micros() * DRIFT_PPM / 1_000_000;
        let drift = i64::try_from(drift).unwrap_or(i64::MAX);
        let low = self.low.saturating_sub(drift).max(heard.low);
        let high = self.high.saturating_add(drift).min(heard.high);
        if low > high { heard } else { Self { low, high, at: heard.at } }
    }

    /// The offset to go on with: this one while it can be right, else the least that can.
    pub(super) fn settle(self, offset: i64) -> i64 {
        if (self.low..=self.high).contains(&offset) { offset } else { self.low }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Bounds of an answer at this many seconds.
    fn heard(start: Instant, at: u64, low: i64, took: Duration) -> Bounds {
        Bounds::new(low, took, start + Duration::from_secs(at))
    }

    #[test]
    fn a_quick_answer_narrows_and_a_slow_one_does_not_blur() {
        let start = Instant::now();
        let slow = heard(start, 0, -40_000, 50 * MS);
        assert_eq!((slow.low, slow.high), (-40_001, 10_002));
        let quick = slow.narrowed(heard(start, 3, -300, MS));
        assert_eq!((quick.low, quick.high), (-301, 702));
        // Three seconds of drift are one and a half milliseconds.
        let later = quick.narrowed(heard(start, 6, -60_000, 90 * MS));
        assert_eq!((later.low, later.high), (-1_801, 2_202));
    }

    #[test]
    fn an_answer_that_contradicts_stands_alone() {
        let start = Instant::now();
        let before = heard(start, 0, -300, MS);
        for low in [3_600_000_000, -3_600_000_000] {
            let after = heard(start, 3, low, 20 * MS);
            assert_eq!(before.narrowed(after), after);
        }
    }

    #[test]
    fn an_offset_that_can_be_right_stays_and_another_becomes_the_least() {
        let bounds = heard(Instant::now(), 0, -300, MS);
        assert_eq!([-301, 0, 702].map(|offset| bounds.settle(offset)), [-301, 0, 702]);
        assert_eq!([-302, 703].map(|offset| bounds.settle(offset)), [-301, -301]);
    }
}
