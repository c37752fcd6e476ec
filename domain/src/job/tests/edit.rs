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
fn a_copy_is_off_and_whose_its_original_is_and_has_no_past() {
    let mut job = made(every(3_600));
    let fired = fire(&mut job, "11:00");
    end(&mut job, &fired, TaskState::Failed, 1, "11:01");
    let now = at("11:30");
    let copied = |name: &str| job.copy(JobId::new(now), name.to_owned(), "user:eve", now);
    let change = copied("copy").unwrap();
    assert_eq!(change.edited_by.as_deref(), Some("user:eve"));
    let copy = keep(change);
    let (name, owner) = ("copy".to_owned(), "user:ada".to_owned());
    let mut spec = JobSpec { name, owner, ..job.spec.clone() };
    spec.schedule.active = false;
    assert_eq!((copy.spec, copy.created_by.as_str(), copy.version), (spec, "user:eve", 1));
    assert_eq!((copy.state.next, copy.state.broken, copy.state.last_finished), (None, false, None));
    let Err(JobRefusal::Invalid(violations)) = copied("a\nb") else { panic!("that is no name") };
    assert_eq!(violations.0[0].field, "name");
}

#[test]
fn what_requires_checks_is_copied_before_they_are_tried() {
    let mut job = made(every(3_600));
    job.spec.requires_checks = true;
    let copy = job.copy(JobId::new(at("10:01")), "copy".to_owned(), "user:eve", at("10:01"));
    assert!(!copy.unwrap().job.spec.schedule.is_on());
}

#[test]
fn what_is_said_again_makes_no_version_and_disturbs_nothing() {
    let mut job = made(every(3_600));
    let same = |job: &Job| {
        let again = job.edit(job.spec.clone(), "user:eve", at("10:30"), &mut draw()).unwrap();
        let schedule = job.spec.schedule.clone();
        let set = set(job, schedule.when, schedule.active, "10:30").unwrap();
        [again, set]
    };
    for change in same(&job) {
        assert!(change.is_nothing(&job), "{change:?}");
    }
    job.state.failures = 1;
    let [again, set] = same(&job);
    assert_eq!((again.job.state.failures, set.job.state.failures), (1, 0), "set, it counts anew");
    assert!(again.is_nothing(&job) && !set.is_nothing(&job));
    assert_eq!(set.job.next_run_at(), Some(at("11:00")), "and goes on");
    let due = made(cron("*/5 * * * *"));
    let change = due.edit(due.spec.clone(), "user:eve", at("10:05"), &mut draw()).unwrap();
    assert_eq!((change.edited_by.as_deref(), change.job.version), (None, 1));
    assert_eq!(entered(&change), ["10:05:00 fired"], "what is due is fired all the same");
    assert!(!change.is_nothing(&change.job));
    let due = keep(change);
    assert_eq!(due.next_run_at(), Some(at("10:10")));
}

#[test]
fn a_broken_job_is_mended_by_what_is_said_again_of_its_schedule_without_a_version() {
    let mut job = made(cron("*/5 * * * *"));
    let fired = fire(&mut job, "10:05");
    end(&mut job, &fired, TaskState::Failed, 0, "10:06");
    let When::Cron { expressions } = job.spec.schedule.when.clone() else { panic!("it is a cron") };
    let off = set(&job, When::Cron { expressions }, false, "10:30").unwrap();
    assert_eq!((off.edited_by, off.job.version), (None, job.version));
    assert!(!off.job.state.broken && off.job.next_run_at().is_none());
}

#[test]
fn what_is_said_as_it_is_told_is_no_change() {
    let job = made(every(3_600));
    let owned = |job: &Job, owner: &str| {
        let spec = JobSpec { owner: owner.to_owned(), ..job.spec.clone() };
        job.edit(spec, "user:eve", at("10:30"), &mut draw()).unwrap()
    };
    assert_eq!(owned(&job, "user:ada").edited_by, None, "she made it");
    let mut told = job.spec.clone();
    told.task.metadata = "{}".to_owned();
    let same = job.edit(told.clone(), "user:eve", at("10:30"), &mut draw()).unwrap();
    assert_eq!((same.edited_by, same.job.spec), (None, job.spec.clone()), "nor are there metadata");
    told.task.metadata = r#"{"a":1}"#.to_owned();
    let other = job.edit(told, "user:eve", at("10:30"), &mut draw()).unwrap();
    assert_eq!(other.job.version, 2);
    let given = owned(&job, "user:ben");
    assert_eq!((given.job.version, given.job.owner()), (2, "user:ben"));
    let given = keep(given);
    assert_eq!(owned(&given, "user:ben").edited_by, None);
    let back = owned(&given, "");
    assert_eq!((back.job.version, back.job.owner()), (3, "user:ada"));
    let spec =
        JobSpec { owner: "user:ada".to_owned(), name: "dump".to_owned(), ..job.spec.clone() };
    let renamed = job.edit(spec, "user:eve", at("10:30"), &mut draw()).unwrap();
    assert_eq!((renamed.job.version, renamed.job.spec.owner.as_str()), (2, ""));
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
    assert_eq!(off(&job), Err(JobRefusal::Behind { disables: false }));
    let mut rows = 0;
    while let Some(change) = job.fire(at("11:00"), &mut draw()) {
        rows += change.fires.len();
        job = keep(change);
    }
    assert_eq!(rows, 3_600);
    assert_eq!(off(&job).unwrap().fires, []);
}

