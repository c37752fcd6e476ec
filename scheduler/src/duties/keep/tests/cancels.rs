//! What becomes of runs that wait when their job breaks or is not enabled any more.

use std::sync::atomic::{AtomicU32, Ordering};

use taskmaster_domain::{
    Failure, FailureKind, Incarnation, Verdict,
    job::{Cancels, Catchup, Overrides, Trigger},
};
use taskmaster_store::{
    Claimed, Dispatch as _, End, JobMoment, Jobs as _, View as _, Wake, Wakes as _, Welcome,
};
use uuid::Uuid;

use super::*;
use crate::duties::{Settle, sim::frail::Frail};

/// A worker with a place for one.
struct Hand {
    welcome: Welcome,
    incarnation: Incarnation,
}

impl Hand {
    async fn new(town: &Town) -> Self {
        let incarnation = Incarnation(Uuid::new_v4());
        Self { welcome: town.hello_as("w", "host", incarnation).await, incarnation }
    }

    async fn claim(&self, town: &Town) -> Claimed {
        town.assign(&self.welcome).await.remove(0)
    }

    /// Nothing is there to be claimed.
    async fn is_idle(&self, town: &Town) -> bool {
        town.assign(&self.welcome).await.is_empty()
    }

    async fn end(&self, town: &Town, claimed: &Claimed, verdict: Verdict) {
        let now = town.clock.now();
        let failure = Some(Failure { kind: FailureKind::ExitCode, message: "no".to_owned() });
        let end = End {
            of: claimed.of,
            incarnation: self.incarnation,
            verdict,
            started_at: Some(now),
            finished_at: now,
            exit_code: Some(1),
            failure: failure.filter(|_| verdict != Verdict::Completed),
            result: None,
        };
        town.store.report(&[end], now).await.unwrap();
    }
}

fn settle_of(town: &Town, keeper: &Keeper<Memory>) -> Settle<Memory> {
    Settle::new(keeper.clone(), town.clock.clone(), Way::default())
}

async fn run_by_hand(town: &Town, keeper: &mut Keeper<Memory>, id: JobId) -> TaskId {
    let (now, job) = (town.clock.now(), job(town, id).await);
    let run = TaskId::new(now);
    let said = Overrides::default();
    let change = job.run_now(run, Trigger::Manual, &said, "user:ann", now).unwrap();
    assert_eq!(keeper.keep(vec![change], now).await.unwrap().writes.len(), 1);
    run
}

async fn disabled(town: &Town, id: JobId) -> Change {
    let job = job(town, id).await;
    let (spec, now) = (JobSpec { enabled: false, ..job.spec.clone() }, town.clock.now());
    job.edit(spec, "user:ann", now, &mut || TaskId::new(now)).unwrap()
}

/// Where a run is, and who canceled it.
async fn stand(town: &Town, run: TaskId) -> (TaskState, Option<String>) {
    let task = town.store.task(run).await.unwrap().unwrap();
    (task.state, task.canceled_by)
}

fn canceled(by: &str) -> (TaskState, Option<String>) {
    (TaskState::Canceled, Some(by.to_owned()))
}

/// Five runs of a job, in this order: one that a worker has, one between two tries, two of the
/// schedule that wait, and one by hand that waits.
async fn crowd(town: &Town, keeper: &mut Keeper<Memory>, hand: &Hand) -> (JobId, Vec<TaskId>) {
    let mut fire = fire_of(town, keeper);
    let id = make(town, keeper, each_minute("a", "default", Overlap::Allow)).await;
    let mut runs = Vec::new();
    for n in 0..4 {
        town.pass_time(60).await;
        fire.pass().await.unwrap();
        runs.push(job(town, id).await.state.last_run.unwrap());
        if n == 1 {
            let tried = hand.claim(town).await;
            assert_eq!(tried.of.task, runs[0]);
            let held = hand.claim(town).await;
            assert_eq!(held.of.task, runs[1]);
            hand.end(town, &tried, Verdict::RetryAt(town.clock.now().plus(3_600 * SECOND))).await;
            runs.swap(0, 1);
        }
    }
    runs.push(run_by_hand(town, keeper, id).await);
    (id, runs)
}

