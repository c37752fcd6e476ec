//! What all steps of a job share: why one is refused, and where a job aims after it.

use std::time::Duration;

use super::{Catchup, Change, Fire, FireOutcome, Job, JobSpec, Miss, Overlap};
use crate::{
    Timestamp, Violations,
    schedule::{Plan, Schedule, When, next_interval},
};

/// Nominal times that one step enters at the most; a further step goes on.
pub(super) const STEP: usize = 1_000;

/// Why a job does not do what it was asked. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobRefusal {
    /// What was said is wrong.
    #[error(transparent)]
    Invalid(#[from] Violations),
    /// Nothing of it runs while it is not enabled.
    #[error("the job is not enabled")]
    Disabled,
    /// A run has not ended, and the job lets no further one in.
    #[error("a run of the job has not ended")]
    AlreadyRunning,
    /// One run waits for the end of another already, and the job lets no further one wait.
    #[error("a run of the job waits already, and no second one may")]
    AlreadyWaiting,
    /// The job requires checks, and there is none or not all of them are ok: in words, how they
    /// stand.
    #[error("{0}")]
    ChecksNotOk(String),
    /// After a long outage there are more fires to enter than one step takes. Whoever edits keeps
    /// what [`Job::catch_up`] says until that is nothing, and then tries again.
    #[error("fires of the time before are still being entered; try again")]
    Behind {
        /// The edit disables the job: what is due by then runs no more.
        disables: bool,
    },
}

impl Schedule {
    /// Whether it is switched on and there is something to switch on.
    pub fn is_on(&self) -> bool {
        self.active && self.when != When::None
    }
}

impl JobSpec {
    /// Whether its runs stand behind the job's gate. A run that the gate does not know would not
    /// be waited for, so that it is all of them or none.
    pub(super) const fn is_gated(&self) -> bool {
        match self.overlap {
            Overlap::QueueOne | Overlap::CancelRunning => true,
            // What is caught up lines up.
            Overlap::Skip => matches!(self.catchup, Catchup::All),
            Overlap::Allow => false,
        }
    }

    /// Its schedule, understood. A kept one always is, unless its zone is gone from newer data.
    pub(super) fn plan(&self) -> Option<Plan> {
        Plan::new(&self.schedule).ok()
    }
}

impl Change {
    /// The change that changes nothing.
    pub(super) fn of(job: &Job) -> Self {
        Self {
            job: job.clone(),
            edited_by: None,
            fires: Vec::new(),
            runs: Vec::new(),
            settled: Vec::new(),
            cancels: None,
        }
    }

    /// Whether it leaves all as it is in `job`, as which it was read: there is nothing to keep.
    pub fn is_nothing(&self, job: &Job) -> bool {
        let Self { job: after, edited_by, fires, runs, settled, cancels } = self;
        let says_nothing = edited_by.is_none() && settled.is_empty() && cancels.is_none();
        says_nothing && fires.is_empty() && runs.is_empty() && after == job
    }

    /// Enters what became of a nominal time, by the version of now.
    pub(super) fn enter(&mut self, nominal: Timestamp, outcome: FireOutcome, now: Timestamp) {
        let (job, version) = (self.job.id, self.job.version);
        self.fires.push(Fire { job, nominal, outcome, decided_at: now, version });
        self.job.state.covered_to = self.job.state.covered_to.max(nominal);
    }

    /// Enters, as missed by a change of the schedule, the times up to where the next version begins
    /// that nobody acted upon; whether one step took all of them. After [`Job::fire`] it is the one
    /// that waits for the end of its jitter, if there is one.
    pub(super) fn lapse(&mut self, now: Timestamp) -> bool {
        let until = self.job.turn(now);
        let interval = matches!(self.job.spec.schedule.when, When::Interval { .. });
        let plan = self.job.spec.plan().filter(|_| !interval);
        for _ in 0..STEP {
            let Some(nominal) = self.job.state.next.filter(|&next| next <= until) else {
                return true;
            };
            self.enter(nominal, FireOutcome::Missed(Miss::Changed), now);
            self.job.state.next = plan.as_ref().and_then(|plan| plan.next(nominal));
        }
        false
    }

    /// Makes `spec` the job's next version, said by `by`. With `reset` its schedule counts from now.
    pub(super) fn version(&mut self, spec: JobSpec, by: &str, reset: bool, now: Timestamp) {
        let turn = self.job.turn(now);
        let job = &mut self.job;
        let state = &mut job.state;
        job.updated_at = job.updated_at.max(now);
        if reset {
            job.updated_at = turn;
            state.anchor = turn;
            state.covered_to = turn;
            state.next_light = None;
        }
        state.ungated |= state.open_runs > 0 && spec.is_gated() && !job.spec.is_gated();
        job.spec = spec;
        job.version += 1;
        self.edited_by = Some(by.to_owned());
    }
}

impl Job {
    /// Where a schedule that is set now begins to count: versions follow one another, and no time
    /// belongs to two of them, though the clock was set back.
    fn turn(&self, now: Timestamp) -> Timestamp {
        now.max(self.updated_at).max(self.state.covered_to)
    }

    /// Sets the next time, by what holds now.
    pub(super) fn aim(&mut self, plan: Option<&Plan>) {
        let plan = plan.filter(|_| self.spec.schedule.is_on());
        let next = plan.and_then(|plan| self.next_after(plan, self.state.covered_to));
        self.state.next = next;
        self.state.next_light = plan.zip(next).and_then(|(plan, next)| self.light_from(plan, next));
        self.state.fire_at = plan.zip(next).map(|(plan, next)| self.fire_at(plan, next));
    }

    pub(super) fn next_after(&self, plan: &Plan, after: Timestamp) -> Option<Timestamp> {
        let schedule = &self.spec.schedule;
        let When::Interval { seconds } = schedule.when else { return plan.next(after) };
        if self.state.open_runs > 0 {
            return None;
        }
        // A time that made no run is a baseline too, or it would come again at once.
        let anchor = self.state.anchor.max(after);
        let next = next_interval(Duration::from_secs(seconds), anchor, self.state.last_finished);
        let next = schedule.starts_at.map_or(next, |starts| next.max(starts));
        schedule.ends_at.is_none_or(|ends| next < ends).then_some(next)
    }

    /// When the run of a nominal time is to start: later by its jitter, but never after the next
    /// nominal time, so that fires keep their order and one at the most is pending.
    pub(super) fn fire_at(&self, plan: &Plan, nominal: Timestamp) -> Timestamp {
        if self.spec.schedule.jitter.is_zero() {
            return nominal;
        }
        let at = nominal.plus(plan.jitter(self.id.0.as_bytes(), nominal));
        plan.next(nominal).map_or(at, |next| at.min(next))
    }
}
