//! Attempts of which nothing is told any more.

use taskmaster_domain::limits;
use taskmaster_proto::v1::{self, AttemptEnd, FailureKind, TaskState, finished::Outcome};
use taskmaster_tests::{
    Client, Cluster, Database, Pid, Up, WITHIN, bash, binary, lives, noop, seconds, until,
};

/// The first attempt reports twice and hangs, the next goes on reporting for longer than it may be
/// silent.
fn script() -> String {
    format!(
        "tm={}; echo own $$; $tm report --counter rows=1 || exit 9; $tm report --progress 50 || exit 8
         [ $TASKMASTER_ATTEMPT = 2 ] || {{ sleep 1000 & echo child $!; wait; }}
         for i in 1 2 3 4 5 6 7 8; do sleep 0.4; $tm report --counter rows=1 || exit 7; done",
        binary().display()
    )
}

/// It was timed out once, with all its processes, and lived on.
async fn was_tried_again(client: &Client, id: &str) {
    client.line(id, "child ", WITHIN).await;
    let output = client.output(id).await;
    let pids = ["own ", "child "].map(|word| output.line(word).unwrap().parse::<Pid>().unwrap());
    let task = client.ended(id, WITHIN).await;
    assert_eq!((task.state(), task.attempt, task.tries_used), (TaskState::Completed, 2, 2));
    assert_eq!(task.counters["rows"], 10);
    for pid in pids {
        until("the end of its processes", WITHIN, async || (!lives(pid)).then_some(())).await;
    }
    let attempts = client.attempts(id).await;
    assert_eq!((attempts.len(), attempts[0].end()), (1, AttemptEnd::Failed));
    let failure = attempts[0].failure.clone().unwrap();
    assert_eq!(failure.kind(), FailureKind::Timeout);
    assert_eq!(failure.message, "told nothing for 2 s");
    assert_eq!(attempts[0].exit_code, Some(124));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_hangs_is_stopped_and_tried_again_and_one_that_reports_lives_on_sqlite() {
    let up = Up::with(1, 4).start().await;
    let (script, cli) = (script(), up.cli());
    let wait = ["--heartbeat-timeout", "2s", "--max-attempts", "2", "--retry-delay", "0s"];
    let submit = [&["task", "submit", "--quiet"], &wait[..], &["--", &script]].concat();
    let id = cli.run(&submit).await.ok().out().trim().to_owned();
    was_tried_again(&up.client(), &id).await;
    let shown = cli.run(&["task", "get", &id]).await.ok().out();
    let shows = |line: &str| line.trim().starts_with("heartbeat ") && line.trim().ends_with(" 2s");
    assert!(shown.lines().any(shows), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_hangs_is_stopped_and_tried_again_and_one_that_reports_lives_on_postgresql()
{
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let _schedulers = (cluster.scheduler("s").await, cluster.scheduler("t").await);
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    let spec = bash(script()).tries(2, 0.0);
    let spec = spec.with(|spec| spec.heartbeat_timeout = Some(seconds(2.0)));
    let client = coordinator.client();
    let id = client.submit(spec).await;
    was_tried_again(&client, &id).await;
    // The next look at what is silent clears up.
    until("no order", WITHIN, async || {
        let orders = database.number("select count(*) from worker_order").await;
        (orders == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_told_until_it_says_that_the_attempt_has_ended() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    let (low, _) = limits::TIMEOUT;
    let silent = noop().with(|spec| spec.heartbeat_timeout = Some(seconds(low.as_secs_f64())));
    let id = client.submit(silent).await;
    let of = session.gets(1).await.remove(0);
    session.started(&of).await;
    session.hears("the order", WITHIN, |h| h.orders.time_out.contains(&of).then_some(())).await;
    drop(session);
    let mut again = hand.with(|hello| hello.holding = vec![of.clone()]).open().await;
    again.hears("the order", WITHIN, |h| h.orders.time_out.contains(&of).then_some(())).await;
    assert_eq!(client.task(&id).await.state(), TaskState::Running);
    let message = "told nothing for 1 s".to_owned();
    let failure = v1::Failure { kind: FailureKind::Timeout.into(), message };
    again.finished(&of, Outcome::Failed(failure)).await;
    assert!(!again.is_fenced(&of).await);
    let task = client.task(&id).await;
    assert_eq!(task.state(), TaskState::Failed);
    assert_eq!(task.failure.unwrap().kind(), FailureKind::Timeout);
}
