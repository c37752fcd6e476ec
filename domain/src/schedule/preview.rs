//! The next times of a plan, with what is odd about them.

use jiff::{Timestamp as Instant, civil::DateTime, tz::Offset};
use serde::{Deserialize, Serialize};

use super::{
    Fold, Gap, Plan,
    civil::Times,
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

/// Seams looked at between two times: a century of two a year.
const SEAMS: usize = 200;
/// Times that a note counts out in one gap before it says only where the gap ends.
const COUNTED: usize = 3_600;

impl Plan {
    /// The next `n` times after `after` (at most a thousand), with a word on each that is odd.
    pub fn preview(&self, after: Timestamp, n: usize) -> Vec<Preview> {
        let mut last = after;
        let mut times = Vec::new();
        while times.len() < n.min(limits::PREVIEW)
            && let Some(at) = self.next(last)
        {
            times.push(self.told(last, at));
            last = at;
        }
        times
    }

    fn told(&self, last: Timestamp, at: Timestamp) -> Preview {
        let instant = Instant::from_microsecond(at.micros()).unwrap_or(Instant::UNIX_EPOCH);
        let offset = self.zone.to_offset(instant);
        let mut notes = Vec::new();
        if let Source::Local(all) = &self.source {
            for times in all {
                self.left_out(times, last.micros() / 1_000_000, instant.as_second(), &mut notes);
            }
            notes.extend(all.iter().find_map(|times| self.oddity(times, instant.as_second())));
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

    /// Notes what gaps between two times have swallowed.
    fn left_out(&self, times: &Times, last: i64, at: i64, notes: &mut Vec<String>) {
        let Ok(from) = Instant::from_second(last) else { return };
        if self.rules(times).gap != Gap::Skip {
            return;
        }
        let seams = self.zone.following(from).take(SEAMS).map(|seam| seam.timestamp().as_second());
        for seam in seams.take_while(|seam| *seam <= at) {
            let Some((start, before, offset)) = gap(Era::of(&self.zone, seam)) else { continue };
            if let Some(range) = swallowed(times, start, before, offset) {
                let day = local(start, before).map_or_else(String::new, |at| at.date().to_string());
                notes.push(format!("left out: {range} on {day}, which the clock skips"));
            }
        }
    }

    /// What is odd about a time itself.
    fn oddity(&self, times: &Times, at: i64) -> Option<String> {
        let era = Era::of(&self.zone, at)?;
        let rules = self.rules(times);
        if let Some((start, before, offset)) = gap(Some(era)) {
            let missing = match rules.gap {
                Gap::Edge if at == start => swallowed(times, start, before, offset),
                Gap::Shift => local(at, before)
                    .filter(|missed| Some(*missed) < local(start, offset))
                    .filter(|missed| times.first_from(*missed) == Some(*missed))
                    .map(clock),
                Gap::Edge | Gap::Skip | Gap::Cron => None,
            };
            if let Some(missing) = missing {
                return Some(format!("stands for {missing}, which this day does not have"));
            }
        }
        let here = local(at, era.offset)?;
        if times.first_from(here) != Some(here) {
            return None;
        }
        let second_pass =
            era.start.is_some_and(|(start, before)| Some(here) < local(start, before));
        let first_pass = era.end.is_some_and(|(end, after)| Some(here) > local(end, after));
        let which = match (rules.fold, first_pass, second_pass) {
            (_, false, false) => return None,
            (Fold::First | Fold::Cron, ..) => "only the first counts",
            (Fold::Last, ..) => "only the second counts",
            (Fold::Both, true, _) => "this is the first",
            (Fold::Both, false, _) => "this is the second",
        };
        Some(format!("{} comes twice on this day, {which}", clock(here)))
    }
}

/// Start, offset before and offset after, of an era that begins with a gap.
fn gap(era: Option<Era>) -> Option<(i64, Offset, Offset)> {
    let era = era?;
    let (start, before) = era.start?;
    (before < era.offset).then_some((start, before, era.offset))
}

/// The local times of a gap that were meant: `02:30`, or `02:00 to 02:45`.
fn swallowed(times: &Times, start: i64, before: Offset, offset: Offset) -> Option<String> {
    let end = local(start, offset)?;
    let meant = |from: DateTime| times.first_from(from).filter(|found| *found < end);
    let first = meant(local(start, before)?)?;
    let mut last = first;
    for _ in 0..COUNTED {
        let after = second(last, before).and_then(|second| local(second + 1, before))?;
        match meant(after) {
            Some(found) => last = found,
            None if last == first => return Some(clock(first)),
            None => break,
        }
    }
    Some(format!("{} to {}", clock(first), clock(last)))
}

fn clock(at: DateTime) -> String {
    match at.second() {
        0 => format!("{:02}:{:02}", at.hour(), at.minute()),
        second => format!("{:02}:{:02}:{second:02}", at.hour(), at.minute()),
    }
}
