//! The one table of errors: every failure that a caller can tell apart.

use std::collections::HashMap;

use taskmaster_domain::{Violation, Violations, job::JobRefusal, validate::sanitised};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// The domain of `ErrorInfo`.
const DOMAIN: &str = "taskmaster";

/// A failure that a caller can tell apart. The text is for them: no causes, no names of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Fields are missing or wrong.
    #[error("the request is not valid: {0}")]
    Invalid(Violations),
    /// No token, or one that nobody gave out.
    #[error("a valid bearer token is required")]
    Unauthenticated,
    /// A sign-in code that is unknown, used or too old: nobody is told which.
    #[error("this sign-in code is not good, or not any more: each is for one use within an hour")]
    CodeRefused,
    /// The token is good, the call is not for it.
    #[error("this token may not make this call")]
    Forbidden,
    /// There is no such thing: `task`, `worker`.
    #[error("there is no {what} {name}")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// What was asked for.
        name: String,
    },
    /// The thing is in a state that does not allow it.
    #[error("{0}")]
    WrongState(String),
    /// The idempotency key belongs to another body.
    #[error("the idempotency key belongs to task {0}, which was handed in with another body")]
    KeyTaken(String),
    /// The worker's name lives on another host.
    #[error("a worker named {0} is alive on another host")]
    NameTaken(String),
    /// Another job has the name.
    #[error("another job has the name {0:?}")]
    JobNameTaken(String),
    /// Somebody else set the job meanwhile.
    #[error("the job has version {0} by now")]
    VersionConflict(i32),
    /// The job is not enabled.
    #[error("the job is not enabled: no run of it is made")]
    JobDisabled,
    /// A run of the job has not ended, and it lets no further one in.
    #[error("a run of the job has not ended")]
    AlreadyRunning,
    /// A run of the job waits for the end of another, and it lets no further one wait.
    #[error("a run of the job waits already, and no second one may")]
    AlreadyWaiting,
    /// The job requires checks, and there is none or not all of them are ok.
    #[error("{0}")]
    ChecksNotOk(String),
    /// There is too much under way, or no room left.
    #[error("{0}")]
    Exhausted(String),
    /// No scheduler keeps a fleet.
    #[error("no scheduler keeps a fleet")]
    FleetUnavailable,
    /// The worker is not one that this fleet started.
    #[error("worker {0} is not of this fleet")]
    NotOurs(String),
    /// It took longer than it may.
    #[error("{0}")]
    DeadlineExceeded(String),
    /// The store cannot be reached, or the service stops.
    #[error("the service is away for a moment, try again")]
    Unavailable,
    /// The store does not do what it is asked.
    #[error("{0}")]
    StoreAway(StoreTrouble),
    /// A defect. The cause is in the log.
    #[error("something went wrong here; the log says what")]
    Internal,
}

/// What callers are told of a store that does not do what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreTrouble {
    /// It cannot be reached, or does not answer.
    #[error("the store is away, try again in a moment")]
    Away,
    /// It answers and does not write.
    #[error("the store cannot write: its disk may be full; try again later")]
    CannotWrite,
}

