//! What ended when, gathered here by minute and queue and written every few seconds.
//!
//! Sessions and the dispatcher add a whole batch under one lock, after its commit; nothing waits
//! for the writing. A coordinator that is killed loses what it gathered since: five seconds of
//! statistics.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use taskmaster_domain::{Timestamp, Verdict, history::Tally};
use taskmaster_runtime::Tasks;
use taskmaster_store::{ALL_QUEUES, CoordinatorStore, History, Minute, OTHER_QUEUES};
use tokio::time::{MissedTickBehavior, interval};
use tracing::warn;

/// Between two writings.
const EVERY: Duration = Duration::from_secs(5);

/// Queues of one minute that are told apart; the others share a row.
const QUEUES: usize = 1_000;

/// Minutes that are kept while the store is away; older ones are given up.
const MINUTES: usize = 15;

/// A cheap handle; clones share one gathering.
#[derive(Clone, Default)]
pub(crate) struct Rollup(Arc<Mutex<Gathered>>);

/// An attempt that ended.
pub(crate) struct Ending<'q> {
    pub(crate) queue: &'q str,
    pub(crate) verdict: Verdict,
    /// How long it ran, if it started.
    pub(crate) run: Option<Duration>,
}

/// Tallies by minute and queue.
#[derive(Default)]
struct Gathered(BTreeMap<Timestamp, HashMap<String, Tally>>);

impl Gathered {
    /// Adds to the tally of a queue.
    fn add(&mut self, at: Timestamp, queue: &str, add: impl FnOnce(&mut Tally)) {
        let queues = self.0.entry(at).or_default();
        if let Some(tally) = queues.get_mut(queue) {
            return add(tally);
        }
        let queue = if queues.len() < QUEUES { queue } else { OTHER_QUEUES };
        add(queues.entry(queue.to_owned()).or_default());
    }

    /// All of it as rows, with one of all queues for each minute.
    fn take(&mut self) -> Vec<Minute> {
        let mut minutes = Vec::new();
        for (at, queues) in std::mem::take(&mut self.0) {
            let mut all = Tally::default();
            for (queue, tally) in queues {
                all.merge(&tally);
                minutes.push(Minute { at, queue, tally });
            }
            minutes.push(Minute { at, queue: ALL_QUEUES.to_owned(), tally: all });
        }
        minutes
    }

    /// Takes back what could not be written. What is too old by now is given up.
    fn put_back(&mut self, minutes: Vec<Minute>) {
        for Minute { at, queue, tally } in minutes {
            if queue != ALL_QUEUES {
                self.add(at, &queue, |kept| kept.merge(&tally));
            }
        }
        while self.0.len() > MINUTES {
            self.0.pop_first();
        }
    }
}

