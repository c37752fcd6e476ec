//! `taskmaster job get`

mod schedule;
mod task;

use clap::Args;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;

use super::{checks, list::standing, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{fields, pairs, task::state, time_text},
};
use schedule::{about_time, word};
use task::about_task;

#[derive(Debug, Args)]
pub(crate) struct Get {
    /// Name or id of the job
    job: String,
    /// Show people the values of its environment too; they may be secrets, and documents have them
    #[arg(long)]
    show_env: bool,
    #[command(flatten)]
    client: ClientArgs,
}

/// How its checks stand, each in a line of its own.
fn about_checks(job: &v1::Job) -> Vec<(&'static str, String)> {
    job.checks.iter().map(|check| ("check", checks::whole(check))).collect()
}

fn about_notice(notify: &v1::Notify) -> String {
    let on = word(notify.on().as_str_name(), "NOTIFY_ON_");
    format!("{} on {}", notify.emails.join(", "), if on == "always" { "any end" } else { &on })
}

fn about_breaker(threshold: Option<i32>) -> String {
    match threshold {
        Some(0) => "never".to_owned(),
        None | Some(1) => "after a scheduled failure".to_owned(),
        Some(failures) => format!("after {failures} scheduled failures in a row"),
    }
}

impl Get {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job = one(&client, &self.job).await?;
        if context.is_json() {
            return print_json(&jobs::job(job));
        }
        print(&fields(&told(job, self.show_env)))
    }
}

