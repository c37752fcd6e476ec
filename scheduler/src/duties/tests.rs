use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    JobId, TaskId, TaskSpec, TaskState,
    activity::{self, Activity},
    job::{FireOutcome, Job, JobSpec, Overrides, RunPlan, Skip, Trigger},
    schedule::{Schedule, When},
    task::Work,
    worker::{OrderKind, Rhythm},
};
use taskmaster_runtime::{Tasks, tasks::Waited};
use taskmaster_store::{
    ActivityFeed as _, Command, Control as _, Dispatch as _, FireFilter, Fleet as _, JobMoment,
    JobWrite, Jobs as _, NewTask, Sessions as _, Start, View as _, Wake, Wakes as _, Written,
};
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
        town.submit(now.plus(60 * SECOND), TaskSpec::default()).await;
    }
    let later = town.submit(now.plus(3_600 * SECOND), TaskSpec::default()).await;
    let mut wakes = town.store.wakes();
    let mut promote = promote(&town);
    town.pass_time(61).await;
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

/// A run of a job, handed in.
async fn run_of_a_job(town: &Town, task: TaskSpec) -> (JobId, TaskId) {
    let now = town.clock.now();
    let spec = JobSpec { name: "backup".to_owned(), task, ..JobSpec::default() };
    let made = Job::create(JobId::new(now), spec, "user:ann", now).unwrap();
    let job = Job { revision: 1, ..made.job.clone() };
    town.store.write_jobs(&[JobWrite::of(made, Vec::new())], now).await.unwrap();
    let said = Overrides::default();
    let ran = job.run_now(TaskId::new(now), Trigger::Manual, &said, "user:ann", now).unwrap();
    let RunPlan { id, spec, .. } = ran.runs[0].clone();
    let task = NewTask { id, spec, lane: town.lane, due: now, gate: None };
    let kept = town.store.write_jobs(&[JobWrite::of(ran, vec![task])], now).await.unwrap();
    assert_eq!(kept, [Written::Kept(2)]);
    (job.id, id)
}

#[tokio::test]
async fn whoever_settles_is_woken_by_a_run_that_nobody_started_in_time() {
    let town = Town::new().await;
    let work = Work::Shell { command: "true".to_owned() };
    let spec = TaskSpec { work, start_timeout: Some(5 * SECOND), ..TaskSpec::default() };
    let (job, run) = run_of_a_job(&town, spec).await;
    let (store, clock) = (Arc::clone(&town.store), town.clock.clone());
    let mut starts = ExpireStarts { store, clock, metrics: Metrics::default() };
    let mut wakes = town.store.wakes();
    town.pass_time(6).await;
    starts.pass().await.unwrap();
    heard(&mut wakes, Wake::Job(job, JobMoment::RunEnded)).await;
    let keeper = Keeper::new(Arc::clone(&town.store), Metrics::default());
    let settle = Settle::new(keeper, town.clock.clone(), Way::default());
    let wait = settle.hears(Wake::Job(job, JobMoment::RunEnded));
    assert_eq!((wait, town.state(run).await), (Some(Duration::ZERO), TaskState::Failed));
}

#[tokio::test]
async fn whoever_settles_is_woken_by_a_canceled_run_whose_worker_is_lost() {
    let town = Town::new().await;
    let work = Work::Shell { command: "true".to_owned() };
    let (job, run) = run_of_a_job(&town, TaskSpec { work, ..TaskSpec::default() }).await;
    let mut release = release(&town);
    town.assign(&town.hello("worker-1", "a").await).await;
    let cancel = Command::Cancel { by: "user:ann".to_owned() };
    town.store.control(run, &cancel, town.clock.now()).await.unwrap();
    let mut wakes = town.store.wakes();
    for _ in 0..11 {
        town.pass_time(3).await;
        release.pass().await.unwrap();
    }
    assert_eq!(town.state(run).await, TaskState::Canceled);
    heard(&mut wakes, Wake::Job(job, JobMoment::RunEnded)).await;
}

