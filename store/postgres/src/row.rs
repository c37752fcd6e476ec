//! Rows as the contract's values.

use serde::Serialize;
use serde_json::from_str;
use sqlx::{Row, postgres::PgRow};
use taskmaster_domain::{
    Attempt, AttemptRef, Failure, Incarnation, Task, TaskId, TaskSpec, TaskState, Timestamp,
    WorkerId,
    task::{AttemptEnd, Counts, Live, Progress, ResourceSample},
    worker::{Capacity, HostLoad, Worker},
};
use taskmaster_store::Error;
use uuid::Uuid;

use crate::{
    error::{Fault, Outcome, unreadable},
    stamp::Stamp,
};

/// Short ways to the columns of a row, by their place in the statement.
pub(crate) trait Columns {
    fn id(&self, place: usize) -> Outcome<TaskId>;
    fn stamp(&self, place: usize) -> Outcome<Timestamp>;
    fn some_stamp(&self, place: usize) -> Outcome<Option<Timestamp>>;
    fn state(&self, place: usize) -> Outcome<TaskState>;
    fn spec(&self, place: usize) -> Outcome<TaskSpec>;
    fn count(&self, place: usize) -> Outcome<u64>;
    /// A place in an array that was a parameter, counted from 0.
    fn ordinal(&self, place: usize) -> Outcome<usize>;
    fn attempt_ref(&self, task: usize, attempt: usize) -> Outcome<AttemptRef>;
    /// Number and name, the latter behind the former.
    fn worker(&self, place: usize) -> Outcome<Option<(WorkerId, String)>>;
    /// Kind and message, the latter behind the former.
    fn failure(&self, place: usize) -> Outcome<Option<Failure>>;
}

impl Columns for PgRow {
    fn id(&self, place: usize) -> Outcome<TaskId> {
        Ok(TaskId(self.try_get(place)?))
    }

    fn stamp(&self, place: usize) -> Outcome<Timestamp> {
        Ok(self.try_get::<Stamp, _>(place)?.0)
    }

    fn some_stamp(&self, place: usize) -> Outcome<Option<Timestamp>> {
        Ok(self.try_get::<Option<Stamp>, _>(place)?.map(|stamp| stamp.0))
    }

    fn state(&self, place: usize) -> Outcome<TaskState> {
        let code: i16 = self.try_get(place)?;
        TaskState::from_code(code).ok_or_else(|| unreadable(format!("state {code} is unknown")))
    }

    fn spec(&self, place: usize) -> Outcome<TaskSpec> {
        from_str(self.try_get(place)?).map_err(unreadable)
    }

    fn count(&self, place: usize) -> Outcome<u64> {
        Ok(u64::try_from(self.try_get::<i64, _>(place)?).unwrap_or(0))
    }

    fn ordinal(&self, place: usize) -> Outcome<usize> {
        let from_one: i64 = self.try_get(place)?;
        usize::try_from(from_one - 1).map_err(unreadable)
    }

    fn attempt_ref(&self, task: usize, attempt: usize) -> Outcome<AttemptRef> {
        Ok(AttemptRef { task: self.id(task)?, attempt: self.try_get(attempt)? })
    }

    fn worker(&self, place: usize) -> Outcome<Option<(WorkerId, String)>> {
        let id: Option<i64> = self.try_get(place)?;
        let name: Option<String> = self.try_get(place + 1)?;
        Ok(id.map(|id| (WorkerId(id), name.unwrap_or_default())))
    }

    fn failure(&self, place: usize) -> Outcome<Option<Failure>> {
        let Some(kind) = self.try_get::<Option<&str>, _>(place)? else { return Ok(None) };
        let message: Option<String> = self.try_get(place + 1)?;
        let kind = kind.parse().map_err(|_| unreadable(format!("failure {kind:?} is unknown")))?;
        Ok(Some(Failure { kind, message: message.unwrap_or_default() }))
    }
}

