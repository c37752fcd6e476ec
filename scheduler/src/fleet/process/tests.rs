use std::{sync::Arc, time::Duration};

use taskmaster_domain::{OrderId, TaskSpec, TaskState, WorkerId};
use taskmaster_runtime::{Tasks, tasks::Waited};
use taskmaster_store::{
    Admin as _, Fleet as _, FleetState, KillResult, SchedulerStore, Sessions as _, View as _,
    Wakes as _,
};

use super::{
    testing::{BROKEN, DEAF, OBEDIENT, Yard, until},
    *,
};
use crate::{Backend, Config, Metrics, Scheduler, testing::Town};

const NOBODY: [u32; 0] = [];

fn done(requeued: u32) -> KillResult {
    KillResult::Done { container: String::new(), requeued }
}

/// A scheduler that keeps a fleet of scripts.
struct Running {
    town: Town,
    yard: Yard,
    tasks: Tasks,
    metrics: Metrics,
}

impl Running {
    async fn idle(script: &str) -> Self {
        let (town, yard) = (Town::new().await, Yard::new(script));
        Self { town, yard, tasks: Tasks::default(), metrics: Metrics::default() }
    }

    async fn new(script: &str) -> Self {
        let running = Self::idle(script).await;
        running.spawn(&running.tasks, running.yard.fleet());
        running
    }

    fn spawn(&self, tasks: &Tasks, fleet: ProcessFleet) {
        let config = Config { fleet: Some(Backend::Process(fleet)), ..Config::default() };
        let store: Arc<dyn SchedulerStore> = self.town.store.clone();
        let clock = self.town.clock.clone();
        let scheduler = Scheduler::new(config, store, clock, self.metrics.clone());
        tasks.spawn("scheduler", scheduler.run(tasks.clone(), tasks.clone()));
    }

    fn numbers(&self) -> Vec<u32> {
        self.yard.living().into_iter().map(|(number, _)| number).collect()
    }

    /// Waits until exactly these workers live and are ready for signals.
    async fn see(&self, numbers: &[u32]) {
        until(&format!("{numbers:?} live"), || {
            self.numbers() == numbers && numbers.iter().all(|&n| self.yard.log(n).contains("up"))
        })
        .await;
    }

    async fn scale(&self, wanted: u32) {
        assert!(self.town.store.set_wanted(wanted).await.unwrap());
        self.town.store.poke(Wake::Fleet);
    }

    async fn state(&self) -> FleetState {
        self.town.store.fleet().await.unwrap()
    }

    /// Waits until the fleet is as expected.
    async fn told(&self, is_so: impl Fn(&FleetState) -> bool) -> FleetState {
        let wait = async {
            let mut often = tokio::time::interval(Duration::from_millis(5));
            loop {
                often.tick().await;
                let state = self.state().await;
                if is_so(&state) {
                    return state;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the fleet comes to it")
    }

    async fn order_kill(&self, worker: WorkerId, replace: bool) -> OrderId {
        self.order_kill_of("", Some(worker), replace).await
    }

    async fn order_kill_of(&self, name: &str, worker: Option<WorkerId>, replace: bool) -> OrderId {
        let now = self.town.clock.now();
        let order = self.town.store.order_kill(name, worker, replace, now).await.unwrap();
        self.town.store.poke(Wake::Fleet);
        order
    }

    async fn answer(&self, order: OrderId) -> KillResult {
        let wait = async {
            let mut wakes = self.town.store.wakes();
            loop {
                let result = self.town.store.kill_result(order).await.unwrap();
                if result != KillResult::Open {
                    return result;
                }
                let _ = wakes.recv().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the kill is answered")
    }
}

#[tokio::test]
async fn the_fleet_starts_with_its_initial_size_and_follows_the_wanted_one() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let state = running.told(|state| state.present == 2).await;
    assert_eq!((state.backend.as_str(), state.wanted), ("process", 2));
    running.scale(4).await;
    running.see(&[1, 2, 3, 4]).await;
    running.scale(1).await;
    running.see(&[1]).await;
    assert!(running.yard.log(4).contains("drained"), "and none was killed");
    running.told(|state| state.present == 1).await;
}

#[tokio::test]
async fn a_worker_that_dies_is_replaced_under_its_name() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let before = running.yard.living();
    running.yard.shoot(1);
    until("there is another one", || {
        let living = running.yard.living();
        living.len() == 2 && living[0] != before[0] && living[1] == before[1]
    })
    .await;
}

#[tokio::test]
async fn a_name_that_somebody_else_has_is_left_to_him() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    running.town.hello("worker-3", "elsewhere").await;
    running.scale(3).await;
    running.see(&[1, 2, 4]).await;
}

#[tokio::test]
async fn a_name_that_was_ours_a_moment_ago_is_used_again() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    running.town.hello("worker-2", "here").await;
    running.scale(1).await;
    running.see(&[1]).await;
    running.told(|state| state.present == 1).await;
    running.scale(2).await;
    running.see(&[1, 2]).await;
}

#[tokio::test]
async fn a_kill_ends_the_process_gives_its_tasks_back_and_makes_the_fleet_smaller() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let welcome = running.town.hello("worker-1", "here").await;
    let task = running.town.submit(running.town.clock.now(), TaskSpec::default()).await;
    assert_eq!(running.town.assign(&welcome).await.len(), 1);
    let order = running.order_kill(welcome.worker, false).await;
    assert_eq!(running.answer(order).await, done(1));
    assert_eq!(running.town.state(task).await, TaskState::Queued);
    assert!(running.town.is_draining(welcome.worker).await);
    assert!(running.yard.log(1).contains("stopped"));
    assert_eq!(running.state().await.wanted, 1);
    assert_eq!(running.numbers(), [2]);
}

