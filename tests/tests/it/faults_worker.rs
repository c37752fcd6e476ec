//! Workers that die, stand still or cannot be heard.

use std::{fs, time::Duration};

use rustix::process::Signal;
use taskmaster_proto::v1::{AttemptEnd, TaskState};
use taskmaster_tests::{
    Client, Cluster, Database, Pid, Proxy, Role, Settings, Up, WITHIN, bash, lives, throughout,
    until,
};
use tokio::time::Instant;

/// Runs on the first attempt until killed, ends at once on the second.
const ONCE: &str = "[ $TASKMASTER_ATTEMPT = 2 ] && exit 0; echo pid $$; sleep 300";

/// A coordinator and a scheduler on a database of their own, with short leases.
struct System {
    coordinator: Role,
    scheduler: Role,
    cluster: Cluster,
    _database: Database,
}

impl System {
    async fn start() -> Self {
        let database = Database::fresh().await;
        let cluster = Cluster::on(&database).short_lease();
        let coordinator = cluster.coordinator("coordinator").await;
        let scheduler = cluster.scheduler("scheduler").await;
        Self { coordinator, scheduler, cluster, _database: database }
    }

    fn client(&self) -> Client {
        self.coordinator.client()
    }
}

async fn pid_of(client: &Client, id: &str) -> Pid {
    client.line(id, "pid ", WITHIN).await.parse().unwrap()
}

