//! What a coordinator refuses of a job, in the words of the file that it stands in.

use serde_json::{Value as Json, json};
use taskmaster_gateway::jobs;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::error::Error;

/// Something of one job that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The job's name, or its place where it has none.
    pub(super) job: String,
    /// Where; empty when it is the job as a whole.
    pub(super) field: String,
    /// What must hold.
    pub(super) message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { job, field, message } = self;
        let gap = if field.is_empty() { "" } else { " " };
        write!(f, "{job}: {field}{gap}{message}")
    }
}

impl Fault {
    /// For programs.
    pub(super) fn document(&self) -> Json {
        json!({"job": self.job, "field": self.field, "message": self.message})
    }

    /// All that is wrong with a job's document.
    pub(super) fn all(job: &str, violations: taskmaster_domain::Violations) -> Vec<Self> {
        let fault = |v: taskmaster_domain::Violation| Self {
            job: job.to_owned(),
            field: v.field,
            message: v.message,
        };
        violations.0.into_iter().map(fault).collect()
    }

    /// What a coordinator has against a job; the failure itself when it says nothing of the job.
    pub(super) fn of(job: &str, status: Status) -> Result<Vec<Self>, Error> {
        let whole = |field: &str, message: &str| Self {
            job: job.to_owned(),
            field: field.to_owned(),
            message: message.to_owned(),
        };
        match status.code() {
            Code::InvalidArgument => Ok(Self::all(job, jobs::refused(status))),
            Code::AlreadyExists => Ok(vec![whole("name", status.message())]),
            Code::FailedPrecondition | Code::Aborted | Code::NotFound => {
                Ok(vec![whole("", status.message())])
            }
            _ => Err(status.into()),
        }
    }
}

/// The name of a refusal in the table of errors.
pub(super) fn is(status: &Status, reason: &str) -> bool {
    status.get_error_details().error_info().is_some_and(|info| info.reason == reason)
}

/// A refusal with its fields as a file has them.
pub(super) fn refusal(status: Status) -> Error {
    match status.code() {
        Code::InvalidArgument => jobs::refused(status).into(),
        _ => status.into(),
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::Violations;
    use taskmaster_proto::Error as Refusal;

    use super::*;

    #[test]
    fn a_refusal_is_told_by_the_names_of_the_file() {
        let mut wrong = Violations::one("job.schedule.catchup_window", "is too long");
        wrong.add("job.task.shell.command", "must not be empty");
        let said = Fault::of("nightly", Refusal::from(wrong).into()).unwrap();
        let said: Vec<String> = said.iter().map(ToString::to_string).collect();
        let expected = [
            "nightly: schedule.catchupWindowSeconds is too long",
            "nightly: task.command must not be empty",
        ];
        assert_eq!(said, expected);
        let said = Fault::of("a", Refusal::VersionConflict(3).into()).unwrap();
        assert_eq!(said[0].to_string(), "a: the job has version 3 by now");
        Fault::of("a", Refusal::Unavailable.into()).unwrap_err();
    }
}
