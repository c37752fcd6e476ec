//! Commands: bash, or the interpreter that a script names, in a process group of its own.
//!
//! A command ends in one of three ways: its main process exits, its time is up, or it is asked to
//! stop. In each of them the rest of its group is killed at once, because a child left in the
//! background would hold the pipes open. After the last two also what left the group is sought
//! by its mark; on the normal path that would cost a pass over `/proc` per command.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs, io,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    pin::pin,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use rustix::process::Signal;
use taskmaster_domain::{FailureKind, Outcome};
use tokio::{
    process::{Child, Command},
    sync::watch,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{End, Event, Job, Shared, Stop, failed, too_long};
use crate::{
    output::{Gather, Pipes, Pump},
    process::{MARK, signal_group},
    run_folder::{Home, RunFolder},
};

/// From SIGTERM to SIGKILL at the most when the worker goes away.
const HAND_BACK_GRACE: Duration = Duration::from_secs(3);

/// Processes that live longer are written down. Of a younger one, as of most commands, its mark
/// is enough to find it by.
const YOUNG: Duration = Duration::from_millis(50);

/// The code of a command whose time was up, as `timeout(1)` has it.
const TIMEOUT_CODE: i32 = 124;

/// A search path with the folder of this program at its end, unless it has that anywhere.
fn with_our_folder(path: &OsStr) -> Option<OsString> {
    let program = env::current_exe().ok()?;
    let ours = program.parent()?;
    let mut folders: Vec<PathBuf> = env::split_paths(path).collect();
    if folders.iter().any(|folder| folder == ours) {
        return None;
    }
    folders.push(ours.to_owned());
    env::join_paths(folders).ok()
}

/// What every command is started with.
#[derive(Debug)]
pub(crate) struct Surroundings {
    folder: RunFolder,
    bash: PathBuf,
    env: Vec<(OsString, OsString)>,
}

impl Surroundings {
    /// The worker's own environment without what is TaskMaster's: a command must not find the
    /// join token or the database's address there. Its `PATH` ends with the folder of this program,
    /// so that `taskmaster report` is found.
    pub(crate) fn new(folder: RunFolder) -> Self {
        let ours = env::vars_os().filter(|(name, _)| !is_ours(name));
        let env = ours.map(|(name, value)| {
            let path = if name == "PATH" { with_our_folder(&value) } else { None };
            (name, path.unwrap_or(value))
        });
        Self { folder, bash: find_bash(), env: env.collect() }
    }
}

fn is_ours(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b"TASKMASTER_") || name.starts_with(b"DATABASE_URL")
}

/// Where bash is. An absolute path spares each start the search, and the slow way of starting
/// that a changed `PATH` would otherwise take.
fn find_bash() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found =
        env::split_paths(&path).map(|folder| folder.join("bash")).find(|bash| bash.is_file());
    found.filter(|bash| bash.is_absolute()).unwrap_or_else(|| PathBuf::from("/bin/bash"))
}

/// Runs a command to its end; nothing when it was to be forgotten.
pub(super) async fn run(
    job: &Job,
    command: &str,
    shared: &Arc<Shared>,
    output_limit: u64,
    stop: &mut watch::Receiver<Stop>,
) -> Option<End> {
    let now = || shared.clock.now();
    let asked = *stop.borrow();
    if asked != Stop::No {
        return asked.outcome(&job.spec).map(|outcome| End::unstarted(outcome, now()));
    }
    let home = shared.surroundings.folder.home(job.of);
    let deadline = Instant::now() + job.spec.timeout;
    let (mut child, mut group) = match start(job, command, &home, shared).await {
        Ok(started) => started,
        Err(message) => {
            leave(home, false, shared).await;
            return Some(End::unstarted(failed(FailureKind::Error, &message), now()));
        }
    };
    let started_at = now();
    let _watched = shared.sampler.watch(job.of, group.pid);
    let _ = shared.events.send(Event::Started { of: job.of, at: started_at }).await;

    let pump = Pump {
        of: job.of,
        clock: shared.clock.clone(),
        credit: shared.credit.clone(),
        events: shared.events.clone(),
        gather: Gather::new(output_limit),
    };
    let pipes = Pipes { stdout: child.stdout.take(), stderr: child.stderr.take() };
    let gone = CancellationToken::new();
    let mut output = pin!(pump.run(pipes, &gone));
    let mut last_seq = None;
    let grown = Instant::now() + YOUNG;
    let mut recording = pin!(record(home.clone(), group.pid, grown, shared));
    let mut recorded = false;
    let (status, why) = {
        let mut supervised =
            pin!(supervise(&mut child, &mut group, job, deadline, (&home, shared), stop));
        loop {
            tokio::select! {
                ended = &mut supervised => break ended,
                seq = &mut output, if last_seq.is_none() => last_seq = Some(seq),
                () = &mut recording, if !recorded => recorded = true,
            }
        }
    };
    let finished_at = now();
    gone.cancel();
    if last_seq.is_none() {
        // The rest of the output may wait for credit that nobody will ever give.
        last_seq = tokio::select! {
            seq = &mut output => Some(seq),
            _ = Stop::asked(stop, Stop::Forget) => None,
        };
    }
    let is_grown = recorded || grown <= Instant::now();
    if is_grown && !recorded {
        // It may be under way, and must not come after the removal.
        recording.await;
    }
    leave(home, is_grown, shared).await;
    let (outcome, exit_code) = judge(status, why, job)?;
    let (started_at, last_seq) = (Some(started_at), last_seq?);
    Some(End { started_at, finished_at, outcome, exit_code, last_seq })
}

