//! Instants in UTC with microseconds, the resolution of every database we drive.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z. Never a local time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The latest instant that is accepted from outside and can be written in every zone:
/// 9999-12-30T22:00:00Z.
const LATEST: i64 = 253_402_207_200_000_000;

impl Timestamp {
    /// The instant `micros` microseconds after the epoch, clamped to what RFC 3339 can write.
    pub const fn from_micros(micros: i64) -> Self {
        if micros > LATEST {
            Self(LATEST)
        } else if micros < 0 {
            Self(0)
        } else {
            Self(micros)
        }
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant and `wait` more; the far future at the most.
    #[must_use]
    pub fn plus(self, wait: Duration) -> Self {
        let wait = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_add(wait))
    }

    /// This instant less `wait`; the epoch at the least.
    #[must_use]
    pub fn minus(self, wait: Duration) -> Self {
        let wait = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_sub(wait))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Why a text is no instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an RFC 3339 time with an offset, such as 2026-01-31T09:00:00Z")]
pub struct NotATime;

impl FromStr for Timestamp {
    type Err = NotATime;

    /// Reads RFC 3339. An offset is required: a local time would mean the reader's zone.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| NotATime)?;
        Ok(Self::from_micros(instant.as_microsecond()))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with three decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => write!(f, "{instant:.3}"),
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl Serialize for Timestamp {
    /// RFC 3339 in UTC with all six decimals: what is kept in this form is read back unchanged.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => serializer.collect_str(&format_args!("{instant:.6}")),
            Err(cause) => Err(serde::ser::Error::custom(cause)),
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_three_decimals() {
        let time: Timestamp = "2026-03-29T02:30:00.123456+02:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-03-29T00:30:00.123Z");
        assert_eq!(time.micros() % 1_000, 456, "microseconds are kept");
    }

    #[test]
    fn a_time_survives_its_kept_form() {
        for micros in [0, 1, 1_790_000_000_123_456, LATEST] {
            let time = Timestamp::from_micros(micros);
            let kept = serde_json::to_string(&time).unwrap();
            assert_eq!(serde_json::from_str::<Timestamp>(&kept).unwrap(), time, "{kept}");
        }
    }

    #[test]
    fn a_time_without_an_offset_is_refused() {
        assert_eq!("2026-03-29T02:30:00".parse::<Timestamp>(), Err(NotATime));
        assert_eq!("tomorrow".parse::<Timestamp>(), Err(NotATime));
    }

    #[test]
    fn arithmetic_stops_at_both_ends() {
        assert_eq!(Timestamp::from_micros(5).minus(Duration::from_secs(1)), Timestamp::default());
        assert_eq!(Timestamp::from_micros(i64::MAX).plus(Duration::MAX).micros(), LATEST);
        assert_eq!(Timestamp::from_micros(1).since(Timestamp::from_micros(2)), Duration::ZERO);
    }
}
