//! Group commit: while one batch is written, the next gathers.
//!
//! Callers hand in groups of items and wait. One actor takes all groups that wait, up to a
//! bound, and writes them in one call. So one caller alone pays one commit, and a thousand
//! callers together pay little more. A batch that the store refuses for one bad row is halved
//! until the faulty group, or item, stands alone: a bad row never fails its neighbours.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use taskmaster_runtime::Tasks;
use taskmaster_store::{Error, Result};
use tokio::sync::{mpsc, oneshot};
use tracing::warn;

/// A write of many items at once; answers are in the order of the items.
pub(crate) type Write<T, R> =
    Arc<dyn Fn(Vec<T>) -> Pin<Box<dyn Future<Output = Result<Vec<R>>> + Send>> + Send + Sync>;

/// How a gatherer treats trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A group is kept whole or not at all, and its caller hears of every failure at once.
    Tell,
    /// Items are independent, and an outage is waited out: nobody else would try again.
    Insist,
}

/// A cheap handle; clones share one actor.
pub(crate) struct Gather<T, R> {
    groups: mpsc::Sender<Group<T, R>>,
}

struct Group<T, R> {
    items: Vec<T>,
    answer: oneshot::Sender<Result<Vec<R>>>,
}

impl<T, R> Clone for Gather<T, R> {
    fn clone(&self) -> Self {
        Self { groups: self.groups.clone() }
    }
}

/// Groups that may wait; one more is refused.
const WAITING_GROUPS: usize = 4_096;
/// Items of one write. Larger batches measured slower on PostgreSQL.
const BATCH_ITEMS: usize = 1_000;
/// The first and the longest pause while the store is away.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

impl<T, R> Gather<T, R>
where
    T: Clone + Send + Sync + 'static,
    R: Send + 'static,
{
    /// Starts the actor. It ends when the last handle is gone.
    pub(crate) fn start(
        name: &'static str,
        trouble: Trouble,
        write: Write<T, R>,
        tasks: &Tasks,
    ) -> Self {
        let (groups, waiting) = mpsc::channel(WAITING_GROUPS);
        tasks.spawn(name, Actor { waiting, write, trouble, name }.run());
        Self { groups }
    }

    /// Writes `items` together with whatever else waits.
    pub(crate) async fn write(&self, items: Vec<T>) -> Result<Vec<R>> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        self.groups.try_send(Group { items, answer }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => {
                Error::Exhausted("too many calls are waiting, try again".to_owned())
            }
            mpsc::error::TrySendError::Closed(_) => Error::Unavailable("stopping".to_owned()),
        })?;
        answered.await.unwrap_or_else(|_| Err(Error::Unavailable("stopping".to_owned())))
    }
}

struct Actor<T, R> {
    waiting: mpsc::Receiver<Group<T, R>>,
    write: Write<T, R>,
    trouble: Trouble,
    name: &'static str,
}

impl<T, R> Actor<T, R>
where
    T: Clone + Send + Sync + 'static,
    R: Send + 'static,
{
    async fn run(mut self) {
        while let Some(first) = self.waiting.recv().await {
            let mut size = first.items.len();
            let mut groups = vec![first];
            while size < BATCH_ITEMS {
                let Ok(next) = self.waiting.try_recv() else { break };
                size += next.items.len();
                groups.push(next);
            }
            // Whoever stopped waiting wants nothing written any more.
            groups.retain(|group| !group.answer.is_closed());
            self.write_groups(groups).await;
        }
    }

    /// Writes all groups, halving them while one of them has a bad row.
    async fn write_groups(&self, groups: Vec<Group<T, R>>) {
        let mut stack = vec![groups];
        while let Some(mut groups) = stack.pop() {
            if groups.is_empty() {
                continue;
            }
            let items = groups.iter().flat_map(|group| group.items.iter().cloned()).collect();
            match self.attempt(items, &groups).await {
                Ok(answers) => share_out(groups, answers),
                Err(Error::BadRow(_)) if groups.len() > 1 => {
                    let right = groups.split_off(groups.len() / 2);
                    stack.push(right);
                    stack.push(groups);
                }
                Err(error) => {
                    for group in groups {
                        let _ = group.answer.send(Err(copy(&error)));
                    }
                }
            }
        }
    }

    /// One write, repeated through an outage when the gatherer insists and somebody still waits.
    async fn attempt(&self, items: Vec<T>, groups: &[Group<T, R>]) -> Result<Vec<R>> {
        let mut pause = PAUSES.0;
        loop {
            match (self.write)(items.clone()).await {
                Err(error) if error.is_transient() && self.trouble == Trouble::Insist => {
                    if pause == PAUSES.0 {
                        warn!(%error, gather = self.name, "the store is away, will try again");
                    }
                    if groups.iter().all(|group| group.answer.is_closed()) {
                        return Err(error);
                    }
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(PAUSES.1);
                }
                result => return result,
            }
        }
    }
}

/// Gives each group its part of the answers.
fn share_out<T, R>(groups: Vec<Group<T, R>>, answers: Vec<R>) {
    let mut answers = answers.into_iter();
    for group in groups {
        let own: Vec<R> = answers.by_ref().take(group.items.len()).collect();
        let _ = group.answer.send(Ok(own));
    }
}

/// The same error for each caller; the text is all that matters to them.
fn copy(error: &Error) -> Error {
    match error {
        Error::Unavailable(text) => Error::Unavailable(text.clone()),
        Error::BadRow(text) => Error::BadRow(text.clone()),
        Error::Exhausted(text) => Error::Exhausted(text.clone()),
        Error::Corrupt(text) => Error::Corrupt(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Doubles numbers; 13 is a bad row.
    fn doubling(batches: Arc<Mutex<Vec<usize>>>) -> Write<u32, u32> {
        Arc::new(move |items: Vec<u32>| {
            batches.lock().unwrap().push(items.len());
            Box::pin(async move {
                tokio::task::yield_now().await;
                if items.contains(&13) {
                    return Err(Error::BadRow("13".to_owned()));
                }
                Ok(items.into_iter().map(|n| n * 2).collect())
            })
        })
    }

    #[tokio::test]
    async fn a_bad_group_never_fails_its_neighbours() {
        let gather =
            Gather::start("test", Trouble::Tell, doubling(<_>::default()), &<_>::default());
        let calls = (0..20_u32).map(|n| gather.write(vec![n, n + 100]));
        let answers = futures::future::join_all(calls).await;
        for (n, answer) in (0..).zip(answers) {
            match answer {
                Ok(doubled) => assert_eq!(doubled, [n * 2, (n + 100) * 2]),
                Err(error) => assert!(n == 13 && matches!(error, Error::BadRow(_)), "{n} {error}"),
            }
        }
    }

    #[tokio::test]
    async fn what_arrives_during_a_write_is_written_together() {
        let batches = Arc::<Mutex<Vec<usize>>>::default();
        let gather =
            Gather::start("test", Trouble::Tell, doubling(batches.clone()), &<_>::default());
        futures::future::join_all((20..120).map(|n| gather.write(vec![n]))).await;
        assert!(batches.lock().unwrap().len() <= 3, "{:?}", batches.lock().unwrap());
    }
}
