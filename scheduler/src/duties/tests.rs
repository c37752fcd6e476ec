use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    TaskSpec, TaskState,
    activity::{self, Activity},
    worker::Rhythm,
};
use taskmaster_runtime::{Tasks, tasks::Waited};
use taskmaster_store::{ActivityFeed as _, Fleet as _, View as _, Wake, Wakes as _};
use tokio::sync::broadcast::Receiver;
use uuid::Uuid;

use super::*;
use crate::{Config, Metrics, Scheduler, duty::Duty as _, testing::Town};

const SECOND: Duration = Duration::from_secs(1);

fn promote(town: &Town) -> Promote<taskmaster_store_memory::Memory> {
    let (store, clock) = (Arc::clone(&town.store), town.clock.clone());
    Promote { store, clock, metrics: Metrics::default() }
}

fn release(town: &Town) -> Release<taskmaster_store_memory::Memory> {
    let (store, clock) = (Arc::clone(&town.store), town.clock.clone());
    Release::new(store, clock, Metrics::default(), Rhythm::default())
}

/// Waits for a wake-up.
async fn heard(wakes: &mut Receiver<Wake>, wanted: Wake) {
    let wait = async { while wakes.recv().await.unwrap() != wanted {} };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the wake-up comes");
}

#[tokio::test]
async fn what_is_due_is_queued_however_much_it_is_and_its_lane_is_poked() {
    let town = Town::new().await;
    let now = town.clock.now();
    for _ in 0..2_500 {
        town.submit(now.plus(SECOND), TaskSpec::default()).await;
    }
    let later = town.submit(now.plus(3_600 * SECOND), TaskSpec::default()).await;
    let mut wakes = town.store.wakes();
    let mut promote = promote(&town);
    town.pass_time(2).await;
    let pause = promote.pass().await.unwrap();
    assert_eq!(promote.metrics.promoted.get(), 2_500);
    assert_eq!(town.state(later).await, TaskState::Scheduled);
    assert_eq!(pause, SECOND, "the net, since nothing else is due soon");
    heard(&mut wakes, Wake::Lane(town.lane)).await;
    heard(&mut wakes, Wake::Tasks).await;
    while let Ok(wake) = wakes.try_recv() {
        assert!(!matches!(wake, Wake::Task(_)), "so many are not named");
    }
}

#[tokio::test]
async fn it_sleeps_exactly_until_the_next_task_is_due() {
    let town = Town::new().await;
    let due = town.clock.now().plus(SECOND / 2);
    town.submit(due, TaskSpec::default()).await;
    let mut promote = promote(&town);
    let pause = promote.pass().await.unwrap();
    let woken = town.clock.now().plus(pause);
    assert!(woken.since(due) < Duration::from_millis(50), "woken {:?} late", woken.since(due));
    assert!(due.since(woken) < Duration::from_millis(50));
    assert_eq!(promote.hears(Wake::Due(due.plus(SECOND))).map(|wait| wait > pause), Some(true));
    assert_eq!(promote.hears(Wake::Fleet), None);
}

#[tokio::test]
async fn a_task_that_queues_too_long_fails() {
    let town = Town::new().await;
    let spec = TaskSpec { start_timeout: Some(5 * SECOND), ..TaskSpec::default() };
    let task = town.submit(town.clock.now(), spec).await;
    let (store, clock) = (Arc::clone(&town.store), town.clock.clone());
    let mut starts = ExpireStarts { store, clock, metrics: Metrics::default() };
    let mut wakes = town.store.wakes();
    starts.pass().await.unwrap();
    assert_eq!(town.state(task).await, TaskState::Queued);
    town.pass_time(6).await;
    starts.pass().await.unwrap();
    assert_eq!(town.state(task).await, TaskState::Failed);
    heard(&mut wakes, Wake::Task(task)).await;
    assert_eq!(starts.metrics.start_timed_out.get(), 1);
}

#[tokio::test]
async fn what_a_lost_worker_held_goes_back_after_its_lease() {
    let town = Town::new().await;
    let mut release = release(&town);
    let task = town.submit(town.clock.now(), TaskSpec::default()).await;
    town.assign(&town.hello("worker-1", "a").await).await;
    let mut wakes = town.store.wakes();
    for _ in 0..9 {
        town.pass_time(3).await;
        release.pass().await.unwrap();
        assert_eq!(town.state(task).await, TaskState::Assigned);
    }
    town.pass_time(6).await;
    release.pass().await.unwrap();
    assert_eq!(town.state(task).await, TaskState::Queued);
    heard(&mut wakes, Wake::Lane(town.lane)).await;
    heard(&mut wakes, Wake::Task(task)).await;
    heard(&mut wakes, Wake::Workers).await;
}

