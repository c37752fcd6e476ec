//! Coordinators that die, stand still or lose the answer of their database.

use std::{collections::HashSet, time::Duration};

use taskmaster_proto::v1::TaskState;
use taskmaster_tests::{
    Cli, Client, Cluster, Database, Pid, Proxy, Role, Settings, WITHIN, bash, lives, noop,
    throughout, until,
};
use tokio::time::Instant;
use tonic::Code;

/// A line every tenth of a second for so many seconds.
fn ticking(seconds: u32) -> String {
    let ticks = seconds * 10;
    format!("echo pid $$; for i in $(seq 1 {ticks}); do echo tick $i; sleep 0.1; done")
}

async fn pid_of(client: &Client, id: &str) -> Pid {
    client.line(id, "pid ", WITHIN).await.parse().unwrap()
}

/// The task ended on its first attempt and all of its output is there.
async fn was_not_noticed(client: &Client, id: &str, seconds: usize) {
    let task = client.ended(id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    let output = client.output(id).await;
    output.must_be_whole();
    assert_eq!(output.lines.len(), 1 + 10 * seconds);
}

async fn has_no_drift(cluster: &Cluster, database: &Database) {
    let cli = Cli::new(cluster.folder()).variable("DATABASE_URL", &database.url());
    let check = cli.run(&["db", "check"]).await;
    assert_eq!(check.code, Some(0), "{} {}", check.out(), check.err());
}

/// Waits until a worker is held by this coordinator.
async fn holds(coordinator: &Role, sessions: f64) {
    until("a session", WITHIN, async || {
        let scrape = coordinator.metrics().await;
        (scrape.sum("taskmaster_worker_sessions", &[]) == sessions).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_of_a_coordinator_that_died_goes_on_at_another() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let mut one = cluster.coordinator("one").await;
    let two = cluster.coordinator("two").await;
    let _scheduler = cluster.scheduler("scheduler").await;
    // It can only reach the first at first.
    let proxy = Proxy::to(two.url().trim_start_matches("http://")).await;
    proxy.close();
    let _worker = cluster.worker("w", 4, &[one.url(), &proxy.url()]);
    holds(&one, 1.0).await;
    let id = two.client().submit(bash(ticking(4))).await;
    let pid = pid_of(&two.client(), &id).await;
    proxy.open();
    one.service().kill();
    holds(&two, 1.0).await;
    assert!(lives(pid));
    assert_eq!(two.client().run(noop()).await.0.state(), TaskState::Completed);
    was_not_noticed(&two.client(), &id, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_stood_still_past_the_lease_costs_no_rerun_when_it_was_alone() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let mut coordinator = cluster.coordinator("coordinator").await;
    let _scheduler = cluster.scheduler("scheduler").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    let client = coordinator.client();
    let id = client.submit(bash(ticking(10))).await;
    let pid = pid_of(&client, &id).await;
    coordinator.service().stop();
    throughout("the command", 2 * Settings::LEASE, async || lives(pid)).await;
    coordinator.service().cont();
    was_not_noticed(&client, &id, 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_comes_back_after_its_workers_left_changes_nothing() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let mut one = cluster.coordinator("one").await;
    let two = cluster.coordinator("two").await;
    let _scheduler = cluster.scheduler("scheduler").await;
    let proxy = Proxy::to(two.url().trim_start_matches("http://")).await;
    proxy.close();
    let _worker = cluster.worker("w", 4, &[one.url(), &proxy.url()]);
    holds(&one, 1.0).await;
    let client = two.client();
    let script = "[ $TASKMASTER_ATTEMPT = 1 ] && echo pid $$ && sleep 6; echo end";
    let id = client.submit(bash(script)).await;
    pid_of(&client, &id).await;
    let waiting = client.submit_all(vec![bash("sleep 0.1"); 20]).await;
    proxy.open();
    one.service().stop();
    // The worker hears nothing for a lease, and goes on at the other one.
    holds(&two, 1.0).await;
    client.all_ended(&waiting, WITHIN).await;
    one.service().cont();
    let after = client.submit_all(vec![bash("true"); 20]).await;
    let ended = client.all_ended(&after, WITHIN).await;
    assert!(ended.iter().all(|task| task.state() == TaskState::Completed));
    let task = client.ended(&id, WITHIN).await;
    assert_eq!(task.state(), TaskState::Completed);
    assert_eq!(client.attempts(&id).await.len() as i32, task.attempt - 1);
    until("no session at the first", WITHIN, async || {
        (one.metrics().await.sum("taskmaster_worker_sessions", &[]) == 0.0).then_some(())
    })
    .await;
    let worker = client.worker("w").await;
    assert_eq!(worker.tasks_completed, 41, "each result was recorded once");
    has_no_drift(&cluster, &database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submit_whose_answer_was_lost_is_one_task_when_it_is_said_again() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let proxy = Proxy::to(&database.address()).await;
    let through = cluster.via(&database.url_via(proxy.port()));
    let coordinator = cluster.coordinator_with("coordinator", through).await;
    let client = coordinator.client();
    let (mut ids, mut unknown) = (HashSet::new(), 0);
    for round in 0..24 {
        // Connections must be there, and know their statements, before answers are lost.
        for n in 0..4 {
            let warm = noop().queue("nobody").key(&format!("warm-{round}-{n}"));
            ids.insert(client.submit(warm).await);
        }
        let before = kept(&database).await;
        let asked = proxy.passed();
        let spec = || noop().queue("nobody").key(&format!("key-{round}"));
        // A submit is a few statements. The answer to each of them is lost in turn, then the
        // connection; where that was the last one, the database has done it and nobody knows.
        let cut = async {
            proxy.has_passed(asked + 1 + round % 6).await;
            proxy.lose_answers();
            let begun = Instant::now();
            while kept(&database).await == before && begun.elapsed() < Duration::from_millis(100) {}
            proxy.cut();
        };
        let (first, ()) = tokio::join!(client.try_submit(spec()), cut);
        if first.is_err() {
            unknown += kept(&database).await - before;
        }
        if let Err(status) = &first {
            assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        }
        let again = until("an answer", WITHIN, async || client.try_submit(spec()).await.ok()).await;
        let id = again.task.unwrap().id;
        if let Ok(first) = first {
            assert!(again.existing);
            assert_eq!(first.task.unwrap().id, id);
        }
        assert!(ids.insert(id), "two keys, one task");
    }
    assert!(unknown >= 2, "only {unknown} commits were unknown");
    assert_eq!(kept(&database).await, ids.len() as i64);
    has_no_drift(&cluster, &database).await;
}

async fn kept(database: &Database) -> i64 {
    database.number("select count(*) from task").await
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_commits_of_claims_and_reports_lose_nothing() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let proxy = Proxy::to(&database.address()).await;
    let through = cluster.via(&database.url_via(proxy.port()));
    let coordinator = cluster.coordinator_with("coordinator", through).await;
    let _scheduler = cluster.scheduler("scheduler").await;
    let _worker = cluster.worker("w", 8, &[coordinator.url()]);
    let client = coordinator.client();
    client.workers_are(1, WITHIN).await;
    let ids = client.submit_all(vec![bash("sleep 0.1"); 200]).await;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(4) {
        let before = proxy.passed();
        proxy.lose_answers();
        // Something was asked, and maybe done: its answer never comes.
        until("a statement", WITHIN, async || (proxy.passed() > before).then_some(())).await;
        proxy.cut();
        let done = client.try_count(TaskState::Completed).await.unwrap_or(0);
        until("progress", WITHIN, async || {
            let now = client.try_count(TaskState::Completed).await.ok()?;
            (now > done || now == 200).then_some(())
        })
        .await;
    }
    for task in client.all_ended(&ids, Duration::from_secs(60)).await {
        assert_eq!((task.state(), task.tries_used), (TaskState::Completed, 1));
    }
    assert_eq!(client.worker("w").await.tasks_completed, 200);
    has_no_drift(&cluster, &database).await;
}
