//! A job as it is set over REST.

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny},
};
use taskmaster_domain::{Timestamp, Violations};
use taskmaster_proto::v1;
use utoipa::{
    ToSchema,
    openapi::{ObjectBuilder, schema::SchemaType},
};

use super::schedule::NewJobSchedule;
use crate::{
    extract::{Entries, Object, Whole, Word},
    jobs,
    rest::{
        spec::{NewTask, add_news},
        words::jobs::{CheckKind, NotifyOn},
    },
    time::wait,
};

/// What a job tells and nobody sets: a job that was read can be edited and sent back as it is.
type Told = Option<IgnoredAny>;

fn told() -> ObjectBuilder {
    let any = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
    any.read_only(true).description(Some("Told only; ignored when it is sent."))
}

/// The task of a job.
#[derive(Clone, Debug)]
pub(crate) struct TaskOfJob(NewTask);

impl<'de> Deserialize<'de> for TaskOfJob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let task = Object::deserialize(deserializer).map(|Object(task)| Self(task));
        task.map_err(|why| D::Error::custom(without_those_of_one_run(why.to_string())))
    }
}

/// What only a task may have that is no job's, in serde's list of its fields. No object within a task
/// has the first.
const OF_ONE_RUN: [&str; 3] = ["`scheduledAt`, ", "`delaySeconds`, ", "`idempotencyKey`, "];

/// serde's list of the fields of a task without those that no job's task may have.
fn without_those_of_one_run(fault: String) -> String {
    match fault.rsplit_once("`, expected one of ") {
        Some((field, all))
            if field.starts_with("unknown field `") && all.contains(OF_ONE_RUN[0]) =>
        {
            let known = OF_ONE_RUN.iter();
            let known = known.fold(all.to_owned(), |known, other| known.replace(other, ""));
            format!("{field}`, expected one of {known}")
        }
        Some(_) | None => fault,
    }
}

/// A condition of the outside world. Each kind has fields of its own: `tcp` `host` and `port`,
/// `command` `command`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewCheck {
    /// Unique within its job.
    name: String,
    /// What it does.
    #[schema(value_type = CheckKind)]
    kind: Word<CheckKind>,
    /// Of `tcp`: name or address.
    host: Option<String>,
    /// Of `tcp`: 1 to 65535.
    #[schema(value_type = Option<i64>)]
    port: Option<Whole>,
    /// Of `command`: what bash reads; all is well when it ends with 0.
    command: Option<String>,
    /// Wall clock that it has; 10 when absent.
    timeout_seconds: Option<f64>,
    #[serde(rename = "status")]
    #[schema(schema_with = told, required = false)]
    _status: Told,
    #[serde(rename = "checkedAt")]
    #[schema(schema_with = told, required = false)]
    _checked_at: Told,
    #[serde(rename = "taskId")]
    #[schema(schema_with = told, required = false)]
    _task_id: Told,
    #[serde(rename = "message")]
    #[schema(schema_with = told, required = false)]
    _message: Told,
}

/// Whom to tell of ended runs. Kept and shown; nothing is sent yet.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNotify {
    /// Addresses.
    emails: Vec<String>,
    /// Of which ends; `failure` when absent.
    #[schema(value_type = Option<NotifyOn>)]
    on: Option<Word<NotifyOn>>,
}

