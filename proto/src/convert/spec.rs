//! What a client asks for.

use taskmaster_domain::{
    TaskSpec, Timestamp, Violations, limits,
    task::{Backoff, RetryPolicy, Simulate, Work},
    validate::given_key,
};

use super::basic::{duration, failure_kind, timestamp, to_duration, to_timestamp};
use crate::v1;

/// Reads a spec that a client hands in at `now`, and checks it.
///
/// # Errors
/// All that is wrong with it, by field.
pub fn task_spec(wire: v1::TaskSpec, now: Timestamp) -> Result<TaskSpec, Violations> {
    let mut v = Violations::default();
    let spec = read(wire, &mut v);
    if let Err(more) = spec.check(now) {
        v.0.extend(more.0);
    }
    v.or(spec)
}

/// Reads a spec that a coordinator sends to a worker: it was checked when it was handed in.
///
/// # Errors
/// What this release cannot read.
pub fn spec_from_store(wire: v1::TaskSpec) -> Result<TaskSpec, Violations> {
    let mut v = Violations::default();
    let spec = read(wire, &mut v);
    v.or(spec)
}

/// Reads a spec; what cannot be read is noted.
pub(super) fn read(wire: v1::TaskSpec, v: &mut Violations) -> TaskSpec {
    let delay = wire.delay.as_ref().map(|wait| duration(v, "delay", wait));
    if delay.is_some() && wire.scheduled_at.is_some() {
        v.add("delay", "must not come together with scheduled_at");
    }
    let scheduled_at = wire.scheduled_at.as_ref().and_then(|at| {
        let at = timestamp(at);
        if at.is_none() {
            v.add("scheduled_at", "must be a time between the years 1 and 9999");
        }
        at
    });
    let defaults = TaskSpec::default();
    TaskSpec {
        retry: retry(wire.retry, v),
        timeout: wire.timeout.map_or(defaults.timeout, |t| duration(v, "timeout", &t)),
        start_timeout: wire.start_timeout.map(|t| duration(v, "start_timeout", &t)),
        heartbeat_timeout: wire.heartbeat_timeout.map(|t| duration(v, "heartbeat_timeout", &t)),
        grace: wire.grace.map_or(defaults.grace, |t| duration(v, "grace", &t)),
        work: work(wire.work, v),
        name: wire.name,
        queue: if wire.queue.is_empty() { defaults.queue } else { wire.queue },
        priority: wire.priority,
        scheduled_at,
        delay,
        env: wire.env.into_iter().collect(),
        working_dir: wire.working_dir,
        labels: wire.labels.into_iter().collect(),
        required_labels: wire.required_labels.into_iter().collect(),
        metadata: wire.metadata.map(|object| metadata(&object, v)).unwrap_or_default(),
        exclusive: wire.exclusive,
        idempotency_key: wire.idempotency_key,
        owner: wire.owner,
        created_by: defaults.created_by,
        trace_parent: defaults.trace_parent,
        run: None,
    }
}

fn work(wire: Option<v1::task_spec::Work>, v: &mut Violations) -> Work {
    match wire {
        Some(v1::task_spec::Work::Shell(shell)) => Work::Shell { command: shell.command },
        Some(v1::task_spec::Work::Noop(v1::NoopWork {})) => Work::Noop,
        Some(v1::task_spec::Work::Simulate(simulate)) => {
            let defaults = Simulate::default();
            let mut wait = |field, wait: Option<prost_types::Duration>, default| {
                wait.map_or(default, |wait| duration(v, field, &wait))
            };
            Work::Simulate(Simulate {
                assign_after: wait(
                    "simulate.assign_after",
                    simulate.assign_after,
                    defaults.assign_after,
                ),
                start_after: wait(
                    "simulate.start_after",
                    simulate.start_after,
                    defaults.start_after,
                ),
                run_for: wait("simulate.run_for", simulate.run_for, defaults.run_for),
                command: simulate.command,
                failure_rate: simulate.failure_rate,
            })
        }
        None => {
            v.add("work", "must be one of shell, simulate, noop");
            Work::Noop
        }
    }
}

fn retry(wire: Option<v1::RetryPolicy>, v: &mut Violations) -> RetryPolicy {
    let defaults = RetryPolicy::default();
    let Some(wire) = wire else { return defaults };
    let mut never_on = Vec::new();
    // Not by the generated accessor: it skips numbers that it does not know.
    for (n, kind) in wire.never_on.iter().enumerate() {
        match v1::FailureKind::try_from(*kind).ok().and_then(failure_kind) {
            Some(kind) => never_on.push(kind),
            None => v.add(format!("retry.never_on[{n}]"), "must be a kind of failure"),
        }
    }
    if v1::Backoff::try_from(wire.backoff).is_err() {
        v.add("retry.backoff", "must be a kind of backoff");
    }
    RetryPolicy {
        // 0 is what proto3 sends for "absent".
        max_attempts: if wire.max_attempts == 0 { 1 } else { wire.max_attempts },
        backoff: match wire.backoff() {
            v1::Backoff::Fixed => Backoff::Fixed,
            v1::Backoff::Unspecified | v1::Backoff::Exponential => Backoff::Exponential,
        },
        delay: wire.delay.map_or(defaults.delay, |t| duration(v, "retry.delay", &t)),
        max_delay: wire
            .max_delay
            .map_or(defaults.max_delay, |t| duration(v, "retry.max_delay", &t)),
        never_on,
    }
}

