//! Commands that are stopped: by their time, by somebody, by the worker's end.

use std::time::Duration;

use taskmaster_proto::v1::{self, FailureKind, TaskSpec, finished::Outcome};
use taskmaster_worker::Ended;

use crate::fake::{Fake, Rhythm, Seen, Worker, both, gone, millis, shell, simulate};

fn cancel(of: &v1::AttemptRef) -> v1::Orders {
    v1::Orders { cancel: vec![of.clone()], ..v1::Orders::default() }
}

#[tokio::test]
async fn a_command_that_ignores_sigterm_is_killed_after_its_grace() {
    let (_fake, _worker, mut session) = both().await;
    let text = "trap '' TERM; echo $$; while true; do sleep 0.05; done";
    let seen = session
        .finish(TaskSpec { timeout: millis(1_000), grace: millis(200), ..shell(text) })
        .await;
    assert_eq!(seen.failure(), (FailureKind::Timeout, "ran longer than 1 s".to_owned()));
    assert_eq!(seen.exit_code(), Some(124));
    gone(&seen.text()[0]).await;
}

#[tokio::test]
async fn a_command_may_clean_up_when_its_time_is_up() {
    let (_fake, _worker, mut session) = both().await;
    let text = "trap 'echo cleaned; exit 0' TERM; sleep 600 & wait";
    let seen = session
        .finish(TaskSpec { timeout: millis(1_000), grace: millis(60_000), ..shell(text) })
        .await;
    assert_eq!(seen.failure().0, FailureKind::Timeout);
    assert_eq!(seen.text(), ["cleaned"]);
}

#[tokio::test]
async fn a_cancel_ends_grandchildren_and_those_that_left_the_group() {
    let (_fake, _worker, mut session) = both().await;
    let text = "bash -c 'sleep 600 & echo $!; wait' & setsid bash -c 'echo $$; sleep 601' & wait";
    let of = session.assign_one(TaskSpec { grace: millis(300), ..shell(text) }).await;
    let printed = session.printed(&of, 2).await;
    session.order(cancel(&of)).await;
    let seen = session.finished(&of).await;
    assert_eq!(seen.outcome(), Outcome::Canceled(v1::Canceled {}));
    for pid in printed.text() {
        gone(&pid).await;
    }
}

fn time_out(of: &v1::AttemptRef) -> v1::Orders {
    v1::Orders { time_out: vec![of.clone()], ..v1::Orders::default() }
}

#[tokio::test]
async fn a_silent_command_is_timed_out_with_all_its_processes() {
    let (_fake, _worker, mut session) = both().await;
    let text = "trap '' TERM; setsid bash -c 'echo $$; sleep 601' & echo $$; sleep 600";
    let spec = TaskSpec { grace: millis(200), heartbeat_timeout: millis(2_500), ..shell(text) };
    let of = session.assign_one(spec).await;
    let printed = session.printed(&of, 2).await;
    for _ in 0..2 {
        session.order(time_out(&of)).await;
    }
    let seen = session.finished(&of).await;
    assert_eq!(seen.failure(), (FailureKind::Timeout, "told nothing for 2.5 s".to_owned()));
    assert_eq!(seen.exit_code(), Some(124));
    for pid in printed.text() {
        gone(&pid).await;
    }
}

#[tokio::test]
async fn what_never_started_what_is_unknown_and_what_is_canceled_is_not_timed_out() {
    let (_fake, _worker, mut session) = both().await;
    let spec = TaskSpec { heartbeat_timeout: millis(1_000), ..simulate(0, 60_000) };
    let attempts = session.assign(vec![spec, simulate(0, 60_000), shell("echo later")]).await;
    session.order(time_out(&attempts[2])).await;
    session.order(time_out(&crate::fake::fresh())).await;
    session.order(time_out(&attempts[0])).await;
    let seen = session.finished(&attempts[0]).await;
    assert_eq!(seen.failure(), (FailureKind::Timeout, "told nothing for 1 s".to_owned()));
    assert!(session.finished(&attempts[2]).await.completed(), "it has a slot now");
    session.order(cancel(&attempts[1])).await;
    session.order(time_out(&attempts[1])).await;
    let seen = session.finished(&attempts[1]).await;
    assert_eq!(seen.outcome(), Outcome::Canceled(v1::Canceled {}));
}

#[tokio::test]
async fn what_waits_for_a_slot_is_canceled_without_a_start() {
    let (_fake, _worker, mut session) = both().await;
    let first = vec![simulate(0, 60_000), simulate(0, 60_000), shell("true")];
    let attempts = session.assign(first).await;
    session.order(cancel(&attempts[2])).await;
    let seen = session.finished(&attempts[2]).await;
    assert_eq!(seen.outcome(), Outcome::Canceled(v1::Canceled {}));
    assert_eq!(seen.finished.unwrap().started_at, None);
    session.order(cancel(&attempts[0])).await;
    let seen = session.finished(&attempts[0]).await;
    assert_eq!(seen.outcome(), Outcome::Canceled(v1::Canceled {}));
}

