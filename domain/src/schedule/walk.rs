//! The times of a plan, one after the other or with leaps.

use super::{
    Plan,
    plan::{MICROS, Source, timestamp, whole_second},
};
use crate::Timestamp;

/// Goes through the times of a plan, forwards only. Of several expressions each is sought anew only when
/// its last find is passed: one that is rare costs its long search once, and not with every time of one
/// that is frequent.
#[derive(Debug)]
pub(super) struct Walk<'p> {
    plan: &'p Plan,
    /// Where each expression comes next, as far as that is known; none when it never does.
    heads: Vec<Option<i64>>,
    /// How many searches that took so far.
    pub(super) asked: usize,
}

impl<'p> Walk<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let count = match &plan.source {
            Source::Nothing => 0,
            Source::Once(_) => 1,
            Source::Local(all) => all.len(),
        };
        // All are passed, and so sought by the first step.
        Self { plan, heads: vec![Some(i64::MIN); count], asked: 0 }
    }

    /// The first time after `after`, which must not be before that of an earlier call.
    pub(super) fn next_after(&mut self, after: Timestamp) -> Option<Timestamp> {
        let plan = self.plan;
        let from = after.micros().div_euclid(MICROS) + 1;
        let from = from.max(plan.starts.unwrap_or(i64::MIN));
        for (index, head) in self.heads.iter_mut().enumerate() {
            if head.is_some_and(|head| head < from) {
                *head = plan.first_from(index, from);
                self.asked += 1;
            }
        }
        let second = self.heads.iter().flatten().min().copied()?;
        // A second beyond the last instant cannot be told, so it ends the times.
        let at = Some(timestamp(second)).filter(|at| whole_second(*at) == second)?;
        plan.ends.is_none_or(|ends| at < ends).then_some(at)
    }
}
