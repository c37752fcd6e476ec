//! What happens is told as it happens, to whoever listens, and to nobody's cost.

use taskmaster_proto::v1::{
    self, TaskEvent, TaskState, WatchEventsResponse, event_service_client::EventServiceClient,
};
use taskmaster_tests::{
    Client, Cluster, Database, Pid, Told, Up, WITHIN, bash, noop, seconds, until, within,
};
use tonic::{Code, Streaming};

/// Who listens, over a connection of its own.
struct Listener(Streaming<WatchEventsResponse>);

impl Listener {
    async fn try_new(client: &Client) -> Told<Self> {
        let request = v1::WatchEventsRequest {};
        let stream = EventServiceClient::new(client.link()).watch_events(request).await?;
        let mut listener = Self(stream.into_inner());
        assert_eq!(listener.next().await, WatchEventsResponse::default(), "the first is empty");
        Ok(listener)
    }

    /// `client` gives one with a connection of its own.
    async fn new(client: Client) -> Self {
        within("a listener", WITHIN, Self::try_new(&client)).await.unwrap()
    }

    async fn next(&mut self) -> WatchEventsResponse {
        let message = within("an event", WITHIN, self.0.message()).await;
        message.unwrap().expect("the stream goes on")
    }

    /// Events of these tasks, until one is as `is_last` says; and whether workers changed.
    async fn hears(
        &mut self,
        ids: &[&str],
        is_last: impl Fn(&TaskEvent) -> bool,
    ) -> (Vec<TaskEvent>, bool) {
        let (mut heard, mut workers) = (Vec::new(), false);
        loop {
            let message = self.next().await;
            workers |= message.workers_changed;
            heard.extend(message.tasks.into_iter().filter(|e| ids.contains(&e.task_id.as_str())));
            if heard.iter().any(&is_last) {
                return (heard, workers);
            }
        }
    }

    /// The states through which a task goes up to its end.
    async fn states(&mut self, id: &str) -> (Vec<TaskState>, bool) {
        let (heard, workers) = self.hears(&[id], |e| e.state() == TaskState::Completed).await;
        assert!(heard.iter().is_sorted_by_key(|event| event.attempt), "{heard:?}");
        for event in &heard {
            assert_eq!((event.queue.as_str(), event.kind.is_empty()), ("default", false));
            assert!(event.time.is_some());
        }
        (heard.iter().map(TaskEvent::state).collect(), workers)
    }
}

/// A client over a connection of its own.
fn apart(up: &Up) -> Client {
    Client::new(up.client().url(), &up.admin_token())
}

