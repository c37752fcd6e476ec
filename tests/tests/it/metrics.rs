//! What `/metrics` says after a known run.

use std::time::Duration;

use taskmaster_proto::v1::{TaskState, finished::Outcome};
use taskmaster_tests::{Client, HandSession, Scrape, Up, WITHIN, bash, noop, seconds, until};

/// A metric, the labels of the rows that are added up, and what they must come to.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], f64);

/// Waits until the numbers are these: they follow what they count after a moment, the gauges that
/// the store feeds after two seconds.
async fn shows(up: &Up, rows: &[Row<'_>]) -> Scrape {
    let mut last = None;
    let shown = async {
        until("the numbers", Duration::MAX, async || {
            let scrape = up.metrics().await;
            let differs = |(name, labels, value): &&Row<'_>| scrape.sum(name, labels) != *value;
            let wrong: Vec<String> = rows
                .iter()
                .filter(differs)
                .map(|row| format!("{row:?}, but {}", scrape.sum(row.0, row.1)))
                .collect();
            let right = wrong.is_empty().then(|| scrape.clone());
            last = Some((wrong, scrape));
            right
        })
        .await
    };
    match tokio::time::timeout(Duration::from_secs(10), shown).await {
        Ok(scrape) => scrape,
        Err(_) => {
            let (wrong, scrape) = last.unwrap();
            panic!("{}\nin\n{}", wrong.join("\n"), scrape.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_run_is_counted_exactly() {
    let up = Up::with(1, 8).start().await;
    let client = up.client();
    let before = up.metrics().await;
    assert_eq!(before.sum("taskmaster_tasks_created_total", &[]), 0.0);

    let mut ids = client.submit_all(vec![noop(); 3]).await;
    ids.push(client.submit(bash("echo told; exit 3")).await);
    ids.push(client.submit(bash("sleep 60").timeout(1.0).grace(0.5)).await);
    let stopped = client.submit(bash("sleep 60").queue("default")).await;
    client.reaches(&stopped, TaskState::Running, WITHIN).await;
    client.cancel(&stopped).await.unwrap();
    ids.push(stopped);
    let known = client.submit(bash("true").key("k").delay(3_600.0).queue("later")).await;
    assert_eq!(client.submit(bash("true").key("k").delay(3_600.0).queue("later")).await, known);
    let never = client.submit(bash("true").delay(3_600.0).queue("later")).await;
    client.cancel(&never).await.unwrap();
    let again = client.submit(bash("[ $TASKMASTER_ATTEMPT = 2 ]").tries(2, 0.0)).await;
    ids.push(again);
    client.all_ended(&ids, WITHIN).await;

    let (created, completed) =
        ("taskmaster_tasks_created_total", "taskmaster_tasks_completed_total");
    let (moves, tasks) = ("taskmaster_task_transitions_total", "taskmaster_tasks");
    let (runs, batches) = ("taskmaster_task_run_seconds_count", "taskmaster_store_batch_size_sum");
    let scrape = shows(
        &up,
        &[
            (created, &[("kind", "noop")], 3.0),
            // One was known by its key.
            (created, &[("kind", "shell")], 6.0),
            (completed, &[("kind", "noop"), ("outcome", "completed")], 3.0),
            (completed, &[("kind", "shell"), ("outcome", "completed")], 1.0),
            (completed, &[("kind", "shell"), ("outcome", "failed")], 2.0),
            (completed, &[("kind", "shell"), ("outcome", "canceled")], 1.0),
            (completed, &[], 7.0),
            ("taskmaster_tasks_canceled_total", &[], 2.0),
            ("taskmaster_tasks_timed_out_total", &[], 1.0),
            // Eight attempts of seven tasks.
            (moves, &[("from", "queued"), ("to", "assigned")], 8.0),
            (moves, &[("from", "assigned"), ("to", "running")], 8.0),
            (moves, &[("from", "running"), ("to", "completed")], 4.0),
            (moves, &[("from", "running"), ("to", "failed")], 2.0),
            (moves, &[("from", "running"), ("to", "canceled")], 1.0),
            (moves, &[("from", "running"), ("to", "queued")], 1.0),
            (moves, &[("from", "scheduled"), ("to", "canceled")], 1.0),
            (moves, &[], 25.0),
            (tasks, &[("queue", "default"), ("state", "completed")], 4.0),
            (tasks, &[("queue", "default"), ("state", "failed")], 2.0),
            (tasks, &[("queue", "default"), ("state", "canceled")], 1.0),
            (tasks, &[("queue", "later"), ("state", "scheduled")], 1.0),
            (tasks, &[("queue", "later"), ("state", "canceled")], 1.0),
            (tasks, &[], 9.0),
            ("taskmaster_task_wait_seconds_count", &[], 8.0),
            (runs, &[("kind", "noop")], 3.0),
            (runs, &[("kind", "shell")], 5.0),
            ("taskmaster_worker_sessions", &[], 1.0),
            ("taskmaster_worker_slots", &[], 8.0),
            ("taskmaster_reports_fenced_total", &[], 0.0),
            // The one that was known was handed in too.
            (batches, &[("operation", "submit")], 10.0),
            (batches, &[("operation", "claim")], 8.0),
            (batches, &[("operation", "report")], 8.0),
            (batches, &[("operation", "output")], 1.0),
        ],
    )
    .await;
    // Of the second of the one that timed out, and what the others took.
    let ran = scrape.sum("taskmaster_task_run_seconds_sum", &[("kind", "shell")]);
    assert!((1.0..10.0).contains(&ran), "{ran}");
    assert!(scrape.sum("taskmaster_store_seconds_count", &[("operation", "submit")]) >= 4.0);
    assert_eq!(scrape.sum("taskmaster_build_info", &[("role", "up")]), 1.0);
    for duty in ["promote", "release", "expire_starts", "fleet"] {
        let passes = scrape.sum("taskmaster_duty_passes_total", &[("duty", duty)]);
        let failed = ("outcome", "error");
        assert!(passes > 0.0, "{duty}");
        assert_eq!(scrape.sum("taskmaster_duty_passes_total", &[("duty", duty), failed]), 0.0);
        let timed = scrape.sum("taskmaster_duty_duration_seconds_count", &[("duty", duty)]);
        assert!(timed >= passes, "{duty}");
    }
}

async fn assigned(client: &Client, worker: &mut HandSession) -> taskmaster_proto::v1::AttemptRef {
    client.submit(bash("true")).await;
    worker.gets(1).await.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_time_and_loss_do_is_counted() {
    let up = Up::with(1, 1).set("fleet.backend", "none").short_lease().without_workers().await;
    let client = up.client();
    client.submit(noop().delay(0.5).queue("nobody's")).await;
    let spec = noop().queue("nobody's").with(|spec| spec.start_timeout = Some(seconds(1.0)));
    client.submit(spec).await;
    let mut silent = up.hand_made("silent").open().await;
    let of = assigned(&client, &mut silent).await;
    silent.started(&of).await;
    client.reaches(&of.task_id, TaskState::Running, WITHIN).await;
    let sessions = "taskmaster_worker_sessions";
    let ended = "taskmaster_worker_sessions_ended_total";
    shows(&up, &[(sessions, &[], 1.0), (ended, &[], 0.0)]).await;

    silent.ends(WITHIN).await.unwrap();
    client.reaches(&of.task_id, TaskState::Queued, WITHIN).await;
    let mut late =
        up.hand_made("late").with(|hello| hello.queues = vec!["x".to_owned()]).open().await;
    late.finished(&of, Outcome::Completed(Default::default())).await;
    assert!(late.is_fenced(&of).await);
    shows(
        &up,
        &[
            ("taskmaster_tasks_promoted_total", &[], 1.0),
            ("taskmaster_tasks_start_timed_out_total", &[], 1.0),
            ("taskmaster_leases_lost_total", &[], 1.0),
            ("taskmaster_tasks_released_total", &[("outcome", "requeued")], 1.0),
            ("taskmaster_tasks_released_total", &[], 1.0),
            ("taskmaster_reports_fenced_total", &[], 1.0),
            ("taskmaster_tasks_completed_total", &[], 0.0),
            ("taskmaster_tasks_pruned_total", &[], 0.0),
            (sessions, &[], 1.0),
            (ended, &[("reason", "silent")], 1.0),
            (ended, &[], 1.0),
            ("taskmaster_tasks", &[("queue", "default"), ("state", "queued")], 1.0),
            ("taskmaster_tasks", &[("queue", "nobody's"), ("state", "queued")], 1.0),
            ("taskmaster_tasks", &[("queue", "nobody's"), ("state", "failed")], 1.0),
            ("taskmaster_tasks", &[("state", "running")], 0.0),
        ],
    )
    .await;
    late.leave().await;
    shows(&up, &[(sessions, &[], 0.0), (ended, &[("reason", "closed")], 1.0)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_told_again_after_a_reconnect_is_counted_once_and_with_its_kind() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    let id = client.submit(bash("true")).await;
    let of = session.gets(1).await.remove(0);
    session.started(&of).await;
    client.reaches(&id, TaskState::Running, WITHIN).await;
    drop(session);
    let held = hand.with(|hello| hello.holding = vec![of.clone()]);
    let done = || Outcome::Completed(taskmaster_proto::v1::Completed::default());
    for _ in 0..3 {
        let mut again = held.open().await;
        again.finished(&of, done()).await;
        assert!(!again.is_fenced(&of).await);
        drop(again);
    }
    let ended: [(&str, &str); 2] = [("outcome", "completed"), ("kind", "shell")];
    let moved: [(&str, &str); 2] = [("from", "running"), ("to", "completed")];
    let rows: [Row<'_>; 4] = [
        ("taskmaster_tasks_completed_total", &ended, 1.0),
        ("taskmaster_tasks_completed_total", &[], 1.0),
        ("taskmaster_task_transitions_total", &moved, 1.0),
        ("taskmaster_task_run_seconds_count", &[("kind", "shell")], 1.0),
    ];
    shows(&up, &rows).await;
}
