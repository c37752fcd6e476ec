//! The rules of jobs, one file a step.

mod check;
mod dark;
mod edit;
mod fire;
mod interval;
mod limits;
mod run;
mod settle;
mod verify;

use std::time::Duration;

use super::*;
use crate::{
    JobId, TaskId, TaskSpec, TaskState, Timestamp,
    schedule::{Schedule, When},
    task::Work,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

/// `10:00` or `10:00:30` of a day that is no odd one.
fn at(time: &str) -> Timestamp {
    let seconds = if time.len() == 5 { ":00" } else { "" };
    format!("2026-11-02T{time}{seconds}Z").parse().unwrap()
}

fn draw() -> impl FnMut() -> TaskId {
    || TaskId::new(at("00:00"))
}

fn spec(when: When) -> JobSpec {
    let schedule = Schedule { when, ..Schedule::default() };
    let work = Work::Shell { command: "true".to_owned() };
    let task = TaskSpec { work, ..TaskSpec::default() };
    JobSpec { name: "backup".to_owned(), schedule, task, ..JobSpec::default() }
}

fn cron(expression: &str) -> JobSpec {
    spec(When::Cron { expressions: vec![expression.to_owned()] })
}

fn every(seconds: u64) -> JobSpec {
    spec(When::Interval { seconds })
}

/// A job made at 10:00 by `user:ada`.
fn made(spec: JobSpec) -> Job {
    keep(Job::create(JobId::new(at("10:00")), spec, "user:ada", at("10:00")).unwrap())
}

/// What the store makes of a change.
fn keep(change: Change) -> Job {
    let mut job = change.job;
    job.revision += 1;
    job
}

fn fire(job: &mut Job, now: &str) -> Change {
    let change = job.fire(at(now), &mut draw()).expect("something is due");
    *job = keep(change.clone());
    change
}

/// The nominal times that a change enters, with what became of them.
fn entered(change: &Change) -> Vec<String> {
    let line = |fire: &Fire| {
        let time = &fire.nominal.to_string()[11..19];
        let (name, reason) = (fire.outcome.name(), fire.outcome.reason());
        format!("{time} {name} {reason}").trim_end().to_owned()
    };
    change.fires.iter().map(line).collect()
}

fn ended(change: &Change, state: TaskState, errors: i64, finished_at: &str) -> Vec<Ended> {
    let end = |run: &RunPlan| Ended {
        id: run.id,
        of: run.spec.run.clone().expect("a run says of what"),
        state,
        finished_at: at(finished_at),
        errors,
        exit_code: (state == TaskState::Failed).then_some(1),
        message: if state == TaskState::Failed { "exited with code 1" } else { "" }.to_owned(),
    };
    change.runs.iter().map(end).collect()
}

/// Settles the runs of `change`.
fn end(job: &mut Job, change: &Change, state: TaskState, errors: i64, time: &str) -> Change {
    let settled = job.settle(&ended(change, state, errors, time), at(time)).expect("not behind");
    *job = keep(settled.clone());
    settled
}

/// What a refusal for checks says.
fn of_checks<T: std::fmt::Debug>(refused: Result<T, JobRefusal>) -> String {
    let Err(JobRefusal::ChecksNotOk(said)) = refused else { panic!("not refused: {refused:?}") };
    said
}

fn by_hand(job: &Job, now: &str) -> Result<Change, JobRefusal> {
    job.run_now(draw()(), Trigger::Manual, &Overrides::default(), "user:ada", at(now))
}
