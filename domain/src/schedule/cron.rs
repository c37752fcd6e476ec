//! A cron expression, read by croner. Checks in front of it refuse what it would quietly read as
//! something else, in words that say what to write instead.

use croner::{
    CronComponent,
    parser::{CronParser, Seconds, Year},
};

use super::civil::{Days, Times, bits};

/// The longest expression, in bytes.
const MAX_BYTES: usize = 1_000;

/// A field: its name, its range, the names of its values in order from the lowest.
struct Field {
    name: &'static str,
    low: u16,
    high: u16,
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: [Field; 6] = [
    Field { name: "second", low: 0, high: 59, names: &[] },
    Field { name: "minute", low: 0, high: 59, names: &[] },
    Field { name: "hour", low: 0, high: 23, names: &[] },
    Field { name: "day", low: 1, high: 31, names: &[] },
    Field { name: "month", low: 1, high: 12, names: &MONTHS },
    Field { name: "weekday", low: 0, high: 7, names: &WEEKDAYS },
];
const DAY: usize = 3;
const WEEKDAY: usize = 5;

/// Understands an expression, or says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Times, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("must have at most {MAX_BYTES} bytes, has {}", text.len()));
    }
    let text = expand(text.trim())?.to_ascii_uppercase();
    let fields = split(&text)?;
    for (field, value) in FIELDS.iter().zip(&fields) {
        check(field, value).map_err(|cause| explain(&fields, &text, field, &cause))?;
    }
    read(&fields).map_err(|cause| culprit(&text, &fields, &cause))
}

/// Words for expressions. `@hourly` leaves the hour open, the others name a time.
fn expand(text: &str) -> Result<&str, String> {
    let Some(word) = text.strip_prefix('@') else { return Ok(text) };
    match word.to_ascii_lowercase().as_str() {
        "yearly" | "annually" => Ok("0 0 1 1 *"),
        "monthly" => Ok("0 0 1 * *"),
        "weekly" => Ok("0 0 * * 0"),
        "daily" | "midnight" => Ok("0 0 * * *"),
        "hourly" => Ok("0 * * * *"),
        "reboot" => {
            Err("@reboot names no time: a job belongs to no machine that could start".into())
        }
        every if every.starts_with("every") => {
            Err("@every is no cron expression: use a schedule of kind interval".into())
        }
        _ => Err(format!(
            "{text} is unknown: use @yearly, @annually, @monthly, @weekly, @daily, @midnight or @hourly"
        )),
    }
}

/// The six fields, second first.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let mut fields: Vec<&str> = text.split_ascii_whitespace().collect();
    match fields.len() {
        0 => Err("must not be empty".into()),
        5 => {
            fields.insert(0, "0");
            Ok(fields)
        }
        6 => Ok(fields),
        7 => {
            Err("has seven fields, an expression has five (minute hour day month weekday) or six \
                  (second first): for years use a schedule of kind calendar"
                .into())
        }
        count => Err(format!(
            "has {count} fields, an expression has five (minute hour day month weekday) or six \
             (second first), without a command"
        )),
    }
}

/// Says no to what is no list of values, ranges and steps. The numbers are croner's to read.
fn check(field: &Field, value: &str) -> Result<(), String> {
    let items: Vec<&str> = value.split(',').collect();
    if items.contains(&"L") && items.contains(&"LW") {
        return Err(format!("{value} has both L and LW, which cannot be in one list"));
    }
    if items.len() > 1 && items.iter().any(|item| matches!(*item, "*" | "?")) {
        return Err(format!("{value} has more than all: write * alone"));
    }
    if items.contains(&"") {
        return Err(format!("{value} has an empty item"));
    }
    items.iter().try_for_each(|item| check_item(field, item))
}

