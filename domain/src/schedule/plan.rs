//! A schedule compiled.

use std::time::Duration;

use jiff::{Timestamp as Instant, tz::TimeZone};

use super::{
    Blackout, Fold, Gap, Schedule, When,
    civil::{Known, Times},
    cron,
    odd::{self, Rules},
    walk::Walk,
    zone,
};
use crate::{Timestamp, Violations, limits};

/// A schedule that was understood, ready to be asked. Compile once, ask often.
///
/// All that it says follows from the schedule and the built-in zone data alone: any scheduler gets
/// the same answer at any time.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) zone: TimeZone,
    pub(super) source: Source,
    pub(super) gap: Gap,
    pub(super) fold: Fold,
    pub(super) starts: Option<i64>,
    pub(super) ends: Option<Timestamp>,
    jitter: Duration,
    pub(super) blackouts: Vec<Blackout>,
}

/// Where nominal times come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// There are none, or they follow what happens.
    Nothing,
    /// A single second.
    Once(i64),
    /// Local times; what several of them mean counts once.
    Local(Vec<Known>),
}

pub(super) const MICROS: i64 = 1_000_000;

/// The first whole second at or after an instant.
pub(super) const fn whole_second(at: Timestamp) -> i64 {
    (at.micros() + MICROS - 1) / MICROS
}

pub(super) const fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_micros(second.saturating_mul(MICROS))
}

impl Plan {
    /// Understands a schedule. Whether it ever fires is not asked here, see [`Schedule::check`].
    ///
    /// # Errors
    /// What is wrong with it, with paths below the schedule: `expressions[0]`, `timezone`.
    pub fn new(schedule: &Schedule) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let found = zone::find(&schedule.timezone);
        if found.is_none() {
            wrong.add("timezone", zone::unknown(&schedule.timezone));
        }
        let source = match &schedule.when {
            When::None | When::Interval { .. } => Source::Nothing,
            When::Once { at } => Source::Once(whole_second(*at)),
            When::Calendar(calendar) => {
                calendar.check(&mut wrong);
                Source::Local(vec![Times::of(calendar).into()])
            }
            When::Cron { expressions } => Source::Local(parse(expressions, &mut wrong)),
        };
        for (at, blackout) in schedule.blackouts.iter().enumerate() {
            blackout.check(&format!("blackouts[{at}]"), &mut wrong);
        }
        wrong.or(Self {
            zone: found.unwrap_or(TimeZone::UTC),
            source,
            gap: schedule.gap,
            fold: schedule.fold,
            starts: schedule.starts_at.map(whole_second),
            ends: schedule.ends_at,
            jitter: schedule.jitter,
            blackouts: schedule.blackouts.clone(),
        })
    }

    /// The first nominal time strictly after `after`, in whole seconds and within the schedule's
    /// bounds. None when there is none within fifty years, and none for an interval, whose times
    /// follow its finishes: see [`next_interval`](super::next_interval).
    ///
    /// A time in a blackout is a nominal time like any other.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        Walk::new(self).next_after(after)
    }

    /// All nominal times after `after`, up to and including `until`, in order.
    pub fn between(&self, after: Timestamp, until: Timestamp) -> impl Iterator<Item = Timestamp> {
        let (mut walk, mut last) = (Walk::new(self), after);
        let rising = std::iter::from_fn(move || {
            last = walk.next_after(last)?;
            Some(last)
        });
        rising.take_while(move |&at| at <= until)
    }

    /// The first second at or after `from` that the expression at `index` means.
    pub(super) fn first_from(&self, index: usize, from: i64) -> Option<i64> {
        match &self.source {
            Source::Nothing => None,
            Source::Once(at) => Some(*at).filter(|at| *at >= from),
            Source::Local(all) => {
                let Known { times, .. } = all.get(index).filter(|known| known.possible)?;
                odd::first_from(times, self.rules(times), &self.zone, from)
            }
        }
    }

    /// The window that forbids to start at `at`, if there is one.
    pub fn blackout(&self, at: Timestamp) -> Option<&Blackout> {
        let local = self.local(at);
        self.blackouts.iter().find(|blackout| blackout.holds(at, local))
    }

    /// How long after `nominal` a job starts: a part of the schedule's jitter that depends on the
    /// job and the nominal time alone, the same whoever asks and however often.
    pub fn jitter(&self, job: &[u8; 16], nominal: Timestamp) -> Duration {
        let most = u64::try_from(self.jitter.as_micros()).unwrap_or(u64::MAX);
        let job = u128::from_le_bytes(*job);
        let [low, high] = [job as u64, (job >> 64) as u64];
        let drawn = mix(mix(mix(low) ^ high) ^ nominal.micros().unsigned_abs());
        // The upper half of the product is `drawn` scaled to the span.
        let part = (u128::from(drawn) * (u128::from(most) + 1)) >> 64;
        Duration::from_micros(u64::try_from(part).unwrap_or(most))
    }

    pub(super) fn local(&self, at: Timestamp) -> jiff::civil::DateTime {
        let instant = Instant::from_microsecond(at.micros()).unwrap_or(Instant::UNIX_EPOCH);
        self.zone.to_datetime(instant)
    }

    pub(super) const fn rules(&self, times: &Times) -> Rules {
        Rules::of(self.gap, self.fold, times)
    }
}

fn parse(expressions: &[String], wrong: &mut Violations) -> Vec<Known> {
    if expressions.is_empty() {
        wrong.add("expressions", "must not be empty");
    }
    if expressions.len() > limits::EXPRESSIONS {
        let most = limits::EXPRESSIONS;
        wrong.add("expressions", format!("must have at most {most}, has {}", expressions.len()));
        return Vec::new();
    }
    let parsed = expressions.iter().enumerate().filter_map(|(at, text)| {
        cron::parse(text)
            .map(Known::from)
            .map_err(|cause| wrong.add(format!("expressions[{at}]"), cause))
            .ok()
    });
    parsed.collect()
}

/// Spreads a number over all bits: splitmix64's finisher.
const fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
