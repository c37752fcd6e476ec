//! One task with all that was asked for.

use std::collections::BTreeMap;

use serde::Serialize;
use taskmaster_domain::{
    TaskSpec,
    task::{Backoff, RetryPolicy},
};
use taskmaster_proto::{convert::spec_from_store, v1};
use taskmaster_runtime::config::show_duration;

use super::{
    fields, shortened,
    task::{TaskView, task_fields},
};

/// A task as a document, with all that was asked for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskDetails {
    #[serde(flatten)]
    pub(crate) task: TaskView,
    /// Names; their values only where they were asked for.
    env: BTreeMap<String, Option<String>>,
    metadata: Option<serde_json::Value>,
    timeout_seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_timeout_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heartbeat_timeout_seconds: Option<f64>,
    grace_seconds: f64,
    #[serde(skip_serializing_if = "String::is_empty")]
    working_dir: String,
    exclusive: bool,
    owner: String,
    retry: RetryView,
    #[serde(skip)]
    spec: TaskSpec,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RetryView {
    max_attempts: i32,
    backoff: &'static str,
    delay_seconds: f64,
    max_delay_seconds: f64,
    never_on: Vec<&'static str>,
}

impl TaskDetails {
    /// All of a task. The values of its environment may be secrets: they come along only with
    /// `show_env`.
    pub(crate) fn new(task: v1::Task, show_env: bool) -> Self {
        // What a newer release says and this one cannot read is shown as if it were not there.
        let spec = spec_from_store(task.spec.clone().unwrap_or_default()).unwrap_or_default();
        let variable =
            |(name, value): (&String, &String)| (name.clone(), show_env.then(|| value.clone()));
        Self {
            task: task.into(),
            env: spec.env.iter().map(variable).collect(),
            metadata: serde_json::from_str(&spec.metadata).ok(),
            timeout_seconds: spec.timeout.as_secs_f64(),
            start_timeout_seconds: spec.start_timeout.map(|wait| wait.as_secs_f64()),
            heartbeat_timeout_seconds: spec.heartbeat_timeout.map(|wait| wait.as_secs_f64()),
            grace_seconds: spec.grace.as_secs_f64(),
            working_dir: spec.working_dir.clone(),
            exclusive: spec.exclusive,
            owner: spec.owner.clone(),
            retry: RetryView::from(&spec.retry),
            spec,
        }
    }

    /// All of it, names and values below each other. Of a run, `job` is what people know its job by.
    pub(crate) fn fields(&self, job: &str) -> String {
        let spec = &self.spec;
        let env = self.env.iter().map(|(name, value)| match value {
            Some(value) => format!("{}={}", shortened(name, 255), shortened(value, 255)),
            None => format!("{}=***", shortened(name, 255)),
        });
        let asked = fields(&[
            ("timeout", show_duration(spec.timeout)),
            ("start timeout", spec.start_timeout.map(show_duration).unwrap_or_default()),
            ("heartbeat", spec.heartbeat_timeout.map(show_duration).unwrap_or_default()),
            ("grace", show_duration(spec.grace)),
            ("retry", if spec.retry.max_attempts > 1 { retry(&spec.retry) } else { String::new() }),
            ("folder", shortened(&spec.working_dir, 500)),
            ("env", env.collect::<Vec<_>>().join(" ")),
            ("metadata", shortened(&spec.metadata, 500)),
            ("exclusive", if spec.exclusive { "yes".to_owned() } else { String::new() }),
            ("owner", shortened(&spec.owner, 255)),
        ]);
        format!("{}\nasked for\n{asked}", task_fields(&self.task, job))
    }
}

impl From<&RetryPolicy> for RetryView {
    fn from(retry: &RetryPolicy) -> Self {
        Self {
            max_attempts: retry.max_attempts,
            backoff: growth(retry.backoff),
            delay_seconds: retry.delay.as_secs_f64(),
            max_delay_seconds: retry.max_delay.as_secs_f64(),
            never_on: retry.never_on.iter().map(|kind| kind.name()).collect(),
        }
    }
}

