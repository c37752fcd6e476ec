//! What a client asks for.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::RetryPolicy;
use crate::{Timestamp, job::RunOf, limits, validate::Violations};

/// What is to be done. The kind decides who can do it and what its fields are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// A command line or script for bash, in a process group of its own.
    Shell {
        /// The text that bash reads.
        command: String,
    },
    /// A task that does nothing at a believable pace, for demonstrations and tests.
    Simulate(Simulate),
    /// Answered inside the worker at once; what the machinery itself costs.
    Noop,
}

/// The pace of a simulated task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Simulate {
    /// The text shown as its command.
    pub command: String,
    /// From due to assigned.
    pub assign_after: Duration,
    /// From assigned to running.
    pub start_after: Duration,
    /// From running to its end.
    pub run_for: Duration,
    /// Share of attempts that fail, 0 to 1.
    pub failure_rate: f64,
}

impl Default for Simulate {
    fn default() -> Self {
        Self {
            command: String::new(),
            assign_after: Duration::from_secs(1),
            start_after: Duration::from_secs(2),
            run_for: Duration::from_secs(5),
            failure_rate: 0.0,
        }
    }
}

impl Work {
    /// The words of all kinds.
    pub const KINDS: [&str; 3] = ["shell", "simulate", "noop"];

    /// The kind's word, one of [`Self::KINDS`].
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Shell { .. } => "shell",
            Self::Simulate(_) => "simulate",
            Self::Noop => "noop",
        }
    }

    /// What a person reads as its command.
    pub fn command(&self) -> &str {
        match self {
            Self::Shell { command } => command,
            Self::Simulate(simulate) => &simulate.command,
            Self::Noop => "",
        }
    }
}

/// All that a client may say about a task. It never changes once accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskSpec {
    /// What is to be done.
    #[serde(flatten)]
    pub work: Work,
    /// A name for people; need not be unique, may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its line.
    pub queue: String,
    /// The higher, the sooner within its lane.
    #[serde(skip_serializing_if = "is_zero")]
    pub priority: i32,
    /// Not before this time; at once when absent or past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_at: Option<Timestamp>,
    /// Not before this long from its acceptance, instead of a time: kept as it was said, so that a
    /// repeat of the call is the same request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Duration>,
    /// What follows a failure.
    #[serde(skip_serializing_if = "is_default_policy")]
    pub retry: RetryPolicy,
    /// Wall clock of an attempt.
    pub timeout: Duration,
    /// How long it may stay queued; for ever when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_timeout: Option<Duration>,
    /// How long an attempt may run while nothing is told of it: no counter, no progress. For ever
    /// when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heartbeat_timeout: Option<Duration>,
    /// From SIGTERM to SIGKILL.
    pub grace: Duration,
    /// Environment on top of the worker's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// Where the command starts, an absolute path; a fresh folder when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub working_dir: String,
    /// Words to find it by.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Labels that its worker must have.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub required_labels: BTreeMap<String, String>,
    /// A JSON object of the client's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub metadata: String,
    /// Its worker stops it before anyone else may start it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
    /// The same key by the same principal is the same task.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub idempotency_key: String,
    /// Who handed it in, `kind:name`. Set by the coordinator.
    pub created_by: String,
    /// Whose it is, `kind:name`; who handed it in when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// W3C trace context of the call that handed it in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub trace_parent: String,
    /// The run that it is. Set by whoever makes the run, never by a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunOf>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i32) -> bool {
    *number == 0
}

fn is_default_policy(policy: &RetryPolicy) -> bool {
    *policy == RetryPolicy::default()
}

impl Default for TaskSpec {
    fn default() -> Self {
        Self {
            work: Work::Noop,
            name: String::new(),
            queue: "default".to_owned(),
            priority: 0,
            scheduled_at: None,
            delay: None,
            retry: RetryPolicy::default(),
            timeout: limits::DEFAULT_TIMEOUT,
            start_timeout: None,
            heartbeat_timeout: None,
            grace: limits::DEFAULT_GRACE,
            env: BTreeMap::new(),
            working_dir: String::new(),
            labels: BTreeMap::new(),
            required_labels: BTreeMap::new(),
            metadata: String::new(),
            exclusive: false,
            idempotency_key: String::new(),
            created_by: String::new(),
            owner: String::new(),
            trace_parent: String::new(),
            run: None,
        }
    }
}

impl TaskSpec {
    /// The time at which it enters its queue: a simulated task is picked up a little later.
    pub fn due(&self, now: Timestamp) -> Timestamp {
        let wanted = self.delay.map(|wait| now.plus(wait)).or(self.scheduled_at);
        let asked = wanted.map_or(now, |at| at.max(now));
        match &self.work {
            Work::Simulate(simulate) => asked.plus(simulate.assign_after),
            Work::Shell { .. } | Work::Noop => asked,
        }
    }

    /// Whether this is the request that was kept as `kept` under the same idempotency key: all but the
    /// trace context, which differs with each call, is the same.
    pub fn is_same_request(&self, kept: &Self) -> bool {
        Self { trace_parent: kept.trace_parent.clone(), ..self.clone() } == *kept
    }

