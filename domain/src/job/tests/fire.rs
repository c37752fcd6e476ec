use super::*;
use crate::schedule::{Blackout, Bound};

#[test]
fn a_fire_makes_a_run_of_the_version_and_the_next_time_follows() {
    let mut job = made(cron("*/5 * * * *"));
    assert_eq!(job.state.next, Some(at("10:05")));
    assert_eq!(job.fire(at("10:04:59"), &mut draw()), None);
    let change = fire(&mut job, "10:05");
    assert_eq!(entered(&change), ["10:05:00 fired"]);
    let [run] = &change.runs[..] else { panic!("one run: {change:?}") };
    assert_eq!(change.fires[0].outcome.task(), Some(run.id));
    let of = run.spec.run.clone().unwrap();
    assert_eq!((of.job, of.version, of.trigger), (job.id, 1, Trigger::Scheduled));
    assert_eq!(of.nominal, Some(at("10:05")));
    assert_eq!((run.spec.name.as_str(), run.spec.owner.as_str()), ("backup", "user:ada"));
    assert_eq!(run.spec.created_by, "system:scheduler");
    assert_eq!((job.state.next, job.state.open_runs), (Some(at("10:10")), 1));
    assert_eq!((job.state.covered_to, job.state.last_run), (at("10:05"), Some(run.id)));
    assert_eq!(job.fire(at("10:05"), &mut draw()), None, "it was decided");
}

/// Two fires at 10:05 and 10:06, the first run open, under each rule.
#[test]
fn a_fire_over_an_open_run_follows_the_rule_of_overlap() {
    let table = [
        (Overlap::Skip, "10:06:00 skipped overlap", false),
        (Overlap::QueueOne, "10:06:00 fired", false),
        (Overlap::Allow, "10:06:00 fired", false),
        (Overlap::CancelRunning, "10:06:00 fired", true),
    ];
    for (overlap, outcome, cancels) in table {
        let mut job = made(JobSpec { overlap, ..cron("5,6,7 * * * *") });
        let first = fire(&mut job, "10:05");
        assert_eq!(first.runs.len(), 1, "{overlap:?}");
        assert_eq!(first.cancels, None, "{overlap:?}");
        let second = fire(&mut job, "10:06");
        assert_eq!(entered(&second), [outcome], "{overlap:?}");
        let wanted = cancels.then_some(Cancels::Open);
        assert_eq!(second.cancels, wanted, "{overlap:?}");
        let waits = matches!(overlap, Overlap::QueueOne | Overlap::CancelRunning);
        for run in first.runs.iter().chain(&second.runs) {
            assert_eq!(run.gated, waits, "{overlap:?}: the gate must know the first as well");
        }
        let third = fire(&mut job, "10:07");
        let skipped = matches!(overlap, Overlap::Skip | Overlap::QueueOne);
        assert_eq!(third.runs.is_empty(), skipped, "{overlap:?}: one waits, not two");
    }
}

#[test]
fn several_fires_on_time_at_once_follow_the_rule_too() {
    let table = [
        (Overlap::Skip, vec![0]),
        (Overlap::QueueOne, vec![0, 1]),
        (Overlap::Allow, vec![0, 1, 2]),
        (Overlap::CancelRunning, vec![2]),
    ];
    for (overlap, fired) in table {
        let mut job = made(JobSpec { overlap, ..cron("10,20,30 5 10 * * *") });
        let change = fire(&mut job, "10:05:31");
        assert_eq!(change.fires.len(), 3, "{overlap:?}");
        for (n, row) in change.fires.iter().enumerate() {
            assert_eq!(row.outcome.task().is_some(), fired.contains(&n), "{overlap:?} {n}");
        }
        assert_eq!(change.cancels, None, "{overlap:?}: nothing ran before");
    }
}

/// Ten fires an hour apart; somebody acts at 20:00:30, so that the last is on time.
#[test]
fn late_fires_follow_the_rule_of_catch_up_and_its_window() {
    let row = |catchup, window: Duration| {
        let window = JobSpec { catchup, catchup_window: window, ..cron("0 * * * *") };
        let mut job = made(JobSpec { overlap: Overlap::Allow, ..window });
        let change = job.fire(at("19:30"), &mut draw()).unwrap();
        job = keep(change.clone());
        assert_eq!(job.state.covered_to, at("19:00"));
        let triggers: Vec<_> =
            change.runs.iter().map(|run| run.spec.run.clone().unwrap().trigger).collect();
        assert!(triggers.iter().all(|&trigger| trigger == Trigger::Catchup), "{triggers:?}");
        entered(&change)
    };
    let none = row(Catchup::None, 24 * HOUR);
    assert_eq!(none.len(), 9);
    assert!(none.iter().all(|line| line.ends_with("missed outage")), "{none:?}");

    let last = row(Catchup::Last, 24 * HOUR);
    assert_eq!(last[..8].iter().filter(|line| line.ends_with("missed superseded")).count(), 8);
    assert_eq!(last[8], "19:00:00 fired");

    let last_beyond = row(Catchup::Last, 29 * MINUTE);
    assert!(last_beyond.iter().all(|line| line.ends_with("missed window")), "{last_beyond:?}");

    let all = row(Catchup::All, 3 * HOUR);
    assert_eq!(all[..6].iter().filter(|line| line.ends_with("missed window")).count(), 6);
    assert_eq!(all[6..], ["17:00:00 fired", "18:00:00 fired", "19:00:00 fired"]);
}

