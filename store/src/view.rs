//! Looking. Nothing here writes, nothing counts rows.

use std::collections::BTreeMap;

use async_trait::async_trait;
use taskmaster_domain::{
    Attempt, CoordinatorId, JobId, Task, TaskId, TaskState, Timestamp, WorkerId, worker::Worker,
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
    /// All of these labels, with these values.
    pub labels: BTreeMap<String, String>,
    /// The name or the command begins with this, ASCII letters in either case. Nothing in it is a
    /// wildcard.
    pub text: String,
    /// Runs and checks of this job, as long as it is there.
    pub job: Option<JobId>,
}

impl TaskFilter {
    /// Whether it asks for what only a task's spec tells, which costs more to look at.
    pub fn reads_specs(&self) -> bool {
        !(self.labels.is_empty() && self.text.is_empty())
    }

    /// Whether the spec of this task passes: labels and text.
    pub fn fits_spec(&self, task: &Task) -> bool {
        let begins = |text: &str| {
            text.get(..self.text.len()).is_some_and(|start| start.eq_ignore_ascii_case(&self.text))
        };
        self.labels.iter().all(|(name, value)| task.spec.labels.get(name) == Some(value))
            && (begins(&task.spec.name) || begins(task.spec.work.command()))
    }

    /// A piece of the JSON of all specs with these labels. It is sooner sought than a spec is
    /// parsed; a spec that has it may still have it elsewhere.
    pub fn piece_with_label(&self) -> Option<String> {
        let (name, value) = self.labels.first_key_value()?;
        Some(format!("{}:{}", serde_json::json!(name), serde_json::json!(value)))
    }

    /// The same for `text`, of the JSON with its ASCII letters in lower case.
    pub fn piece_with_text(&self) -> Option<String> {
        let json = serde_json::json!(self.text.to_ascii_lowercase()).to_string();
        (!self.text.is_empty()).then(|| format!(":{}", json.strip_suffix('"').unwrap_or_default()))
    }
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
    /// One task, with what its latest attempt last told of itself.
    async fn task(&self, id: TaskId) -> Result<Option<Task>>;

    /// The task that was handed in by this principal with this idempotency key, as it is kept.
    async fn task_with_key(&self, created_by: &str, key: &str) -> Result<Option<TaskId>>;

    /// A page of tasks, newest first, with ids below `before`; without what attempts tell while
    /// they run. At most `limit` rows. What [`crate::Search`] has indexed is found by that; of the
    /// rest one call looks at no more than 100,000 rows, 10,000 when the filter
    /// [reads specs](TaskFilter::reads_specs), and says so when that ended the page. Ids are taken
    /// to be drawn within an hour of `created_at`.
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
