//! A schedule as REST takes and shows it.

use serde::{Deserialize, Serialize};
use taskmaster_domain::{Violations, schedule::Bound};
use taskmaster_proto::{
    convert,
    v1::{self, schedule::When as Wire},
};
use utoipa::ToSchema;

use crate::{
    extract::{Object, Whole, Word},
    rest::words::jobs::{Catchup, Fold, Gap, Overlap, ScheduleKind},
    time::{Time, seconds, wait},
};

/// The times of a schedule.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum JobTimes {
    /// Only by hand.
    None,
    /// Whenever an expression matches.
    Cron {
        /// Five fields, six with seconds in front, or a word such as `@daily`.
        expressions: Vec<String>,
    },
    /// So long after the last finish.
    Interval {
        /// The wait in seconds.
        seconds: i64,
    },
    /// Whenever all lists hold the local time.
    Calendar(CalendarTimes),
    /// A single time.
    Once {
        /// That time.
        #[schema(required)]
        at: Option<Time>,
    },
}

/// Lists that must all hold; null is any.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CalendarTimes {
    /// Years.
    #[schema(required)]
    years: Option<Vec<i32>>,
    /// 1 is January.
    #[schema(required)]
    months: Option<Vec<i32>>,
    /// Days of the month from 1.
    #[schema(required)]
    days: Option<Vec<i32>>,
    /// 0 is Sunday.
    #[schema(required)]
    weekdays: Option<Vec<i32>>,
    /// 0 to 23.
    #[schema(required)]
    hours: Option<Vec<i32>>,
    /// 0 to 59.
    #[schema(required)]
    minutes: Option<Vec<i32>>,
}

/// A window in which fires are skipped: once, between two instants, or daily between two times of
/// day in the job's zone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Blackout {
    /// Its first moment: RFC 3339, or a time of day such as `22:00`.
    #[schema(example = "22:00")]
    from: String,
    /// The first moment after it, in the same form; a time of day before `from` is on the next day.
    #[schema(example = "06:00")]
    until: String,
    /// Local days on which a daily window begins, 0 is Sunday; every day when empty.
    weekdays: Vec<i32>,
    /// Why, for people.
    reason: String,
}

/// When a job runs by itself, and by which rules.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobSchedule {
    #[serde(flatten)]
    when: JobTimes,
    /// IANA name of the zone in which it is read.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
    /// On or off.
    active: bool,
    /// No fire before this.
    #[schema(required)]
    starts_at: Option<Time>,
    /// No fire at or after this.
    #[schema(required)]
    ends_at: Option<Time>,
    /// A run starts up to so much after its time.
    jitter_seconds: f64,
    /// Windows in which fires are skipped.
    blackouts: Vec<Blackout>,
    /// Local times that the clock jumps over.
    gap: Gap,
    /// Local times that come twice.
    fold: Fold,
    /// While a run has not ended.
    overlap: Overlap,
    /// After an outage.
    catchup: Catchup,
    /// How long after its time a fire may still be caught up.
    catchup_window_seconds: f64,
}

fn listed(values: Vec<i32>) -> Option<Vec<i32>> {
    (!values.is_empty()).then_some(values)
}

impl From<v1::Blackout> for Blackout {
    fn from(wire: v1::Blackout) -> Self {
        let text = |at| Time::from_wire(at).map(|at| at.to_string());
        Self {
            from: text(wire.from).unwrap_or(wire.start),
            until: text(wire.until).unwrap_or(wire.end),
            weekdays: wire.weekdays,
            reason: wire.reason,
        }
    }
}

impl From<v1::Schedule> for JobSchedule {
    fn from(wire: v1::Schedule) -> Self {
        let (gap, fold) = (wire.gap().into(), wire.fold().into());
        let (overlap, catchup) = (wire.overlap().into(), wire.catchup().into());
        let when = match wire.when {
            None => JobTimes::None,
            Some(Wire::Cron(cron)) => JobTimes::Cron { expressions: cron.expressions },
            Some(Wire::Interval(interval)) => JobTimes::Interval { seconds: interval.seconds },
            Some(Wire::Calendar(lists)) => JobTimes::Calendar(CalendarTimes {
                years: listed(lists.years),
                months: listed(lists.months),
                days: listed(lists.days),
                weekdays: listed(lists.weekdays),
                hours: listed(lists.hours),
                minutes: listed(lists.minutes),
            }),
            Some(Wire::Once(once)) => JobTimes::Once { at: Time::from_wire(once.at) },
        };
        Self {
            when,
            timezone: wire.timezone,
            active: wire.active.unwrap_or(true),
            starts_at: Time::from_wire(wire.starts_at),
            ends_at: Time::from_wire(wire.ends_at),
            jitter_seconds: wire.jitter.map_or(0.0, seconds),
            blackouts: wire.blackouts.into_iter().map(Blackout::from).collect(),
            gap,
            fold,
            overlap,
            catchup,
            catchup_window_seconds: wire.catchup_window.map_or(0.0, seconds),
        }
    }
}

