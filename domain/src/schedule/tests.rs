//! The rules on ordinary and on odd days.

mod bad_bounds;
mod bad_input;
mod dark;
mod laws;
mod odd_days;
mod ordinary;
mod said;

use super::*;
use crate::Violations;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn cron(expressions: &[&str], timezone: &str) -> Schedule {
    let expressions = expressions.iter().map(|text| (*text).to_owned()).collect();
    Schedule {
        when: When::Cron { expressions },
        timezone: timezone.to_owned(),
        ..Schedule::default()
    }
}

fn plan(expression: &str, timezone: &str) -> Plan {
    Plan::new(&cron(&[expression], timezone)).unwrap()
}

/// The local times of all fires in `[from, until)`, in words of day, time and offset.
fn fires(schedule: &Schedule, from: &str, until: &str) -> Vec<String> {
    let plan = Plan::new(schedule).unwrap();
    let (after, until) =
        (at(from).minus(Duration::from_micros(1)), at(until).minus(Duration::from_micros(1)));
    plan.preview(after, 1_000)
        .into_iter()
        .take_while(|time| time.at <= until)
        .map(|time| time.local)
        .collect()
}

fn faults(schedule: &Schedule) -> Vec<String> {
    let mut wrong = Violations::default();
    schedule.check("schedule", &mut wrong, at("2026-11-21T12:00:00Z"));
    wrong.0.into_iter().map(|found| format!("{} {}", found.field, found.message)).collect()
}
