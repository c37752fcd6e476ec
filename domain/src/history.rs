//! What happened in a span of time, in counts that can be added up.
//!
//! Durations are counted in fixed buckets, so that minutes, queues and coordinators add up to hours
//! and wholes; percentiles are worked out from the sum and never kept.

use std::time::Duration;

/// Durations counted in buckets: one below 64 µs, then four of equal width for each doubling, up
/// to 38 hours. A percentile is the middle of its bucket: within an eighth of the true one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Without zeroes at the end.
    counts: Vec<u64>,
}

/// Microseconds below which all is one bucket, as a power of two.
const FIRST: u32 = 6;

/// Buckets of one doubling, as a power of two.
const SPLIT: u32 = 2;

/// All buckets: the one below, and those of 31 doublings. What is longer counts in the last.
const BUCKETS: usize = 1 + (31 << SPLIT);

fn bucket(micros: u64) -> usize {
    let Some(power) = micros.checked_ilog2().filter(|power| *power >= FIRST) else { return 0 };
    let within = (micros >> (power - SPLIT)) & ((1 << SPLIT) - 1);
    let index = 1 + (u64::from(power - FIRST) << SPLIT) + within;
    usize::try_from(index).map_or(BUCKETS - 1, |index| index.min(BUCKETS - 1))
}

/// The middle of a bucket, in microseconds.
fn middle(bucket: usize) -> u64 {
    let Some(index) = bucket.checked_sub(1) else { return 1 << (FIRST - 1) };
    let power = FIRST + u32::try_from(index >> SPLIT).unwrap_or_default();
    let within = (index & ((1 << SPLIT) - 1)) as u64;
    let width = 1_u64 << (power - SPLIT);
    (1_u64 << power) + within * width + width / 2
}

impl Histogram {
    /// Counts one duration.
    pub fn add(&mut self, duration: Duration) {
        self.add_many(bucket(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)), 1);
    }

    fn add_many(&mut self, bucket: usize, times: u64) {
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] = self.counts[bucket].saturating_add(times);
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, &times) in other.counts.iter().enumerate().filter(|(_, times)| **times > 0) {
            self.add_many(bucket, times);
        }
    }

    /// How many durations were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().fold(0, |sum, times| sum.saturating_add(*times))
    }

    /// The duration that this share of all, 0 to 1, does not exceed; nothing when none was counted.
    pub fn percentile(&self, share: f64) -> Option<Duration> {
        let total = self.total();
        if total == 0 {
            return None;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank that is off by one in 2^52 is off by nothing"
        )]
        let rank = ((total as f64 * share).ceil() as u64).clamp(1, total);
        let mut seen = 0_u64;
        let found = self.counts.iter().position(|times| {
            seen = seen.saturating_add(*times);
            seen >= rank
        });
        found.map(|bucket| Duration::from_micros(middle(bucket)))
    }

    /// As databases keep it: for each bucket that has any its number, one byte, and its count in
    /// groups of seven bits, lowest first. The buckets never change their meaning.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (bucket, &times) in (0_u8..).zip(&self.counts).filter(|(_, times)| **times > 0) {
            bytes.push(bucket);
            let mut rest = times;
            while rest >= 0x80 {
                bytes.push(0x80 | u8::try_from(rest & 0x7f).unwrap_or_default());
                rest >>= 7;
            }
            bytes.push(u8::try_from(rest).unwrap_or_default());
        }
        bytes
    }

    /// The histogram kept in these bytes; nothing when they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut histogram = Self::default();
        let mut bytes = bytes.iter().copied();
        while let Some(bucket) = bytes.next() {
            let (mut times, mut shift) = (0_u64, 0_u32);
            loop {
                let byte = bytes.next()?;
                times |= u64::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            if usize::from(bucket) >= BUCKETS {
                return None;
            }
            histogram.add_many(usize::from(bucket), times);
        }
        Some(histogram)
    }
}