async fn is_gone(pid: Pid) {
    until("the end of a command", WITHIN, async || (!lives(pid)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_costs_one_lease_and_its_commands_die_with_it() {
    let system = System::start().await;
    let client = system.client();
    let mut first = system.cluster.worker("first", 2, &[system.coordinator.url()]);
    client.workers_are(1, WITHIN).await;
    let id = client.submit(bash(ONCE)).await;
    let pid = pid_of(&client, &id).await;
    let _second = system.cluster.worker("second", 2, &[system.coordinator.url()]);
    client.workers_are(2, WITHIN).await;

    first.service().kill();
    let begun = Instant::now();
    is_gone(pid).await;
    let task = client.ended(&id, WITHIN).await;
    let took = begun.elapsed();
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 2));
    assert_eq!(task.worker_name, "second");
    // Its lease, at most a heartbeat younger than its death, and two passes of the sweep.
    let (low, high) = (Settings::LEASE - Duration::from_millis(900), 2 * Settings::LEASE);
    assert!((low..high).contains(&took), "{took:?}");
    assert_eq!(client.attempts(&id).await[0].end(), AttemptEnd::Lost);
    let scrape = system.scheduler.metrics().await;
    assert_eq!(scrape.sum("taskmaster_leases_lost_total", &[]), 1.0);
    assert_eq!(scrape.sum("taskmaster_tasks_released_total", &[("outcome", "requeued")]), 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stood_still_past_its_lease_is_fenced_when_it_comes_back() {
    let system = System::start().await;
    let client = system.client();
    let mut first = system.cluster.worker("first", 2, &[system.coordinator.url()]);
    client.workers_are(1, WITHIN).await;
    // The command itself goes on and ends while its worker stands still.
    let go_on = system.cluster.folder().join("go-on");
    let script = format!(
        "echo pid $$; [ $TASKMASTER_ATTEMPT = 1 ] && until [ -e {} ]; do sleep 0.05; done; \
         echo attempt $TASKMASTER_ATTEMPT; exit 0",
        go_on.display()
    );
    let id = client.submit(bash(script)).await;
    let pid = pid_of(&client, &id).await;
    first.service().stop();
    fs::write(go_on, "").unwrap();
    let _second = system.cluster.worker("second", 2, &[system.coordinator.url()]);
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.attempt, task.worker_name.as_str()), (2, "second"));

    first.service().cont();
    until("its return", WITHIN, async || {
        let workers = client.all_workers().await.ok()?;
        workers.iter().any(|w| w.name == "first" && w.status() as i32 != 3).then_some(())
    })
    .await;
    is_gone(pid).await;
    // Work goes to it again; by then it has told its late end, which changed nothing.
    let both = client.submit_all(vec![bash("sleep 0.2"); 4]).await;
    client.all_ended(&both, WITHIN).await;
    let after = client.task(&id).await;
    assert_eq!(after, task, "a late report has changed the task");
    let output = client.output(&id).await;
    assert_eq!(output.line("attempt "), Some("2".to_owned()));
    assert_eq!(client.attempts(&id).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_stood_still_for_less_than_its_lease_loses_nothing() {
    let up =
        Up::with(1, 2).set("session.lease", "6s").set("session.heartbeat", "500ms").start().await;
    let client = up.client();
    let id = client.submit(bash("echo pid $$; sleep 4; echo end")).await;
    pid_of(&client, &id).await;
    up.signal_worker("worker-1", Signal::STOP);
    let running = async || client.task(&id).await.attempt == 1;
    throughout("its first attempt", Duration::from_secs(2), running).await;
    up.signal_worker("worker-1", Signal::CONT);
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_open_stream_is_noticed_and_the_task_runs_elsewhere() {
    let system = System::start().await;
    let client = system.client();
    let proxy = Proxy::to(system.coordinator.url().trim_start_matches("http://")).await;
    let _first = system.cluster.worker("first", 2, &[&proxy.url()]);
    client.workers_are(1, WITHIN).await;
    let id = client.submit(bash(ONCE)).await;
    let pid = pid_of(&client, &id).await;
    // Bytes are held back both ways, the connection stays: neither end is told anything.
    proxy.stall();
    let _second = system.cluster.worker("second", 2, &[system.coordinator.url()]);
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.attempt, task.worker_name.as_str()), (2, "second"));
    assert!(lives(pid), "what is not exclusive goes on while nobody can be asked");
    // Back, the worker learns that the attempt is somebody else's: its command is stopped.
    proxy.cut();
    is_gone(pid).await;
    assert_eq!(client.task(&id).await, task);
    client.workers_are(2, WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_in_either_direction_costs_a_reconnect_and_nothing_else() {
    for loses_requests in [true, false] {
        let system = System::start().await;
        let client = system.client();
        let proxy = Proxy::to(system.coordinator.url().trim_start_matches("http://")).await;
        let _worker = system.cluster.worker("w", 2, &[&proxy.url()]);
        client.workers_are(1, WITHIN).await;
        let ticks = "echo pid $$; for i in $(seq 1 30); do echo tick $i; sleep 0.1; done";
        let id = client.submit(bash(ticks)).await;
        pid_of(&client, &id).await;
        if loses_requests {
            proxy.lose_requests()
        } else {
            proxy.lose_answers()
        }
        // Less than the lease. What went into the void is said again.
        let running = async || client.task(&id).await.attempt == 1;
        throughout("its first attempt", Duration::from_secs(1), running).await;
        proxy.cut();
        let task = client.ended(&id, WITHIN).await;
        assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1), "{loses_requests}");
        let output = client.output(&id).await;
        output.must_be_whole();
        assert_eq!(output.lines.len(), 31);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_not_heard_for_a_lease_loses_its_task() {
    let system = System::start().await;
    let client = system.client();
    let proxy = Proxy::to(system.coordinator.url().trim_start_matches("http://")).await;
    let _first = system.cluster.worker("first", 2, &[&proxy.url()]);
    client.workers_are(1, WITHIN).await;
    let id = client.submit(bash(ONCE)).await;
    let pid = pid_of(&client, &id).await;
    let _second = system.cluster.worker("second", 2, &[system.coordinator.url()]);
    proxy.lose_requests();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.attempt, task.worker_name.as_str()), (2, "second"));
    proxy.cut();
    is_gone(pid).await;
    assert_eq!(client.task(&id).await, task);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_hears_nothing_for_two_leases_loses_nothing_of_what_it_says() {
    let system = System::start().await;
    let client = system.client();
    let proxy = Proxy::to(system.coordinator.url().trim_start_matches("http://")).await;
    let _worker = system.cluster.worker("w", 2, &[&proxy.url()]);
    client.workers_are(1, WITHIN).await;
    let go_on = system.cluster.folder().join("go-on");
    let script =
        format!("echo pid $$; until [ -e {} ]; do sleep 0.05; done; echo end", go_on.display());
    let id = client.submit(bash(script)).await;
    let pid = pid_of(&client, &id).await;
    proxy.lose_answers();
    throughout("the command", 2 * Settings::LEASE, async || lives(pid)).await;
    fs::write(go_on, "").unwrap();
    is_gone(pid).await;
    proxy.cut();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!(task.state(), TaskState::Completed);
    let output = client.output(&id).await;
    output.must_be_whole();
    assert_eq!(output.line("end"), Some(String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exclusive_task_is_stopped_by_its_worker_before_anyone_else_may_start_it() {
    let system = System::start().await;
    let client = system.client();
    let proxy = Proxy::to(system.coordinator.url().trim_start_matches("http://")).await;
    let _first = system.cluster.worker("first", 2, &[&proxy.url()]);
    client.workers_are(1, WITHIN).await;
    let log = system.cluster.folder().join("log");
    // Each attempt says when it was there last; two of them must never overlap.
    let script = format!(
        "echo pid $$; [ $TASKMASTER_ATTEMPT = 2 ] && {{ date +%s%N >> {log}; exit 0; }}
         while true; do date +%s%N >> {log}.1; sleep 0.01; done",
        log = log.display()
    );
    let id = client.submit(bash(script).with(|spec| spec.exclusive = true)).await;
    let pid = pid_of(&client, &id).await;
    let _second = system.cluster.worker("second", 2, &[system.coordinator.url()]);
    client.workers_are(2, WITHIN).await;
    proxy.stall();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!(task.attempt, 2);
    assert!(!lives(pid), "the first attempt still runs");
    let at = |path: String| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().next_back().unwrap().parse::<u128>().unwrap()
    };
    let (last, first) = (at(format!("{}.1", log.display())), at(log.display().to_string()));
    assert!(last < first, "the attempts overlap by {} ms", (last - first) / 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_workers_die_under_it_again_and_again_is_parked() {
    let up = Up::with(1, 1).short_lease().start().await;
    let client = up.client();
    // It kills its own worker: the parent of bash.
    let id = client.submit(bash("echo started; sleep 0.1; kill -9 $PPID; sleep 10")).await;
    let task = client.ended(&id, Duration::from_secs(100)).await;
    assert_eq!(task.state(), TaskState::Failed);
    assert_eq!(task.failure.unwrap().kind(), taskmaster_proto::v1::FailureKind::Poison);
    // The word that an attempt has started may die with its worker: that one does not count.
    let earlier = client.attempts(&id).await;
    assert_eq!(earlier.len() as i32, task.attempt - 1);
    let started = earlier.iter().filter(|attempt| attempt.started_at.is_some()).count();
    assert_eq!(started + usize::from(task.started_at.is_some()), 5);
    // A worker that dies at once again and again is started again ever later.
    let after = client.submit(bash("true")).await;
    let after = client.ended(&after, Duration::from_secs(100)).await;
    assert_eq!(after.state(), TaskState::Completed, "others go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_started_twice_on_one_host_keeps_the_name_once() {
    let system = System::start().await;
    let client = system.client();
    let mut first = system.cluster.worker("w", 2, &[system.coordinator.url()]);
    client.workers_are(1, WITHIN).await;
    let id = client.submit(bash(ONCE)).await;
    let pid = pid_of(&client, &id).await;
    let run = system.cluster.folder().join("another-run").display().to_string();
    let _second = system.cluster.worker_with("w", 2, &[system.coordinator.url()], |settings| {
        settings.with("worker.run_dir", &run)
    });
    let status = first.service().ended(WITHIN).await;
    assert_eq!(status.code(), Some(1), "a superseded worker exits");
    is_gone(pid).await;
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.attempt, task.worker_name.as_str()), (2, "w"));
    client.workers_are(1, WITHIN).await;
}
