//! A worker that dies takes what it runs with it.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use taskmaster_runtime::{Clock, Tasks};
use tokio_util::sync::CancellationToken;

use crate::fake::{Fake, config, gone, lives, shell, until};

const RUN_DIR: &str = "WATCHDOG_TEST_RUN_DIR";
const COORDINATOR: &str = "WATCHDOG_TEST_COORDINATOR";
const PROGRAM: &str = "WATCHDOG_TEST_PROGRAM";

/// Not a test by itself: the process that another test starts as its watchdog.
#[test]
#[ignore = "another test starts it"]
fn as_a_watchdog() {
    if let Some(run_dir) = env::var_os(RUN_DIR) {
        taskmaster_worker::watchdog(Path::new(&run_dir)).unwrap();
    }
}

/// Not a test by itself: the worker that another test kills.
#[tokio::test]
#[ignore = "another test starts it"]
async fn as_a_worker() {
    let (Some(run_dir), Ok(coordinator)) = (env::var_os(RUN_DIR), env::var(COORDINATOR)) else {
        return;
    };
    let mut config = config(coordinator.parse().unwrap(), run_dir.into());
    config.watchdog = env::var_os(PROGRAM).map(PathBuf::from);
    let tasks = Tasks::default();
    let ended = taskmaster_worker::run(config, Clock::default(), tasks, CancellationToken::new());
    panic!("it is killed before its end: {:?}", ended.await);
}

/// This program, asked to be one of the above.
fn this(test: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--ignored", "--exact", test]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A program that is this one as a watchdog, called as workers call theirs.
fn watchdog_program(folder: &Path) -> PathBuf {
    let path = folder.join("watchdog");
    let this = env::current_exe().unwrap();
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = watchdog ] || exit 1\n\
         {RUN_DIR}=\"$2\" exec {} --ignored --exact watchdog::as_a_watchdog\n",
        this.display()
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path
}

#[tokio::test]
async fn a_worker_that_is_killed_leaves_no_command_behind() {
    let mut fake = Fake::start().await;
    let folder = tempfile::tempdir().unwrap();
    let run_dir = folder.path().join("run");
    let mut worker = this("watchdog::as_a_worker")
        .env(RUN_DIR, &run_dir)
        .env(COORDINATOR, fake.address.to_string())
        .env(PROGRAM, watchdog_program(folder.path()))
        .spawn()
        .unwrap();
    let mut session = fake.welcome().await;
    let text = "trap '' TERM; echo $$; setsid sleep 600 & echo $!; sleep 601";
    let of = session.assign_one(shell(text)).await;
    let pids = session.printed(&of, 2).await.text();
    assert!(pids.iter().all(|pid| lives(pid)));

    worker.kill().unwrap();
    worker.wait().unwrap();
    for pid in pids {
        gone(&pid).await;
    }
    let attempts = || {
        let entries = fs::read_dir(&run_dir).unwrap().flatten();
        entries.filter(|entry| entry.path().is_dir()).count()
    };
    until(|| attempts() == 0).await;
}

#[tokio::test]
async fn a_restarted_worker_kills_what_the_last_one_left_before_its_hello() {
    let mut fake = Fake::start().await;
    let folder = tempfile::tempdir().unwrap();
    let address = fake.address.to_string();
    let start = || {
        let mut worker = this("watchdog::as_a_worker");
        worker.env(RUN_DIR, folder.path()).env(COORDINATOR, &address);
        worker.spawn().unwrap()
    };
    let mut first = start();
    let mut session = fake.welcome().await;
    let of = session.assign_one(shell("echo $$; sleep 600")).await;
    let pid = session.printed(&of, 1).await.text().remove(0);
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(lives(&pid), "it has no watchdog");

    let mut second = start();
    let (_session, hello) = fake.accept().await;
    assert_eq!(hello.holding, []);
    assert!(!lives(&pid));
    second.kill().unwrap();
    second.wait().unwrap();
}
