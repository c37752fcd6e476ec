use super::*;

/// F344, and that a failure without errors counts.
#[test]
fn only_a_run_of_the_schedule_with_errors_or_a_failure_breaks() {
    use TaskState::{Canceled, Completed, Failed};
    let table = [
        (Trigger::Scheduled, Completed, 2, true),
        (Trigger::Scheduled, Completed, 0, false),
        (Trigger::Manual, Completed, 5, false),
        (Trigger::Manual, Completed, 0, false),
        (Trigger::Scheduled, Failed, 0, true),
        (Trigger::Catchup, Failed, 0, true),
        (Trigger::Catchup, Completed, 1, true),
        (Trigger::Scheduled, Canceled, 0, false),
        (Trigger::Scheduled, Canceled, 1, true),
        (Trigger::Manual, Failed, 3, false),
        (Trigger::Api, Failed, 3, false),
        (Trigger::Check, Failed, 3, false),
    ];
    for (trigger, state, errors, breaks) in table {
        assert_eq!(should_break(trigger, state, errors), breaks, "{trigger:?} {state} {errors}");
    }
}

#[test]
fn a_failed_run_of_the_schedule_breaks_the_job_in_a_new_version() {
    let mut job = made(cron("*/5 * * * *"));
    let fired = fire(&mut job, "10:05");
    let change = end(&mut job, &fired, TaskState::Completed, 2, "10:06");
    assert_eq!(change.settled, [fired.runs[0].id]);
    assert_eq!(change.edited_by.as_deref(), Some(BREAKER));
    assert_eq!((job.version, job.spec.schedule.active), (2, false));
    assert_eq!((job.state.broken, job.state.broken_errors), (true, 2));
    assert_eq!((job.state.next, job.state.fire_at, job.state.open_runs), (None, None, 0));
    assert!(!job.is_stuck(), "it is broken, not stuck");
    assert_eq!(job.fire(at("23:00"), &mut draw()), None);
}

#[test]
fn the_threshold_counts_failures_one_after_the_other() {
    let run = |job: &mut Job, n: u32, state| {
        let fired = fire(job, &format!("10:{:02}", 5 * n));
        end(job, &fired, state, 0, &format!("10:{:02}", 5 * n + 1));
        job.state.broken
    };
    let mut job = made(JobSpec { breaker_threshold: 2, ..cron("*/5 * * * *") });
    assert!(!run(&mut job, 1, TaskState::Failed));
    assert!(!run(&mut job, 2, TaskState::Completed), "the row of failures is over");
    assert!(!run(&mut job, 3, TaskState::Failed));
    assert!(!run(&mut job, 4, TaskState::Canceled), "which says neither well nor badly");
    let by_hand = by_hand(&job, "10:22").unwrap();
    job = keep(by_hand.clone());
    end(&mut job, &by_hand, TaskState::Failed, 9, "10:23");
    assert!(!job.state.broken, "runs by hand never count");
    assert!(run(&mut job, 5, TaskState::Failed));

    let mut never = made(JobSpec { breaker_threshold: 0, ..cron("*/5 * * * *") });
    for n in 1..10 {
        assert!(!run(&mut never, n, TaskState::Failed));
    }
}

#[test]
fn times_that_went_by_before_it_broke_are_missed_by_the_change() {
    let mut job = made(cron("*/5 * * * *"));
    let fired = fire(&mut job, "10:05");
    let change = end(&mut job, &fired, TaskState::Failed, 0, "10:17");
    assert_eq!(entered(&change), ["10:10:00 missed changed", "10:15:00 missed changed"]);
    assert_eq!(change.fires[0].version, 1);
    assert_eq!(job.state.covered_to, at("10:17"));
    assert_eq!(change.job.updated_at, at("10:17"), "from then on the version holds");
}

#[test]
fn a_break_waits_until_the_fires_of_a_long_outage_are_entered() {
    let mut job = made(cron("* * * * * *"));
    let fired = fire(&mut job, "10:00:01");
    let ends = ended(&fired, TaskState::Failed, 0, "12:00");
    assert_eq!(job.settle(&ends, at("12:00")), None);
    while let Some(change) = job.fire(at("12:00"), &mut draw()) {
        job = keep(change);
    }
    assert!(job.settle(&ends, at("12:00")).unwrap().job.state.broken);
}

