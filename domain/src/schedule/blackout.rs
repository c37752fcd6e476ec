//! Windows in which nothing is started.

use std::{fmt, str::FromStr};

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize, de::Error as _};

use crate::{NotATime, Timestamp, Violations, limits};

/// A window from `from` up to but not including `until`. Either both are instants, and the window
/// is there once; or both are local times of day, and it comes back on each of `weekdays`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blackout {
    /// Its first moment.
    pub from: Bound,
    /// The first moment after it. A time of day before `from` is on the next day.
    pub until: Bound,
    /// The local days on which a daily window begins, 0 is Sunday; every day when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u16>,
    /// Why, for whoever reads what was skipped; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Blackout {
    /// Whether an instant lies in the window, given its local time.
    pub(super) fn holds(&self, at: Timestamp, local: DateTime) -> bool {
        let (from, until) = match (self.from, self.until) {
            (Bound::At(from), Bound::At(until)) => return from <= at && at < until,
            (Bound::Daily(from), Bound::Daily(until)) => (from, until),
            (Bound::At(_), Bound::Daily(_)) | (Bound::Daily(_), Bound::At(_)) => return false,
        };
        let minute = minute_of(local);
        let today = u16::from(local.weekday().to_sunday_zero_offset().unsigned_abs());
        let begins = |weekday| self.weekdays.is_empty() || self.weekdays.contains(&weekday);
        if from < until {
            begins(today) && (from..until).contains(&minute)
        } else {
            // Over midnight: the rest of today's, or the end of yesterday's.
            begins(today) && minute >= from || begins((today + 6) % 7) && minute < until
        }
    }

    /// Notes what is wrong.
    pub(super) fn check(&self, field: &str, wrong: &mut Violations) {
        let until = format!("{field}.until");
        match (self.from, self.until) {
            (Bound::At(from), Bound::At(to)) => {
                if from >= to {
                    wrong.add(until, "must be after from");
                }
                if !self.weekdays.is_empty() {
                    let weekdays = format!("{field}.weekdays");
                    wrong.add(weekdays, "goes with times of day such as 22:00, not with instants");
                }
            }
            (Bound::Daily(from), Bound::Daily(to)) => {
                if from == to {
                    wrong.add(until, "must differ from from: a whole day is 00:00 to 24:00");
                }
                if from == DAY {
                    wrong.add(format!("{field}.from"), "must be before 24:00");
                }
            }
            (Bound::At(_), Bound::Daily(_)) | (Bound::Daily(_), Bound::At(_)) => {
                wrong.add(until, "must be of the same form as from: a time of day or an instant");
            }
        }
        if self.weekdays.iter().any(|&weekday| weekday > 6) {
            wrong.add(format!("{field}.weekdays"), "must be 0 (Sunday) to 6 (Saturday)");
        }
        if self.weekdays.len() > 7 {
            wrong.add(format!("{field}.weekdays"), "must have at most 7");
        }
        wrong.optional_name(&format!("{field}.reason"), &self.reason, limits::NAME_BYTES);
    }
}

/// Minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// The minute of its day that clocks show.
pub(super) fn minute_of(local: DateTime) -> u16 {
    u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs())
}

/// One end of a window, written `2026-12-24T00:00:00Z` or `22:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// An instant.
    At(Timestamp),
    /// Minutes after local midnight, 0 to 1440 (`24:00`, the end of the day).
    Daily(u16),
}

/// Why a text is no end of a window.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABound {
    /// It looks like neither.
    #[error("must be a time of day such as 22:00, or an RFC 3339 time with an offset")]
    Form,
    /// It is written like an instant and is none.
    #[error(transparent)]
    NotATime(NotATime),
}

impl FromStr for Bound {
    type Err = NotABound;

    fn from_str(text: &str) -> Result<Self, NotABound> {
        match text.parse() {
            Ok(at) => Ok(Self::At(at)),
            Err(NotATime::Form) => minutes(text).map(Self::Daily).ok_or(NotABound::Form),
            Err(wrong) => Err(NotABound::NotATime(wrong)),
        }
    }
}

/// Minutes after midnight of `22:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let is_digit = |b: u8| b.is_ascii_digit() || b == b':';
    if hour.len() != 2 || minute.len() != 2 || !text.bytes().all(is_digit) {
        return None;
    }
    match (hour.parse().ok()?, minute.parse().ok()?) {
        (hour @ 0..=23, minute @ 0..=59) => Some(hour * 60 + minute),
        (24, 0) => Some(DAY),
        _ => None,
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => at.fmt(f),
            Self::Daily(minutes) => write!(f, "{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }
}

impl Serialize for Bound {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::At(at) => at.serialize(serializer),
            Self::Daily(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
