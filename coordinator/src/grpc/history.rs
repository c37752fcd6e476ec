//! Statistics of minutes, put together to buckets.

use std::time::Duration;

use taskmaster_domain::{
    Timestamp, Violations,
    history::{Histogram, Tally, bucket_minutes},
    limits,
};
use taskmaster_proto::{Error, convert::to_timestamp, v1};
use taskmaster_store::Minute;

const MINUTE: Duration = Duration::from_secs(60);

/// How far back when nothing is said.
const DEFAULT: u32 = 60;

/// What is asked for, in whole buckets.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    /// Of one bucket.
    minutes: u32,
    count: u32,
}

impl Span {
    /// The buckets that end with the one under way at `now`.
    pub(super) fn asked(request: &v1::GetHistoryRequest, now: Timestamp) -> Result<Self, Error> {
        let mut v = Violations::default();
        v.optional_text("queue", &request.queue, limits::NAME_BYTES);
        let asked = match u32::try_from(request.minutes) {
            Ok(0) => DEFAULT,
            asked => asked.unwrap_or_default(),
        };
        let (least, most) = limits::HISTORY_MINUTES;
        if !(least..=most).contains(&asked) {
            v.add("minutes", format!("must be {least} to {most}"));
        }
        v.or(())?;
        let minutes = bucket_minutes(asked);
        let length = i64::from(minutes) * 60_000_000;
        let until = Timestamp::from_micros((now.micros() / length + 1) * length);
        let count = asked.div_ceil(minutes);
        Ok(Self { from: until.minus(MINUTE * minutes * count), until, minutes, count })
    }

    /// The answer made of what is kept of these minutes.
    pub(super) fn told(&self, kept: &[Minute]) -> v1::GetHistoryResponse {
        let length = MINUTE * self.minutes;
        let mut tallies = vec![Tally::default(); self.count as usize];
        let mut total = Tally::default();
        for minute in kept {
            let place = minute.at.since(self.from).as_secs() / length.as_secs();
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            if let Some(tally) = tallies.get_mut(place) {
                tally.merge(&minute.tally);
                total.merge(&minute.tally);
            }
        }
        let starts = (0..self.count).map(|n| self.from.plus(length * n));
        v1::GetHistoryResponse {
            buckets: starts.zip(&tallies).map(|(at, tally)| bucket(at, length, tally)).collect(),
            total: Some(bucket(self.from, length * self.count, &total)),
        }
    }
}

fn bucket(at: Timestamp, length: Duration, tally: &Tally) -> v1::HistoryBucket {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    v1::HistoryBucket {
        at: Some(to_timestamp(at)),
        seconds: number(length.as_secs()),
        completed: number(tally.completed),
        failed: number(tally.failed),
        canceled: number(tally.canceled),
        wait: Some(percentiles(&tally.wait)),
        run: Some(percentiles(&tally.run)),
    }
}

fn percentiles(histogram: &Histogram) -> v1::Percentiles {
    let of = |share| {
        let found = histogram.percentile(share)?;
        prost_types::Duration::try_from(found).ok()
    };
    v1::Percentiles { p50: of(0.5), p95: of(0.95), p99: of(0.99) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 30 s after a whole hour.
    const NOW: Timestamp = Timestamp::from_micros(1_790_002_830_000_000);

    fn asked(minutes: i32) -> Result<Span, Error> {
        Span::asked(&v1::GetHistoryRequest { minutes, queue: String::new() }, NOW)
    }

    #[test]
    fn the_last_bucket_is_the_one_under_way_and_they_have_no_gap() {
        for (minutes, seconds, count) in [(1, 60, 1), (0, 60, 60), (1_440, 300, 288)] {
            let told = asked(minutes).unwrap().told(&[]);
            assert_eq!(told.buckets.len(), count);
            for two in told.buckets.windows(2) {
                let [a, b] = [&two[0], &two[1]].map(|bucket| bucket.at.unwrap().seconds);
                assert_eq!(b - a, seconds);
            }
            let last = told.buckets[count - 1].at.unwrap().seconds;
            assert!((last..last + seconds).contains(&(NOW.micros() / 1_000_000)));
            assert_eq!(told.buckets[0].wait.unwrap(), v1::Percentiles::default());
        }
        assert!(asked(10_080).unwrap().told(&[]).buckets.len() <= 300);
    }

    #[test]
    fn minutes_are_added_up_and_their_percentiles_are_those_of_the_sum() {
        let minute = |ago: u64, micros: u64| {
            let mut tally = Tally { completed: 1, failed: 2, canceled: 3, ..Tally::default() };
            tally.run.add(Duration::from_micros(micros));
            let at = NOW.minus(Duration::from_secs(30) + MINUTE * u32::try_from(ago).unwrap());
            Minute { at, queue: String::new(), tally }
        };
        let told = asked(1_440).unwrap().told(&[minute(1, 100), minute(0, 1_000_000)]);
        let total = told.total.unwrap();
        assert_eq!((total.completed, total.failed, total.canceled), (2, 4, 6));
        let run = total.run.unwrap();
        assert!(run.p50.unwrap().nanos < 120_000, "{run:?}");
        assert!((800_000_000..1_200_000_000).contains(&run.p95.unwrap().nanos), "{run:?}");
        assert_eq!(told.buckets.iter().map(|bucket| bucket.completed).sum::<i64>(), 2);
    }

    #[test]
    fn more_than_is_kept_is_not_told() {
        assert!(asked(10_080).is_ok());
        for minutes in [10_081, -1] {
            assert!(asked(minutes).is_err(), "{minutes}");
        }
    }
}
