use super::*;

#[test]
fn a_run_by_hand_follows_the_rule_of_overlap() {
    let table = [
        (Overlap::Skip, [true, false, false], false),
        (Overlap::QueueOne, [true, true, false], false),
        (Overlap::Allow, [true, true, true], false),
        (Overlap::CancelRunning, [true, true, true], true),
    ];
    for (overlap, made_run, cancels) in table {
        let mut job = made(JobSpec { overlap, ..spec(When::None) });
        for (n, wanted) in made_run.into_iter().enumerate() {
            match by_hand(&job, "10:01") {
                Ok(change) => {
                    assert!(wanted, "{overlap:?} {n}");
                    let wanted = (cancels && n > 0).then_some(Cancels::Open);
                    assert_eq!(change.cancels, wanted, "{overlap:?} {n}");
                    assert_eq!((change.runs.len(), change.fires.len()), (1, 0));
                    job = keep(change);
                }
                Err(refusal) => {
                    assert!(!wanted, "{overlap:?} {n}");
                    let told = match overlap {
                        Overlap::QueueOne => JobRefusal::AlreadyWaiting,
                        Overlap::Skip | Overlap::Allow | Overlap::CancelRunning => {
                            JobRefusal::AlreadyRunning
                        }
                    };
                    assert_eq!(refusal, told);
                }
            }
        }
    }
}

#[test]
fn a_run_by_hand_is_by_who_asked_and_of_the_owner() {
    let job = made(spec(When::None));
    let id = draw()();
    let overrides = Overrides { priority: Some(7), ..Overrides::default() };
    let change = job.run_now(id, Trigger::Api, &overrides, "token:ci", at("10:01")).unwrap();
    let run = &change.runs[0];
    assert_eq!((run.id, run.spec.priority), (id, 7));
    assert_eq!((run.spec.created_by.as_str(), run.spec.owner.as_str()), ("token:ci", "user:ada"));
    let of = run.spec.run.clone().unwrap();
    assert_eq!((of.trigger, of.nominal), (Trigger::Api, None));
    assert_eq!(change.edited_by, None, "no version");
}

#[test]
fn what_a_run_has_different_is_laid_over_the_template_and_checked() {
    let mut spec = spec(When::None);
    spec.task.env.insert("A".to_owned(), "1".to_owned());
    let job = made(spec);
    let ask = |overrides: &Overrides| {
        job.run_now(draw()(), Trigger::Manual, overrides, "user:ada", at("10:01"))
    };
    let env = [("A", "2"), ("B", "3")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let overrides = Overrides {
        env: env.clone().into(),
        queue: Some("night".to_owned()),
        timeout: Some(MINUTE),
        start_timeout: Some(2 * MINUTE),
        heartbeat_timeout: Some(3 * MINUTE),
        command: Some("false".to_owned()),
        ..Overrides::default()
    };
    let change = ask(&overrides).unwrap();
    let run = &change.runs[0].spec;
    assert_eq!((run.env.clone(), run.queue.as_str(), run.timeout), (env.into(), "night", MINUTE));
    let waits = (run.start_timeout, run.heartbeat_timeout);
    assert_eq!(waits, (Some(2 * MINUTE), Some(3 * MINUTE)));
    assert_eq!(run.work.command(), "false");
    assert_eq!(change.job.spec, job.spec, "the template stays");
    let wrong = Overrides { queue: Some("*".to_owned()), ..Overrides::default() };
    let Err(JobRefusal::Invalid(violations)) = ask(&wrong) else { panic!("it is refused") };
    assert_eq!(violations.0[0].field, "queue");

    let mut noop = job.clone();
    noop.spec.task.work = Work::Noop;
    let asked = noop.run_now(draw()(), Trigger::Manual, &overrides, "user:ada", at("10:01"));
    let Err(JobRefusal::Invalid(violations)) = asked else { panic!("it is refused") };
    assert_eq!(violations.0[0].field, "command");
}

#[test]
fn who_asks_again_asks_for_the_run_that_was_made_and_who_says_other_things_does_not() {
    let job = made(spec(When::None));
    let template = &job.spec.task;
    let trace_parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned();
    let said = Overrides { priority: Some(7), trace_parent, ..Overrides::default() };
    let id = draw()();
    let change = job.run_now(id, Trigger::Api, &said, "token:ci", at("10:01")).unwrap();
    let mut kept = change.runs[0].spec.clone();
    assert!(said.ask_for(template, &kept), "whatever a run has of its job and of its call");
    kept.idempotency_key = "a".to_owned();
    let again = Overrides { trace_parent: String::new(), ..said.clone() };
    assert!(again.ask_for(template, &kept), "each call has a trace of its own");

    let other = Overrides { priority: Some(8), ..said.clone() };
    assert!(!other.ask_for(template, &kept));
    let edited = TaskSpec { queue: "night".to_owned(), ..template.clone() };
    assert!(!said.ask_for(&edited, &kept));
    let wrong = Overrides { command: Some("false".to_owned()), ..said };
    assert!(!wrong.ask_for(&TaskSpec::default(), &kept), "no work has another command");
}

#[test]
fn a_job_that_is_not_enabled_or_not_checked_refuses_to_run() {
    let disabled = made(JobSpec { enabled: false, ..spec(When::None) });
    assert_eq!(by_hand(&disabled, "10:01"), Err(JobRefusal::Disabled));
    let unchecked = made(JobSpec { requires_checks: true, ..spec(When::None) });
    assert_eq!(of_checks(by_hand(&unchecked, "10:01")), "the job requires checks and has none");
}

#[test]
fn a_run_by_hand_takes_an_intervals_next_time_and_its_finish_gives_the_new_one() {
    let mut job = made(every(3_600));
    let change = by_hand(&job, "10:10").unwrap();
    job = keep(change.clone());
    assert_eq!(job.state.next, None);
    assert_eq!(job.fire(at("11:30"), &mut draw()), None, "nothing comes while one is open");
    end(&mut job, &change, TaskState::Failed, 0, "11:40");
    assert_eq!(job.state.next, Some(at("12:40")), "any finish moves the baseline");
}

#[test]
fn a_run_by_hand_leaves_the_next_time_of_an_expression() {
    let mut job = made(cron("*/5 * * * *"));
    job = keep(by_hand(&job, "10:01").unwrap());
    assert_eq!(job.state.next, Some(at("10:05")));
    assert_eq!(entered(&fire(&mut job, "10:05")), ["10:05:00 skipped overlap"]);
}
