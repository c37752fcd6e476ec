//! What a job says about time, field by field.

use taskmaster_domain::{Violations, schedule::Blackout};
use taskmaster_proto::{
    convert::timing,
    v1::{self, schedule::When},
};
use taskmaster_runtime::config::show_duration;

use crate::show::time_text;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A window in a line, such as `22:00 to 06:00 on Sat, Sun (rest)`.
fn window(blackout: &Blackout) -> String {
    let days: Vec<&str> =
        blackout.weekdays.iter().filter_map(|&day| DAYS.get(usize::from(day)).copied()).collect();
    let on = if days.is_empty() { String::new() } else { format!(" on {}", days.join(", ")) };
    let why = match blackout.reason.as_str() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    format!("{} to {}{on}{why}", blackout.from, blackout.until)
}

/// The last word of a name of the wire, in the form that is typed.
pub(super) fn word(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_lowercase()
}

/// Its times as they were said, such as `cron: @daily; 0 9 * * 1-5`.
fn said(when: &When) -> String {
    match when {
        When::Cron(cron) => format!("cron: {}", cron.expressions.join("; ")),
        When::Interval(interval) => format!("interval: {} s", interval.seconds),
        When::Once(once) => format!("once: {}", time_text(once.at.as_ref())),
        When::Calendar(lists) => {
            let lists = [
                ("years", &lists.years),
                ("months", &lists.months),
                ("days", &lists.days),
                ("weekdays", &lists.weekdays),
                ("hours", &lists.hours),
                ("minutes", &lists.minutes),
            ];
            let list = |(name, list): (&str, &Vec<i32>)| {
                let items: Vec<String> = list.iter().map(ToString::to_string).collect();
                format!("{name} {}", items.join(","))
            };
            let told = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(list);
            format!("calendar: {}", told.collect::<Vec<_>>().join("; "))
        }
    }
}

/// All of it; of a job that runs by hand only, what holds for its runs.
pub(super) fn about_time(schedule: v1::Schedule) -> Vec<(&'static str, String)> {
    let overlap = ("overlap", word(schedule.overlap().as_str_name(), "OVERLAP_"));
    let Some(when) = &schedule.when else { return vec![overlap] };
    // What a newer release says and this one cannot read is shown as if it were not there.
    let read = timing(Some(schedule.clone()), &mut Violations::default());
    let catchup = match word(schedule.catchup().as_str_name(), "CATCHUP_").as_str() {
        "none" => "none".to_owned(),
        rule => format!("{rule} within {}", show_duration(read.catchup_window)),
    };
    let blackouts: Vec<String> = read.schedule.blackouts.iter().map(window).collect();
    let jitter = Some(read.schedule.jitter).filter(|jitter| !jitter.is_zero());
    vec![
        ("times", said(when)),
        ("timezone", schedule.timezone.clone()),
        ("switched", if read.schedule.active { "on" } else { "off" }.to_owned()),
        ("starts", time_text(schedule.starts_at.as_ref())),
        ("ends", time_text(schedule.ends_at.as_ref())),
        ("jitter", jitter.map(show_duration).unwrap_or_default()),
        ("blackouts", blackouts.join("; ")),
        ("gap", word(schedule.gap().as_str_name(), "GAP_")),
        ("fold", word(schedule.fold().as_str_name(), "FOLD_")),
        overlap,
        ("catchup", catchup),
    ]
}
