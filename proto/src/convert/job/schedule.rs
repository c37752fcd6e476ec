//! Schedules, and what else a job says about time.

use taskmaster_domain::{
    Timestamp, Violations,
    job::{JobSpec, Timing},
    limits,
    schedule::{Blackout, Bound, Calendar, Schedule, When},
};

use super::enums::read;
use crate::{
    convert::basic::{duration, timestamp, to_duration, to_timestamp},
    v1::{self, schedule::When as Wire},
};

/// Reads what somebody says about time; what is wrong is noted below `schedule`. Whether it makes
/// sense is for the domain to say.
pub fn timing(wire: Option<v1::Schedule>, v: &mut Violations) -> Timing {
    let mut inner = Violations::default();
    let wire = wire.unwrap_or_default();
    let timing = Timing {
        overlap: read(&mut inner, "overlap", wire.overlap),
        catchup: read(&mut inner, "catchup", wire.catchup),
        catchup_window: wire
            .catchup_window
            .map_or(limits::DEFAULT_CATCHUP_WINDOW, |t| duration(&mut inner, "catchup_window", &t)),
        schedule: schedule(wire, &mut inner),
    };
    v.nest("schedule", inner);
    timing
}

fn schedule(wire: v1::Schedule, v: &mut Violations) -> Schedule {
    let defaults = Schedule::default();
    let when = match wire.when {
        None => When::None,
        Some(Wire::Cron(cron)) => When::Cron { expressions: cron.expressions },
        Some(Wire::Interval(interval)) => {
            let seconds = u64::try_from(interval.seconds).unwrap_or_else(|_| {
                v.add("seconds", "must not be negative");
                limits::INTERVAL_SECONDS.0
            });
            When::Interval { seconds }
        }
        Some(Wire::Calendar(lists)) => When::Calendar(Calendar {
            years: list(lists.years),
            months: list(lists.months),
            days: list(lists.days),
            weekdays: list(lists.weekdays),
            hours: list(lists.hours),
            minutes: list(lists.minutes),
        }),
        Some(Wire::Once(once)) => {
            if once.at.is_none() {
                v.add("at", "must be present");
            }
            let at = instant(v, "at", once.at.as_ref());
            // Not as well that it is past.
            When::Once { at: at.unwrap_or(Timestamp::from_micros(253_402_300_799_000_000)) }
        }
    };
    Schedule {
        when,
        timezone: if wire.timezone.is_empty() { defaults.timezone } else { wire.timezone },
        active: wire.active.unwrap_or(defaults.active),
        starts_at: instant(v, "starts_at", wire.starts_at.as_ref()),
        ends_at: instant(v, "ends_at", wire.ends_at.as_ref()),
        jitter: wire.jitter.map_or(defaults.jitter, |t| duration(v, "jitter", &t)),
        gap: read(v, "gap", wire.gap),
        fold: read(v, "fold", wire.fold),
        blackouts: wire
            .blackouts
            .into_iter()
            .enumerate()
            .map(|(n, wire)| blackout(wire, &format!("blackouts[{n}]"), v))
            .collect(),
    }
}

fn instant(
    v: &mut Violations,
    field: &str,
    at: Option<&prost_types::Timestamp>,
) -> Option<Timestamp> {
    let read = timestamp(at?);
    if read.is_none() {
        v.add(field, "must be a time between the years 1 and 9999");
    }
    read
}

/// What no list can hold is as wrong as its ends.
fn list(values: Vec<i32>) -> Option<Vec<u16>> {
    let narrow = |value| u16::try_from(value).unwrap_or(u16::MAX);
    (!values.is_empty()).then(|| values.into_iter().map(narrow).collect())
}

fn blackout(wire: v1::Blackout, field: &str, v: &mut Violations) -> Blackout {
    let mut bound = |name: &str, at: Option<prost_types::Timestamp>, daily: &str| {
        let field = format!("{field}.{name}");
        if at.is_some() && !daily.is_empty() {
            v.add(field, "must be an instant or a time of day, not both");
            return Bound::Daily(0);
        }
        if let Some(at) = at {
            return instant(v, &field, Some(&at)).map_or(Bound::Daily(0), Bound::At);
        }
        match daily.parse() {
            Ok(bound @ Bound::Daily(_)) => bound,
            Ok(Bound::At(_)) | Err(_) => {
                v.add(field, "must be an instant, or a time of day such as 22:00");
                Bound::Daily(0)
            }
        }
    };
    Blackout {
        from: bound("from", wire.from, &wire.start),
        until: bound("until", wire.until, &wire.end),
        weekdays: list(wire.weekdays).unwrap_or_default(),
        reason: wire.reason,
    }
}

/// All that a job says about time, on the wire.
pub fn schedule_to_wire(spec: &JobSpec) -> v1::Schedule {
    let schedule = &spec.schedule;
    let numbers = |list: &Option<Vec<u16>>| -> Vec<i32> {
        list.iter().flatten().map(|&value| value.into()).collect()
    };
    let when = match &schedule.when {
        When::None => None,
        When::Cron { expressions } => {
            Some(Wire::Cron(v1::CronSchedule { expressions: expressions.clone() }))
        }
        When::Interval { seconds } => Some(Wire::Interval(v1::IntervalSchedule {
            seconds: i64::try_from(*seconds).unwrap_or(i64::MAX),
        })),
        When::Calendar(lists) => Some(Wire::Calendar(v1::CalendarSchedule {
            years: numbers(&lists.years),
            months: numbers(&lists.months),
            days: numbers(&lists.days),
            weekdays: numbers(&lists.weekdays),
            hours: numbers(&lists.hours),
            minutes: numbers(&lists.minutes),
        })),
        When::Once { at } => Some(Wire::Once(v1::OnceSchedule { at: Some(to_timestamp(*at)) })),
    };
    v1::Schedule {
        when,
        timezone: schedule.timezone.clone(),
        active: Some(schedule.active),
        starts_at: schedule.starts_at.map(to_timestamp),
        ends_at: schedule.ends_at.map(to_timestamp),
        jitter: Some(to_duration(schedule.jitter)),
        blackouts: schedule.blackouts.iter().map(blackout_to_wire).collect(),
        gap: v1::Gap::from(schedule.gap).into(),
        fold: v1::Fold::from(schedule.fold).into(),
        overlap: v1::Overlap::from(spec.overlap).into(),
        catchup: v1::Catchup::from(spec.catchup).into(),
        catchup_window: Some(to_duration(spec.catchup_window)),
    }
}

fn blackout_to_wire(blackout: &Blackout) -> v1::Blackout {
    let split = |bound: Bound| match bound {
        Bound::At(at) => (Some(to_timestamp(at)), String::new()),
        Bound::Daily(_) => (None, bound.to_string()),
    };
    let ((from, start), (until, end)) = (split(blackout.from), split(blackout.until));
    let weekdays = blackout.weekdays.iter().map(|&day| day.into()).collect();
    v1::Blackout { from, until, weekdays, start, end, reason: blackout.reason.clone() }
}
