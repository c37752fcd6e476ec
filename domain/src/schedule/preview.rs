//! The next times of a plan, with what is odd about them.

use jiff::{Timestamp as Instant, civil::DateTime, tz::Offset};
use serde::{Deserialize, Serialize};

use super::{
    Fold, Gap, Plan,
    civil::{Known, Times},
    plan::Source,
    zone::{Era, local, second},
};
use crate::{Timestamp, limits};

/// A time to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The nominal time.
    pub at: Timestamp,
    /// The same in the schedule's zone, with its offset: `2026-03-29T03:00:00+02:00`.
    pub local: String,
    /// What is odd about it, or about what was left out before it; absent on most.
    pub note: Option<String>,
}

/// Seams looked at between two times: four years of two a year.
const SEAMS: usize = 8;
/// Times that are looked through in one gap for the last of them: an hour of seconds.
const COUNTED: usize = 3_600;

impl Plan {
    /// The next `n` times after `after` (at most a thousand), with a word on each that is odd.
    pub fn preview(&self, after: Timestamp, n: usize) -> Vec<Preview> {
        let mut last = after;
        let times = self.between(after, Timestamp::from_micros(i64::MAX));
        let told = |at| self.told(std::mem::replace(&mut last, at), at);
        times.take(n.min(limits::PREVIEW)).map(told).collect()
    }

    fn told(&self, last: Timestamp, at: Timestamp) -> Preview {
        let instant = Instant::from_microsecond(at.micros()).unwrap_or(Instant::UNIX_EPOCH);
        let offset = self.zone.to_offset(instant);
        let mut notes = Vec::new();
        if let Source::Local(all) = &self.source {
            let gaps = self.gaps(last.micros() / 1_000_000, instant.as_second());
            for Known { times, .. } in all {
                notes.extend(gaps.iter().filter_map(|gap| self.left_out(times, *gap)));
            }
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
        Preview {
            at,
            local: instant.display_with_offset(offset).to_string(),
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
        let gap = Skipped::before(era);
        all.iter().find_map(|Known { times, .. }| {
            let rules = self.rules(times);
            if let Some(missing) = gap.and_then(|gap| gap.stood_for(times, rules.gap, at)) {
                return Some(format!("stands for {missing}, which this day does not have"));
            }
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
        let mut last = first;
        for _ in 0..COUNTED {
            let next = local(second(last, self.before)? + 1, self.before)?;
            match meant(next) {
                Some(found) => last = found,
                None => break,
            }
        }
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
