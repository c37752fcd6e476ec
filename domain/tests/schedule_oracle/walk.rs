//! Every step of a window, with its local time, and what an expression means there.

use std::{collections::BTreeSet, sync::OnceLock};

use taskmaster_domain::schedule::{Fold, Gap};

use crate::{
    matcher::{Day, Matcher},
    zones,
};

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A step of a walk.
struct Moment {
    at: i64,
    /// Its local time, in seconds as if that were UTC.
    local: i64,
    /// The same local time comes again.
    again: bool,
    /// The same local time was before.
    before: bool,
}

/// A clock set forward.
struct Leap {
    /// The first instant after it.
    at: i64,
    before: i64,
    after: i64,
}

/// A span of time in a zone, walked once for many expressions.
pub(crate) struct Window {
    pub(crate) zone: String,
    pub(crate) from: i64,
    pub(crate) until: i64,
    step: i64,
    moments: Vec<Moment>,
    leaps: Vec<Leap>,
}

impl Window {
    /// From `from` up to but not including `until`.
    pub(crate) fn new(name: &str, from: i64, until: i64, step: i64) -> Self {
        let zone = zones::zone(name);
        let offset = |at| zones::offset(&zone, at);
        // What a clock did before it can reach into the window.
        let margin = if step == MINUTE { DAY } else { 3 * HOUR };
        let all: Vec<(i64, i64)> = (from - margin..until)
            .step_by(usize::try_from(step).unwrap())
            .map(|at| (at, offset(at)))
            .collect();
        let around = (from - 2 * DAY..until + 2 * DAY).step_by(600).map(offset);
        let offsets: BTreeSet<i64> = all.iter().map(|(_, offset)| *offset).chain(around).collect();
        let moments = all.iter().map(|&(at, own)| {
            assert_eq!(own % step, 0, "{name} is out of step");
            let local = at + own;
            let others = || offsets.iter().filter(|&&other| offset(local - other) == other);
            Moment {
                at,
                local,
                again: others().any(|other| local - other > at),
                before: others().any(|other| local - other < at),
            }
        });
        let moments = moments.collect();
        let leaps = all
            .windows(2)
            .filter(|pair| pair[0].1 < pair[1].1)
            .map(|pair| Leap { at: pair[1].0, before: pair[0].1, after: pair[1].1 })
            .collect();
        Self { zone: name.to_owned(), from, until, step, moments, leaps }
    }
}

/// The first day that `days` counts, 2009-01-01, a Thursday, in days since the epoch.
const FIRST_DAY: i64 = 14_245;

/// Each date from 2009 to 2040.
fn days() -> &'static [Day] {
    static DAYS: OnceLock<Vec<Day>> = OnceLock::new();
    DAYS.get_or_init(|| {
        let mut weekday = 4;
        let mut days = Vec::new();
        for year in 2009..=2040 {
            for month in 1..=12 {
                let length = match month {
                    2 if year % 4 == 0 => 29,
                    2 => 28,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                };
                for day in 1..=length {
                    days.push(Day { month, day, weekday, length });
                    weekday = (weekday + 1) % 7;
                }
            }
        }
        days
    })
}

/// An expression, asked once for each date of a window and each hour, minute and second.
struct Table {
    first: i64,
    dates: Vec<bool>,
    hours: Vec<bool>,
    minutes: Vec<bool>,
    seconds: Vec<bool>,
}

fn index(value: i64) -> usize {
    usize::try_from(value).unwrap()
}

impl Table {
    fn new(matcher: &Matcher, window: &Window) -> Self {
        let first = window.from.div_euclid(DAY) - 3;
        let dates = &days()[index(first - FIRST_DAY)..=index(window.until / DAY + 2 - FIRST_DAY)];
        Self {
            first,
            dates: dates.iter().map(|day| matcher.date(*day)).collect(),
            hours: (0..24).map(|hour| matcher.hour(hour)).collect(),
            minutes: (0..60).map(|minute| matcher.minute(minute)).collect(),
            seconds: (0..60).map(|second| matcher.second(second)).collect(),
        }
    }

    fn holds(&self, local: i64) -> bool {
        let time = local.rem_euclid(DAY);
        self.seconds[index(time % 60)]
            && self.minutes[index(time / 60 % 60)]
            && self.hours[index(time / 3_600)]
            && self.dates[index(local.div_euclid(DAY) - self.first)]
    }
}

/// The seconds at which an expression fires in a window, in order.
pub(crate) fn fires(window: &Window, matcher: &Matcher, gap: Gap, fold: Fold) -> Vec<i64> {
    let table = Table::new(matcher, window);
    let mut fires = BTreeSet::new();
    for moment in &window.moments {
        // A time comes twice: on each of both, the rule says whether it counts.
        let first = matches!(fold, Fold::Cron | Fold::First | Fold::Both);
        let second = matches!(fold, Fold::Last | Fold::Both) || fold == Fold::Cron && matcher.star;
        if (!moment.again || first) && (!moment.before || second) && table.holds(moment.local) {
            fires.insert(moment.at);
        }
    }
    for leap in &window.leaps {
        let missing = leap.at + leap.before..leap.at + leap.after;
        for local in missing.step_by(usize::try_from(window.step).unwrap()) {
            if !table.holds(local) {
                continue;
            }
            match gap {
                Gap::Skip => {}
                Gap::Cron if matcher.star => {}
                Gap::Cron | Gap::Edge => drop(fires.insert(leap.at)),
                Gap::Shift => drop(fires.insert(local - leap.before)),
            }
        }
    }
    fires.range(window.from..window.until).copied().collect()
}
