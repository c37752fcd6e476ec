//! Names of gRPC fields in REST, so that a refusal names what the caller wrote.

use taskmaster_domain::{Violation, Violations};

/// Fields whose name in REST is another one, without the place in a list.
const NAMES: &[(&str, &str)] = &[
    ("work", "kind"),
    ("shell.command", "command"),
    ("simulate.command", "command"),
    ("simulate.assign_after", "simulate.assignAfterSeconds"),
    ("simulate.start_after", "simulate.startAfterSeconds"),
    ("simulate.run_for", "simulate.runForSeconds"),
    ("delay", "delaySeconds"),
    ("timeout", "timeoutSeconds"),
    ("start_timeout", "startTimeoutSeconds"),
    ("heartbeat_timeout", "heartbeatTimeoutSeconds"),
    ("grace", "graceSeconds"),
    ("retry.max_attempts", "maxAttempts"),
    ("retry.delay", "retry.delaySeconds"),
    ("retry.max_delay", "retry.maxDelaySeconds"),
    ("page_size", "limit"),
    ("page_token", "cursor"),
    ("states", "state"),
    ("labels", "labels"),
    ("worker_name", "worker"),
    ("task_id", "id"),
];

/// Members of a job whose name in REST is another one, by the end of their path.
const OF_JOBS: &[(&str, &str)] = &[
    ("jitter", "jitterSeconds"),
    ("catchup_window", "catchupWindowSeconds"),
    ("timeout", "timeoutSeconds"),
    ("work", "kind"),
];

/// A field's path in the names of REST: `tasks[3].retry.max_attempts` is `tasks[3].maxAttempts`,
/// `job.task.shell.command` is `task.command`.
pub(crate) fn rest_path(path: &str) -> String {
    if let Some(path) = path.strip_prefix("job.") {
        return match path.strip_prefix("task.") {
            Some(field) => format!("task.{}", rest_path(field)),
            None => job_path(path),
        };
    }
    if path.starts_with("schedule.") {
        return job_path(path);
    }
    // What a run has different is the whole of its body.
    let path = path.strip_prefix("overrides.").unwrap_or(path);
    // One task of a call stands alone in REST.
    let path = path.strip_prefix("task.").unwrap_or(path);
    let (place, field) = match path.split_once("].") {
        Some((place, field)) if place.starts_with("tasks[") => (&path[..place.len() + 2], field),
        _ => ("", path),
    };
    // What is in brackets is the caller's own.
    let (name, index) = field.split_at(field.find('[').unwrap_or(field.len()));
    match NAMES.iter().find(|(wire, _)| *wire == name) {
        // A filter is a list on the wire alone.
        Some((_, "state")) => "state".to_owned(),
        Some((_, rest)) => format!("{place}{rest}{index}"),
        None => format!("{place}{}{index}", camel(name)),
    }
}

/// Faults by the names of REST; `place` is where the wire has what they are about, such as `job.`.
pub(crate) fn in_rest(wrong: Violations, place: &str) -> Violations {
    let named = |Violation { field, message }| {
        let field = rest_path(&format!("{place}{field}"));
        Violation { field, message }
    };
    Violations(wrong.0.into_iter().map(named).collect())
}

fn job_path(path: &str) -> String {
    // What is in quotes is the caller's own.
    let (path, own) = path.split_at(path.find("[\"").unwrap_or(path.len()));
    let (before, last) =
        path.rsplit_once('.').map_or(("", path), |(before, _)| path.split_at(before.len() + 1));
    let known = OF_JOBS.iter().find(|(wire, _)| *wire == last);
    let last = known.map_or_else(|| camel(last), |(_, rest)| (*rest).to_owned());
    format!("{}{last}{own}", camel(before))
}

fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut up = false;
    for c in name.chars() {
        match c {
            '_' => up = true,
            c if up => {
                out.push(c.to_ascii_uppercase());
                up = false;
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grpc_field_is_told_by_its_rest_name() {
        let cases = [
            ("tasks[3].max_attempts", "tasks[3].maxAttempts"),
            ("tasks[3].retry.max_attempts", "tasks[3].maxAttempts"),
            ("task.shell.command", "command"),
            ("simulate.run_for", "simulate.runForSeconds"),
            ("simulate.failure_rate", "simulate.failureRate"),
            ("retry.never_on[1]", "retry.neverOn[1]"),
            (r#"env["A_B"]"#, r#"env["A_B"]"#),
            (r#"required_labels["a_b"]"#, r#"requiredLabels["a_b"]"#),
            ("states[0]", "state"),
            ("page_token", "cursor"),
            ("created_after", "createdAfter"),
            ("working_dir", "workingDir"),
            ("job.task.shell.command", "task.command"),
            ("job.task.retry.max_attempts", "task.maxAttempts"),
            (r#"job.task.env["A_B"]"#, r#"task.env["A_B"]"#),
            ("job.breaker_threshold", "breakerThreshold"),
            ("job.schedule.expressions[0]", "schedule.expressions[0]"),
            ("job.schedule.catchup_window", "schedule.catchupWindowSeconds"),
            ("job.schedule.starts_at", "schedule.startsAt"),
            ("job.checks[1].timeout", "checks[1].timeoutSeconds"),
            ("job.notify.emails[2]", "notify.emails[2]"),
            (r#"job.labels["a_b"]"#, r#"labels["a_b"]"#),
            ("schedule.jitter", "schedule.jitterSeconds"),
            ("schedule.blackouts[0].until", "schedule.blackouts[0].until"),
            ("overrides.timeout", "timeoutSeconds"),
            ("overrides.shell.command", "command"),
            ("job_id", "jobId"),
        ];
        for (wire, rest) in cases {
            assert_eq!(rest_path(wire), rest);
        }
    }
}