/// A window in which fires are skipped.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBlackout {
    /// Its first moment: RFC 3339, or a time of day such as `22:00` in the job's zone.
    from: String,
    /// The first moment after it, in the same form; a time of day before `from` is on the next day.
    until: String,
    /// Of a daily window: the local days on which it begins, 0 is Sunday; every day when absent.
    #[schema(value_type = Option<Vec<i64>>)]
    weekdays: Option<Vec<Whole>>,
    /// Why, for people.
    reason: Option<String>,
}

/// A schedule that is set. What is null counts as absent; what is absent gets its default,
/// whatever held before. Each kind has fields of its own: `cron` `expressions`; `interval`
/// `seconds`; `calendar` `years`, `months`, `days`, `weekdays`, `hours`, `minutes`; `once` `at`.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schema(example = json!({
    "kind": "cron",
    "expressions": ["0 9 * * 1-5"],
    "timezone": "Europe/Berlin"
}))]
pub(crate) struct NewJobSchedule {
    /// What it goes by; `none` when absent.
    #[schema(value_type = Option<ScheduleKind>)]
    kind: Option<Word<ScheduleKind>>,
    /// Of `cron`: five fields, six with seconds in front, or a word such as `@daily`; a time that
    /// several name counts once.
    expressions: Option<Vec<String>>,
    /// Of `interval`: from the last finish to the next start.
    #[schema(value_type = Option<i64>)]
    seconds: Option<Whole>,
    /// Of `calendar`, as the five below: null or empty is any, and all of them must hold.
    #[schema(value_type = Option<Vec<i64>>)]
    years: Option<Vec<Whole>>,
    /// 1 to 12.
    #[schema(value_type = Option<Vec<i64>>)]
    months: Option<Vec<Whole>>,
    /// 1 to 31.
    #[schema(value_type = Option<Vec<i64>>)]
    days: Option<Vec<Whole>>,
    /// 0, Sunday, to 6.
    #[schema(value_type = Option<Vec<i64>>)]
    weekdays: Option<Vec<Whole>>,
    /// 0 to 23.
    #[schema(value_type = Option<Vec<i64>>)]
    hours: Option<Vec<Whole>>,
    /// 0 to 59.
    #[schema(value_type = Option<Vec<i64>>)]
    minutes: Option<Vec<Whole>>,
    /// Of `once`: the time.
    at: Option<Time>,
    /// IANA name; `UTC` when absent.
    timezone: Option<String>,
    /// On when absent.
    active: Option<bool>,
    /// No fire before this.
    starts_at: Option<Time>,
    /// No fire at or after this.
    ends_at: Option<Time>,
    /// A run starts up to so much after its time, drawn for each; 0 when absent.
    jitter_seconds: Option<f64>,
    /// Windows in which fires are skipped.
    #[schema(value_type = Option<Vec<NewBlackout>>)]
    blackouts: Option<Vec<Object<NewBlackout>>>,
    /// Local times that the clock jumps over; `cron` when absent.
    #[schema(value_type = Option<Gap>)]
    gap: Option<Word<Gap>>,
    /// Local times that come twice; `cron` when absent.
    #[schema(value_type = Option<Fold>)]
    fold: Option<Word<Fold>>,
    /// While a run has not ended; `skip` when absent.
    #[schema(value_type = Option<Overlap>)]
    overlap: Option<Word<Overlap>>,
    /// After an outage; `none` when absent.
    #[schema(value_type = Option<Catchup>)]
    catchup: Option<Word<Catchup>>,
    /// How long after its time a fire may still be caught up; a day when absent.
    catchup_window_seconds: Option<f64>,
}

/// A number that the coordinator judges: what it could not even hold is as wrong as its ends.
fn narrow(Whole(number): &Whole) -> i32 {
    i32::try_from(*number).unwrap_or(if *number < 0 { i32::MIN } else { i32::MAX })
}

