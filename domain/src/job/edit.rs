//! Making a job, and setting what its owner says about it.

use std::time::Duration;

use super::{
    Cancels, Catchup, Change, CheckStatus, Job, JobRefusal, JobSpec, JobState, Judged, Overlap,
    judged::faults, spec::check_window,
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

    /// A new job like this one, under another name and whose this one is. Its schedule is off, so that
    /// nothing runs twice unasked.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn copy(
        &self,
        id: JobId,
        name: String,
        by: &str,
        now: Timestamp,
    ) -> Result<Change, JobRefusal> {
        let mut spec = JobSpec { name, owner: self.owner().to_owned(), ..self.spec.clone() };
        spec.schedule.active = false;
        Self::create(id, spec, by, now)
    }

    /// Sets all that its owner says. A schedule that differs is set as by [`Self::set_schedule`];
    /// one that does not goes on undisturbed. What is due by the version before is fired first. What
    /// holds already makes no version: of the change, `edited_by` is nobody then.
    ///
    /// One that disables the job is the exception: what is due by then is blocked, and what never
    /// began is canceled.
    ///
    /// While the schedule stays on, required checks that nobody has tried since they were said are
    /// tried at once: until they are ok its times are skipped.
    ///
    /// # Errors
    /// The spec is wrong; it switches the schedule on, and required checks are not ok; it leaves the
    /// schedule on and no check where checks are required; or see [`JobRefusal::Behind`].
    pub fn edit(
        &self,
        spec: JobSpec,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        self.edit_judged(&Judged::spec(spec, now), by, now, draw)
    }

    /// As [`Self::edit`], where the schedule was judged a moment ago.
    ///
    /// # Errors
    /// As [`Self::edit`].
    pub fn edit_judged(
        &self,
        judged: &Judged<JobSpec>,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        let mut spec = judged.said.clone();
        self.adopt_words(&mut spec);
        let reset = spec.schedule != self.spec.schedule;
        // One that stays need not have a time left.
        let nothing = Violations::default();
        spec.check_with(if reset { &judged.wrong } else { &nothing }, now)?;
        self.set(spec, reset, by, now, draw)
    }

    /// What can be said in two ways is told in one of them, and stays as it was said: to give back what
    /// was told is no change. Whose a job is may follow from who made it; metadata may be absent or empty.
    fn adopt_words(&self, spec: &mut JobSpec) {
        let owner = if spec.owner.is_empty() { &self.created_by } else { &spec.owner };
        if owner == self.owner() {
            spec.owner.clone_from(&self.spec.owner);
        }
        let (metadata, kept) = (&mut spec.task.metadata, &self.spec.task.metadata);
        let is_empty = |text: &str| matches!(text, "" | "{}");
        if is_empty(metadata) && is_empty(kept) {
            metadata.clone_from(kept);
        }
    }

    /// Sets when it runs. That mends a broken job, and a schedule that differs counts from now: an
    /// interval ends its first time one interval from now. One that does not goes on undisturbed, and
    /// makes no version. What is due by the version before is fired first.
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
        self.set_schedule_judged(&Judged::timing(timing, now), by, now, draw)
    }

    /// As [`Self::set_schedule`], where the schedule was judged a moment ago.
    ///
    /// # Errors
    /// As [`Self::set_schedule`].
    pub fn set_schedule_judged(
        &self,
        judged: &Judged<Timing>,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        judged.said.check_with(&judged.wrong)?;
        let Timing { schedule, overlap, catchup, catchup_window } = judged.said.clone();
        let spec = JobSpec { schedule, overlap, catchup, catchup_window, ..self.spec.clone() };
        self.set(spec, true, by, now, draw)
    }

    /// A step towards an edit that was [`Behind`](JobRefusal::Behind): enters fires of the time before,
    /// as blocked ones when the edit `disables` the job. Nothing when none is due.
    pub fn catch_up(
        &self,
        disables: bool,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Option<Change> {
        if !disables {
            return self.fire(now, draw);
        }
        let mut change = self.disabled().fire(now, draw)?;
        // The edit itself is still to come.
        change.job.spec.enabled = self.spec.enabled;
        Some(change)
    }

    /// The same, when nothing of it may run.
    fn disabled(&self) -> Self {
        let spec = JobSpec { enabled: false, ..self.spec.clone() };
        Self { spec, ..self.clone() }
    }

    fn set(
        &self,
        spec: JobSpec,
        set_schedule: bool,
        by: &str,
        now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        let disables = self.spec.enabled && !spec.enabled;
        // A run that it made would be canceled unborn.
        let fired = if disables { self.disabled().fire(now, draw) } else { self.fire(now, draw) };
        let mut change = fired.unwrap_or_else(|| Change::of(self));
        let differs = spec != self.spec;
        let reset = set_schedule && differs;
        let is_behind = change.job.state.fire_at.is_some_and(|at| at <= now);
        if is_behind || reset && !change.lapse(now) {
            return Err(JobRefusal::Behind { disables });
        }
        if differs {
            change.job.state.adopt_checks(&self.spec, &spec);
            change.version(spec, by, reset, now);
        }
        if disables {
            change.cancels = Some(Cancels::Unbegun);
        }
        let job = &mut change.job;
        let (was_on, is_on) = (self.spec.schedule.is_on(), job.spec.schedule.is_on());
        // Without a check there is nothing that could let it run one day.
        if is_on && (!was_on || job.spec.checks.is_empty()) {
            job.need_checks()?;
        }
        if set_schedule {
            job.state.broken = false;
            job.state.broken_errors = 0;
            job.state.failures = 0;
        }
        if reset {
            job.aim(job.spec.plan().as_ref());
            // Its last time may have gone by since it was judged.
            if is_on && job.has_ended() {
                let (mut v, mut over) = (Violations::default(), Violations::default());
                job.spec.schedule.tell_over(&mut over, job.state.covered_to);
                v.nest("schedule", over);
                return Err(v.into());
            }
        }
        if job.spec.requires_checks && job.spec.enabled && is_on {
            change.try_checks(|state| state.status == CheckStatus::Unknown, by, draw);
        }
        Ok(change)
    }
}

impl Timing {
    /// All that is wrong with it. What the rest of the spec says was checked when it was said.
    ///
    /// # Errors
    /// The violations, when there is one.
    pub fn check(&self, now: Timestamp) -> Result<(), Violations> {
        self.check_with(&faults(&self.schedule, now))
    }

    fn check_with(&self, of_schedule: &Violations) -> Result<(), Violations> {
        let mut v = of_schedule.clone();
        check_window(self.catchup_window, &mut v);
        v.or(())
    }
}
