//! The fields of an expression, matched the slow and plain way. It reads what the corpus has.

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A date of the calendar, as `walk` counts it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    pub(crate) month: u32,
    pub(crate) day: u32,
    /// 0 is Sunday.
    pub(crate) weekday: u32,
    /// Days in its month.
    pub(crate) length: u32,
}

/// An expression.
pub(crate) struct Matcher {
    fields: Vec<String>,
    /// Minute or hour begins with a star.
    pub(crate) star: bool,
}

impl Matcher {
    pub(crate) fn new(text: &str) -> Self {
        let mut fields: Vec<String> = text.split(' ').map(str::to_owned).collect();
        if fields.len() == 5 {
            fields.insert(0, "0".to_owned());
        }
        assert_eq!(fields.len(), 6, "{text}");
        let star = fields[1].starts_with('*') || fields[2].starts_with('*');
        Self { fields, star }
    }

    pub(crate) fn second(&self, value: u32) -> bool {
        plain(&self.fields[0], value, 0, &[])
    }

    pub(crate) fn minute(&self, value: u32) -> bool {
        plain(&self.fields[1], value, 0, &[])
    }

    pub(crate) fn hour(&self, value: u32) -> bool {
        plain(&self.fields[2], value, 0, &[])
    }

    /// Whether a date is meant. Day and weekday must both agree if one of them begins with a star;
    /// otherwise either is enough.
    pub(crate) fn date(&self, date: Day) -> bool {
        let open = |field: &str| field.starts_with('*') || field.starts_with('?');
        let day = self.fields[3].split(',').any(|item| day_item(item, date));
        let weekday = self.fields[5].split(',').any(|item| weekday_item(item, date));
        let both = open(&self.fields[3]) || open(&self.fields[5]);
        plain(&self.fields[4], date.month, 1, &MONTHS)
            && if both { day && weekday } else { day || weekday }
    }
}

/// A number, or a name that stands for its place in a list.
fn number(text: &str, low: u32, names: &[&str]) -> u32 {
    match names.iter().position(|name| *name == text) {
        Some(at) => u32::try_from(at).unwrap() + low,
        None => text.parse().unwrap_or_else(|_| panic!("{text}")),
    }
}

/// Stars, numbers, ranges and steps.
fn plain(field: &str, value: u32, low: u32, names: &[&str]) -> bool {
    field.split(',').any(|item| {
        let (range, step) = item.split_once('/').unwrap_or((item, "1"));
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (number(from, low, names), number(to, low, names)),
            None if range == "*" || range == "?" => (low, u32::MAX),
            None => (number(range, low, names), number(range, low, names)),
        };
        (from..=to).contains(&value) && (value - from).is_multiple_of(number(step, 0, &[]))
    })
}

fn day_item(item: &str, date: Day) -> bool {
    let weekday_of = |day: u32| (date.weekday + 35 + day - date.day) % 7;
    match item {
        "L" => date.day == date.length,
        "LW" => {
            let working = |day: &u32| !matches!(weekday_of(*day), 0 | 6);
            (1..=date.length).rev().find(working) == Some(date.day)
        }
        _ => match item.strip_suffix('W') {
            None => plain(item, date.day, 1, &[]),
            Some(day) => {
                let day = number(day, 1, &[]);
                if day > date.length {
                    return false;
                }
                // The nearest working day of the same month: before it on a Saturday, after it on
                // a Sunday, and the other way where the month ends.
                let steps: [i64; 5] = match weekday_of(day) {
                    6 => [0, -1, 1, 2, -2],
                    0 => [0, 1, -1, -2, 2],
                    _ => [0; 5],
                };
                let found = steps.iter().map(|step| i64::from(day) + step).find(|&near| {
                    (1..=i64::from(date.length)).contains(&near)
                        && !matches!(weekday_of(u32::try_from(near).unwrap()), 0 | 6)
                });
                found == Some(i64::from(date.day))
            }
        },
    }
}

fn weekday_item(item: &str, date: Day) -> bool {
    if let Some(weekday) = item.strip_suffix('L') {
        number(weekday, 0, &WEEKDAYS) % 7 == date.weekday && date.day + 7 > date.length
    } else if let Some((weekday, nth)) = item.split_once('#') {
        number(weekday, 0, &WEEKDAYS) % 7 == date.weekday
            && date.day.div_ceil(7) == number(nth, 0, &[])
    } else {
        // Sunday is both 0 and 7.
        plain(item, date.weekday, 0, &WEEKDAYS) || date.weekday == 0 && plain(item, 7, 0, &WEEKDAYS)
    }
}
