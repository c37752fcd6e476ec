//! All zones, grouped by what they did in a span of time.

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};

/// 2020 to 2030, in seconds since the epoch.
pub(crate) const DECADE: (i64, i64) = (1_577_836_800, 1_893_456_000);
/// 2026.
pub(crate) const YEAR: (i64, i64) = (1_767_225_600, 1_798_761_600);

/// Zones with equal history; any name stands for all.
pub(crate) struct Group {
    pub(crate) names: Vec<String>,
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap_or_else(|cause| panic!("{name}: {cause}"))
}

pub(crate) fn offset(zone: &TimeZone, at: i64) -> i64 {
    i64::from(zone.to_offset(Timestamp::from_second(at).unwrap()).seconds())
}

/// The seconds in a span at which the offset changes, found by asking for offsets alone.
pub(crate) fn transitions(name: &str, (from, until): (i64, i64)) -> Vec<i64> {
    let zone = zone(name);
    let mut found = Vec::new();
    let (mut at, mut before) = (from, offset(&zone, from));
    // No zone changes for less than an hour.
    while at < until {
        let next = at + 3_600;
        let after = offset(&zone, next);
        if after != before {
            let (mut low, mut high) = (at, next);
            while high - low > 1 {
                let middle = i64::midpoint(low, high);
                if offset(&zone, middle) == before { low = middle } else { high = middle }
            }
            found.push(high);
        }
        (at, before) = (next, after);
    }
    found
}

pub(crate) fn groups(span: (i64, i64)) -> Vec<Group> {
    let mut groups: BTreeMap<Vec<(i64, i64)>, Vec<String>> = BTreeMap::new();
    for name in TimeZoneDatabase::bundled().available() {
        let name = name.as_str();
        let here = zone(name);
        let mut history = vec![(span.0, offset(&here, span.0))];
        history.extend(transitions(name, span).into_iter().map(|at| (at, offset(&here, at))));
        groups.entry(history).or_default().push(name.to_owned());
    }
    groups.into_values().map(|names| Group { names }).collect()
}
