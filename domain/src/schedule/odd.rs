//! Local times laid on the time line, with the rules for the days on which a clock is set.
//!
//! A zone's history is a chain of eras with one offset each. Within an era local time runs evenly,
//! so the next match is a matter of fields. Only the seams are odd: at a *gap* some local times are
//! in no era, at a *fold* some are in two.

use jiff::tz::TimeZone;

use super::{
    Fold, Gap,
    civil::Times,
    zone::{Era, local, second},
};

/// Far enough before a local time to be before it under any offset a zone ever had.
const MARGIN: i64 = 2 * 24 * 60 * 60;

/// How far a time is looked for that is not left out: fifty years, as far as the fields themselves look.
/// Else what lies in gaps alone would be sought year by year until the end of time.
const HORIZON: i64 = 50 * 366 * 24 * 60 * 60;

/// Both rules for one expression or calendar, with `Cron` decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) gap: Gap,
    pub(super) fold: Fold,
}

impl Rules {
    /// Decides what Debian's cron would do.
    pub(super) const fn of(gap: Gap, fold: Fold, times: &Times) -> Self {
        Self {
            gap: match (gap, times.open) {
                (Gap::Cron, true) => Gap::Skip,
                (Gap::Cron, false) => Gap::Edge,
                (Gap::Edge | Gap::Shift | Gap::Skip, _) => gap,
            },
            fold: match (fold, times.open) {
                (Fold::Cron, true) => Fold::Both,
                (Fold::Cron, false) => Fold::First,
                (Fold::First | Fold::Last | Fold::Both, _) => fold,
            },
        }
    }
}

/// The first second at or after `from` that is meant, if there is one within fifty years; where years are
/// named, within those.
pub(super) fn first_from(
    times: &Times,
    rules: Rules,
    zone: &TimeZone,
    mut from: i64,
) -> Option<i64> {
    let last = if times.years.is_empty() { from.saturating_add(HORIZON) } else { i64::MAX };
    while from <= last {
        let era = Era::of(zone, from)?;
        let from_gap = in_gap(times, rules.gap, era, from);
        let mut low = local(from, era.offset)?;
        if let (Fold::First, Some((start, before))) = (rules.fold, era.start) {
            // At a gap this is a local time of the era before, so it raises nothing.
            low = low.max(local(start, before)?);
        }
        let Some(found) = times.first_from(low) else { return from_gap };
        let at = second(found, era.offset)?;
        let Some((end, after)) = era.end else {
            return Some(from_gap.map_or(at, |gap| gap.min(at)));
        };
        let within = match rules.fold {
            Fold::Last => at < end && found < local(end, after)?,
            Fold::Cron | Fold::First | Fold::Both => at < end,
        };
        if within {
            return Some(from_gap.map_or(at, |gap| gap.min(at)));
        }
        if from_gap.is_some() {
            return from_gap;
        }
        // No match lies between `low` and `found`, so go near it at once, unless a fold at the end
        // of this era goes back behind `low`.
        from = if local(end, after)? < low { end } else { end.max(at - MARGIN) };
    }
    None
}

/// The first time at or after `from` that comes from the gap at the start of this era.
fn in_gap(times: &Times, rule: Gap, era: Era, from: i64) -> Option<i64> {
    let (start, before) = era.start?;
    if before >= era.offset {
        return None;
    }
    let end_of_gap = local(start, era.offset)?;
    let since = match rule {
        Gap::Edge if from <= start => start,
        Gap::Shift => from.max(start),
        Gap::Edge | Gap::Skip | Gap::Cron => return None,
    };
    let missed = times.first_between(local(since, before)?, end_of_gap)?;
    match rule {
        Gap::Shift => second(missed, before),
        Gap::Edge | Gap::Skip | Gap::Cron => Some(start),
    }
}
