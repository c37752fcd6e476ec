//! Commands of tasks that run now, as the machine sees them.

use std::{collections::BTreeSet, fs};

use crate::{Pid, lives};

/// The mark that every process of an attempt has in its environment.
const MARK: &[u8] = b"TASKMASTER_TASK_ID=";

/// The tasks whose commands run below this process.
pub fn commands_below(worker: Pid) -> BTreeSet<String> {
    let numbers = fs::read_dir("/proc").unwrap().flatten();
    let pids = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| is_below(*pid, worker)).filter_map(task_of).collect()
}

fn task_of(pid: Pid) -> Option<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let mut variables = environment.split(|byte| *byte == 0);
    let task = variables.find_map(|variable| variable.strip_prefix(MARK))?;
    lives(pid).then(|| String::from_utf8_lossy(task).into_owned())
}

fn is_below(pid: Pid, ancestor: Pid) -> bool {
    let mut above = parent(pid);
    while let Some(pid) = above.filter(|pid| *pid > 1) {
        if pid == ancestor {
            return true;
        }
        above = parent(pid);
    }
    false
}

fn parent(pid: Pid) -> Option<Pid> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(1)?.parse().ok()
}
