//! Steering single tasks.

use async_trait::async_trait;
use taskmaster_domain::{LaneId, Refusal, TaskId, TaskState, Timestamp, WorkerId};

use crate::Result;

/// What somebody wants of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Its end. A held task is not moved: its cancellation is noted, and a durable order goes
    /// to its worker. The first who asks is kept as `canceled_by`, a repeat makes no second order.
    Cancel {
        /// Who asks, `kind:name`.
        by: String,
    },
    /// Its end, unless a worker has it or ever had it: then this is refused, as a cancellation of an
    /// ended one is.
    CancelUnbegun {
        /// Who asks, `kind:name`.
        by: String,
    },
    /// Hold it back.
    Pause,
    /// Let it go on: queued when its time has come, scheduled when not.
    Resume,
    /// One more life, due now: tries, deaths, worker, stamps, end and cancellation are wiped, and the
    /// attempt that ended it is kept as a row (`Retried`), unless none did or it is a row already
    /// (a cancellation between two tries). Its attempt number goes on rising.
    Retry,
}

/// What became of the wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controlled {
    /// The task moved.
    Moved {
        /// From here.
        from: TaskState,
        /// To there.
        to: TaskState,
        /// Its lane, to be poked when `to` is queued.
        lane: LaneId,
    },
    /// Its worker was told to cancel. Also when it was told before.
    Requested {
        /// Whom to poke.
        worker: WorkerId,
    },
    /// The table has no such move; nothing changed. Canceling a canceled task is refused too.
    Refused(Refusal),
    /// There is no such task.
    Unknown,
}

/// The half of the store that people steer with.
#[async_trait]
pub trait Control: Send + Sync {
    /// Does one command in one transaction, as the table of states says.
    async fn control(&self, id: TaskId, command: &Command, now: Timestamp) -> Result<Controlled>;
}
