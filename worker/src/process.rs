//! Processes: who they are and how they are ended.
//!
//! A process number may be used again, so it names a process only together with the time of its
//! start. What left its group is known by its mark: a variable in the environment that it was
//! started with, which its children inherit.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::process::{Pid, Signal};

/// The variable that marks every process of an attempt; its value is the name of the attempt's
/// folder.
pub(crate) const MARK: &str = "TASKMASTER_ATTEMPT_COOKIE";

/// How often `/proc` is read for marked processes: one that forks while it is looked for is
/// found in the next round.
const ROUNDS: usize = 16;

/// A process, by number and start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    /// Clock ticks since the machine's start.
    pub(crate) started: u64,
}

impl Process {
    /// The process that has this number now.
    pub(crate) fn of(pid: i32) -> io::Result<Self> {
        let stat = fs::read(format!("/proc/{pid}/stat"))?;
        let started = start_field(&stat).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self { pid, started })
    }

    /// Whether it still has its number, dead or alive.
    pub(crate) fn exists(self) -> bool {
        Self::of(self.pid).is_ok_and(|now| now == self)
    }
}

/// Field 22 of `/proc/PID/stat`. The name in field 2 may have spaces and parentheses itself, so
/// fields are counted from its last one.
fn start_field(stat: &[u8]) -> Option<u64> {
    let name_end = memchr::memrchr(b')', stat)?;
    let fields = std::str::from_utf8(stat.get(name_end + 1..)?).ok()?;
    fields.split_ascii_whitespace().nth(19)?.parse().ok()
}

/// What a process group uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Processor time of its processes and of the children that they have waited for.
    pub(crate) cpu: Duration,
    /// Resident memory; what processes share is counted for each.
    pub(crate) memory_bytes: u64,
}

impl Usage {
    /// Of each of these groups that has a process, in one pass over `/proc`. Blocks.
    pub(crate) fn of_groups(groups: &HashSet<i32>) -> HashMap<i32, Self> {
        let mut usage: HashMap<i32, Self> = HashMap::new();
        let Ok(processes) = fs::read_dir("/proc") else { return usage };
        for process in processes.flatten() {
            let is_process =
                process.file_name().as_encoded_bytes().first().is_some_and(u8::is_ascii_digit);
            if !is_process {
                continue;
            }
            let Ok(stat) = fs::read(process.path().join("stat")) else { continue };
            let Some((group, used)) = usage_fields(&stat) else { continue };
            if groups.contains(&group) {
                let sum = usage.entry(group).or_default();
                sum.cpu += used.cpu;
                sum.memory_bytes += used.memory_bytes;
            }
        }
        usage
    }
}

/// Fields 5 (group), 14 to 17 (ticks, own and of children) and 24 (pages) of `/proc/PID/stat`.
fn usage_fields(stat: &[u8]) -> Option<(i32, Usage)> {
    let name_end = memchr::memrchr(b')', stat)?;
    let fields = std::str::from_utf8(stat.get(name_end + 1..)?).ok()?;
    let fields: Vec<&str> = fields.split_ascii_whitespace().take(22).collect();
    let group = fields.get(2)?.parse().ok()?;
    let mut ticks = 0_u64;
    for field in fields.get(11..15)? {
        // Those of children can be negative on some kernels.
        ticks += field.parse::<i64>().ok()?.max(0).unsigned_abs();
    }
    let pages = fields.get(21)?.parse::<i64>().ok()?.max(0).unsigned_abs();
    let per_second = rustix::param::clock_ticks_per_second().max(1);
    let cpu = Duration::from_millis(ticks * 1_000 / per_second);
    let memory_bytes = pages * u64::try_from(rustix::param::page_size()).unwrap_or(0);
    Some((group, Usage { cpu, memory_bytes }))
}

/// Sends a signal to the whole group that `pid` leads; an empty group is fine.
pub(crate) fn signal_group(pid: i32, signal: Signal) {
    // 1 and what is below would mean the whole machine.
    let Some(group) = Pid::from_raw(pid).filter(|_| pid > 1) else { return };
    match rustix::process::kill_process_group(group, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => {}
        Err(cause) => tracing::warn!(process.group = pid, %cause, "cannot signal a process group"),
    }
}

