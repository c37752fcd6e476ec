//! A job: a task that comes back, with a schedule, policies, and a ledger of its fires.
//!
//! All that happens to a job is a [`Change`]: a pure function of the job as it was read and of
//! `now` says what it becomes, which fires are entered and which runs are made, and the store
//! keeps all of it or, when the job moved meanwhile, nothing.

mod check;
mod coming;
mod edit;
mod fire;
mod judged;
mod ledger;
mod notify;
mod record;
mod run;
mod settle;
mod spec;
mod step;
mod verify;

pub use coming::ScheduleState;
pub use edit::Timing;
pub use judged::Judged;
pub use ledger::{Fire, FireOutcome, Miss, Skip};
pub use record::{
    Cancels, Change, CheckState, CheckStatus, Job, JobState, Run, RunOf, RunPlan, Trigger, Version,
};
pub use run::Overrides;
pub use settle::{BREAKER, Ended, should_break};
pub use spec::{Catchup, Check, CheckWork, JobSpec, Notify, NotifyOn, Overlap};
pub use step::JobRefusal;
pub use verify::{Verified, verify, verify_some};

#[cfg(test)]
mod tests;