/// All that is known of a job, in the order of its document; but for what is as it is by itself.
fn told(job: v1::Job, show_env: bool) -> Vec<(&'static str, String)> {
    let checks = about_checks(&job);
    let stands = standing(&job).to_owned();
    let recent: Vec<&str> = job.recent().map(state).collect();
    let spec = job.spec.unwrap_or_default();
    let last = job.last_run.map(|run| format!("{} {}", run.id, state(run.state())));
    let some = |is: bool, text: &str| if is { text.to_owned() } else { String::new() };
    let mut all = vec![
        ("id", job.id),
        ("name", spec.name),
        ("description", spec.description),
        ("owner", spec.owner),
        ("state", stands),
        ("enabled", some(spec.enabled == Some(false), "no")),
        ("labels", pairs(&spec.labels)),
    ];
    all.extend(about_task(spec.task.unwrap_or_default(), show_env));
    all.push(("schedule", job.schedule_text));
    all.extend(about_time(spec.schedule.unwrap_or_default()));
    all.extend([
        ("checks", some(spec.requires_checks, "required before anything runs")),
        ("breaks", about_breaker(spec.breaker_threshold)),
        ("notify", spec.notify.as_ref().map(about_notice).unwrap_or_default()),
        ("version", job.version.to_string()),
        ("errors", some(job.broken, &job.broken_errors.to_string())),
    ]);
    all.extend(checks);
    all.extend([
        ("next run", time_text(job.next_run_at.as_ref())),
        ("last finished", time_text(job.last_finished_at.as_ref())),
        ("last run", last.unwrap_or_default()),
        ("open runs", job.open_runs.to_string()),
        ("recent", recent.join(" ")),
        ("created by", job.created_by),
        ("created", time_text(job.created_at.as_ref())),
        ("updated", time_text(job.updated_at.as_ref())),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::file, *};

    /// What is shown of a job that says this.
    fn shown(document: serde_json::Value, job: v1::Job) -> String {
        let spec = Some(file::job(&document).unwrap());
        fields(&told(v1::Job { spec, ..job }, true))
    }

    fn assert_shows(text: &str, expected: &[&str]) {
        let mut lines = text.lines();
        for expected in expected {
            let there = lines.any(|line| line.starts_with(expected));
            assert!(there, "{expected:?} in this order:\n{text}");
        }
    }

    #[test]
    fn all_that_is_said_of_a_job_is_shown_in_the_order_of_its_document() {
        let document = json!({
            "name": "a", "description": "of all", "owner": "user:ann", "enabled": false,
            "labels": {"team": "x"},
            "task": {
                "command": "echo hi\necho ho", "name": "report", "queue": "q9", "priority": 7,
                "maxAttempts": 4,
                "retry": {"backoff": "fixed", "delaySeconds": 9, "neverOn": ["timeout"]},
                "timeoutSeconds": 77, "startTimeoutSeconds": 88, "heartbeatTimeoutSeconds": 99,
                "graceSeconds": 11, "env": {"AAA": "b c", "Z": ""}, "workingDir": "/srv",
                "labels": {"tl": "1"}, "requiredLabels": {"zone": "b"}, "metadata": {"m": 1},
                "exclusive": true,
            },
            "schedule": {
                "kind": "cron", "expressions": ["@daily", "0 9 * * *"],
                "timezone": "Europe/Berlin", "active": false,
                "startsAt": "2030-01-01T00:00:00Z", "endsAt": "2031-01-01T00:00:00Z",
                "jitterSeconds": 90, "gap": "edge", "fold": "both", "overlap": "queue_one",
                "catchup": "last", "catchupWindowSeconds": 7200,
                "blackouts": [
                    {"from": "22:00", "until": "06:00", "weekdays": [6, 0], "reason": "rest"},
                    {"from": "2030-12-24T00:00:00Z", "until": "2030-12-27T00:00:00Z"},
                ],
            },
            "requiresChecks": true, "breakerThreshold": 3,
            "notify": {"emails": ["a@b.c"], "on": "success"},
        });
        let tcp = v1::TcpCheck { host: "db".to_owned(), port: 5432 };
        let work = Some(v1::check::Work::Tcp(tcp));
        let check = v1::CheckState {
            check: Some(v1::Check { name: "db".to_owned(), work, timeout: None }),
            status: v1::CheckStatus::Failed.into(),
            message: "refused".to_owned(),
            ..v1::CheckState::default()
        };
        let recent = vec![v1::TaskState::Failed.into(), v1::TaskState::Completed.into()];
        let (checks, schedule_text) = (vec![check], "at 00:00 every day".to_owned());
        let (broken, broken_errors) = (true, 2);
        let kept =
            v1::Job { checks, schedule_text, recent, broken, broken_errors, ..v1::Job::default() };
        assert_shows(
            &shown(document, kept),
            &[
                "name           a",
                "description    of all",
                "owner          user:ann",
                "state          broken",
                "enabled        no",
                "labels         team=x",
                "kind           shell",
                "command        echo hi↵echo ho",
                "task name      report",
                "queue          q9",
                "priority       7",
                "attempts       4",
                "retry          fixed from 9s, 5m at most, never on timeout",
                "timeout        1m17s",
                "start timeout  1m28s",
                "heartbeat      1m39s",
                "grace          11s",
                "env            AAA=b c",
                "env            Z=",
                "folder         /srv",
                "task labels    tl=1",
                "requires       zone=b",
                "metadata       {\"m\":1",
                "exclusive      yes",
                "schedule       at 00:00 every day",
                "times          cron: @daily; 0 9 * * *",
                "timezone       Europe/Berlin",
                "switched       off",
                "starts         2030-01-01T00:00:00",
                "ends           2031-01-01T00:00:00",
                "jitter         1m30s",
                "blackouts      22:00 to 06:00 on Sat, Sun (rest); 2030-12-24T00:00:00",
                "gap            edge",
                "fold           both",
                "overlap        queue_one",
                "catchup        last within 2h",
                "checks         required before anything runs",
                "breaks         after 3 scheduled failures in a row",
                "notify         a@b.c on success",
                "errors         2",
                "check          db (tcp db:5432) failed: refused",
                "recent         failed completed",
            ],
        );
    }

    #[test]
    fn values_of_the_environment_are_shown_only_to_whom_asks() {
        let document = json!({"name": "a", "task": {"command": "b", "env": {"KEY": "s3cret"}}});
        let job = || v1::Job { spec: Some(file::job(&document).unwrap()), ..v1::Job::default() };
        let text = |show_env| fields(&told(job(), show_env));
        assert_shows(&text(false), &["env            KEY=***"]);
        assert!(!text(false).contains("s3cret"), "{}", text(false));
        assert_shows(&text(true), &["env            KEY=s3cret"]);
    }

    #[test]
    fn a_plain_job_is_shown_without_what_nobody_said() {
        let document = json!({"name": "a", "task": {"command": "true"}});
        let text = shown(document, v1::Job::default());
        assert_shows(&text, &["command        true", "attempts       1", "timeout        1h"]);
        for absent in ["enabled", "priority", "retry", "env", "metadata", "gap", "times", "errors"]
        {
            let told = text.lines().any(|line| line.split(' ').next() == Some(absent));
            assert!(!told, "{absent}: {text}");
        }
    }

    #[test]
    fn the_times_of_each_kind_are_shown_as_they_were_said() {
        for (schedule, said) in [
            (json!({"kind": "interval", "seconds": 90}), "interval: 90 s"),
            (json!({"kind": "once", "at": "2030-01-01T00:00:00Z"}), "once: 2030-01-01T00:00:00"),
            (
                json!({"kind": "calendar", "hours": [9, 17], "minutes": [0]}),
                "calendar: hours 9,17; minutes 0",
            ),
        ] {
            let document = json!({"name": "a", "task": {"command": "true"}, "schedule": schedule});
            let text = shown(document, v1::Job::default());
            assert_shows(&text, &[&format!("times          {said}")]);
        }
    }
}