/// Kills every process that has one of these marks, wherever it went. Reads all of `/proc`, so it
/// is for attempts that are stopped, not for those that end.
pub(crate) fn kill_marked(marks: &[String]) {
    if marks.is_empty() {
        return;
    }
    let entries: Vec<Vec<u8>> =
        marks.iter().map(|mark| format!("{MARK}={mark}").into_bytes()).collect();
    for _ in 0..ROUNDS {
        if !kill_marked_once(&entries) {
            return;
        }
    }
}

/// One round; true when something alive was found.
fn kill_marked_once(entries: &[Vec<u8>]) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else { return false };
    let mut found = false;
    for process in processes.flatten() {
        let pid = process.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(pid) = pid.and_then(Pid::from_raw) else { continue };
        if pid != rustix::process::getpid() && has_mark(&process.path(), entries) {
            found |= rustix::process::kill_process(pid, Signal::KILL).is_ok();
        }
    }
    found
}

/// A dead process that nobody has waited for has no environment any more and is not found.
fn has_mark(process: &Path, entries: &[Vec<u8>]) -> bool {
    let Ok(environment) = fs::read(process.join("environ")) else { return false };
    environment.split(|byte| *byte == 0).any(|entry| entries.iter().any(|mark| mark == entry))
}

/// What the processes of this machine hold.
#[derive(Debug, Default)]
pub(crate) struct Residents {
    /// All marks that any of them has.
    pub(crate) marks: HashSet<String>,
    /// The folders that they work in.
    pub(crate) folders: HashSet<PathBuf>,
}

/// Who is there, in one pass over `/proc`; nothing when there are more than so many processes.
/// Blocks.
pub(crate) fn residents(most: usize) -> Option<Residents> {
    let mut residents = Residents::default();
    let entry = format!("{MARK}=").into_bytes();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let pids = processes.filter(|entry| {
        entry.file_name().as_encoded_bytes().first().is_some_and(u8::is_ascii_digit)
    });
    for (count, process) in pids.enumerate() {
        if count >= most {
            return None;
        }
        let process = process.path();
        // What belongs to somebody else cannot be read, and is none of ours.
        if let Ok(folder) = fs::read_link(process.join("cwd")) {
            residents.folders.insert(folder);
        }
        let Ok(environment) = fs::read(process.join("environ")) else { continue };
        let marks =
            environment.split(|byte| *byte == 0).filter_map(|set| set.strip_prefix(&*entry));
        residents.marks.extend(marks.map(|mark| String::from_utf8_lossy(mark).into_owned()));
    }
    Some(residents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_is_read_behind_a_name_with_parentheses_and_spaces() {
        let stat = b"42 (a) b (c) S 1 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 2";
        assert_eq!(start_field(stat), Some(98_765));
        assert_eq!(start_field(b"42"), None);
    }

    #[test]
    fn the_usage_of_a_group_is_that_of_its_processes() {
        let stat = b"42 (a) b) S 1 7 7 0 -1 4194304 1 0 0 0 10 20 30 40 20 0 1 0 98765 1 3 9";
        let (group, used) = usage_fields(stat).unwrap();
        let ticks = 100_000 / rustix::param::clock_ticks_per_second();
        assert_eq!((group, used.cpu), (7, Duration::from_millis(ticks)));
        assert_eq!(used.memory_bytes, 3 * rustix::param::page_size() as u64);
        assert_eq!(usage_fields(b"42 (a) S 1 7"), None);

        let own = rustix::process::getpgrp().as_raw_nonzero().get();
        let seen = Usage::of_groups(&[own].into())[&own];
        assert!(seen.memory_bytes > 100_000, "{seen:?}");
    }

    #[test]
    fn this_process_exists_and_one_of_another_start_does_not() {
        let this = Process::of(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert!(this.exists());
        assert!(!Process { started: this.started + 1, ..this }.exists());
    }
}
