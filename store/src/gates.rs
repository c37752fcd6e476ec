//! How much of a queue, or of a job, may be under way at once.
//!
//! A **gate** has a number of places. A task that belongs to one enters in front of it: it is queued,
//! and yet no claim sees it until it was let through. Tasks are let through in the order of their
//! line (priority first, then due time, then id) while places are free. A task keeps its place from
//! then on until it ends or is held back: between two tries too, and when its worker is lost. So a
//! gate with one place makes its tasks happen one after the other.
//!
//! There are two kinds. A queue has one when a limit is set for it; a task has one of its own,
//! with a single place, when it was handed in with [`crate::NewTask::gate`]. A task with both passes
//! its own first and then stands, in the order of its line, before its queue's; it gives both
//! places back together. But for one thing: nobody passes a job's gate while the end of one of its
//! runs, of any that belongs to the gate, is not part of the job's state ([`crate::JobWrite::settled`]).
//! What that end may make of the job, broken for one, is so before the next run begins.
//!
//! Places are never kept as a number: who has one is counted whenever somebody may be let through,
//! in the transaction that frees or fills places. Whatever lets tasks through says so by the lanes
//! that it answers with or, where the answer has none, by a wake-up of each lane.

use async_trait::async_trait;

use crate::Result;

/// The rules of one queue, and how it stands to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRules {
    /// Which.
    pub queue: String,
    /// How many of its tasks may be under way at once; any number when nothing.
    pub concurrency: Option<u32>,
    /// Nothing of it is given to workers.
    pub paused: bool,
    /// Tasks that have a place. More than there are when the limit was lowered under them.
    pub admitted: u64,
    /// Queued tasks that wait for a place. Nothing waits where there is no limit.
    pub waiting: u64,
}

/// The half of the store that keeps the rules of queues.
#[async_trait]
pub trait Gates: Send + Sync {
    /// Limits how many tasks of a queue may be under way at once (within
    /// [`taskmaster_domain::limits::CONCURRENCY`]), or lifts the limit. The queue need not have any
    /// tasks yet; beyond [`taskmaster_domain::limits::LANES`] queues with rules this is
    /// [`crate::Error::Exhausted`].
    ///
    /// From this answer on the limit holds: tasks that a worker has, and those between two tries
    /// that had a place before, count, and are not stopped when they are more than the limit; all
    /// that are only queued line up anew. A backlog is brought under the limit in bounded
    /// transactions, and what an interrupted call leaves of it is done by [`Gates::sweep_gates`];
    /// until then nothing of the queue is let through.
    async fn set_queue_limit(&self, queue: &str, limit: Option<u32>) -> Result<()>;

    /// Stops handing out tasks of a queue, or goes on with it. Those that workers have go on.
    async fn pause_queue(&self, queue: &str, paused: bool) -> Result<()>;

    /// Queues with a limit, and those that are paused, by name.
    async fn queue_rules(&self) -> Result<Vec<QueueRules>>;

    /// Lets through whoever waits although a place is free: behind an end of a job that was deleted, or
    /// by accident; and finishes limits that were set half. Helps at no more than about `limit` gates and
    /// says at how many: when there are fewer, nothing is left to be done. Costs a look at each gate that
    /// somebody waits at.
    async fn sweep_gates(&self, limit: u32) -> Result<u64>;
}
