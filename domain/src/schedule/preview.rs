//! The next times of a plan, with what is odd about them.

use std::iter::successors;

use jiff::{Timestamp as Instant, civil::DateTime, tz::Offset};
use serde::{Deserialize, Serialize};

use super::{
    Fold, Gap, Plan, Schedule, When,
    civil::{Known, Times},
    describe::words::and,
    plan::Source,
    zone::{Era, local, second},
};
use crate::{Timestamp, Violations, limits};

/// A time to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The nominal time.
    pub at: Timestamp,
    /// The same to the second in the schedule's zone, with its offset: `2026-03-29T03:00:00+02:00`.
    pub local: String,
    /// What is odd about it, or about what was left out before it; of the first also what an
    /// expression seems to say and does not. Absent on most.
    pub note: Option<String>,
}

/// Seams looked at between two times: four years of two a year.
const SEAMS: usize = 8;
/// Oddities told of one time: a hundred expressions may have more, all of one kind.
const NOTES: usize = 8;

impl Schedule {
    /// The next `n` times after `after` (at most a thousand), see [`Plan::preview`]. Those of an interval,
    /// which follow what happens, are as if it was set at `after` and no run took any time, and end with
    /// [`limits::PLANNED`]. Costs by what is told, whatever is asked.
    ///
    /// # Errors
    /// Those of [`Plan::new`].
    pub fn preview(&self, after: Timestamp, n: usize) -> Result<Vec<Preview>, Violations> {
        let plan = Plan::new(self)?;
        if !matches!(self.when, When::Interval { .. }) {
            return Ok(plan.preview(after, n));
        }
        let first = self.time_after(&plan, after, after);
        let times = successors(first, |last| self.time_after(&plan, after, *last));
        let times = times.take_while(|at| *at <= limits::PLANNED).take(n.min(limits::PREVIEW));
        Ok(times.map(|at| plan.told(at, at)).collect())
    }
}

impl Plan {
    /// The next `n` times after `after` (at most a thousand), with a word on each that is odd.
    pub fn preview(&self, after: Timestamp, n: usize) -> Vec<Preview> {
        let mut last = after;
        let times = self.between(after, Timestamp::from_micros(i64::MAX));
        let told = |at| self.told(std::mem::replace(&mut last, at), at);
        let mut all: Vec<Preview> = times.take(n.min(limits::PREVIEW)).map(told).collect();
        if let (Source::Local(known), Some(first)) = (&self.source, all.first_mut()) {
            let remarks = known.iter().flat_map(|known| &known.times.remarks).cloned();
            let notes: Vec<String> = remarks.chain(first.note.take()).collect();
            first.note = (!notes.is_empty()).then(|| notes.join("; "));
        }
        all
    }

    fn told(&self, last: Timestamp, at: Timestamp) -> Preview {
        let instant = Instant::from_microsecond(at.micros()).unwrap_or(Instant::UNIX_EPOCH);
        let offset = self.zone.to_offset(instant);
        let mut notes = Vec::new();
        if let Source::Local(all) = &self.source {
            let gaps = self.gaps(last.micros() / 1_000_000, instant.as_second());
            let left_out = |known: &Known| {
                let times = &known.times;
                gaps.iter().filter_map(|gap| self.left_out(times, *gap)).collect::<Vec<_>>()
            };
            notes.extend(all.iter().flat_map(left_out).take(NOTES));
            notes.extend(self.oddity(all, instant.as_second()));
        }
        if let Some(blackout) = self.blackout(at) {
            let reason = match blackout.reason.as_str() {
                "" => String::new(),
                reason => format!(" ({reason})"),
            };
            notes.push(format!("falls into a blackout{reason} and is skipped"));
        }
        notes.dedup();
        let second = Instant::from_second(instant.as_second()).unwrap_or(instant);
        Preview {
            at,
            local: second.display_with_offset(offset).to_string(),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
        }
    }

    /// The gaps after `last`, up to and including `at`.
    fn gaps(&self, last: i64, at: i64) -> Vec<Skipped> {
        let Ok(from) = Instant::from_second(last) else { return Vec::new() };
        let seams = self.zone.following(from).take(SEAMS).map(|seam| seam.timestamp().as_second());
        seams
            .take_while(|seam| *seam <= at)
            .filter_map(|seam| Skipped::before(Era::of(&self.zone, seam)?))
            .collect()
    }