/// What became of tasks in a span of time, and how long they took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tasks that completed.
    pub completed: u64,
    /// Tasks that failed for good.
    pub failed: u64,
    /// Tasks that were canceled.
    pub canceled: u64,
    /// From due to assigned, of each attempt that was assigned.
    pub wait: Histogram,
    /// From started to ended, of each attempt that ended after its start.
    pub run: Histogram,
}

impl Tally {
    /// Adds another span, or another part of this one.
    pub fn merge(&mut self, other: &Self) {
        self.completed = self.completed.saturating_add(other.completed);
        self.failed = self.failed.saturating_add(other.failed);
        self.canceled = self.canceled.saturating_add(other.canceled);
        self.wait.merge(&other.wait);
        self.run.merge(&other.run);
    }
}

/// Minutes that one bucket of an answer spans, so that so many minutes make at most 300 buckets:
/// a length that clocks show.
pub fn bucket_minutes(minutes: u32) -> u32 {
    const LENGTHS: [u32; 7] = [1, 2, 5, 10, 15, 30, 60];
    LENGTHS.into_iter().find(|length| minutes.div_ceil(*length) < 300).unwrap_or(60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buckets_rise_without_a_gap() {
        let mut last = 0;
        for micros in (0..20).flat_map(|power| (0..64_u64).map(move |n| (64 + n) << power)) {
            let found = bucket(micros);
            assert!(found == last || found == last + 1, "{micros}: {last}, then {found}");
            last = found;
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
        assert_eq!((bucket(0), bucket(63), bucket(64)), (0, 0, 1));
    }

    #[test]
    fn nothing_counted_has_no_percentile() {
        assert_eq!(Histogram::default().percentile(0.5), None);
    }

    #[test]
    fn seven_days_make_no_more_than_three_hundred_buckets() {
        for minutes in 1..=10_080_u32 {
            // One more where the ends are not whole buckets.
            assert!(minutes.div_ceil(bucket_minutes(minutes)) < 300, "{minutes}");
        }
        assert_eq!((bucket_minutes(60), bucket_minutes(1_440)), (1, 5));
    }

    proptest! {
        #[test]
        fn a_percentile_is_within_an_eighth_of_the_true_one(
            mut micros in prop::collection::vec(64_u64..100_000_000_000, 1..200),
            share in 0.0..=1.0_f64,
        ) {
            let mut histogram = Histogram::default();
            micros.iter().for_each(|micros| histogram.add(Duration::from_micros(*micros)));
            micros.sort_unstable();
            let rank = ((micros.len() as f64 * share).ceil() as usize).clamp(1, micros.len());
            let truth = micros[rank - 1] as f64;
            let told = histogram.percentile(share).unwrap().as_micros() as f64;
            prop_assert!((told - truth).abs() <= truth / 8.0, "{} is told as {}", truth, told);
        }

        #[test]
        fn parts_add_up_to_the_whole_also_when_they_were_kept(
            parts in prop::collection::vec(prop::collection::vec(0_u64..1_000_000_000_000, 0..50), 0..5),
        ) {
            let (mut whole, mut sum) = (Histogram::default(), Histogram::default());
            for part in &parts {
                let mut own = Histogram::default();
                for micros in part {
                    own.add(Duration::from_micros(*micros));
                    whole.add(Duration::from_micros(*micros));
                }
                sum.merge(&Histogram::from_bytes(&own.to_bytes()).unwrap());
            }
            prop_assert_eq!(sum.total(), parts.iter().map(|part| part.len() as u64).sum::<u64>());
            prop_assert_eq!(sum, whole);
        }
    }

    #[test]
    fn large_counts_are_kept_and_garbage_is_not_read() {
        let mut histogram = Histogram::default();
        for times in [1, 127, 128, 1 << 40, u64::MAX] {
            histogram = Histogram::default();
            histogram.add_many(5, times);
            assert_eq!(Histogram::from_bytes(&histogram.to_bytes()), Some(histogram.clone()));
        }
        let bytes = histogram.to_bytes();
        assert_eq!(Histogram::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Histogram::from_bytes(&[250, 1]), None);
    }
}
