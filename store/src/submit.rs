//! Putting work in.

use async_trait::async_trait;
use taskmaster_domain::{
    JobId, LaneId, TaskId, TaskSpec, TaskState, Timestamp,
    lane::{Lane, LaneKey},
};

use crate::Result;

/// A task to be kept. Its id is drawn before the first try, so that a repeat changes nothing.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Drawn by the caller.
    pub id: TaskId,
    /// Checked by the caller.
    pub spec: TaskSpec,
    /// Interned by the caller from [`LaneKey::of`].
    pub lane: LaneId,
    /// [`TaskSpec::due`]: it is queued when this is not after `now`, scheduled otherwise.
    pub due: Timestamp,
    /// A [gate](crate::Gates) of its own: of all tasks with the same one, a single one is under way
    /// at a time.
    pub gate: Option<JobId>,
}

impl NewTask {
    /// The state in which it enters.
    pub fn state(&self, now: Timestamp) -> TaskState {
        if self.due <= now { TaskState::Queued } else { TaskState::Scheduled }
    }
}

/// What became of a task that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is kept.
    Accepted,
    /// Its principal handed in the same body with the same idempotency key before: this task.
    /// See [`TaskSpec::is_same_request`].
    Existing(TaskId),
    /// That key belongs to another body: this task.
    KeyTaken(TaskId),
}

/// The half of the store that takes work in.
#[async_trait]
pub trait Submit: Send + Sync {
    /// Keeps all tasks, or none when an error is returned. The answer is in the order of
    /// `tasks`. An id that is kept already is `Accepted` and unchanged, whatever its key. Two
    /// tasks of one batch with one id or one key count as handed in one after the other. Keys
    /// belong to `created_by` and live as long as their task; an empty one is none.
    async fn submit(&self, tasks: &[NewTask], now: Timestamp) -> Result<Vec<Submitted>>;

    /// The number of a lane, the same for ever; makes it when it is new. Beyond
    /// [`taskmaster_domain::limits::LANES`] lanes this is [`crate::Error::Exhausted`].
    async fn intern_lane(&self, key: &LaneKey) -> Result<LaneId>;

    /// All lanes.
    async fn lanes(&self) -> Result<Vec<Lane>>;
}
