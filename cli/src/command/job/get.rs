//! `taskmaster job get`

use clap::Args;
use taskmaster_domain::{Violations, schedule::Blackout};
use taskmaster_gateway::jobs;
use taskmaster_proto::{convert::timing, v1};
use taskmaster_runtime::config::show_duration;

use super::{checks, list::standing, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{fields, pairs, task::state, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Get {
    /// Name or id of the job
    job: String,
    #[command(flatten)]
    client: ClientArgs,
}

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A window in a line, such as `22:00 to 06:00 on Sat, Sun (rest)`.
fn window(blackout: &Blackout) -> String {
    let days: Vec<&str> =
        blackout.weekdays.iter().filter_map(|&day| DAYS.get(usize::from(day)).copied()).collect();
    let on = if days.is_empty() { String::new() } else { format!(" on {}", days.join(", ")) };
    let why = match blackout.reason.as_str() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    format!("{} to {}{on}{why}", blackout.from, blackout.until)
}

/// The last word of a name of the wire, in the form that is typed.
fn word(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_lowercase()
}

/// All that it says about time.
fn about_time(schedule: v1::Schedule) -> Vec<(&'static str, String)> {
    if schedule.when.is_none() {
        return vec![("overlap", word(schedule.overlap().as_str_name(), "OVERLAP_"))];
    }
    // What a newer release says and this one cannot read is shown as if it were not there.
    let read = timing(Some(schedule.clone()), &mut Violations::default());
    let window_of_catchup = format!("within {}", show_duration(read.catchup_window));
    let catchup = word(schedule.catchup().as_str_name(), "CATCHUP_");
    let blackouts: Vec<String> = read.schedule.blackouts.iter().map(window).collect();
    let jitter = Some(read.schedule.jitter).filter(|jitter| !jitter.is_zero());
    vec![
        ("timezone", schedule.timezone.clone()),
        ("starts", time_text(schedule.starts_at.as_ref())),
        ("ends", time_text(schedule.ends_at.as_ref())),
        ("jitter", jitter.map(show_duration).unwrap_or_default()),
        ("blackouts", blackouts.join("; ")),
        ("gap", word(schedule.gap().as_str_name(), "GAP_")),
        ("fold", word(schedule.fold().as_str_name(), "FOLD_")),
        ("overlap", word(schedule.overlap().as_str_name(), "OVERLAP_")),
        (
            "catchup",
            if catchup == "none" { catchup } else { format!("{catchup} {window_of_catchup}") },
        ),
    ]
}

/// How its checks stand, each in a line of its own.
fn about_checks(job: &v1::Job, required: bool) -> Vec<(&'static str, String)> {
    let mut lines: Vec<_> = job.checks.iter().map(|check| ("check", checks::line(check))).collect();
    if required {
        lines.insert(0, ("checks", "required before anything runs".to_owned()));
    }
    lines
}

fn about_notice(notify: &v1::Notify) -> String {
    let on = word(notify.on().as_str_name(), "NOTIFY_ON_");
    format!("{} on {}", notify.emails.join(", "), if on == "always" { "any end" } else { &on })
}

fn command(task: &v1::TaskSpec) -> String {
    match &task.work {
        Some(v1::task_spec::Work::Shell(shell)) => shell.command.clone(),
        Some(v1::task_spec::Work::Simulate(pace)) => pace.command.clone(),
        Some(v1::task_spec::Work::Noop(_)) | None => String::new(),
    }
}

impl Get {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job = one(&client, &self.job).await?;
        if context.is_json() {
            return print_json(&jobs::job(job));
        }
        print(&fields(&told(job)))
    }
}

fn told(job: v1::Job) -> Vec<(&'static str, String)> {
    let spec = job.spec.clone().unwrap_or_default();
    let task = spec.task.unwrap_or_default();
    let last = job.last_run.as_ref();
    let threshold = match spec.breaker_threshold {
        Some(0) => "never".to_owned(),
        Some(1) => "after a scheduled failure".to_owned(),
        Some(failures) => format!("after {failures} scheduled failures in a row"),
        None => String::new(),
    };
    let mut all = vec![
        ("id", job.id.clone()),
        ("name", spec.name),
        ("description", spec.description),
        ("owner", spec.owner),
        ("state", standing(&job).to_owned()),
        ("version", job.version.to_string()),
        ("labels", pairs(&spec.labels)),
        ("schedule", job.schedule_text.clone()),
    ];
    all.extend(about_time(spec.schedule.unwrap_or_default()));
    all.extend([
        ("breaks", threshold),
        ("next run", time_text(job.next_run_at.as_ref())),
        ("last finished", time_text(job.last_finished_at.as_ref())),
        ("last run", last.map_or(String::new(), |r| format!("{} {}", r.id, state(r.state())))),
        ("open runs", job.open_runs.to_string()),
    ]);
    all.extend(about_checks(&job, spec.requires_checks));
    all.extend([
        ("notify", spec.notify.as_ref().map(about_notice).unwrap_or_default()),
        ("queue", task.queue.clone()),
        ("command", command(&task)),
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

    #[test]
    fn all_rules_of_a_job_are_shown() {
        let spec = file::job(&json!({
            "name": "a",
            "task": {"command": "true"},
            "schedule": {
                "kind": "cron", "expressions": ["@daily"], "timezone": "Europe/Berlin",
                "startsAt": "2030-01-01T00:00:00Z", "endsAt": "2031-01-01T00:00:00Z",
                "jitterSeconds": 90, "gap": "edge", "fold": "both", "overlap": "queue_one",
                "catchup": "last", "catchupWindowSeconds": 7200,
                "blackouts": [
                    {"from": "22:00", "until": "06:00", "weekdays": [6, 0], "reason": "rest"},
                    {"from": "2030-12-24T00:00:00Z", "until": "2030-12-27T00:00:00Z"},
                ],
            },
            "breakerThreshold": 3,
            "requiresChecks": true,
        }));
        let check = v1::CheckState {
            check: Some(v1::Check { name: "db".to_owned(), ..v1::Check::default() }),
            status: v1::CheckStatus::Failed.into(),
            message: "refused".to_owned(),
            ..v1::CheckState::default()
        };
        let spec = Some(spec.unwrap());
        let text = fields(&told(v1::Job { spec, checks: vec![check], ..v1::Job::default() }));
        for expected in [
            "starts         2030-01-01T00:00:00",
            "ends           2031-01-01T00:00:00",
            "jitter         1m30s",
            "22:00 to 06:00 on Sat, Sun (rest); 2030-12-24T00:00:00",
            "gap            edge",
            "fold           both",
            "overlap        queue_one",
            "catchup        last within 2h",
            "breaks         after 3 scheduled failures in a row",
            "checks         required before anything runs",
            "check          db failed: refused",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }
}
