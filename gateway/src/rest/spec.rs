//! A task as it is handed in over REST.

use serde::{Deserialize, Serialize};
use taskmaster_domain::{Timestamp, Violations};
use taskmaster_proto::{
    convert,
    v1::{self, task_spec::Work},
};
use utoipa::ToSchema;

use super::{
    json,
    names::in_rest,
    words::{Backoff, FailureKind, Kind},
};
use crate::{
    extract::{Entries, Free, Object, Whole, Word, is_within},
    time::{Time, seconds, wait},
};

/// How the gateway's own idempotency keys begin. A task that came without a key gets one, so
/// that a call whose answer was lost can be made again at another coordinator; it is not shown.
pub(crate) const GATEWAY_KEY: &str = "gateway:";

/// A key that nobody else has.
pub(crate) fn own_key() -> String {
    format!("{GATEWAY_KEY}{}", uuid::Uuid::now_v7().simple())
}

/// The pace of a simulated task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Simulate {
    /// From due to assigned; 1 when absent.
    assign_after_seconds: Option<f64>,
    /// From assigned to running; 2 when absent.
    start_after_seconds: Option<f64>,
    /// From running to its end; 5 when absent.
    run_for_seconds: Option<f64>,
    /// Share of attempts that fail, 0 to 1; 0 when absent.
    failure_rate: Option<f64>,
}

impl From<v1::SimulateWork> for Simulate {
    fn from(wire: v1::SimulateWork) -> Self {
        Self {
            assign_after_seconds: wire.assign_after.map(seconds),
            start_after_seconds: wire.start_after.map(seconds),
            run_for_seconds: wire.run_for.map(seconds),
            failure_rate: Some(wire.failure_rate),
        }
    }
}

impl Simulate {
    fn into_wire(self, command: String) -> v1::SimulateWork {
        v1::SimulateWork {
            command,
            assign_after: self.assign_after_seconds.map(wait),
            start_after: self.start_after_seconds.map(wait),
            run_for: self.run_for_seconds.map(wait),
            failure_rate: self.failure_rate.unwrap_or(0.0),
        }
    }
}

/// What follows a failed attempt. How often is `maxAttempts` of the task.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewRetry {
    /// How the wait grows; `exponential` when absent.
    #[schema(value_type = Option<Backoff>)]
    backoff: Option<Word<Backoff>>,
    /// The first wait; 1 when absent.
    delay_seconds: Option<f64>,
    /// The longest wait; 300 when absent.
    max_delay_seconds: Option<f64>,
    /// Failures of these kinds are final.
    #[schema(value_type = Option<Vec<FailureKind>>)]
    never_on: Option<Vec<Word<FailureKind>>>,
}

/// A task that is handed in. What is null counts as absent.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schema(example = json!({
    "kind": "shell",
    "command": "echo hello",
    "queue": "default",
    "priority": 10,
    "maxAttempts": 3,
    "timeoutSeconds": 60,
    "labels": {"team": "data"}
}))]
pub(crate) struct NewTask {
    /// The kind of work; `shell` when absent.
    #[schema(value_type = Option<Kind>)]
    kind: Option<Word<Kind>>,
    /// What bash reads. A `shell` task must have one; a `simulate` task shows it, a `noop` takes
    /// none.
    command: Option<String>,
    /// For people; need not be unique.
    name: Option<String>,
    /// Its line; `default` when absent.
    queue: Option<String>,
    /// The higher, the sooner; 0 when absent.
    #[schema(value_type = Option<i64>)]
    priority: Option<Whole>,
    /// Not before this time; at once when absent or past.
    scheduled_at: Option<Time>,
    /// Not before so long from now; not together with `scheduledAt`.
    delay_seconds: Option<f64>,
    /// Tries in all; 1 when absent.
    #[schema(value_type = Option<i64>)]
    max_attempts: Option<Whole>,
    /// What follows a failure.
    #[schema(value_type = Option<NewRetry>)]
    retry: Option<Object<NewRetry>>,
    /// Wall clock of an attempt; 3600 when absent.
    timeout_seconds: Option<f64>,
    /// How long it may stay queued; for ever when absent.
    start_timeout_seconds: Option<f64>,
    /// How long an attempt may run while nothing is told of it: no counter, no progress. Then it is
    /// stopped and has failed with a `timeout`. For ever when absent.
    heartbeat_timeout_seconds: Option<f64>,
    /// From SIGTERM to SIGKILL; 5 when absent.
    grace_seconds: Option<f64>,
    /// Environment on top of the worker's. At most 1,000 variables with 1 MB in all.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    env: Option<Entries<String>>,
    /// Where the command starts, an absolute path; a fresh folder when absent.
    working_dir: Option<String>,
    /// Words to find it by.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    labels: Option<Entries<String>>,
    /// Labels that its worker must have.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    required_labels: Option<Entries<String>>,
    /// Of the client's own; at most 64 KiB as JSON, 30 levels deep, numbers from -2^53 to 2^53.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Free>,
    /// Its worker stops it before anyone else may start it; false when absent.
    exclusive: Option<bool>,
    /// The same key by the same caller is the same task. Visible ASCII characters, as in the header
    /// `Idempotency-Key`; when both are there they must be the same.
    idempotency_key: Option<String>,
    /// Whose it is, `kind:name`; the caller's when absent.
    owner: Option<String>,
    /// The pace of a `simulate` task; others take none.
    #[schema(value_type = Option<Simulate>)]
    simulate: Option<Object<Simulate>>,
}

