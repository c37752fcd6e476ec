//! A task as it is kept, and the moves that several calls share.

use taskmaster_domain::{
    AttemptRef, Event, Failure, Incarnation, JobId, LaneId, Refusal, TaskId, TaskSpec, TaskState,
    Timestamp, WorkerId, task::AttemptEnd,
};
use taskmaster_store::NewTask;

/// Where a task may have to wait for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    Own,
    Queue,
}

/// A task. Stamps and end are those of its latest attempt.
#[derive(Clone, Debug)]
pub(crate) struct TaskRow {
    pub(crate) id: TaskId,
    pub(crate) spec: TaskSpec,
    pub(crate) lane: LaneId,
    /// Its own gate.
    pub(crate) own_gate: Option<JobId>,
    /// Its queue had a limit when it last came in.
    pub(crate) has_queue_gate: bool,
    /// The gate that it stands before.
    pub(crate) gate: Option<Gate>,
    pub(crate) state: TaskState,
    pub(crate) attempt: i32,
    pub(crate) tries_used: i32,
    /// Started attempts that died with their worker.
    pub(crate) deaths: i32,
    pub(crate) created_at: Timestamp,
    pub(crate) due: Timestamp,
    /// When it last came into its queue.
    pub(crate) queued_at: Timestamp,
    pub(crate) picked_at: Option<Timestamp>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) incarnation: Option<Incarnation>,
    /// Its end is its worker's word.
    pub(crate) reported: bool,
    pub(crate) exit_code: Option<i32>,
    pub(crate) failure: Option<Failure>,
    pub(crate) result: Option<String>,
    pub(crate) canceled_by: Option<String>,
}

/// An ended attempt that was not its task's last.
#[derive(Clone, Debug)]
pub(crate) struct AttemptRow {
    pub(crate) end: AttemptEnd,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) incarnation: Option<Incarnation>,
    /// Its end is its worker's word.
    pub(crate) reported: bool,
    pub(crate) picked_at: Option<Timestamp>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Timestamp,
    pub(crate) exit_code: Option<i32>,
    pub(crate) failure: Option<Failure>,
}

impl TaskRow {
    /// A task that was handed in.
    pub(crate) fn new(task: &NewTask, now: Timestamp) -> Self {
        Self {
            id: task.id,
            spec: task.spec.clone(),
            lane: task.lane,
            own_gate: task.gate,
            has_queue_gate: false,
            gate: None,
            state: task.state(now),
            attempt: 0,
            tries_used: 0,
            deaths: 0,
            created_at: now,
            due: task.due,
            queued_at: now,
            picked_at: None,
            started_at: None,
            finished_at: None,
            worker: None,
            incarnation: None,
            reported: false,
            exit_code: None,
            failure: None,
            result: None,
            canceled_by: None,
        }
    }

    /// Its latest attempt.
    pub(crate) fn of(&self) -> AttemptRef {
        AttemptRef { task: self.id, attempt: self.attempt }
    }

    /// A worker has it, and this is the attempt.
    pub(crate) fn is_current(&self, of: AttemptRef) -> bool {
        self.state.is_held() && self.of() == of
    }

    /// Moves as the table says. The only place that sets the state.
    pub(crate) fn step(&mut self, event: Event, now: Timestamp) -> Result<(), Refusal> {
        self.state = self.state.apply(event)?;
        if self.state == TaskState::Queued {
            self.queued_at = now;
        }
        if self.state.is_terminal() {
            self.finished_at = Some(now);
            self.reported = false;
        }
        Ok(())
    }

    /// The row of its latest attempt, which is over.
    pub(crate) fn ended_attempt(&self, end: AttemptEnd, finished_at: Timestamp) -> AttemptRow {
        AttemptRow {
            end,
            worker: self.worker,
            incarnation: self.incarnation,
            reported: self.reported,
            picked_at: self.picked_at,
            started_at: self.started_at,
            finished_at,
            exit_code: self.exit_code,
            failure: self.failure.clone(),
        }
    }

    /// Wipes the stamps of an attempt that is a row by now.
    pub(crate) fn wipe_stamps(&mut self) {
        (self.picked_at, self.started_at, self.finished_at) = (None, None, None);
    }

    /// Wipes how the attempt before ended.
    pub(crate) fn wipe_end(&mut self) {
        (self.exit_code, self.failure, self.result) = (None, None, None);
        self.reported = false;
    }
}