#[test]
fn a_fire_is_on_time_within_the_grace_and_late_a_moment_after() {
    for (now, outcome) in [("10:06", "10:05:00 fired"), ("10:06:01", "10:05:00 missed outage")] {
        let mut job = made(cron("5 * * * *"));
        assert_eq!(entered(&fire(&mut job, now)), [outcome]);
    }
}

#[test]
fn of_late_ones_and_one_on_time_only_the_latter_runs_under_last() {
    let last = JobSpec { catchup: Catchup::Last, ..cron("* * * * *") };
    let change = fire(&mut made(last), "10:04:10");
    assert_eq!(
        entered(&change),
        [
            "10:01:00 missed superseded",
            "10:02:00 missed superseded",
            "10:03:00 missed superseded",
            "10:04:00 fired"
        ]
    );
    assert_eq!(change.runs[0].spec.run.as_ref().unwrap().trigger, Trigger::Scheduled);
}

#[test]
fn what_came_at_the_end_of_an_outage_goes_by_the_rule_of_catch_up_too() {
    let with = |catchup| JobSpec { catchup, ..cron("*/10 * * * * *") };
    let all = fire(&mut made(with(Catchup::All)), "10:02:05");
    assert_eq!(all.fires.len(), all.runs.len(), "none of them is skipped");
    let last = fire(&mut made(with(Catchup::Last)), "10:02:05");
    assert_eq!(last.runs.len(), 1);
    assert_eq!(entered(&last).pop().unwrap(), "10:02:00 fired", "the freshest");
    let none = entered(&fire(&mut made(with(Catchup::None)), "10:02:05"));
    assert_eq!(none.iter().filter(|row| row.ends_with("fired")).count(), 1);
}

#[test]
fn all_that_is_caught_up_lines_up_where_runs_may_not_overlap() {
    for overlap in [Overlap::Skip, Overlap::QueueOne, Overlap::CancelRunning] {
        let all = JobSpec { catchup: Catchup::All, overlap, ..cron("0 * * * *") };
        let change = fire(&mut made(all), "13:30");
        assert_eq!(change.runs.len(), 3, "{overlap:?}");
        assert!(change.runs.iter().all(|run| run.gated), "{overlap:?}");
        assert_eq!(change.cancels, None, "{overlap:?}");
    }
}

#[test]
fn what_is_on_time_lines_up_for_no_rule_of_catch_up() {
    let mut job = made(JobSpec { catchup: Catchup::All, ..cron("*/5 * * * *") });
    fire(&mut job, "10:05");
    assert_eq!(entered(&fire(&mut job, "10:10")), ["10:10:00 skipped overlap"]);
}

#[test]
fn a_job_that_is_not_enabled_blocks_its_fires_late_or_not() {
    let mut job = made(JobSpec { enabled: false, ..cron("*/5 * * * *") });
    let change = fire(&mut job, "10:10");
    assert_eq!(entered(&change), ["10:05:00 blocked disabled", "10:10:00 blocked disabled"]);
    assert_eq!(change.runs, []);
    assert_eq!(job.next_run_at(), None, "nobody is told of a time at which nothing runs");
}

#[test]
fn a_fire_in_a_blackout_is_skipped_and_so_is_one_caught_up_in_it() {
    let blackout = Blackout {
        from: Bound::Daily(11 * 60),
        until: Bound::Daily(13 * 60),
        weekdays: Vec::new(),
        reason: String::new(),
    };
    let with = |catchup| {
        let mut spec = JobSpec { catchup, ..cron("0 * * * *") };
        spec.schedule.blackouts = vec![blackout.clone()];
        // 10:00 itself is no time of it.
        made(spec)
    };
    let mut on_time = with(Catchup::None);
    assert_eq!(entered(&fire(&mut on_time, "11:00")), ["11:00:00 skipped blackout"]);
    assert_eq!(entered(&fire(&mut on_time, "12:00")), ["12:00:00 skipped blackout"]);
    assert_eq!(entered(&fire(&mut on_time, "13:00")), ["13:00:00 fired"]);
    // What a blackout forbids supersedes nothing.
    let mut spec = with(Catchup::Last).spec;
    spec.schedule.when = When::Cron { expressions: vec!["30 10-12 * * *".to_owned()] };
    let outcomes = |now| entered(&fire(&mut made(spec.clone()), now));
    let blacked = ["11:30:00 skipped blackout", "12:30:00 skipped blackout"];
    assert_eq!(outcomes("12:59"), [&["10:30:00 skipped blackout"][..], &blacked].concat());
    assert_eq!(outcomes("13:10"), [&["10:30:00 fired"][..], &blacked].concat());
}