#[tokio::test]
async fn a_job_that_breaks_cancels_what_its_schedule_has_waiting() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let (id, runs) = crowd(&town, &mut keeper, &hand).await;
    // One more, which fails.
    let waiting = hand.claim(&town).await;
    assert_eq!(waiting.of.task, runs[2]);
    hand.end(&town, &waiting, Verdict::Failed).await;

    let mut wakes = town.store.wakes();
    let mut settle = settle_of(&town, &keeper);
    settle.pass().await.unwrap();
    let broken = job(&town, id).await;
    assert!(broken.state.broken && !broken.spec.schedule.active);
    assert_eq!(stand(&town, runs[0]).await, (TaskState::Assigned, None), "it has begun");
    assert_eq!(stand(&town, runs[1]).await, (TaskState::Scheduled, None), "its retries decide");
    assert_eq!(stand(&town, runs[3]).await, canceled("system:breaker"));
    assert_eq!(stand(&town, runs[4]).await, (TaskState::Queued, None), "somebody asked for it");
    assert_eq!(keeper.metrics.canceled_runs.get(), 1);
    let heard = std::iter::from_fn(|| wakes.try_recv().ok()).collect::<Vec<_>>();
    assert!(heard.contains(&Wake::Job(id, JobMoment::RunEnded)), "{heard:?}");

    settle.pass().await.unwrap();
    let after = job(&town, id).await;
    assert_eq!((after.version, after.state.failures), (broken.version, 1), "it counts for nothing");
    assert_eq!(after.state.open_runs, 3);
    let filter = FireFilter { job: id, outcomes: Vec::new(), from: None, before: None };
    let fires = town.store.fires(&filter, 9).await.unwrap().rows;
    assert!(fires.iter().all(|fire| fire.outcome.name() == "fired"), "{fires:?}");
}

#[tokio::test]
async fn what_waits_behind_a_run_that_breaks_the_job_never_begins() {
    for overlap in [Overlap::QueueOne, Overlap::Skip] {
        let town = Town::new().await;
        let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
        let mut spec = each_minute("a", "default", overlap);
        spec.catchup = if overlap == Overlap::Skip { Catchup::All } else { Catchup::None };
        let id = make(&town, &mut keeper, spec).await;
        let mut fire = fire_of(&town, &keeper);
        for _ in 0..2 {
            // Under `all` the second time is one of an outage.
            town.pass_time(150).await;
            fire.pass().await.unwrap();
        }
        let open = town.open_runs(id).await;
        assert!(open.len() > 1, "{overlap:?}");
        let first = hand.claim(&town).await;
        hand.end(&town, &first, Verdict::Failed).await;
        assert!(hand.is_idle(&town).await, "{overlap:?}: the job does not know of the end");
        settle_of(&town, &keeper).pass().await.unwrap();
        assert!(job(&town, id).await.state.broken);
        for &run in open.iter().filter(|run| **run != first.of.task) {
            assert_eq!(stand(&town, run).await, canceled("system:breaker"), "{overlap:?}");
        }
        assert!(hand.is_idle(&town).await);
    }
}

#[tokio::test]
async fn what_waits_goes_on_behind_a_run_that_breaks_nothing() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let spec = JobSpec { breaker_threshold: 2, ..each_minute("a", "default", Overlap::QueueOne) };
    let id = make(&town, &mut keeper, spec).await;
    let (mut fire, mut settle) = (fire_of(&town, &keeper), settle_of(&town, &keeper));
    for _ in 0..2 {
        town.pass_time(60).await;
        fire.pass().await.unwrap();
    }
    let first = hand.claim(&town).await;
    hand.end(&town, &first, Verdict::Failed).await;
    settle.pass().await.unwrap();
    // By hand, behind the second, which breaks the job.
    let by_hand = run_by_hand(&town, &mut keeper, id).await;
    let second = hand.claim(&town).await;
    hand.end(&town, &second, Verdict::Failed).await;
    settle.pass().await.unwrap();
    assert!(job(&town, id).await.state.broken);
    assert_eq!(hand.claim(&town).await.of.task, by_hand);
}

