//! Zones by name, from the data inside the program, and their eras: spans of one offset.

use jiff::{
    Timestamp as Instant,
    civil::DateTime,
    tz::{Offset, TimeZone, TimeZoneDatabase, TimeZoneTransition},
};

/// The zone of an IANA name, written as IANA writes it.
pub(super) fn find(name: &str) -> Option<TimeZone> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    (zone.iana_name() == Some(name) && !zone.is_unknown()).then_some(zone)
}

/// What must hold of a zone's name that is not one, with the nearest name if there is one near.
pub(super) fn unknown(name: &str) -> String {
    let wanted = name.trim().to_lowercase().replace(' ', "_");
    let nearest = TimeZoneDatabase::bundled()
        .available()
        .map(|known| {
            let known = known.as_str().to_owned();
            let lower = known.to_lowercase();
            let city = lower.rsplit('/').next().unwrap_or(&lower);
            // A city alone is meant as its zone, but a whole name that is as near wins.
            let cost = (2 * distance(&wanted, &lower)).min(2 * distance(&wanted, city) + 1);
            (cost, known)
        })
        .min();
    match nearest {
        Some((cost, near)) if cost <= 2 * (wanted.chars().count() / 3).clamp(1, 4) + 1 => {
            format!("is no IANA time zone: did you mean {near}?")
        }
        _ => "is no IANA time zone, such as Europe/Zurich or UTC".to_owned(),
    }
}

/// How many letters to put in, take out or change. `a` is cut to what a name can be.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// A span of time with one offset, and how the clock was and will be set at its ends. All in
/// seconds since the epoch, offsets in seconds east of UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Era {
    /// Its first second, with the offset before it.
    pub(super) start: Option<(i64, Offset)>,
    pub(super) offset: Offset,
    /// The first second after it, with the offset from there.
    pub(super) end: Option<(i64, Offset)>,
}

impl Era {
    /// The era that holds the second `at`, none beyond the end of time.
    pub(super) fn of(zone: &TimeZone, at: i64) -> Option<Self> {
        let instant = Instant::from_second(at).ok()?;
        let after = Instant::from_second(at.checked_add(1)?).ok()?;
        let mut start = zone.preceding(after).next().map(|transition| transition.timestamp());
        let mut end = zone.following(start.unwrap_or(instant)).next();
        // Backwards, jiff 0.2 goes by a zone's yearly rule even to before that rule began, and so
        // past the last transition that was made by law. Forwards it misses none.
        while let Some(missed) = end.as_ref().map(TimeZoneTransition::timestamp)
            && missed <= instant
        {
            start = Some(missed);
            end = zone.following(missed).next();
        }
        Some(Self {
            start: match start {
                None => None,
                Some(start) => {
                    let before = Instant::from_second(start.as_second() - 1).ok()?;
                    Some((start.as_second(), zone.to_offset(before)))
                }
            },
            offset: zone.to_offset(instant),
            end: end.map(|transition| (transition.timestamp().as_second(), transition.offset())),
        })
    }
}

/// The local time at a second, under an offset.
pub(super) fn local(at: i64, offset: Offset) -> Option<DateTime> {
    Instant::from_second(at).ok().map(|instant| offset.to_datetime(instant))
}

/// The second at which it is `local` under an offset.
pub(super) fn second(local: DateTime, offset: Offset) -> Option<i64> {
    offset.to_timestamp(local).ok().map(Instant::as_second)
}
