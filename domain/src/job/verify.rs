//! Whether a ledger is complete, found out from what was said about the job alone.

use super::{Fire, Version};
use crate::{
    Timestamp,
    schedule::{Plan, When},
};

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
/// with the rows of `ledger`, in any order, outside of which it does not look.
///
/// The times of an interval follow its runs and cannot be told from what was said: of those it is
/// checked that no two are closer than the interval. A job's latest
/// [`super::JobState::covered_to`] is the latest time that may be asked for. Needs memory for the
/// rows, so that a long ledger is better compared in stretches, see [`Verified::add`].
pub fn verify(
    versions: &[Version],
    covered_to: Timestamp,
    since: Timestamp,
    ledger: impl Iterator<Item = Fire>,
) -> Verified {
    let mut rows: Vec<Timestamp> = ledger
        .map(|fire| fire.nominal)
        .filter(|nominal| (since..=covered_to).contains(nominal))
        .collect();
    rows.sort_unstable();
    let mut found = Verified { found: rows.len() as u64, ..Verified::default() };
    let mut versions: Vec<&Version> = versions.iter().collect();
    versions.sort_unstable_by_key(|version| version.version);
    // Rows before the first version that is known belong to none.
    let mut rest = rows.as_slice();
    let mut last = None;
    for (n, version) in versions.iter().enumerate() {
        let until = versions.get(n + 1).map_or(covered_to, |next| next.valid_from.min(covered_to));
        let from = version.valid_from.max(since.minus(std::time::Duration::from_micros(1)));
        let before;
        (before, rest) = rest.split_at(rest.partition_point(|&row| row <= from.min(until)));
        found.surplus.extend(before.iter().take(Verified::LISTED));
        let own;
        (own, rest) = rest.split_at(rest.partition_point(|&row| row <= until));
        found.compare(version, from, until, own, &mut last);
    }
    found.surplus.extend(rest.iter().take(Verified::LISTED));
    found.absent.truncate(Verified::LISTED);
    found.surplus.truncate(Verified::LISTED);
    found
}

impl Verified {
    /// Compares the times after `from` up to and including `until`.
    fn compare(
        &mut self,
        version: &Version,
        from: Timestamp,
        until: Timestamp,
        rows: &[Timestamp],
        last: &mut Option<Timestamp>,
    ) {
        let schedule = &version.spec.schedule;
        if let (When::Interval { seconds }, true) = (&schedule.when, schedule.active) {
            for &row in rows {
                if last.is_some_and(|last| row.since(last).as_secs() < *seconds) {
                    self.surplus.push(row);
                } else {
                    self.expected += 1;
                }
                *last = Some(row);
            }
            return;
        }
        *last = None;
        let plan = Plan::new(schedule).ok().filter(|_| schedule.is_on());
        let mut rows = rows.iter().copied().peekable();
        for time in plan.iter().flat_map(|plan| plan.between(from, until)) {
            self.expected += 1;
            while let Some(row) = rows.next_if(|&row| row < time) {
                self.note_surplus(row);
            }
            if rows.next_if_eq(&time).is_none() && self.absent.len() < Self::LISTED {
                self.absent.push(time);
            }
        }
        rows.for_each(|row| self.note_surplus(row));
    }

    fn note_surplus(&mut self, row: Timestamp) {
        if self.surplus.len() < Self::LISTED {
            self.surplus.push(row);
        }
    }
}
