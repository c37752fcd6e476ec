//! The session: what survives it, what ends it.

use std::{collections::HashSet, time::Duration};

use taskmaster_proto::v1::{self, FailureKind, goodbye::Reason};
use taskmaster_runtime::Secret;
use taskmaster_worker::Ended;

use crate::fake::{Fake, Rhythm, Seen, Worker, both, fresh, noop, shell, simulate, until};

#[tokio::test]
async fn a_hello_says_who_it_is() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |_| {});
    let (session, hello) = fake.accept().await;
    assert_eq!((hello.name.as_str(), hello.host.as_str(), hello.slots), ("", "here", 2));
    assert_eq!(hello.queues, ["default"]);
    assert_eq!(hello.labels["disk"], "ssd");
    assert!(uuid::Uuid::parse_str(&hello.incarnation).is_ok());
    assert_eq!(hello.holding, []);

    let session = session.welcome(Rhythm::default()).await;
    drop(session);
    let (_session, again) = fake.accept().await;
    assert_eq!(again.name, "worker-7", "the name that it was given");
    assert_eq!(again.incarnation, hello.incarnation);
}

#[tokio::test]
async fn its_stamps_are_of_the_coordinators_time() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |_| {});
    let (session, _) = fake.accept().await;
    let minute = Duration::from_secs(60);
    session.clock.set(session.clock.now().plus(60 * minute));
    let rhythm = Rhythm { heartbeat: Duration::from_millis(50), ..Rhythm::default() };
    let mut session = session.welcome(rhythm).await;
    let of = session.assign_one(noop()).await;
    let first = session.finished(&of).await.started_at();
    assert!(session.clock.now().since(first) < minute, "by the welcome");

    session.clock.set(session.clock.now().minus(120 * minute));
    session.beat().await;
    // Its answer was sent before what is assigned now.
    let of = session.assign_one(noop()).await;
    let second = session.finished(&of).await.started_at();
    assert!(session.clock.now().since(second) < minute, "by a heartbeat's answer");
    assert!(second < first);
}

#[tokio::test]
async fn work_that_is_nothing_is_answered_in_bulk_beyond_the_slots() {
    let (_fake, _worker, mut session) = both().await;
    let mut open: HashSet<String> = HashSet::new();
    for _ in 0..5 {
        let attempts = session.assign(vec![noop(); 1_000]).await;
        open.extend(attempts.into_iter().map(|of| of.task_id));
    }
    let mut reports = 0;
    while !open.is_empty() {
        let report = session.report().await.unwrap();
        reports += 1;
        assert_eq!(report.started, []);
        for finished in report.finished {
            assert!(finished.started_at.is_some());
            assert!(open.remove(&finished.attempt.unwrap().task_id), "told once");
        }
    }
    assert!(reports <= 50, "{reports} reports for 5000 results");
}

#[tokio::test]
async fn what_was_not_acknowledged_is_sent_again_after_a_reconnect() {
    let (mut fake, _worker, mut session) = both().await;
    session.acks = false;
    let done = session.assign_one(shell("echo once")).await;
    let runs = session.assign_one(shell("echo up; read < <(sleep 600)")).await;
    let first = session.finished(&done).await;
    drop(session);

    let (session, hello) = fake.accept().await;
    let holding: HashSet<_> = hello.holding.iter().map(|of| of.task_id.clone()).collect();
    assert_eq!(holding, HashSet::from([done.task_id.clone(), runs.task_id.clone()]));
    let mut session = session.welcome(Rhythm::default()).await;
    let second = session.finished(&done).await;
    assert_eq!(second.finished, first.finished);
    assert_eq!(second.text(), ["once"]);
    drop(session);

    let (session, hello) = fake.accept().await;
    assert_eq!(hello.holding, std::slice::from_ref(&runs), "the acknowledged one is forgotten");
    let mut session = session.welcome(Rhythm::default()).await;
    session.watch(&runs, Seen::default(), |seen| seen.started).await;
}

#[tokio::test]
async fn an_end_without_a_stream_is_reported_when_there_is_one() {
    let (mut fake, worker, mut session) = both().await;
    let text = "echo up; until [ -e ../../go ]; do sleep 0.02; done; touch ../../done";
    let of = session.assign_one(shell(text)).await;
    session.printed(&of, 1).await;
    drop(session);
    std::fs::write(worker.run_dir.path().join("go"), "").unwrap();
    let done = worker.run_dir.path().join("done");
    until(|| done.exists()).await;
    let mut session = fake.welcome().await;
    assert!(session.finished(&of).await.completed());
}

#[tokio::test]
async fn a_fenced_end_is_forgotten() {
    let (mut fake, _worker, mut session) = both().await;
    session.acks = false;
    let of = session.assign_one(noop()).await;
    session.finished(&of).await;
    let finished = vec![v1::AttemptAck { attempt: Some(of), fenced: true }];
    let ack = v1::Ack { finished, output: Vec::new() };
    session.tell(v1::open_session_response::Message::Ack(ack)).await;
    session.order(v1::Orders { probe: true, ..v1::Orders::default() }).await;
    session.beat().await;
    session.beat().await;
    drop(session);
    assert_eq!(fake.accept().await.1.holding, []);
}

#[tokio::test]
async fn a_superseded_worker_ends_and_does_not_come_back() {
    let (mut fake, worker, mut session) = both().await;
    let of = session.assign_one(shell("echo $$; sleep 600")).await;
    let pid = session.printed(&of, 1).await.text().remove(0);
    session.goodbye(Reason::Superseded).await;
    assert_eq!(worker.ended().await, Ended::Superseded);
    crate::fake::gone(&pid).await;
    drop(session);
    let back = tokio::time::timeout(Duration::from_millis(300), fake.accept()).await;
    assert!(back.is_err(), "nobody connects");
}