#[tokio::test]
async fn a_job_that_is_disabled_cancels_all_that_has_not_begun() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let (id, runs) = crowd(&town, &mut keeper, &hand).await;
    // Decided before somebody else came first: it is not kept, and cancels nothing.
    let late = disabled(&town, id).await;
    move_to(&town, &mut keeper, id, "default2").await;
    let now = town.clock.now();
    let kept = keeper.keep(vec![late], now).await.unwrap();
    assert!(kept.stale && kept.writes.is_empty());
    assert_eq!(stand(&town, runs[4]).await, (TaskState::Queued, None));

    let change = disabled(&town, id).await;
    assert_eq!(keeper.keep(vec![change], now).await.unwrap().writes.len(), 1);
    assert_eq!(stand(&town, runs[0]).await, (TaskState::Assigned, None), "it has begun");
    assert_eq!(stand(&town, runs[1]).await, (TaskState::Scheduled, None));
    for &run in &runs[2..] {
        assert_eq!(stand(&town, run).await, canceled("system:disabled"));
    }
}

#[tokio::test]
async fn a_schedule_that_is_switched_off_lets_what_waits_begin() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let (id, runs) = crowd(&town, &mut keeper, &hand).await;
    let (now, job) = (town.clock.now(), job(&town, id).await);
    let mut spec = job.spec.clone();
    spec.schedule.active = false;
    let change = job.edit(spec, "user:ann", now, &mut || TaskId::new(now)).unwrap();
    keeper.keep(vec![change], now).await.unwrap();
    for &run in &runs[2..] {
        assert_eq!(stand(&town, run).await, (TaskState::Queued, None));
    }
}

#[tokio::test]
async fn a_scheduler_that_died_before_the_job_was_broken_leaves_that_to_the_next() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let spec = each_minute("a", "default", Overlap::QueueOne);
    let id = make(&town, &mut keeper, spec).await;
    let mut fire = fire_of(&town, &keeper);
    for _ in 0..2 {
        town.pass_time(60).await;
        fire.pass().await.unwrap();
    }
    let waiting = job(&town, id).await.state.last_run.unwrap();
    let first = hand.claim(&town).await;
    hand.end(&town, &first, Verdict::Failed).await;
    let (read, now) = (job(&town, id).await, town.clock.now());
    let mut ended = Vec::new();
    let cleared =
        keeper.cancel_runs(&read, Cancels::OfSchedule, now, &mut ended, &mut 9).await.unwrap();
    assert_eq!(cleared, Cleared::All);
    assert_eq!(stand(&town, waiting).await, canceled("system:breaker"));
    assert!(!job(&town, id).await.state.broken, "it died here");

    let other = keeper_of(&town);
    settle_of(&town, &other).pass().await.unwrap();
    let after = job(&town, id).await;
    assert!(after.state.broken);
    assert_eq!((after.state.open_runs, other.metrics.canceled_runs.get()), (0, 0));
}

/// A job of which many runs of an outage wait behind one that failed, and another job.
async fn outage(town: &Town, keeper: &mut Keeper<Memory>, hand: &Hand) -> (JobId, JobId) {
    let mut often = each_minute("a", "default", Overlap::Skip);
    often.catchup = Catchup::All;
    let id = make(town, keeper, often).await;
    let mut quick = each_minute("b", "default", Overlap::Allow);
    quick.schedule.active = false;
    let other = make(town, keeper, quick).await;
    town.clock.set(town.clock.now().plus(60 * 3_000 * SECOND));
    fire_of(town, keeper).pass().await.unwrap();
    let first = hand.claim(town).await;
    hand.end(town, &first, Verdict::Failed).await;
    (id, other)
}