    /// All that is wrong with it, by field.
    ///
    /// # Errors
    /// The violations, when there is one.
    pub fn check(&self, now: Timestamp) -> Result<(), Violations> {
        let mut v = Violations::default();
        match &self.work {
            Work::Shell { command } => v.text("shell.command", command, limits::COMMAND_BYTES),
            Work::Simulate(simulate) => simulate.check(&mut v),
            Work::Noop => {}
        }
        v.optional_name("name", &self.name, limits::NAME_BYTES);
        v.queue("queue", &self.queue);
        v.range("priority", self.priority, limits::PRIORITY);
        if self.scheduled_at.is_some_and(|at| at > now.plus(limits::SCHEDULE_AHEAD)) {
            v.add("scheduled_at", "must be within a thousand years");
        }
        if self.delay.is_some_and(|wait| wait > limits::SCHEDULE_AHEAD) {
            v.add("delay", "must be at most a thousand years");
        }
        self.retry.check(&mut v);
        check_timeout(&mut v, "timeout", self.timeout);
        if let Some(wait) = self.start_timeout {
            check_timeout(&mut v, "start_timeout", wait);
        }
        if let Some(silence) = self.heartbeat_timeout {
            check_timeout(&mut v, "heartbeat_timeout", silence);
        }
        if self.grace > limits::GRACE.1 {
            v.add("grace", "must be at most 300 seconds");
        }
        self.check_env(&mut v);
        v.optional_text("working_dir", &self.working_dir, 4_096);
        if !self.working_dir.is_empty() && !self.working_dir.starts_with('/') {
            v.add("working_dir", "must be an absolute path");
        }
        check_labels(&mut v, "labels", &self.labels);
        check_labels(&mut v, "required_labels", &self.required_labels);
        self.check_metadata(&mut v);
        v.idempotency_key("idempotency_key", &self.idempotency_key);
        v.optional_name("owner", &self.owner, limits::NAME_BYTES);
        v.or(())
    }

    fn check_env(&self, v: &mut Violations) {
        if self.env.len() > limits::ENV_VARS {
            v.add("env", format!("must have at most {} entries", limits::ENV_VARS));
        }
        if self.env.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
            > limits::ENV_BYTES
        {
            v.add("env", format!("must have at most {} bytes", limits::ENV_BYTES));
        }
        for (name, value) in &self.env {
            if name.is_empty() || name.contains(['=', '\0']) {
                v.add(format!("env[{name:?}]"), "must be a variable's name, without = or U+0000");
            }
            if value.contains('\0') {
                v.add(format!("env[{name:?}]"), "must not contain U+0000");
            }
            if name.len() + 1 + value.len() > limits::ENV_VAR_BYTES {
                v.add(
                    format!("env[{name:?}]"),
                    format!("must have at most {} bytes with its name", limits::ENV_VAR_BYTES),
                );
            }
        }
    }

    fn check_metadata(&self, v: &mut Violations) {
        v.optional_text("metadata", &self.metadata, limits::METADATA_BYTES);
        let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>;
        if !self.metadata.is_empty() && object(&self.metadata).is_err() {
            v.add("metadata", "must be a JSON object");
        }
    }
}

impl Simulate {
    fn check(&self, v: &mut Violations) {
        v.optional_text("simulate.command", &self.command, limits::COMMAND_BYTES);
        let waits = [
            ("simulate.assign_after", self.assign_after),
            ("simulate.start_after", self.start_after),
            ("simulate.run_for", self.run_for),
        ];
        for (field, wait) in waits {
            if wait > limits::TIMEOUT.1 {
                v.add(field, "must be at most 24 hours");
            }
        }
        if !(0.0..=1.0).contains(&self.failure_rate) {
            v.add("simulate.failure_rate", "must be between 0 and 1");
        }
    }
}

fn check_timeout(v: &mut Violations, field: &str, timeout: Duration) {
    let (low, high) = limits::TIMEOUT;
    if timeout < low || timeout > high {
        v.add(field, "must be between 1 and 86400 seconds");
    }
}

/// Notes what is wrong with labels: their number, their names, the length of their values.
pub fn check_labels(v: &mut Violations, field: &str, labels: &BTreeMap<String, String>) {
    if labels.len() > limits::LABELS {
        v.add(field, format!("must have at most {} entries", limits::LABELS));
    }
    for (name, value) in labels {
        if !is_label_name(name) {
            v.add(
                format!("{field}[{name:?}]"),
                "must be 1 to 255 letters, digits, or one of . _ - /",
            );
        }
        v.optional_name(&format!("{field}[{name:?}]"), value, limits::LABEL_BYTES);
    }
}

/// A word that may name a label, a queue of a worker or a handler.
pub fn is_label_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    !name.is_empty() && name.len() <= limits::LABEL_BYTES && name.chars().all(allowed)
}

#[cfg(test)]
mod tests;
