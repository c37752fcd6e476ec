//! Schedules that lie wholly within their own blackouts: they have times and would never run.

use std::time::Duration;

use jiff::{Span, civil::DateTime};

use super::{Blackout, Bound, Plan, Schedule, When, plan::Source};
use crate::Timestamp;

/// So far is looked for a time in no blackout, from the first one on.
const AHEAD: Duration = Duration::from_secs(400 * 86_400);

/// Expressions that are asked at the most, so that no schedule takes long to be checked. Blackouts that
/// are so many and so short that this does not suffice get the benefit of the doubt.
const LOOKS: usize = 20_000;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

const MOMENT: Duration = Duration::from_micros(1);

impl Schedule {
    /// Whether it has times after `now` and each of them lies in a blackout, as far as times can be
    /// told: 400 days ahead, and as far again behind each blackout that is there only once. Those of
    /// an interval are as if each were skipped.
    pub(super) fn is_dark(&self, plan: &Plan, now: Timestamp) -> bool {
        if self.blackouts.is_empty() {
            return false;
        }
        let expressions = match &plan.source {
            Source::Nothing | Source::Once(_) => 1,
            Source::Local(all) => all.len().max(1),
        };
        let (mut after, mut until) = (now, None);
        for _ in 0..LOOKS / expressions {
            let Some(at) = self.time_after(plan, now, after) else { return after > now };
            if at > *until.get_or_insert(at.plus(AHEAD)) {
                return true;
            }
            let local = plan.local(at);
            let holding = || self.blackouts.iter().filter(|blackout| blackout.holds(at, local));
            if let Some(end) = holding().filter_map(Blackout::only_end).max() {
                // What comes behind it says what the schedule is like.
                (after, until) = (end.minus(MOMENT), None);
            } else if let Some(end) = holding().filter_map(|one| one.daily_end(local)).max() {
                after = plan.first_instant(end).map_or(at, |end| end.minus(MOMENT).max(at));
            } else {
                return false;
            }
        }
        false
    }

    /// The first of its times after `after`. Those of an interval that is set at `now` come one by
    /// one when none makes a run.
    fn time_after(&self, plan: &Plan, now: Timestamp, after: Timestamp) -> Option<Timestamp> {
        let When::Interval { seconds } = self.when else { return plan.next(after) };
        let every = Duration::from_secs(seconds);
        let first = now.plus(every);
        let first = self.starts_at.map_or(first, |starts| first.max(starts));
        let passed = after.since(first).as_micros() / every.as_micros().max(1);
        let gone = if after < first { 0 } else { u32::try_from(passed + 1).ok()? };
        let at = first.plus(every.checked_mul(gone)?);
        self.ends_at.is_none_or(|ends| at < ends).then_some(at)
    }
}

impl Blackout {
    /// The end of a window that is there once.
    const fn only_end(&self) -> Option<Timestamp> {
        match self.until {
            Bound::At(until) => Some(until),
            Bound::Daily(_) => None,
        }
    }

    /// When the window of each day ends that holds this local time.
    fn daily_end(&self, local: DateTime) -> Option<DateTime> {
        let (Bound::Daily(from), Bound::Daily(until)) = (self.from, self.until) else {
            return None;
        };
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let over_midnight = until <= from && minute >= i64::from(from);
        let end = i64::from(until) + if over_midnight { DAY } else { 0 };
        local
            .date()
            .to_datetime(jiff::civil::Time::midnight())
            .checked_add(Span::new().minutes(end))
            .ok()
    }
}

impl Plan {
    /// The first instant at which clocks show a local time; one before it where none ever do.
    fn first_instant(&self, local: DateTime) -> Option<Timestamp> {
        let instant = self.zone.to_ambiguous_timestamp(local).earlier().ok()?;
        Some(Timestamp::from_micros(instant.as_microsecond()))
    }
}
