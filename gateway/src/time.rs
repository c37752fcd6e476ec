//! Times: RFC 3339 in UTC with milliseconds on the way out, with any offset on the way in.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::Timestamp as Instant;
use prost_types::{Duration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use taskmaster_domain::NotATime;
use utoipa::{PartialSchema, ToSchema};

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(Instant);

impl Time {
    /// The moment on the wire of gRPC. The past is bounded: nothing here is older.
    pub(crate) fn to_wire(self) -> Timestamp {
        let at = self.0.max(Instant::UNIX_EPOCH);
        Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
    }

    /// A moment from the wire of gRPC; nothing for one that no calendar has.
    pub(crate) fn from_wire(wire: Option<Timestamp>) -> Option<Self> {
        let Timestamp { seconds, nanos } = wire?;
        Instant::new(seconds, nanos).ok().map(Self)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let instant = exact(text).and_then(|text| text.parse().ok());
        instant.map(Self).ok_or_else(|| NotATime::of(text))
    }
}

/// Length of a date and a time without a fraction.
const WHOLE: usize = "2026-11-21T09:00:00".len();
/// Decimals of a second that are read; more are cut.
const DECIMALS: usize = 9;

/// A text of the form of RFC 3339, with no more decimals than can be read. What else the calendar's
/// parser takes (years of six digits, offsets of more than a day, names of zones) is no such time.
fn exact(text: &str) -> Option<Cow<'_, str>> {
    let (whole, rest) = text.split_at_checked(WHOLE)?;
    let form = b"0000-00-00T00:00:00";
    let fits = whole.bytes().zip(form).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == *form,
    });
    let fraction = rest.strip_prefix('.').map(|rest| {
        let end = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest.split_at(end)
    });
    let (decimals, offset) = fraction.unwrap_or(("", rest));
    let has_fraction = fraction.is_none_or(|(decimals, _)| !decimals.is_empty());
    if !fits || !has_fraction || !is_offset(offset.as_bytes()) {
        return None;
    }
    match decimals.get(..DECIMALS) {
        Some(kept) if decimals.len() > DECIMALS => Some(format!("{whole}.{kept}{offset}").into()),
        _ => Some(text.into()),
    }
}

fn is_offset(offset: &[u8]) -> bool {
    match offset {
        b"Z" | b"z" => true,
        [b'+' | b'-', hour @ .., b':', tens @ b'0'..=b'5', ones] => {
            let is_hour = matches!(hour, [b'0' | b'1', b'0'..=b'9'] | [b'2', b'0'..=b'3']);
            is_hour && tens.is_ascii_digit() && ones.is_ascii_digit()
        }
        _ => false,
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl PartialSchema for Time {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples([serde_json::json!("2026-11-21T09:00:00.000Z")])
            .description(Some("RFC 3339 with an offset; UTC with three decimals in answers"))
            .build()
            .into()
    }
}

impl ToSchema for Time {}

/// A wait on the wire of gRPC as seconds.
pub(crate) fn seconds(wait: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no wait of ours is near 2^53 seconds")]
    let whole = wait.seconds as f64;
    whole + f64::from(wait.nanos) / 1e9
}

/// Seconds as a wait on the wire of gRPC. What is out of range stays so, for the coordinator to
/// refuse.
pub(crate) fn wait(seconds: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, reason = "it saturates")]
    let (whole, nanos) = (seconds.trunc() as i64, (seconds.fract() * 1e9).round() as i32);
    match nanos {
        1_000_000_000 => Duration { seconds: whole.saturating_add(1), nanos: 0 },
        _ => Duration { seconds: whole, nanos },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_goes_out_in_utc_with_milliseconds() {
        let time: Time = "2026-11-21T10:00:00.1234567+02:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-21T08:00:00.123Z");
        assert!("2026-11-21T10:00:00".parse::<Time>().is_err(), "an offset is needed");
        assert!("tomorrow".parse::<Time>().is_err());
    }

    #[test]
    fn all_of_rfc_3339_is_read_and_nothing_else() {
        let at = |text: &str| text.parse::<Time>().ok().map(|time| time.to_string());
        let nine = Some("2026-11-21T09:00:00.123Z".to_owned());
        for right in [
            "2026-11-21T09:00:00.1234567890Z",
            "2026-11-21t09:00:00.123z",
            "2026-11-22T08:59:00.123+23:59",
            "2026-11-21T09:00:00.123-00:00",
            &format!("2026-11-21T09:00:00.123{}Z", "9".repeat(1_000)),
        ] {
            assert_eq!(at(right), nine, "{right}");
        }
        for wrong in [
            "2026-11-21T09:00:00+25:00",
            "2026-11-21T09:00:00+24:59",
            "2026-11-21T09:00:00+23:60",
            "2026-11-21T09:00:00+0100",
            "2026-11-21T09:00:00+01",
            "+002026-11-21T09:00:00Z",
            "2026-11-21T09:00Z",
            "2026-11-21T09:00:00.Z",
            "2026-11-21T09:00:00,5Z",
            "2026-11-21T24:00:00Z",
            "2026-02-30T09:00:00Z",
            "2026-11-21T09:00:00Z[UTC]",
            "2026-11-21T09:00:00+01:00[Europe/Paris]",
            "20261121T090000Z",
            "2026-11-21T09:00:0ä",
            "",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_that_there_is_not_is_told_from_a_text_that_is_no_time() {
        let said = |text: &str| text.parse::<Time>().unwrap_err().to_string();
        let day = "must be a day that there is: 2100-02 has 28 days";
        assert_eq!(said("2100-02-29T00:00:00Z"), day);
        assert_eq!(said("2026-11-21T09:00:00+25:00").split(',').next(), Some(OFFSET));
        assert_eq!(said("2026-11-21T09:00:00").split(',').next(), Some("must have an offset"));
        assert!(said("tomorrow").starts_with("must be an RFC 3339 time"));
    }

    const OFFSET: &str = "must have an offset of hours to 23 and minutes to 59";

    #[test]
    fn the_distant_past_is_the_beginning_of_time() {
        let time: Time = "0001-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(time.to_wire(), Timestamp::default());
    }

    #[test]
    fn seconds_survive_the_wire() {
        for count in [0.0, 1.0, 0.25, 86_400.0, 0.999_999_999_9] {
            assert!((seconds(wait(count)) - count).abs() < 1e-6, "{count}");
        }
        assert_eq!(wait(1e300).seconds, i64::MAX);
        assert_eq!(wait(-0.5), Duration { seconds: 0, nanos: -500_000_000 });
    }
}