#[test]
fn a_job_that_is_disabled_after_a_long_outage_runs_nothing_of_it() {
    let mut job = made(cron("* * * * * *"));
    job.spec.catchup = Catchup::All;
    let now = at("11:00");
    let disable = |job: &Job| {
        let spec = JobSpec { enabled: false, ..job.spec.clone() };
        job.edit(spec, "user:eve", now, &mut draw())
    };
    let mut steps = 0;
    while let Err(JobRefusal::Behind { disables }) = disable(&job) {
        let change = job.catch_up(disables, now, &mut draw()).unwrap();
        assert!(change.job.spec.enabled && change.runs.is_empty());
        assert!(change.fires.iter().all(|fire| fire.outcome.name() == "blocked"));
        job = keep(change);
        steps += 1;
    }
    assert_eq!(steps, 3);
    let change = disable(&job).unwrap();
    assert!(!change.job.spec.enabled && change.runs.is_empty());
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
fn what_disables_a_job_cancels_what_never_began_and_makes_nothing_new() {
    let queued = JobSpec { overlap: Overlap::QueueOne, ..cron("*/5 * * * *") };
    let mut job = made(queued.clone());
    fire(&mut job, "10:05");
    let edit = |job: &Job, spec: JobSpec, now| job.edit(spec, "user:eve", at(now), &mut draw());
    let disabled = JobSpec { enabled: false, ..queued.clone() };
    let change = edit(&job, disabled.clone(), "10:15").unwrap();
    assert_eq!(change.cancels, Some(Cancels::Unbegun));
    assert_eq!(entered(&change), ["10:10:00 blocked disabled", "10:15:00 blocked disabled"]);
    assert_eq!((change.runs.len(), change.fires[0].version), (0, 1));
    let job = keep(change);
    assert_eq!((job.version, job.spec.enabled), (2, false));

    // Nothing waits in a job that was not enabled before, and nothing goes in one that is.
    let renamed = JobSpec { description: "other".to_owned(), ..disabled };
    assert_eq!(edit(&job, renamed, "10:16").unwrap().cancels, None);
    assert_eq!(edit(&job, queued.clone(), "10:16").unwrap().cancels, None);
    let mut off = queued.clone();
    off.schedule.active = false;
    let on = keep(edit(&job, queued, "10:16").unwrap());
    assert_eq!(edit(&on, off, "10:17").unwrap().cancels, None, "off lets them wait");
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

#[test]
fn a_schedule_whose_last_time_has_gone_by_since_it_was_judged_is_refused() {
    let job = made(cron("0 * * * *"));
    let once = timing(&job.spec, When::Once { at: at("10:30") }, true);
    let judged = Judged::timing(once.clone(), at("10:29:59"));
    let set = |now: &str| job.set_schedule_judged(&judged, "user:eve", at(now), &mut draw());
    assert_eq!(set("10:29:59").unwrap().job.state.next, Some(at("10:30")));
    let late = JobRefusal::Invalid(crate::Violations::one("schedule.at", "must be in the future"));
    assert_eq!(set("10:30"), Err(late.clone()));
    let spec = JobSpec { schedule: once.schedule, ..job.spec.clone() };
    let judged = Judged::spec(spec, at("10:29:59"));
    assert_eq!(job.edit_judged(&judged, "user:eve", at("10:31"), &mut draw()), Err(late));
}

#[test]
fn what_was_judged_wrong_is_refused_unless_it_is_what_the_job_has() {
    let job = made(spec(When::Once { at: at("10:30") }));
    let over = "schedule.at must be in the future";
    let judged = Judged::spec(job.spec.clone(), at("10:40"));
    let kept = job.edit_judged(&judged, "user:eve", at("10:10"), &mut draw()).unwrap();
    assert_eq!(kept.edited_by, None);
    let other = Judged::spec(spec(When::Once { at: at("10:31") }), at("10:40"));
    let refused = job.edit_judged(&other, "user:eve", at("10:10"), &mut draw()).unwrap_err();
    assert_eq!(refused.to_string(), over);
}

#[test]
fn what_is_coming_passes_over_blackouts_of_any_length() {
    let mut often = cron("* * * * * *");
    let blackout = |from: &str, until: &str| crate::schedule::Blackout {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        weekdays: Vec::new(),
        reason: String::new(),
    };
    often.schedule.blackouts =
        vec![blackout("2026-11-02T10:00:02Z", "2036-01-01T00:00:00Z"), blackout("00:00", "23:59")];
    let (job, end) = (made(often), crate::limits::PLANNED);
    let first: Timestamp = "2036-01-01T23:59:00Z".parse().unwrap();
    let coming = job.coming(61, end);
    assert_eq!((coming[0], coming[59]), (first, first.plus(59 * SECOND)));
    assert_eq!(coming[60], first.plus(24 * HOUR));
}
