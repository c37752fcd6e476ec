//! Whether a ledger is complete, found out from what was said about the job alone.

use std::time::Duration;

use super::{Fire, Version};
use crate::{
    TaskId, Timestamp,
    schedule::{Plan, When},
};

/// To understand an expression takes as long as so many of its times.
const COMPILE: usize = 20;

/// What a comparison found. Lists keep the first [`Verified::LISTED`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Times that the versions name.
    pub expected: u64,
    /// Rows that the ledger has.
    pub found: u64,
    /// Times without a row, in order.
    pub absent: Vec<Timestamp>,
    /// Rows of no such time, in order.
    pub surplus: Vec<Timestamp>,
}

impl Verified {
    /// Entries of a list.
    pub const LISTED: usize = 1_000;

    /// Whether there is no difference.
    pub const fn is_clean(&self) -> bool {
        self.absent.is_empty() && self.surplus.is_empty()
    }

    /// Adds what another stretch of time showed.
    pub fn add(&mut self, other: Self) {
        self.expected += other.expected;
        self.found += other.found;
        for (all, more) in [(&mut self.absent, other.absent), (&mut self.surplus, other.surplus)] {
            all.extend(more);
            all.sort_unstable();
            all.truncate(Self::LISTED);
        }
    }
}

/// Compares the nominal times that `versions` name, from `since` to `covered_to` and both included,
/// with the rows of `ledger`, in any order. Of those outside it looks at the last one before `since`
/// only, from which an interval may have counted.
///
/// The times of an interval follow its runs and cannot all be told from what was said. Each must lie
/// within the bounds of its schedule and at least an interval after the time before it, after the
/// setting of the schedule, and after the end of the run before it, where `finished` knows that. A
/// job's latest [`super::JobState::covered_to`] is the latest time that may be asked for. Needs memory
/// for the rows, so that a long ledger is better compared in stretches, see [`Verified::add`].
pub fn verify(
    versions: &[Version],
    covered_to: Timestamp,
    since: Timestamp,
    ledger: impl Iterator<Item = Fire>,
    finished: impl Fn(TaskId) -> Option<Timestamp>,
) -> Verified {
    verify_some(versions, covered_to, since, ledger, finished, usize::MAX).0
}

/// Compares as [`verify`] does, but for no more than about `work`, which counts times, and those of each
/// expression by themselves. Says also up to where it came: [`Verified::add`] what follows, from the
/// next microsecond on, until that is `covered_to`.
pub fn verify_some(
    versions: &[Version],
    covered_to: Timestamp,
    since: Timestamp,
    ledger: impl Iterator<Item = Fire>,
    finished: impl Fn(TaskId) -> Option<Timestamp>,
    work: usize,
) -> (Verified, Timestamp) {
    let (mut rows, mut last) = (Vec::new(), None::<Fire>);
    for fire in ledger.filter(|fire| fire.nominal <= covered_to) {
        if fire.nominal >= since {
            rows.push(fire);
        } else if last.is_none_or(|last| last.nominal < fire.nominal) {
            last = Some(fire);
        }
    }
    rows.sort_unstable_by_key(|fire| fire.nominal);
    let mut found = Verified::default();
    let up_to = |at: Timestamp| rows.partition_point(|row| row.nominal <= at) as u64;
    let mut left = work.max(1);
    let mut versions: Vec<&Version> = versions.iter().collect();
    versions.sort_unstable_by_key(|version| version.version);
    // Rows before the first version that is known belong to none.
    let mut rest = rows.as_slice();
    for (n, version) in versions.iter().enumerate() {
        let until = versions.get(n + 1).map_or(covered_to, |next| next.valid_from.min(covered_to));
        let from = version.valid_from.max(since.minus(Duration::from_micros(1)));
        if from < until && left == 0 {
            found.found = up_to(from);
            return (found, from);
        }
        let before;
        (before, rest) = rest.split_at(rest.partition_point(|row| row.nominal <= from.min(until)));
        found.note_surplus(before);
        let own;
        (own, rest) = rest.split_at(rest.partition_point(|row| row.nominal <= until));
        last = before.last().copied().or(last);
        match version.spec.schedule.when {
            When::Interval { seconds } if version.spec.schedule.active => {
                let before = n.checked_sub(1).and_then(|n| versions.get(n)).copied();
                let anchor = version.anchor(before);
                found.follow(version, Duration::from_secs(seconds), anchor, last, own, &finished);
            }
            When::None
            | When::Cron { .. }
            | When::Interval { .. }
            | When::Calendar(_)
            | When::Once { .. } => {
                if let Some(reached) = found.compare(version, from, until, own, &mut left) {
                    found.found = up_to(reached);
                    return (found, reached);
                }
            }
        }
        last = own.last().copied().or(last);
    }
    found.note_surplus(rest);
    found.found = rows.len() as u64;
    (found, covered_to)
}

impl Version {
    /// When its schedule was set, if it surely was with this version: it is the job's first, or has
    /// another one than the version before.
    fn anchor(&self, before: Option<&Self>) -> Option<Timestamp> {
        let is_set = match before {
            Some(before) => before.spec.schedule != self.spec.schedule,
            None => self.version == 1,
        };
        is_set.then_some(self.valid_from)
    }
}

impl Verified {
    /// Compares the times after `from` up to and including `until`. When nothing is `left` of the work
    /// before that, the last time that was compared.
    fn compare(
        &mut self,
        version: &Version,
        from: Timestamp,
        until: Timestamp,
        rows: &[Fire],
        left: &mut usize,
    ) -> Option<Timestamp> {
        let schedule = &version.spec.schedule;
        let (mut rest, mut last) = (rows, None);
        let width = schedule.width();
        let plan = if from < until && schedule.is_on() {
            *left = left.saturating_sub(width * COMPILE);
            Plan::new(schedule).ok()
        } else {
            None
        };
        for time in plan.iter().flat_map(|plan| plan.between(from, until)) {
            if last.is_some() && *left == 0 {
                return last;
            }
            *left = left.saturating_sub(width);
            last = Some(time);
            self.expected += 1;
            let before;
            (before, rest) = rest.split_at(rest.partition_point(|row| row.nominal < time));
            self.note_surplus(before);
            match rest.split_first() {
                Some((row, behind)) if row.nominal == time => rest = behind,
                Some(_) | None if self.absent.len() < Self::LISTED => self.absent.push(time),
                Some(_) | None => {}
            }
        }
        self.note_surplus(rest);
        None
    }

    /// Holds the times of an interval against what each must have waited for.
    fn follow(
        &mut self,
        version: &Version,
        every: Duration,
        anchor: Option<Timestamp>,
        mut last: Option<Fire>,
        rows: &[Fire],
        finished: &impl Fn(TaskId) -> Option<Timestamp>,
    ) {
        let schedule = &version.spec.schedule;
        for row in rows {
            let run = last.and_then(|last| finished(last.outcome.task()?));
            let waited_for = anchor.max(last.map(|last| last.nominal)).max(run);
            let is_early = waited_for.is_some_and(|base| row.nominal < base.plus(every))
                || schedule.starts_at.is_some_and(|starts| row.nominal < starts);
            let is_late = schedule.ends_at.is_some_and(|ends| row.nominal >= ends);
            if is_early || is_late {
                self.note_surplus(std::slice::from_ref(row));
            } else {
                self.expected += 1;
            }
            last = Some(*row);
        }
    }

    fn note_surplus(&mut self, rows: &[Fire]) {
        let room = Self::LISTED.saturating_sub(self.surplus.len());
        self.surplus.extend(rows.iter().take(room).map(|row| row.nominal));
    }
}
