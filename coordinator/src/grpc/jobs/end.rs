//! What becomes of the runs of a job that is deleted.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt as _, stream};
use taskmaster_domain::TaskId;
use taskmaster_proto::Error;
use taskmaster_store::{Command, Wake};
use tokio::time::{sleep, timeout};
use tracing::warn;

use super::{Jobs, told};

/// How long a deletion waits for what it cancels.
const ENDING: Duration = Duration::from_secs(10);
/// Whoever waits looks this often when nothing wakes it.
const LOOK: Duration = Duration::from_secs(1);

/// Runs that are canceled at once.
pub(super) const AT_ONCE: usize = 8;
/// How often a cancellation is tried.
const TRIES: u32 = 5;
/// Before the second try; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(200);

impl Jobs {
    /// Cancels what a job that is gone now has left running, also when the caller leaves meanwhile or
    /// it takes longer than [`ENDING`]: nobody would know whom to ask for it again. With `wait` this
    /// returns once they have ended, after [`ENDING`] at the latest. How many were canceled by then.
    pub(super) async fn end_runs(
        &self,
        runs: Vec<TaskId>,
        by: &str,
        wait: bool,
    ) -> Result<i32, Error> {
        let canceled = Arc::new(AtomicI32::new(0));
        let (jobs, by, count) = (self.clone(), by.to_owned(), Arc::clone(&canceled));
        let end = move |run| {
            let (jobs, by, count) = (jobs.clone(), by.clone(), Arc::clone(&count));
            async move {
                let is_canceled = jobs.cancel(run, &by).await?;
                count.fetch_add(i32::from(is_canceled), Ordering::Relaxed);
                Ok(())
            }
        };
        let ending = self.tasks.background.spawn("end runs", end_all(runs.clone(), end));
        let ended = async {
            // It ends early only with the process.
            ending.await.map_err(|_| Error::Internal)??;
            for run in runs.into_iter().filter(|_| wait) {
                self.await_end(run).await?;
            }
            Ok::<(), Error>(())
        };
        timeout(ENDING, ended).await.unwrap_or(Ok(()))?;
        Ok(canceled.load(Ordering::Relaxed))
    }

    async fn await_end(&self, run: TaskId) -> Result<(), Error> {
        let mut wakes = self.tasks.store.wakes();
        loop {
            let task = self.tasks.store.task(run).await.map_err(told)?;
            if task.is_none_or(|task| task.state.is_terminal()) {
                return Ok(());
            }
            let is_heard = |wake| match wake {
                Ok(Wake::Task(of)) => of == run,
                Ok(Wake::Tasks) | Err(_) => true,
                Ok(_) => false,
            };
            let _ = timeout(LOOK, async { while !is_heard(wakes.recv().await) {} }).await;
        }
    }

    async fn cancel(&self, run: TaskId, by: &str) -> Result<bool, Error> {
        self.end(run, &Command::Cancel { by: by.to_owned() }).await
    }

    /// Ends a run by this command. False when it has ended already, or is past what the command ends.
    pub(super) async fn end(&self, run: TaskId, command: &Command) -> Result<bool, Error> {
        match self.tasks.carry_out(run, command).await {
            Ok(_) => Ok(true),
            Err(Error::WrongState(_) | Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Ends each of these runs, whatever becomes of the others; those that fail are tried again a few
/// times.
///
/// # Errors
/// The first of those that fail to the end.
async fn end_all<E, F>(mut runs: Vec<TaskId>, end: E) -> Result<(), Error>
where
    E: Fn(TaskId) -> F,
    F: Future<Output = Result<(), Error>>,
{
    let (mut pause, mut failed) = (PAUSE, Vec::new());
    for n in 0..TRIES {
        if n > 0 {
            sleep(pause).await;
            pause *= 2;
        }
        let endings = runs.into_iter().map(|run| {
            let ending = end(run);
            async move { ending.await.err().map(|error| (run, error)) }
        });
        let endings = stream::iter(endings).buffer_unordered(AT_ONCE);
        failed = endings.filter_map(std::future::ready).collect::<Vec<_>>().await;
        runs = failed.iter().map(|(run, _)| *run).collect();
        if runs.is_empty() {
            return Ok(());
        }
    }
    warn!(runs = failed.len(), "runs of a deleted job cannot be canceled and go on");
    failed.into_iter().next().map_or(Ok(()), |(_, error)| Err(error))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Mutex};

    use taskmaster_domain::Timestamp;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_run_that_cannot_be_canceled_does_not_save_the_others() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let runs: Vec<TaskId> = (0..3 * AT_ONCE).map(|_| TaskId::new(now)).collect();
        let (never, later) = (runs[0], runs[1]);
        let tries = Mutex::new(BTreeMap::<TaskId, u32>::new());
        let end = async |run| {
            let mut tries = tries.lock().unwrap();
            let tries = tries.entry(run).or_default();
            *tries += 1;
            if run == never || run == later && *tries < 3 {
                return Err(Error::Unavailable);
            }
            Ok(())
        };
        let ended = end_all(runs.clone(), end).await;
        assert!(matches!(ended, Err(Error::Unavailable)), "{ended:?}");
        let tries = tries.into_inner().unwrap();
        let wanted = |run: &TaskId| match *run {
            run if run == never => TRIES,
            run if run == later => 3,
            _ => 1,
        };
        assert_eq!(tries, runs.iter().map(|run| (*run, wanted(run))).collect());
    }
}
