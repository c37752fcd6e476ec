use std::sync::atomic::{AtomicBool, Ordering};

use taskmaster_domain::{
    TaskId,
    job::{Job, JobSpec},
    schedule::{Schedule, When},
};
use taskmaster_store::View as _;

use super::*;
use crate::{Metrics, duties::sim::frail::Frail, testing::Town};

const HALF: Duration = Duration::from_millis(500);
/// Times of jobs are whole seconds.
const START: Timestamp = Timestamp::from_micros(1_793_620_800_000_000);

/// A scheduler in a town whose jobs cannot be read at will.
struct Place {
    town: Town,
    keeper: Keeper<Frail>,
    fire: FireJobs<Frail>,
    is_unreadable: Arc<AtomicBool>,
}

impl Place {
    async fn new() -> Self {
        let town = Town::new().await;
        town.clock.set(START);
        let is_unreadable = Arc::new(AtomicBool::new(false));
        let fails = Arc::clone(&is_unreadable);
        let fails = move |call: &str| call == "due_jobs" && fails.load(Ordering::Relaxed);
        let store = Arc::new(Frail::failing(Arc::clone(&town.store), fails));
        let keeper = Keeper::new(store, Metrics::default());
        let fire = FireJobs::new(keeper.clone(), town.clock.clone(), Way::default());
        Self { town, keeper, fire, is_unreadable }
    }

    /// Makes jobs that run once, at this time.
    async fn make(&mut self, count: usize, at: Timestamp) -> Vec<JobId> {
        let now = self.town.clock.now();
        let change = |n: usize| {
            let id = JobId::new(now);
            let schedule = Schedule { when: When::Once { at }, ..Schedule::default() };
            let name = format!("job {n} of {id}");
            Job::create(id, JobSpec { name, schedule, ..JobSpec::default() }, "user:ann", now)
        };
        let changes: Vec<_> = (0..count).map(|n| change(n).unwrap()).collect();
        let kept = self.keeper.keep(changes, now).await.unwrap();
        kept.writes.iter().map(|write| write.job.id).collect()
    }

    /// Passes while there is something to be read; the wait then.
    async fn look(&mut self) -> Duration {
        for _ in 0..9 {
            let wait = self.fire.pass().await.unwrap();
            if wait > Duration::ZERO {
                return wait;
            }
        }
        panic!("it goes on for ever");
    }

    async fn runs(&self) -> usize {
        self.town.store.counts().await.unwrap().iter().map(|row| row.count as usize).sum()
    }
}

#[tokio::test]
async fn what_is_due_next_is_read_before_its_time() {
    let mut place = Place::new().await;
    let at = START.plus(60 * NET);
    place.make(BATCH as usize + 1, at).await;
    assert_eq!(place.look().await, NET, "nothing is read a minute before");
    place.town.clock.set(at.minus(HALF));
    assert!(place.look().await <= HALF, "the next thing is to fire them");
    assert_eq!(place.runs().await, 0);

    place.is_unreadable.store(true, Ordering::Relaxed);
    place.town.clock.set(at);
    assert_eq!(place.look().await, NET);
    assert_eq!(place.runs().await, BATCH as usize + 1);
}

#[tokio::test]
async fn what_moved_since_it_was_read_is_read_again_at_once() {
    let mut place = Place::new().await;
    let at = START.plus(NET);
    let ids = place.make(1, at).await;
    place.look().await;
    let now = place.town.clock.now();
    let job = place.town.store.jobs_of(&ids).await.unwrap().remove(0);
    let mut spec = job.spec.clone();
    spec.task.queue = "other".to_owned();
    let edit = job.edit(spec, "user:ann", now, &mut || TaskId::new(now)).unwrap();
    assert_eq!(place.keeper.keep(vec![edit], now).await.unwrap().writes.len(), 1);

    place.town.clock.set(at);
    assert_eq!(place.look().await, NET, "in the same pass");
    let counts = place.town.store.counts().await.unwrap();
    assert_eq!(counts.iter().map(|row| row.queue.as_str()).collect::<Vec<_>>(), ["other"]);
}
