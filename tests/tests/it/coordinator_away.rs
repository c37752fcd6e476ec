//! A long task does not notice that its coordinator, or the database behind it, is away.

use std::{fs, time::Duration};

use taskmaster_proto::v1::{self, OutputStream, TaskState};
use taskmaster_tests::{
    Client, Cluster, Database, Output, Pid, PostgresServer, Settings, Up, WITHIN, bash, is_soak,
    lives, throughout, until,
};

/// How long the task runs, and how long who serves it is away.
fn lengths() -> (u32, Duration) {
    if is_soak() { (60, Duration::from_secs(20)) } else { (12, Duration::from_secs(6)) }
}

/// A line every tenth of a second, with what must not change.
fn ticking(seconds: u32) -> String {
    let ticks = seconds * 10;
    format!("echo pid $$; for i in $(seq 1 {ticks}); do echo tick $i; sleep 0.1; done")
}

/// What is known of a running task before the outage.
struct Before {
    id: String,
    pid: Pid,
    task: v1::Task,
}

impl Before {
    async fn of(client: &Client, seconds: u32) -> Self {
        let id = client.submit(bash(ticking(seconds))).await;
        let pid = client.line(&id, "pid ", WITHIN).await.parse().unwrap();
        client.line(&id, "tick 5", WITHIN).await;
        let task = client.reaches(&id, TaskState::Running, WITHIN).await;
        Self { id, pid, task }
    }

    /// Nothing of the task has changed but that it has ended, and nothing of its output is lost.
    async fn holds(&self, client: &Client, seconds: u32) {
        let task = client.ended(&self.id, Duration::from_secs(120)).await;
        assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
        assert_eq!(task.tries_used, 1);
        assert_eq!(task.picked_at, self.task.picked_at, "a stamp has changed");
        assert_eq!(task.started_at, self.task.started_at, "a stamp has changed");
        assert_eq!(task.created_at, self.task.created_at, "a stamp has changed");
        assert_eq!(task.worker_name, self.task.worker_name);
        assert!(client.attempts(&self.id).await.is_empty());
        self.is_whole(&client.output(&self.id).await, seconds);
    }

    fn is_whole(&self, output: &Output, seconds: u32) {
        output.must_be_whole();
        let mut wanted = format!("pid {}\n", self.pid);
        (1..=seconds * 10).for_each(|tick| wanted.push_str(&format!("tick {tick}\n")));
        assert_eq!(output.stdout(), wanted);
        assert_eq!(output.bytes(OutputStream::System), b"");
    }
}

/// Lets an outage last; meanwhile the command must go on.
async fn lasts(outage: Duration, pid: Pid) {
    throughout("the command runs", outage, async || lives(pid)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_task_survives_an_up_that_was_killed_and_away() {
    let (seconds, away) = lengths();
    let mut up = Up::with(1, 4).short_lease().start().await;
    let before = Before::of(&up.client(), seconds).await;
    up.service().kill();
    lasts(away, before.pid).await;
    up.restart().await;
    before.holds(&up.client(), seconds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_task_survives_a_coordinator_that_was_killed_and_away() {
    let (seconds, away) = lengths();
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let mut coordinator = cluster.coordinator("coordinator").await;
    let _scheduler = cluster.scheduler("scheduler").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    let before = Before::of(&coordinator.client(), seconds).await;
    coordinator.service().kill();
    lasts(away, before.pid).await;
    coordinator.restart().await;
    before.holds(&coordinator.client(), seconds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_task_survives_a_database_that_is_away_for_three_leases() {
    let seconds = if is_soak() { 60 } else { 18 };
    let mut server = PostgresServer::start().await;
    let database = Database::on(&server.url()).await;
    let cluster = Cluster::on(&database).short_lease();
    let coordinator = cluster.coordinator("coordinator").await;
    let _scheduler = cluster.scheduler("scheduler").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    let before = Before::of(&coordinator.client(), seconds).await;
    server.halt().await;
    lasts(3 * Settings::LEASE, before.pid).await;
    server.resume().await;
    before.holds(&coordinator.client(), seconds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_while_its_coordinator_was_away_is_told_when_it_is_back() {
    let mut up = Up::with(1, 4).short_lease().start().await;
    let client = up.client();
    let go_on = up.folder().join("go-on");
    let command = format!("echo a; until [ -e {} ]; do sleep 0.05; done; echo b", go_on.display());
    let id = client.submit(bash(format!("echo pid $$; {command}; exit 4"))).await;
    let pid: Pid = client.line(&id, "pid ", WITHIN).await.parse().unwrap();
    client.line(&id, "a", WITHIN).await;
    up.service().kill();
    fs::write(go_on, "").unwrap();
    until("its end", WITHIN, async || (!lives(pid)).then_some(())).await;
    up.restart().await;
    let client = up.client();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.exit_code, task.attempt), (TaskState::Failed, Some(4), 1));
    assert_eq!(client.output(&id).await.stdout(), format!("pid {pid}\na\nb\n"));
}