/// All that is said about a job. What is null counts as absent; what is absent gets its default,
/// whatever held before. What a job tells beyond that is read-only: it may be sent, and is ignored.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schema(example = json!({
    "name": "nightly backup",
    "task": {"command": "pg_dump shop > /backup/shop.sql", "maxAttempts": 3},
    "schedule": {"kind": "cron", "expressions": ["0 3 * * *"], "timezone": "Europe/Berlin"}
}))]
pub(crate) struct NewJob {
    /// Unique among jobs.
    #[schema(value_type = String)]
    name: Option<String>,
    /// For people; at most 16 KiB.
    description: Option<String>,
    /// Whose it is, `kind:name`; the caller's when absent.
    owner: Option<String>,
    /// While it is false every run is refused; true when absent. Runs that wait when it becomes
    /// false are canceled.
    enabled: Option<bool>,
    /// Words to find it by.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    labels: Option<Entries<String>>,
    /// What its runs are made of: a task without `scheduledAt`, `delaySeconds` and
    /// `idempotencyKey`.
    #[schema(value_type = NewTask)]
    task: Option<TaskOfJob>,
    /// When it runs by itself; only by hand when absent.
    #[schema(value_type = Option<NewJobSchedule>)]
    schedule: Option<Object<NewJobSchedule>>,
    /// Conditions of the outside world, at most 50.
    #[schema(value_type = Option<Vec<NewCheck>>)]
    checks: Option<Vec<Object<NewCheck>>>,
    /// Without at least one check, and all of them ok, nothing runs; false when absent.
    requires_checks: Option<bool>,
    /// So many scheduled runs that fail one after the other break it: 1 when absent, 0 is never.
    #[schema(value_type = Option<i64>)]
    breaker_threshold: Option<Whole>,
    /// Whom to tell.
    #[schema(value_type = Option<NewNotify>)]
    notify: Option<Object<NewNotify>>,
    #[serde(rename = "id")]
    #[schema(schema_with = told, required = false)]
    _id: Told,
    #[serde(rename = "version")]
    #[schema(schema_with = told, required = false)]
    _version: Told,
    #[serde(rename = "broken")]
    #[schema(schema_with = told, required = false)]
    _broken: Told,
    #[serde(rename = "brokenErrors")]
    #[schema(schema_with = told, required = false)]
    _broken_errors: Told,
    #[serde(rename = "nextRunAt")]
    #[schema(schema_with = told, required = false)]
    _next_run_at: Told,
    #[serde(rename = "lastFinishedAt")]
    #[schema(schema_with = told, required = false)]
    _last_finished_at: Told,
    #[serde(rename = "lastRun")]
    #[schema(schema_with = told, required = false)]
    _last_run: Told,
    #[serde(rename = "openRuns")]
    #[schema(schema_with = told, required = false)]
    _open_runs: Told,
    #[serde(rename = "recent")]
    #[schema(schema_with = told, required = false)]
    _recent: Told,
    #[serde(rename = "scheduleState")]
    #[schema(schema_with = told, required = false)]
    _schedule_state: Told,
    #[serde(rename = "scheduleText")]
    #[schema(schema_with = told, required = false)]
    _schedule_text: Told,
    #[serde(rename = "createdBy")]
    #[schema(schema_with = told, required = false)]
    _created_by: Told,
    #[serde(rename = "createdAt")]
    #[schema(schema_with = told, required = false)]
    _created_at: Told,
    #[serde(rename = "updatedAt")]
    #[schema(schema_with = told, required = false)]
    _updated_at: Told,
}

fn narrow(Whole(number): Whole) -> i32 {
    i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })
}

impl NewCheck {
    fn into_wire(self, field: &str, faults: &mut Violations) -> v1::Check {
        let Word(kind) = self.kind;
        let (tcp, command) = (kind == CheckKind::Tcp, kind == CheckKind::Command);
        for (name, is_there, is_own) in [
            ("host", self.host.is_some(), tcp),
            ("port", self.port.is_some(), tcp),
            ("command", self.command.is_some(), command),
        ] {
            if is_own && !is_there {
                faults.add(format!("{field}.{name}"), "must be present");
            } else if is_there && !is_own {
                faults.add(format!("{field}.{name}"), "must be absent: it belongs to another kind");
            }
        }
        let work = match kind {
            CheckKind::Tcp => v1::check::Work::Tcp(v1::TcpCheck {
                host: self.host.unwrap_or_default(),
                port: self.port.map_or(0, narrow),
            }),
            CheckKind::Command => v1::check::Work::Command(v1::CommandCheck {
                command: self.command.unwrap_or_default(),
            }),
        };
        v1::Check { name: self.name, work: Some(work), timeout: self.timeout_seconds.map(wait) }
    }
}

impl NewJob {
    /// The job on the wire. Notes what the wire could not say.
    pub(crate) fn into_wire(self, faults: &mut Violations) -> v1::JobSpec {
        for (field, is_there) in [("name", self.name.is_some()), ("task", self.task.is_some())] {
            if !is_there {
                faults.add(field, "must be present");
            }
        }
        let mut own = Violations::default();
        let task = self.task.map(|TaskOfJob(task)| {
            if task.key().is_some() {
                own.add("idempotencyKey", "must be absent: each run is a task of its own");
            }
            task.into_wire(&mut own)
        });
        faults.nest("task", own);
        let mut own = Violations::default();
        let schedule = self.schedule.map(|Object(schedule)| schedule.into_wire(&mut own));
        faults.nest("schedule", own);
        let checks = self.checks.unwrap_or_default().into_iter().enumerate();
        let checks =
            checks.map(|(n, Object(check))| check.into_wire(&format!("checks[{n}]"), faults));
        v1::JobSpec {
            checks: checks.collect(),
            name: self.name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            owner: self.owner.unwrap_or_default(),
            labels: self.labels.unwrap_or_default().0.into_iter().collect(),
            enabled: self.enabled,
            task,
            schedule,
            requires_checks: self.requires_checks.unwrap_or(false),
            breaker_threshold: self.breaker_threshold.map(narrow),
            notify: self.notify.map(|Object(notify)| v1::Notify {
                emails: notify.emails,
                on: notify.on.map_or(0, |Word(on)| v1::NotifyOn::from(on).into()),
            }),
        }
    }
}