impl Rollup {
    /// Starts what writes. What is gathered after `tasks` was told to stop is for
    /// [`Rollup::write`].
    pub(crate) fn start(store: Arc<dyn CoordinatorStore>, tasks: &Tasks) -> Self {
        let rollup = Self::default();
        let (own, stop) = (rollup.clone(), tasks.stop().clone());
        tasks.spawn("rollup", async move {
            let mut tick = interval(EVERY);
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    _ = tick.tick() => own.write(store.as_ref()).await,
                }
            }
        });
        rollup
    }

    /// Notes that attempts were assigned after such waits.
    pub(crate) fn waited<'q>(
        &self,
        now: Timestamp,
        waits: impl Iterator<Item = (&'q str, Duration)>,
    ) {
        let (at, mut gathered) = (Minute::of(now), self.lock());
        waits.for_each(|(queue, wait)| gathered.add(at, queue, |tally| tally.wait.add(wait)));
    }

    /// Notes that attempts ended.
    pub(crate) fn ended<'q>(&self, now: Timestamp, endings: impl Iterator<Item = Ending<'q>>) {
        let (at, mut gathered) = (Minute::of(now), self.lock());
        for Ending { queue, verdict, run } in endings {
            gathered.add(at, queue, |tally| {
                match verdict {
                    Verdict::Completed => tally.completed += 1,
                    Verdict::Failed => tally.failed += 1,
                    Verdict::Canceled => tally.canceled += 1,
                    Verdict::RetryAt(_) | Verdict::Requeued => {}
                }
                if let Some(run) = run {
                    tally.run.add(run);
                }
            });
        }
    }

    /// Writes what was gathered. What cannot be written is kept for the next time, and counts twice
    /// when it was written all the same.
    pub(crate) async fn write(&self, store: &(impl History + ?Sized)) {
        let minutes = self.lock().take();
        if minutes.is_empty() {
            return;
        }
        if let Err(cause) = store.add_minutes(&minutes).await {
            warn!(%cause, "cannot write statistics, will try again");
            self.lock().put_back(minutes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_store::Admin as _;
    use taskmaster_store_memory::Memory;

    use super::*;

    const NOON: Timestamp = Timestamp::from_micros(1_790_000_040_000_000);

    fn completed(queue: &str) -> Ending<'_> {
        Ending { queue, verdict: Verdict::Completed, run: Some(Duration::from_millis(5)) }
    }

    async fn told(store: &Memory, queue: &str) -> Vec<Minute> {
        let day = Duration::from_secs(86_400);
        store.minutes(queue, NOON.minus(day), NOON.plus(day)).await.unwrap()
    }

    #[tokio::test]
    async fn what_ends_is_added_up_by_minute_and_queue_and_for_all_queues() {
        let (rollup, store) = (Rollup::default(), Memory::default());
        let canceled = Ending { queue: "b", verdict: Verdict::Canceled, run: None };
        rollup.ended(NOON, [completed("a"), completed("b"), canceled].into_iter());
        rollup.waited(NOON, [("a", Duration::from_secs(1))].into_iter());
        rollup.write(&store).await;
        let retried = Verdict::RetryAt(NOON);
        let late = Ending { queue: "a", verdict: retried, run: Some(Duration::from_secs(1)) };
        rollup.ended(NOON.plus(Duration::from_secs(60)), [late].into_iter());
        rollup.ended(NOON, [completed("a")].into_iter());
        rollup.write(&store).await;
        let all = told(&store, ALL_QUEUES).await;
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].tally.completed, all[0].tally.canceled), (3, 1));
        assert_eq!((all[0].tally.run.total(), all[0].tally.wait.total()), (3, 1));
        assert_eq!((all[1].tally.completed, all[1].tally.run.total()), (0, 1), "it goes on");
        assert_eq!(told(&store, "a").await[0].tally.completed, 2);
        assert_eq!(told(&store, "b").await[0].tally.canceled, 1);
    }

    #[tokio::test]
    async fn queues_beyond_a_thousand_share_a_row() {
        let (rollup, store) = (Rollup::default(), Memory::default());
        let names: Vec<String> = (0..QUEUES + 7).map(|n| format!("q{n}")).collect();
        for _ in 0..2 {
            rollup.ended(NOON, names.iter().map(|queue| completed(queue)));
        }
        rollup.write(&store).await;
        assert_eq!(told(&store, OTHER_QUEUES).await[0].tally.completed, 14);
        assert_eq!(told(&store, "q0").await[0].tally.completed, 2);
        let all = told(&store, ALL_QUEUES).await;
        assert_eq!(all[0].tally.completed, 2 * names.len() as u64);
    }

    #[tokio::test]
    async fn what_cannot_be_written_is_kept_for_some_minutes() {
        let (rollup, away) = (Rollup::default(), Memory::default());
        away.close().await;
        for n in 0..40 {
            let now = NOON.plus(Duration::from_secs(60 * n));
            rollup.ended(now, [completed("a")].into_iter());
            rollup.write(&away).await;
        }
        let store = Memory::default();
        rollup.write(&store).await;
        let told = told(&store, "a").await;
        assert_eq!(told.len(), MINUTES);
        assert_eq!(told[0].at, NOON.plus(Duration::from_secs(60 * 25)), "the oldest go first");
    }
}