/// A command's process group. Dropped before its end, when the whole runtime is shut down under
/// it, it takes its processes with it.
#[derive(Debug)]
struct Group {
    pid: i32,
    ended: bool,
}

impl Group {
    /// Kills whatever is left. The number cannot be another group's already: it would have to
    /// go once around all numbers in the moment since the end of the main process.
    fn end(&mut self) {
        signal_group(self.pid, Signal::KILL);
        self.ended = true;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.ended {
            self.end();
        }
    }
}

/// Why a command's process is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Exited,
    TimeUp,
    Stopped(Stop),
}

/// What a command's end means; nothing when nobody wants to know. A code of 0 does not save a
/// command that was told to stop.
fn judge(status: io::Result<ExitStatus>, why: Why, job: &Job) -> Option<(Outcome, Option<i32>)> {
    let (code, signal) = match &status {
        Ok(status) => (status.code(), status.signal()),
        Err(_) => (None, None),
    };
    let exit_code = code.or(signal.map(|signal| 128 + signal));
    Some(match (why, code, signal) {
        (Why::TimeUp, ..) => (too_long(job.spec.timeout), Some(TIMEOUT_CODE)),
        (Why::Stopped(Stop::TimeOut), ..) => {
            (Stop::TimeOut.outcome(&job.spec)?, Some(TIMEOUT_CODE))
        }
        (Why::Stopped(stop), ..) => (stop.outcome(&job.spec)?, exit_code),
        (Why::Exited, Some(0), _) => (Outcome::Completed { result: None }, exit_code),
        (Why::Exited, Some(code), _) => {
            (failed(FailureKind::ExitCode, &format!("exited with code {code}")), exit_code)
        }
        (Why::Exited, None, Some(signal)) => {
            (failed(FailureKind::ExitCode, &format!("killed by signal {signal}")), exit_code)
        }
        (Why::Exited, None, None) => {
            (failed(FailureKind::Error, "the end of the command could not be seen"), None)
        }
    })
}

/// Makes the attempt's place and starts bash there. The error is a sentence for people.
async fn start(
    job: &Job,
    command: &str,
    home: &Home,
    shared: &Arc<Shared>,
) -> Result<(Child, Group), String> {
    let own = job.spec.working_dir.is_empty();
    let folder = if own { home.work() } else { PathBuf::from(&job.spec.working_dir) };
    let (program, argument) = match interpreter(command) {
        Some((program, argument)) => (PathBuf::from(program), argument),
        None => (shared.surroundings.bash.clone(), None),
    };
    let mut child = Command::new(&program);
    child
        .args(argument)
        .arg(home.script())
        .current_dir(&folder)
        .env_clear()
        .envs(shared.surroundings.env.iter().map(|(name, value)| (name, value)))
        .envs(&job.spec.env)
        .env("TASKMASTER_TASK_ID", job.of.task.to_string())
        .env("TASKMASTER_ATTEMPT", job.of.attempt.to_string())
        .env(MARK, home.mark())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    if !job.spec.env.contains_key("TRACEPARENT") && !job.trace_parent.is_empty() {
        child.env("TRACEPARENT", &job.trace_parent);
    }
    if let Some(token) = &job.voice.token {
        child.env("TASKMASTER_ADDRESS", &*job.voice.address);
        child.env("TASKMASTER_TASK_TOKEN", token.expose());
    }
    let (home, script) = (home.clone(), command.to_owned());
    let work = move || {
        home.create(&script)
            .map_err(|cause| format!("the attempt's run folder cannot be made: {cause}"))?;
        let child = child.spawn().map_err(|cause| cannot_start(&program, &folder, &cause))?;
        // A child that was never waited for has its number.
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).unwrap_or(0);
        Ok((child, Group { pid, ended: false }))
    };
    shared.hands.run(work).await.unwrap_or_else(|| Err("the worker is stopping".to_owned()))
}

