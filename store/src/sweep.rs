//! Letting time act. Every pass is bounded, conditional and safe in several schedulers at once.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{LaneId, TaskId, Timestamp};

use crate::Result;

/// Tasks whose time had come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promoted {
    /// Which, in any order.
    pub tasks: Vec<TaskId>,
    /// Lanes to be poked.
    pub lanes: Vec<LaneId>,
}

/// Tasks that were taken from a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Went back to their queue.
    pub requeued: Vec<TaskId>,
    /// Were parked as poison.
    pub poisoned: Vec<TaskId>,
    /// Ended as somebody had asked before.
    pub canceled: Vec<TaskId>,
    /// Workers that were let go.
    pub workers: u32,
    /// Lanes to be poked.
    pub lanes: Vec<LaneId>,
}

/// The scheduler's half.
#[async_trait]
pub trait Sweep: Send + Sync {
    /// Queues at most `limit` scheduled tasks that are due (not after `now`), earliest first.
    async fn promote_due(&self, now: Timestamp, limit: u32) -> Result<Promoted>;

    /// When the next scheduled task is due.
    async fn next_due(&self) -> Result<Option<Timestamp>>;

    /// Fails at most `limit` queued tasks (`StartTimeout`) that stayed queued for their start
    /// timeout, counted from when they last came into their queue, and says which. The exit code of
    /// a try before is wiped, its row has it.
    async fn expire_starts(&self, now: Timestamp, limit: u32) -> Result<Vec<TaskId>>;

    /// Releases at most `limit` workers whose lease ended and every held task whose
    /// (worker, incarnation) is not live. Does nothing unless some coordinator has been renewing
    /// without a gap for `lease`: an outage of the database or of all coordinators costs no rerun.
    /// A coordinator is renewing while its last beat is no older than that beat's `gap`.
    /// The database's time decides; `now` only stamps. A lease of zero has ended at once.
    ///
    /// A released task goes back to its queue with the due time that it had, loses `picked_at`
    /// and `started_at`, and keeps its attempt as a row (`Lost`, failure `LostWorker`, finished
    /// `now`), unless its cancellation was asked for: then it is canceled, whatever it died of; or
    /// it was running and this is its fifth death: then it fails as poison. The end of a worker
    /// whose kill was asked for and is not answered yet is no death. The open cancel order of a
    /// released attempt goes away. A late report of it is `Fenced`, in all three cases.
    async fn release_lost(&self, lease: Duration, now: Timestamp, limit: u32) -> Result<Released>;

    /// Deletes at most `limit` tasks that ended before `before`, with their attempts and output,
    /// in any order. One pass may look at a part of the history only; the next goes on from there.
    async fn prune(&self, before: Timestamp, limit: u32) -> Result<u64>;

    /// The database's time.
    async fn database_now(&self, now: Timestamp) -> Result<Timestamp>;
}
