//! Looking. Nothing here writes, nothing counts rows.

use async_trait::async_trait;
use taskmaster_domain::{
    Attempt, CoordinatorId, Task, TaskId, TaskState, Timestamp, WorkerId, worker::Worker,
};

use crate::Result;

/// Which tasks to list. An empty field matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// Any of these states.
    pub states: Vec<TaskState>,
    /// This queue.
    pub queue: String,
    /// This kind.
    pub kind: String,
    /// The worker of the latest attempt.
    pub worker: Option<WorkerId>,
    /// Made at or after this time.
    pub created_after: Option<Timestamp>,
    /// Made before this time.
    pub created_before: Option<Timestamp>,
}

/// A page of a list, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Where the next page begins; nothing when this is the last.
    pub next: Option<TaskId>,
    /// The page ended at the bound of what one call looks at.
    pub partial: bool,
}

/// Tasks of one queue in one state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueCount {
    /// Which queue.
    pub queue: String,
    /// Which state.
    pub state: TaskState,
    /// How many.
    pub count: i64,
}

/// A coordinator as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoordinatorInfo {
    /// Its number.
    pub id: CoordinatorId,
    /// Where it is reached.
    pub advertised: String,
    /// Its last beat.
    pub renewed_at: Timestamp,
}

/// A scheduler as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchedulerInfo {
    /// Its host and process.
    pub name: String,
    /// What it does.
    pub duties: Vec<String>,
    /// Its last pass.
    pub last_pass_at: Timestamp,
}

/// The half of the store that people look through.
#[async_trait]
pub trait View: Send + Sync {
    /// One task.
    async fn task(&self, id: TaskId) -> Result<Option<Task>>;

    /// A page of tasks, newest first, with ids below `before`. At most `limit` rows; one call
    /// looks at no more than 100,000 rows and says so when that ended the page.
    async fn tasks(
        &self,
        filter: &TaskFilter,
        before: Option<TaskId>,
        limit: u32,
    ) -> Result<Page<Task>>;

    /// Ended attempts of a task that were not its last, oldest first.
    async fn attempts(&self, id: TaskId) -> Result<Vec<Attempt>>;

    /// All workers by number, with what each holds. Without `all`, those that were last active
    /// before `now` less an hour are left out.
    async fn workers(&self, all: bool, now: Timestamp) -> Result<Vec<Worker>>;

    /// One worker by name.
    async fn worker(&self, name: &str) -> Result<Option<Worker>>;

    /// Tasks by queue and state, from the counters; no zeroes.
    async fn counts(&self) -> Result<Vec<QueueCount>>;

    /// Coordinators that beat within `now` less a minute.
    async fn coordinators(&self, now: Timestamp) -> Result<Vec<CoordinatorInfo>>;

    /// Schedulers that passed within `now` less an hour.
    async fn schedulers(&self) -> Result<Vec<SchedulerInfo>>;

    /// What drives it: `postgresql`, `sqlite` or `memory`.
    fn driver(&self) -> &'static str;

    /// Reaches the database and back.
    async fn ping(&self) -> Result<()>;
}
