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
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotATime {
    /// It does not look like one.
    #[error("must be an RFC 3339 time with an offset, such as 2026-01-31T09:00:00Z")]
    Form,
    /// It says nothing of a zone.
    #[error(
        "must have an offset, such as Z or +01:00: without one it is another time in each zone"
    )]
    NoOffset,
    /// There are twelve.
    #[error("must have a month from 01 to 12, not {0:02}")]
    NoSuchMonth(i8),
    /// The month is shorter.
    #[error("must be a day that there is: {year:04}-{month:02} has {days} days")]
    NoSuchDay {
        /// As it was said.
        year: i16,
        /// 1 is January.
        month: i8,
        /// How many it has.
        days: i8,
    },
    /// No clock shows it.
    #[error("must have a time of day from 00:00:00 to 23:59:59")]
    NoSuchTime,
    /// It is after the last instant.
    #[error("must not be after 9999-12-30T22:00:00Z: nothing later can be written in every zone")]
    TooLate,
    /// No zone is so far from UTC.
    #[error("must have an offset of hours to 23 and minutes to 59, such as Z or +01:00")]
    NoSuchOffset,
}

impl NotATime {
    /// What is wrong with a text that could not be read.
    pub fn of(text: &str) -> Self {
        match is_too_late(text) {
            true => Self::TooLate,
            false => Self::found(text).unwrap_or(Self::Form),
        }
    }

    /// What is wrong with a text of the right form; nothing when it has another.
    fn found(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
            digits?.parse::<i16>().ok()
        };
        let mark = |at: usize, marks: &[u8]| marks.contains(text.as_bytes().get(at)?).then_some(());
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        for (at, marks) in [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")] {
            mark(at, marks.as_bytes())?;
        }
        let month = i8::try_from(month).ok()?;
        let Ok(first) = jiff::civil::Date::new(year, month, 1) else {
            return Some(Self::NoSuchMonth(month));
        };
        let days = first.days_in_month();
        if day < 1 || day > i16::from(days) {
            return Some(Self::NoSuchDay { year, month, days });
        }
        if hour > 23 || minute > 59 || second > 60 {
            return Some(Self::NoSuchTime);
        }
        let offset = text[19..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let is_good_in_utc = || {
            let time = &text[..text.len() - offset.len()];
            format!("{time}Z").parse::<jiff::Timestamp>().is_ok()
        };
        match offset.as_bytes() {
            [] => Some(Self::NoOffset),
            [b'+' | b'-', ..] if is_good_in_utc() => Some(Self::NoSuchOffset),
            _ => None,
        }
    }
}

/// Whether nothing but the year keeps a text from being an instant, and that is too large.
fn is_too_late(text: &str) -> bool {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (year, rest) = text.split_at(text.bytes().take_while(u8::is_ascii_digit).count());
    let year = year.trim_start_matches('0');
    let is_instant = |text: &str| text.parse::<jiff::Timestamp>().is_ok();
    (year.len() > 4 || year == "9999")
        && rest.starts_with('-')
        && !is_instant(text)
        && is_instant(&format!("2000{rest}"))
}

impl FromStr for Timestamp {
    type Err = NotATime;

    /// Reads RFC 3339. An offset is required: a local time would mean the reader's zone.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| NotATime::of(text))?;
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
        assert_eq!("2026-03-29T02:30:00".parse::<Timestamp>(), Err(NotATime::NoOffset));
        assert_eq!("2026-03-29T02:30:00.5".parse::<Timestamp>(), Err(NotATime::NoOffset));
        assert_eq!("tomorrow".parse::<Timestamp>(), Err(NotATime::Form));
    }

    #[test]
    fn a_time_that_there_is_not_is_refused_with_what_it_has_not() {
        let said = |text: &str| text.parse::<Timestamp>().unwrap_err().to_string();
        let no_day = |month, days| format!("must be a day that there is: {month} has {days} days");
        assert_eq!(said("2100-02-29T09:00:00Z"), no_day("2100-02", 28));
        assert_eq!(said("2028-02-30T09:00:00+01:00"), no_day("2028-02", 29));
        assert_eq!(said("2026-04-31t09:00:00z"), no_day("2026-04", 30));
        assert_eq!(said("2026-04-00T09:00:00Z"), no_day("2026-04", 30));
        for (text, fault) in [
            ("2026-13-01T09:00:00Z", "must have a month from 01 to 12, not 13"),
            ("2026-00-01T09:00:00Z", "must have a month from 01 to 12, not 00"),
            ("2026-01-31T24:00:00Z", "must have a time of day from 00:00:00 to 23:59:59"),
            ("2026-01-31T09:60:00Z", "must have a time of day from 00:00:00 to 23:59:59"),
            ("2026-01-31T09:00:61Z", "must have a time of day from 00:00:00 to 23:59:59"),
        ] {
            assert_eq!(said(text), fault, "{text}");
        }
        assert_eq!("2026-01-31T09:00:00+26:00".parse::<Timestamp>(), Err(NotATime::NoSuchOffset));
        assert_eq!("9999-12-31T23:59:59+00:00".parse::<Timestamp>(), Err(NotATime::TooLate));
        assert_eq!("2026-01-31T09:00:00..5+01:00".parse::<Timestamp>(), Err(NotATime::Form));
        for form in ["", "2026-02-30", "2026-1-31T09:00:00Z", "2026-01-31T09:00:00Zä", "ä", "１"]
        {
            assert_eq!(form.parse::<Timestamp>(), Err(NotATime::Form), "{form}");
        }
    }

    #[test]
    fn a_time_beyond_the_last_is_refused_by_the_limit_and_not_for_its_form() {
        let read = |text: &str| text.parse::<Timestamp>();
        assert_eq!(read("9999-12-30T22:00:00Z").unwrap().micros(), LATEST);
        for late in ["9999-12-30T22:00:01Z", "9999-12-31T09:00:00.5+01:00", "10000-01-01T00:00:00Z"]
        {
            assert_eq!(read(late), Err(NotATime::TooLate), "{late}");
        }
        assert!(NotATime::TooLate.to_string().contains("9999-12-30T22:00:00Z"));
        for form in ["9999-12-31", "10000-1-01T00:00:00Z", "99991231T000000Z"] {
            assert_eq!(read(form), Err(NotATime::Form), "{form}");
        }
        assert_eq!(read("9999-12-31T09:00:00"), Err(NotATime::NoOffset));
        let no_month = Err(NotATime::NoSuchMonth(13));
        assert_eq!(read("9999-13-31T09:00:00Z"), no_month);
        assert_eq!(NotATime::of("+002026-01-31T09:00:00Z"), NotATime::Form, "it could be read");
    }

    #[test]
    fn arithmetic_stops_at_both_ends() {
        assert_eq!(Timestamp::from_micros(5).minus(Duration::from_secs(1)), Timestamp::default());
        assert_eq!(Timestamp::from_micros(i64::MAX).plus(Duration::MAX).micros(), LATEST);
        assert_eq!(Timestamp::from_micros(1).since(Timestamp::from_micros(2)), Duration::ZERO);
    }
}
