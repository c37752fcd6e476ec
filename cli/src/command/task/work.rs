//! From typed arguments to what a coordinator takes.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use taskmaster_domain::{
    TaskSpec, Timestamp, limits,
    task::{RetryPolicy, Simulate, Work},
};
use taskmaster_proto::{
    convert::{spec_to_wire, to_duration},
    v1,
};
use taskmaster_runtime::config::parse_duration;

use crate::{
    context::pair,
    error::{Error, Result},
};

/// What a task does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// A command line or script for bash
    #[default]
    Shell,
    /// Nothing, at a believable pace
    Simulate,
    /// Nothing, at once
    Noop,
}

/// All that can be said about a task.
#[derive(Debug, Default, Args)]
pub(super) struct WorkArgs {
    /// What the task does
    #[arg(long, value_enum, default_value_t)]
    pub(super) kind: Kind,
    /// Script to run instead of a command; - is standard input. Bash runs it, or the interpreter
    /// that its first line names behind #!
    #[arg(long, short, value_name = "FILE", conflicts_with = "command")]
    file: Option<PathBuf>,
    /// A name for people
    #[arg(long)]
    name: Option<String>,
    /// Its queue
    #[arg(long, default_value = "default")]
    queue: String,
    /// -1000 to 1000; the higher, the sooner
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    priority: i32,
    /// Not before this time (RFC 3339)
    #[arg(long, value_name = "TIME", conflicts_with = "delay")]
    at: Option<Timestamp>,
    /// Not before so long from now, such as 30s or 1h30m
    #[arg(long, value_name = "DURATION", value_parser = wait, allow_hyphen_values = true)]
    delay: Option<Duration>,
    /// Tries, the first included
    #[arg(long, value_name = "N", default_value_t = 1)]
    max_attempts: i32,
    /// The first wait before a retry; it doubles each time
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    retry_delay: Option<Duration>,
    /// Wall clock of an attempt [default: 1h]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    timeout: Option<Duration>,
    /// How long it may stay queued
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    start_timeout: Option<Duration>,
    /// How long an attempt may run without counting or reporting progress; then it fails
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    heartbeat_timeout: Option<Duration>,
    /// From SIGTERM to SIGKILL [default: 5s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    grace: Option<Duration>,
    /// Environment of the command, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// Word to find it by, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Label that its worker must have, name=value; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    require: Vec<(String, String)>,
    /// Folder in which the command starts [default: a fresh one]
    #[arg(long, short, value_name = "FOLDER")]
    workdir: Option<String>,
    /// A JSON object of your own
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// A worker that lost touch stops it before anyone else starts it
    #[arg(long)]
    exclusive: bool,
    /// The same key is the same task [default: a random one]
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
    /// Command line; several words are joined as they are, so quote what the shell should see
    #[arg(last = true)]
    command: Vec<String>,
}

/// A duration that may not be in the past; said so, because a minus is easily taken for an option.
fn wait(text: &str) -> Result<Duration, String> {
    if text.trim_start().starts_with('-') {
        return Err("must not be negative; leave it out to run at once".to_owned());
    }
    parse_duration(text)
}

impl WorkArgs {
    /// The task on the wire. `read` gives the text of a script.
    pub(super) fn into_wire(
        self,
        read: impl Fn(&PathBuf) -> Result<String>,
    ) -> Result<v1::TaskSpec> {
        let command = match &self.file {
            Some(path) => read(path)?,
            None => self.command.join(" "),
        };
        let work = match self.kind {
            Kind::Shell if command.trim().is_empty() => {
                return Err(Error::Usage(
                    "give a command behind --, or a script with --file".into(),
                ));
            }
            Kind::Shell => Work::Shell { command },
            Kind::Simulate => Work::Simulate(Simulate { command, ..Simulate::default() }),
            Kind::Noop => Work::Noop,
        };
        let metadata = self.metadata.unwrap_or_default();
        let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>;
        if !metadata.is_empty() && object(&metadata).is_err() {
            return Err(Error::Usage("--metadata must be a JSON object".into()));
        }
        let defaults = RetryPolicy::default();
        let spec = TaskSpec {
            work,
            name: self.name.unwrap_or_default(),
            queue: self.queue,
            priority: self.priority,
            scheduled_at: self.at,
            retry: RetryPolicy {
                max_attempts: self.max_attempts,
                delay: self.retry_delay.unwrap_or(defaults.delay),
                ..defaults
            },
            timeout: self.timeout.unwrap_or(limits::DEFAULT_TIMEOUT),
            start_timeout: self.start_timeout,
            heartbeat_timeout: self.heartbeat_timeout,
            grace: self.grace.unwrap_or(limits::DEFAULT_GRACE),
            env: self.env.into_iter().collect(),
            working_dir: self.workdir.unwrap_or_default(),
            labels: self.label.into_iter().collect(),
            required_labels: self.require.into_iter().collect(),
            metadata,
            exclusive: self.exclusive,
            idempotency_key: self.idempotency_key.unwrap_or_default(),
            ..TaskSpec::default()
        };
        // The coordinator's clock counts, not this machine's: a delay stays a delay.
        Ok(v1::TaskSpec { delay: self.delay.map(to_duration), ..spec_to_wire(&spec) })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        work: WorkArgs,
    }

