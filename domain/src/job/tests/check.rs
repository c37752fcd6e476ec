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

const NOT_ALL: &str = "the job requires that all its checks are ok: ";

#[test]
fn a_schedule_that_requires_checks_is_switched_on_when_there_are_some_and_all_are_ok() {
    let on = |job: &Job| of_checks(switched(job, true));
    assert_eq!(on(&made(checked(&[]))), "the job requires checks and has none");
    let mut job = made(checked(&["source", "target"]));
    assert_eq!(on(&job), format!("{NOT_ALL}source was never tried, target was never tried"));
    let tried = try_all(&mut job);
    assert_eq!(tried.runs.len(), 2);
    assert_eq!(on(&job), format!("{NOT_ALL}source is being tried, target is being tried"));
    let ends = ended(&tried, TaskState::Completed, 0, "10:11");
    job = keep(job.settle(&ends[..1], at("10:11")).unwrap());
    assert_eq!(on(&job), format!("{NOT_ALL}target is being tried"));
    assert_eq!(of_checks(by_hand(&job, "10:12")), format!("{NOT_ALL}target is being tried"));
    job = keep(job.settle(&ends[1..], at("10:11")).unwrap());
    assert!(by_hand(&job, "10:12").is_ok());
    let mut again = keep(switched(&job, true).unwrap());
    assert_eq!(again.next_run_at(), Some(at("11:30")));
    let failed = try_all(&mut again);
    end(&mut again, &failed, TaskState::Failed, 0, "10:40");
    let off = keep(switched(&again, false).expect("off is always allowed"));
    assert_eq!(on(&off), format!("{NOT_ALL}source failed, target failed"));
}

#[test]
fn a_refusal_names_a_few_of_many_checks() {
    let job = made(checked(&["a", "b", "c", "d", "e", "f", "g"]));
    let said = of_checks(switched(&job, true));
    assert!(said.starts_with(&format!("{NOT_ALL}a was never tried, b")), "{said}");
    assert!(said.ends_with("e was never tried, and 2 more"), "{said}");
}

#[test]
fn a_new_job_that_requires_checks_cannot_be_on() {
    let mut spec = checked(&["source"]);
    spec.schedule.active = true;
    let id = JobId::new(at("10:00"));
    let made = Job::create(id, spec, "user:ada", at("10:00"));
    assert_eq!(of_checks(made), format!("{NOT_ALL}source was never tried"));
}

/// A job that is on, with two checks that are ok.
fn on() -> Job {
    let mut job = made(checked(&["source", "target"]));
    let tried = try_all(&mut job);
    end(&mut job, &tried, TaskState::Completed, 0, "10:11");
    keep(switched(&job, true).unwrap())
}

#[test]
fn an_edit_that_leaves_the_schedule_on_tries_the_checks_that_it_changes() {
    let job = on();
    let mut spec = job.spec.clone();
    spec.checks[1].timeout = 9 * SECOND;
    let change = job.edit(spec, "user:eve", at("10:40"), &mut draw()).unwrap();
    let tried: Vec<_> = change.runs.iter().map(|run| run.spec.run.clone().unwrap()).collect();
    assert_eq!(tried.len(), 1, "the other is ok");
    assert_eq!((tried[0].check.as_deref(), tried[0].version), (Some("target"), job.version + 1));
    assert_eq!(change.runs[0].spec.created_by, "user:eve");
    let mut edited = keep(change.clone());
    assert_eq!(edited.state.checks[1].status, CheckStatus::Running);
    assert_eq!(edited.next_run_at(), job.next_run_at(), "it goes on");
    assert_eq!(entered(&fire(&mut edited, "11:30")), ["11:30:00 skipped checks"]);
    end(&mut edited, &change, TaskState::Completed, 0, "11:31");
    let next = edited.next_run_at().unwrap().to_string();
    assert_eq!(entered(&fire(&mut edited, &next[11..16])), ["12:30:00 fired"]);
}

#[test]
fn a_schedule_that_is_on_is_changed_whatever_its_checks_say_and_switched_on_only_when_all_are_ok() {
    let mut job = on();
    let failed = try_all(&mut job);
    end(&mut job, &failed, TaskState::Failed, 0, "10:40");
    let mut spec = job.spec.clone();
    spec.schedule.when = When::Interval { seconds: 7_200 };
    let change = job.edit(spec, "user:eve", at("10:45"), &mut draw()).unwrap();
    assert_eq!((change.runs.len(), change.job.next_run_at()), (0, Some(at("12:45"))), "were tried");
    let off = keep(switched(&job, false).unwrap());
    let mut mended = off.spec.clone();
    mended.checks.truncate(1);
    mended.checks[0].timeout = 9 * SECOND;
    mended.schedule.active = true;
    let refused = off.edit(mended, "user:eve", at("10:45"), &mut draw());
    assert_eq!(of_checks(refused), format!("{NOT_ALL}source was never tried"));
}

