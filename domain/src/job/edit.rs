//! Making a job, and setting what its owner says about it.

use std::time::Duration;

use super::{
    Catchup, Change, CheckStatus, Job, JobRefusal, JobSpec, JobState, Overlap, spec::check_window,
};
use crate::{JobId, TaskId, Timestamp, Violations, schedule::Schedule};

/// All that a job says about time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// When it runs by itself.
    pub schedule: Schedule,
    /// While a run has not ended.
    pub overlap: Overlap,
    /// After an outage.
    pub catchup: Catchup,
    /// How long after its time a fire may still be caught up.
    pub catchup_window: Duration,
}

impl Job {
    /// A new job, in its first version.
    ///
    /// # Errors
    /// The spec is wrong, or it is switched on and requires checks, which nobody has tried yet.
    pub fn create(
        id: JobId,
        spec: JobSpec,
        by: &str,
        now: Timestamp,
    ) -> Result<Change, JobRefusal> {
        spec.check(now)?;
        let mut state = JobState { anchor: now, covered_to: now, ..JobState::default() };
        state.adopt_checks(&JobSpec::default(), &spec);
        let mut job = Self {
            id,
            spec,
            version: 1,
            revision: 0,
            state,
            created_by: by.to_owned(),
            created_at: now,
            updated_at: now,
        };
        if job.spec.schedule.is_on() {
            job.need_checks()?;
        }
        job.aim(job.spec.plan().as_ref());
        let mut change = Change::of(&job);
        change.edited_by = Some(by.to_owned());
        Ok(change)
    }

    /// Sets all that its owner says. A schedule that differs is set as by [`Self::set_schedule`];
    /// one that does not goes on undisturbed. What is due by the version before is fired first.
    ///
    /// While the schedule stays on, required checks that nobody has tried since they were said are
    /// tried at once: until they are ok its times are skipped.
    ///
    /// # Errors
    /// The spec is wrong; it switches the schedule on, and required checks are not ok; or see
    /// [`JobRefusal::Behind`].
    pub fn edit(
        &self,
        mut spec: JobSpec,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        let reset = spec.schedule != self.spec.schedule;
        if reset {
            spec.check(now)?;
        } else {
            // One that stays need not have a time left.
            let schedule = std::mem::take(&mut spec.schedule);
            spec.check(now)?;
            spec.schedule = schedule;
        }
        self.set(spec, reset, by, now, draw)
    }

    /// Sets when it runs. That mends a broken job, and the schedule counts from now: an interval
    /// ends its first time one interval from now. What is due by the version before is fired first.
    ///
    /// # Errors
    /// As [`Self::edit`]. A schedule that is off is never refused for its checks.
    pub fn set_schedule(
        &self,
        timing: Timing,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        timing.check(now)?;
        let Timing { schedule, overlap, catchup, catchup_window } = timing;
        let spec = JobSpec { schedule, overlap, catchup, catchup_window, ..self.spec.clone() };
        self.set(spec, true, by, now, draw)
    }

    fn set(
        &self,
        spec: JobSpec,
        reset: bool,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        let mut change = self.fire(now, draw).unwrap_or_else(|| Change::of(self));
        let is_behind = change.job.state.fire_at.is_some_and(|at| at <= now);
        if is_behind || reset && !change.lapse(now) {
            return Err(JobRefusal::Behind);
        }
        change.job.state.adopt_checks(&self.spec, &spec);
        change.version(spec, by, reset, now);
        if reset {
            let job = &mut change.job;
            if job.spec.schedule.is_on() && !self.spec.schedule.is_on() {
                job.need_checks()?;
            }
            job.state.broken = false;
            job.state.broken_errors = 0;
            job.state.failures = 0;
            job.aim(job.spec.plan().as_ref());
        }
        let spec = &change.job.spec;
        if spec.requires_checks && spec.enabled && spec.schedule.is_on() {
            change.try_checks(|state| state.status == CheckStatus::Unknown, by, draw);
        }
        Ok(change)
    }
}

impl Timing {
    /// All that is wrong with it. What the rest of the spec says was checked when it was said.
    fn check(&self, now: Timestamp) -> Result<(), Violations> {
        let mut v = Violations::default();
        self.schedule.check("schedule", &mut v, now);
        check_window(self.catchup_window, &mut v);
        v.or(())
    }
}
