//! What is counted arrives once, whatever the store does.

use std::{collections::BTreeMap, time::Duration};

use prometheus_client::registry::Registry;
use taskmaster_domain::{TaskState, Timestamp, task::Counts};
use taskmaster_store::{Error as StoreError, Mark};
use tokio::time::advance;
use uuid::Uuid;

use super::*;

const WORKER: WorkerId = WorkerId(7);
const HOLDER: (i32, WorkerId) = (1, WORKER);

/// What becomes of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Weather {
    #[default]
    Fine,
    /// Nothing is done.
    Away,
    /// It is done, and nobody hears of it.
    Deaf,
}

/// Tasks that one worker has until they end, and what they counted.
#[derive(Default)]
struct Fake(Mutex<State>);

#[derive(Default)]
struct State {
    weather: Weather,
    ended: Vec<TaskId>,
    sums: BTreeMap<TaskId, Counts>,
    marked: BTreeMap<Uuid, i64>,
    calls: usize,
    unmarked: usize,
}

impl Fake {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn sum(&self, id: TaskId, name: &str) -> i64 {
        self.state().sums.get(&id).and_then(|sums| sums.get(name)).copied().unwrap_or_default()
    }
}

#[tonic::async_trait]
impl Store for Fake {
    async fn add_counts(
        &self,
        mark: Option<Mark>,
        additions: &[Addition],
        _: Timestamp,
    ) -> taskmaster_store::Result<Vec<Told>> {
        tokio::task::yield_now().await;
        let mut state = self.state();
        let away = || Err(StoreError::Unavailable("rain".to_owned()));
        if state.weather == Weather::Away {
            return away();
        }
        state.calls += 1;
        state.unmarked += usize::from(mark.is_none());
        let is_news = mark.is_none_or(|mark| {
            let last = state.marked.entry(mark.writer).or_default();
            std::mem::replace(last, mark.number) < mark.number
        });
        let mut told = Vec::new();
        for Addition { task, accepted, counts, .. } in additions {
            let has_ended = state.ended.contains(task);
            told.push(match has_ended {
                true if !accepted => Told::Ended(TaskState::Completed),
                true => Told::Kept { holder: None },
                false => Told::Kept { holder: Some(HOLDER) },
            });
            if is_news && (*accepted || !has_ended) {
                for (name, count) in counts {
                    let sums = state.sums.entry(*task).or_default();
                    *sums.entry(name.clone()).or_default() += count;
                }
            }
        }
        if state.weather == Weather::Deaf { away() } else { Ok(told) }
    }

    async fn counters(&self, _: &[TaskId]) -> taskmaster_store::Result<BTreeMap<TaskId, Counts>> {
        Ok(self.state().sums.clone())
    }

    async fn note_progress(&self, notes: &[ProgressNote]) -> taskmaster_store::Result<Vec<Told>> {
        Ok(vec![Told::Unknown; notes.len()])
    }
}

struct Ground {
    fake: Arc<Fake>,
    counters: Counters,
    tasks: Tasks,
}

impl Ground {
    /// A coordinator that has the worker's session.
    fn new() -> Self {
        let (fake, tasks) = (Arc::new(Fake::default()), Tasks::default());
        let counters = Counters::start(
            fake.clone(),
            Clock::default(),
            Metrics::register(&mut Registry::default()),
            &tasks,
        );
        counters.joined(WORKER, 1);
        Self { fake, counters, tasks }
    }

    async fn add(&self, id: TaskId, name: &str, count: i64) -> Result<(), Error> {
        self.counters.add(addition(id, name, count)).await
    }

    /// A task that counted once: from here on it is counted in memory.
    async fn counted(&self) -> TaskId {
        let id = TaskId(Uuid::new_v4());
        self.add(id, "n", 1).await.unwrap();
        assert_eq!(self.fake.sum(id, "n"), 1, "the first is written before it is answered");
        id
    }