#[test]
fn a_job_that_was_switched_off_meanwhile_is_not_broken() {
    let mut job = made(cron("*/5 * * * *"));
    let fired = fire(&mut job, "10:05");
    let mut off = job.spec.clone();
    off.schedule.active = false;
    job = keep(job.edit(off, "user:ada", at("10:06"), &mut draw()).unwrap());
    let change = end(&mut job, &fired, TaskState::Failed, 0, "10:07");
    assert_eq!((change.edited_by, job.state.broken), (None, false));
    assert_eq!(job.state.open_runs, 0);
}

/// F343: the next time of an interval, and who of three is due.
#[test]
fn next_run() {
    let mut never_run = made(every(3_600));
    assert_eq!(never_run.state.next, Some(at("11:00")), "anchor 10:00 and an hour");
    let fired = fire(&mut never_run, "11:00");
    end(&mut never_run, &fired, TaskState::Completed, 0, "11:00");
    assert_eq!(never_run.state.next, Some(at("12:00")), "finished 11:00 and an hour");
}

#[test]
fn due_task_ids() {
    let now = at("11:00");
    let is_due = |job: &Job| job.fire(now, &mut draw()).is_some();
    let due = made(every(3_600));
    let not_yet = made(every(7_200));
    let mut off = every(3_600);
    off.schedule.active = false;
    let running = keep(by_hand(&made(every(3_600)), "10:30").unwrap());
    assert_eq!([&due, &not_yet, &made(off), &running].map(is_due), [true, false, false, false]);
}

#[test]
fn ends_in_one_pass_count_in_their_order_and_the_latest_is_the_baseline() {
    let mut job = made(JobSpec { overlap: Overlap::Allow, ..every(3_600) });
    let runs: Vec<Change> = (0..3)
        .map(|_| {
            let change = by_hand(&job, "10:10").unwrap();
            job = keep(change.clone());
            change
        })
        .collect();
    let mut ends = ended(&runs[0], TaskState::Completed, 0, "10:40");
    ends.extend(ended(&runs[1], TaskState::Completed, 0, "10:20"));
    job = keep(job.settle(&ends, at("10:41")).unwrap());
    assert_eq!((job.state.open_runs, job.state.next), (1, None));
    assert_eq!(job.state.last_finished, Some(at("10:40")));
    end(&mut job, &runs[2], TaskState::Completed, 0, "10:30");
    assert_eq!(job.state.next, Some(at("11:40")), "the latest finish, not the last told");
}

#[test]
fn what_breaks_the_job_cancels_runs_of_the_schedule_that_never_began() {
    use TaskState::{Canceled, Completed, Failed};
    let table = [
        // threshold, state, errors, what is canceled
        (1, Failed, 0, Some(Cancels::OfSchedule)),
        (1, Completed, 2, Some(Cancels::OfSchedule)),
        (1, Completed, 0, None),
        (1, Canceled, 0, None),
        (2, Failed, 0, None),
        (0, Failed, 3, None),
    ];
    for (breaker_threshold, state, errors, cancels) in table {
        let queued = JobSpec { overlap: Overlap::QueueOne, ..cron("*/5 * * * *") };
        let mut job = made(JobSpec { breaker_threshold, ..queued });
        let first = fire(&mut job, "10:05");
        let waiting = fire(&mut job, "10:10");
        let change = end(&mut job, &first, state, errors, "10:11");
        assert_eq!(change.cancels, cancels, "{breaker_threshold} {state} {errors}");
        assert_eq!(job.state.open_runs, 1, "until the end of the one that waits is told");
        if cancels.is_none() {
            continue;
        }
        let (version, failures) = (job.version, job.state.failures);
        let change = end(&mut job, &waiting, Canceled, 0, "10:11");
        assert_eq!((change.cancels, change.edited_by), (None, None));
        assert_eq!((job.version, job.state.failures, job.state.open_runs), (version, failures, 0));
        assert!(job.state.broken);
    }
}

#[test]
fn whom_a_cancellation_concerns_and_what_is_told_of_it() {
    use Trigger::{Api, Catchup, Check, Manual, Scheduled};
    let table = [
        (Cancels::Open, &[Manual, Scheduled, Catchup, Api][..], false, "system:overlap"),
        (Cancels::OfSchedule, &[Scheduled, Catchup], true, "system:breaker"),
        (Cancels::Unbegun, &[Manual, Scheduled, Catchup, Api], true, "system:disabled"),
    ];
    for (cancels, concerned, spares_begun, by) in table {
        for trigger in [Manual, Scheduled, Catchup, Api, Check] {
            let wanted = concerned.contains(&trigger);
            assert_eq!(cancels.concerns(trigger), wanted, "{cancels:?} {trigger:?}");
        }
        assert_eq!((cancels.spares_begun(), cancels.by()), (spares_begun, by));
    }
}
