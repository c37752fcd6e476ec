//! What of a job is to come.

use super::Job;
use crate::{Timestamp, schedule::When};

impl Job {
    /// Its next time as people are told it: none while it is not enabled, off, broken, or waits for
    /// the end of a run.
    pub fn next_run_at(&self) -> Option<Timestamp> {
        let runs = self.spec.enabled && self.spec.schedule.is_on() && !self.state.broken;
        self.state.next.filter(|_| runs)
    }

    /// Whether it is enabled and switched on and yet will never run: it has neither a next time nor a
    /// run that has not ended, and that is not because its schedule has come to its end.
    pub fn is_stuck(&self) -> bool {
        let schedule = &self.spec.schedule;
        let over = match &schedule.when {
            When::None => true,
            When::Once { at } => *at <= self.state.covered_to,
            When::Calendar(calendar) => calendar.years.as_ref().is_some_and(|all| !all.is_empty()),
            When::Cron { .. } | When::Interval { .. } => false,
        };
        let waits = self.state.next.is_some() || self.state.open_runs > 0;
        self.spec.enabled
            && schedule.is_on()
            && !self.state.broken
            && !waits
            && !over
            && schedule.ends_at.is_none()
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
