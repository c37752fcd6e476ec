//! What the end of a run makes of its job.

use super::{Cancels, Change, CheckState, CheckStatus, Job, Overlap, RunOf, Trigger};
use crate::{TaskId, TaskState, Timestamp, schedule::When};

/// Who switches off a schedule whose runs fail.
pub const BREAKER: &str = "system:breaker";

/// A run, or a check, that ended and is not part of its job's state yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The task.
    pub id: TaskId,
    /// Which run of which job.
    pub of: RunOf,
    /// How it ended.
    pub state: TaskState,
    /// When.
    pub finished_at: Timestamp,
    /// Code of its command.
    pub exit_code: Option<i32>,
    /// Its counter `errors`.
    pub errors: i64,
    /// Why it failed, for people; empty when it did not.
    pub message: String,
}

/// Whether such an end counts as a failure of the schedule: only of a run that the schedule made,
/// when it failed with its last try or counted errors.
pub const fn should_break(trigger: Trigger, state: TaskState, errors: i64) -> bool {
    trigger.is_of_schedule() && (errors > 0 || matches!(state, TaskState::Failed))
}

impl Job {
    /// Whether ends that are not part of its state yet may let it do what its rules refuse now.
    pub fn awaits_ends(&self) -> bool {
        let is_tried = |check: &CheckState| check.status == CheckStatus::Running;
        self.state.open_runs > 0 && self.overlap() != Overlap::Allow
            || self.spec.requires_checks && self.state.checks.iter().any(is_tried)
    }

    /// Makes the ends of these runs and checks part of its state. When as many scheduled runs as
    /// its threshold says failed one after the other it is broken: a version, edited by
    /// [`BREAKER`], with its schedule off, and runs of the schedule that never began are canceled.
    /// Nothing when that must wait until [`Self::fire`] has entered the many fires of a long outage.
    pub fn settle(&self, ended: &[Ended], now: Timestamp) -> Option<Change> {
        let mut change = Change::of(self);
        let mut in_order: Vec<&Ended> = ended.iter().collect();
        in_order.sort_by_key(|ended| (ended.finished_at, ended.id));
        for end in in_order {
            change.settled.push(end.id);
            match end.of.trigger {
                Trigger::Check => change.job.settle_check(end),
                Trigger::Manual | Trigger::Scheduled | Trigger::Catchup | Trigger::Api => {
                    change.job.settle_run(end);
                }
            }
        }
        if change.job.state.broken && !self.state.broken {
            change.switch_off(now)?;
            change.cancels = Some(Cancels::OfSchedule);
        }
        let job = &mut change.job;
        if let When::Interval { .. } = job.spec.schedule.when {
            job.aim(job.spec.plan().as_ref());
        }
        Some(change)
    }

    fn settle_run(&mut self, end: &Ended) {
        let state = &mut self.state;
        state.open_runs = (state.open_runs - 1).max(0);
        state.ungated &= state.open_runs > 0;
        state.last_finished = state.last_finished.max(Some(end.finished_at));
        if should_break(end.of.trigger, end.state, end.errors) {
            state.failures = state.failures.saturating_add(1);
            let threshold = self.spec.breaker_threshold;
            // One that is off has nothing to be switched off.
            if threshold > 0 && state.failures >= threshold && self.spec.schedule.is_on() {
                state.broken_errors = if state.broken { state.broken_errors } else { end.errors };
                state.broken = true;
            }
        } else if end.of.trigger.is_of_schedule() && end.state == TaskState::Completed {
            state.failures = 0;
        }
    }

    fn settle_check(&mut self, end: &Ended) {
        let checks = self.spec.checks.iter().zip(&mut self.state.checks);
        // One that was changed or tried again since knows another task.
        let Some((check, state)) = checks.into_iter().find(|(_, state)| state.task == Some(end.id))
        else {
            return;
        };
        let ok = end.state == TaskState::Completed;
        state.status = if ok { CheckStatus::Ok } else { CheckStatus::Failed };
        state.checked_at = Some(end.finished_at);
        state.message = check.told(end.state, end.exit_code, &end.message);
    }
}

impl Change {
    /// Switches the schedule of a job that is broken now off. Times that came and were not acted
    /// upon are missed: they would fail like the others.
    fn switch_off(&mut self, now: Timestamp) -> Option<()> {
        if !self.lapse(now) {
            return None;
        }
        let mut spec = self.job.spec.clone();
        spec.schedule.active = false;
        self.version(spec, BREAKER, true, now);
        self.job.aim(None);
        Some(())
    }
}
