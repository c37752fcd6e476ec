//! Schedulers that die, stand still or have a wrong clock.

use std::time::Duration;

use prost_types::Timestamp as Stamp;
use taskmaster_proto::{
    convert::timestamp,
    v1::{self, TaskState},
};
use taskmaster_tests::{
    Client, Cluster, Database, Role, Settings, WITHIN, bash, lives, noop, skewed_clock, throughout,
    until,
};
use tokio::time::Instant;

/// Seconds between two stamps, negative when the first one is the later.
fn seconds(earlier: Option<Stamp>, later: Option<Stamp>) -> f64 {
    let micros = |at: Option<Stamp>| timestamp(&at.unwrap()).unwrap().micros();
    (micros(later) - micros(earlier)) as f64 / 1e6
}

/// How late a task started, in seconds.
fn lateness(task: &v1::Task) -> f64 {
    seconds(task.scheduled_at, task.started_at)
}

struct System {
    cluster: Cluster,
    coordinator: Role,
    worker: Role,
    _database: Database,
}

impl System {
    async fn start() -> Self {
        let database = Database::fresh().await;
        let cluster = Cluster::on(&database).short_lease();
        let coordinator = cluster.coordinator("coordinator").await;
        let worker = cluster.worker("w", 8, &[coordinator.url()]);
        coordinator.client().workers_are(1, WITHIN).await;
        Self { cluster, coordinator, worker, _database: database }
    }

    fn client(&self) -> Client {
        self.coordinator.client()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_falls_due_without_a_scheduler_starts_when_one_is_back() {
    let system = System::start().await;
    let client = system.client();
    let mut scheduler = system.cluster.scheduler("scheduler").await;
    let due = client.submit_all(vec![noop().delay(1.0); 50]).await;
    scheduler.service().kill();
    let now = client.submit(noop()).await;
    assert_eq!(client.ended(&now, WITHIN).await.state(), TaskState::Completed, "needs none");
    throughout("the wait", Duration::from_secs(2), async || {
        client.count(TaskState::Scheduled).await == 50
    })
    .await;
    scheduler.restart().await;
    for task in client.all_ended(&due, WITHIN).await {
        assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_two_schedulers_the_death_of_one_delays_nothing() {
    let system = System::start().await;
    let client = system.client();
    let mut one = system.cluster.scheduler("one").await;
    let _two = system.cluster.scheduler("two").await;
    let due = client.submit_all(vec![noop().delay(1.0); 20]).await;
    one.service().kill();
    for task in client.all_ended(&due, WITHIN).await {
        assert!((0.0..1.5).contains(&lateness(&task)), "{}", lateness(&task));
        assert_eq!(task.attempt, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_that_stood_still_past_the_lease_releases_nothing_that_lives() {
    let system = System::start().await;
    let client = system.client();
    let mut one = system.cluster.scheduler("one").await;
    let id = client.submit(bash("echo pid $$; sleep 9; echo end")).await;
    let pid = client.line(&id, "pid ", WITHIN).await.parse().unwrap();
    one.service().stop();
    throughout("the command", 2 * Settings::LEASE, async || lives(pid)).await;
    one.service().cont();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    // It works again.
    assert_eq!(client.run(noop().delay(0.2)).await.0.state(), TaskState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_that_stood_still_harms_nothing_that_another_did_meanwhile() {
    let mut system = System::start().await;
    let client = system.client();
    let mut one = system.cluster.scheduler("one").await;
    let _two = system.cluster.scheduler("two").await;
    one.service().stop();
    let due = client.submit_all(vec![noop().delay(1.0); 20]).await;
    for task in client.all_ended(&due, WITHIN).await {
        assert!((0.0..1.5).contains(&lateness(&task)), "{}", lateness(&task));
    }
    let script = "[ $TASKMASTER_ATTEMPT = 2 ] && exit 0; echo pid $$; sleep 300";
    let id = client.submit(bash(script)).await;
    client.line(&id, "pid ", WITHIN).await;
    system.worker.service().kill();
    system.worker.service().start();
    let released = client.ended(&id, WITHIN).await;
    assert_eq!((released.state(), released.attempt), (TaskState::Completed, 2));
    one.service().cont();
    assert_eq!(client.run(noop().delay(0.2)).await.0.state(), TaskState::Completed);
    assert_eq!(client.task(&id).await, released);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_whose_clock_is_a_minute_off_does_everything_at_the_right_time() {
    for skew in [60, -60] {
        let mut system = System::start().await;
        let client = system.client();
        let folder = system.cluster.folder().to_owned();
        let settings = skewed_clock(system.cluster.settings(), skew, &folder);
        let mut scheduler = system.cluster.scheduler_with("skewed", settings).await;
        let said = scheduler.service().said();
        assert!(!said.contains("cannot be preloaded"), "{said}");

        let due = client.submit_all(vec![noop().delay(2.0); 5]).await;
        for task in client.all_ended(&due, WITHIN).await {
            assert!((0.0..1.5).contains(&lateness(&task)), "{skew}: {}", lateness(&task));
        }
        // A live worker keeps what it has for longer than a lease.
        let long = client.submit(bash("sleep 5")).await;
        let task = client.ended(&long, WITHIN).await;
        assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1), "{skew}");
        // A dead one loses it after one lease, not at once and not a minute later.
        let script = "[ $TASKMASTER_ATTEMPT = 2 ] && exit 0; echo pid $$; sleep 300";
        let id = client.submit(bash(script)).await;
        client.line(&id, "pid ", WITHIN).await;
        let _other = system.cluster.worker("other", 8, &[system.coordinator.url()]);
        client.workers_are(2, WITHIN).await;
        system.worker.service().kill();
        let begun = Instant::now();
        client.ended(&id, WITHIN).await;
        let took = begun.elapsed().as_secs_f64();
        assert!((2.0..8.0).contains(&took), "{skew}: {took}");
        until("a pass", WITHIN, async || {
            let scrape = scheduler.metrics().await;
            (scrape.sum("taskmaster_leases_lost_total", &[]) == 1.0).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_whose_clock_is_a_minute_off_stamps_as_its_neighbours_do() {
    let mut system = System::start().await;
    let client = system.client();
    let _scheduler = system.cluster.scheduler("scheduler").await;
    system.worker.service().kill();
    for skew in [60, -60] {
        let folder = system.cluster.folder().to_owned();
        let clock = |settings| skewed_clock(settings, skew, &folder);
        let coordinators = [system.coordinator.url()];
        let mut worker = system.cluster.worker_with("skewed", 8, &coordinators, clock);
        client.workers_are(1, WITHIN).await;
        let due = client.submit_all(vec![bash("echo said").delay(1.0); 5]).await;
        for task in client.all_ended(&due, WITHIN).await {
            assert!((0.0..1.5).contains(&lateness(&task)), "{skew}: {}", lateness(&task));
            let took = seconds(task.started_at, task.completed_at);
            assert!((0.0..1.5).contains(&took), "{skew}: {took}");
        }
        worker.service().kill();
        client.workers_are(0, WITHIN).await;
    }
}