/// A number that the coordinator judges: what it could not even hold is as wrong as its ends.
fn narrow(Whole(number): Whole) -> i32 {
    i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })
}

impl NewTask {
    /// The key that it came with.
    pub(crate) fn key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Gives it a key when it came without one.
    pub(crate) fn key_or(&mut self, other: impl FnOnce() -> String) {
        self.idempotency_key.get_or_insert_with(other);
    }

    /// The task on the wire. Notes what the wire could not tell from "absent".
    pub(crate) fn into_wire(self, faults: &mut Violations) -> v1::TaskSpec {
        let Word(kind) = self.kind.unwrap_or_default();
        for (field, text) in [
            ("queue", &self.queue),
            ("idempotencyKey", &self.idempotency_key),
            ("workingDir", &self.working_dir),
        ] {
            if text.as_ref().is_some_and(String::is_empty) {
                faults.add(field, "must not be empty");
            }
        }
        if self.max_attempts == Some(Whole(0)) {
            faults.add("maxAttempts", "must be at least 1");
        }
        if self.scheduled_at.is_some() && self.delay_seconds.is_some() {
            faults.add("delaySeconds", "must not come together with scheduledAt");
        }
        // What tells of a noop says that its command is empty.
        if kind == Kind::Noop && self.command.as_ref().is_some_and(|text| !text.is_empty()) {
            faults.add("command", "must be absent: a noop task takes none");
        }
        if kind != Kind::Simulate && self.simulate.is_some() {
            faults.add("simulate", "must be absent: only a simulate task has a pace");
        }
        if let Some(Err(lost)) = self.metadata.as_ref().map(|Free(it)| json::check(it)) {
            faults.add(format!("metadata{}", lost.path), lost.message);
        }
        let command = match (kind, self.command) {
            (Kind::Shell, None) => {
                faults.add("command", "must be present");
                String::new()
            }
            (_, command) => command.unwrap_or_default(),
        };
        let work = match kind {
            Kind::Shell => Work::Shell(v1::ShellWork { command }),
            Kind::Simulate => {
                let Object(pace) = self.simulate.unwrap_or_default();
                Work::Simulate(pace.into_wire(command))
            }
            Kind::Noop => Work::Noop(v1::NoopWork {}),
        };
        let retry = match (self.retry, self.max_attempts) {
            (None, None) => None,
            (retry, max_attempts) => {
                let Object(retry) = retry.unwrap_or_default();
                let never_on = retry.never_on.unwrap_or_default();
                let never_on =
                    never_on.into_iter().map(|Word(kind)| v1::FailureKind::from(kind).into());
                let backoff =
                    retry.backoff.map_or(v1::Backoff::Unspecified, |Word(backoff)| backoff.into());
                Some(v1::RetryPolicy {
                    max_attempts: max_attempts.map_or(0, narrow),
                    backoff: backoff.into(),
                    delay: retry.delay_seconds.map(wait),
                    max_delay: retry.max_delay_seconds.map(wait),
                    never_on: never_on.collect(),
                })
            }
        };
        v1::TaskSpec {
            work: Some(work),
            name: self.name.unwrap_or_default(),
            queue: self.queue.unwrap_or_default(),
            priority: self.priority.map_or(0, narrow),
            scheduled_at: self.scheduled_at.map(Time::to_wire),
            delay: self.delay_seconds.map(wait),
            retry,
            timeout: self.timeout_seconds.map(wait),
            start_timeout: self.start_timeout_seconds.map(wait),
            heartbeat_timeout: self.heartbeat_timeout_seconds.map(wait),
            grace: self.grace_seconds.map(wait),
            env: self.env.unwrap_or_default().0.into_iter().collect(),
            working_dir: self.working_dir.unwrap_or_default(),
            labels: self.labels.unwrap_or_default().0.into_iter().collect(),
            required_labels: self.required_labels.unwrap_or_default().0.into_iter().collect(),
            metadata: self.metadata.map(|Free(it)| json::to_wire(it)),
            exclusive: self.exclusive.unwrap_or(false),
            idempotency_key: self.idempotency_key.unwrap_or_default(),
            owner: self.owner.unwrap_or_default(),
        }
    }
}

