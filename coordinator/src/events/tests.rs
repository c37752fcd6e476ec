use std::time::Duration;

use taskmaster_domain::{LaneId, TaskId, TaskState};
use taskmaster_proto::v1;
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{WakeBus, Wakes};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::*;
use crate::hints::Hints;

#[derive(Default)]
struct Bus(WakeBus);

impl Wakes for Bus {
    fn poke(&self, wake: Wake) {
        self.0.poke(wake);
    }

    fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.0.wakes()
    }
}

/// Hints that are carried on, and what wakes them.
struct Town {
    hints: Hints,
    bus: Arc<Bus>,
    metrics: Metrics,
    tasks: Tasks,
}

impl Town {
    fn new() -> Self {
        let (bus, tasks) = (Arc::new(Bus::default()), Tasks::default());
        let metrics = Metrics::register(&mut prometheus_client::registry::Registry::default());
        let hints = Hints::start(bus.clone(), Clock::default(), metrics.clone(), &tasks);
        Self { hints, bus, metrics, tasks }
    }

    /// One who listens and has heard the first message.
    async fn listener(&self) -> Listener {
        let mut listener = self.hints.listen().unwrap();
        assert_eq!(hears(&mut listener).await, v1::WatchEventsResponse::default());
        listener
    }

    fn queue(&self, tasks: std::ops::Range<u128>) {
        self.hints.moved(tasks.map(|n| Move {
            task: task(n),
            state: Some(TaskState::Queued),
            attempt: 0,
            queue: "q",
            kind: "noop",
        }));
    }
}

fn task(n: u128) -> TaskId {
    TaskId(Uuid::from_u128(n))
}

async fn hears(listener: &mut Listener) -> v1::WatchEventsResponse {
    let message = timeout(Duration::from_secs(60), listener.next()).await.expect("a message");
    v1::WatchEventsResponse::decode(message.unwrap()).unwrap()
}

fn ids(message: &v1::WatchEventsResponse) -> Vec<String> {
    message.tasks.iter().map(|event| event.task_id.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_event_on_an_idle_stream_goes_at_once_and_the_next_ones_together() {
    let town = Town::new();
    let (mut one, mut two) = (town.listener().await, town.listener().await);
    let begun = Instant::now();
    town.queue(1..2);
    assert_eq!(ids(&hears(&mut one).await), [task(1).to_string()]);
    assert_eq!(begun.elapsed(), Duration::ZERO);
    town.queue(2..3);
    tokio::time::sleep(Duration::from_millis(40)).await;
    town.queue(3..4);
    assert_eq!(ids(&hears(&mut one).await), [task(2).to_string(), task(3).to_string()]);
    assert_eq!(begun.elapsed(), Duration::from_millis(100));
    assert_eq!(hears(&mut two).await.tasks.len(), 1);
    assert_eq!(hears(&mut two).await.tasks.len(), 2);
    assert_eq!(town.metrics.events_sent.get(), 6);
    tokio::time::sleep(Duration::from_secs(9)).await;
    let begun = Instant::now();
    town.hints.workers_changed();
    assert!(hears(&mut one).await.workers_changed);
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_is_told_how_much_it_missed_and_keeps_nothing() {
    let town = Town::new();
    let (mut slow, mut quick) = (town.listener().await, town.listener().await);
    for n in 0..100 {
        town.queue(n * 5_000..n * 5_000 + 1_500);
        let message = hears(&mut quick).await;
        assert_eq!((message.tasks.len(), message.dropped), (1_000, 500));
    }
    let kept = KEPT as u64;
    let missed = hears(&mut slow).await;
    assert_eq!((missed.tasks.len(), missed.dropped), (0, (100 - kept) * 1_500));
    assert!(missed.workers_changed && missed.fleet_changed && missed.sessions_ended);
    for _ in 0..KEPT {
        assert_eq!(hears(&mut slow).await.tasks.len(), 1_000);
    }
    town.queue(0..1);
    let message = hears(&mut slow).await;
    assert_eq!((message.tasks.len(), message.dropped), (1, 0), "it is up to date again");
    assert_eq!(town.metrics.events_dropped.get(), 100 * 500 + missed.dropped);
    hears(&mut quick).await;
    for _ in 0..=KEPT {
        town.queue(0..7);
        hears(&mut quick).await;
    }
    assert_eq!(hears(&mut slow).await.dropped, 7, "one more than are kept");
}

#[tokio::test(start_paused = true)]
async fn what_wake_ups_bring_is_told() {
    let town = Town::new();
    let mut listener = town.listener().await;
    let mut hears_of = async |wake| {
        tokio::time::sleep(Duration::from_secs(1)).await;
        town.bus.poke(Wake::Lane(LaneId(1)));
        town.bus.poke(wake);
        hears(&mut listener).await
    };
    let message = hears_of(Wake::Task(task(1))).await;
    assert_eq!(ids(&message), [task(1).to_string()]);
    assert_eq!(message.tasks[0].state(), v1::TaskState::Unspecified);
    assert_eq!(hears_of(Wake::Tasks).await.dropped, 1);
    assert!(hears_of(Wake::Workers).await.workers_changed);
    let message = hears_of(Wake::Fleet).await;
    assert!(message.fleet_changed && !message.workers_changed);
    for n in 0..10_000 {
        town.bus.poke(Wake::Lane(LaneId(n)));
    }
    let message = hears_of(Wake::Lane(LaneId(1))).await;
    assert!(message.workers_changed && message.fleet_changed);
    assert_eq!(message.dropped, 1, "wake-ups that were missed may have been about anything");
}

#[tokio::test(start_paused = true)]
async fn a_watch_hears_of_its_task_alone() {
    let town = Town::new();
    let mut watch = town.hints.watch(task(1));
    town.queue(2..3);
    town.hints.output(task(2));
    assert!(timeout(Duration::from_secs(1), watch.hint()).await.is_err());
    town.bus.poke(Wake::Task(task(1)));
    timeout(Duration::from_secs(1), watch.hint()).await.unwrap();
    town.queue(1..2);
    timeout(Duration::from_secs(1), watch.hint()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_gathered_while_nobody_listens() {
    let town = Town::new();
    town.queue(0..5);
    town.hints.workers_changed();
    let watch = town.hints.watch(task(1));
    assert!(town.hints.is_heard());
    town.queue(0..5);
    assert!(town.hints.events().board().gathering.is_empty(), "a watch is no listener");
    drop(watch);
    drop(town.listener().await);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!town.hints.is_heard());
    town.queue(0..5);
    let board = town.hints.events().board();
    assert!(board.gathering.is_empty() && board.wakes.is_none());
    drop(board);
    assert_eq!(town.metrics.event_listeners.get(), 0);
    assert_eq!(town.tasks.running(), 1, "the feed waits");
}

#[tokio::test(start_paused = true)]
async fn there_is_room_for_so_many_listeners_and_again_when_one_leaves() {
    let town = Town::new();
    let mut all: Vec<Listener> = (0..LISTENERS).map(|_| town.hints.listen().unwrap()).collect();
    assert!(town.hints.listen().is_none());
    all.pop();
    town.listener().await;
    assert_eq!(town.metrics.event_listeners.get(), 999);
}