    /// What a gap has swallowed.
    fn left_out(&self, times: &Times, gap: Skipped) -> Option<String> {
        if self.rules(times).gap != Gap::Skip {
            return None;
        }
        let range = gap.swallowed(times)?;
        let day = local(gap.start, gap.before)?.date();
        Some(format!("left out: {range} on {day}, which the clock skips"))
    }

    /// What is odd about a time itself.
    fn oddity(&self, all: &[Known], at: i64) -> Option<String> {
        let era = Era::of(&self.zone, at)?;
        let here = local(at, era.offset)?;
        let second_pass =
            era.start.is_some_and(|(start, before)| Some(here) < local(start, before));
        let first_pass = era.end.is_some_and(|(end, after)| Some(here) >= local(end, after));
        if let Some(missing) = self.missing(all, Skipped::before(era), at) {
            let own = if all.iter().any(|known| known.times.hold(here)) {
                format!("is due at {} anyway, and ", clock(here))
            } else {
                String::new()
            };
            return Some(format!("{own}stands for {missing}, which this day does not have"));
        }
        all.iter().find_map(|Known { times, .. }| {
            let rules = self.rules(times);
            let which = match (rules.fold, first_pass, second_pass) {
                (_, false, false) => return None,
                (Fold::First | Fold::Cron, ..) => "only the first counts",
                (Fold::Last, ..) => "only the second counts",
                (Fold::Both, true, _) => "this is the first",
                (Fold::Both, false, _) => "this is the second",
            };
            times.hold(here).then(|| format!("{} comes twice on this day, {which}", clock(here)))
        })
    }

    /// The local times in a gap for which `at` stands, of the first few expressions.
    fn missing(&self, all: &[Known], gap: Option<Skipped>, at: i64) -> Option<String> {
        let gap = gap?;
        let stood_for =
            |known: &Known| gap.stood_for(&known.times, self.rules(&known.times).gap, at);
        let mut told: Vec<String> = all.iter().filter_map(stood_for).take(NOTES).collect();
        told.sort_unstable();
        told.dedup();
        (!told.is_empty()).then(|| and(&told))
    }
}

/// A gap: the first second after it, and the offsets on both sides.
#[derive(Clone, Copy, Debug)]
struct Skipped {
    start: i64,
    before: Offset,
    after: Offset,
}

impl Skipped {
    /// The gap with which an era begins.
    fn before(era: Era) -> Option<Self> {
        let (start, before) = era.start?;
        (before < era.offset).then_some(Self { start, before, after: era.offset })
    }

    /// The local times in it that were meant: `02:30`, or `02:00 to 02:45`.
    fn swallowed(self, times: &Times) -> Option<String> {
        let end = local(self.start, self.after)?;
        let meant = |from: DateTime| times.first_between(from, end);
        let first = meant(local(self.start, self.before)?)?;
        // The last one by halving: there may be one for each second.
        let (mut known, mut beyond) = (second(first, self.before)?, second(end, self.before)?);
        while known + 1 < beyond {
            let middle = known + (beyond - known) / 2;
            match meant(local(middle, self.before)?) {
                Some(found) => known = second(found, self.before)?,
                None => beyond = middle,
            }
        }
        let last = local(known, self.before)?;
        Some(if last == first {
            clock(first)
        } else {
            format!("{} to {}", clock(first), clock(last))
        })
    }

    /// The local times in it for which `at` stands.
    fn stood_for(self, times: &Times, rule: Gap, at: i64) -> Option<String> {
        match rule {
            Gap::Edge if at == self.start => self.swallowed(times),
            Gap::Shift => {
                let missed = local(at, self.before)?;
                let inside = Some(missed) < local(self.start, self.after);
                (inside && times.hold(missed)).then(|| clock(missed))
            }
            Gap::Edge | Gap::Skip | Gap::Cron => None,
        }
    }
}

fn clock(at: DateTime) -> String {
    match at.second() {
        0 => format!("{:02}:{:02}", at.hour(), at.minute()),
        second => format!("{:02}:{:02}:{second:02}", at.hour(), at.minute()),
    }
}
