//! When a job runs by itself: how that is said, and which instants it means.
//!
//! A [`Schedule`] is what a person declares and a job keeps. A [`Plan`] is the same thing compiled:
//! zone looked up, expressions parsed, ready to be asked for its next time. `docs/scheduling.md`
//! tells the rules for people, with a table of what each does on an odd day.
//!
//! Zones come from the data that is built into the program, never from the machine, so that every
//! scheduler of a fleet means the same instant.

mod blackout;
mod check;
mod civil;
mod cron;
mod dark;
mod describe;
mod odd;
mod plan;
mod preview;
mod walk;
mod zone;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use blackout::{Blackout, Bound};
pub use describe::describe;
pub use plan::Plan;
pub use preview::Preview;

use crate::Timestamp;

/// When a job runs by itself, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The times, before the bounds below.
    #[serde(flatten)]
    pub when: When,
    /// The IANA zone in which expressions, calendars and daily blackouts are read.
    #[serde(default = "utc")]
    pub timezone: String,
    /// Whether it fires. Off keeps the schedule and stops only what it starts.
    #[serde(default = "yes")]
    pub active: bool,
    /// No nominal time before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// No nominal time at or after this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Each start comes up to this much after its nominal time, see [`Plan::jitter`].
    #[serde(default, skip_serializing_if = "Duration::is_zero")]
    pub jitter: Duration,
    /// A nominal time in one of these is skipped, and kept as skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blackouts: Vec<Blackout>,
    /// What becomes of local times that a clock set forward leaves out.
    #[serde(default)]
    pub gap: Gap,
    /// What becomes of local times that a clock set back repeats.
    #[serde(default)]
    pub fold: Fold,
}

fn utc() -> String {
    "UTC".to_owned()
}

const fn yes() -> bool {
    true
}

impl Default for Schedule {
    /// None, in UTC, with the default rules.
    fn default() -> Self {
        Self {
            when: When::None,
            timezone: utc(),
            active: yes(),
            starts_at: None,
            ends_at: None,
            jitter: Duration::ZERO,
            blackouts: Vec::new(),
            gap: Gap::default(),
            fold: Fold::default(),
        }
    }
}

impl Schedule {
    /// Expressions that are asked for each of its times.
    pub(crate) fn width(&self) -> usize {
        match &self.when {
            When::Cron { expressions } => expressions.len().max(1),
            When::None | When::Interval { .. } | When::Calendar(_) | When::Once { .. } => 1,
        }
    }
}

/// The times themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum When {
    /// Only by hand.
    #[default]
    None,
    /// Whenever any of the expressions matches the local time.
    Cron {
        /// Five fields (minute first), six (second first), or a word such as `@daily`.
        expressions: Vec<String>,
    },
    /// This long after the last finish, see [`next_interval`].
    Interval {
        /// From a finish to the next start, in seconds.
        seconds: u64,
    },
    /// Whenever all lists hold the local time.
    Calendar(Calendar),
    /// A single time.
    Once {
        /// That time; a part of a second counts as the whole.
        at: Timestamp,
    },
}

/// Local minutes, picked by lists that must all agree. A list that is absent or empty allows
/// anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
    /// Years, such as 2026.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<Vec<u16>>,
    /// 1 is January.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<Vec<u16>>,
    /// Days of the month from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<u16>>,
    /// 0 is Sunday, 6 is Saturday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<u16>>,
    /// 0 to 23.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<u16>>,
    /// 0 to 59.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Vec<u16>>,
}

/// What becomes of nominal times that fall into a gap: local times that a clock set forward leaves
/// out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// As Debian's cron does: a time with `*` in minute or hour is left out, a fixed one runs once
    /// at the end of the gap.
    #[default]
    Cron,
    /// All run once, at the end of the gap.
    Edge,
    /// Each runs as much later as the gap is long: as if the clock had not been set.
    Shift,
    /// All are left out.
    Skip,
}

/// What becomes of nominal times that fall into a fold: local times that a clock set back repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// As Debian's cron does: a time with `*` in minute or hour runs in both passes, a fixed one
    /// in the first.
    #[default]
    Cron,
    /// All run in the first pass only.
    First,
    /// All run in the second pass only.
    Last,
    /// All run in both passes.
    Both,
}

/// When a job with an interval is next due: the interval after its last finish, or after `anchor`
/// (when its schedule was set on) if that is later.
pub fn next_interval(
    every: Duration,
    anchor: Timestamp,
    last_finish: Option<Timestamp>,
) -> Timestamp {
    last_finish.map_or(anchor, |finish| finish.max(anchor)).plus(every)
}

#[cfg(test)]
mod tests;
