//! A job: a task that comes back, with a schedule, policies, and a ledger of its fires.
//!
//! All that happens to a job is a [`Change`]: a pure function of the job as it was read and of
//! `now` says what it becomes, which fires are entered and which runs are made, and the store
//! keeps all of it or, when the job moved meanwhile, nothing.

mod ledger;
mod record;
mod spec;

pub use ledger::{Fire, FireOutcome, Miss, Skip};
pub use record::{
    Change, CheckState, CheckStatus, Job, JobState, Run, RunOf, RunPlan, Trigger, Version,
};
pub use spec::{Catchup, Check, CheckWork, JobSpec, Notify, NotifyOn, Overlap};
