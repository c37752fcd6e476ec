//! The process that outlives the worker by a moment and ends what the worker ran.
//!
//! It waits at the end of a pipe whose other end only the worker has, so that it learns of any
//! death, SIGKILL included. It is in a process group of its own: a Ctrl-C at the terminal reaches
//! the worker, not it.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use taskmaster_runtime::Tasks;
use tokio::process::{Child, Command};

use crate::run_folder;

/// Between the death of a watchdog and the start of the next.
const RESTART: Duration = Duration::from_secs(5);

/// Waits for the end of standard input, then kills all that the run folder's attempts left: the
/// recorded process groups, and every process with an attempt's mark in its environment. Then
/// cleans the folder. Does nothing when another worker has taken the folder over. Blocks.
///
/// # Errors
/// When the input or the folder cannot be read.
pub fn watchdog(run_dir: &Path) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut ignored = [0; 64];
    while match input.read(&mut ignored) {
        Ok(read) => read > 0,
        Err(cause) => cause.kind() == io::ErrorKind::Interrupted,
    } {}
    run_folder::bury(run_dir)
}

/// Starts a watchdog, and another one whenever it dies, for as long as the guard lives. Only the
/// task spawned here holds the pipe.
pub(crate) fn keep(program: PathBuf, run_dir: PathBuf, tasks: &Tasks) -> io::Result<Guard> {
    let first = start(&program, &run_dir)?;
    let done = tokio_util::sync::CancellationToken::new();
    let ended = done.clone();
    tasks.spawn("watchdog", async move {
        let mut child = Ok(first);
        loop {
            tokio::select! {
                () = ended.cancelled() => return,
                died = wait(child) => tracing::error!(?died, "the watchdog died, starting another"),
            }
            tokio::select! {
                () = ended.cancelled() => return,
                () = tokio::time::sleep(RESTART) => child = start(&program, &run_dir),
            }
        }
    });
    Ok(Guard { _done: done.drop_guard() })
}

/// While this lives, so does the watchdog. Dropped, it closes the pipe.
#[derive(Debug)]
pub(crate) struct Guard {
    _done: tokio_util::sync::DropGuard,
}

fn start(program: &Path, run_dir: &Path) -> io::Result<Child> {
    Command::new(program)
        .arg("watchdog")
        .arg(run_dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}

/// Holds the pipe open for as long as it waits: tokio's own `wait` would close it.
async fn wait(child: io::Result<Child>) -> io::Result<ExitStatus> {
    let mut child = child?;
    let _pipe = child.stdin.take();
    child.wait().await
}
