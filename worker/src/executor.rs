//! Runs attempts. Each is one spawned task that ends by saying how the attempt ended, whatever
//! happens to it; none of them knows of streams or coordinators.

mod crew;
mod hands;
mod progress;
mod samples;
mod shell;
mod simulate;

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    AttemptRef, Failure, FailureKind, Outcome, TaskSpec, Timestamp, limits,
    task::{Progress, ResourceSample, Work},
    validate::sanitised,
};
use taskmaster_runtime::{Clock, Secret, TraceParent};
use tokio::sync::{mpsc, watch};
use tracing::Instrument as _;

pub(crate) use crew::Crew;
pub(crate) use hands::Hands;
pub(crate) use samples::Sampler;
pub(crate) use shell::Surroundings;

use crate::output::{Credit, Grant, Piece};

/// What is to be run.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) of: AttemptRef,
    pub(crate) spec: TaskSpec,
    /// W3C trace context; may be empty.
    pub(crate) trace_parent: String,
    /// How its command may speak for it.
    pub(crate) voice: Voice,
}

/// How a command may speak for its task.
#[derive(Debug)]
pub(crate) struct Voice {
    /// The coordinator that assigned it, as `http://host:port`.
    pub(crate) address: Arc<str>,
    /// What it shows there; nothing when there is none.
    pub(crate) token: Option<Secret>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct End {
    /// Nothing when it never started.
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Timestamp,
    pub(crate) outcome: Outcome,
    pub(crate) exit_code: Option<i32>,
    /// Number of its last line of output.
    pub(crate) last_seq: i64,
}

impl End {
    /// Of an attempt that never started.
    pub(crate) fn unstarted(outcome: Outcome, now: Timestamp) -> Self {
        Self { started_at: None, finished_at: now, outcome, exit_code: None, last_seq: 0 }
    }
}

/// A failure with a sentence that fits every database.
pub(crate) fn failed(kind: FailureKind, message: &str) -> Outcome {
    Outcome::Failed(Failure { kind, message: sanitised(message, limits::MESSAGE_BYTES) })
}

/// What an attempt tells the session.
#[derive(Debug)]
pub(crate) enum Event {
    Started {
        of: AttemptRef,
        at: Timestamp,
    },
    Output {
        of: AttemptRef,
        piece: Piece,
        grant: Grant,
    },
    /// How far it is.
    Progress {
        of: AttemptRef,
        progress: Progress,
    },
    /// What attempts use.
    Sampled(Vec<(AttemptRef, ResourceSample)>),
    /// The last word; without an end when nobody wants to know it.
    Ended {
        of: AttemptRef,
        end: Option<End>,
    },
}

/// That an attempt must stop, rising in urgency: a later word never makes it less urgent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stop {
    #[default]
    No,
    /// Nothing was told of it for its heartbeat timeout: SIGTERM, grace, SIGKILL.
    TimeOut,
    /// Somebody asked for its end: the same.
    Cancel,
    /// The worker goes away: the same, with a short grace.
    HandBack,
    /// Its lease ends: SIGKILL.
    LeaseEnd,
    /// It is somebody else's: SIGKILL, and not a word about it.
    Forget,
}

impl Stop {
    /// What an attempt of this that was stopped by it has to say.
    fn outcome(self, spec: &TaskSpec) -> Option<Outcome> {
        match self {
            Self::TimeOut => Some(too_silent(spec.heartbeat_timeout)),
            Self::Cancel => Some(Outcome::Canceled),
            Self::HandBack | Self::LeaseEnd => Some(Outcome::Returned),
            Self::No | Self::Forget => None,
        }
    }

    /// Waits until a stop of at least this urgency is asked for. When whoever could ask is gone,
    /// so is everybody who wants to know.
    async fn asked(stop: &mut watch::Receiver<Self>, at_least: Self) -> Self {
        stop.wait_for(|stop| *stop >= at_least).await.map_or(Self::Forget, |stop| *stop)
    }
}

/// What all attempts share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) credit: Credit,
    pub(crate) events: mpsc::Sender<Event>,
    pub(crate) surroundings: Surroundings,
    pub(crate) sampler: Sampler,
    pub(crate) hands: Hands,
}

/// Runs one attempt to its end. `output_limit` is in bytes.
async fn attempt(
    mut job: Job,
    shared: Arc<Shared>,
    output_limit: u64,
    mut stop: watch::Receiver<Stop>,
) {
    let of = job.of;
    let span = tracing::info_span!("attempt", task.id = %of.task, attempt = of.attempt);
    if let Ok(parent) = job.trace_parent.parse::<TraceParent>() {
        parent.adopt(&span);
        // Where spans are kept, the command is a child of its attempt.
        if let Some(own) = span.in_scope(TraceParent::current) {
            job.trace_parent = own.to_string();
        }
    }
    let work = async {
        match &job.spec.work {
            Work::Shell { command } => {
                shell::run(&job, command, &shared, output_limit, &mut stop).await
            }
            Work::Simulate(pace) => simulate::run(&job, pace, &shared, &mut stop).await,
            Work::Noop => Some(done_at_once(shared.clock.now())),
        }
    };
    let end = work.instrument(span).await;
    // Nobody listens any more only when the whole worker ends.
    let _ = shared.events.send(Event::Ended { of, end }).await;
}

/// The end of work that is nothing.
pub(crate) fn done_at_once(now: Timestamp) -> End {
    End {
        started_at: Some(now),
        finished_at: now,
        outcome: Outcome::Completed { result: None },
        exit_code: None,
        last_seq: 0,
    }
}

/// "told nothing for 30 s".
fn too_silent(timeout: Option<Duration>) -> Outcome {
    let wait = timeout.map_or("too long".to_owned(), |wait| format!("{} s", wait.as_secs_f64()));
    failed(FailureKind::Timeout, &format!("told nothing for {wait}"))
}

/// "ran longer than 3 s".
fn too_long(timeout: Duration) -> Outcome {
    failed(FailureKind::Timeout, &format!("ran longer than {} s", timeout.as_secs_f64()))
}
