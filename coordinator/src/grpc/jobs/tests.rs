use std::time::Duration;

use prometheus_client::registry::Registry;
use taskmaster_domain::{
    job::{Catchup, JobSpec},
    schedule::{Schedule, When},
    task::Work,
};
use taskmaster_proto::convert::job_spec_to_wire;
use taskmaster_runtime::Clock;
use taskmaster_store::{CoordinatorStore, JobWrite, Jobs as _, jobs::PAGE_BYTES};
use taskmaster_store_memory::Memory;

use super::*;
use crate::{
    Metrics,
    activity::Activities,
    counters::Counters,
    grpc::Pages,
    hints::Hints,
    lanes::Lanes,
    pipeline::{Desk, Pipeline},
    rollup::Rollup,
};

/// How long nobody fired.
const OUTAGE: Duration = Duration::from_secs(1_100);

/// The service on a store in memory. Nobody fires.
struct Town {
    store: Arc<Memory>,
    clock: Clock,
    jobs: Jobs,
}

impl Town {
    fn new() -> Self {
        let (memory, clock) = (Arc::new(Memory::default()), Clock::default());
        let (metrics, background) =
            (Metrics::register(&mut Registry::default()), taskmaster_runtime::Tasks::default());
        let store: Arc<dyn CoordinatorStore> = memory.clone();
        let lanes = Lanes::new(store.clone());
        let hints = Hints::start(store.clone(), clock.clone(), metrics.clone(), &background);
        let activities = Activities::start(store.clone(), clock.clone(), &background);
        let counters = Counters::start(store.clone(), clock.clone(), metrics.clone(), &background);
        let desk = Desk {
            activities: activities.clone(),
            store: store.clone(),
            clock: clock.clone(),
            lanes: lanes.clone(),
            metrics: metrics.clone(),
            hints: hints.clone(),
            counters: counters.clone(),
        };
        let tasks = Tasks {
            pages: Pages::new(store.clone()),
            store,
            clock: clock.clone(),
            lanes,
            pipeline: Pipeline::start(&desk, &background),
            hints,
            metrics,
            rollup: Rollup::default(),
            counters,
            activities,
            background,
        };
        Self { store: memory, clock, jobs: Jobs::new(tasks) }
    }

    /// Keeps a job.
    async fn make(&self, spec: JobSpec) -> JobId {
        let now = self.clock.now();
        let made = Job::create(JobId::new(now), spec, "user:ann", now).unwrap();
        let id = made.job.id;
        self.store.write_jobs(&[JobWrite::of(made, Vec::new())], now).await.unwrap();
        id
    }

    async fn job(&self, id: JobId) -> Job {
        self.store.jobs_of(&[id]).await.unwrap().remove(0)
    }
}

/// A job that runs each second.
fn often(name: &str, command: String) -> JobSpec {
    let mut spec = JobSpec { name: name.to_owned(), ..JobSpec::default() };
    spec.task.work = Work::Shell { command };
    let when = When::Cron { expressions: vec!["* * * * * *".to_owned()] };
    spec.schedule = Schedule { when, ..Schedule::default() };
    spec
}

#[tokio::test]
async fn an_edit_whose_name_is_anothers_enters_nothing_of_an_outage() {
    let town = Town::new();
    town.make(often("taken", "true".to_owned())).await;
    let spec = JobSpec { catchup: Catchup::All, ..often("own", "true".to_owned()) };
    let id = town.make(spec.clone()).await;
    let before = town.job(id).await;
    town.clock.set(town.clock.now().plus(OUTAGE));
    let update = async |name: &str, expected_version| {
        let spec = JobSpec { enabled: false, name: name.to_owned(), ..spec.clone() };
        let request = v1::UpdateJobRequest {
            job_id: id.to_string(),
            job: Some(job_spec_to_wire(&spec)),
            expected_version,
            validate_only: false,
        };
        town.jobs.update_job(Request::new(request)).await
    };
    let refused = update("taken", 1).await.unwrap_err();
    assert!(refused.message().contains("taken"), "{refused}");
    assert_eq!(town.job(id).await, before);
    let stale = update("taken", 7).await.unwrap_err();
    assert_ne!(stale.message(), refused.message(), "what it was decided about is gone");

    update("own", 1).await.unwrap();
    let entered = town.job(id).await.state.covered_to.since(before.state.covered_to);
    assert!(entered > OUTAGE - Duration::from_secs(2), "{entered:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_to_come_is_read_in_pages_and_by_turns() {
    let town = Town::new();
    let names: Vec<String> = (0..10).map(|n| n.to_string()).collect();
    // They fill more than a page of the store.
    assert!(names.len() * limits::COMMAND_BYTES > 2 * PAGE_BYTES as usize);
    for name in &names {
        let mut seldom = often(name, "x".repeat(limits::COMMAND_BYTES));
        // However long the making takes, the next time of each is before the second of any.
        seldom.schedule.when = When::Cron { expressions: vec!["0 0 1 1 *".to_owned()] };
        town.make(seldom).await;
    }
    let count = i32::try_from(names.len()).unwrap();
    let upcoming = async || {
        let request = Request::new(v1::ListUpcomingRequest { count });
        town.jobs.list_upcoming(request).await.unwrap().into_inner().runs
    };
    let turns = town.jobs.reads.acquire_many(READS as u32).await.unwrap();
    let mut waiting = std::pin::pin!(upcoming());
    tokio::time::timeout(Duration::from_secs(1), &mut waiting).await.expect_err("others read");
    drop(turns);
    let mut told: Vec<String> = waiting.await.into_iter().map(|run| run.job_name).collect();
    told.sort_unstable();
    assert_eq!(told, names, "the earliest time of each");
}