const fn growth(backoff: Backoff) -> &'static str {
    match backoff {
        Backoff::Fixed => "fixed",
        Backoff::Exponential => "exponential",
    }
}

/// A retry policy in a line.
pub(crate) fn retry(retry: &RetryPolicy) -> String {
    let never: Vec<&str> = retry.never_on.iter().map(|kind| kind.name()).collect();
    let never =
        if never.is_empty() { String::new() } else { format!(", never on {}", never.join(", ")) };
    format!(
        "{} from {}, {} at most{never}",
        growth(retry.backoff),
        show_duration(retry.delay),
        show_duration(retry.max_delay)
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use taskmaster_domain::{FailureKind, task::Work};
    use taskmaster_proto::convert::spec_to_wire;

    use super::*;

    fn task() -> v1::Task {
        let spec = TaskSpec {
            work: Work::Shell { command: "true".to_owned() },
            env: [("PASSWORD".to_owned(), "hunter2".to_owned())].into(),
            metadata: r#"{"order":7}"#.to_owned(),
            timeout: Duration::from_secs(90),
            retry: RetryPolicy {
                max_attempts: 3,
                never_on: vec![FailureKind::Timeout],
                ..RetryPolicy::default()
            },
            ..TaskSpec::default()
        };
        v1::Task { spec: Some(spec_to_wire(&spec)), ..v1::Task::default() }
    }

    #[test]
    fn the_environment_is_named_and_told_only_when_asked_for() {
        let masked = TaskDetails::new(task(), false);
        let json = serde_json::to_value(&masked).unwrap();
        assert_eq!(json["env"], serde_json::json!({ "PASSWORD": null }));
        assert!(masked.fields("").contains("PASSWORD=***\n"), "{}", masked.fields(""));
        let told = TaskDetails::new(task(), true);
        assert!(told.fields("").contains("PASSWORD=hunter2"), "{}", told.fields(""));
        assert_eq!(serde_json::to_value(&told).unwrap()["env"]["PASSWORD"], "hunter2");
    }

    #[test]
    fn all_that_was_asked_for_is_shown() {
        let details = TaskDetails::new(task(), false);
        let json = serde_json::to_value(&details).unwrap();
        assert_eq!(json["metadata"]["order"], 7);
        assert_eq!(json["timeoutSeconds"], 90.0);
        assert_eq!(json["retry"]["neverOn"][0], "timeout");
        let text = details.fields("");
        let timeout = text.lines().find(|line| line.trim_start().starts_with("timeout "));
        assert!(timeout.is_some_and(|line| line.trim_end().ends_with(" 1m30s")), "{text}");
        assert!(text.contains("exponential from 1s, 5m at most, never on timeout"), "{text}");
        assert!(text.contains(r#"{"order":7}"#), "{text}");
    }

    #[test]
    fn a_run_is_told_with_its_job() {
        let nominal_at = Some(prost_types::Timestamp { seconds: 1_893_456_000, nanos: 0 });
        let (job_id, trigger) = ("0193".to_owned(), "scheduled".to_owned());
        let run = Some(v1::RunOf { job_id, job_version: 3, trigger, nominal_at });
        let details = TaskDetails::new(v1::Task { run, ..task() }, false);
        let json = serde_json::to_value(&details).unwrap();
        assert_eq!(json["run"]["jobId"], "0193");
        assert_eq!(json["run"]["jobVersion"], 3);
        assert_eq!(json["run"]["trigger"], "scheduled");
        assert!(json["run"]["nominalAt"].as_str().unwrap().starts_with("2030-01-01T00:00:00"));
        let text = details.fields("nightly (0193)");
        for expected in [
            "job           nightly (0193)",
            "job version   3",
            "trigger       scheduled",
            "nominal time  2030-01-01T00:00:00",
        ] {
            assert!(text.lines().any(|line| line.starts_with(expected)), "{expected}: {text}");
        }
        let plain = TaskDetails::new(task(), false);
        assert_eq!(serde_json::to_value(&plain).unwrap()["run"], serde_json::Value::Null);
        assert!(!plain.fields("").contains("trigger"), "{}", plain.fields(""));
    }
}
