use super::*;
use crate::schedule::Calendar;

fn timing(spec: &JobSpec, when: When, active: bool) -> Timing {
    let schedule = Schedule { when, active, ..spec.schedule.clone() };
    let (overlap, catchup, catchup_window) = (spec.overlap, spec.catchup, spec.catchup_window);
    Timing { schedule, overlap, catchup, catchup_window }
}

fn set(job: &Job, when: When, active: bool, now: &str) -> Result<Change, JobRefusal> {
    job.set_schedule(timing(&job.spec, when, active), "user:eve", at(now), &mut draw())
}

/// F341: defaults, enabling, breaking, enabling again.
#[test]
fn task_schedule_and_broken() {
    let mut job = made(spec(When::None));
    assert_eq!((job.state.broken, job.next_run_at(), job.version), (false, None, 1));
    let hourly = When::Interval { seconds: 3_600 };
    job = keep(set(&job, hourly.clone(), true, "12:00").unwrap());
    assert_eq!((job.state.anchor, job.next_run_at()), (at("12:00"), Some(at("13:00"))));
    let fired = fire(&mut job, "13:00");
    end(&mut job, &fired, TaskState::Failed, 1, "13:05");
    assert_eq!((job.state.broken, job.next_run_at()), (true, None));
    for (when, active) in [(hourly.clone(), true), (hourly, false), (When::None, true)] {
        let mended = keep(set(&job, when, active, "14:00").unwrap());
        assert_eq!((mended.state.broken, mended.state.failures), (false, 0), "Off included");
    }
}

#[test]
fn an_edit_is_a_version_by_who_made_it_and_leaves_an_equal_schedule_alone() {
    let job = made(every(3_600));
    let renamed = JobSpec { name: "dump".to_owned(), ..job.spec.clone() };
    let change = job.edit(renamed, "user:eve", at("10:30"), &mut draw()).unwrap();
    assert_eq!(change.edited_by.as_deref(), Some("user:eve"));
    assert_eq!((change.job.version, change.job.updated_at), (2, at("10:30")));
    assert_eq!((change.job.state.clone(), change.fires.len()), (job.state, 0));
    assert_eq!(change.job.spec.name, "dump");
    assert_eq!(change.job.created_by, "user:ada");
}

#[test]
fn a_broken_job_is_mended_by_an_edit_of_its_schedule_only() {
    let mut job = made(cron("*/5 * * * *"));
    let fired = fire(&mut job, "10:05");
    end(&mut job, &fired, TaskState::Failed, 0, "10:06");
    let renamed = JobSpec { name: "dump".to_owned(), ..job.spec.clone() };
    let still = job.edit(renamed, "user:eve", at("10:30"), &mut draw()).unwrap();
    assert!(still.job.state.broken);
    let mut on = job.spec.clone();
    on.schedule.active = true;
    let mended = job.edit(on, "user:eve", at("10:30"), &mut draw()).unwrap();
    assert!(!mended.job.state.broken);
    assert_eq!(mended.job.state.next, Some(at("10:35")));
    assert_eq!(mended.fires, [], "while it was broken no time was meant");
}

#[test]
fn what_was_due_by_the_old_version_is_fired_before_the_new_one_holds() {
    let job = made(cron("*/5 * * * *"));
    let change = set(&job, When::Interval { seconds: 60 }, true, "10:10:30").unwrap();
    assert_eq!(entered(&change), ["10:05:00 missed outage", "10:10:00 fired"]);
    assert!(change.fires.iter().all(|fire| fire.version == 1));
    assert_eq!(change.runs[0].spec.run.as_ref().unwrap().version, 1);
    assert_eq!(change.job.version, 2);
    assert_eq!(change.job.state.covered_to, at("10:10:30"));
    assert_eq!(change.job.state.next, None, "the interval begins with the end of that run");
}

#[test]
fn a_time_that_waits_for_its_jitter_is_missed_when_the_schedule_changes() {
    let mut spec = cron("*/5 * * * *");
    spec.schedule.jitter = HOUR;
    let job = std::iter::repeat_with(|| made(spec.clone()))
        .find(|job| job.state.fire_at > Some(at("10:05:01")))
        .unwrap();
    let change = set(&job, When::None, false, "10:05:01").unwrap();
    assert_eq!(entered(&change), ["10:05:00 missed changed"]);
    let renamed = JobSpec { name: "dump".to_owned(), ..job.spec.clone() };
    let edited = job.edit(renamed, "user:eve", at("10:05:01"), &mut draw()).unwrap();
    assert_eq!((edited.fires, edited.job.state.next), (vec![], Some(at("10:05"))), "it goes on");
}