    fn wire(args: &[&str]) -> Result<v1::TaskSpec> {
        let all = std::iter::once("submit").chain(args.iter().copied());
        let work = Typed::try_parse_from(all).map_err(|e| Error::Usage(e.to_string()))?.work;
        work.into_wire(|path| Ok(format!("script {}", path.display())))
    }

    fn command(spec: &v1::TaskSpec) -> &str {
        match spec.work.as_ref().unwrap() {
            v1::task_spec::Work::Shell(shell) => &shell.command,
            v1::task_spec::Work::Simulate(simulate) => &simulate.command,
            v1::task_spec::Work::Noop(_) => "",
        }
    }

    #[test]
    fn all_that_is_typed_reaches_the_wire() {
        let spec = wire(&[
            "--queue",
            "mail",
            "--priority",
            "-5",
            "--delay",
            "1m",
            "--max-attempts",
            "3",
            "--retry-delay",
            "2s",
            "--timeout",
            "10s",
            "-e",
            "A=b=c",
            "-l",
            "team=x",
            "--require",
            "gpu=a100",
            "--workdir",
            "/tmp",
            "--name",
            "n",
            "--metadata",
            "{\"a\":1}",
            "--idempotency-key",
            "k",
            "--exclusive",
            "--",
            "echo",
            "hello world",
        ])
        .unwrap();
        assert_eq!(command(&spec), "echo hello world");
        assert_eq!((spec.queue.as_str(), spec.priority), ("mail", -5));
        assert_eq!(spec.delay.unwrap().seconds, 60);
        assert_eq!(spec.scheduled_at, None);
        let retry = spec.retry.unwrap();
        assert_eq!((retry.max_attempts, retry.delay.unwrap().seconds), (3, 2));
        assert_eq!(spec.timeout.unwrap().seconds, 10);
        assert_eq!(spec.env["A"], "b=c");
        assert_eq!(spec.labels["team"], "x");
        assert_eq!(spec.required_labels["gpu"], "a100");
        assert_eq!((spec.working_dir.as_str(), spec.name.as_str()), ("/tmp", "n"));
        assert!(spec.metadata.unwrap().fields.contains_key("a"));
        assert_eq!(spec.idempotency_key, "k");
        assert!(spec.exclusive);
    }

    #[test]
    fn a_script_is_read_from_its_file() {
        assert_eq!(command(&wire(&["--file", "a.sh"]).unwrap()), "script a.sh");
        assert!(wire(&["--file", "a.sh", "--", "true"]).is_err());
    }

    #[test]
    fn what_makes_no_sense_is_refused_before_anything_is_sent() {
        assert!(wire(&[]).is_err(), "a shell task needs a command");
        assert!(wire(&["--kind", "noop"]).is_ok());
        assert!(wire(&["--kind", "simulate", "--", "a"]).is_ok());
        assert!(wire(&["--metadata", "[1]", "--", "true"]).is_err());
        assert!(wire(&["--delay", "5", "--", "true"]).is_err());
        let refused = wire(&["--delay", "-1s", "--", "true"]).unwrap_err().to_string();
        assert!(refused.contains("must not be negative"), "{refused}");
        assert!(wire(&["--delay", "5s", "--at", "2026-01-01T00:00:00Z", "--", "true"]).is_err());
        assert!(wire(&["--env", "A", "--", "true"]).is_err());
    }
}
