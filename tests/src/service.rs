//! A process of ours that can be broken in every way and started again.

use std::{
    path::{Path, PathBuf},
    process::ExitStatus,
    time::Duration,
};

use rustix::process::Signal;

use crate::{Pid, Settings, process::Process};

/// Lines of a log that are shown when a test fails.
const TAIL: usize = 120;

/// A process, how to start it, and what it said.
#[derive(Debug)]
pub struct Service {
    name: String,
    args: Vec<String>,
    settings: Settings,
    folder: PathBuf,
    process: Option<Process>,
}

impl Service {
    /// One that does not run yet; its log is `NAME.log` in `folder`.
    pub(crate) fn new(name: &str, args: Vec<String>, settings: Settings, folder: &Path) -> Self {
        let (name, folder) = (name.to_owned(), folder.to_owned());
        Self { name, args, settings, folder, process: None }
    }

    /// Starts it; one that runs is killed first.
    pub fn start(&mut self) {
        self.process = None;
        let mut command = self.settings.command(&self.folder);
        command.args(&self.args);
        self.process = Some(Process::start(&mut command, &self.log()));
    }

    /// Changes what the next start is told.
    pub fn set(&mut self, change: impl FnOnce(Settings) -> Settings) {
        self.settings = change(self.settings.clone());
    }

    fn running(&self) -> &Process {
        self.process.as_ref().unwrap_or_else(|| panic!("{} does not run", self.name))
    }

    /// Its number.
    pub fn pid(&self) -> Pid {
        self.running().pid()
    }

    /// How it ended, if it did.
    pub fn end(&mut self) -> Option<ExitStatus> {
        self.process.as_mut().and_then(Process::end)
    }

    /// SIGKILL; it is gone when this returns.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// SIGTERM: it is asked to drain and leave.
    pub fn term(&self) {
        self.running().signal(Signal::TERM);
    }

    /// SIGINT, as Ctrl-C sends it.
    pub fn interrupt(&self) {
        self.running().signal(Signal::INT);
    }

    /// SIGSTOP: it stands still until [`Self::cont`].
    pub fn stop(&self) {
        self.running().signal(Signal::STOP);
    }

    /// SIGCONT.
    pub fn cont(&self) {
        self.running().signal(Signal::CONT);
    }

    /// Waits for its end.
    pub async fn ended(&mut self, limit: Duration) -> ExitStatus {
        let process = self.process.as_mut().unwrap_or_else(|| panic!("{} runs", self.name));
        process.ended(limit).await
    }

    fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.log", self.name))
    }

    /// All that it said, over all its starts.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log()).unwrap_or_default()).into_owned()
    }

    /// Fails with its log when it has ended.
    pub(crate) fn must_run(&mut self) {
        if let Some(end) = self.end() {
            let said = self.process.as_ref().map(Process::said).unwrap_or_default();
            panic!("{} ended: {end}\n{said}", self.name);
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if std::thread::panicking() {
            show(&self.log());
        }
    }
}

/// Prints the end of a log of a test that failed.
pub(crate) fn show(log: &Path) {
    let text = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let tail = &lines[lines.len().saturating_sub(TAIL)..];
    eprintln!("── {}\n{}", log.display(), tail.join("\n"));
}
