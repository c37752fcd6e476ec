//! How an attempt ended, and what follows from it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Event, RetryPolicy};
use crate::Timestamp;

/// What a failure is of. A closed list: rules, retries and metrics switch on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The command ended with another code than 0, or by a signal.
    ExitCode,
    /// The work could not be done: no such folder, a function's exception.
    Error,
    /// The attempt ran longer than it may, or told nothing for longer than it may.
    Timeout,
    /// It waited in its queue longer than it may.
    StartTimeout,
    /// Its worker was lost and its lease ran out.
    LostWorker,
    /// A required parent did not complete.
    Dependency,
    /// The worker does not know this work.
    Rejected,
    /// A limit of the platform was passed.
    LimitExceeded,
    /// Its worker died under it too often.
    Poison,
}

impl FailureKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::ExitCode,
        Self::Error,
        Self::Timeout,
        Self::StartTimeout,
        Self::LostWorker,
        Self::Dependency,
        Self::Rejected,
        Self::LimitExceeded,
        Self::Poison,
    ];

    /// Its word, the same on every surface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExitCode => "exit_code",
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::StartTimeout => "start_timeout",
            Self::LostWorker => "lost_worker",
            Self::Dependency => "dependency",
            Self::Rejected => "rejected",
            Self::LimitExceeded => "limit_exceeded",
            Self::Poison => "poison",
        }
    }

    /// Another try might end otherwise.
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::ExitCode | Self::Error | Self::Timeout | Self::LostWorker => true,
            Self::StartTimeout
            | Self::Dependency
            | Self::Rejected
            | Self::LimitExceeded
            | Self::Poison => false,
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no kind of failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a kind of failure, such as exit_code or timeout")]
pub struct NotAKind;

impl FromStr for FailureKind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, NotAKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(NotAKind)
    }
}

/// Why an attempt failed, in a word and in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The word.
    pub kind: FailureKind,
    /// The sentence, for people: "exited with code 3".
    pub message: String,
}

/// How a worker says that an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It did what it should; with a result, as JSON, when its kind gives one.
    Completed {
        /// JSON, or nothing.
        result: Option<String>,
    },
    /// It did not.
    Failed(Failure),
    /// It was stopped because its cancellation was asked for.
    Canceled,
    /// It was stopped, or never started, because its worker goes away: try it elsewhere.
    Returned,
}

/// What the store knows of a task when its attempt ends; input of [`Outcome::judge`].
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// Its rule.
    pub policy: &'a RetryPolicy,
    /// Tries used before this one.
    pub tries_used: i32,
    /// Somebody asked for its end.
    pub cancel_requested: bool,
}

/// What becomes of a task whose attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its end, well.
    Completed,
    /// Its end, badly.
    Failed,
    /// Its end, as asked.
    Canceled,
    /// Another try, not before this time.
    RetryAt(Timestamp),
    /// Back to its queue, no try used.
    Requeued,
}

impl Outcome {
    /// The rule that follows an attempt's end. A cancellation that was asked for beats a retry,
    /// but not a completion: work that was done is done.
    pub fn judge(&self, standing: &Standing<'_>, now: Timestamp, jitter: f64) -> Verdict {
        match self {
            Self::Completed { .. } => Verdict::Completed,
            Self::Canceled => Verdict::Canceled,
            Self::Failed(_) | Self::Returned if standing.cancel_requested => Verdict::Canceled,
            Self::Returned => Verdict::Requeued,
            Self::Failed(failure) => {
                let tries = standing.tries_used + 1;
                if standing.policy.allows(tries, failure.kind) {
                    Verdict::RetryAt(now.plus(standing.policy.wait(tries, jitter)))
                } else {
                    Verdict::Failed
                }
            }
        }
    }
}

impl Verdict {
    /// The event that this verdict is to the task.
    pub fn event(self, now: Timestamp) -> Event {
        match self {
            Self::Completed => Event::Complete,
            Self::Failed => Event::Fail,
            Self::Canceled => Event::Cancel,
            Self::RetryAt(due) => Event::RetryLater { due: due <= now },
            Self::Requeued => Event::Release,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000);

    fn failed(kind: FailureKind) -> Outcome {
        Outcome::Failed(Failure { kind, message: String::new() })
    }

    #[test]
    fn a_failure_is_tried_again_until_its_tries_are_used() {
        let policy = RetryPolicy { max_attempts: 2, ..RetryPolicy::default() };
        let mut standing = Standing { policy: &policy, tries_used: 0, cancel_requested: false };
        let again = failed(FailureKind::ExitCode).judge(&standing, NOW, 0.0);
        assert_eq!(again, Verdict::RetryAt(Timestamp::from_micros(2_000_000)));
        standing.tries_used = 1;
        assert_eq!(failed(FailureKind::ExitCode).judge(&standing, NOW, 0.0), Verdict::Failed);
    }

    #[test]
    fn a_cancellation_beats_a_retry_but_not_work_that_was_done() {
        let policy = RetryPolicy { max_attempts: 9, ..RetryPolicy::default() };
        let standing = Standing { policy: &policy, tries_used: 0, cancel_requested: true };
        assert_eq!(failed(FailureKind::Error).judge(&standing, NOW, 0.0), Verdict::Canceled);
        assert_eq!(Outcome::Returned.judge(&standing, NOW, 0.0), Verdict::Canceled);
        let done = Outcome::Completed { result: None };
        assert_eq!(done.judge(&standing, NOW, 0.0), Verdict::Completed);
    }

    #[test]
    fn kinds_lead_back_from_their_words() {
        for kind in FailureKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
    }
}