#[tokio::test]
async fn a_fire_knows_of_every_end_of_its_job() {
    let town = Town::new().await;
    let now = town.clock.now();
    let when = When::Cron { expressions: vec!["* * * * *".to_owned()] };
    let schedule = Schedule { when, ..Schedule::default() };
    let task = TaskSpec { work: Work::Noop, ..TaskSpec::default() };
    let spec = JobSpec { name: "often".to_owned(), task, schedule, ..JobSpec::default() };
    let made = Job::create(JobId::new(now), spec, "user:ann", now).unwrap();
    let id = made.job.id;
    town.store.write_jobs(&[JobWrite::of(made, Vec::new())], now).await.unwrap();
    let keeper = Keeper::new(Arc::clone(&town.store), Metrics::default());
    let mut fire = FireJobs::new(keeper, town.clock.clone(), Way::default());

    town.pass_time(60).await;
    fire.pass().await.unwrap();
    let run = town.open_runs(id).await[0];
    let cancel = Command::Cancel { by: "user:ann".to_owned() };
    town.store.control(run, &cancel, town.clock.now()).await.unwrap();
    let mut wakes = town.store.wakes();
    // Nobody has settled it.
    town.pass_time(60).await;
    fire.pass().await.unwrap();
    heard(&mut wakes, Wake::Job(id, JobMoment::RunFinished)).await;
    let filter = FireFilter { job: id, outcomes: Vec::new(), from: None, before: None };
    let fires = town.store.fires(&filter, 9).await.unwrap().rows;
    let outcomes: Vec<_> = fires.iter().map(|fire| fire.outcome.name()).collect();
    assert_eq!(outcomes, ["fired", "fired"]);

    // The second run has not ended.
    town.pass_time(60).await;
    fire.pass().await.unwrap();
    let fires = town.store.fires(&filter, 1).await.unwrap().rows;
    assert_eq!(fires[0].outcome, FireOutcome::Skipped(Skip::Overlap));
}

#[tokio::test]
async fn an_attempt_that_tells_nothing_is_stopped_by_its_worker() {
    let town = Town::new().await;
    let spec = TaskSpec { heartbeat_timeout: Some(5 * SECOND), ..TaskSpec::default() };
    town.submit(town.clock.now(), spec).await;
    let welcome = town.hello("worker-1", "a").await;
    town.pass_time(1).await;
    let of = town.assign(&welcome).await[0].of;
    let incarnation = town.store.worker("worker-1").await.unwrap().unwrap().incarnation;
    let start = Start { of, incarnation, started_at: town.clock.now() };
    town.store.start(&[start]).await.unwrap();
    let (store, clock) = (Arc::clone(&town.store), town.clock.clone());
    let mut heartbeats = ExpireHeartbeats { store, clock, metrics: Metrics::default() };
    let mut wakes = town.store.wakes();
    town.pass_time(4).await;
    assert_eq!(heartbeats.pass().await.unwrap(), SECOND);
    assert_eq!(town.store.orders(&[welcome.worker]).await.unwrap(), []);
    town.pass_time(2).await;
    for _ in 0..2 {
        heartbeats.pass().await.unwrap();
        let orders = town.store.orders(&[welcome.worker]).await.unwrap();
        let kinds: Vec<_> = orders.iter().map(|order| order.kind).collect();
        assert_eq!(kinds, [OrderKind::TimeOut(of)], "once");
    }
    heard(&mut wakes, Wake::Worker(welcome.worker)).await;
    assert_eq!(heartbeats.metrics.heartbeats_missed.get(), 1);
    assert_eq!(town.state(of.task).await, TaskState::Running, "its worker ends it");
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
    let running = tasks.spawn("scheduler", scheduler.run(tasks.clone(), tasks.clone()));
    let task = town.submit(due, TaskSpec::default()).await;
    town.store.poke(Wake::Due(due));
    heard(&mut wakes, Wake::Lane(town.lane)).await;
    heard(&mut wakes, Wake::Task(task)).await;
    assert!(town.clock.now() >= due, "never early");
    assert_eq!(town.state(task).await, TaskState::Queued);

    let schedulers = town.store.schedulers().await.unwrap();
    let timed = ["promote", "fire", "settle", "sweep_jobs"];
    assert_eq!(schedulers[0].duties[..4], timed);
    let others = ["expire_starts", "expire_heartbeats", "gates", "release", "search", "prune"];
    assert_eq!(schedulers[0].duties[4..], others);
    assert!(schedulers[0].name.ends_with(&format!(":{}", std::process::id())));
    assert_eq!(tasks.drain(5 * SECOND).await, Waited::Done);
    running.await.unwrap();
}