fn list(values: Option<Vec<Whole>>) -> Vec<i32> {
    values.unwrap_or_default().iter().map(narrow).collect()
}

impl NewBlackout {
    fn into_wire(self, field: &str, faults: &mut Violations) -> v1::Blackout {
        let mut wire = v1::Blackout {
            weekdays: list(self.weekdays),
            reason: self.reason.unwrap_or_default(),
            ..v1::Blackout::default()
        };
        for (name, text, at, daily) in [
            ("from", self.from, &mut wire.from, &mut wire.start),
            ("until", self.until, &mut wire.until, &mut wire.end),
        ] {
            match text.parse() {
                Ok(Bound::At(time)) => *at = Some(convert::to_timestamp(time)),
                Ok(Bound::Daily(_)) => *daily = text,
                Err(why) => faults.add(format!("{field}.{name}"), why.to_string()),
            }
        }
        wire
    }
}

impl NewJobSchedule {
    /// The schedule on the wire. Notes what the wire could not say, below no field.
    pub(crate) fn into_wire(self, faults: &mut Violations) -> v1::Schedule {
        let Word(kind) = self.kind.unwrap_or(Word(ScheduleKind::None));
        for (field, is_there, of) in [
            ("expressions", self.expressions.is_some(), ScheduleKind::Cron),
            ("seconds", self.seconds.is_some(), ScheduleKind::Interval),
            ("years", self.years.is_some(), ScheduleKind::Calendar),
            ("months", self.months.is_some(), ScheduleKind::Calendar),
            ("days", self.days.is_some(), ScheduleKind::Calendar),
            ("weekdays", self.weekdays.is_some(), ScheduleKind::Calendar),
            ("hours", self.hours.is_some(), ScheduleKind::Calendar),
            ("minutes", self.minutes.is_some(), ScheduleKind::Calendar),
            ("at", self.at.is_some(), ScheduleKind::Once),
        ] {
            if is_there && of != kind {
                let (of, kind) = (crate::rest::words::text(of), crate::rest::words::text(kind));
                faults.add(field, format!("must be absent: it belongs to {of}, not to {kind}"));
            }
        }
        if self.timezone.as_ref().is_some_and(String::is_empty) {
            faults.add("timezone", "must not be empty");
        }
        let when = match kind {
            ScheduleKind::None => None,
            ScheduleKind::Cron => {
                if self.expressions.is_none() {
                    faults.add("expressions", "must be present");
                }
                let expressions = self.expressions.unwrap_or_default();
                Some(Wire::Cron(v1::CronSchedule { expressions }))
            }
            ScheduleKind::Interval => {
                if self.seconds.is_none() {
                    faults.add("seconds", "must be present");
                }
                let seconds = self.seconds.map_or(1, |Whole(seconds)| seconds);
                Some(Wire::Interval(v1::IntervalSchedule { seconds }))
            }
            ScheduleKind::Calendar => Some(Wire::Calendar(v1::CalendarSchedule {
                years: list(self.years),
                months: list(self.months),
                days: list(self.days),
                weekdays: list(self.weekdays),
                hours: list(self.hours),
                minutes: list(self.minutes),
            })),
            ScheduleKind::Once => {
                if self.at.is_none() {
                    faults.add("at", "must be present");
                }
                Some(Wire::Once(v1::OnceSchedule { at: self.at.map(Time::to_wire) }))
            }
        };
        let blackouts = self.blackouts.unwrap_or_default().into_iter().enumerate();
        let blackouts = blackouts
            .map(|(n, Object(blackout))| blackout.into_wire(&format!("blackouts[{n}]"), faults));
        v1::Schedule {
            blackouts: blackouts.collect(),
            when,
            timezone: self.timezone.unwrap_or_default(),
            active: self.active,
            starts_at: self.starts_at.map(Time::to_wire),
            ends_at: self.ends_at.map(Time::to_wire),
            jitter: self.jitter_seconds.map(wait),
            gap: self.gap.map_or(0, |Word(gap)| v1::Gap::from(gap).into()),
            fold: self.fold.map_or(0, |Word(fold)| v1::Fold::from(fold).into()),
            overlap: self.overlap.map_or(0, |Word(overlap)| v1::Overlap::from(overlap).into()),
            catchup: self.catchup.map_or(0, |Word(catchup)| v1::Catchup::from(catchup).into()),
            catchup_window: self.catchup_window_seconds.map(wait),
        }
    }
}
