//! The words of the API, and what they are on the wire of gRPC.

use serde::{Deserialize, Serialize};
use taskmaster_proto::v1;
use utoipa::ToSchema;

/// An enum of words that mirrors one of the wire. What a newer coordinator may send besides reads
/// as the word named last.
macro_rules! words {
    ($(#[$about:meta])* $name:ident = $wire:ident, else $other:ident {
        $($(#[$doc:meta])* $variant:ident,)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl From<v1::$wire> for $name {
            fn from(wire: v1::$wire) -> Self {
                match wire {
                    $(v1::$wire::$variant => Self::$variant,)+
                    v1::$wire::Unspecified => Self::$other,
                }
            }
        }

        impl From<$name> for v1::$wire {
            fn from(word: $name) -> Self {
                match word {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }
    };
}

// Below the macro that it uses.
pub(crate) mod jobs;

words! {
    /// Where a task is in its life.
    State = TaskState, else Waiting {
        /// Has parents that have not ended.
        Waiting,
        /// Not yet due.
        Scheduled,
        /// Due, waits for a worker.
        Queued,
        /// Has a worker that has not said that it started.
        Assigned,
        /// Its worker runs it.
        Running,
        /// Ended well. Final.
        Completed,
        /// Ended badly, tries used up.
        Failed,
        /// Ended because somebody asked.
        Canceled,
        /// Held back by somebody.
        Paused,
    }
}

words! {
    /// What a failure is of.
    FailureKind = FailureKind, else Error {
        /// The command ended with another code than 0, or by a signal.
        ExitCode,
        /// The work could not be done.
        Error,
        /// The attempt ran longer than it may.
        Timeout,
        /// It stayed queued longer than it may.
        StartTimeout,
        /// Its worker was lost.
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
}

words! {
    /// How the wait before a retry grows.
    Backoff = Backoff, else Exponential {
        /// The same wait each time.
        Fixed,
        /// Twice the wait of the time before.
        Exponential,
    }
}

words! {
    /// Where a line of output came from.
    Stream = OutputStream, else System {
        /// Standard output.
        Stdout,
        /// Standard error.
        Stderr,
        /// TaskMaster itself: what was cut, who was killed.
        System,
    }
}

words! {
    /// How an attempt that was not the last one ended.
    AttemptEnd = AttemptEnd, else Failed {
        /// It failed, and another try was left.
        Failed,
        /// Its worker was lost, drained or killed.
        Lost,
        /// It came back unstarted.
        Returned,
        /// It ended the task, which was explicitly retried later.
        Retried,
    }
}

words! {
    /// Whether a worker is there and has work.
    WorkerStatus = WorkerStatus, else Offline {
        /// It is there and has nothing.
        Idle,
        /// It has at least one task.
        Busy,
        /// It is not there.
        Offline,
    }
}

words! {
    /// How well something works.
    HealthStatus = HealthStatus, else Down {
        /// As it should.
        Ok,
        /// It works, but not as it should.
        Degraded,
        /// Not at all.
        Down,
    }
}

impl State {
    /// All of them, in the order of a life.
    pub(crate) const ALL: &[Self] = &[
        Self::Waiting,
        Self::Scheduled,
        Self::Queued,
        Self::Assigned,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Canceled,
        Self::Paused,
    ];
}

/// A task's state in five words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// It has no worker: waiting, scheduled, queued or paused.
    Scheduled,
    /// Has a worker that has not said that it started.
    Assigned,
    /// Its worker runs it.
    Running,
    /// Ended well.
    Completed,
    /// Ended badly, or canceled.
    Failed,
}

impl From<State> for Status {
    fn from(state: State) -> Self {
        match state {
            State::Waiting | State::Scheduled | State::Queued | State::Paused => Self::Scheduled,
            State::Assigned => Self::Assigned,
            State::Running => Self::Running,
            State::Completed => Self::Completed,
            State::Failed | State::Canceled => Self::Failed,
        }
    }
}

/// The kinds of work that can be handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A command line or script for bash.
    #[default]
    Shell,
    /// Nothing is run; the task goes through its states at a believable pace.
    Simulate,
    /// Answered inside the worker at once.
    Noop,
}

/// The word itself, as JSON and query strings have it.
pub(crate) fn text<W: Serialize>(word: W) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_one_of_five_words() {
        let words: Vec<String> = State::ALL
            .iter()
            .map(|&state| format!("{} {}", text(state), text(Status::from(state))))
            .collect();
        insta::assert_snapshot!(words.join("\n"), @r"
        waiting scheduled
        scheduled scheduled
        queued scheduled
        assigned assigned
        running running
        completed completed
        failed failed
        canceled failed
        paused scheduled
        ");
    }

    #[test]
    fn every_word_comes_back_from_the_wire() {
        for kind in taskmaster_domain::FailureKind::ALL {
            let wire = v1::FailureKind::from(kind);
            assert_eq!(v1::FailureKind::from(FailureKind::from(wire)), wire);
        }
        for state in taskmaster_domain::TaskState::ALL {
            let wire = v1::TaskState::from(state);
            assert_eq!(v1::TaskState::from(State::from(wire)), wire);
            assert_eq!(text(State::from(wire)), state.name());
        }
    }
}