impl Error {
    /// Its names on gRPC, on HTTP and in the docs (`docs/problems.md`).
    pub const fn wire(&self) -> (Code, u16, &'static str) {
        match self {
            Self::Invalid(_) => (Code::InvalidArgument, 400, "validation"),
            Self::Unauthenticated => (Code::Unauthenticated, 401, "unauthenticated"),
            Self::CodeRefused => (Code::Unauthenticated, 401, "sign-in-code"),
            Self::Forbidden => (Code::PermissionDenied, 403, "forbidden"),
            Self::NotFound { .. } => (Code::NotFound, 404, "not-found"),
            Self::WrongState(_) => (Code::FailedPrecondition, 409, "wrong-state"),
            Self::KeyTaken(_) => (Code::AlreadyExists, 409, "idempotency-key-taken"),
            Self::NameTaken(_) => (Code::AlreadyExists, 409, "worker-name-taken"),
            Self::JobNameTaken(_) => (Code::AlreadyExists, 409, "name-taken"),
            Self::VersionConflict(_) => (Code::Aborted, 409, "version-conflict"),
            Self::JobDisabled => (Code::FailedPrecondition, 409, "job-disabled"),
            Self::AlreadyRunning | Self::AlreadyWaiting => {
                (Code::FailedPrecondition, 409, "already-running")
            }
            Self::ChecksNotOk(_) => (Code::FailedPrecondition, 409, "checks-not-ok"),
            Self::Exhausted(_) => (Code::ResourceExhausted, 429, "exhausted"),
            Self::FleetUnavailable => (Code::FailedPrecondition, 503, "fleet-unavailable"),
            Self::NotOurs(_) => (Code::PermissionDenied, 403, "not-this-fleet"),
            Self::DeadlineExceeded(_) => (Code::DeadlineExceeded, 504, "deadline-exceeded"),
            Self::Unavailable | Self::StoreAway(_) => (Code::Unavailable, 503, "unavailable"),
            Self::Internal => (Code::Internal, 500, "internal"),
        }
    }
}

impl From<JobRefusal> for Error {
    fn from(refusal: JobRefusal) -> Self {
        match refusal {
            JobRefusal::Invalid(violations) => Self::Invalid(violations),
            JobRefusal::Disabled => Self::JobDisabled,
            JobRefusal::AlreadyRunning => Self::AlreadyRunning,
            JobRefusal::AlreadyWaiting => Self::AlreadyWaiting,
            JobRefusal::ChecksNotOk(told) => Self::ChecksNotOk(told),
            JobRefusal::Behind { .. } => Self::Exhausted(refusal.to_string()),
        }
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

/// A status travels in the head of an answer, of which clients take 16 KiB in all: so much of
/// its text, of one field's path, and of all violations. On the way the violations grow by a third,
/// the text up to threefold.
const TEXT_BYTES: usize = 1_000;
const FIELD_BYTES: usize = 600;
const DETAIL_BYTES: usize = 6_000;

fn shortened(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let mut cut = sanitised(text, max);
    cut.push('…');
    cut
}

impl From<Error> for Status {
    /// The slug travels as `ErrorInfo.reason`, so that a gateway rebuilds the same problem.
    fn from(error: Error) -> Self {
        let (code, _, slug) = error.wire();
        let mut details = ErrorDetails::with_error_info(slug, DOMAIN, HashMap::new());
        if let Error::Invalid(violations) = &error {
            let mut bytes = 0;
            for Violation { field, message } in &violations.0 {
                let field = shortened(field, FIELD_BYTES);
                bytes += field.len() + message.len() + 8;
                if bytes > DETAIL_BYTES {
                    break;
                }
                details.add_bad_request_violation(field, message);
            }
        }
        Self::with_error_details(code, shortened(&error.to_string(), TEXT_BYTES), details)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_much_is_wrong_it_fits_the_head_of_an_answer() {
        let mut violations = Violations::default();
        for n in 0..100 {
            violations.add(format!("tasks[{n}].labels[\"{}\"]", "x".repeat(5_000)), "is wrong");
        }
        let status = Status::from(Error::from(violations));
        assert!(status.message().len() < 1_100 && status.details().len() < 8_000);
        let details = status.get_error_details();
        assert!(details.bad_request().unwrap().field_violations.len() >= 9);
    }

    #[test]
    fn a_violation_travels_as_a_bad_request_with_its_field() {
        let status = Status::from(Error::from(Violations::one("queue", "must not be empty")));
        assert_eq!(status.code(), Code::InvalidArgument);
        let details = status.get_error_details();
        let violations = &details.bad_request().unwrap().field_violations;
        assert_eq!(violations[0].field, "queue");
        assert_eq!(details.error_info().unwrap().reason, "validation");
    }
}
