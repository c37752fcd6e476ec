//! How a command fails: one line on standard error and an exit code.

use std::{fmt::Write as _, io, process::ExitCode};

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::show::clean;

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
        tell(&format!("error: {message}"));
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
pub(crate) fn tell(text: &str) {
    let _ = io::Write::write_all(&mut io::stderr(), format!("{}\n", in_a_line(text)).as_bytes());
}

/// Says what somebody would lose, with the lines that it has, on standard error, also to whoever wants
/// results only.
pub(crate) fn tell_lines(text: &str) {
    let _ = io::Write::write_all(&mut io::stderr(), format!("{}\n", clean::lines(text)).as_bytes());
}

/// Says what is wrong with what was typed, or the help that was asked for.
pub(crate) fn usage(refused: &clap::Error) -> ExitCode {
    let typed = std::env::args_os().skip(1);
    let _ = match in_plain(refused, typed.map(|arg| arg.to_string_lossy().into_owned())) {
        None => refused.print(),
        Some(text) => say(refused, &text, io::stdout(), io::stderr()),
    };
    ExitCode::from(u8::try_from(refused.exit_code()).unwrap_or(2))
}

/// Says what is wrong as a failure, and the help that was asked for as a result.
fn say(
    refused: &clap::Error,
    text: &str,
    mut results: impl io::Write,
    mut failures: impl io::Write,
) -> io::Result<()> {
    match refused.use_stderr() {
        true => failures.write_all(text.as_bytes()),
        false => results.write_all(text.as_bytes()),
    }
}

/// What is told where an argument, which stands in it, has what a terminal obeys. There it has no
/// colours, which could not be told from it.
fn in_plain(refused: &clap::Error, typed: impl IntoIterator<Item = String>) -> Option<String> {
    let is_odd = typed.into_iter().any(|arg| clean::lines(&arg) != arg);
    is_odd.then(|| clean::lines(&refused.to_string()).into_owned())
}

/// A message, of whomever, as one line that a terminal only shows.
fn in_a_line(text: &str) -> String {
    clean::line(&text.trim().replace('\n', " ")).into_owned()
}

/// A system's error in the middle of a line, without its number; another one as it is.
pub(crate) fn in_words(cause: &io::Error) -> String {
    let text = cause.to_string();
    match cause.raw_os_error() {
        Some(_) => text.split(" (os error").next().unwrap_or_default().to_lowercase(),
        None => text,
    }
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
    fn a_message_is_one_line_that_a_terminal_only_shows() {
        let said = in_a_line("error: no job \u{1b}[2J\u{9b}K\u{202e}x\rdone\n");
        assert_eq!(said, "error: no job \u{FFFD}[2J\u{FFFD}K\u{FFFD}x\u{FFFD}done");
        assert_eq!(in_a_line("error: expected\n  |\n1 | a"), "error: expected   | 1 | a");
    }

    #[test]
    fn an_argument_that_is_wrong_cannot_move_the_cursor() {
        let refused = |arg: &str| {
            let command = clap::Command::new("a").arg(clap::Arg::new("b").value_parser(["c"]));
            let refused = command.try_get_matches_from(["a", arg]).unwrap_err();
            in_plain(&refused, [arg.to_owned()])
        };
        for odd in ["x\u{9b}2J", "x\u{202e}", "x\u{1b}[2J", "x\r"] {
            let told = refused(odd).unwrap();
            assert!(told.starts_with("error: invalid value 'x"), "{told:?}");
            assert_eq!(clean::lines(&told), told);
        }
        assert_eq!(refused("x"), None, "its colours stay");
    }

    #[test]
    fn help_is_a_result_also_next_to_an_odd_argument() {
        let told = |args: &[&str]| {
            let command = clap::Command::new("a").arg(clap::Arg::new("b").value_parser(["c"]));
            let refused = command.try_get_matches_from(args).unwrap_err();
            let text = in_plain(&refused, args.iter().map(|arg| (*arg).to_owned())).unwrap();
            let (mut results, mut failures) = (Vec::new(), Vec::new());
            say(&refused, &text, &mut results, &mut failures).unwrap();
            (!results.is_empty(), !failures.is_empty())
        };
        assert_eq!(told(&["a", "--help", "x\r"]), (true, false));
        assert_eq!(told(&["a", "x\r"]), (false, true));
    }

    #[test]
    fn an_error_of_the_system_has_no_number() {
        let cause = io::Error::from_raw_os_error(13);
        assert_eq!(in_words(&cause), "permission denied");
    }
}
