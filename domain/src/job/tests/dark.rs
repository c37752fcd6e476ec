//! The next time of a job that has blackouts, as people are told it, against what it then does. It is
//! Monday, 2026-11-02.

use super::*;
use crate::{limits, schedule::Blackout};

fn blackout(from: &str, until: &str, weekdays: &[u16]) -> Blackout {
    Blackout {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        weekdays: weekdays.to_vec(),
        reason: String::new(),
    }
}

fn dark(mut spec: JobSpec, blackouts: &[Blackout]) -> Job {
    spec.schedule.blackouts = blackouts.to_vec();
    made(spec)
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a preview says is not skipped, of the next times after `after`.
fn previewed(job: &Job, after: Timestamp) -> Option<Timestamp> {
    let told = job.spec.schedule.preview(after, 1_000).unwrap();
    told.into_iter().find(|time| time.note.is_none()).map(|time| time.at)
}

#[test]
fn a_night_without_runs_is_passed_over_wherever_the_next_time_is_told() {
    let mut nightly = cron("30 2 * * *");
    nightly.schedule.timezone = "Europe/Berlin".to_owned();
    let mut job = dark(nightly, &[blackout("22:00", "06:00", &[6, 0])]);
    let mut told = Vec::new();
    for _ in 0..8 {
        let (next, after) = (job.state.next.unwrap(), job.state.covered_to);
        let run = job.next_run_at().unwrap();
        assert_eq!(job.state.fire_at, Some(next), "the ledger has what is skipped");
        assert_eq!(previewed(&job, after), Some(run));
        assert_eq!(job.coming(1, limits::PLANNED), [run]);
        assert_eq!(job.coming(2, limits::PLANNED)[0], run);
        let change = job.fire(next, &mut draw()).unwrap();
        assert_eq!(change.runs.is_empty(), run > next, "what is told runs, and nothing before it");
        let text = |at: Timestamp| at.to_string()[5..10].to_owned();
        told.push(format!("{} runs {}", text(next), text(run)));
        job = keep(change.clone());
        if !change.runs.is_empty() {
            let ends = ended(&change, TaskState::Completed, 0, "10:00");
            job = keep(job.settle(&ends, next).unwrap());
        }
    }
    let skipped = ["11-08 runs 11-10", "11-09 runs 11-10", "11-10 runs 11-10"];
    assert_eq!(told[..2], ["11-03 runs 11-03", "11-04 runs 11-04"]);
    assert_eq!(told[5..], skipped);
}

#[test]
fn the_next_time_of_an_interval_is_as_if_those_in_blackouts_were_skipped() {
    let mut job = dark(every(3_600), &[blackout("10:30", "12:30", &[])]);
    assert_eq!((job.state.next, job.next_run_at()), (Some(at("11:00")), Some(at("13:00"))));
    assert_eq!(previewed(&job, at("10:00")), job.next_run_at());
    fire(&mut job, "11:00");
    assert_eq!((job.state.next, job.next_run_at()), (Some(at("12:00")), Some(at("13:00"))));
    // Nobody was there for ten minutes.
    fire(&mut job, "12:10");
    assert_eq!((job.state.next, job.next_run_at()), (Some(at("13:10")), Some(at("13:10"))));
    fire(&mut job, "13:10");
    assert_eq!(job.next_run_at(), None, "it waits for the end of its run");
}

#[test]
fn a_job_whose_last_times_lie_in_a_blackout_has_no_next_run() {
    let mut ending = cron("0 * * * *");
    ending.schedule.ends_at = Some(at("13:30"));
    let mut job = dark(ending, &[blackout("12:00", "14:00", &[])]);
    assert_eq!(job.next_run_at(), Some(at("11:00")));
    let change = fire(&mut job, "11:00");
    end(&mut job, &change, TaskState::Completed, 0, "11:01");
    assert_eq!((job.state.next, job.next_run_at()), (Some(at("12:00")), None));
    assert_eq!(job.coming(9, limits::PLANNED), []);
    assert_eq!(
        (job.schedule_state(), job.is_stuck()),
        (ScheduleState::On, false),
        "two are skipped"
    );
    fire(&mut job, "13:00");
    assert_eq!(job.schedule_state(), ScheduleState::Ended);
}

#[test]
fn a_next_time_in_the_light_is_told_although_an_older_release_sought_none() {
    let mut job = dark(cron("0 * * * *"), &[blackout("12:00", "14:00", &[])]);
    assert_eq!(job.state.next_light, job.state.next);
    job.state.next_light = None;
    assert_eq!(job.next_run_at(), Some(at("11:00")));
    assert_eq!(job.coming(2, limits::PLANNED), [at("11:00"), at("14:00")]);
    fire(&mut job, "11:00");
    job.state.next_light = None;
    assert_eq!(job.next_run_at(), None, "what is skipped is not told as a run");
    job.spec.enabled = false;
    assert_eq!(job.next_run_at(), None);
}

#[test]
fn a_blackout_that_is_set_counts_at_once() {
    let job = made(cron("0 * * * *"));
    assert_eq!((job.next_run_at(), job.state.next_light), (Some(at("11:00")), None));
    let mut spec = job.spec.clone();
    spec.schedule.blackouts = vec![blackout("11:00", "15:00", &[])];
    let edited = keep(job.edit(spec, "user:eve", at("10:10"), &mut draw()).unwrap());
    assert_eq!(edited.next_run_at(), Some(at("15:00")));
    let mut spec = edited.spec.clone();
    spec.schedule.blackouts = vec![blackout("11:00", "12:00", &[])];
    let edited = keep(edited.edit(spec, "user:eve", at("10:20"), &mut draw()).unwrap());
    assert_eq!(edited.next_run_at(), Some(at("12:00")), "what was found before is forgotten");
    let mut spec = edited.spec.clone();
    spec.schedule.active = false;
    let off = keep(edited.edit(spec, "user:eve", at("10:30"), &mut draw()).unwrap());
    assert_eq!((off.next_run_at(), off.state.next_light), (None, None));
}

#[test]
fn a_step_in_the_dark_looks_no_further_than_the_one_before() {
    let mut job = dark(cron("* * * * * *"), &[blackout("10:00", "22:00", &[])]);
    assert_eq!(job.next_run_at(), Some(at("22:00")));
    // No search would find this.
    job.state.next_light = Some(at("22:01"));
    fire(&mut job, "10:05");
    assert_eq!(job.next_run_at(), Some(at("22:01")));
}

#[test]
fn a_time_that_is_years_off_is_told_and_one_beyond_ten_years_is_not() {
    let years = blackout("2026-11-02T00:00:00Z", "2031-01-01T00:00:00Z", &[]);
    let mut job = dark(cron("0 12 * * *"), &[years]);
    assert_eq!(job.next_run_at(), Some(instant("2031-01-01T12:00:00Z")));
    // As it was kept before anybody looked so far.
    job.spec.schedule.blackouts[0].until = "2076-01-01T00:00:00Z".parse().unwrap();
    job.state.next_light = None;
    fire(&mut job, "12:00");
    assert!(job.state.next.is_some() && job.next_run_at().is_none());
    assert_eq!(job.coming(9, limits::PLANNED), []);
}
