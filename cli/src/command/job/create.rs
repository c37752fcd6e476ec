//! `taskmaster job create`

use std::{path::PathBuf, time::Duration};

use clap::Args;
use serde_json::{Map, Value as Json, json};
use taskmaster_domain::{JobId, Timestamp};
use taskmaster_proto::v1;
use taskmaster_runtime::config::parse_duration;

use super::{fault::refusal, file, name};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, pair, print, print_json},
    error::{Error, Result},
    show::time_text,
};

/// What the file says already.
const IN_A_FILE: [&str; 21] = [
    "name",
    "description",
    "cron",
    "interval",
    "at",
    "timezone",
    "gap",
    "fold",
    "overlap",
    "catchup",
    "off",
    "disabled",
    "queue",
    "priority",
    "max_attempts",
    "timeout",
    "start_timeout",
    "heartbeat_timeout",
    "env",
    "label",
    "command",
];

/// The rules of a schedule by their names in a file.
pub(super) const GAP: [&str; 4] = ["cron", "edge", "shift", "skip"];
pub(super) const FOLD: [&str; 4] = ["cron", "first", "last", "both"];
const OVERLAP: [&str; 4] = ["skip", "queue_one", "allow", "cancel_running"];
const CATCHUP: [&str; 3] = ["none", "last", "all"];

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// File with the job, .toml, .yaml or .json in the shape of the REST API; - is standard input
    #[arg(long, short, value_name = "FILE", conflicts_with_all = IN_A_FILE)]
    file: Option<PathBuf>,
    /// Its name, unique among jobs
    #[arg(long, required_unless_present = "file")]
    name: Option<String>,
    /// For people
    #[arg(long)]
    description: Option<String>,
    /// Cron expression; may be given several times
    #[arg(long, value_name = "EXPR", group = "times", conflicts_with_all = ["interval", "at"])]
    cron: Vec<String>,
    /// From the end of a run to the start of the next, such as 1h
    #[arg(long, value_name = "DURATION", value_parser = whole_seconds, group = "times",
        conflicts_with = "at")]
    interval: Option<Duration>,
    /// A single time (RFC 3339)
    #[arg(long, value_name = "TIME", group = "times")]
    at: Option<Timestamp>,
    /// IANA name of the zone in which expressions are read [default: UTC]
    #[arg(long, value_name = "ZONE", requires = "times")]
    timezone: Option<String>,
    /// For a local time that the clock jumps over [default: cron]
    #[arg(long, value_name = "RULE", value_parser = GAP, requires = "cron",
        conflicts_with_all = ["interval", "at"])]
    gap: Option<String>,
    /// For a local time that comes twice [default: cron]
    #[arg(long, value_name = "RULE", value_parser = FOLD, requires = "cron",
        conflicts_with_all = ["interval", "at"])]
    fold: Option<String>,
    /// While a run has not ended [default: skip]
    #[arg(long, value_name = "RULE", value_parser = OVERLAP)]
    overlap: Option<String>,
    /// After an outage [default: none]
    #[arg(long, value_name = "RULE", value_parser = CATCHUP)]
    catchup: Option<String>,
    /// Keep the schedule switched off
    #[arg(long)]
    off: bool,
    /// Refuse every run for now
    #[arg(long)]
    disabled: bool,
    /// Queue of its runs [default: default]
    #[arg(long)]
    queue: Option<String>,
    /// -1000 to 1000; the higher, the sooner
    #[arg(long, allow_negative_numbers = true)]
    priority: Option<i32>,
    /// Tries of each run
    #[arg(long, value_name = "N")]
    max_attempts: Option<i32>,
    /// Wall clock of an attempt [default: 1h]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    timeout: Option<Duration>,
    /// How long a run may stay queued
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    start_timeout: Option<Duration>,
    /// How long an attempt may run without counting or reporting progress; then it fails
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    heartbeat_timeout: Option<Duration>,
    /// Environment of the command, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// Word to find the job by, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Command line; several words are joined as they are, so quote what the shell should see
    #[arg(last = true)]
    command: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

/// An interval has no parts of a second.
pub(super) fn whole_seconds(text: &str) -> Result<Duration, String> {
    let duration = parse_duration(text)?;
    match duration.subsec_nanos() {
        0 => Ok(duration),
        _ => Err(format!("must be whole seconds, such as 2s or 1h, is {text:?}")),
    }
}

