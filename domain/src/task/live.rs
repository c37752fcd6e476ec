//! What an attempt tells while it runs. Hints: they may be late or lost, and nothing is decided
//! by them.

use std::time::Duration;

use crate::{Timestamp, limits, validate::sanitised};

/// Workers' clocks are their own: a stamp may be so far behind and is not believed beyond.
const OLDEST: Duration = Duration::from_secs(3_600);

/// How far an attempt is, in the words of its own work.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// 0 to 100.
    pub percent: f64,
    /// At most 255 bytes.
    pub message: String,
    /// When its work said so.
    pub reported_at: Timestamp,
}

/// What the processes of an attempt use, together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResourceSample {
    /// Of one processor since the sample before: 200 is two of them.
    pub cpu_percent: f64,
    /// Bytes of resident memory.
    pub memory_bytes: i64,
    /// When it was measured.
    pub sampled_at: Timestamp,
}

/// The last of each that an attempt told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    /// How far it is.
    pub progress: Option<Progress>,
    /// What it uses.
    pub sample: Option<ResourceSample>,
}

impl Progress {
    /// A worker's word made fit to be kept and shown: a percentage that is one, a text that any
    /// database takes, a stamp that can be true at `now`.
    #[must_use]
    pub fn sanitised(self, now: Timestamp) -> Self {
        Self {
            percent: finite(self.percent).clamp(0.0, 100.0),
            message: sanitised(&self.message, limits::NAME_BYTES),
            reported_at: clamped(self.reported_at, now),
        }
    }
}

impl ResourceSample {
    /// A worker's word made fit to be kept and shown.
    #[must_use]
    pub fn sanitised(self, now: Timestamp) -> Self {
        Self {
            cpu_percent: finite(self.cpu_percent).clamp(0.0, limits::CPU_PERCENT),
            memory_bytes: self.memory_bytes.max(0),
            sampled_at: clamped(self.sampled_at, now),
        }
    }
}

impl Live {
    /// Takes over what `newer` has.
    pub fn update(&mut self, newer: Self) {
        if newer.progress.is_some() {
            self.progress = newer.progress;
        }
        if newer.sample.is_some() {
            self.sample = newer.sample;
        }
    }
}

fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}

fn clamped(at: Timestamp, now: Timestamp) -> Timestamp {
    at.min(now).max(now.minus(OLDEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    #[test]
    fn what_a_worker_tells_is_made_fit_to_be_kept() {
        let later = NOW.plus(Duration::from_secs(60));
        for (said, kept) in [(-1.0, 0.0), (101.0, 100.0), (f64::NAN, 0.0), (12.5, 12.5)] {
            let said = Progress {
                percent: said,
                message: format!("a\0{}", "ü".repeat(200)),
                reported_at: later,
            };
            let progress = said.sanitised(NOW);
            assert_eq!((progress.percent, progress.reported_at), (kept, NOW));
            assert!(progress.message.len() <= 255 && !progress.message.contains('\0'));
        }
        let said = ResourceSample {
            cpu_percent: f64::INFINITY,
            memory_bytes: -1,
            sampled_at: Timestamp::from_micros(0),
        };
        let sample = said.sanitised(NOW);
        assert_eq!((sample.cpu_percent, sample.memory_bytes), (0.0, 0));
        assert_eq!(sample.sampled_at, NOW.minus(OLDEST));
    }

    #[test]
    fn a_part_that_is_not_told_stays_as_it_was() {
        let sample = ResourceSample { cpu_percent: 1.0, memory_bytes: 2, sampled_at: NOW };
        let progress = Progress { percent: 50.0, message: "half".into(), reported_at: NOW };
        let mut live = Live { progress: None, sample: Some(sample) };
        live.update(Live { progress: Some(progress.clone()), sample: None });
        assert_eq!(live, Live { progress: Some(progress), sample: Some(sample) });
    }
}