#[tokio::test]
async fn what_was_revoked_is_killed_and_never_mentioned_again() {
    let (_fake, _worker, mut session) = both().await;
    let of = session.assign_one(shell("trap '' TERM; echo $$; sleep 600")).await;
    let pid = session.printed(&of, 1).await.text().remove(0);
    let revoke = vec![of.clone(), crate::fake::fresh()];
    session.order(v1::Orders { revoke, ..v1::Orders::default() }).await;
    gone(&pid).await;
    let next = session.assign_one(shell("echo next")).await;
    let report = loop {
        let report = session.report().await.unwrap();
        assert!(report.finished.iter().all(|finished| finished.attempt.as_ref() != Some(&of)));
        if !report.finished.is_empty() {
            break report;
        }
    };
    assert_eq!(report.finished[0].attempt, Some(next));
}

#[tokio::test]
async fn only_what_is_exclusive_ends_with_the_lease() {
    let mut fake = Fake::start().await;
    let worker = Worker::start(&fake, |config| config.slots = 2);
    let rhythm = Rhythm { lease: Duration::from_secs(2), ..Rhythm::default() };
    let mut session = fake.accept().await.0.welcome(rhythm).await;
    session.acks = false;
    let attempts = session
        .assign(vec![
            TaskSpec { exclusive: true, ..shell("trap '' TERM; echo $$; sleep 600") },
            shell("echo $$; sleep 600"),
            TaskSpec { exclusive: true, ..shell("echo must not start") },
        ])
        .await;
    let exclusive = session.printed(&attempts[0], 1).await.text().remove(0);
    drop(session);

    // No coordinator answers until the lease has ended.
    gone(&exclusive).await;
    let (mut session, hello) = loop {
        let (session, hello) = fake.accept().await;
        if hello.holding.len() == 2 {
            break (session.welcome(Rhythm::default()).await, hello);
        }
    };
    assert!(!hello.holding.contains(&attempts[2]), "it will never start");
    let seen = session.finished(&attempts[0]).await;
    assert_eq!(seen.outcome(), Outcome::Returned(v1::Returned {}));
    let orders = v1::Orders { cancel: vec![attempts[1].clone()], ..v1::Orders::default() };
    session.order(orders).await;
    let seen = session.finished(&attempts[1]).await;
    assert_eq!(seen.outcome(), Outcome::Canceled(v1::Canceled {}), "it ran on");
    worker.stop();
}

#[tokio::test]
async fn a_drain_lets_run_what_runs_and_gives_back_what_waits() {
    let (_fake, worker, mut session) = both().await;
    let hold = "echo up; until [ -e ../../go ]; do sleep 0.02; done";
    let attempts = session.assign(vec![shell(hold), shell(hold), shell("true")]).await;
    session.printed(&attempts[0], 1).await;
    worker.stop();
    let seen = session.watch(&attempts[2], Seen::default(), |seen| seen.returned).await;
    assert!(!seen.started);
    assert!(session.draining, "the coordinator is told to give nothing new");
    let late = session.assign_one(shell("true")).await;
    session.watch(&late, Seen::default(), |seen| seen.returned).await;
    std::fs::write(worker.run_dir.path().join("go"), "").unwrap();
    let mut ends = 0;
    while let Some(report) = session.report().await {
        session.ack(&report).await;
        ends += report.finished.len();
    }
    assert_eq!(ends, 2);
    drop(session);
    assert_eq!(worker.ended().await, Ended::Drained { unreported: 0 });
}

#[tokio::test]
async fn what_does_not_end_within_the_drains_grace_is_handed_back() {
    let mut fake = Fake::start().await;
    let worker = Worker::start(&fake, |config| config.drain_grace = Duration::from_millis(50));
    let mut session = fake.welcome().await;
    let of = session.assign_one(shell("echo $$; sleep 600")).await;
    let pid = session.printed(&of, 1).await.text().remove(0);
    worker.stop();
    let seen = session.finished(&of).await;
    assert_eq!(seen.outcome(), Outcome::Returned(v1::Returned {}));
    gone(&pid).await;
    while session.report().await.is_some() {}
    drop(session);
    assert_eq!(worker.ended().await, Ended::Drained { unreported: 0 });
}

#[tokio::test]
async fn a_kill_ends_all_at_once() {
    let (_fake, worker, mut session) = both().await;
    let of = session.assign_one(shell("trap '' TERM; echo $$; sleep 600")).await;
    let pid = session.printed(&of, 1).await.text().remove(0);
    worker.kill.cancel();
    assert_eq!(worker.ended().await, Ended::Killed);
    gone(&pid).await;
}
