//! How a command fails: one line on standard error and an exit code.

use std::{fmt::Write as _, io, process::ExitCode};

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Error {
    /// The command makes no sense. Exit code 2, as for all usage.
    Usage(String),
    /// It could not be done. Exit code 1.
    Failed(String),
    /// All was said already; only the exit code is left.
    Exit(u8),
}

/// What a command answers.
pub(crate) type Result<T = (), E = Error> = std::result::Result<T, E>;

impl Error {
    /// A failure in words.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }

    /// A failure of an input or output, with what it was about.
    pub(crate) fn about(what: impl std::fmt::Display) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Failed(format!("{what}: {}", in_words(&cause)))
    }

    /// Says it on standard error.
    pub(crate) fn tell(self) -> ExitCode {
        let (message, code) = match self {
            Self::Usage(message) => (message, 2),
            Self::Failed(message) => (message, 1),
            Self::Exit(code) => return ExitCode::from(code),
        };
        let line = message.trim().replace('\n', " ");
        tell(&format!("error: {line}"));
        ExitCode::from(code)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(message) | Self::Failed(message) => f.write_str(message),
            Self::Exit(code) => write!(f, "exit code {code}"),
        }
    }
}

/// Says a line of a failure on standard error, also to whoever wants results only.
pub(crate) fn tell(line: &str) {
    let _ = io::Write::write_all(&mut io::stderr(), format!("{line}\n").as_bytes());
}

/// A system's error without its number.
pub(crate) fn in_words(cause: &io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

impl From<io::Error> for Error {
    fn from(cause: io::Error) -> Self {
        // A reader such as `head` has seen enough.
        if cause.kind() == io::ErrorKind::BrokenPipe {
            return Self::Exit(0);
        }
        Self::Failed(in_words(&cause))
    }
}

impl From<taskmaster_store::Error> for Error {
    fn from(cause: taskmaster_store::Error) -> Self {
        Self::Failed(cause.to_string())
    }
}

impl From<taskmaster_runtime::config::Error> for Error {
    fn from(cause: taskmaster_runtime::config::Error) -> Self {
        Self::Failed(format!("configuration: {cause}"))
    }
}

impl From<taskmaster_domain::Violations> for Error {
    fn from(cause: taskmaster_domain::Violations) -> Self {
        Self::Failed(cause.to_string())
    }
}

impl From<taskmaster_runtime::telemetry::Error> for Error {
    fn from(cause: taskmaster_runtime::telemetry::Error) -> Self {
        Self::Failed(cause.to_string())
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::Failed(said(&status))
    }
}

/// What a coordinator said, or why it said nothing.
fn said(status: &Status) -> String {
    let mut text = status.message().to_owned();
    match status.code() {
        Code::Unauthenticated => {
            text.push_str(
                ": give --token-file or TASKMASTER_TOKEN, or the --data-dir of `taskmaster up`",
            );
        }
        // The transport's own words say only "transport error"; its causes say why.
        Code::Unavailable | Code::Unknown => {
            let mut cause = std::error::Error::source(status);
            while let Some(inner) = cause {
                let inner_text = inner.to_string();
                if !text.contains(&inner_text) {
                    let _ = write!(text, ": {inner_text}");
                }
                cause = inner.source();
            }
        }
        Code::InvalidArgument => {
            let details = status.get_error_details();
            let fields = details.bad_request().map(|bad| bad.field_violations.as_slice());
            let fields: Vec<_> = fields
                .unwrap_or_default()
                .iter()
                .map(|violation| format!("{} {}", violation.field, violation.description))
                .collect();
            if !fields.is_empty() {
                text = fields.join("; ");
            }
        }
        _ => {}
    }
    if text.is_empty() { status.code().description().to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::Violations;

    use super::*;

    #[test]
    fn a_refused_field_is_named() {
        let refused = Violations::one("priority", "must be between -1000 and 1000");
        let status = Status::from(taskmaster_proto::Error::from(refused));
        assert_eq!(said(&status), "priority must be between -1000 and 1000");
    }

    #[test]
    fn a_missing_token_says_where_one_comes_from() {
        let status = Status::from(taskmaster_proto::Error::Unauthenticated);
        assert!(said(&status).starts_with("a valid bearer token is required: give --token-file"));
    }

    #[test]
    fn an_error_of_the_system_has_no_number() {
        let cause = io::Error::from_raw_os_error(13);
        assert_eq!(in_words(&cause), "permission denied");
    }
}