/// A row of `view/task.sql` and `view/tasks.sql`.
pub(crate) fn task(row: &PgRow) -> Outcome<Task> {
    Ok(Task {
        id: row.id(0)?,
        spec: row.spec(1)?,
        state: row.state(2)?,
        attempt: row.try_get(3)?,
        tries_used: row.try_get(4)?,
        created_at: row.stamp(5)?,
        scheduled_at: row.stamp(6)?,
        picked_at: row.some_stamp(7)?,
        started_at: row.some_stamp(8)?,
        finished_at: row.some_stamp(9)?,
        worker: row.worker(10)?,
        exit_code: row.try_get(12)?,
        failure: row.failure(13)?,
        result: row.try_get(15)?,
        canceled_by: row.try_get(16)?,
        live: Live::default(),
        counters: Counts::default(),
    })
}

/// The last column of `view/task.sql`.
pub(crate) fn counters(row: &PgRow) -> Outcome<Counts> {
    let counts = row.try_get::<Option<&str>, _>(23)?;
    counts.map_or(Ok(Counts::default()), |counts| from_str(counts).map_err(unreadable))
}

/// What `view/task.sql` has behind the task's own columns.
pub(crate) fn live(row: &PgRow) -> Outcome<Live> {
    Ok(Live {
        progress: match row.some_stamp(17)? {
            Some(reported_at) => {
                Some(Progress { percent: row.try_get(18)?, message: row.try_get(19)?, reported_at })
            }
            None => None,
        },
        sample: match row.some_stamp(20)? {
            Some(sampled_at) => Some(ResourceSample {
                cpu_percent: row.try_get(21)?,
                memory_bytes: row.try_get(22)?,
                sampled_at,
            }),
            None => None,
        },
    })
}

/// A row of `view/attempts.sql`.
pub(crate) fn attempt(task: TaskId, row: &PgRow) -> Outcome<Attempt> {
    let code: i16 = row.try_get(1)?;
    Ok(Attempt {
        of: AttemptRef { task, attempt: row.try_get(0)? },
        end: AttemptEnd::from_code(code)
            .ok_or_else(|| unreadable(format!("attempt end {code} is unknown")))?,
        worker: row.worker(2)?,
        picked_at: row.some_stamp(4)?,
        started_at: row.some_stamp(5)?,
        finished_at: row.stamp(6)?,
        exit_code: row.try_get(7)?,
        failure: row.failure(8)?,
    })
}

/// A row of `view/worker.sql` and `view/workers.sql`.
pub(crate) fn worker(row: &PgRow) -> Outcome<Worker> {
    let capacity: Capacity = from_str(row.try_get(5)?).map_err(unreadable)?;
    let running: Vec<Uuid> = row.try_get(17)?;
    Ok(Worker {
        id: WorkerId(row.try_get(0)?),
        name: row.try_get(1)?,
        host: row.try_get(2)?,
        incarnation: Incarnation(row.try_get(3)?),
        session: row.try_get(4)?,
        capacity,
        version: row.try_get(6)?,
        draining: row.try_get(7)?,
        released: row.try_get(8)?,
        lease_until: row.stamp(9)?,
        last_active_at: row.stamp(10)?,
        registered_at: row.stamp(11)?,
        tasks_completed: row.try_get(12)?,
        tasks_failed: row.try_get(13)?,
        load: HostLoad {
            cpu_percent: row.try_get(14)?,
            memory_percent: row.try_get(15)?,
            memory_bytes: row.try_get(16)?,
        },
        running: running.into_iter().map(TaskId).collect(),
    })
}

/// A value as the JSON text that a column keeps.
pub(crate) fn json(value: &impl Serialize) -> Outcome<String> {
    let refused = |why: &dyn std::fmt::Display| {
        Fault::Store(Error::BadRow(format!("it cannot be written as JSON: {why}")))
    };
    let text = serde_json::to_string(value).map_err(|error| refused(&error))?;
    // The server refuses U+0000 in a text, but does not see the escaped one.
    if has_nul(&text) { Err(refused(&"it contains U+0000")) } else { Ok(text) }
}

/// Whether a string in this JSON text contains U+0000: an escape whose backslash is not itself
/// escaped.
fn has_nul(json: &str) -> bool {
    json.match_indices("\\u0000").any(|(place, _)| {
        let before = json[..place].bytes().rev().take_while(|&byte| byte == b'\\').count();
        before % 2 == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_refused_and_its_picture_is_not() {
        for (text, refused) in
            [("a\0b", true), ("a\\u0000b", false), ("\\\\\0", true), ("plain", false)]
        {
            assert_eq!(json(&text).is_err(), refused, "{text:?}");
        }
    }
}
