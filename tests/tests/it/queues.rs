//! How much of a queue may be under way at once, and queues that stand still.

use std::{fs, path::Path};

use serde_json::{Value, json};
use taskmaster_proto::v1::{self, TaskState, queue_service_client::QueueServiceClient};
use taskmaster_tests::{Client, Cluster, Database, Rest, Spec, Up, WITHIN, bash, until};

const TASKS: usize = 20;
/// The one whose worker is killed under it.
const KILLED: usize = 5;

/// A task that writes down its number at its begin and its end. One of them stays until its worker is
/// killed.
fn task(book: &Path, n: usize) -> Spec {
    let book = book.display();
    let stays = if n == KILLED { "[ $TASKMASTER_ATTEMPT = 1 ] && sleep 300;" } else { "" };
    bash(format!("echo begin {n} >> {book}; {stays} sleep 0.03; echo end {n} >> {book}"))
}

async fn limit(client: &Client, places: i32) -> v1::Queue {
    let name = "default".to_owned();
    let request = v1::UpdateQueueRequest { name, concurrency: Some(places), paused: None };
    let mut queues = QueueServiceClient::new(client.link());
    queues.update_queue(request).await.unwrap().into_inner().queue.unwrap()
}

/// Hands in a line of tasks and kills the worker under one of them.
async fn one_by_one(client: &Client, folder: &Path, mut kill: impl FnMut(&str)) {
    assert_eq!(limit(client, 1).await.concurrency, Some(1));
    let book = folder.join("book");
    fs::write(&book, "").unwrap();
    let mut ids = Vec::new();
    for n in 0..TASKS {
        ids.push(client.submit(task(&book, n)).await);
    }
    let written = || fs::read_to_string(&book).unwrap();
    until("the one that stays", WITHIN, async || {
        written().contains(&format!("begin {KILLED}\n")).then_some(())
    })
    .await;
    let running = client.reaches(&ids[KILLED], TaskState::Running, WITHIN).await;
    kill(&running.worker_name);
    // The line is by due time, which a clock that was set meanwhile may give in another order.
    let mut line = Vec::new();
    for (n, task) in client.all_ended(&ids, WITHIN).await.into_iter().enumerate() {
        assert_eq!(task.state(), TaskState::Completed);
        let due = task.scheduled_at.unwrap();
        line.push((due.seconds, due.nanos, task.id, n));
    }
    line.sort();
    let mut expected = Vec::new();
    for (.., n) in line {
        if n == KILLED {
            expected.push(format!("begin {n}"));
        }
        expected.extend([format!("begin {n}"), format!("end {n}")]);
    }
    let written = written();
    let written: Vec<&str> = written.lines().collect();
    assert_eq!(written, expected, "one at a time, in their order, whatever becomes of a worker");
    let queue = limit(client, 0).await;
    assert_eq!((queue.concurrency, queue.admitted, queue.waiting), (None, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_of_one_runs_its_tasks_in_their_order_on_sqlite() {
    let up = Up::with(3, 4).short_lease().start().await;
    let client = up.client();
    one_by_one(&client, up.folder(), |worker| up.kill_worker(worker)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_of_one_runs_its_tasks_in_their_order_on_postgresql() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let (a, b) = (cluster.coordinator("a").await, cluster.coordinator("b").await);
    let _scheduler = cluster.scheduler("scheduler").await;
    let urls = [[a.url(), b.url()], [b.url(), a.url()]];
    let names = ["one", "two", "three"];
    let mut workers: Vec<_> = (0..3).map(|n| cluster.worker(names[n], 4, &urls[n % 2])).collect();
    let client = a.client();
    client.workers_are(3, WITHIN).await;
    let kill = |worker: &str| {
        let at = names.iter().position(|name| *name == worker).unwrap();
        workers[at].service().kill();
    };
    one_by_one(&client, cluster.folder(), kill).await;
}

async fn put(rest: &Rest, queue: &str, rules: Value) -> taskmaster_tests::Reply {
    rest.put(&format!("/api/queues/{queue}"), &rules).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_is_limited_and_paused_over_rest_and_by_the_command() {
    let up = Up::with(2, 4).start().await;
    let (rest, cli, client) = (up.rest(), up.cli(), up.client());
    let told = put(&rest, "default", json!({"concurrency": 2})).await.must(200);
    assert_eq!((&told["name"], &told["concurrency"]), (&json!("default"), &json!(2)));
    let ids: Vec<String> =
        client.submit_all((0..5).map(|_| bash("sleep 300".to_owned())).collect()).await;
    until("both places are taken", WITHIN, async || {
        (client.count(TaskState::Running).await == 2).then_some(())
    })
    .await;
    let queues = rest.get("/api/queues").await.must(200);
    let told = &queues["queues"][0];
    assert_eq!((&told["admitted"], &told["waiting"]), (&json!(2), &json!(3)), "{told}");

    // A place that comes free goes to the next, and one more place is filled at once.
    for id in &ids {
        if client.task(id).await.state() == TaskState::Running {
            client.cancel(id).await.unwrap();
            break;
        }
    }
    cli.run(&["queue", "limit", "default", "3"]).await.ok();
    until("three places are taken", WITHIN, async || {
        let told = cli.run(&["--output", "json", "queue", "list"]).await.ok().json();
        let of = &told["queues"][0];
        (of["byState"]["running"] == 3 && of["waiting"] == 1).then_some(())
    })
    .await;

    cli.run(&["queue", "pause", "default"]).await.ok();
    for id in &ids {
        let _ = client.cancel(id).await;
    }
    client.all_ended(&ids, WITHIN).await;
    let late = client.submit(bash("true".to_owned())).await;
    let listed = cli.run(&["queue", "list"]).await.ok().out();
    assert!(listed.contains("default (paused)"), "{listed}");
    assert_eq!(client.task(&late).await.state(), TaskState::Queued);
    let told = put(&rest, "default", json!({"paused": false, "concurrency": null})).await;
    let told = told.must(200);
    assert_eq!((&told["paused"], &told["concurrency"]), (&json!(false), &Value::Null));
    assert_eq!(client.ended(&late, WITHIN).await.state(), TaskState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_make_no_sense_are_refused_by_their_field() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    for (queue, rules, field) in [
        ("default", json!({"concurrency": 0}), "concurrency"),
        ("default", json!({"concurrency": -1}), "concurrency"),
        ("default", json!({"concurrency": 100_001}), "concurrency"),
        ("default", json!({"concurrency": 1.5}), "concurrency"),
        ("default", json!({"paused": "yes"}), "paused"),
        ("default", json!({"speed": 1}), "speed"),
        ("a%2Cb", json!({"concurrency": 1}), "queue"),
        ("%2A", json!({"paused": true}), "queue"),
    ] {
        let reply = put(&rest, queue, rules.clone()).await;
        assert_eq!((reply.status, reply.fields()), (400, vec![field.to_owned()]), "{rules}");
    }
    assert_eq!(rest.get("/api/queues").await.must(200), json!({"queues": []}));
    let refused = up.cli().run(&["queue", "limit", "default", "0"]).await;
    assert_ne!(refused.code, Some(0), "{refused:?}");
}
