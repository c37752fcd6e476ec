//! What is said about a job, judged before anybody reads the job.

use super::{JobSpec, Timing};
use crate::{Timestamp, Violations, schedule::Schedule};

/// What is said about when a job runs, with all that is wrong with the schedule in it.
///
/// To find that out takes up to a second for the worst of schedules. So whoever has deadlines does it once
/// and elsewhere, and not with each try to change a job that others change as well.
#[derive(Clone, Debug)]
pub struct Judged<T> {
    pub(super) said: T,
    pub(super) wrong: Violations,
}

impl Judged<JobSpec> {
    /// All of a spec, judged at `now`.
    pub fn spec(said: JobSpec, now: Timestamp) -> Self {
        let wrong = faults(&said.schedule, now);
        Self { said, wrong }
    }
}

impl Judged<Timing> {
    /// What a spec says about time, judged at `now`.
    pub fn timing(said: Timing, now: Timestamp) -> Self {
        let wrong = faults(&said.schedule, now);
        Self { said, wrong }
    }
}

/// What is wrong with the schedule of a spec.
pub(super) fn faults(schedule: &Schedule, now: Timestamp) -> Violations {
    let mut wrong = Violations::default();
    schedule.check("schedule", &mut wrong, now);
    wrong
}