fn metadata(object: &prost_types::Struct, v: &mut Violations) -> String {
    match super::json::from_struct(object, limits::METADATA_BYTES) {
        Ok(text) => text,
        Err(message) => {
            v.add("metadata", message);
            String::new()
        }
    }
}

/// A spec on the wire, for a client that looks at it or a worker that runs it.
pub fn spec_to_wire(spec: &TaskSpec) -> v1::TaskSpec {
    let work = match &spec.work {
        Work::Shell { command } => {
            v1::task_spec::Work::Shell(v1::ShellWork { command: command.clone() })
        }
        Work::Noop => v1::task_spec::Work::Noop(v1::NoopWork {}),
        Work::Simulate(simulate) => v1::task_spec::Work::Simulate(v1::SimulateWork {
            command: simulate.command.clone(),
            assign_after: Some(to_duration(simulate.assign_after)),
            start_after: Some(to_duration(simulate.start_after)),
            run_for: Some(to_duration(simulate.run_for)),
            failure_rate: simulate.failure_rate,
        }),
    };
    v1::TaskSpec {
        work: Some(work),
        name: spec.name.clone(),
        queue: spec.queue.clone(),
        priority: spec.priority,
        scheduled_at: spec.scheduled_at.map(to_timestamp),
        delay: spec.delay.map(to_duration),
        retry: Some(v1::RetryPolicy {
            max_attempts: spec.retry.max_attempts,
            backoff: match spec.retry.backoff {
                Backoff::Fixed => v1::Backoff::Fixed,
                Backoff::Exponential => v1::Backoff::Exponential,
            }
            .into(),
            delay: Some(to_duration(spec.retry.delay)),
            max_delay: Some(to_duration(spec.retry.max_delay)),
            never_on: spec
                .retry
                .never_on
                .iter()
                .map(|&kind| v1::FailureKind::from(kind).into())
                .collect(),
        }),
        timeout: Some(to_duration(spec.timeout)),
        start_timeout: spec.start_timeout.map(to_duration),
        heartbeat_timeout: spec.heartbeat_timeout.map(to_duration),
        grace: Some(to_duration(spec.grace)),
        env: spec.env.clone().into_iter().collect(),
        working_dir: spec.working_dir.clone(),
        labels: spec.labels.clone().into_iter().collect(),
        required_labels: spec.required_labels.clone().into_iter().collect(),
        metadata: super::json::to_struct(&spec.metadata),
        exclusive: spec.exclusive,
        idempotency_key: given_key(&spec.idempotency_key).to_owned(),
        owner: spec.owner.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn shell(command: &str) -> v1::TaskSpec {
        let shell = v1::ShellWork { command: command.to_owned() };
        v1::TaskSpec { work: Some(v1::task_spec::Work::Shell(shell)), ..v1::TaskSpec::default() }
    }

    #[test]
    fn what_is_not_said_has_its_documented_default() {
        let spec = task_spec(shell("true"), NOW).unwrap();
        assert_eq!(
            spec,
            TaskSpec { work: Work::Shell { command: "true".into() }, ..<_>::default() }
        );
    }

    #[test]
    fn a_spec_survives_the_wire() {
        let mut wire = shell("true");
        wire.delay = Some(prost_types::Duration { seconds: 60, nanos: 0 });
        wire.start_timeout = Some(prost_types::Duration { seconds: 20, nanos: 0 });
        wire.heartbeat_timeout = Some(prost_types::Duration { seconds: 2, nanos: 500_000_000 });
        wire.env.insert("A".into(), "b".into());
        wire.metadata = super::super::json::to_struct(r#"{"a":[1,null,{"b":"c"}]}"#);
        let spec = task_spec(wire, NOW).unwrap();
        assert_eq!(spec.heartbeat_timeout, Some(std::time::Duration::from_millis(2_500)));
        assert_eq!(spec.metadata, r#"{"a":[1,null,{"b":"c"}]}"#);
        assert_eq!(spec_from_store(spec_to_wire(&spec)).unwrap(), spec);
    }

    #[test]
    fn a_call_that_is_made_again_later_is_the_same_request() {
        let mut wire = shell("true");
        wire.delay = Some(prost_types::Duration { seconds: 60, nanos: 0 });
        let later = NOW.plus(std::time::Duration::from_secs(1));
        assert_eq!(task_spec(wire.clone(), NOW), task_spec(wire, later));
    }

    #[test]
    fn all_that_is_wrong_is_said_by_field() {
        let wire = v1::TaskSpec {
            delay: Some(prost_types::Duration { seconds: -1, nanos: 0 }),
            scheduled_at: Some(prost_types::Timestamp { seconds: i64::MIN, nanos: 0 }),
            priority: -1_001,
            retry: Some(v1::RetryPolicy { max_attempts: -1, ..v1::RetryPolicy::default() }),
            ..v1::TaskSpec::default()
        };
        let fields: Vec<_> =
            task_spec(wire, NOW).unwrap_err().0.into_iter().map(|v| v.field).collect();
        let all = ["delay", "delay", "scheduled_at", "work", "priority", "retry.max_attempts"];
        assert_eq!(fields, all);
    }
}