/// Members that were said.
fn said(members: Vec<(&str, Json)>) -> Json {
    let said = members.into_iter().filter(|(_, value)| match value {
        Json::Null => false,
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) => true,
    });
    Json::Object(said.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn object(pairs: &[(String, String)]) -> Json {
    let fields: Map<String, Json> =
        pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    Json::Object(fields)
}

impl Create {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let spec = match &self.file {
            Some(path) => file::one(path)?,
            None => file::job(&self.document()?)?,
        };
        let client = Client::connect(&self.client, context).await?;
        // With an id of our own the call may be made again.
        let id = uuid::Uuid::now_v7();
        let (job, job_id) = (Some(spec), JobId(id).to_string());
        let request = v1::CreateJobRequest { job, job_id, validate_only: false };
        let answer = match client.jobs().create_job(request.clone()).await {
            Err(status) if status.code() == tonic::Code::Unavailable => {
                client.jobs().create_job(request).await
            }
            answer => answer,
        };
        told(answer.map_err(refusal)?.into_inner().job.unwrap_or_default(), context)
    }

    fn document(&self) -> Result<Json> {
        if self.command.is_empty() {
            return Err(Error::Usage("give a command behind --, or a job with --file".into()));
        }
        let kind = match (self.cron.is_empty(), self.interval, self.at) {
            (false, ..) => "cron",
            (_, Some(_), _) => "interval",
            (.., Some(_)) => "once",
            (true, None, None) => "none",
        };
        let schedule = said(vec![
            ("kind", json!(kind)),
            ("expressions", json!(self.cron)),
            ("seconds", json!(self.interval.map(|wait| wait.as_secs()))),
            ("at", json!(self.at.map(|at| at.to_string()))),
            ("timezone", json!(self.timezone)),
            ("active", json!(!self.off)),
            ("gap", json!(self.gap)),
            ("fold", json!(self.fold)),
            ("overlap", json!(self.overlap)),
            ("catchup", json!(self.catchup)),
        ]);
        let seconds = |wait: Option<Duration>| json!(wait.map(|wait| wait.as_secs_f64()));
        let task = said(vec![
            ("command", json!(self.command.join(" "))),
            ("queue", json!(self.queue)),
            ("priority", json!(self.priority)),
            ("maxAttempts", json!(self.max_attempts)),
            ("timeoutSeconds", seconds(self.timeout)),
            ("startTimeoutSeconds", seconds(self.start_timeout)),
            ("heartbeatTimeoutSeconds", seconds(self.heartbeat_timeout)),
            ("env", object(&self.env)),
        ]);
        Ok(said(vec![
            ("name", json!(self.name)),
            ("description", json!(self.description)),
            ("enabled", json!(!self.disabled)),
            ("labels", object(&self.label)),
            ("task", task),
            ("schedule", schedule),
        ]))
    }
}

/// What became of a job.
pub(super) fn told(job: v1::Job, context: &Context) -> Result {
    if context.is_json() {
        return print_json(&taskmaster_gateway::jobs::job(job));
    }
    if context.global.quiet {
        return print(&job.id);
    }
    let next = match time_text(job.next_run_at.as_ref()) {
        none if none.is_empty() => "no next run".to_owned(),
        at => format!("next run {at}"),
    };
    print(&format!("{}  {}  {}, {next}", job.id, name(&job), job.schedule_text))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn an_interval_is_whole_seconds() {
        assert_eq!(whole_seconds("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(whole_seconds("1000ms"), Ok(Duration::from_secs(1)));
        assert!(whole_seconds("1500ms").unwrap_err().contains("whole seconds"));
    }

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        create: Create,
    }

    fn typed(args: &str) -> Result<Create, clap::Error> {
        let args = std::iter::once("create").chain(args.split_whitespace());
        Typed::try_parse_from(args).map(|typed| typed.create)
    }

    #[test]
    fn what_would_do_nothing_is_refused() {
        for right in ["--name a --cron @daily --timezone UTC", "-f a.json", "--name a -- true"] {
            assert!(typed(right).is_ok(), "{right}");
        }
        for (wrong, wanted) in [
            ("--timezone UTC", "<--cron <EXPR>|--interval <DURATION>|--at <TIME>>"),
            ("--gap edge", "--cron <EXPR>"),
            ("--fold last --off", "--cron <EXPR>"),
        ] {
            let said = typed(&format!("--name a {wrong} -- true")).unwrap_err().to_string();
            assert!(said.contains(&format!("not provided:\n  {wanted}\n")), "{said}");
        }
        for times in ["--interval 1h", "--at 2030-01-01T00:00:00Z"] {
            for rule in ["--gap edge", "--fold last"] {
                let said = typed(&format!("--name a {times} {rule} -- true")).unwrap_err();
                assert_eq!(said.kind(), clap::error::ErrorKind::ArgumentConflict, "{said}");
            }
        }
        for wrong in ["--queue a", "--disabled", "--cron @daily", "-e A=b", "-- true"] {
            let said = typed(&format!("-f a.json {wrong}")).unwrap_err();
            assert_eq!(said.kind(), clap::error::ErrorKind::ArgumentConflict, "{wrong}");
        }
    }

    #[test]
    fn rules_for_odd_days_are_said_as_in_a_file() {
        let all = "--name a --cron @daily --gap edge --fold last --timezone Europe/Berlin -- true";
        let document = typed(all).unwrap().document().unwrap();
        assert_eq!(document["schedule"]["gap"], "edge");
        assert_eq!(document["schedule"]["fold"], "last");
        file::job(&document).unwrap();
    }

    #[test]
    fn the_names_of_rules_are_those_of_a_file_and_no_other_is_taken() {
        for (rule, names) in
            [("gap", &GAP[..]), ("fold", &FOLD), ("overlap", &OVERLAP), ("catchup", &CATCHUP)]
        {
            let document = json!({"name": "a", "task": {"command": "b"}, "schedule": {rule: "?"}});
            let said = file::job(&document).unwrap_err().to_string();
            assert_eq!(said, format!("schedule.{rule} must be one of {}", names.join(", ")));
            let odd = format!("--name a --cron @daily --{rule} odd -- true");
            assert_eq!(typed(&odd).unwrap_err().kind(), clap::error::ErrorKind::InvalidValue);
        }
    }
}
