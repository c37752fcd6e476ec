//! Workers that are told to take nothing new, and to take tasks again.

use std::time::Duration;

use rustix::process::Signal;
use taskmaster_proto::v1::{self, TaskState, Worker, open_session_request::Message as Word};
use taskmaster_tests::{
    Client, Cluster, Database, Told, Up, WITHIN, bash, noop, reason, throughout, until,
};
use tonic::Code;

const SOON: Duration = Duration::from_secs(10);

async fn drain(client: &Client, name: &str) {
    let request = v1::DrainWorkerRequest { name: name.to_owned() };
    client.workers().drain_worker(request).await.unwrap();
}

async fn resume(client: &Client, name: &str) -> Told<Worker> {
    let request = v1::ResumeWorkerRequest { name: name.to_owned() };
    Ok(client.workers().resume_worker(request).await?.into_inner().worker.unwrap())
}

/// The only worker drains and goes on.
async fn comes_back(client: &Client, name: &str) {
    drain(client, name).await;
    assert!(client.worker(name).await.draining);
    let id = client.submit(bash("true")).await;
    throughout("nobody takes it", Duration::from_secs(2), async || {
        client.task(&id).await.state() == TaskState::Queued
    })
    .await;
    assert!(!resume(client, name).await.unwrap().draining);
    assert_eq!(client.ended(&id, WITHIN).await.attempt, 1, "it came to it and stayed");
    assert!(!resume(client, name).await.unwrap().draining, "one that does not drain goes on");
    client.run(bash("true")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drained_worker_takes_tasks_again_on_sqlite() {
    let up = Up::with(1, 2).start().await;
    comes_back(&up.client(), "worker-1").await;
    let refused = resume(&up.client(), "nobody").await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    drain(&up.client(), "worker-1").await;
    let told = up.cli().run(&["worker", "list"]).await.ok().out();
    assert!(told.contains("idle, draining"), "{told}");
    let told = up.cli().run(&["worker", "resume", "worker-1"]).await.ok().out();
    assert_eq!(told, "worker-1 takes tasks again\n");
    up.client().run(bash("true")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drained_worker_takes_tasks_again_wherever_it_is_connected() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let (holds, asked) = (cluster.coordinator("a").await, cluster.coordinator("b").await);
    let _scheduler = cluster.scheduler("s").await;
    let _worker = cluster.worker("w", 2, &[holds.url()]);
    asked.client().workers_are(1, WITHIN).await;
    comes_back(&asked.client(), "w").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_while_a_worker_was_away_reaches_it_with_its_next_session() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    assert!(!session.welcome.draining);
    drain(&client, "w").await;
    session.hears("the drain", SOON, |heard| heard.orders.drain.then_some(())).await;
    drop(session);
    let again = hand.open().await;
    assert!(again.welcome.draining, "a reconnect does not undo it");
    drop(again);
    resume(&client, "w").await.unwrap();
    let mut session = hand.open().await;
    assert!(!session.welcome.draining);
    client.submit(noop()).await;
    session.gets(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_about_to_stop_cannot_be_made_to_stay() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    let beat = v1::Heartbeat { number: 1, draining: true, ..v1::Heartbeat::default() };
    session.say(Word::Heartbeat(beat)).await;
    until("it drains", WITHIN, async || client.worker("w").await.draining.then_some(())).await;
    let refused = resume(&client, "w").await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(reason(&refused), "wrong-state");
    assert!(client.worker("w").await.draining);
    let mut other = up.hand_made("v").open().await;
    client.submit(noop()).await;
    other.gets(1).await;
    assert!(session.assigned.is_empty());
    session.beat(2).await;
    session.hears("an answer", SOON, |heard| heard.beats.contains(&2).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_of_the_fleet_that_was_told_to_end_is_seen_to_drain() {
    let up = Up::with(1, 2).start().await;
    let client = up.client();
    let id = client.submit(bash("echo up; sleep 600")).await;
    client.line(&id, "up", WITHIN).await;
    up.signal_worker("worker-1", Signal::TERM);
    until("it is seen to drain", WITHIN, async || {
        client.worker("worker-1").await.draining.then_some(())
    })
    .await;
    let told = up.cli().run(&["worker", "list"]).await.ok().out();
    assert!(told.contains("busy, draining"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_up_that_leaves_at_once_says_what_is_left_and_the_next_one_replaces_it() {
    let mut up = Up::with(2, 2).start().await;
    let client = up.client();
    let id = client.submit(bash("echo up; until [ -e go ]; do sleep 0.1; done").with(|spec| {
        spec.working_dir = up.folder().display().to_string();
    }));
    let id = id.await;
    client.line(&id, "up", WITHIN).await;
    let name = client.task(&id).await.worker_name;
    up.service().interrupt();
    until("the other worker has drained", WITHIN, async || {
        (up.worker_pids().len() == 1).then_some(())
    })
    .await;
    up.service().interrupt();
    up.service().ended(WITHIN).await;
    let said = up.service().said();
    assert!(
        said.contains("1 worker lives on (told to finish what is running and then end: 1)"),
        "{said}"
    );

    up.restart().await;
    let client = up.client();
    until("two that take tasks, beside the one that drains", WITHIN, async || {
        let workers = client.workers_are(3, WITHIN).await;
        (workers.iter().filter(|worker| !worker.draining).count() == 2).then_some(())
    })
    .await;
    assert!(client.worker(&name).await.draining);
    std::fs::write(up.folder().join("go"), "").unwrap();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    client.workers_are(2, WITHIN).await;
}