#[tokio::test]
async fn after_a_standstill_of_its_own_nothing_is_released_for_a_lease() {
    let town = Town::new().await;
    let mut release = release(&town);
    let task = town.submit(town.clock.now(), TaskSpec::default()).await;
    town.assign(&town.hello("worker-1", "a").await).await;
    release.pass().await.unwrap();
    town.pass_time(60).await;
    release.pass().await.unwrap();
    assert_eq!(town.state(task).await, TaskState::Assigned, "although its lease ended");
}

#[tokio::test]
async fn only_what_ended_before_the_retention_is_pruned_and_only_by_the_holder() {
    let town = Town::new().await;
    let spec = TaskSpec { start_timeout: Some(SECOND), ..TaskSpec::default() };
    let old = town.submit(town.clock.now(), spec.clone()).await;
    town.pass_time(2).await;
    let (store, clock) = (|| Arc::clone(&town.store), || town.clock.clone());
    let mut starts = ExpireStarts { store: store(), clock: clock(), metrics: Metrics::default() };
    starts.pass().await.unwrap();
    town.pass_time(100).await;
    let young = town.submit(town.clock.now(), spec).await;
    let open = town.submit(town.clock.now().plus(3_600 * SECOND), TaskSpec::default()).await;
    town.pass_time(2).await;
    starts.pass().await.unwrap();

    let retention = 60 * SECOND;
    let prune = |holder| Prune::new(store(), clock(), Metrics::default(), retention, holder);
    let (mut first, mut second) = (prune(Uuid::new_v4()), prune(Uuid::new_v4()));
    assert_eq!(first.pass().await.unwrap(), 60 * SECOND, "not at the start");
    second.pass().await.unwrap();
    town.store.hold_lease("prune", Uuid::new_v4(), SECOND, town.clock.now()).await.unwrap();
    second.pass().await.unwrap();
    assert!(town.store.task(old).await.unwrap().is_some(), "somebody else holds the lease");
    town.pass_time(2).await;
    first.pass().await.unwrap();
    assert!(town.store.task(old).await.unwrap().is_none());
    assert!(town.store.task(young).await.unwrap().is_some());
    assert!(town.store.task(open).await.unwrap().is_some());
}

#[tokio::test]
async fn the_activity_feed_keeps_its_newest_rows() {
    let town = Town::new().await;
    let one = Activity {
        at: town.clock.now(),
        actor: "token:admin".to_owned(),
        verb: "submitted".to_owned(),
        subject_kind: "task".to_owned(),
        subject_id: String::new(),
        count: 1,
        detail: String::new(),
    };
    town.store.add_activity(&vec![one; activity::KEPT as usize + 7_000]).await.unwrap();
    let (store, clock) = (Arc::clone(&town.store), town.clock.clone());
    let mut prune = Prune::new(store, clock, Metrics::default(), SECOND, Uuid::new_v4());
    prune.pass().await.unwrap();
    let breath = prune.pass().await.unwrap();
    assert!(breath < SECOND, "there is more than one call may take");
    prune.pass().await.unwrap();
    let left = town.store.activity(None, 2 * activity::KEPT).await.unwrap();
    assert_eq!(left.len(), activity::KEPT as usize);
}

#[tokio::test]
async fn a_running_scheduler_promotes_on_a_poke_tells_of_itself_and_stops() {
    let town = Town::new().await;
    let tasks = Tasks::default();
    let config = Config { retention: SECOND, ..Config::default() };
    let store: Arc<dyn taskmaster_store::SchedulerStore> = town.store.clone();
    let scheduler = Scheduler::new(config, store, town.clock.clone(), Metrics::default());
    let mut wakes = town.store.wakes();
    let due = town.clock.now().plus(SECOND / 5);
    let running = tasks.spawn("scheduler", scheduler.run(tasks.clone()));
    let task = town.submit(due, TaskSpec::default()).await;
    town.store.poke(Wake::Due(due));
    heard(&mut wakes, Wake::Lane(town.lane)).await;
    heard(&mut wakes, Wake::Task(task)).await;
    assert!(town.clock.now() >= due, "never early");
    assert_eq!(town.state(task).await, TaskState::Queued);

    let schedulers = town.store.schedulers().await.unwrap();
    let timed = ["promote", "fire", "settle", "sweep_jobs"];
    assert_eq!(schedulers[0].duties[..4], timed);
    assert_eq!(schedulers[0].duties[4..], ["expire_starts", "gates", "release", "search", "prune"]);
    assert!(schedulers[0].name.ends_with(&format!(":{}", std::process::id())));
    assert_eq!(tasks.drain(5 * SECOND).await, Waited::Done);
    running.await.unwrap();
}
