//! A process that was started here and ends here.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::error::{Error, Result};

/// How long a process may take to end after SIGTERM.
const PARTING: Duration = Duration::from_secs(15);

/// A `taskmaster` process. Dropped, it is killed with the processes that it started.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    pid: i32,
    log: PathBuf,
}

impl Process {
    /// Starts the `taskmaster` that stands beside this program, with nothing of this program's
    /// environment but what a program needs, in `folder`, where its log stays.
    pub(super) fn start(
        folder: &Path,
        name: &str,
        arguments: &[&str],
        variables: &[(&str, String)],
    ) -> Result<Self> {
        let program = std::env::current_exe()?.with_file_name("taskmaster");
        let log = folder.join(format!("{name}.log"));
        let out = File::create(&log)?;
        let inherited = ["PATH", "HOME", "TMPDIR"].map(|key| (key, std::env::var_os(key)));
        let child = Command::new(&program)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(inherited.into_iter().filter_map(|(key, value)| Some((key, value?))))
            .envs(variables.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .map_err(Error::about(format!("cannot start {}", program.display())))?;
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok());
        let pid = pid.ok_or_else(|| Error::new(format!("{name} ended at once")))?;
        Ok(Self { child, pid, log })
    }

    pub(super) fn pid(&self) -> i32 {
        self.pid
    }

    /// An error with the end of its log when it has ended.
    pub(super) fn check(&mut self) -> Result {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => {
                Err(Error::new(format!("a process ended, {status}: {}", self.last_words())))
            }
        }
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let mut lines: Vec<_> = log.lines().rev().take(3).collect();
        lines.reverse();
        lines.join(" / ")
    }

    /// Asks it to end and waits; kills it when it does not.
    pub(super) async fn stop(mut self) -> Result {
        send(self.pid, Signal::TERM);
        match tokio::time::timeout(PARTING, self.child.wait()).await {
            Ok(ended) => ended.map(|_| ()).map_err(Error::from),
            Err(_) => Err(Error::new(format!(
                "a process did not end within {} s of SIGTERM: {}",
                PARTING.as_secs(),
                self.last_words()
            ))),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // The fleet's workers would outlive it by ten minutes.
            for child in super::cpu::children_of(self.pid) {
                send(child, Signal::KILL);
            }
            send(self.pid, Signal::KILL);
            let _ = self.child.try_wait();
        }
    }
}

/// A process that has gone already is fine.
fn send(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid).filter(|_| pid > 1) {
        let _ = kill_process(pid, signal);
    }
}
