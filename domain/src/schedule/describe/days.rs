//! Days, months and years in words.

use super::{
    values,
    words::{and, or, ordinal, ranges, runs},
};
use crate::schedule::civil::{Days, Times};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A field that names all its values.
const ANY: &str = "any day";

/// Which days, with their months and years: empty when all are meant.
pub(super) fn describe(times: &Times) -> String {
    let mut parts = Vec::new();
    let (days, weekdays, both) = match &times.days {
        Days::Lists { days, weekdays } => {
            (of_month(&values(*days, 31)), of_week(&values(*weekdays, 6)), true)
        }
        Days::Cron(pattern) => {
            let fields: Vec<&str> = pattern.as_str().split_ascii_whitespace().collect();
            let (day, weekday) = (fields.get(3).copied(), fields.get(5).copied());
            let mut days = of_month(&small(&pattern.days.values()));
            let mut weekdays = of_week(&small(&pattern.days_of_week.values()));
            days.extend(day.into_iter().flat_map(|list| list.split(',')).filter_map(special_day));
            weekdays.extend(
                weekday.into_iter().flat_map(|list| list.split(',')).flat_map(special_weekdays),
            );
            // A field without a star counts by itself even if it names every day.
            let open = |star: bool, told: Vec<String>| match told.is_empty() {
                _ if star => Vec::new(),
                true => vec![ANY.to_owned()],
                false => told,
            };
            (
                open(pattern.is_dom_wildcard(), days),
                open(pattern.is_dow_wildcard(), weekdays),
                pattern.matches_dom_and_dow(),
            )
        }
    };
    match (days.is_empty(), weekdays.is_empty()) {
        (true, true) => {}
        (false, true) if days == [ANY] => {}
        (true, false) if weekdays == [ANY] => {}
        (false, true) => parts.push(format!("on {}", and(&days))),
        (true, false) => parts.push(format!("on {}", and(&weekdays))),
        (false, false) if both => {
            parts.push(format!("on {} if it is {}", or(&days), or(&weekdays)))
        }
        (false, false) => parts.push(format!("on {} or on {}", and(&days), and(&weekdays))),
    }
    let months = values(times.months, 12);
    let months: Vec<i8> = months.into_iter().filter(|month| *month > 0).collect();
    if months.len() < 12 {
        parts.push(format!("in {}", and(&runs(&months, |month| name(&MONTHS, month - 1)))));
    }
    if !times.years.is_empty() {
        let years: Vec<String> = times.years.iter().map(i16::to_string).collect();
        parts.push(format!("in {}", and(&years)));
    }
    parts.join(" ")
}

fn small(values: &[u16]) -> Vec<i8> {
    values.iter().filter_map(|value| i8::try_from(*value).ok()).collect()
}

fn name(names: &[&str], index: i8) -> String {
    usize::try_from(index)
        .ok()
        .and_then(|index| names.get(index))
        .map_or_else(|| index.to_string(), |name| (*name).to_owned())
}

/// `day 1`, `days 1 and 15`; nothing when all are there.
fn of_month(days: &[i8]) -> Vec<String> {
    let days: Vec<i8> = days.iter().copied().filter(|day| *day > 0).collect();
    match days.len() {
        0 | 31 => Vec::new(),
        1 => vec![format!("day {}", days[0])],
        _ => vec![format!("days {}", and(&ranges(&days)))],
    }
}

/// Weekdays from Monday on, for a week that ends in Sunday reads better; from earlier on when some days
/// follow one another across that. Nothing when all are there.
fn of_week(weekdays: &[i8]) -> Vec<String> {
    if weekdays.len() == 7 {
        return Vec::new();
    }
    let is_there = |day: &i8| weekdays.contains(&(day % 7));
    let until_sunday = (1..=7).rev().take_while(is_there).last();
    let first = until_sunday.filter(|first| is_there(&1) && (*first < 7 || is_there(&2)));
    let told = |day: i8| if first.is_some_and(|first| day >= first) { day - 7 } else { day };
    let mut days: Vec<i8> = (1..=7).filter(is_there).map(told).collect();
    days.sort_unstable();
    runs(&days, |day| name(&WEEKDAYS, day.rem_euclid(7)))
}

/// `L`, `LW` and `15W` in words.
fn special_day(item: &str) -> Option<String> {
    match item {
        "L" => Some("the last day of the month".to_owned()),
        "LW" => Some("the last working day of the month".to_owned()),
        _ => item.strip_suffix('W').map(|day| format!("the working day nearest to day {day}")),
    }
}

/// `5L` and `1-3#2` in words.
fn special_weekdays(item: &str) -> Vec<String> {
    let (list, which) = if let Some(list) = item.strip_suffix('L') {
        (list, "last".to_owned())
    } else if let Some((list, nth)) = item.split_once('#') {
        (list, nth.parse().map_or_else(|_| nth.to_owned(), ordinal))
    } else {
        return Vec::new();
    };
    let named = |text: &str| {
        let day: i8 = text.parse().unwrap_or(0);
        name(&WEEKDAYS, day % 7)
    };
    let list = match list.split_once('-') {
        Some((from, to)) => format!("{} to {}", named(from), named(to)),
        None => named(list),
    };
    vec![format!("the {which} {list} of the month")]
}
