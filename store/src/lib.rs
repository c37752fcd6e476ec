//! The contract with a database, split by who asks.
//!
//! Every sentence on a trait is a promise, and the conformance suite has a case for it that runs
//! on every driver. Calls take batches, take `now` as an argument and are safe to repeat: after
//! an unknown commit the caller calls again with the same ids.
//!
//! A state changes only as [`taskmaster_domain::TaskState::apply`] says. Drivers guard each
//! write with the state that it starts from.

mod activity;
mod admin;
#[cfg(feature = "conformance")]
pub mod conformance;
mod control;
pub mod counters;
mod dispatch;
mod error;
mod fleet;
mod gates;
mod history;
mod identity;
pub mod jobs;
mod lanes;
mod output;
pub mod search;
mod session;
mod submit;
mod sweep;
mod view;
mod wake;

pub use activity::{ActivityFeed, ActivityRow};
pub use admin::{Admin, Drift, MigrationStatus};
pub use control::{Command, Control, Controlled};
pub use counters::{Addition, Counters, Mark, ProgressNote, Told};
pub use dispatch::{Claim, Claimed, Dispatch, End, LaneHead, Recorded, Seat, Stand, Start};
pub use error::{Error, Result};
pub use fleet::{Fleet, FleetState, KillOrder, KillResult, SchedulerBeat};
pub use gates::{Gates, QueueRules};
pub use history::{ALL_QUEUES, History, Minute, OTHER_QUEUES};
pub use identity::{ClusterKey, EndedSession, Identity, SessionNonce, SignInCode};
pub use jobs::{
    Deleted, EndedRun, FireFilter, JobFilter, JobPage, JobWrite, Jobs, KeptRuns, RunFilter, Written,
};
pub use lanes::Lanes;
pub use output::{LiveNote, Output};
pub use search::{Filled, Search};
pub use session::{Beat, BeatAnswer, CoordinatorBeat, Holding, Sessions, Welcome, Welcomed};
pub use submit::{NewTask, Submit, Submitted};
pub use sweep::{Promoted, Released, Silent, Sweep};
pub use view::{CoordinatorInfo, Page, QueueCount, SchedulerInfo, TaskFilter, View};
pub use wake::{FEW, JobMoment, Wake, WakeBus, Wakes};

/// All that a coordinator asks of a store.
pub trait CoordinatorStore:
    Submit
    + Dispatch
    + Control
    + Counters
    + Sessions
    + Output
    + View
    + Fleet
    + Identity
    + History
    + ActivityFeed
    + Jobs
    + Gates
    + Wakes
{
}
impl<
    T: Submit
        + Dispatch
        + Control
        + Counters
        + Sessions
        + Output
        + View
        + Fleet
        + Identity
        + History
        + ActivityFeed
        + Jobs
        + Gates
        + Wakes,
> CoordinatorStore for T
{
}

/// All that a scheduler asks of a store.
pub trait SchedulerStore:
    Sweep
    + Submit
    + Control
    + Search
    + History
    + ActivityFeed
    + Jobs
    + Gates
    + Fleet
    + View
    + Sessions
    + Wakes
{
}
impl<
    T: Sweep
        + Submit
        + Control
        + Search
        + History
        + ActivityFeed
        + Jobs
        + Gates
        + Fleet
        + View
        + Sessions
        + Wakes,
> SchedulerStore for T
{
}

/// All of it.
pub trait Store: CoordinatorStore + SchedulerStore + Admin {}
impl<T: CoordinatorStore + SchedulerStore + Admin> Store for T {}
