use super::*;

fn checked(names: &[&str]) -> JobSpec {
    let check = |name: &&str| Check {
        name: (*name).to_owned(),
        work: CheckWork::Tcp { host: "db.example".to_owned(), port: 5_432 },
        timeout: 5 * SECOND,
    };
    let mut spec = every(3_600);
    spec.schedule.active = false;
    JobSpec { checks: names.iter().map(check).collect(), requires_checks: true, ..spec }
}

fn switched(job: &Job, active: bool) -> Result<Change, JobRefusal> {
    let mut spec = job.spec.clone();
    spec.schedule.active = active;
    job.edit(spec, "user:ada", at("10:30"), &mut draw())
}

fn try_all(job: &mut Job) -> Change {
    let change = job.start_checks(&[], "user:ada", at("10:10"), &mut draw()).unwrap();
    *job = keep(change.clone());
    change
}

#[test]
fn a_schedule_that_requires_checks_is_switched_on_when_there_are_some_and_all_are_ok() {
    assert_eq!(switched(&made(checked(&[])), true), Err(JobRefusal::ChecksNotOk), "none is no yes");
    let mut job = made(checked(&["source", "target"]));
    assert_eq!(switched(&job, true), Err(JobRefusal::ChecksNotOk), "never tried");
    let tried = try_all(&mut job);
    assert_eq!(tried.runs.len(), 2);
    assert_eq!(switched(&job, true), Err(JobRefusal::ChecksNotOk), "not ended");
    let ends = ended(&tried, TaskState::Completed, 0, "10:11");
    job = keep(job.settle(&ends[..1], at("10:11")).unwrap());
    assert_eq!(switched(&job, true), Err(JobRefusal::ChecksNotOk), "one of two");
    assert_eq!(by_hand(&job, "10:12"), Err(JobRefusal::ChecksNotOk));
    job = keep(job.settle(&ends[1..], at("10:11")).unwrap());
    assert!(by_hand(&job, "10:12").is_ok());
    let on = keep(switched(&job, true).unwrap());
    assert_eq!(on.next_run_at(), Some(at("11:30")));
    let mut again = on.clone();
    let failed = try_all(&mut again);
    end(&mut again, &failed, TaskState::Failed, 0, "10:40");
    assert!(switched(&again, false).is_ok(), "off is always allowed");
    assert_eq!(again.state.checks[0].message, "exit code 1");
}

#[test]
fn a_new_job_that_requires_checks_cannot_be_on() {
    let mut spec = checked(&["source"]);
    spec.schedule.active = true;
    let id = JobId::new(at("10:00"));
    let made = Job::create(id, spec, "user:ada", at("10:00"));
    assert_eq!(made, Err(JobRefusal::ChecksNotOk));
}

#[test]
fn a_check_is_a_task_that_ends_soon_and_is_no_run() {
    let mut job = made(checked(&["source"]));
    let change = try_all(&mut job);
    let task = &change.runs[0].spec;
    assert_eq!(task.work.command(), "exec 3<>/dev/tcp/db.example/5432");
    assert_eq!((task.timeout, task.retry.max_attempts), (5 * SECOND, 1));
    assert!(task.start_timeout.is_some() && task.check(at("10:10")).is_ok());
    let of = task.run.clone().unwrap();
    assert_eq!((of.trigger, of.check.as_deref()), (Trigger::Check, Some("source")));
    assert_eq!((job.state.open_runs, job.state.last_run, change.runs[0].gated), (0, None, false));
    assert_eq!(job.state.checks[0].status, CheckStatus::Running);
    let twice = job.start_checks(&[], "user:ada", at("10:10"), &mut draw()).unwrap();
    assert_eq!(twice.runs, [], "it is being tried");
    end(&mut job, &change, TaskState::Completed, 0, "10:11");
    assert_eq!(job.state.checks[0].status, CheckStatus::Ok);
    assert_eq!(job.state.checks[0].checked_at, Some(at("10:11")));
    assert_eq!(job.state.last_finished, None, "no finish of a run");
}

#[test]
fn a_check_that_the_job_does_not_have_is_refused_by_name() {
    let job = made(checked(&["source"]));
    let names = ["source", "sauce"].map(str::to_owned);
    let refused = job.start_checks(&names, "user:ada", at("10:10"), &mut draw());
    let Err(JobRefusal::Invalid(violations)) = refused else { panic!("it is refused") };
    assert_eq!(violations.0[0].field, "names[1]");
    assert!(made(every(60)).start_checks(&[], "user:ada", at("10:10"), &mut draw()).is_err());
}

#[test]
fn a_check_that_is_changed_is_unknown_again_and_the_others_stay_as_they_are() {
    let mut job = made(checked(&["source", "target"]));
    let tried = try_all(&mut job);
    end(&mut job, &tried, TaskState::Completed, 0, "10:11");
    let mut spec = job.spec.clone();
    spec.checks[1].work = CheckWork::Command { command: "true".to_owned() };
    let edited = keep(job.edit(spec, "user:ada", at("10:20"), &mut draw()).unwrap());
    let stands = |job: &Job| job.state.checks.iter().map(|check| check.status).collect::<Vec<_>>();
    assert_eq!(stands(&edited), [CheckStatus::Ok, CheckStatus::Unknown]);
    // The end of the task that tried the old one says nothing about the new one.
    let late = ended(&tried, TaskState::Failed, 0, "10:21");
    let late = edited.settle(&late[1..], at("10:21")).unwrap();
    assert_eq!(stands(&late.job), [CheckStatus::Ok, CheckStatus::Unknown]);
}
