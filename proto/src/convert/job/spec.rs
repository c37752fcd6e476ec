//! What somebody says about a job, and about one run of it.

use std::time::Duration;

use taskmaster_domain::{
    Timestamp, Violations,
    job::{Check, CheckWork, JobSpec, Notify, Overrides, Timing},
    limits,
};

use super::{
    enums::read,
    schedule::{schedule_to_wire, timing},
};
use crate::{
    convert::{
        basic::{duration, to_duration},
        spec,
    },
    v1,
};

/// Reads what somebody says about a job at `now`. Whether it makes sense is for the domain to say;
/// when it cannot be read, all else that is wrong is told with that.
///
/// # Errors
/// What cannot be read, by field.
pub fn job_spec(wire: v1::JobSpec, now: Timestamp) -> Result<JobSpec, Violations> {
    let mut v = Violations::default();
    let defaults = JobSpec::default();
    let mut task = Violations::default();
    if wire.task.is_none() {
        v.add("task", "must be present");
    }
    let template = wire.task.map(|wire| spec::read(wire, &mut task));
    v.nest("task", task);
    let Timing { schedule, overlap, catchup, catchup_window } = timing(wire.schedule, &mut v);
    let spec = JobSpec {
        name: wire.name,
        description: wire.description,
        owner: wire.owner,
        labels: wire.labels.into_iter().collect(),
        enabled: wire.enabled.unwrap_or(defaults.enabled),
        task: template.unwrap_or_default(),
        schedule,
        overlap,
        catchup,
        catchup_window,
        breaker_threshold: threshold(wire.breaker_threshold, &mut v),
        checks: wire
            .checks
            .into_iter()
            .enumerate()
            .map(|(n, wire)| check(wire, &format!("checks[{n}]"), &mut v))
            .collect(),
        requires_checks: wire.requires_checks,
        notify: wire.notify.map(|notify| Notify {
            on: read(&mut v, "notify.on", notify.on),
            emails: notify.emails,
        }),
    };
    if !v.0.is_empty()
        && let Err(more) = spec.check(now)
    {
        let fresh = |field: &str| !v.0.iter().any(|known| field.starts_with(&known.field));
        let more: Vec<_> = more.0.into_iter().filter(|other| fresh(&other.field)).collect();
        v.0.extend(more);
    }
    v.or(spec)
}

fn threshold(wire: Option<i32>, v: &mut Violations) -> u32 {
    let Some(wire) = wire else { return JobSpec::default().breaker_threshold };
    u32::try_from(wire).unwrap_or_else(|_| {
        v.add("breaker_threshold", "must not be negative");
        0
    })
}

fn check(wire: v1::Check, field: &str, v: &mut Violations) -> Check {
    let work = match wire.work {
        Some(v1::check::Work::Tcp(tcp)) => {
            // 0 is refused as what it is not.
            CheckWork::Tcp { host: tcp.host, port: u16::try_from(tcp.port).unwrap_or(0) }
        }
        Some(v1::check::Work::Command(it)) => CheckWork::Command { command: it.command },
        None => {
            v.add(format!("{field}.work"), "must be one of tcp, command");
            CheckWork::Command { command: "true".to_owned() }
        }
    };
    let timeout: Duration = wire
        .timeout
        .map_or(limits::DEFAULT_CHECK_TIMEOUT, |t| duration(v, &format!("{field}.timeout"), &t));
    Check { name: wire.name, work, timeout }
}

/// A check on the wire.
pub(super) fn check_to_wire(check: &Check) -> v1::Check {
    let work = match &check.work {
        CheckWork::Tcp { host, port } => {
            v1::check::Work::Tcp(v1::TcpCheck { host: host.clone(), port: (*port).into() })
        }
        CheckWork::Command { command } => {
            v1::check::Work::Command(v1::CommandCheck { command: command.clone() })
        }
    };
    v1::Check {
        name: check.name.clone(),
        work: Some(work),
        timeout: Some(to_duration(check.timeout)),
    }
}

/// What somebody said about a job, on the wire.
pub fn job_spec_to_wire(spec: &JobSpec) -> v1::JobSpec {
    v1::JobSpec {
        name: spec.name.clone(),
        description: spec.description.clone(),
        owner: spec.owner.clone(),
        labels: spec.labels.clone().into_iter().collect(),
        enabled: Some(spec.enabled),
        task: Some(spec::spec_to_wire(&spec.task)),
        schedule: Some(schedule_to_wire(spec)),
        checks: spec.checks.iter().map(check_to_wire).collect(),
        requires_checks: spec.requires_checks,
        breaker_threshold: Some(i32::try_from(spec.breaker_threshold).unwrap_or(i32::MAX)),
        notify: spec.notify.as_ref().map(|notify| v1::Notify {
            emails: notify.emails.clone(),
            on: v1::NotifyOn::from(notify.on).into(),
        }),
    }
}

/// Reads what one run has different. Whether it makes a good task is for the domain to say.
///
/// # Errors
/// What cannot be read, by field.
pub fn overrides(wire: v1::RunOverrides) -> Result<Overrides, Violations> {
    let mut v = Violations::default();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let overrides = Overrides {
        env: wire.env.into_iter().collect(),
        labels: wire.labels.into_iter().collect(),
        queue: some(wire.queue),
        priority: wire.priority,
        timeout: wire.timeout.map(|t| duration(&mut v, "timeout", &t)),
        start_timeout: wire.start_timeout.map(|t| duration(&mut v, "start_timeout", &t)),
        heartbeat_timeout: wire
            .heartbeat_timeout
            .map(|t| duration(&mut v, "heartbeat_timeout", &t)),
        command: some(wire.command),
        trace_parent: String::new(),
    };
    v.or(overrides)
}
