//! Tasks to hand in.

use std::time::Duration;

use taskmaster_proto::{
    convert::to_duration,
    v1::{self, task_spec::Work},
};

/// What a test hands in, built up word by word.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec(pub v1::TaskSpec);

/// A command or script for bash.
pub fn bash(command: impl Into<String>) -> Spec {
    of(Work::Shell(v1::ShellWork { command: command.into() }))
}

/// A task that does nothing.
pub fn noop() -> Spec {
    of(Work::Noop(v1::NoopWork {}))
}

/// A task that does nothing at a pace: until assigned, until running, until its end.
pub fn simulate([assign, start, run]: [Duration; 3]) -> Spec {
    of(Work::Simulate(v1::SimulateWork {
        command: String::new(),
        assign_after: Some(to_duration(assign)),
        start_after: Some(to_duration(start)),
        run_for: Some(to_duration(run)),
        failure_rate: 0.0,
    }))
}

/// Seconds as the wire has them.
pub fn seconds(seconds: f64) -> prost_types::Duration {
    to_duration(Duration::from_secs_f64(seconds))
}

fn of(work: Work) -> Spec {
    Spec(v1::TaskSpec { work: Some(work), ..v1::TaskSpec::default() })
}

impl Spec {
    /// Changes anything.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut v1::TaskSpec)) -> Self {
        change(&mut self.0);
        self
    }

    /// Wall clock of an attempt.
    #[must_use]
    pub fn timeout(self, wait: f64) -> Self {
        self.with(|spec| spec.timeout = Some(seconds(wait)))
    }

    /// From SIGTERM to SIGKILL.
    #[must_use]
    pub fn grace(self, wait: f64) -> Self {
        self.with(|spec| spec.grace = Some(seconds(wait)))
    }

    /// Its line.
    #[must_use]
    pub fn queue(self, queue: &str) -> Self {
        self.with(|spec| spec.queue = queue.to_owned())
    }

    /// Its urgency.
    #[must_use]
    pub fn priority(self, priority: i32) -> Self {
        self.with(|spec| spec.priority = priority)
    }

    /// Not before so long from now.
    #[must_use]
    pub fn delay(self, wait: f64) -> Self {
        self.with(|spec| spec.delay = Some(seconds(wait)))
    }

    /// Tries, with a wait between them that stays the same.
    #[must_use]
    pub fn tries(self, max_attempts: i32, wait: f64) -> Self {
        let retry = v1::RetryPolicy {
            max_attempts,
            backoff: v1::Backoff::Fixed.into(),
            delay: Some(seconds(wait)),
            ..v1::RetryPolicy::default()
        };
        self.with(|spec| spec.retry = Some(retry))
    }

    /// A variable of its environment.
    #[must_use]
    pub fn env(self, name: &str, value: &str) -> Self {
        self.with(|spec| drop(spec.env.insert(name.to_owned(), value.to_owned())))
    }

    /// The same key is the same task.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.with(|spec| spec.idempotency_key = key.to_owned())
    }
}