#[test]
fn a_time_that_waits_for_its_jitter_is_not_lost_to_a_clock_that_is_set_back() {
    let mut spec = cron("*/5 * * * *");
    spec.schedule.jitter = HOUR;
    let job = std::iter::repeat_with(|| made(spec.clone()))
        .find(|job| job.state.fire_at > Some(at("10:05:01")))
        .unwrap();
    let renamed = JobSpec { name: "dump".to_owned(), ..job.spec.clone() };
    let job = keep(job.edit(renamed, "user:eve", at("10:05:01"), &mut draw()).unwrap());
    let change = set(&job, When::None, false, "10:04").unwrap();
    assert_eq!(entered(&change), ["10:05:00 missed changed"], "the version before named it");
    assert_eq!(change.job.updated_at, at("10:05:01"));
}

#[test]
fn an_edit_after_a_long_outage_waits_until_its_fires_are_entered() {
    let mut job = made(cron("* * * * * *"));
    let off = |job: &Job| set(job, When::None, false, "11:00");
    assert_eq!(off(&job), Err(JobRefusal::Behind));
    let mut rows = 0;
    while let Some(change) = job.fire(at("11:00"), &mut draw()) {
        rows += change.fires.len();
        job = keep(change);
    }
    assert_eq!(rows, 3_600);
    assert_eq!(off(&job).unwrap().fires, []);
}

#[test]
fn after_the_clock_was_set_back_a_new_schedule_begins_where_the_ledger_ends() {
    let mut job = made(cron("*/5 * * * *"));
    fire(&mut job, "11:00");
    let change = set(&job, When::Cron { expressions: vec!["* * * * *".to_owned()] }, true, "10:30");
    let job = keep(change.unwrap());
    assert_eq!((job.state.covered_to, job.updated_at), (at("11:00"), at("11:00")));
    assert_eq!(job.state.next, Some(at("11:01")));
}

#[test]
fn a_schedule_that_ended_does_not_stand_in_the_way_of_an_edit() {
    let mut job = made(spec(When::Once { at: at("10:30") }));
    fire(&mut job, "10:30");
    let renamed = JobSpec { name: "dump".to_owned(), ..job.spec.clone() };
    assert!(job.edit(renamed, "user:eve", at("12:00"), &mut draw()).is_ok());
    let again = set(&job, When::Once { at: at("10:30") }, true, "12:00");
    let Err(JobRefusal::Invalid(violations)) = again else { panic!("it never fires: {again:?}") };
    assert_eq!(violations.0[0].field, "schedule.at");
}

#[test]
fn runs_that_the_gate_does_not_know_let_none_wait_behind_it() {
    let mut job = made(cron("*/5 * * * *"));
    let fired = fire(&mut job, "10:05");
    assert!(!fired.runs[0].gated);
    let queued = JobSpec { overlap: Overlap::QueueOne, ..job.spec.clone() };
    job = keep(job.edit(queued, "user:eve", at("10:06"), &mut draw()).unwrap());
    assert_eq!(entered(&fire(&mut job, "10:10")), ["10:10:00 skipped overlap"]);
    assert_eq!(by_hand(&job, "10:11"), Err(JobRefusal::AlreadyRunning));
    end(&mut job, &fired, TaskState::Completed, 0, "10:12");
    fire(&mut job, "10:15");
    assert_eq!(entered(&fire(&mut job, "10:20")), ["10:20:00 fired"], "that one waits");
}