fn unread(event: &TaskEvent) -> bool {
    event.state() == TaskState::Unspecified
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_seen_from_its_queue_to_its_end() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let mut listener = Listener::new(apart(&up)).await;
    // What happens within 100 ms is told as one, so the first may be seen at its end only.
    until("a task that is seen in its queue", WITHIN, async || {
        let id = client.submit(noop()).await;
        let (states, workers) = listener.states(&id).await;
        assert!(states.is_sorted(), "{states:?}");
        assert!(workers, "the worker had it");
        states.contains(&TaskState::Queued).then_some(())
    })
    .await;
    let long = client.submit(bash("sleep 1")).await;
    let (states, _) = listener.states(&long).await;
    assert!(states.contains(&TaskState::Running) && states.is_sorted(), "{states:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_scheduler_and_calls_do_is_seen() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let mut listener = Listener::new(apart(&up)).await;
    let queue = "nobody-serves-it";
    let later = client.submit(noop().queue(queue).delay(0.5)).await;
    let (heard, _) = listener.hears(&[&later], unread).await;
    assert_eq!(heard[0].state(), TaskState::Scheduled);
    assert_eq!(client.task(&later).await.state(), TaskState::Queued);
    let hasty = noop().queue(queue).with(|spec| spec.start_timeout = Some(seconds(1.0)));
    let hasty = client.submit(hasty).await;
    listener.hears(&[&hasty], unread).await;
    assert_eq!(client.task(&hasty).await.state(), TaskState::Failed);
    for (command, state) in [("pause", TaskState::Paused), ("resume", TaskState::Queued)] {
        match command {
            "pause" => client.pause(&later).await.unwrap(),
            _ => client.resume(&later).await.unwrap(),
        };
        let (heard, _) = listener.hears(&[&later], |event| event.state() == state).await;
        assert_eq!((heard.len(), heard[0].queue.as_str()), (1, queue));
    }
    client.retry(&hasty).await.unwrap();
    listener.hears(&[&hasty], |event| event.state() == TaskState::Queued).await;
    client.cancel(&later).await.unwrap();
    listener.hears(&[&later], |event| event.state() == TaskState::Canceled).await;
    let many = vec![noop().queue(queue).delay(0.5); 100];
    client.submit_all(many).await;
    until("many that are only counted", WITHIN, async || {
        (listener.next().await.dropped > 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_comes_and_goes_is_seen() {
    let up = Up::with(1, 1).short_lease().start().await;
    let mut listener = Listener::new(apart(&up)).await;
    let changed = async |listener: &mut Listener| while !listener.next().await.workers_changed {};
    let worker = up.hand_made("w").open().await;
    changed(&mut listener).await;
    drop(worker);
    until("its end by its lease", WITHIN, async || {
        changed(&mut listener).await;
        (up.client().worker("w").await.status() == v1::WorkerStatus::Offline).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_two_coordinators_all_is_seen_between_them() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let one = cluster.coordinator("one").await;
    let two = cluster.coordinator("two").await;
    let _scheduler = cluster.scheduler("scheduler").await;
    let mut at_one = Listener::new(one.client()).await;
    let mut at_two = Listener::new(two.client()).await;
    let _worker = cluster.worker("w", 4, &[two.url()]);
    two.client().workers_are(1, WITHIN).await;

    let id = one.client().submit(noop()).await;
    at_one.hears(&[&id], |event| event.state() == TaskState::Queued).await;
    let (heard, workers) =
        at_two.hears(&[&id], |event| event.state() == TaskState::Completed).await;
    assert!(heard.iter().all(|event| event.attempt == 1), "{heard:?}");
    assert!(workers);

    let later = one.client().submit(noop().queue("nobody-serves-it").delay(0.5)).await;
    at_one.hears(&[&later], unread).await;
    at_two.hears(&[&later], unread).await;
    assert_eq!(two.client().task(&later).await.state(), TaskState::Queued);

    two.client().cancel(&later).await.unwrap();
    at_two.hears(&[&later], |event| event.state() == TaskState::Canceled).await;

    // What was told while the connection was away is lost; that it may have been is told.
    database.cut_all().await;
    until("that something was missed", WITHIN, async || {
        (at_one.next().await.dropped > 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_costs_nothing_and_is_told_what_it_missed() {
    let mut up = Up::with(1, 4).start().await;
    let client = up.client();
    let mut sleepers = Vec::new();
    for _ in 0..20 {
        sleepers.push(Listener::new(apart(&up)).await);
    }
    let mut awake = Listener::new(apart(&up)).await;
    let before = resident(up.service().pid());
    let (mut told, mut messages) = (0, 0);
    let mut submitted = 0;
    // Far more messages than are kept for anybody.
    while messages < 60 {
        client.submit_all(vec![noop().queue("nobody-serves-it"); 2_000]).await;
        submitted += 2_000;
        let message = awake.next().await;
        messages += 1;
        told += message.tasks.len() as u64 + message.dropped;
    }
    let grown = resident(up.service().pid()).saturating_sub(before);
    assert!(grown < 100_000_000, "{grown} bytes more than before");
    while told < submitted {
        let message = awake.next().await;
        told += message.tasks.len() as u64 + message.dropped;
    }
    assert_eq!(told, submitted, "who reads misses none");
    for sleeper in &mut sleepers {
        let (mut told, mut gap) = (0, false);
        while told < submitted {
            let message = sleeper.next().await;
            gap |= message.dropped > 0 && message.tasks.is_empty();
            told += message.tasks.len() as u64 + message.dropped;
        }
        assert!(gap, "it missed whole messages");
        assert_eq!(told, submitted, "and is told how much that was");
    }
    let id = client.submit(noop()).await;
    sleepers[0].states(&id).await;
}

/// Bytes that a process has in memory.
fn resident(pid: Pid) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
}

#[tokio::test(flavor = "multi_thread")]
async fn the_thousandth_listener_is_the_last() {
    let up = Up::with(1, 1).start().await;
    let clients = [apart(&up), apart(&up)];
    let mut all = Vec::new();
    for n in 0..1_000 {
        all.push(Listener::try_new(&clients[n % 2]).await.unwrap());
    }
    let refused = Listener::try_new(&clients[0]).await.err().unwrap();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(up.metrics().await.sum("taskmaster_event_listeners", &[]), 1_000.0);
    drop(all.pop());
    until("room for one", WITHIN, async || Listener::try_new(&clients[0]).await.ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_stops_sends_its_listeners_elsewhere() {
    let mut up = Up::with(1, 1).start().await;
    let mut listener = Listener::new(apart(&up)).await;
    up.service().term();
    let end = loop {
        match within("the end of the stream", WITHIN, listener.0.message()).await {
            Ok(Some(_)) => {}
            end => break end,
        }
    };
    assert_eq!(end.unwrap_err().code(), Code::Unavailable);
    assert!(up.service().ended(WITHIN).await.success());
}
