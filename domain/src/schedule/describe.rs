//! What a schedule says, in English.

use std::time::Duration;

mod days;
pub(super) mod words;

use words::{and, clock, duration, ranges, steps};

use super::{
    Schedule, When,
    civil::{Times, holds},
    cron,
};

/// Times of day that are listed one by one before they are told by field.
const LISTED: usize = 6;

/// What a schedule says, in English: "at 09:00 on Monday to Friday"; of an expression that says less
/// than it seems to, in brackets also that: "every hour (*/90 in the minutes means minute 0 only)".
/// What is not understood is given back as it was said. Zone and odd days are not told, see [`super::Plan::preview`].
pub fn describe(schedule: &Schedule) -> String {
    match &schedule.when {
        When::None => "only by hand".to_owned(),
        When::Interval { seconds } => {
            let every = duration(Duration::from_secs(*seconds));
            format!("{every} after each run has finished")
        }
        When::Once { at } => format!("once at {at}"),
        When::Calendar(calendar) => times(&Times::of(calendar)),
        When::Cron { expressions } => {
            let told = expressions.iter().map(|text| match cron::parse(text) {
                Ok(parsed) => remarked(&parsed),
                Err(_) => text.clone(),
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

/// With what says less than it seems to.
fn remarked(parsed: &Times) -> String {
    match parsed.remarks.as_slice() {
        [] => times(parsed),
        remarks => format!("{} ({})", times(parsed), remarks.join("; ")),
    }
}

fn times(times: &Times) -> String {
    let days = days::describe(times);
    let (hour, fixed) = time(times);
    match (days.is_empty(), fixed) {
        (true, true) => format!("{hour} every day"),
        (true, false) => hour,
        (false, _) => format!("{hour} {days}"),
    }
}

/// The values of a set up to `last`.
fn values(set: u64, last: i8) -> Vec<i8> {
    (0..=last).filter(|value| holds(set, *value)).collect()
}

/// The time of day, and whether it names times rather than a rhythm.
fn time(times: &Times) -> (String, bool) {
    let (seconds, minutes, hours) =
        (values(times.seconds, 59), values(times.minutes, 59), values(times.hours, 23));
    if seconds.len() * minutes.len() * hours.len() <= LISTED {
        let of_minute =
            |hour: i8, minute: i8| seconds.iter().map(move |second| clock(hour, minute, *second));
        let of_hour = |hour: &i8| {
            let hour = *hour;
            minutes.iter().flat_map(move |minute| of_minute(hour, *minute))
        };
        let all: Vec<String> = hours.iter().flat_map(of_hour).collect();
        return (format!("at {}", and(&all)), true);
    }
    let during = match (hours.as_slice(), steps(&hours, 24)) {
        (_, Some(1)) => String::new(),
        (_, Some(step)) => format!(" of every {} hour", words::ordinal(step)),
        (&[hour], None) => format!(" from {} to {}", clock(hour, 0, 0), clock(hour, 59, 0)),
        (_, None) if contiguous(&hours) => {
            let last = hours.last().copied().unwrap_or(23);
            format!(" from {} to {}", clock(hours[0], 0, 0), clock(last, 59, 0))
        }
        _ => format!(" of hours {}", and(&ranges(&hours))),
    };
    let second = match (seconds.as_slice(), steps(&seconds, 60)) {
        ([0], _) => None,
        (_, Some(1)) => Some("every second".to_owned()),
        (_, Some(step)) => Some(format!("every {step} seconds")),
        ([_], None) => Some(format!("at second {}", seconds[0])),
        _ => Some(format!("at seconds {}", and(&ranges(&seconds)))),
    };
    let minute = match (minutes.as_slice(), steps(&minutes, 60)) {
        ([0], _) if during.is_empty() && second.is_none() => "every hour".to_owned(),
        (_, Some(1)) => "every minute".to_owned(),
        (_, Some(step)) if second.is_none() => format!("every {step} minutes"),
        ([_], None) if during.is_empty() => format!("at minute {} of every hour", minutes[0]),
        _ if during.is_empty() => format!("at minutes {} of every hour", and(&ranges(&minutes))),
        ([_], None) => format!("at minute {}", minutes[0]),
        _ => format!("at minutes {}", and(&ranges(&minutes))),
    };
    let text = match second {
        None => minute,
        // Each second of each minute is each second.
        Some(second) if minute == "every minute" => second,
        Some(second) => format!("{second} of {}", minute.trim_start_matches("at ")),
    };
    (format!("{text}{during}"), false)
}

fn contiguous(values: &[i8]) -> bool {
    values.windows(2).all(|pair| pair[1] == pair[0] + 1)
}
