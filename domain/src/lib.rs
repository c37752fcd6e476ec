//! What a task, a worker, a lane and a rule is, and how each may move.
//!
//! Everything here is pure: no async, no I/O, no clock, no environment. `now` is always an
//! argument, so a simulated year costs nothing and the same rule serves every driver.

pub mod access;
pub mod activity;
pub mod dispatch;
pub mod history;
pub mod id;
pub mod job;
pub mod lane;
pub mod limits;
pub mod output;
pub mod schedule;
pub mod task;
pub mod time;
pub mod validate;
pub mod worker;

pub use id::{AttemptRef, CoordinatorId, Incarnation, JobId, LaneId, OrderId, TaskId, WorkerId};
pub use task::{
    Attempt, Event, Failure, FailureKind, Outcome, Refusal, Task, TaskSpec, TaskState, Verdict,
};
pub use time::{NotATime, Timestamp};
pub use validate::{Violation, Violations};