#[test]
fn an_edit_leaves_no_schedule_on_that_requires_checks_and_has_none() {
    let none = "the job requires checks and has none";
    let job = on();
    let edited = |job: &Job, change: fn(&mut JobSpec)| {
        let mut spec = job.spec.clone();
        change(&mut spec);
        job.edit(spec, "user:eve", at("10:40"), &mut draw())
    };
    assert_eq!(of_checks(edited(&job, |spec| spec.checks.clear())), none);
    let off = edited(&job, |spec| {
        spec.checks.clear();
        spec.schedule.active = false;
    });
    assert!(off.is_ok());
    let free = edited(&job, |spec| {
        spec.checks.clear();
        spec.requires_checks = false;
    });
    let free = keep(free.unwrap());
    assert_eq!(of_checks(edited(&free, |spec| spec.requires_checks = true)), none);
    // One that was kept so all the same can still be switched off, and not left on.
    let mut kept = job;
    (kept.spec.checks, kept.state.checks) = (Vec::new(), Vec::new());
    assert_eq!(of_checks(edited(&kept, |spec| spec.name.push('2'))), none);
    assert!(switched(&kept, false).is_ok());
}

#[test]
fn checks_that_nothing_waits_for_are_not_tried_by_an_edit() {
    let tried = |change: fn(&mut JobSpec)| {
        let job = on();
        let mut spec = job.spec.clone();
        spec.checks[0].timeout = 9 * SECOND;
        change(&mut spec);
        job.edit(spec, "user:eve", at("10:40"), &mut draw()).unwrap().runs.len()
    };
    assert_eq!(tried(|_| {}), 1);
    assert_eq!(tried(|spec| spec.enabled = false), 0);
    assert_eq!(tried(|spec| spec.schedule.active = false), 0);
    assert_eq!(tried(|spec| spec.requires_checks = false), 0);
}

#[test]
fn a_failed_check_says_to_what_it_could_not_connect_and_why() {
    let job = made(checked(&["source"]));
    let message = |work: CheckWork, state, exit_code, message: &str| {
        let mut job = job.clone();
        job.spec.checks[0].work = work;
        let tried = try_all(&mut job);
        let mut ends = ended(&tried, state, 0, "10:11");
        (ends[0].exit_code, ends[0].message) = (exit_code, message.to_owned());
        job.settle(&ends, at("10:11")).unwrap().job.state.checks[0].message.clone()
    };
    use TaskState::{Canceled, Completed, Failed};
    let tcp = |host: &str| CheckWork::Tcp { host: host.to_owned(), port: 5_432 };
    let db = || tcp("db.example");
    let exited = |code| message(db(), Failed, Some(code), &format!("exited with code {code}"));
    let to = "cannot connect to db.example:5432";
    assert_eq!(exited(111), format!("{to}: connection refused"));
    assert_eq!(exited(68), format!("{to}: its name is not known"));
    assert_eq!(exited(1), to);
    let late = message(db(), Failed, Some(124), "ran longer than 5 s");
    assert_eq!(late, format!("{to}: ran longer than 5 s"));
    let v6 = message(tcp("::1"), Failed, Some(113), "exited with code 113");
    assert_eq!(v6, "cannot connect to [::1]:5432: no route to host");
    let nobody = "waited longer than 60 s for a worker";
    assert_eq!(message(db(), Failed, None, nobody), nobody, "nobody has tried");
    assert_eq!(message(db(), Canceled, None, ""), "was canceled before it ended");
    assert_eq!(message(db(), Completed, Some(0), ""), "");
    let command = CheckWork::Command { command: "false".to_owned() };
    let code = "exited with code 3";
    assert_eq!(message(command, Failed, Some(3), code), code);
}

#[test]
fn a_check_is_a_task_that_ends_soon_and_is_no_run() {
    let mut job = made(checked(&["source"]));
    let change = try_all(&mut job);
    let task = &change.runs[0].spec;
    assert!(task.work.command().contains("exec 3<>/dev/tcp/db.example/5432;"));
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
