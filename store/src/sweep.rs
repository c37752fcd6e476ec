//! Letting time act. Every pass is bounded, conditional and safe in several schedulers at once.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{AttemptRef, LaneId, TaskId, Timestamp, WorkerId};

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

/// A running attempt of which nothing was told for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Which.
    pub of: AttemptRef,
    /// Who was told to stop it.
    pub worker: WorkerId,
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

    /// Tells the workers of at most `limit` running attempts to stop them, the longest running
    /// first: attempts of which nothing was told for their heartbeat timeout. Each is told of once,
    /// by an order ([`OrderKind::TimeOut`]) that is gone when it has ended; its own report ends it.
    /// One whose cancellation was asked for is being stopped already.
    ///
    /// Counters and progress are telling, in whatever way they come ([`Counters`], [`Output`]).
    /// An attempt's silence begins when it is claimed, when it starts, when something is told of
    /// it, or when coordinators began to renew without a gap, whichever is the latest: while
    /// nobody was there to be told, nothing could be told. Does nothing while none of them is.
    ///
    /// [`OrderKind::TimeOut`]: taskmaster_domain::worker::OrderKind::TimeOut
    /// [`Counters`]: crate::Counters
    /// [`Output`]: crate::Output
    async fn expire_heartbeats(&self, now: Timestamp, limit: u32) -> Result<Vec<Silent>>;

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
    /// A run stays until its job knows of its end, however long that takes: without it the job would
    /// take the run for open for ever.
    async fn prune(&self, before: Timestamp, limit: u32) -> Result<u64>;

    /// The database's time.
    async fn database_now(&self, now: Timestamp) -> Result<Timestamp>;
}
