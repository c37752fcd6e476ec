//! What the runs of a job are made of, field by field.

use taskmaster_domain::{
    TaskSpec,
    task::{RetryPolicy, Simulate, Work},
};
use taskmaster_proto::{convert::spec_from_store, v1};
use taskmaster_runtime::config::show_duration;

use crate::show::{
    details::retry,
    pairs,
    task::{command, kind},
};

/// All that is said otherwise than it is by itself. The values of the environment may be secrets: they
/// are told only with `show_env`.
pub(super) fn about_task(wire: v1::TaskSpec, show_env: bool) -> Vec<(&'static str, String)> {
    let work = wire.work.clone();
    // What a newer release says and this one cannot read is shown as if it were not there.
    let spec = spec_from_store(wire).unwrap_or_default();
    let usual = TaskSpec::default();
    let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
    let number = |value: i32, usual: i32| (value != usual).then(|| value.to_string());
    let wait = |wait: Option<_>| wait.map(show_duration).unwrap_or_default();
    let tries = RetryPolicy { max_attempts: spec.retry.max_attempts, ..usual.retry.clone() };
    let retries = spec.retry.max_attempts > 1 || spec.retry != tries;
    let mut all = vec![
        ("kind", kind(work.as_ref()).to_owned()),
        ("command", command(work.as_ref()).to_owned()),
        ("task name", spec.name),
        ("queue", spec.queue),
        ("priority", number(spec.priority, usual.priority).unwrap_or_default()),
        ("attempts", spec.retry.max_attempts.to_string()),
        ("retry", if retries { retry(&spec.retry) } else { String::new() }),
        ("timeout", show_duration(spec.timeout)),
        ("start timeout", wait(spec.start_timeout)),
        ("heartbeat", wait(spec.heartbeat_timeout)),
        ("grace", show_duration(spec.grace)),
    ];
    let env = spec.env.iter().map(|(name, value)| (name, if show_env { value } else { "***" }));
    all.extend(env.map(|(name, value)| ("env", format!("{name}={value}"))));
    all.extend([
        ("folder", spec.working_dir),
        ("task labels", pairs(&spec.labels)),
        ("requires", pairs(&spec.required_labels)),
        ("metadata", if spec.metadata == "{}" { String::new() } else { spec.metadata }),
        ("exclusive", yes(spec.exclusive)),
    ]);
    if let Work::Simulate(pace) = &spec.work {
        all.push(("pace", about_pace(pace)));
    }
    all
}

fn about_pace(pace: &Simulate) -> String {
    format!(
        "assigned after {}, started after {}, runs for {}, {} of 1 fails",
        show_duration(pace.assign_after),
        show_duration(pace.start_after),
        show_duration(pace.run_for),
        pace.failure_rate
    )
}