/// Adds what the coordinator would say of a task that has faults already: it is not asked, and
/// the caller hears of all at once.
pub(crate) fn add_the_others(faults: &mut Violations, spec: v1::TaskSpec, now: Timestamp) {
    let others = convert::task_spec(spec, now).err().unwrap_or_default();
    add_news(faults, in_rest(others, ""));
}

/// Adds faults that the coordinator would find to those that are known, unless they may be an outcome
/// of what is known.
pub(crate) fn add_news(faults: &mut Violations, others: Violations) {
    for other in others.0 {
        if !faults.0.iter().any(|known| may_follow(&other.field, &known.field)) {
            faults.0.push(other);
        }
    }
}

/// Whether a fault of a field may come of a known one: that is of what is in it, of what it is in, or of
/// the same entry of a list, whose members are judged together.
fn may_follow(field: &str, known: &str) -> bool {
    let entry = known.rfind("].").map(|end| &known[..=end]);
    let of_entry = entry.is_some_and(|entry| is_within(field, entry));
    is_within(known, field) || is_within(field, known) || of_entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(json: &str) -> Result<v1::TaskSpec, Vec<String>> {
        let task: NewTask = serde_json::from_str(json).unwrap();
        let mut faults = Violations::default();
        let wire = task.into_wire(&mut faults);
        faults.or(wire).map_err(|v| v.0.into_iter().map(|fault| fault.field).collect())
    }

    #[test]
    fn what_is_not_said_is_left_to_the_coordinator() {
        let shell = v1::ShellWork { command: "true".to_owned() };
        let bare = v1::TaskSpec { work: Some(Work::Shell(shell)), ..v1::TaskSpec::default() };
        assert_eq!(wire(r#"{"command":"true"}"#), Ok(bare.clone()));
        assert_eq!(wire(r#"{"command":"true","queue":null,"kind":"shell"}"#), Ok(bare));
    }

    #[test]
    fn what_the_wire_takes_for_absent_is_refused_here() {
        let said = r#"{"queue":"","idempotencyKey":"","workingDir":"","maxAttempts":0}"#;
        let fields = ["queue", "idempotencyKey", "workingDir", "maxAttempts", "command"];
        assert_eq!(wire(said), Err(fields.map(str::to_owned).to_vec()));
    }

    #[test]
    fn what_the_kind_has_no_use_for_is_refused() {
        let refused = |said: &str| wire(said).unwrap_err();
        assert_eq!(refused(r#"{"kind":"noop","command":"a"}"#), ["command"]);
        assert_eq!(refused(r#"{"kind":"noop","simulate":{}}"#), ["simulate"]);
        assert_eq!(refused(r#"{"command":"a","simulate":{}}"#), ["simulate"]);
        assert!(wire(r#"{"kind":"simulate","command":"a","simulate":{}}"#).is_ok());
        assert!(wire(r#"{"kind":"noop","command":null,"simulate":null}"#).is_ok());
    }

    #[test]
    fn metadata_that_would_change_on_its_way_is_refused() {
        let said = r#"{"command":"a","metadata":{"n":[9007199254740993]}}"#;
        assert_eq!(wire(said).unwrap_err(), [r#"metadata["n"][0]"#]);
    }

    #[test]
    fn a_number_that_no_wire_can_hold_stays_wrong() {
        let said = r#"{"command":"a","priority":9000000000,"maxAttempts":-9000000000}"#;
        let spec = wire(said).unwrap();
        assert_eq!((spec.priority, spec.retry.unwrap().max_attempts), (i32::MAX, i32::MIN));
    }
}
