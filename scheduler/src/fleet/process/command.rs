//! How a worker is called.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

use crate::ProcessFleet;

/// A worker that nobody spoke to for so long and that has nothing to do ends by itself.
const IDLE_EXIT_SECONDS: &str = "600";

/// A log that is longer is emptied when its worker starts.
const LOG_BYTES: u64 = 10_000_000;

/// The worker's name, the same in the store.
pub(super) fn name_of(number: u32) -> String {
    format!("worker-{number}")
}

/// The number in a worker's name, if the fleet could have given it.
pub(super) fn number_of(name: &str) -> Option<u32> {
    let number: u32 = name.strip_prefix("worker-")?.parse().ok()?;
    (number > 0 && name_of(number) == name).then_some(number)
}

/// Where all workers have their folders.
pub(super) fn workers_dir(fleet: &ProcessFleet) -> PathBuf {
    fleet.data_dir.join("workers")
}

/// A worker's own folder.
pub(super) fn run_dir(fleet: &ProcessFleet, number: u32) -> PathBuf {
    workers_dir(fleet).join(name_of(number))
}

/// Makes a folder that only this user can look into, and those above it.
pub(super) fn make_dir(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Starts a worker. It has a process group of its own, so that Ctrl-C in a terminal does not
/// reach it, and outlives this process.
pub(super) fn start(fleet: &ProcessFleet, number: u32) -> io::Result<Child> {
    let dir = run_dir(fleet, number);
    make_dir(&dir)?;
    let log = open_log(&dir.join("worker.log"))?;
    let mut command = Command::new(&fleet.program);
    command.args(arguments(fleet, number, &dir));
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_our_own(name)) {
        command.env_remove(name);
    }
    command.envs(fleet.env.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    command.process_group(0).kill_on_drop(false).spawn()
}

/// A variable that is meant for this process and may be a secret that no task is to see.
fn is_our_own(name: &OsStr) -> bool {
    name == "DATABASE_URL" || name.to_string_lossy().starts_with("TASKMASTER_")
}

fn arguments(fleet: &ProcessFleet, number: u32, dir: &Path) -> Vec<OsString> {
    let mut args: Vec<OsString> = vec!["worker".into()];
    let mut option = |name: &str, value: OsString| args.extend([name.into(), value]);
    for coordinator in &fleet.coordinators {
        option("--coordinator", coordinator.into());
    }
    option("--name", name_of(number).into());
    option("--join-token-file", fleet.join_token_file.clone().into());
    option("--run-dir", dir.into());
    option("--idle-exit", IDLE_EXIT_SECONDS.into());
    option("--slots", fleet.slots.to_string().into());
    for queue in &fleet.queues {
        option("--queue", queue.into());
    }
    args.extend(fleet.extra_args.iter().cloned());
    args
}

fn open_log(path: &Path) -> io::Result<File> {
    let log = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    if log.metadata()?.len() > LOG_BYTES {
        log.set_len(0)?;
    }
    Ok(log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_the_fleet_gives_have_a_number() {
        assert_eq!(number_of("worker-12"), Some(12));
        for other in ["worker-0", "worker-012", "worker-+1", "worker-", "workers-1", "gpu"] {
            assert_eq!(number_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_worker_is_told_where_to_connect_and_never_a_secret() {
        let fleet = ProcessFleet {
            coordinators: vec!["http://a:1".to_owned(), "http://b:2".to_owned()],
            join_token_file: "/data/join.token".into(),
            data_dir: "/data".into(),
            slots: 4,
            queues: vec!["default".to_owned()],
            extra_args: vec!["--label".into(), "zone=b".into()],
            ..ProcessFleet::default()
        };
        let args = arguments(&fleet, 2, &run_dir(&fleet, 2));
        let text = args.iter().map(|arg| arg.to_str().unwrap()).collect::<Vec<_>>().join(" ");
        assert_eq!(
            text,
            "worker --coordinator http://a:1 --coordinator http://b:2 --name worker-2 \
             --join-token-file /data/join.token --run-dir /data/workers/worker-2 \
             --idle-exit 600 --slots 4 --queue default --label zone=b"
        );
    }

    #[test]
    fn a_log_that_grew_too_long_is_emptied_at_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("worker.log");
        fs::write(&path, "short").unwrap();
        open_log(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "short");
        File::create(&path).unwrap().set_len(LOG_BYTES + 1).unwrap();
        open_log(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    }
}