#[tokio::test]
async fn what_the_worker_gave_back_with_its_last_words_counts_too() {
    let running = Running::new(DEAF).await;
    running.see(&[1, 2]).await;
    let welcome = running.town.hello("worker-1", "here").await;
    running.town.submit(running.town.clock.now(), TaskSpec::default()).await;
    running.town.assign(&welcome).await;
    let order = running.order_kill(welcome.worker, false).await;
    let worker = running.town.store.worker("worker-1").await.unwrap().unwrap();
    let cut_off = async {
        while !running.town.is_draining(worker.id).await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), cut_off).await.unwrap();
    // The store in memory never waits: the pass that cut it off has read what it held.
    let (store, now) = (&running.town.store, running.town.clock.now());
    let cause = taskmaster_domain::worker::ReleaseCause::Killed;
    store.release_worker(worker.id, worker.incarnation, cause, now).await.unwrap();
    assert_eq!(running.answer(order).await, done(1));
}

#[tokio::test]
async fn a_killed_worker_may_be_replaced() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let before = running.yard.living();
    let welcome = running.town.hello("worker-2", "here").await;
    let order = running.order_kill(welcome.worker, true).await;
    assert_eq!(running.answer(order).await, done(0));
    running.see(&[1, 2]).await;
    let after = running.yard.living();
    assert_eq!((after[0] == before[0], after[1] == before[1]), (true, false));
    assert_eq!(running.state().await.wanted, 2);
}

#[tokio::test]
async fn killing_the_last_worker_leaves_an_empty_fleet() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    running.scale(1).await;
    running.see(&[1]).await;
    let welcome = running.town.hello("worker-1", "here").await;
    let order = running.order_kill(welcome.worker, false).await;
    assert_eq!(running.answer(order).await, done(0));
    let state = running.told(|state| state.present == 0).await;
    assert_eq!(state.wanted, 0);
    assert_eq!(running.numbers(), NOBODY);
}

#[tokio::test]
async fn a_worker_that_hangs_is_killed_all_the_same() {
    let running = Running::new(DEAF).await;
    running.see(&[1, 2]).await;
    let welcome = running.town.hello("worker-2", "here").await;
    let order = running.order_kill(welcome.worker, false).await;
    assert_eq!(running.answer(order).await, done(0));
    assert_eq!(running.numbers(), [1]);
}

#[tokio::test]
async fn a_worker_of_somebody_else_is_not_killed() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let welcome = running.town.hello("gpu-box", "elsewhere").await;
    let order = running.order_kill(welcome.worker, false).await;
    assert_eq!(running.answer(order).await, KillResult::NotOurs);
    assert!(!running.town.is_draining(welcome.worker).await);
    assert_eq!(running.state().await.wanted, 2);
}

#[tokio::test]
async fn a_worker_that_was_just_killed_is_not_there_to_be_killed_again() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let welcome = running.town.hello("worker-2", "here").await;
    let order = running.order_kill(welcome.worker, false).await;
    assert_eq!(running.answer(order).await, done(0));
    let again = running.order_kill(welcome.worker, false).await;
    assert_eq!(running.answer(again).await, KillResult::Unknown);
    assert_eq!(running.state().await.wanted, 1);
}

#[tokio::test]
async fn nobody_is_killed_for_a_name_that_no_worker_has() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let order = running.order_kill_of("worker-9", None, false).await;
    assert_eq!(running.answer(order).await, KillResult::Unknown);
    assert_eq!((running.numbers(), running.state().await.wanted), (vec![1, 2], 2));
}

#[tokio::test]
async fn workers_that_do_not_stay_up_are_told_of() {
    let running = Running::new(BROKEN).await;
    let state = running.told(|state| !state.last_error.is_empty()).await;
    assert!(state.last_error.contains("exit status: 7"), "{}", state.last_error);
    assert_eq!(state.wanted, 2);
}

#[tokio::test]
async fn an_outage_of_the_store_ends_no_worker() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    let before = running.yard.living();
    running.town.store.close().await;
    let failed = [("duty", "fleet"), ("outcome", "error")];
    let passes = running.metrics.passes();
    until("passes fail", || passes.get_or_create(&failed).get() >= 3).await;
    assert_eq!(running.yard.living(), before);
}

#[tokio::test]
async fn workers_stop_with_the_scheduler_when_they_are_to() {
    let running = Running::new(OBEDIENT).await;
    running.see(&[1, 2]).await;
    assert_eq!(running.tasks.drain(Duration::from_secs(20)).await, Waited::Done);
    assert_eq!(running.numbers(), NOBODY);
    assert!(running.yard.log(2).contains("drained"));
}

#[tokio::test]
async fn workers_that_outlive_their_scheduler_serve_the_next_one() {
    let running = Running::idle(OBEDIENT).await;
    let fleet = ProcessFleet { stop_with_us: false, ..running.yard.fleet() };
    running.spawn(&running.tasks, fleet);
    running.see(&[1, 2]).await;
    let before = running.yard.living();
    assert_eq!(running.tasks.drain(Duration::from_secs(20)).await, Waited::Done);
    assert_eq!(running.yard.living(), before);

    let next = Tasks::default();
    running.spawn(&next, running.yard.fleet());
    running.scale(3).await;
    running.see(&[1, 2, 3]).await;
    assert_eq!(running.yard.living()[..2], before[..]);
    assert_eq!(next.drain(Duration::from_secs(20)).await, Waited::Done);
    assert_eq!(running.numbers(), NOBODY, "and end with it, adopted or not");
}