fn check_item(field: &Field, item: &str) -> Result<(), String> {
    let is_day = field.name == FIELDS[DAY].name;
    let is_weekday = field.name == FIELDS[WEEKDAY].name;
    match item {
        "?" if is_day || is_weekday => return Ok(()),
        "L" | "LW" if is_day => return Ok(()),
        "L" if is_weekday => return Err("L needs its weekday here, such as 5L or FRIL".into()),
        _ => {}
    }
    if is_day && let Some(day) = item.strip_suffix('W') {
        return value_of(field, day).map(drop);
    }
    if is_weekday && let Some(weekday) = item.strip_suffix('L') {
        return value_of(field, weekday).map(drop);
    }
    let (range, nth) = item.split_once('#').map_or((item, None), |(r, n)| (r, Some(n)));
    if nth.is_some_and(|nth| !is_weekday || !matches!(nth, "1" | "2" | "3" | "4" | "5")) {
        return Err(format!("{item} is not understood: # picks the 1st to 5th of a weekday"));
    }
    let (range, step) = range.split_once('/').map_or((range, None), |(r, s)| (r, Some(s)));
    match step.map(str::parse::<u16>) {
        None | Some(Ok(1..=999)) => {}
        Some(_) => return Err(format!("{item} must step by 1 to 999")),
    }
    if range == "*" && nth.is_none() {
        return Ok(());
    }
    let Some((low, high)) = range.split_once('-') else {
        value_of(field, range)?;
        return match step {
            None => Ok(()),
            Some(step) => {
                let high = field.high;
                Err(format!(
                    "{item} needs a range to step through: */{step} or {range}-{high}/{step}"
                ))
            }
        };
    };
    let (from, to) = (value_of(field, low)?, value_of(field, high)?);
    // A week may end in Sunday.
    let to = if is_weekday && high == WEEKDAYS[0] { 7 } else { to };
    if from > to {
        let last = if is_weekday { 6 } else { field.high };
        let (early, late) = (span(field.low, to), span(from, last));
        return Err(format!("{range} runs backwards: write {late},{early}"));
    }
    Ok(())
}

fn span(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

/// A value of a field, by number or by name.
fn value_of(field: &Field, text: &str) -> Result<u16, String> {
    let (name, low, high) = (field.name, field.low, field.high);
    if let Some(index) = field.names.iter().position(|known| *known == text) {
        return Ok(low + u16::try_from(index).unwrap_or(0));
    }
    if !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse() {
            Ok(value) if (low..=high).contains(&value) => Ok(value),
            _ => Err(format!("{text} is no {name}: {low} to {high}")),
        };
    }
    let names = match field.names {
        [] => String::new(),
        names => format!(", or {}", names.join(" ")),
    };
    Err(format!("{text:?} is no {name}: {low} to {high}{names}"))
}

/// A field's fault, with the one doubt that six fields raise.
fn explain(fields: &[&str], text: &str, field: &Field, cause: &str) -> String {
    let name = field.name;
    let six = text.split_ascii_whitespace().count() == fields.len();
    let year = fields[WEEKDAY].parse::<u16>().is_ok_and(|value| value >= 1970);
    let hint = match (six, year) {
        (true, true) => "; there is no field for years, use a schedule of kind calendar",
        (true, false) => "; of six fields the first is the second, five begin with the minute",
        (false, _) => "",
    };
    format!("has a wrong {name} field: {cause}{hint}")
}

/// Names the field that croner does not read, which the checks in front should have refused.
fn culprit(text: &str, fields: &[&str], cause: &str) -> String {
    for (at, field) in FIELDS.iter().enumerate() {
        let mut alone = vec!["*"; 6];
        alone[at] = fields[at];
        if let Err(cause) = read(&alone) {
            return explain(fields, text, field, &cause);
        }
    }
    format!("is not understood: {cause}")
}

fn read(fields: &[&str]) -> Result<Times, String> {
    let starred = |field: usize| fields[field].starts_with(['*', '?']);
    let parser = CronParser::builder()
        .seconds(Seconds::Required)
        .year(Year::Disallowed)
        // Vixie's rule: both days count alike unless one begins with a star, `*/2` included.
        .dom_and_dow(starred(DAY) || starred(WEEKDAY))
        .build();
    let mut pattern = parser.parse(&fields.join(" ")).map_err(|cause| cause.to_string())?.pattern;
    // Five thousand years of nothing, kept for each of many jobs.
    pattern.years = CronComponent::default();
    Ok(Times {
        seconds: bits(&pattern.seconds.values()),
        minutes: bits(&pattern.minutes.values()),
        hours: bits(&pattern.hours.values()),
        months: bits(&pattern.months.values()),
        years: Vec::new(),
        open: starred(1) || starred(2),
        days: Days::Cron(Box::new(pattern)),
    })
}
