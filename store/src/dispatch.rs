//! Handing work out and taking results back: the hot path.

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, Failure, Incarnation, LaneId, TaskSpec, Timestamp, Verdict, WorkerId,
};

use crate::Result;

/// Room for one attempt at one worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Whose.
    pub worker: WorkerId,
    /// The session that the coordinator holds; a seat of another session is void.
    pub session: i64,
}

/// A wish for due tasks of one lane.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Whose tasks.
    pub lane: LaneId,
    /// The best task goes to the first seat, the next to the second, and so on.
    pub seats: Vec<Seat>,
}

/// A task that was assigned.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// Which try of which task.
    pub of: AttemptRef,
    /// Who has it.
    pub worker: WorkerId,
    /// What is to be done.
    pub spec: TaskSpec,
    /// When it is due; its place in its lane.
    pub due: Timestamp,
    /// Since when this attempt waited: `due`, or the end of the attempt before if that is later.
    pub since: Timestamp,
}

/// The first task of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneHead {
    /// Which lane.
    pub lane: LaneId,
    /// Of its first task.
    pub priority: i32,
    /// Of its first task.
    pub due: Timestamp,
}

/// An attempt that its worker started.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// Which.
    pub of: AttemptRef,
    /// Who says so.
    pub incarnation: Incarnation,
    /// When.
    pub started_at: Timestamp,
}

/// An attempt that its worker ended, judged.
#[derive(Clone, Debug)]
pub struct End {
    /// Which.
    pub of: AttemptRef,
    /// Who says so.
    pub incarnation: Incarnation,
    /// What becomes of the task.
    pub verdict: Verdict,
    /// When it started, if it did.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Code of its command.
    pub exit_code: Option<i32>,
    /// Why it failed; sanitised.
    pub failure: Option<Failure>,
    /// What it gave, as JSON; sanitised.
    pub result: Option<String>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is kept, and was not before this call.
    Recorded,
    /// It is kept since an earlier word of the same speaker; this one changed nothing.
    Repeated,
    /// The attempt is not the speaker's any more, or never was. Nothing changed.
    Fenced,
}

/// What the judge of a failed attempt needs; see [`taskmaster_domain::task::Standing`].
#[derive(Clone, Debug)]
pub struct Stand {
    /// Which attempt.
    pub of: AttemptRef,
    /// Its task's spec, for its retry policy.
    pub spec: TaskSpec,
    /// Tries used before this one.
    pub tries_used: i32,
    /// Somebody asked for its end.
    pub cancel_requested: bool,
}

/// The half of the store that moves due work through workers.
#[async_trait]
pub trait Dispatch: Send + Sync {
    /// Assigns due tasks of one lane: higher priority first, then earlier due time, then lower
    /// id. No two callers get the same one. Tasks of a paused queue and tasks behind a gate are
    /// not given. A seat whose worker has another session by now, is draining or released gets
    /// nothing and the next one is filled instead. Each claim raises the task's attempt, stamps
    /// `picked_at` and wipes the stamps and the end (exit code, failure, result) of the attempt
    /// before. The answer is in the order of the filled seats, and so of the tasks.
    async fn claim(&self, claim: &Claim, now: Timestamp) -> Result<Vec<Claimed>>;

    /// The first ready task of each of these lanes that has one, by one index probe each.
    async fn lane_heads(&self, lanes: &[LaneId]) -> Result<Vec<LaneHead>>;

    /// How many tasks of this lane's queue are queued, from the counters.
    async fn queued(&self, lane: LaneId) -> Result<u64>;

    /// Moves assigned attempts to running. One that is running or has ended by a report of the
    /// same speaker is `Repeated` and unchanged; a stale one is `Fenced` and changes nothing. The
    /// answer is in the order of `starts`.
    async fn start(&self, starts: &[Start]) -> Result<Vec<Recorded>>;

    /// What a judge needs of these attempts, in their order; those that are not current (their
    /// task's latest, and held) are left out.
    async fn stands(&self, attempts: &[AttemptRef]) -> Result<Vec<Stand>>;

    /// Ends attempts. `Completed`, `Failed`, `Canceled` end the task; `RetryAt` schedules it, or
    /// queues it when the time has come, keeps the attempt as a row (`Failed`) and uses a try;
    /// `Requeued` queues it, keeps the attempt as a row (`Lost` when it had started, `Returned`
    /// when not) and uses none. `Completed`, `Failed` and `RetryAt` use a try. The speaker's
    /// completed count rises with `Completed`, its failed count with `Failed` and `RetryAt`.
    ///
    /// `finished_at` of the end is the task's, or the row's. A task that goes back loses
    /// `picked_at` and `started_at`, which its row has, and keeps worker, exit code and failure
    /// until its next claim. `RetryAt` makes its time the task's due time; `Requeued` leaves the
    /// due time, and so the task's place in its lane. Where somebody asked for the task's end
    /// meanwhile, `RetryAt` and `Requeued` count as `Canceled`: no try, no row.
    ///
    /// The start of an attempt that is running already stays as it was: a stamp is set once.
    ///
    /// A stale report (another attempt, another incarnation, a task that is not held) changes
    /// nothing and is `Fenced`, except a repeat: when a report of this speaker ended this very
    /// attempt, any further one is `Repeated` and changes nothing, also when the task was claimed
    /// or retried since, and within one batch. The answer is in the order of `ends`.
    async fn report(&self, ends: &[End], now: Timestamp) -> Result<Vec<Recorded>>;
}
