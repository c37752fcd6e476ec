//! What a job is on the wire and back.

use std::time::Duration;

use taskmaster_domain::{
    Timestamp,
    job::{Catchup, Check, CheckWork, JobSpec, Notify, NotifyOn, Overlap},
    schedule::{Blackout, Bound, Calendar, Fold, Gap, Schedule, When},
    task::Work,
};

use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

fn full(when: When) -> JobSpec {
    let mut spec = JobSpec {
        name: "nightly".to_owned(),
        description: "of every night".to_owned(),
        owner: "user:ann".to_owned(),
        labels: [("team".to_owned(), "data".to_owned())].into(),
        enabled: false,
        schedule: Schedule {
            when,
            timezone: "Europe/Berlin".to_owned(),
            active: false,
            starts_at: Some(NOW),
            ends_at: Some(NOW.plus(Duration::from_secs(86_400))),
            jitter: Duration::from_secs(30),
            blackouts: vec![
                Blackout {
                    from: Bound::Daily(22 * 60),
                    until: Bound::Daily(24 * 60),
                    weekdays: vec![0, 6],
                    reason: "rest".to_owned(),
                },
                Blackout {
                    from: Bound::At(NOW),
                    until: Bound::At(NOW.plus(Duration::from_secs(60))),
                    weekdays: Vec::new(),
                    reason: String::new(),
                },
            ],
            gap: Gap::Shift,
            fold: Fold::Both,
        },
        overlap: Overlap::CancelRunning,
        catchup: Catchup::All,
        catchup_window: Duration::from_secs(7),
        breaker_threshold: 3,
        checks: vec![
            Check {
                name: "db".to_owned(),
                work: CheckWork::Tcp { host: "db".to_owned(), port: 5432 },
                timeout: Duration::from_secs(3),
            },
            Check {
                name: "disk".to_owned(),
                work: CheckWork::Command { command: "df /".to_owned() },
                timeout: Duration::from_secs(4),
            },
        ],
        requires_checks: true,
        notify: Some(Notify { emails: vec!["ops@example.org".to_owned()], on: NotifyOn::Always }),
        ..JobSpec::default()
    };
    spec.task.work = Work::Shell { command: "true".to_owned() };
    spec
}

#[test]
fn a_job_survives_the_wire_whatever_its_schedule_goes_by() {
    let calendar = Calendar { hours: Some(vec![9, 17]), ..Calendar::default() };
    for when in [
        When::None,
        When::Cron { expressions: vec!["0 9 * * 1-5".to_owned(), "@daily".to_owned()] },
        When::Interval { seconds: 3_600 },
        When::Calendar(calendar),
        When::Once { at: NOW },
    ] {
        let spec = full(when);
        assert_eq!(job_spec(job_spec_to_wire(&spec), NOW), Ok(spec));
    }
}

#[test]
fn what_is_not_said_of_a_job_has_its_documented_default() {
    let shell = v1::ShellWork { command: "true".to_owned() };
    let work = Some(v1::task_spec::Work::Shell(shell));
    let task = Some(v1::TaskSpec { work, ..v1::TaskSpec::default() });
    let spec = job_spec(v1::JobSpec { task, ..v1::JobSpec::default() }, NOW).unwrap();
    let work = Work::Shell { command: "true".to_owned() };
    let expected = JobSpec {
        task: taskmaster_domain::TaskSpec { work, ..Default::default() },
        ..JobSpec::default()
    };
    assert_eq!(spec, expected);
}

#[test]
fn all_that_cannot_be_read_of_a_job_is_said_by_field_with_all_else_that_is_wrong() {
    let wire = v1::JobSpec {
        breaker_threshold: Some(-1),
        checks: vec![v1::Check { name: "a".to_owned(), ..v1::Check::default() }],
        notify: Some(v1::Notify { on: 99, ..v1::Notify::default() }),
        schedule: Some(v1::Schedule {
            when: Some(v1::schedule::When::Once(v1::OnceSchedule { at: None })),
            gap: 99,
            timezone: "Mars/Base".to_owned(),
            catchup_window: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
            blackouts: vec![v1::Blackout::default()],
            ..v1::Schedule::default()
        }),
        ..v1::JobSpec::default()
    };
    let mut fields: Vec<String> =
        job_spec(wire, NOW).unwrap_err().0.into_iter().map(|fault| fault.field).collect();
    fields.sort();
    fields.dedup();
    let expected = [
        "breaker_threshold",
        "checks[0].work",
        "name",
        "notify.on",
        "schedule.at",
        "schedule.blackouts[0].from",
        "schedule.blackouts[0].until",
        "schedule.catchup_window",
        "schedule.gap",
        "schedule.timezone",
        "task",
    ];
    assert_eq!(fields, expected);
}

#[test]
fn what_no_list_of_a_calendar_can_hold_is_refused_by_the_domain() {
    let wire = v1::Schedule {
        when: Some(v1::schedule::When::Calendar(v1::CalendarSchedule {
            hours: vec![-1, 70_000, 23],
            ..v1::CalendarSchedule::default()
        })),
        ..v1::Schedule::default()
    };
    let mut v = Violations::default();
    let timing = timing(Some(wire), &mut v);
    assert_eq!(v, Violations::default());
    timing.schedule.check("schedule", &mut v, NOW);
    let fields: Vec<&str> = v.0.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["schedule.hours[0]", "schedule.hours[1]"]);
}
