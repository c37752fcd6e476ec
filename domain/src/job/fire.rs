//! The step of a job whose time has come.

use super::{
    Cancels, Catchup, Change, FireOutcome, Job, Miss, Overlap, Skip, Trigger, run::SCHEDULER,
    step::STEP,
};
use crate::{
    TaskId, Timestamp, limits,
    schedule::{Plan, When},
};

impl Job {
    /// Decides all nominal times whose start has come by `now`, at most a thousand of them; nothing
    /// when there is none. Only times after [`super::JobState::covered_to`] count, so that a clock
    /// that was set back makes nothing. `draw` gives the id of each run.
    ///
    /// The rules are asked in this order: enabled, blackout, catch-up of what is late by more than
    /// [`limits::FIRE_GRACE`], checks, overlap.
    pub fn fire(&self, now: Timestamp, draw: &mut impl FnMut() -> TaskId) -> Option<Change> {
        let first = (self.state.next?, self.state.fire_at.filter(|&at| at <= now)?);
        let mut change = Change::of(self);
        let plan = self.spec.plan();
        if let Some(plan) = &plan {
            let mut step = Step::new(self, plan, first, now);
            for (nominal, fire_at) in std::mem::take(&mut step.due) {
                let outcome = step.decide(&mut change, nominal, fire_at, draw);
                change.enter(nominal, outcome, now);
            }
        }
        let state = &mut change.job.state;
        if change.runs.is_empty() && matches!(self.spec.schedule.when, When::Interval { .. }) {
            // No time lies between the two, and the next one is an interval away.
            state.covered_to = state.covered_to.max(now);
        }
        change.job.aim(plan.as_ref());
        Some(change)
    }
}

/// What holds for all times of one step.
struct Step<'a> {
    job: &'a Job,
    plan: &'a Plan,
    now: Timestamp,
    /// Nominal times, and when each was to start, in order.
    due: Vec<(Timestamp, Timestamp)>,
    /// The last time due that lies in no blackout; none while a further step follows.
    latest: Option<Timestamp>,
    /// The first of them is late: nobody was there, and what is on time among them was not waited
    /// for either.
    outage: bool,
}

/// A step leaves none of an outage behind, or more than can be on time at one a second.
const SPARE: usize = 100;

/// Whether a fire is a matter of catch-up.
fn is_late(now: Timestamp, fire_at: Timestamp) -> bool {
    now.since(fire_at) > limits::FIRE_GRACE
}

impl<'a> Step<'a> {
    fn new(job: &'a Job, plan: &'a Plan, first: (Timestamp, Timestamp), now: Timestamp) -> Self {
        let following = |&(nominal, _): &(Timestamp, Timestamp)| {
            // The times of an interval follow its runs.
            let next = plan.next(nominal)?;
            let at = job.fire_at(plan, next);
            (at <= now).then_some((next, at))
        };
        let mut due: Vec<_> =
            std::iter::successors(Some(first), following).take(STEP + SPARE + 1).collect();
        let more = due.len() > STEP;
        if more {
            due.truncate(if due.len() > STEP + SPARE { STEP } else { STEP - SPARE });
        }
        let open = due.iter().rev().find(|(nominal, _)| plan.blackout(*nominal).is_none());
        let latest = open.filter(|_| !more).map(|&(nominal, _)| nominal);
        let outage = is_late(now, first.1);
        Self { job, plan, now, due, latest, outage }
    }

    fn decide(
        &self,
        change: &mut Change,
        nominal: Timestamp,
        fire_at: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> FireOutcome {
        let spec = &self.job.spec;
        if !spec.enabled {
            return FireOutcome::Blocked;
        }
        if self.plan.blackout(nominal).is_some() {
            return FireOutcome::Skipped(Skip::Blackout);
        }
        let late = is_late(self.now, fire_at);
        if late {
            if let Some(miss) = self.miss(nominal) {
                return FireOutcome::Missed(miss);
            }
            if self.plan.blackout(self.now).is_some() {
                return FireOutcome::Skipped(Skip::Blackout);
            }
        }
        // Of what may not overlap, the freshest is what the rule means.
        let freshest = self.latest == Some(nominal) || self.job.overlap() == Overlap::Allow;
        if self.outage && !late && spec.catchup == Catchup::Last && !freshest {
            return FireOutcome::Missed(Miss::Superseded);
        }
        if !self.job.may_run() {
            return FireOutcome::Skipped(Skip::Checks);
        }
        if !self.makes_way(change, nominal) {
            return FireOutcome::Skipped(Skip::Overlap);
        }
        let trigger = if late { Trigger::Catchup } else { Trigger::Scheduled };
        let id = draw();
        change.add_run(id, spec.task.clone(), trigger, Some(nominal), SCHEDULER);
        FireOutcome::Fired(id)
    }

    /// Why a late fire is not caught up.
    fn miss(&self, nominal: Timestamp) -> Option<Miss> {
        let spec = &self.job.spec;
        match spec.catchup {
            Catchup::None => Some(Miss::Outage),
            Catchup::Last | Catchup::All if self.now.since(nominal) > spec.catchup_window => {
                Some(Miss::Window)
            }
            Catchup::Last if self.latest != Some(nominal) => Some(Miss::Superseded),
            Catchup::Last | Catchup::All => None,
        }
    }

    /// Whether a run may be made beside those that have not ended, the step's own included.
    fn makes_way(&self, change: &mut Change, nominal: Timestamp) -> bool {
        let open = change.job.state.open_runs;
        // To let all run means to let none be skipped: they line up behind the gate.
        let all = self.job.spec.catchup == Catchup::All && !self.job.state.ungated;
        let lines_up = self.outage && all;
        match self.job.overlap() {
            Overlap::Allow => true,
            Overlap::Skip | Overlap::QueueOne | Overlap::CancelRunning if lines_up => true,
            Overlap::Skip => open == 0,
            Overlap::QueueOne => open <= 1,
            // Of several at once the latest runs: the others would be canceled unborn.
            Overlap::CancelRunning => {
                let latest = self.latest == Some(nominal);
                if latest && self.job.state.open_runs > 0 {
                    change.cancels = Some(Cancels::Open);
                }
                latest
            }
        }
    }
}
