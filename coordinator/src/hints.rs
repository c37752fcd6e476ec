//! Hints to whoever watches a task through this coordinator. A lost hint costs latency only:
//! watchers look again by themselves.

use taskmaster_domain::TaskId;
use tokio::sync::broadcast;

/// What may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// The task moved.
    Task(TaskId),
    /// The task has more output.
    Output(TaskId),
}

impl Hint {
    /// Whose hint it is.
    pub(crate) const fn task(self) -> TaskId {
        match self {
            Self::Task(task) | Self::Output(task) => task,
        }
    }
}

/// A bounded ring of hints; a watcher that lags looks again.
#[derive(Clone, Debug)]
pub(crate) struct Hints(broadcast::Sender<Hint>);

impl Default for Hints {
    fn default() -> Self {
        Self(broadcast::Sender::new(4_096))
    }
}

impl Hints {
    /// Tells watchers, when there are any: the hot path must not pay for nobody.
    pub(crate) fn tell(&self, hints: impl IntoIterator<Item = Hint>) {
        if self.0.receiver_count() > 0 {
            for hint in hints {
                let _ = self.0.send(hint);
            }
        }
    }

    /// All hints from now on. Listen first, look second.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Hint> {
        self.0.subscribe()
    }
}
