//! Times that blackouts let through, and schedules of which they let none through: those have times and
//! would never run.

use std::{iter::from_fn, time::Duration};

use jiff::{Span, civil::DateTime};

use super::{
    Blackout, Bound, Plan, Schedule, When,
    blackout::{DAY, minute_of},
    next_interval,
    walk::Walk,
};
use crate::Timestamp;

/// So far is looked for a time in no blackout, from the first one on: ten years.
const AHEAD: Duration = Duration::from_secs(3_653 * 86_400);

/// Windows that are looked behind, and expressions that are asked on the way, at the most, so that no
/// schedule takes long. Windows of a week on which a job runs all the time are far fewer.
const LOOKS: usize = 20_000;

const MOMENT: Duration = Duration::from_micros(1);

/// What is seen behind blackouts, as far as is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// The first time that lies in none.
    Light(Timestamp),
    /// All times lie in one.
    Over,
    /// No time before this one lies in none.
    Far {
        /// It is beyond what is looked at.
        at: Timestamp,
        /// A blackout that is there only once reaches so far.
        by_one: bool,
    },
}

impl Schedule {
    /// The first of its times from `first` on, which is one of them, that lies in no blackout. Those of
    /// an interval are as if each was skipped when it came. None when there is none, or none within ten
    /// years or thousands of windows of `first`.
    pub(crate) fn light_from(&self, plan: &Plan, first: Timestamp) -> Option<Timestamp> {
        match self.sight(plan, first) {
            Sight::Light(at) => Some(at),
            Sight::Over | Sight::Far { .. } => None,
        }
    }

    /// What is seen from `first` on, which is one of its times.
    pub(super) fn sight(&self, plan: &Plan, first: Timestamp) -> Sight {
        let course = match self.when {
            When::Interval { seconds } => Course::Every { first, seconds, ends: self.ends_at },
            When::None | When::Cron { .. } | When::Calendar(_) | When::Once { .. } => {
                Course::Walk(Walk::new(plan))
            }
        };
        Search { plan, course, left: LOOKS }.sight(first)
    }

    /// The first of its times after `after`. Those of an interval that is set at `now` come one by
    /// one when none makes a run.
    pub(super) fn time_after(
        &self,
        plan: &Plan,
        now: Timestamp,
        after: Timestamp,
    ) -> Option<Timestamp> {
        let When::Interval { seconds } = self.when else { return plan.next(after) };
        let first = next_interval(Duration::from_secs(seconds), now, None);
        let first = self.starts_at.map_or(first, |starts| first.max(starts));
        every_after(first, seconds, self.ends_at, after)
    }
}

/// The first after `after` of the times that come each `seconds` from `first` on, before `ends`.
fn every_after(
    first: Timestamp,
    seconds: u64,
    ends: Option<Timestamp>,
    after: Timestamp,
) -> Option<Timestamp> {
    let every = Duration::from_secs(seconds);
    let passed = after.since(first).as_micros() / every.as_micros().max(1);
    let gone = if after < first { 0 } else { u64::try_from(passed + 1).ok()? };
    let at = first.plus(Duration::from_secs(seconds.checked_mul(gone)?));
    ends.is_none_or(|ends| at < ends).then_some(at)
}

/// Times in order, blackouts or not.
enum Course<'p> {
    /// Those of a plan.
    Walk(Walk<'p>),
    /// Those of an interval.
    Every { first: Timestamp, seconds: u64, ends: Option<Timestamp> },
}

impl Course<'_> {
    /// The first time after `after`, which must not be before that of an earlier call.
    fn next_after(&mut self, after: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Walk(walk) => walk.next_after(after),
            Self::Every { first, seconds, ends } => every_after(*first, *seconds, *ends, after),
        }
    }

    /// Expressions that were asked so far.
    const fn asked(&self) -> usize {
        match self {
            Self::Walk(walk) => walk.asked,
            Self::Every { .. } => 0,
        }
    }
}

