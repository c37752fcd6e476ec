//! Processes: started with a log of their own, signalled and ended by number.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid as RawPid, Signal, kill_process};

use tokio::time::Instant;

use crate::until;

/// The number of a process.
pub type Pid = i32;

/// A child of the test. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a command; what it says goes to `log`, behind what is there.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let open = || fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let child = command.stdin(Stdio::null()).stdout(open()).stderr(open()).spawn();
        let child = child.unwrap_or_else(|cause| panic!("cannot start {command:?}: {cause}"));
        Self { child, log: log.to_owned() }
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::try_from(self.child.id()).unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        signal_one(self.pid(), signal);
    }

    /// How it ended, if it did.
    pub(crate) fn end(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self, limit: Duration) -> ExitStatus {
        let what = format!("the end of process {}", self.pid());
        until(&what, limit, async || self.end()).await
    }

    /// Blocks until it has ended.
    pub(crate) fn wait(&mut self) {
        let _ = self.child.wait();
    }

    /// SIGKILL; it is gone when this returns.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// All that it, and those with the same log before it, said.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a signal to one process, if it is there.
pub(crate) fn signal_one(pid: Pid, signal: Signal) {
    if let Some(pid) = RawPid::from_raw(pid).filter(|_| pid > 1) {
        let _ = kill_process(pid, signal);
    }
}

/// Whether a process has this number and runs: one that ended and was not waited for does not.
pub fn lives(pid: Pid) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_ascii_whitespace().next());
    !matches!(state, Some("Z" | "X") | None)
}

/// Clock ticks from the machine's start to that of a process.
pub(crate) fn started(pid: Pid) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(19)?.parse().ok()
}

/// Processes that belong to an attempt of this task, wherever they went.
pub fn marked(task: &str) -> Vec<Pid> {
    let mark = format!("TASKMASTER_TASK_ID={task}").into_bytes();
    with_environment(|entry| entry == mark)
}

/// Waits until no process that belongs to the task runs.
pub async fn nobody_is_left_of(task: &str, limit: Duration) {
    let what = format!("the end of all processes of task {task}");
    until(&what, limit, async || marked(task).is_empty().then_some(())).await;
}

/// Commands of tasks that a worker's process has started and that still run.
pub fn commands_of(worker: Pid) -> Vec<Pid> {
    let commands = with_environment(|entry| entry.starts_with(b"TASKMASTER_TASK_ID="));
    commands.into_iter().filter(|pid| parent(*pid) == Some(worker)).collect()
}

fn parent(pid: Pid) -> Option<Pid> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// Blocks until the watchdogs of killed workers below a folder have done their work: the folder
/// must not go away before, because it tells them what to kill. What is left then is killed.
pub(crate) fn end_below(folder: &Path) {
    let begun = Instant::now();
    loop {
        let left = named(folder);
        if left.is_empty() {
            return;
        }
        if begun.elapsed() > Duration::from_secs(5) {
            left.into_iter().for_each(|pid| signal_one(pid, Signal::KILL));
            return;
        }
        std::thread::yield_now();
    }
}

/// Processes with this folder in their command line.
fn named(folder: &Path) -> Vec<Pid> {
    let name = folder.as_os_str().as_encoded_bytes();
    let numbers = fs::read_dir("/proc").unwrap().flatten();
    let pids = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.windows(name.len()).any(|part| part == name)
    })
    .collect()
}

fn with_environment(is_it: impl Fn(&[u8]) -> bool) -> Vec<Pid> {
    let numbers = fs::read_dir("/proc").unwrap().flatten();
    let pids = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| lives(*pid))
        .filter(|pid| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(&is_it)
        })
        .collect()
}
