//! The owner of everything that runs in the background.

use std::{future::Future, time::Duration};

use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument as _;

/// Spawns named tasks, tells them to stop and waits for them. Clones share one set.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
}

/// How waiting for tasks ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// All have ended.
    Done,
    /// So many had not when the grace was over.
    GraceOver(usize),
}

impl Tasks {
    /// Starts a task that this set owns; its log lines carry its name.
    #[expect(clippy::disallowed_methods, reason = "the one place that spawns")]
    pub fn spawn<F>(&self, name: &'static str, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        tokio::spawn(
            self.tracker
                .track_future(future.instrument(tracing::info_span!("background", part = name))),
        )
    }

    /// Canceled when the set is told to stop. Long-lived tasks watch it.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// How many have not ended.
    pub fn running(&self) -> usize {
        self.tracker.len()
    }

    /// A set whose stop follows this one's, and that is waited for with it.
    #[must_use]
    pub fn child(&self) -> Self {
        Self { tracker: self.tracker.clone(), stop: self.stop.child_token() }
    }

    /// Tells all to stop and waits for them, for `grace` at the most.
    pub async fn drain(&self, grace: Duration) -> Waited {
        self.stop.cancel();
        self.tracker.close();
        match tokio::time::timeout(grace, self.tracker.wait()).await {
            Ok(()) => Waited::Done,
            Err(_) => Waited::GraceOver(self.tracker.len()),
        }
    }
}
