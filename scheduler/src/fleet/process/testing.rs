//! A fleet of harmless shell scripts in a temporary folder.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::{child::Identity, command, note::Note};
use crate::ProcessFleet;

/// Ends when it is told to drain or stop, as a worker does. Says what it was told.
pub(super) const OBEDIENT: &str = "ulimit -c 0
trap 'echo drained; exit 0' TERM
trap 'echo stopped; exit 3' QUIT
echo up
while :; do sleep 0.02; done";

/// Ends only when it is killed.
pub(super) const DEAF: &str = "trap '' TERM QUIT
echo up
while :; do sleep 0.02; done";

/// Ends at once.
pub(super) const BROKEN: &str = "echo broken; exit 7";

/// The folder and what is called as a worker. Ends what is left of it when dropped.
pub(super) struct Yard {
    dir: TempDir,
}

impl Yard {
    pub(super) fn new(script: &str) -> Self {
        let yard = Self { dir: tempfile::tempdir().unwrap() };
        let program = yard.program();
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        command::make_dir(&command::workers_dir(&yard.fleet())).unwrap();
        yard
    }

    fn program(&self) -> PathBuf {
        self.dir.path().join("worker.sh")
    }

    pub(super) fn fleet(&self) -> ProcessFleet {
        ProcessFleet {
            program: self.program(),
            coordinators: vec!["http://127.0.0.1:1".to_owned()],
            join_token_file: self.dir.path().join("join.token"),
            data_dir: self.dir.path().to_owned(),
            initial_size: 2,
            slots: 1,
            stop_with_us: true,
            ..ProcessFleet::default()
        }
    }

    /// What the worker has said so far.
    pub(super) fn log(&self, number: u32) -> String {
        let path = command::run_dir(&self.fleet(), number).join("worker.log");
        fs::read_to_string(path).unwrap_or_default()
    }

    /// Processes that are noted and live.
    pub(super) fn living(&self) -> Vec<(u32, Identity)> {
        let notes = Note::all(&self.fleet()).unwrap_or_default();
        let living = notes.into_iter().map(|(number, note)| (number, note.identity));
        let mut living: Vec<_> = living.filter(|(_, identity)| identity.lives()).collect();
        living.sort_by_key(|(number, _)| *number);
        living
    }

    /// Ends a process behind the fleet's back.
    pub(super) fn shoot(&self, number: u32) {
        let (_, identity) = *self.living().iter().find(|(n, _)| *n == number).unwrap();
        kill_process(Pid::from_raw(identity.pid).unwrap(), Signal::KILL).unwrap();
    }
}

impl Drop for Yard {
    fn drop(&mut self) {
        for (_, identity) in self.living() {
            let _ = kill_process(Pid::from_raw(identity.pid).unwrap(), Signal::KILL);
        }
    }
}

/// Waits until something in the world outside is so: a process has ended, a file has grown.
pub(super) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let wait = async {
        let mut often = tokio::time::interval(Duration::from_millis(5));
        while !is_so() {
            often.tick().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.unwrap_or_else(|_| panic!("waited in vain until {what}"));
}
