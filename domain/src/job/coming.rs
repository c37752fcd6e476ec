//! What of a job is to come.

use super::Job;
use crate::{Timestamp, schedule::When};

/// How a schedule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleState {
    /// There is none, or it is switched off.
    Off,
    /// It has times to come.
    On,
    /// The breaker switched it off.
    Broken,
    /// It is on, and all its times are past.
    Ended,
}

impl Job {
    /// Its next time as people are told it: none while it is not enabled, off, broken, or waits for
    /// the end of a run.
    pub fn next_run_at(&self) -> Option<Timestamp> {
        let runs = self.spec.enabled && self.spec.schedule.is_on() && !self.state.broken;
        self.state.next.filter(|_| runs)
    }

    /// How its schedule stands, whether or not the job is enabled.
    pub fn schedule_state(&self) -> ScheduleState {
        if self.state.broken {
            ScheduleState::Broken
        } else if !self.spec.schedule.is_on() {
            ScheduleState::Off
        } else if self.has_ended() {
            ScheduleState::Ended
        } else {
            ScheduleState::On
        }
    }

    /// Whether its schedule, which is on, has no time left: each that it names is in the ledger.
    fn has_ended(&self) -> bool {
        // An interval that waits for the end of a run has its next time afterwards.
        let waits = matches!(self.spec.schedule.when, When::Interval { .. });
        if self.state.next.is_some() || waits && self.state.open_runs > 0 {
            return false;
        }
        let plan = self.spec.plan();
        plan.is_some_and(|plan| self.next_after(&plan, self.state.covered_to).is_none())
    }

    /// Whether it is enabled and switched on and yet will never run: it has neither a next time nor a
    /// run that has not ended, and that is not because its schedule has come to its end.
    pub fn is_stuck(&self) -> bool {
        let waits = self.state.next.is_some() || self.state.open_runs > 0;
        self.spec.enabled && !waits && self.schedule_state() == ScheduleState::On
    }

    /// At most `n` times up to and including `until` at which it will run, those in blackouts left
    /// out; of an interval the next one only.
    pub fn coming(&self, n: usize, until: Timestamp) -> Vec<Timestamp> {
        let Some(next) = self.next_run_at().filter(|&next| next <= until) else {
            return Vec::new();
        };
        let Some(plan) = self.spec.plan() else { return Vec::new() };
        let first = std::iter::once(next);
        first
            .chain(plan.between(next, until))
            .filter(|&at| plan.blackout(at).is_none())
            .take(n)
            .collect()
    }
}