    fn has(&self, id: TaskId) -> bool {
        self.counters.0.book().has_any(std::iter::once(id))
    }
}

fn addition(id: TaskId, name: &str, count: i64) -> Addition {
    let counts = [(name.to_owned(), count)].into();
    Addition { task: id, attempt: None, accepted: false, counts }
}

#[tokio::test(start_paused = true)]
async fn what_is_counted_is_swapped_out_and_written_within_a_tenth_of_a_second() {
    let ground = Ground::new();
    let (a, b) = (ground.counted().await, ground.counted().await);
    let calls = ground.fake.state().calls;
    for _ in 0..100 {
        ground.add(a, "n", 2).await.unwrap();
        ground.add(b, "n", 1).await.unwrap();
    }
    assert_eq!(ground.fake.sum(a, "n"), 1, "it is in memory");
    tokio::time::sleep(BEHIND).await;
    assert_eq!((ground.fake.sum(a, "n"), ground.fake.sum(b, "n")), (201, 101));
    assert_eq!(ground.fake.state().calls, calls + 1, "both in one write");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(ground.fake.state().calls, calls + 1, "nothing is written twice, nor for nothing");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_is_written_later_and_counts_once() {
    for weather in [Weather::Away, Weather::Deaf] {
        let ground = Ground::new();
        let id = ground.counted().await;
        ground.add(id, "n", 10).await.unwrap();
        ground.fake.state().weather = weather;
        tokio::time::sleep(Duration::from_millis(60)).await;
        ground.add(id, "n", 100).await.unwrap();
        tokio::time::sleep(Duration::from_millis(60)).await;
        let refused = ground.add(id, "n", 1_000).await;
        assert!(matches!(refused, Err(Error::StoreAway(_))), "{refused:?}");
        let written = i64::from(weather == Weather::Deaf) * 1_000;
        ground.fake.state().weather = Weather::Fine;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(ground.fake.sum(id, "n"), 111 + written, "{weather:?}");
        ground.add(id, "n", 1).await.unwrap();
        tokio::time::sleep(BEHIND).await;
        assert_eq!(ground.fake.sum(id, "n"), 112 + written, "{weather:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_count_at_once_lose_nothing() {
    const EACH: i64 = 25_000;
    let ground = Ground::new();
    let ids = [ground.counted().await, ground.counted().await];
    let started = Instant::now();
    let counting = [("n", 0), ("n", 1), ("m", 0), ("m", 1)].map(|(name, which)| {
        let (counters, id) = (ground.counters.clone(), ids[which]);
        ground.tasks.spawn("count", async move {
            for _ in 0..EACH {
                counters.add(addition(id, name, 1)).await.unwrap();
            }
        })
    });
    for one in counting {
        one.await.unwrap();
    }
    let took = started.elapsed();
    ground.counters.finish().await;
    for id in ids {
        assert_eq!((ground.fake.sum(id, "n"), ground.fake.sum(id, "m")), (EACH + 1, EACH));
    }
    assert!(took < Duration::from_secs(2), "50,000 in a second: {took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_counter_that_nobody_adds_to_goes_out_of_memory() {
    let ground = Ground::new();
    let id = ground.counted().await;
    ground.add(id, "n", 1).await.unwrap();
    assert!(ground.has(id));
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert!(!ground.has(id));
    assert_eq!(ground.counters.0.tasks.load(Ordering::Acquire), 0);
    ground.add(id, "n", 1).await.unwrap();
    assert_eq!(ground.fake.sum(id, "n"), 3, "the next is written before it is answered");
}

#[tokio::test(start_paused = true)]
async fn what_was_counted_is_there_before_the_end_and_nothing_is_added_after_it() {
    let ground = Ground::new();
    let (id, other) = (ground.counted().await, ground.counted().await);
    ground.add(id, "n", 4).await.unwrap();
    ground.add(other, "n", 1).await.unwrap();
    ground.counters.settle(std::iter::once(id)).await.unwrap();
    assert_eq!((ground.fake.sum(id, "n"), ground.fake.sum(other, "n")), (5, 1));
    // One who counts while the end is written asks the store.
    ground.add(id, "n", 1).await.unwrap();
    assert_eq!(ground.fake.sum(id, "n"), 6);
    ground.fake.state().ended.push(id);
    ground.counters.forget(std::iter::once(id));
    let refused = ground.add(id, "n", 1).await;
    assert_eq!(refused, Err(Error::WrongState("the task is completed".to_owned())));
    assert_eq!(ground.fake.sum(id, "n"), 6);
}

#[tokio::test(start_paused = true)]
async fn an_end_waits_for_what_could_not_be_written() {
    let ground = Ground::new();
    let id = ground.counted().await;
    ground.add(id, "n", 4).await.unwrap();
    ground.fake.state().weather = Weather::Away;
    for _ in 0..2 {
        assert!(ground.counters.settle(std::iter::once(id)).await.is_err());
    }
    ground.fake.state().weather = Weather::Fine;
    ground.counters.settle(std::iter::once(id)).await.unwrap();
    assert_eq!(ground.fake.sum(id, "n"), 5);
}

#[tokio::test(start_paused = true)]
async fn what_was_counted_under_a_session_that_ended_is_written_and_then_the_store_is_asked() {
    let ground = Ground::new();
    let id = ground.counted().await;
    ground.add(id, "n", 4).await.unwrap();
    ground.counters.left(WORKER, 1);
    let unmarked = ground.fake.state().unmarked;
    ground.add(id, "n", 10).await.unwrap();
    assert_eq!(ground.fake.state().unmarked, unmarked + 1);
    tokio::time::sleep(BEHIND).await;
    assert_eq!(ground.fake.sum(id, "n"), 15);
    tokio::time::sleep(BEHIND).await;
    assert!(!ground.has(id));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_ended_elsewhere_keeps_what_was_promised_and_no_more() {
    let ground = Ground::new();
    let id = ground.counted().await;
    ground.fake.state().ended.push(id);
    ground.add(id, "n", 4).await.unwrap();
    tokio::time::sleep(BEHIND).await;
    assert_eq!(ground.fake.sum(id, "n"), 5);
    assert!(ground.add(id, "n", 1).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_last_is_written_when_the_coordinator_stops() {
    let ground = Ground::new();
    let id = ground.counted().await;
    ground.add(id, "n", 4).await.unwrap();
    ground.tasks.stop().cancel();
    advance(Duration::from_secs(1)).await;
    assert_eq!(ground.fake.sum(id, "n"), 1);
    ground.counters.finish().await;
    assert_eq!(ground.fake.sum(id, "n"), 5);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_not_the_one_that_runs_asks_the_store() {
    let ground = Ground::new();
    let id = ground.counted().await;
    let unmarked = ground.fake.state().unmarked;
    let by = |attempt| Addition { attempt: Some(attempt), ..addition(id, "n", 1) };
    ground.counters.add(by(1)).await.unwrap();
    assert_eq!(ground.fake.state().unmarked, unmarked);
    ground.counters.add(by(2)).await.unwrap();
    assert_eq!(ground.fake.state().unmarked, unmarked + 1);
}

#[tokio::test(start_paused = true)]
async fn so_much_that_a_counter_might_not_hold_it_is_for_the_store_to_say() {
    let ground = Ground::new();
    let id = ground.counted().await;
    let unmarked = ground.fake.state().unmarked;
    let eighth = limits::COUNT / 8;
    ground.add(id, "n", eighth).await.unwrap();
    assert_eq!(ground.fake.state().unmarked, unmarked, "it is in memory");
    ground.add(id, "n", eighth).await.unwrap();
    assert_eq!(ground.fake.state().unmarked, unmarked + 1);
    tokio::time::sleep(BEHIND).await;
    assert_eq!(ground.fake.sum(id, "n"), 2 * eighth + 1);
}
