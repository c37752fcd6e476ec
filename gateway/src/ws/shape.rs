//! What events carry: the same shapes as in REST.

use taskmaster_proto::{convert, v1};
use taskmaster_runtime::Clock;

use crate::{
    rest::{logs::Line, task::TaskDetail, workers::Workers},
    time::Time,
};

/// Now.
pub(super) fn now(clock: &Clock) -> Option<Time> {
    Time::from_wire(Some(convert::to_timestamp(clock.now())))
}

/// The workers, as `GET /api/workers` answers.
pub(super) fn workers(workers: Vec<v1::Worker>) -> Workers {
    workers.into()
}

/// A task, as `GET /api/tasks/{id}` answers.
pub(super) fn task(task: v1::Task) -> TaskDetail {
    TaskDetail::from_wire(task)
}

/// A line, as in `GET /api/tasks/{id}/logs`.
pub(super) fn line(attempt: i32, line: v1::OutputLine) -> Line {
    Line::from_wire(attempt, line)
}
