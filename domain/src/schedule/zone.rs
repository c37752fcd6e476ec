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

/// Names that are offered for one that is none.
const NEAREST: usize = 3;
/// Letters of a name that are looked at: more than any zone has.
const LONGEST: usize = 64;

/// What must hold of a zone's name that is not one, with the nearest names if there are some near.
pub(super) fn unknown(name: &str) -> String {
    let wanted: String = name.trim().chars().take(LONGEST).collect();
    let wanted = wanted.to_lowercase().replace(' ', "_");
    if let Some(seconds) = offset(&wanted) {
        let meant = match keeping(seconds).as_slice() {
            [] => "no zone keeps it always: did you mean a place, such as Europe/Zurich, or UTC?"
                .into(),
            kept => format!(
                "did you mean {}, which is always so far from UTC, or a place that sets its clocks, \
                 such as Europe/Zurich?",
                one_of(kept)
            ),
        };
        return format!("is an offset, not an IANA time zone: {meant}");
    }
    let mut near: Vec<(usize, String)> = TimeZoneDatabase::bundled()
        .available()
        .map(|known| (cost(&wanted, &known.as_str().to_lowercase()), known.as_str().to_owned()))
        .collect();
    near.sort_unstable();
    let best = near.first().map_or(usize::MAX, |(cost, _)| *cost);
    let most = 2 * (wanted.chars().count() / 3).clamp(1, 4) + 1;
    // What differs by as much is as good, but the very name in other letters is what was meant.
    let as_good = |cost: usize| cost == best || best > 0 && cost / 2 == best / 2;
    let near: Vec<String> = near
        .into_iter()
        .filter(|(cost, _)| *cost <= most && as_good(*cost))
        .map(|(_, name)| name)
        .take(NEAREST)
        .collect();
    match near.as_slice() {
        [] => "is no IANA time zone, such as Europe/Zurich or UTC".to_owned(),
        near => format!("is no IANA time zone: did you mean {}?", one_of(near)),
    }
}

/// `a, b or c`.
fn one_of(names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// How far a known name is from what was wanted, both in small letters: two for each letter that
/// differs. A city alone is meant as its zone, but a whole name that is as near wins.
fn cost(wanted: &str, known: &str) -> usize {
    let city = |name: &str| name.rsplit('/').next().map(str::to_owned).unwrap_or_default();
    let mut cost = (2 * distance(wanted, known)).min(2 * distance(wanted, &city(known)) + 1);
    if wanted.contains('/') {
        // A city in the wrong place.
        cost = cost.min(2 * distance(&city(wanted), &city(known)) + 3);
    }
    // The beginning of a name, such as EST5 of EST5EDT.
    if wanted.len() > 3 && known.starts_with(wanted) { cost.min(2) } else { cost }
}

/// The seconds east of UTC that `+02:00`, `+5:30`, `-0330`, `utc+2` or `gmt+2` means.
fn offset(wanted: &str) -> Option<i32> {
    let rest = wanted.strip_prefix("utc").or_else(|| wanted.strip_prefix("gmt")).unwrap_or(wanted);
    let (sign, rest) = match rest.as_bytes().first()? {
        b'+' => (1, &rest[1..]),
        b'-' => (-1, &rest[1..]),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if rest.len() == 4 => rest.split_at_checked(2)?,
        None => (rest, "0"),
    };
    let number = |digits: &str, most: i32| -> Option<i32> {
        let is_number = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|number| is_number && *number <= most)
    };
    Some(sign * (number(hours, 23)? * 3_600 + number(minutes, 59)? * 60))
}

/// 2023-01-01: zones whose clocks were set since may well be set again.
const SETTLED: i64 = 1_672_531_200;

/// Zones that are always so far from UTC: of whole hours the one that is named for it, else the places
/// whose clocks were not set for longest.
fn keeping(seconds: i32) -> Vec<String> {
    let hours = seconds / 3_600;
    if seconds == hours * 3_600 {
        // IANA counts them the other way round.
        let name = if hours == 0 { "UTC".to_owned() } else { format!("Etc/GMT{:+}", -hours) };
        return Vec::from_iter(find(&name).map(|_| name));
    }
    let kept = |name: &str| {
        let zone = find(name)?;
        let last = zone.preceding(Instant::MAX).next().map(|last| last.timestamp().as_second());
        let is_kept = last < Some(SETTLED) && zone.to_offset(Instant::MAX).seconds() == seconds;
        is_kept.then_some((last, name.to_owned()))
    };
    let mut kept: Vec<_> =
        TimeZoneDatabase::bundled().available().filter_map(|name| kept(name.as_str())).collect();
    kept.sort_unstable();
    kept.into_iter().map(|(_, name)| name).take(NEAREST).collect()
}

/// How many letters to put in, take out or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
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