#[test]
fn a_job_whose_required_checks_are_not_ok_skips_its_fires() {
    let mut spec = cron("*/5 * * * *");
    spec.requires_checks = true;
    spec.schedule.active = false;
    let mut job = made(spec);
    job.spec.schedule.active = true;
    job.aim(job.spec.plan().as_ref());
    assert_eq!(entered(&fire(&mut job, "10:05")), ["10:05:00 skipped checks"]);
    assert_eq!((job.state.failures, job.state.broken), (0, false));
}

#[test]
fn a_clock_that_is_set_back_makes_no_second_run_of_a_time() {
    let mut job = made(JobSpec { overlap: Overlap::Allow, ..cron("*/10 * * * *") });
    assert_eq!(fire(&mut job, "10:10").runs.len(), 1);
    // An hour forward: everything between is late.
    assert_eq!(fire(&mut job, "11:10").fires.len(), 6);
    // And back: nothing until the clock has caught up.
    for now in ["10:10", "10:20", "10:59", "11:10", "11:19:59"] {
        assert_eq!(job.fire(at(now), &mut draw()), None, "{now}");
    }
    assert_eq!(entered(&fire(&mut job, "11:20")), ["11:20:00 fired"]);
}

#[test]
fn a_time_that_comes_once_fires_once_and_leaves_no_job_stuck() {
    let mut job = made(spec(When::Once { at: at("10:30") }));
    assert_eq!(entered(&fire(&mut job, "10:30")), ["10:30:00 fired"]);
    assert_eq!((job.state.next, job.state.fire_at), (None, None));
    assert_eq!(job.fire(at("23:00"), &mut draw()), None);
    job.state.open_runs = 0;
    assert!(!job.is_stuck());
}

#[test]
fn jitter_delays_the_start_but_never_beyond_the_next_time() {
    let mut spec = cron("*/5 * * * *");
    spec.schedule.jitter = HOUR;
    let mut delayed = 0;
    for _ in 0..50 {
        let job = made(spec.clone());
        let at_most = job.state.fire_at.unwrap();
        assert!((at("10:05")..=at("10:10")).contains(&at_most), "{at_most}");
        delayed += u32::from(at_most > at("10:05"));
        assert_eq!(job.state.next, Some(at("10:05")));
    }
    assert!(delayed > 40);
    let mut job = made(spec);
    let start = job.state.fire_at.unwrap();
    assert_eq!(job.fire(start.minus(Duration::from_micros(1)), &mut draw()), None);
    let change = job.fire(start, &mut draw()).unwrap();
    job = keep(change.clone());
    assert_eq!(entered(&change), ["10:05:00 fired"], "on time, though minutes after");
    assert_eq!(job.state.next, Some(at("10:10")));
}

#[test]
fn a_step_takes_a_thousand_times_and_the_next_one_goes_on() {
    for catchup in [Catchup::None, Catchup::Last] {
        let overlap = Overlap::Allow;
        let mut job = made(JobSpec { catchup, overlap, ..cron("* * * * * *") });
        let (mut rows, mut runs, mut steps) = (0, 0, 0);
        while let Some(change) = job.fire(at("11:00"), &mut draw()) {
            job = keep(change.clone());
            rows += change.fires.len();
            runs += change.runs.len();
            steps += 1;
            assert!(change.fires.len() <= 1_000 && steps < 10);
        }
        assert_eq!((rows, steps), (3_600, 4));
        assert_eq!(runs, 61, "{catchup:?}: those of the last minute, which are on time");
        assert_eq!(job.state.covered_to, at("11:00"));
    }
}

#[test]
fn an_interval_fires_one_interval_after_it_was_set_and_then_after_each_finish() {
    let mut job = made(every(3_600));
    assert_eq!(job.state.next, Some(at("11:00")), "not at once");
    let change = fire(&mut job, "11:00");
    assert_eq!(entered(&change), ["11:00:00 fired"]);
    assert_eq!(job.state.next, None, "while it runs there is no next time");
    assert!(!job.is_stuck());
    end(&mut job, &change, TaskState::Completed, 0, "11:20");
    assert_eq!(job.state.next, Some(at("12:20")), "from the finish, not from the start");
}

#[test]
fn an_interval_that_made_no_run_comes_again_an_interval_later() {
    let mut job = made(JobSpec { enabled: false, ..every(3_600) });
    assert_eq!(entered(&fire(&mut job, "11:00")), ["11:00:00 blocked disabled"]);
    assert_eq!(job.state.next, Some(at("12:00")));
    let mut job = made(every(60));
    // A day's outage is one time that was missed, not 1,440: the others never were.
    assert_eq!(entered(&fire(&mut job, "20:00")), ["10:01:00 missed outage"]);
    assert_eq!(job.state.next, Some(at("20:01")));
}
