//! Windows in which nothing is started.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};

use crate::Timestamp;

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
#[error("must be a time of day such as 22:00, or an RFC 3339 time with an offset")]
pub struct NotABound;

impl FromStr for Bound {
    type Err = NotABound;

    fn from_str(text: &str) -> Result<Self, NotABound> {
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        let (hour, minute) = text.split_once(':').ok_or(NotABound)?;
        if hour.len() != 2
            || minute.len() != 2
            || !text.bytes().all(|b| b.is_ascii_digit() || b == b':')
        {
            return Err(NotABound);
        }
        let hour: u16 = hour.parse().map_err(|_| NotABound)?;
        let minute: u16 = minute.parse().map_err(|_| NotABound)?;
        match (hour, minute) {
            (0..=23, 0..=59) | (24, 0) => Ok(Self::Daily(hour * 60 + minute)),
            _ => Err(NotABound),
        }
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