#[tokio::test]
async fn a_coordinator_that_goes_is_left_and_what_runs_goes_on() {
    let (mut fake, _worker, mut session) = both().await;
    let of = session.assign_one(simulate(0, 400)).await;
    session.watch(&of, Seen::default(), |seen| seen.started).await;
    session.goodbye(Reason::Shutdown).await;
    let (next, hello) = fake.accept().await;
    assert_eq!(hello.holding, std::slice::from_ref(&of));
    let mut next = next.welcome(Rhythm::default()).await;
    assert!(next.finished(&of).await.completed());
}

#[tokio::test]
async fn a_coordinator_that_falls_silent_is_left_after_a_lease() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |_| {});
    let lease = Duration::from_millis(500);
    let heartbeat = Duration::from_millis(100);
    let rhythm = Rhythm { lease, heartbeat, ..Rhythm::default() };
    let mut session = fake.accept().await.0.welcome(rhythm).await;
    for _ in 0..10 {
        session.beat().await;
    }
    let _silent = session;
    fake.accept().await;
}

#[tokio::test]
async fn a_probe_is_answered_at_once() {
    let (_fake, _worker, mut session) = both().await;
    let first = session.beat().await;
    session.order(v1::Orders { probe: true, ..v1::Orders::default() }).await;
    let second = session.beat().await;
    assert!(second.number > first.number);
    assert!(second.memory_bytes > 0 && second.memory_percent > 0.0);
}

#[tokio::test]
async fn only_what_has_no_slot_is_given_back() {
    let (_fake, _worker, mut session) = both().await;
    let specs = vec![simulate(60_000, 0), shell("echo up; sleep 600"), shell("true")];
    let attempts = session.assign(specs).await;
    session.printed(&attempts[1], 1).await;
    let mut give_back = attempts.clone();
    give_back.push(fresh());
    session.order(v1::Orders { give_back, ..v1::Orders::default() }).await;
    let report = loop {
        let report = session.report().await.unwrap();
        if !report.returned.is_empty() {
            break report;
        }
    };
    assert_eq!(report.returned, [attempts[2].clone()], "the others have a slot");
}

#[tokio::test]
async fn what_waits_for_a_slot_starts_in_order() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |config| config.slots = 1);
    let mut session = fake.welcome().await;
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let specs = (0..5).map(|n| shell(&format!("echo {n} >> {}", log.display()))).collect();
    let attempts = session.assign(specs).await;
    session.finished(&attempts[4]).await;
    assert_eq!(std::fs::read_to_string(log).unwrap(), "0\n1\n2\n3\n4\n");
}

#[tokio::test]
async fn a_simulated_task_keeps_its_pace_and_may_fail() {
    let (_fake, _worker, mut session) = both().await;
    let of = session.assign_one(simulate(10, 10)).await;
    let seen = session.finished(&of).await;
    assert!(seen.completed());
    let mut failing = simulate(0, 0);
    if let Some(v1::task_spec::Work::Simulate(pace)) = &mut failing.work {
        pace.failure_rate = 1.0;
    }
    let seen = session.finish(failing).await;
    assert_eq!(seen.failure(), (FailureKind::Error, "simulated failure".to_owned()));
}

#[tokio::test]
async fn a_worker_that_was_told_to_take_nothing_new_stays_and_returns_what_comes() {
    let (_fake, _worker, mut session) = both().await;
    session.order(v1::Orders { drain: true, ..v1::Orders::default() }).await;
    let of = session.assign_one(noop()).await;
    let seen = session.watch(&of, Seen::default(), |seen| seen.returned).await;
    assert!(seen.finished.is_none());
}

#[tokio::test]
async fn an_idle_worker_of_a_fleet_ends_when_nobody_is_there() {
    let fake = Fake::start().await;
    let worker = Worker::start(&fake, |config| {
        config.coordinators = vec!["http://127.0.0.1:1".to_owned()];
        config.idle_exit = Some(Duration::from_millis(300));
    });
    assert_eq!(worker.ended().await, Ended::Idle);
}

#[tokio::test]
async fn a_worker_with_a_wrong_token_is_refused_and_can_still_be_stopped() {
    let mut fake = Fake::start().await;
    let worker = Worker::start(&fake, |config| config.join_token = Secret::new("wrong"));
    let let_in = tokio::time::timeout(Duration::from_millis(300), fake.accept()).await;
    assert!(let_in.is_err());
    worker.stop();
    assert_eq!(worker.ended().await, Ended::Drained { unreported: 0 });
}

#[tokio::test]
async fn what_runs_is_finished_before_a_worker_that_nobody_speaks_to_ends() {
    let mut fake = Fake::start().await;
    let worker = Worker::start(&fake, |config| {
        config.idle_exit = Some(Duration::from_millis(300));
    });
    let mut session = fake.welcome().await;
    let done = worker.run_dir.path().join("done");
    let command = format!("echo up; sleep 1.5; touch {}", done.display());
    let of = session.assign_one(shell(&command)).await;
    session.printed(&of, 1).await;
    // Nobody answers from now on, as when an `up` was killed.
    fake.refuse();
    drop(session);
    assert_eq!(worker.ended_with(|| assert!(done.exists(), "it was cut off")).await, Ended::Idle);
}
