//! What tasks count and how far they say they are, when they say it by a call.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use taskmaster_domain::{
    TaskId, TaskState, Timestamp, WorkerId, limits,
    task::{Counts, Progress},
};
use uuid::Uuid;

use crate::Result;

/// What is to be added to the counters of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Whose counters.
    pub task: TaskId,
    /// The attempt that counts, when one does; one that is not the task's latest and held is
    /// refused.
    pub attempt: Option<i32>,
    /// Somebody was told already that this counts: it does, though the task may have ended since.
    pub accepted: bool,
    /// By name; none is negative.
    pub counts: Counts,
}

/// How far a task is.
#[derive(Clone, Debug)]
pub struct ProgressNote {
    /// Which task.
    pub task: TaskId,
    /// The attempt that says so, when one does; as in [`Addition`].
    pub attempt: Option<i32>,
    /// What it says; sanitised.
    pub progress: Progress,
}

/// Names a call of one who makes calls one after the other, so that a repeat is known for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Who calls; drawn when it starts.
    pub writer: Uuid,
    /// Which of its calls this is, from 1.
    pub number: i64,
}

/// What became of what was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is kept.
    Kept {
        /// The attempt that runs, or is about to, and who has it. Nobody, as far as the caller may
        /// know, once a sum has passed [`ASKED`].
        holder: Option<(i32, WorkerId)>,
    },
    /// The task had ended. Nothing changed.
    Ended(TaskState),
    /// The attempt is not the task's any more. Nothing changed.
    Stale,
    /// The task would have more counters than it may. Nothing changed.
    TooMany,
    /// A counter would hold more than [`limits::COUNT`]. Nothing changed.
    TooLarge,
    /// There is no such task.
    Unknown,
}

/// From this sum on the store is asked before each addition to it: what is promised without asking
/// must not take a sum beyond [`limits::COUNT`].
pub const ASKED: i64 = limits::COUNT / 2;

/// The half of the store that keeps what tasks tell by calls. Written behind the hot path.
#[async_trait]
pub trait Counters: Send + Sync {
    /// Adds to counters, which belong to the task and go on over its attempts; nothing is added for
    /// a 0. The answer is in order, one for each addition, which is taken whole or not at all and
    /// counts the ones before it.
    ///
    /// One that takes a sum beyond [`limits::COUNT`] is refused, unless it was promised or another
    /// call adds to it at the same moment: then it is added all the same, up to the largest number.
    ///
    /// With a mark a repeated call adds nothing, as long as its writer has made no other since;
    /// the answer tells how things stand by now. Without one it adds again.
    ///
    /// With what it adds something was told at `now` of the attempt that runs, or is about to: see
    /// [`crate::Sweep::expire_heartbeats`].
    async fn add_counts(
        &self,
        mark: Option<Mark>,
        additions: &[Addition],
        now: Timestamp,
    ) -> Result<Vec<Told>>;

    /// The counters of these tasks; those that never counted are left out.
    async fn counters(&self, tasks: &[TaskId]) -> Result<BTreeMap<TaskId, Counts>>;

    /// Keeps how far tasks are, in any state but an ended one, as told by their latest attempt. Of
    /// several notes of one task the last counts. One whose stamp is older than what is kept, of
    /// the same attempt, does not replace it. Either way something was told at that stamp of the
    /// attempt that runs. The answer is in order.
    async fn note_progress(&self, notes: &[ProgressNote]) -> Result<Vec<Told>>;
}

/// What a driver keeps of something that was told of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// The attempt.
    pub attempt: i32,
    /// When it was told.
    pub told_at: Timestamp,
    /// How far the task is, when that is what was told.
    pub progress: Option<&'a Progress>,
}

impl<'a> Word<'a> {
    /// How far the task of an attempt is.
    pub const fn of(attempt: i32, progress: &'a Progress) -> Self {
        Self { attempt, told_at: progress.reported_at, progress: Some(progress) }
    }
}

/// A task as it stands when something is told of it.
#[derive(Clone, Debug)]
pub struct Teller {
    /// Where it is.
    pub state: TaskState,
    /// Its latest attempt.
    pub attempt: i32,
    /// Who has, or had, that.
    pub worker: Option<WorkerId>,
    /// Its counters so far.
    pub sums: Counts,
    /// It has a heartbeat timeout.
    pub has_heartbeat: bool,
}

impl Teller {
    /// What becomes of what is told of it, by an attempt if one is named.
    pub fn hear(&self, attempt: Option<i32>, accepted: bool) -> Told {
        let held = self.state.is_held();
        if !accepted {
            if self.state.is_terminal() {
                return Told::Ended(self.state);
            }
            if attempt.is_some_and(|attempt| !held || attempt != self.attempt) {
                return Told::Stale;
            }
        }
        let holder = self.worker.filter(|_| held).map(|worker| (self.attempt, worker));
        Told::Kept { holder }
    }

    /// Of which attempt something is told, by this one if one is named, when that is to be known.
    fn heard(&self, by: Option<i32>) -> Option<i32> {
        let is_its_own = by.is_none_or(|by| by == self.attempt);
        (self.has_heartbeat && self.state.is_held() && is_its_own).then_some(self.attempt)
    }
}

/// What comes of a call: answers, what is to be added by task and name, and of whose attempts
/// something is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// In the order of the additions.
    pub answers: Vec<Told>,
    /// No zeroes.
    pub sums: BTreeMap<(TaskId, String), i64>,
    /// Whether one of them is a counter that was not there.
    pub has_new: bool,
    /// Tasks with a heartbeat timeout of whose attempt something is told, and which attempt.
    pub heard: BTreeMap<TaskId, i32>,
}

/// Decides for each addition, on tasks as they stand; those that are not there are left out of
/// `tasks`. The one rule for all drivers.
pub fn weigh(additions: &[Addition], tasks: &mut HashMap<TaskId, Teller>) -> Weighed {
    let mut weighed = Weighed::default();
    for Addition { task, attempt, accepted, counts } in additions {
        let Some(teller) = tasks.get_mut(task) else {
            weighed.answers.push(Told::Unknown);
            continue;
        };
        let mut told = teller.hear(*attempt, *accepted);
        if matches!(told, Told::Kept { .. }) {
            let above: Vec<_> = counts.iter().filter(|(_, count)| **count > 0).collect();
            let new = above.iter().filter(|(name, _)| !teller.sums.contains_key(*name)).count();
            let kept = |name: &String| teller.sums.get(name).copied().unwrap_or_default();
            let sums = above.iter().map(|(name, count)| kept(name).saturating_add(**count));
            let largest = sums.max().unwrap_or_default();
            if teller.sums.len() + new > limits::COUNTERS {
                told = Told::TooMany;
            } else if largest > limits::COUNT && !accepted {
                told = Told::TooLarge;
            } else {
                if largest > ASKED {
                    told = Told::Kept { holder: None };
                }
                weighed.has_new |= new > 0;
                for (name, count) in above {
                    let kept = teller.sums.entry(name.clone()).or_default();
                    *kept = kept.saturating_add(*count);
                    let sum = weighed.sums.entry((*task, name.clone())).or_default();
                    *sum = sum.saturating_add(*count);
                }
                weighed.heard.extend(teller.heard(*attempt).map(|attempt| (*task, attempt)));
            }
        }
        weighed.answers.push(told);
    }
    weighed
}