/// Looks for times in no blackout.
struct Search<'p> {
    plan: &'p Plan,
    course: Course<'p>,
    /// Looks that are left.
    left: usize,
}

impl Search<'_> {
    /// What is seen from `first` on, which is one of the times.
    fn sight(&mut self, first: Timestamp) -> Sight {
        let until = first.plus(AHEAD);
        let (mut at, mut by_one) = (first, false);
        while at <= until {
            let Some(darkness) = self.plan.darkness(at, until, self.left) else {
                return Sight::Light(at);
            };
            let asked = self.course.asked();
            let Some(next) = self.course.next_after(darkness.last) else { return Sight::Over };
            let looks = darkness.windows + self.course.asked() - asked;
            (at, by_one) = (next, darkness.by_one && next > until);
            let Some(left) = self.left.checked_sub(looks) else { break };
            self.left = left;
        }
        Sight::Far { at, by_one }
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
        let over_midnight = until <= from && minute_of(local) >= from;
        let end = i64::from(until) + if over_midnight { i64::from(DAY) } else { 0 };
        local
            .date()
            .to_datetime(jiff::civil::Time::midnight())
            .checked_add(Span::new().minutes(end))
            .ok()
    }
}

/// How far blackouts reach that follow one another without a moment between them.
struct Darkness {
    /// No time up to this instant is in none.
    last: Timestamp,
    /// Whether one of them is there only once.
    by_one: bool,
    /// How many they are.
    windows: usize,
}

impl Plan {
    /// Times after `after`, up to and including `until`, that lie in no blackout. They end early where
    /// blackouts are so many and so short that thousands of times lie in them one by one.
    pub(crate) fn light(
        &self,
        after: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = Timestamp> {
        let course = Course::Walk(Walk::new(self));
        let mut search = Search { plan: self, course, left: LOOKS };
        let mut last = after;
        from_fn(move || {
            let first = search.course.next_after(last).filter(|&at| at <= until)?;
            let Sight::Light(at) = search.sight(first) else { return None };
            last = at;
            Some(at).filter(|&at| at <= until)
        })
    }

    /// How far the blackouts reach that hold `at`, if there are any, looked at beyond `until` and behind
    /// `most` of them no further.
    fn darkness(&self, at: Timestamp, until: Timestamp, most: usize) -> Option<Darkness> {
        let (mut reached, mut found) = (at, None::<Darkness>);
        while let Some((end, is_only)) = self.end_of_blackouts(reached) {
            let (by_one, windows) = found.map_or((false, 0), |found| (found.by_one, found.windows));
            let last = end.minus(MOMENT).max(reached);
            found = Some(Darkness { last, by_one: by_one || is_only, windows: windows + 1 });
            if end <= reached || end > until || windows >= most {
                break;
            }
            reached = end;
        }
        found
    }

    /// The end of the blackouts that hold `at`, if there are any, and whether it is one that is there
    /// only once. It is not after `at` where clocks never show it, or showed it before and do so again.
    fn end_of_blackouts(&self, at: Timestamp) -> Option<(Timestamp, bool)> {
        if self.blackouts.is_empty() {
            return None;
        }
        let local = self.local(at);
        let holding = || self.blackouts.iter().filter(|blackout| blackout.holds(at, local));
        if let Some(end) = holding().filter_map(Blackout::only_end).max() {
            return Some((end, true));
        }
        let end = holding().filter_map(|one| one.daily_end(local)).max()?;
        Some((self.first_instant(end).unwrap_or(at), false))
    }

    /// The first instant at which clocks show a local time; one before it where none ever do.
    fn first_instant(&self, local: DateTime) -> Option<Timestamp> {
        let instant = self.zone.to_ambiguous_timestamp(local).earlier().ok()?;
        Some(Timestamp::from_micros(instant.as_microsecond()))
    }
}
