//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{OrderId, Timestamp, WorkerId};

use crate::Result;

/// The fleet as it should be and as it was last seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FleetState {
    /// `process`, `docker`, `kubernetes`; empty when no scheduler ever kept a fleet.
    pub backend: String,
    /// How many workers there should be.
    pub wanted: u32,
    /// How many there were at the last pass.
    pub present: u32,
    /// What went wrong at the last pass.
    pub last_error: String,
    /// The wanted size has been reached since it was set. What differs from it from then on was
    /// done by somebody else.
    pub settled: bool,
}

/// A kill that somebody asked for and that is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KillOrder {
    /// Its number, rising.
    pub id: OrderId,
    /// What is to be killed, as it was asked for: a worker, or a container or pod.
    pub name: String,
    /// The worker, once it is known which.
    pub worker: Option<WorkerId>,
    /// Keep the fleet's size.
    pub replace: bool,
    /// The container or pod that the fleet has begun to stop for it; empty before.
    pub container: String,
}

/// How a kill ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KillResult {
    /// It is not done yet.
    Open,
    /// The process is gone and so many of its tasks went back.
    Done {
        /// The container or pod that it ran in; empty for a process.
        container: String,
        /// Tasks that went back to their queue.
        requeued: u32,
    },
    /// There is such a worker or container and it is not of this fleet.
    NotOurs,
    /// There is neither a worker nor a container of that name.
    Unknown,
}

/// A scheduler's sign of life.
#[derive(Clone, Debug)]
pub struct SchedulerBeat {
    /// Drawn at its start.
    pub id: uuid::Uuid,
    /// Its host and process.
    pub name: String,
    /// What it does.
    pub duties: Vec<String>,
}

/// What the fleet duty and those who steer it share.
#[async_trait]
pub trait Fleet: Send + Sync {
    /// The fleet; all empty when there never was one.
    async fn fleet(&self) -> Result<FleetState>;

    /// Sets the wanted size, which then is not settled. False when no scheduler keeps a fleet.
    async fn set_wanted(&self, wanted: u32) -> Result<bool>;

    /// Makes the fleet known: sets its backend, and its wanted size where none was set before.
    /// The size is settled where the backend is a new one: nobody has asked this one for it.
    async fn adopt_fleet(&self, backend: &str, wanted: u32) -> Result<FleetState>;

    /// Makes `size` the wanted size and settles it, if the fleet's wanted size is still what
    /// `seen` says, settled or not as there. False when somebody was quicker.
    async fn settle_fleet(&self, seen: &FleetState, size: u32) -> Result<bool>;

    /// Notes what a pass saw.
    async fn report_fleet(&self, present: u32, last_error: &str) -> Result<()>;

    /// Asks the fleet to kill a worker, or what runs in a container or pod, of this name.
    async fn order_kill(
        &self,
        name: &str,
        worker: Option<WorkerId>,
        replace: bool,
        now: Timestamp,
    ) -> Result<OrderId>;

    /// Open kills, oldest first.
    async fn kills(&self) -> Result<Vec<KillOrder>>;

    /// Notes what is about to be stopped for a kill. Where it is to be replaced the wanted size
    /// is not settled any more.
    async fn begin_kill(
        &self,
        order: OrderId,
        worker: Option<WorkerId>,
        container: &str,
    ) -> Result<()>;

    /// Answers a kill. With `lower`, the wanted size falls by one in the same transaction, to 0
    /// at the least; a kill that was answered before changes nothing.
    async fn finish_kill(&self, order: OrderId, result: &KillResult, lower: bool) -> Result<()>;

    /// How a kill stands. Answered ones are kept for an hour at least.
    async fn kill_result(&self, order: OrderId) -> Result<KillResult>;

    /// Notes that a scheduler lives; forgets those that were silent for an hour.
    async fn scheduler_beat(&self, beat: &SchedulerBeat, now: Timestamp) -> Result<()>;

    /// Takes or renews the named lease for `holder`: true when it is held until `now + ttl`,
    /// false when another one's has not ended. A lease saves work, it never makes a duty correct.
    async fn hold_lease(
        &self,
        name: &str,
        holder: uuid::Uuid,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<bool>;
}
