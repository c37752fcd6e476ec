//! Ids, times and small enums.

use std::time::Duration;

use taskmaster_domain::{
    AttemptRef, Failure, FailureKind, TaskState, Timestamp, Violations, output::Stream,
    task::AttemptEnd, validate::sanitised, worker::WorkerStatus,
};
use uuid::Uuid;

use crate::v1;

/// An instant on the wire.
pub fn to_timestamp(time: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp {
        seconds: time.micros().div_euclid(1_000_000),
        nanos: i32::try_from(time.micros().rem_euclid(1_000_000) * 1_000).unwrap_or(0),
    }
}

/// An instant from the wire; nothing when its fields are out of range.
pub fn timestamp(time: &prost_types::Timestamp) -> Option<Timestamp> {
    let in_range = (0..1_000_000_000).contains(&time.nanos)
        && (-62_135_596_800..=253_402_300_799).contains(&time.seconds);
    in_range
        .then(|| Timestamp::from_micros(time.seconds * 1_000_000 + i64::from(time.nanos) / 1_000))
}

/// A duration on the wire.
pub fn to_duration(wait: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(wait.subsec_nanos()).unwrap_or(0),
    }
}

/// A duration from the wire; a negative or malformed one is noted under `field`.
pub fn duration(v: &mut Violations, field: &str, wait: &prost_types::Duration) -> Duration {
    match (u64::try_from(wait.seconds), u32::try_from(wait.nanos)) {
        (Ok(seconds), Ok(nanos)) if nanos < 1_000_000_000 => Duration::new(seconds, nanos),
        _ => {
            v.add(field, "must be a duration that is not negative");
            Duration::ZERO
        }
    }
}

/// A UUID from the wire.
///
/// # Errors
/// One violation of `field`.
pub fn uuid(field: &str, text: &str) -> Result<Uuid, Violations> {
    Uuid::parse_str(text).map_err(|_| Violations::one(field, "must be a UUID"))
}

/// A fencing token from the wire.
///
/// # Errors
/// The violated field.
pub fn attempt_ref(wire: &v1::AttemptRef) -> Result<AttemptRef, Violations> {
    if wire.attempt < 1 {
        return Err(Violations::one("attempt", "must be at least 1"));
    }
    let task = taskmaster_domain::TaskId(uuid("task_id", &wire.task_id)?);
    Ok(AttemptRef { task, attempt: wire.attempt })
}

impl From<AttemptRef> for v1::AttemptRef {
    fn from(of: AttemptRef) -> Self {
        Self { task_id: of.task.to_string(), attempt: of.attempt }
    }
}

impl From<Failure> for v1::Failure {
    fn from(failure: Failure) -> Self {
        Self { kind: v1::FailureKind::from(failure.kind).into(), message: failure.message }
    }
}

impl From<v1::Failure> for Failure {
    /// A worker's word is never refused: an unknown kind is an error, a long text is cut.
    fn from(wire: v1::Failure) -> Self {
        let kind = failure_kind(wire.kind()).unwrap_or(FailureKind::Error);
        let message = sanitised(&wire.message, taskmaster_domain::limits::MESSAGE_BYTES);
        Self { kind, message }
    }
}

/// A kind from the wire; nothing for the unspecified one.
pub fn failure_kind(wire: v1::FailureKind) -> Option<FailureKind> {
    FailureKind::ALL.into_iter().find(|&kind| v1::FailureKind::from(kind) == wire)
}

impl From<FailureKind> for v1::FailureKind {
    fn from(kind: FailureKind) -> Self {
        match kind {
            FailureKind::ExitCode => Self::ExitCode,
            FailureKind::Error => Self::Error,
            FailureKind::Timeout => Self::Timeout,
            FailureKind::StartTimeout => Self::StartTimeout,
            FailureKind::LostWorker => Self::LostWorker,
            FailureKind::Dependency => Self::Dependency,
            FailureKind::Rejected => Self::Rejected,
            FailureKind::LimitExceeded => Self::LimitExceeded,
            FailureKind::Poison => Self::Poison,
        }
    }
}

/// A state from the wire; nothing for the unspecified one.
pub fn task_state(wire: v1::TaskState) -> Option<TaskState> {
    TaskState::ALL.into_iter().find(|&state| v1::TaskState::from(state) == wire)
}

impl From<TaskState> for v1::TaskState {
    fn from(state: TaskState) -> Self {
        match state {
            TaskState::Waiting => Self::Waiting,
            TaskState::Scheduled => Self::Scheduled,
            TaskState::Queued => Self::Queued,
            TaskState::Assigned => Self::Assigned,
            TaskState::Running => Self::Running,
            TaskState::Completed => Self::Completed,
            TaskState::Failed => Self::Failed,
            TaskState::Canceled => Self::Canceled,
            TaskState::Paused => Self::Paused,
        }
    }
}

impl From<AttemptEnd> for v1::AttemptEnd {
    fn from(end: AttemptEnd) -> Self {
        match end {
            AttemptEnd::Failed => Self::Failed,
            AttemptEnd::Lost => Self::Lost,
            AttemptEnd::Returned => Self::Returned,
            AttemptEnd::Retried => Self::Retried,
        }
    }
}

impl From<WorkerStatus> for v1::WorkerStatus {
    fn from(status: WorkerStatus) -> Self {
        match status {
            WorkerStatus::Idle => Self::Idle,
            WorkerStatus::Busy => Self::Busy,
            WorkerStatus::Offline => Self::Offline,
        }
    }
}

impl From<Stream> for v1::OutputStream {
    fn from(stream: Stream) -> Self {
        match stream {
            Stream::Stdout => Self::Stdout,
            Stream::Stderr => Self::Stderr,
            Stream::System => Self::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_microseconds_on_the_wire() {
        let time = Timestamp::from_micros(1_790_000_000_123_456);
        assert_eq!(timestamp(&to_timestamp(time)), Some(time));
        assert_eq!(timestamp(&prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }), None);
        assert_eq!(timestamp(&prost_types::Timestamp { seconds: 0, nanos: -1 }), None);
    }

    #[test]
    fn a_negative_duration_is_a_violation() {
        let mut v = Violations::default();
        duration(&mut v, "timeout", &prost_types::Duration { seconds: -1, nanos: 0 });
        assert_eq!(v.0.len(), 1);
    }

    #[test]
    fn every_state_and_kind_has_a_word_on_the_wire() {
        for state in TaskState::ALL {
            assert_eq!(task_state(state.into()), Some(state));
        }
        for kind in FailureKind::ALL {
            assert_eq!(failure_kind(kind.into()), Some(kind));
        }
        assert_eq!(task_state(v1::TaskState::Unspecified), None);
    }
}
