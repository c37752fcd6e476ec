//! A cron expression, read by croner. Checks in front of it refuse what it would quietly read as
//! something else, in words that say what to write instead.

mod field;

use croner::{
    CronComponent,
    parser::{CronParser, Seconds, Year},
};

use super::civil::{Days, Times, bits};
use field::{DAY, FIELDS, Field, WEEKDAY, check, lone_steps};

/// The longest expression, in bytes.
const MAX_BYTES: usize = 1_000;

const SHAPE: &str = "an expression has five fields (minute hour day month weekday) or six (second \
                     first)";

/// Understands an expression, or says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Times, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("must have at most {MAX_BYTES} bytes, has {}", text.len()));
    }
    let foreign = |c: &char| !c.is_ascii_graphic() && !c.is_ascii_whitespace();
    if let Some(foreign) = text.chars().find(foreign) {
        return Err(format!("has {foreign:?}, which is in no expression"));
    }
    let text = expand(text.trim())?.to_ascii_uppercase();
    let said: Vec<&str> = text.split_ascii_whitespace().collect();
    let fields = six(&said)?;
    match fault(&fields) {
        Some((field, cause)) => {
            Err(format!("has a wrong {} field: {cause}{}", field.name, doubt(&said, field)))
        }
        None => read(&fields).map_err(|cause| culprit(&fields, &cause)),
    }
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
fn six<'a>(said: &[&'a str]) -> Result<Vec<&'a str>, String> {
    match *said {
        [] => Err(format!("must not be empty: {SHAPE}, such as 0 9 * * 1-5")),
        [_, _, _, _, _] => Ok([&["0"], said].concat()),
        [_, _, _, _, _, _] => Ok(said.to_vec()),
        [_, _, _, _, _, _, _] if is_fine(&said[..6]) => match said[6] {
            "*" => Err(format!(
                "has seven fields, {SHAPE}, and any year without saying so: did you mean {}?",
                said[..6].join(" ")
            )),
            _ => {
                Err(format!("has seven fields, {SHAPE}: for years use a schedule of kind calendar"))
            }
        },
        _ => Err(format!("has {} fields, {SHAPE}, without a command", said.len())),
    }
}

/// The first field that is wrong.
fn fault(fields: &[&str]) -> Option<(&'static Field, String)> {
    let wrong = |(field, value): (&'static Field, &&str)| {
        check(field, value).err().map(|cause| (field, cause))
    };
    FIELDS.iter().zip(fields).find_map(wrong)
}

/// Whether five or six fields are an expression.
fn is_fine(said: &[&str]) -> bool {
    six(said).is_ok_and(|fields| fault(&fields).is_none())
}

/// What may have been meant by fields of which `wrong` is wrong: to take five for six, or six for
/// five, is the most frequent mistake.
fn doubt(said: &[&str], wrong: &Field) -> String {
    let [first, .., last] = *said else { return String::new() };
    let first_meant = zero(said, wrong);
    if said.len() == FIELDS.len() {
        if last.parse::<u16>().is_ok_and(|value| value >= 1970) {
            return "; there is no field for years, use a schedule of kind calendar".to_owned();
        }
        if let Some(meant) = first_meant {
            return meant;
        }
        let five = [&said[..5], &said[1..]].into_iter().find(|five| is_fine(five));
        let meant = five.map(|five| format!(": did you mean {}?", five.join(" ")));
        let meant = meant.unwrap_or_default();
        return format!(
            "; of six fields the first is the second, five begin with the minute{meant}"
        );
    }
    // A time of day with its second, and the weekday left out.
    let six = [said, &["*"]].concat();
    let has_hour = said.get(2).is_some_and(|hour| !hour.starts_with('*'));
    let is_time = first == "0" && matches!(wrong.name, "hour" | "day") && has_hour;
    match is_time && is_fine(&six) {
        true => format!("; did you mean six fields, with seconds in front: {}?", six.join(" ")),
        false => first_meant.unwrap_or_default(),
    }
}

/// What is meant by hour 24, and by minute or second 60.
fn zero(said: &[&str], wrong: &Field) -> Option<String> {
    let at = FIELDS.iter().position(|field| field.name == wrong.name)?;
    let at = at.checked_sub(FIELDS.len() - said.len())?;
    let mut meant = said.to_vec();
    let value = meant.get_mut(at).filter(|value| wrong.is_behind_last(value))?;
    *value = "0";
    let expression = meant.join(" ");
    is_fine(&meant).then(|| format!("; did you mean {} 0: {expression}?", wrong.name))
}

/// Names the field that croner does not read, which the checks in front should have refused.
fn culprit(fields: &[&str], cause: &str) -> String {
    for (at, field) in FIELDS.iter().enumerate() {
        let mut alone = vec!["*"; FIELDS.len()];
        alone[at] = fields[at];
        if let Err(cause) = read(&alone) {
            return format!(
                "has a wrong {} field: {} is not understood: {cause}",
                field.name, fields[at]
            );
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
        remarks: FIELDS
            .iter()
            .zip(fields)
            .flat_map(|(field, said)| lone_steps(field, said))
            .collect(),
        days: Days::Cron(Box::new(pattern)),
    })
}