/// Writes down who the command's process is, once it is grown.
async fn record(home: Home, pid: i32, grown: Instant, shared: &Shared) {
    sleep_until(grown).await;
    match shared.hands.run(move || home.record(pid)).await {
        // It has just ended.
        Some(Err(cause)) if cause.kind() == io::ErrorKind::NotFound => {}
        Some(Err(cause)) => {
            // Its mark is in the script's name, so it is found without the record too.
            tracing::warn!(%cause, "cannot write down the process of an attempt");
        }
        Some(Ok(())) | None => {}
    }
}

/// The interpreter that a script's first line names, with its one argument, as the kernel reads
/// it. It is started here and not by the kernel, which refuses a file that was written a moment
/// ago, and any on a disk that is mounted without execution.
fn interpreter(script: &str) -> Option<(&str, Option<&str>)> {
    let line = script.strip_prefix("#!")?.lines().next()?.trim();
    match line.split_once([' ', '\t']) {
        Some((program, argument)) => Some((program, Some(argument.trim_start()))),
        None => Some((line, None)).filter(|_| !line.is_empty()),
    }
}

/// The system only says "not found"; this says what.
fn cannot_start(program: &Path, folder: &Path, cause: &io::Error) -> String {
    if fs::metadata(folder).is_ok_and(|found| found.is_dir()) {
        format!("{} cannot be started: {cause}", program.display())
    } else {
        format!("the working folder {} does not exist", folder.display())
    }
}

/// Waits for the command's end and brings it about when its time is up or it is asked to stop.
/// Afterwards nothing of its group is left, and after a stop nothing with its mark.
async fn supervise(
    child: &mut Child,
    group: &mut Group,
    job: &Job,
    deadline: Instant,
    (home, shared): (&Home, &Shared),
    stop: &mut watch::Receiver<Stop>,
) -> (io::Result<ExitStatus>, Why) {
    let mut why = tokio::select! {
        status = child.wait() => {
            group.end();
            return (status, Why::Exited);
        }
        () = sleep_until(deadline) => Why::TimeUp,
        stop = Stop::asked(stop, Stop::TimeOut) => Why::Stopped(stop),
    };
    let grace = match why {
        Why::Exited | Why::TimeUp | Why::Stopped(Stop::No | Stop::TimeOut | Stop::Cancel) => {
            job.spec.grace
        }
        Why::Stopped(Stop::HandBack) => job.spec.grace.min(HAND_BACK_GRACE),
        Why::Stopped(Stop::LeaseEnd | Stop::Forget) => Duration::ZERO,
    };
    let mut status = None;
    if !grace.is_zero() {
        signal_group(group.pid, Signal::TERM);
        status = tokio::select! {
            status = child.wait() => Some(status),
            () = tokio::time::sleep(grace) => None,
            stop = Stop::asked(stop, Stop::LeaseEnd) => {
                why = Why::Stopped(stop);
                None
            }
        };
    }
    group.end();
    let status = match status {
        Some(status) => status,
        None => child.wait().await,
    };
    let home = home.clone();
    if shared.hands.run(move || home.kill_marked()).await.is_none() {
        tracing::warn!("the worker ends before it has looked for stray processes");
    }
    (status, why)
}

/// Removes the attempt's place soon.
async fn leave(home: Home, recorded: bool, shared: &Shared) {
    let leave = move || {
        if let Err(cause) = home.leave(recorded) {
            tracing::warn!(%cause, "cannot remove an attempt's folder");
        }
    };
    shared.hands.later(leave).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_the_worker_are_not_handed_on() {
        assert!(is_ours(OsStr::new("TASKMASTER_JOIN_TOKEN")));
        assert!(is_ours(OsStr::new("DATABASE_URL")));
        assert!(!is_ours(OsStr::new("HOME")));
        assert!(!is_ours(OsStr::new("MY_TASKMASTER_")));
    }

    #[test]
    fn a_script_may_name_its_interpreter() {
        let named = [
            ("#!/bin/sh\necho", Some(("/bin/sh", None))),
            ("#! /usr/bin/env  python3 -u \r\n", Some(("/usr/bin/env", Some("python3 -u")))),
            ("#!/usr/bin/awk\t-f", Some(("/usr/bin/awk", Some("-f")))),
            ("#!\necho", None),
            ("#!", None),
            (" #!/bin/sh", None),
            ("echo '#!/bin/sh'", None),
        ];
        for (script, named) in named {
            assert_eq!(interpreter(script), named, "{script:?}");
        }
    }

    #[test]
    fn what_cannot_start_says_what_is_missing() {
        let cause = io::ErrorKind::NotFound.into();
        let bash = Path::new("/no/bash");
        let text = cannot_start(bash, Path::new("/"), &cause);
        assert!(text.starts_with("/no/bash cannot be started: "), "{text}");
        let text = cannot_start(bash, Path::new("/no/folder"), &cause);
        assert_eq!(text, "the working folder /no/folder does not exist");
    }
}
