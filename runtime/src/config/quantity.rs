//! Durations and sizes as people write them.

use std::time::Duration;

/// Units of a duration in microseconds, the largest first.
const UNITS: &[(&str, u64)] = &[
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
    ("us", 1),
];

/// Reads `30s`, `250ms`, `1h30m`. A bare number has no unit and is refused, but for 0.
///
/// # Errors
/// What must hold, readable alone.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let refused =
        || format!("must be a duration such as 30s, 250ms or 1h30m, is {text:?}{}", hint(text));
    let mut rest = text.trim();
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    let mut micros: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let number: u64 = number.parse().map_err(|_| refused())?;
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(refused)?;
        let part = number.checked_mul(*scale).ok_or_else(refused)?;
        micros = micros.checked_add(part).ok_or_else(refused)?;
        rest = tail.trim_start();
    }
    if text.trim().is_empty() { Err(refused()) } else { Ok(Duration::from_micros(micros)) }
}

/// What may have been meant: a number that only has no unit, or another unit.
fn hint(text: &str) -> String {
    const ALL: &str = "d, h, m, s, ms or us";
    let text = text.trim();
    let units = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match (text.len() - units.len(), units) {
        (1.., "") => format!(": a unit is missing, such as {text}s or {text}m ({ALL})"),
        (1.., unit) if !UNITS.iter().any(|(name, _)| *name == unit) => format!(": a unit is {ALL}"),
        // What cannot be a number, or is too large a one.
        (_, _) => String::new(),
    }
}

/// Writes what [`parse_duration`] reads, to the microsecond.
pub fn show_duration(duration: Duration) -> String {
    let mut rest = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    let mut shown = String::new();
    for (unit, scale) in UNITS {
        if rest >= *scale {
            shown.push_str(&format!("{}{unit}", rest / scale));
            rest %= scale;
        }
    }
    if shown.is_empty() { "0s".to_owned() } else { shown }
}

/// Units of a size; a megabyte is 1,000,000 bytes.
const SIZES: &[(&str, u64)] =
    &[("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1), ("", 1)];

/// Reads `256MB`, `64 kB`, `1000`.
///
/// # Errors
/// What must hold, readable alone.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    let refused = || format!("must be a size such as 256MB or 64kB, is {text:?}");
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| refused())?;
    let same = |name: &str| name.eq_ignore_ascii_case(unit.trim());
    let (_, scale) = SIZES.iter().find(|(name, _)| same(name)).ok_or_else(refused)?;
    number.checked_mul(*scale).ok_or_else(refused)
}

fn show_bytes(bytes: u64) -> String {
    let fits = |scale: u64| bytes >= scale && bytes.is_multiple_of(scale);
    let (unit, scale) = SIZES.iter().find(|(_, scale)| fits(*scale)).unwrap_or(&("B", 1));
    format!("{}{unit}", bytes / scale)
}

/// For `#[serde(with)]`: a duration as a text.
pub(super) mod duration {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::config) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&super::show_duration(*duration))
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        super::parse_duration(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// For `#[serde(with)]`: a number of bytes as a text.
pub(super) mod bytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::config) fn serialize<S: Serializer>(
        bytes: &u64,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&super::show_bytes(*bytes))
    }

    pub(in crate::config) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<u64, D::Error> {
        super::parse_bytes(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_as_it_is_written() {
        for (text, millis) in [("30s", 30_000), ("250ms", 250), ("1h30m", 5_400_000), ("0", 0)] {
            let duration = parse_duration(text).unwrap();
            assert_eq!(duration, Duration::from_millis(millis), "{text}");
            assert_eq!(parse_duration(&show_duration(duration)), Ok(duration));
        }
        assert_eq!(show_duration(Duration::from_secs(5_400)), "1h30m");
    }

    #[test]
    fn a_number_without_a_unit_is_no_duration() {
        for text in ["30", "", "s", "5 parsecs", "-1s", "99999999999999999999d"] {
            assert!(parse_duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_units() {
        for (text, hint) in [
            ("90", ": a unit is missing, such as 90s or 90m (d, h, m, s, ms or us)"),
            ("11y", ": a unit is d, h, m, s, ms or us"),
            ("soon", ""),
            ("99999999999999999999d", ""),
        ] {
            let said = parse_duration(text).unwrap_err();
            let expected =
                format!("must be a duration such as 30s, 250ms or 1h30m, is {text:?}{hint}");
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn a_megabyte_is_a_million_bytes() {
        assert_eq!(parse_bytes("256MB"), Ok(256_000_000));
        assert_eq!(parse_bytes("64 kb"), Ok(64_000));
        assert_eq!(parse_bytes("12"), Ok(12));
        assert!(parse_bytes("1MiB").is_err());
        assert_eq!(show_bytes(256_000_000), "256MB");
        assert_eq!(show_bytes(1_500), "1500B");
    }
}
