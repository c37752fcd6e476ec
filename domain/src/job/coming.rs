//! What of a job is to come.

use std::iter::once;

use super::Job;
use crate::{
    Timestamp,
    schedule::{Plan, When},
};

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
    /// Its next time that lies in no blackout, as people are told it. None while it is not enabled, off,
    /// broken, or waits for the end of a run; none also where none is left, or none in ten years.
    pub fn next_run_at(&self) -> Option<Timestamp> {
        let runs = self.spec.enabled && self.spec.schedule.is_on() && !self.state.broken;
        if !runs {
            None
        } else if self.spec.schedule.blackouts.is_empty() {
            self.state.next
        } else {
            self.state.next_light.or_else(|| self.next_unless_dark())
        }
    }

    /// Its next time, unless that lies in a blackout. One that does not, and yet is not known to be the
    /// first in the light, was kept by a release that sought none.
    fn next_unless_dark(&self) -> Option<Timestamp> {
        let plan = self.spec.plan()?;
        self.state.next.filter(|&next| plan.blackout(next).is_none())
    }

    /// The first time from `next` on, its next one, that lies in no blackout. None for a schedule that has
    /// none, which is spared the search.
    pub(super) fn light_from(&self, plan: &Plan, next: Timestamp) -> Option<Timestamp> {
        let schedule = &self.spec.schedule;
        if schedule.blackouts.is_empty() {
            return None;
        }
        // What was found stays so while times pass by in the dark; those of an interval move.
        let stays = !matches!(schedule.when, When::Interval { .. });
        let known = self.state.next_light.filter(|&light| stays && light >= next);
        known.or_else(|| schedule.light_from(plan, next))
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
    pub(super) fn has_ended(&self) -> bool {
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
    /// out; of an interval the next one only. Where blackouts are many and short there may be fewer.
    pub fn coming(&self, n: usize, until: Timestamp) -> Vec<Timestamp> {
        let Some(next) = self.next_run_at().filter(|&next| next <= until) else {
            return Vec::new();
        };
        if n <= 1 {
            return Vec::from_iter((n == 1).then_some(next));
        }
        let Some(plan) = self.spec.plan() else { return Vec::new() };
        once(next).chain(plan.light(next, until)).take(n).collect()
    }
}
