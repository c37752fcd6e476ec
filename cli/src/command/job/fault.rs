//! What a coordinator refuses of a job, in the words of the file that it stands in.

use serde_json::{Value as Json, json};
use taskmaster_gateway::jobs;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{error::Error, show::shortened};

/// Characters that are shown of a name, of a path and of what must hold.
const SHOWN: (usize, usize, usize) = (100, 200, 500);

/// A text of a file or of a coordinator in a line of at most `width` characters, which does nothing to
/// a terminal.
pub(super) fn line(text: &str, width: usize) -> String {
    shortened(&text.trim().replace(['\r', '\n'], " "), width)
}

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
        write!(f, "{}: {}", line(&self.job, SHOWN.0), self.text())
    }
}

impl Fault {
    /// Without the job, for where it is known.
    pub(super) fn text(&self) -> String {
        let gap = if self.field.is_empty() { "" } else { " " };
        format!("{}{gap}{}", line(&self.field, SHOWN.1), line(&self.message, SHOWN.2))
    }

    /// The same about something that is called otherwise elsewhere.
    pub(super) fn text_of(&self, what: &str) -> String {
        format!("{what} {}", line(&self.message, SHOWN.2))
    }

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

    #[test]
    fn a_fault_is_a_short_line_that_does_nothing_to_a_terminal() {
        let long = "\u{1b}]0;x\u{7}\n".repeat(10_000);
        let fault = Fault { job: long.clone(), field: long.clone(), message: long };
        for told in [fault.to_string(), fault.text()] {
            assert!(!told.contains(|c: char| c.is_control()), "{told:?}");
            assert!(told.chars().count() < 1_000, "{}", told.len());
        }
    }
}
