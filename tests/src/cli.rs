//! The `taskmaster` command, as a person types it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tokio::io::AsyncReadExt as _;

use crate::{Settings, within};

/// How long a command may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs commands in a folder.
#[derive(Clone, Debug)]
pub struct Cli {
    folder: PathBuf,
    settings: Settings,
    args: Vec<String>,
}

/// What a command did.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its exit code; nothing when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

impl Answer {
    /// Standard output as text.
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Standard error as text.
    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Standard output as one JSON document.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }

    /// Fails unless it ended well.
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{} {}", self.out(), self.err());
        self
    }
}

impl Cli {
    /// Commands that run in `folder` and know nothing else.
    pub fn new(folder: &Path) -> Self {
        let settings = Settings::none();
        Self { folder: folder.to_owned(), settings, args: Vec::new() }
    }

    /// An option in front of every command's arguments.
    #[must_use]
    pub fn global(mut self, name: &str, value: &str) -> Self {
        self.args.extend([name.to_owned(), value.to_owned()]);
        self
    }

    /// A variable of every command.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.settings = self.settings.variable(name, value);
        self
    }

    /// A command that is not started yet.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.settings.command(&self.folder);
        command.args(&self.args).args(args);
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, args: &[&str]) -> Answer {
        self.run_within(args, LIMIT).await
    }

    /// Runs a command that may take long.
    pub async fn run_within(&self, args: &[&str], limit: Duration) -> Answer {
        let mut command = tokio::process::Command::from(self.command(args));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let what = format!("taskmaster {}", args.join(" "));
        let (read_out, read_err, status) = within(&what, limit, async {
            tokio::join!(out.read_to_end(&mut stdout), err.read_to_end(&mut stderr), child.wait())
        })
        .await;
        read_out.and(read_err).unwrap();
        Answer { code: status.unwrap().code(), stdout, stderr }
    }
}