#[test]
fn a_job_without_a_next_time_is_stuck_unless_that_is_what_was_said() {
    let mut job = made(cron("*/5 * * * *"));
    assert!(!job.is_stuck());
    job.state.next = None;
    assert!(job.is_stuck());
    let but = |change: fn(&mut Job)| {
        let mut job = job.clone();
        change(&mut job);
        job.is_stuck()
    };
    assert!(!but(|job| job.spec.enabled = false));
    assert!(!but(|job| job.spec.schedule.active = false));
    assert!(!but(|job| job.state.broken = true));
    assert!(!but(|job| job.state.open_runs = 1));
    assert!(!but(|job| job.spec.schedule.ends_at = Some(at("10:00"))));
    assert!(!but(|job| job.spec.schedule.when = When::None));
    job.spec.schedule.timezone = "Atlantis/Capital".to_owned();
    job.state.next = Some(at("10:05"));
    job.state.fire_at = job.state.next;
    let lost = job.fire(at("10:05"), &mut draw()).unwrap();
    assert_eq!(lost.fires, []);
    assert!(lost.job.is_stuck(), "a zone that is gone is told of, not tried for ever");
}

#[test]
fn a_schedule_is_on_until_its_times_are_over_and_then_it_has_ended() {
    use ScheduleState::{Broken, Ended, Off, On};
    let mut once = made(spec(When::Once { at: at("10:30") }));
    assert_eq!(once.schedule_state(), On);
    fire(&mut once, "10:30");
    assert_eq!((once.schedule_state(), once.is_stuck()), (Ended, false));
    let again = keep(set(&once, When::Once { at: at("12:00") }, true, "11:00").unwrap());
    assert_eq!(again.schedule_state(), On);
    let off = keep(set(&once, When::Once { at: at("10:30") }, false, "11:00").unwrap());
    assert_eq!(off.schedule_state(), Off);

    let mut bounded = cron("*/5 * * * *");
    bounded.schedule.ends_at = Some(at("10:10"));
    let mut bounded = made(bounded);
    assert_eq!(bounded.schedule_state(), On);
    fire(&mut bounded, "10:05");
    assert_eq!((bounded.schedule_state(), bounded.is_stuck()), (Ended, false));

    let mut interval = every(600);
    interval.schedule.ends_at = Some(at("10:15"));
    let mut interval = made(interval);
    let fired = fire(&mut interval, "10:10");
    assert_eq!(
        (interval.state.next, interval.schedule_state()),
        (None, On),
        "it waits for the end"
    );
    end(&mut interval, &fired, TaskState::Completed, 0, "10:11");
    assert_eq!((interval.schedule_state(), interval.is_stuck()), (Ended, false));

    let mut broken = made(cron("*/5 * * * *"));
    let fired = fire(&mut broken, "10:05");
    end(&mut broken, &fired, TaskState::Failed, 0, "10:06");
    assert_eq!(broken.schedule_state(), Broken);
    assert_eq!(made(spec(When::None)).schedule_state(), Off);
}

#[test]
fn a_calendar_of_years_ends_with_the_last_of_them() {
    let calendar =
        Calendar { years: Some(vec![2026]), months: Some(vec![12]), ..Calendar::default() };
    let mut job = made(spec(When::Calendar(calendar)));
    let newest = |job: &mut Job| {
        (job.state.next, job.state.covered_to) = (None, "2026-12-31T23:59:00Z".parse().unwrap())
    };
    job.state.next = None;
    assert!(job.is_stuck(), "times are left");
    newest(&mut job);
    assert_eq!((job.schedule_state(), job.is_stuck()), (ScheduleState::Ended, false));
}

#[test]
fn a_job_whose_name_would_be_refused_today_can_still_be_switched() {
    let mut job = made(cron("*/5 * * * *"));
    job.spec.name = "nightly\u{202e}".to_owned();
    let off = set(&job, When::None, false, "10:01").expect("it says nothing of the name");
    assert_eq!(off.job.spec.name, job.spec.name);
    let edited = job.edit(job.spec.clone(), "user:eve", at("10:01"), &mut draw());
    let Err(JobRefusal::Invalid(violations)) = edited else { panic!("said again: {edited:?}") };
    assert_eq!(violations.0[0].field, "name");
}

#[test]
fn what_is_to_come_of_a_job_leaves_blackouts_out_and_is_bounded() {
    let job = made(cron("0 * * * *"));
    assert_eq!(job.coming(2, at("23:00")), [at("11:00"), at("12:00")]);
    assert_eq!(job.coming(9, at("12:30")), [at("11:00"), at("12:00")]);
    assert_eq!(made(every(3_600)).coming(9, at("23:00")), [at("11:00")]);
    let disabled = made(JobSpec { enabled: false, ..cron("0 * * * *") });
    assert_eq!(disabled.coming(9, at("23:00")), []);
}