/// A run of this job ends.
async fn one_ends(town: &Town, keeper: &mut Keeper<Memory>, id: JobId) {
    let run = run_by_hand(town, keeper, id).await;
    let cancel = Command::Cancel { by: "user:ann".to_owned() };
    town.store.control(run, &cancel, town.clock.now()).await.unwrap();
    town.clock.set(town.clock.now().plus(SECOND));
}

#[tokio::test]
async fn the_many_runs_of_an_outage_do_not_keep_other_jobs_waiting() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let (id, other) = outage(&town, &mut keeper, &hand).await;
    let mut settle = settle_of(&town, &keeper);
    // The second end comes when many of the first job wait to be settled already.
    for pass in 1..=2 {
        one_ends(&town, &mut keeper, other).await;
        settle.pass().await.unwrap();
        assert_eq!(job(&town, other).await.state.open_runs, 0, "settled in pass {pass}");
        assert!(pass > 1 || !job(&town, id).await.state.broken, "not all is canceled yet");
        assert!(hand.is_idle(&town).await, "and nothing begins meanwhile");
    }
    for _ in 0..9 {
        settle.pass().await.unwrap();
        assert!(hand.is_idle(&town).await);
    }
    let after = job(&town, id).await;
    assert!(after.state.broken);
    assert_eq!((after.state.open_runs, after.state.failures), (0, 1));
}

#[tokio::test]
async fn what_is_settled_is_told_also_when_the_store_fails_at_the_next_write() {
    let town = Town::new().await;
    let (mut keeper, hand) = (keeper_of(&town), Hand::new(&town).await);
    let (_, other) = outage(&town, &mut keeper, &hand).await;
    let before = town.clock.now();
    settle_of(&town, &keeper).pass().await.unwrap();
    // One of the first that ended.
    let run = run_by_hand(&town, &mut keeper, other).await;
    let cancel = Command::Cancel { by: "user:ann".to_owned() };
    town.store.control(run, &cancel, before).await.unwrap();

    let (mut ends_of_writes, mut wakes) = (0, town.store.wakes());
    let frail = Frail::failing(Arc::clone(&town.store), move |call| {
        ends_of_writes += u32::from(call == "write_jobs");
        // The start of the second, which is that of what was canceled.
        ends_of_writes == 2 + 1
    });
    let keeper = Keeper::new(Arc::new(frail), Metrics::default());
    let mut settle = Settle::new(keeper, town.clock.clone(), Way::default());
    settle.pass().await.unwrap_err();
    assert_eq!(job(&town, other).await.state.open_runs, 0);
    let heard = std::iter::from_fn(|| wakes.try_recv().ok()).collect::<Vec<_>>();
    assert!(heard.contains(&Wake::Job(other, JobMoment::RunFinished)), "{heard:?}");
}

#[tokio::test]
async fn however_many_jobs_have_ends_few_are_read_at_once_and_all_are_settled() {
    let town = Town::new().await;
    let mut keeper = keeper_of(&town);
    let mut ids = Vec::new();
    for n in 0..120 {
        let spec = each_minute(&n.to_string(), "default", Overlap::Allow);
        let id = make(&town, &mut keeper, spec).await;
        one_ends(&town, &mut keeper, id).await;
        ids.push(id);
    }
    let reads = Arc::new(AtomicU32::default());
    let counted = Arc::clone(&reads);
    let frail = Frail::failing(Arc::clone(&town.store), move |call| {
        counted.fetch_add(u32::from(call == "jobs_of"), Ordering::Relaxed);
        false
    });
    let keeper = Keeper::new(Arc::new(frail), Metrics::default());
    Settle::new(keeper, town.clock.clone(), Way::default()).pass().await.unwrap();
    let jobs = town.store.jobs_of(&ids).await.unwrap();
    assert!(jobs.iter().all(|job| job.state.open_runs == 0));
    assert_eq!(reads.load(Ordering::Relaxed), 2 * 3, "once before and once after each read");
}