/// Adds what the coordinator would say of a job that has faults already, as for a task, but for its times:
/// to find out what they come to may take a second, which is only for callers whom the coordinator knows.
pub(super) fn add_the_others(faults: &mut Violations, mut spec: v1::JobSpec, now: Timestamp) {
    if let Some(schedule) = &mut spec.schedule {
        schedule.when = None;
    }
    add_news(faults, jobs::faults(spec, now));
}

/// What one run has different. What is absent is the job's.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewRun {
    /// Laid over the job's.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    env: Option<Entries<String>>,
    /// Laid over the job's.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    labels: Option<Entries<String>>,
    /// Another line.
    queue: Option<String>,
    /// Another urgency.
    #[schema(value_type = Option<i64>)]
    priority: Option<Whole>,
    /// Another wall clock of an attempt.
    timeout_seconds: Option<f64>,
    /// Another time that it may be queued.
    start_timeout_seconds: Option<f64>,
    /// Another time that an attempt may tell nothing.
    heartbeat_timeout_seconds: Option<f64>,
    /// Another command or script, of a shell job.
    command: Option<String>,
}

impl NewRun {
    /// The same on the wire. Notes what the wire could not tell from "absent".
    pub(crate) fn into_wire(self, faults: &mut Violations) -> v1::RunOverrides {
        for (field, text) in [("queue", &self.queue), ("command", &self.command)] {
            if text.as_ref().is_some_and(String::is_empty) {
                faults.add(field, "must not be empty");
            }
        }
        v1::RunOverrides {
            env: self.env.unwrap_or_default().0.into_iter().collect(),
            labels: self.labels.unwrap_or_default().0.into_iter().collect(),
            queue: self.queue.unwrap_or_default(),
            priority: self.priority.map(narrow),
            timeout: self.timeout_seconds.map(wait),
            start_timeout: self.start_timeout_seconds.map(wait),
            heartbeat_timeout: self.heartbeat_timeout_seconds.map(wait),
            command: self.command.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::read;

    fn told(text: &str) -> String {
        read::<Object<NewJob>>(text.as_bytes(), "body").unwrap_err().detail
    }

    #[test]
    fn what_only_one_run_has_is_not_told_as_known() {
        let of_task = told(r#"{"name":"a","task":{"comand":"true"}}"#);
        assert!(of_task.starts_with("task.comand is not known here, only kind, "), "{of_task}");
        for field in ["scheduledAt", "delaySeconds", "idempotencyKey"] {
            assert!(!of_task.contains(field), "{field}: {of_task}");
        }
        assert_eq!(
            told(r#"{"name":"a","task":{"command":"true","retry":{"delay":5}}}"#),
            "task.retry.delay is not known here, only backoff, delaySeconds, maxDelaySeconds, neverOn"
        );
    }

    #[test]
    fn what_the_times_of_a_job_that_is_wrong_come_to_is_left_to_the_coordinator() {
        let told = |schedule: &str| {
            let text = format!(
                r#"{{"name":"a","task":{{"command":"b","maxAttempts":0,"graceSeconds":-1}},"schedule":{schedule}}}"#
            );
            let Object(job) = read::<Object<NewJob>>(text.as_bytes(), "body").unwrap();
            let mut faults = Violations::default();
            let spec = job.into_wire(&mut faults);
            add_the_others(&mut faults, spec, Timestamp::from_micros(0));
            faults.0.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        let of_task = ["task.maxAttempts", "task.graceSeconds"];
        let dark = r#"{"kind":"cron","expressions":["* * * * *"],
            "blackouts":[{"from":"1970-01-01T00:00:00Z","until":"2199-12-31T00:00:00Z"}]}"#;
        assert_eq!(told(dark), of_task);
        assert_eq!(told(r#"{"kind":"cron","expressions":["0 0 30 2 *"]}"#), of_task);
        let [attempts, grace] = of_task;
        let elsewhere = r#"{"kind":"cron","expressions":["0 0 30 2 *"],"timezone":"Moon"}"#;
        assert_eq!(told(elsewhere), [attempts, grace, "schedule.timezone"]);
    }
}
