mod cancels;

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    JobId, TaskId, TaskSpec, TaskState,
    job::{Job, JobSpec, Overlap},
    lane::LaneKey,
    schedule::{Schedule, When},
};
use taskmaster_store::{ALL_QUEUES, Command, Error, FireFilter, Submit as _};
use taskmaster_store_memory::Memory;

use super::*;
use crate::{
    duties::{FireJobs, Way},
    duty::Duty as _,
    testing::Town,
};

const SECOND: Duration = Duration::from_secs(1);

fn keeper_of(town: &Town) -> Keeper<Memory> {
    Keeper::new(Arc::clone(&town.store), Metrics::default())
}

fn fire_of(town: &Town, keeper: &Keeper<Memory>) -> FireJobs<Memory> {
    FireJobs::new(keeper.clone(), town.clock.clone(), Way::default())
}

fn each_minute(name: &str, queue: &str, overlap: Overlap) -> JobSpec {
    let when = When::Cron { expressions: vec!["* * * * *".to_owned()] };
    let schedule = Schedule { when, ..Schedule::default() };
    let task = TaskSpec { queue: queue.to_owned(), ..TaskSpec::default() };
    JobSpec { name: name.to_owned(), task, schedule, overlap, ..JobSpec::default() }
}

async fn make(town: &Town, keeper: &mut Keeper<Memory>, spec: JobSpec) -> JobId {
    let now = town.clock.now();
    let made = Job::create(JobId::new(now), spec, "user:ann", now).unwrap();
    keeper.keep(vec![made], now).await.unwrap().writes[0].job.id
}

async fn job(town: &Town, id: JobId) -> Job {
    town.store.jobs_of(&[id]).await.unwrap().remove(0)
}

/// Sets the queue of a job's runs.
async fn move_to(town: &Town, keeper: &mut Keeper<Memory>, id: JobId, queue: &str) {
    let (now, job) = (town.clock.now(), job(town, id).await);
    let mut spec = job.spec.clone();
    spec.task.queue = queue.to_owned();
    let edit = job.edit(spec, "user:ann", now, &mut || TaskId::new(now)).unwrap();
    assert_eq!(keeper.keep(vec![edit], now).await.unwrap().writes.len(), 1);
}

async fn fill_lanes(town: &Town) {
    for n in 0.. {
        let spec = TaskSpec { queue: format!("q{n}"), ..TaskSpec::default() };
        match town.store.intern_lane(&LaneKey::of(&spec)).await {
            Ok(_) => {}
            Err(Error::Exhausted(_)) => return,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn nothing_makes_way_for_a_run_that_cannot_be_made_and_nobody_spins_on_it() {
    let town = Town::new().await;
    let mut keeper = keeper_of(&town);
    let id = make(&town, &mut keeper, each_minute("a", "default", Overlap::CancelRunning)).await;
    let mut fire = fire_of(&town, &keeper);
    town.pass_time(60).await;
    fire.pass().await.unwrap();
    let run = town.open_runs(id).await[0];
    move_to(&town, &mut keeper, id, "new").await;
    fill_lanes(&town).await;

    town.pass_time(60).await;
    assert_eq!(fire.pass().await.unwrap(), SECOND, "the net, since nothing else is due soon");
    assert_eq!(town.state(run).await, TaskState::Queued);
    let filter = FireFilter { job: id, outcomes: Vec::new(), from: None, before: None };
    assert_eq!(town.store.fires(&filter, 9).await.unwrap().rows.len(), 1, "the time is still due");

    let mut often = each_minute("b", "default", Overlap::Allow);
    often.schedule.when = When::Cron { expressions: vec!["* * * * * *".to_owned()] };
    let other = make(&town, &mut keeper, often).await;
    town.pass_time(2).await;
    let woken = fire.pass().await.map(|pause| town.clock.now().plus(pause)).unwrap();
    let next = job(&town, other).await.state.fire_at.unwrap();
    let off = woken.since(next).max(next.since(woken));
    assert!(off < Duration::from_millis(100), "{woken} for {next}: others are on time");
}

#[tokio::test]
async fn a_run_without_a_worker_that_makes_way_is_counted_in_its_queue() {
    let town = Town::new().await;
    let mut keeper = keeper_of(&town);
    let id = make(&town, &mut keeper, each_minute("a", "night", Overlap::CancelRunning)).await;
    town.pass_time(60).await;
    fire_of(&town, &keeper).pass().await.unwrap();
    let run = town.open_runs(id).await[0];
    move_to(&town, &mut keeper, id, "default").await;

    // Another scheduler, which has never seen that queue.
    let other = keeper_of(&town);
    town.pass_time(60).await;
    fire_of(&town, &other).pass().await.unwrap();
    assert_eq!(town.state(run).await, TaskState::Canceled);
    assert_eq!(other.metrics.canceled_runs.get(), 1);
    let now = town.clock.now();
    for queue in ["night", ALL_QUEUES] {
        let told = town.store.minutes(queue, now.minus(120 * SECOND), now.plus(SECOND)).await;
        let told: Vec<u64> = told.unwrap().iter().map(|minute| minute.tally.canceled).collect();
        assert_eq!(told, [1], "{queue:?}");
    }
}

#[tokio::test]
async fn what_is_settled_stands_among_what_is_due_as_the_store_has_it() {
    let town = Town::new().await;
    let mut keeper = keeper_of(&town);
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(make(&town, &mut keeper, each_minute(name, "default", Overlap::Skip)).await);
    }
    let mut fire = fire_of(&town, &keeper);
    town.pass_time(60).await;
    fire.pass().await.unwrap();
    let cancel = Command::Cancel { by: "user:ann".to_owned() };
    for id in &ids[..2] {
        let run = town.open_runs(*id).await[0];
        town.store.control(run, &cancel, town.clock.now()).await.unwrap();
    }
    town.pass_time(60).await;
    let now = town.clock.now();
    let mut due = town.store.due_jobs(now, None, 9).await.unwrap().rows;
    // Somebody is faster with the second.
    let stale = job(&town, ids[1]).await;
    let mut spec = stale.spec.clone();
    spec.description = "other".to_owned();
    let edit = stale.edit(spec, "user:ann", now.minus(SECOND), &mut || TaskId::new(now)).unwrap();
    keeper.keep(vec![edit], now).await.unwrap();

    keeper.settle_awaited(&mut due, now).await.unwrap();
    for (id, open) in ids.iter().zip([0, 0, 1]) {
        let known = due.iter().find(|job| job.id == *id).unwrap();
        assert_eq!(*known, job(&town, *id).await);
        assert_eq!(known.state.open_runs, open, "{}", known.spec.name);
    }
}
