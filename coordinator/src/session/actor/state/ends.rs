//! What is told of an attempt when its start or its end has been written.

use std::time::Duration;

use taskmaster_domain::{AttemptRef, TaskState, Verdict};
use taskmaster_store::Recorded;

use super::State;
use crate::{events::Move, pipeline::Judged, session::Shared};

/// What is known of an attempt that ended here.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) kind: &'static str,
    pub(super) queue: String,
    /// How long it ran, if it started.
    pub(super) run: Option<Duration>,
}

impl State {
    /// Gives a hint of the starts that were written; one whose end has come since is told by that.
    pub(in super::super) fn tell_starts(
        &mut self,
        shared: &Shared,
        attempts: &[AttemptRef],
        answers: &[Recorded],
    ) {
        self.runs.started(shared.store.as_ref(), attempts, answers);
        let written = attempts.iter().zip(answers).filter_map(|(of, answer)| {
            let held = self.held.get(of).filter(|_| *answer == Recorded::Recorded)?;
            Some(to(*of, Some(TaskState::Running), held.kind, &held.queue))
        });
        shared.hints.moved(written);
    }

    /// Gives a hint of the ends that were recorded.
    pub(super) fn tell_ends(&self, shared: &Shared, judged: &[(AttemptRef, Judged)]) {
        let recorded = judged.iter().filter(|(_, judged)| judged.recorded == Recorded::Recorded);
        shared.hints.moved(recorded.map(|(of, judged)| match self.ended.get(of) {
            Some(known) => to(*of, state(judged.verdict), known.kind, &known.queue),
            // A repeat, and the task may be elsewhere since.
            None => to(*of, None, "", ""),
        }));
        shared.hints.workers_changed();
    }
}

/// Where a task surely is by this verdict. One that was to go back has ended instead when somebody
/// asked for its end meanwhile.
const fn state(verdict: Verdict) -> Option<TaskState> {
    match verdict {
        Verdict::Completed => Some(TaskState::Completed),
        Verdict::Failed => Some(TaskState::Failed),
        Verdict::Canceled => Some(TaskState::Canceled),
        Verdict::RetryAt(_) | Verdict::Requeued => None,
    }
}

/// Of an attempt that began before the session, the rest must be read as well.
fn to<'m>(of: AttemptRef, state: Option<TaskState>, kind: &'m str, queue: &'m str) -> Move<'m> {
    let state = state.filter(|_| !queue.is_empty());
    Move { task: of.task, state, attempt: of.attempt, queue, kind }
}
