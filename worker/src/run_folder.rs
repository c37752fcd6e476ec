//! The run folder: what each attempt has in the file system. It outlives the worker, so that
//! whoever comes next (the watchdog or the restarted worker) finds what must be killed.
//!
//! ```text
//! RUN_DIR/lock                      held by the worker, or by the watchdog while it cleans
//! RUN_DIR/<task>.<attempt>.script   what bash reads
//! RUN_DIR/<task>.<attempt>          where it runs when nothing else is asked for
//! RUN_DIR/<task>.<attempt>.process  "PID START", of a process that has lived for a moment
//! ```
//!
//! The script is there before its process, and its name is the process's mark: what was started
//! by a worker that died before it wrote the record is found as well. Most processes end before
//! there is one.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::process::Signal;
use taskmaster_domain::AttemptRef;

use crate::process::{Process, kill_marked, signal_group};

/// How often and how long the lock is asked for: a dying worker lets go of its lock a moment
/// after its pipe, and a watchdog may be cleaning.
const LOCK_TRIES: (u32, Duration) = (200, Duration::from_millis(50));

/// A process that was being started when its worker died has its mark within this time.
const BIRTH: Duration = Duration::from_millis(100);

/// A run folder that this process alone uses.
#[derive(Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
    _lock: File,
}

impl RunFolder {
    /// Takes a folder over: waits up to 10 s for its lock, then kills and removes what an earlier
    /// worker left. Blocks.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        // Commands get paths below it and run elsewhere, so it must not be relative.
        let path = path.canonicalize()?;
        let Some(lock) = lock(&path, LOCK_TRIES.0)? else {
            let text = "another worker uses it";
            return Err(io::Error::new(io::ErrorKind::WouldBlock, text));
        };
        let left = sweep(&path)?;
        if left > 0 {
            tracing::warn!(attempts = left, "ended what an earlier worker had left running");
        }
        Ok(Self { path, _lock: lock })
    }

    /// The place of one attempt; nothing is made yet.
    pub(crate) fn home(&self, of: AttemptRef) -> Home {
        Home { folder: self.path.clone(), mark: format!("{}.{}", of.task, of.attempt) }
    }
}

/// Kills and removes what is left in a folder whose worker died. Does nothing when another
/// worker has taken the folder over, which then does the same itself. Blocks.
pub(crate) fn bury(path: &Path) -> io::Result<()> {
    if let Some(_lock) = lock(path, LOCK_TRIES.0 / 10)? {
        sweep(path)?;
    }
    Ok(())
}

/// The folder's lock, or nothing when it is held after so many tries.
fn lock(path: &Path, tries: u32) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path.join("lock"))?;
    for _ in 0..tries {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_TRIES.1),
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
    }
    Ok(None)
}

/// Kills what the folder's attempts left and removes their places; how many had one.
fn sweep(path: &Path) -> io::Result<usize> {
    let mut marks = BTreeSet::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let file_of = name.strip_suffix(SCRIPT).or_else(|| name.strip_suffix(PROCESS));
        if let Some(mark) = file_of {
            marks.insert(mark.to_owned());
        } else if entry.file_type()?.is_dir() {
            marks.insert(name);
        }
    }
    let marks: Vec<String> = marks.into_iter().collect();
    let home = |mark: &String| Home { folder: path.to_owned(), mark: mark.clone() };
    let mut newborn = false;
    for mark in &marks {
        newborn |= !home(mark).kill_recorded();
    }
    kill_marked(&marks);
    if newborn {
        std::thread::sleep(BIRTH);
        kill_marked(&marks);
    }
    for mark in &marks {
        home(mark).remove()?;
    }
    Ok(marks.len())
}

/// What follows the mark in the names of its files.
const SCRIPT: &str = ".script";
const PROCESS: &str = ".process";

/// The place of one attempt.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    folder: PathBuf,
    mark: String,
}

impl Home {
    /// The value of the variable that marks its processes.
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// The file that bash reads.
    pub(crate) fn script(&self) -> PathBuf {
        self.file(SCRIPT)
    }

    /// Its own folder to work in.
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.join(&self.mark)
    }

    fn file(&self, suffix: &str) -> PathBuf {
        self.folder.join(format!("{}{suffix}", self.mark))
    }

    /// Makes the place, with the script and, if `work`, the folder to work in.
    pub(crate) fn create(&self, script: &str, work: bool) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o700);
        options.open(self.script())?.write_all(script.as_bytes())?;
        if work { DirBuilder::new().mode(0o700).create(self.work()) } else { Ok(()) }
    }

    /// Writes down who its process is.
    pub(crate) fn record(&self, pid: i32) -> io::Result<()> {
        let Process { pid, started } = Process::of(pid)?;
        fs::write(self.file(PROCESS), format!("{pid} {started}\n"))
    }

    /// Kills the group of the recorded process if it is still that process. False when there is
    /// no record.
    fn kill_recorded(&self) -> bool {
        let Ok(record) = fs::read_to_string(self.file(PROCESS)) else { return false };
        let mut words = record.split_whitespace();
        let pid = words.next().and_then(|word| word.parse().ok());
        let started = words.next().and_then(|word| word.parse().ok());
        let (Some(pid), Some(started)) = (pid, started) else { return false };
        if (Process { pid, started }).exists() {
            signal_group(pid, Signal::KILL);
        }
        true
    }

    /// Kills what has its mark, wherever it went. Blocks for a pass over `/proc`.
    pub(crate) fn kill_marked(&self) {
        kill_marked(std::slice::from_ref(&self.mark));
    }

    /// Removes the place with all that was left in it. Cheap when nothing was. Blocks.
    pub(crate) fn remove(&self) -> io::Result<()> {
        let gone = |removed: io::Result<()>| match removed {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
            _ => Ok(()),
        };
        let work = self.work();
        if gone(fs::remove_dir(&work)).is_err() {
            gone(fs::remove_dir_all(&work))?;
        }
        gone(fs::remove_file(self.file(PROCESS)))?;
        // Last: as long as there is anything, it is found.
        gone(fs::remove_file(self.script()))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
        process::Command,
    };

    use taskmaster_domain::{TaskId, Timestamp};

    use super::*;

    fn of(attempt: i32) -> AttemptRef {
        AttemptRef { task: TaskId::new(Timestamp::from_micros(1)), attempt }
    }

    /// The names in a run folder.
    fn left(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn sleeper() -> Command {
        let mut command = Command::new("sleep");
        command.arg("600").process_group(0);
        command
    }

    #[test]
    fn a_place_is_made_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = RunFolder::open(dir.path()).unwrap();
        let home = folder.home(of(1));
        home.create("true", true).unwrap();
        home.record(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert_eq!(fs::read_to_string(home.script()).unwrap(), "true");
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(home.script()), mode(home.work())), (0o700, 0o700));
        home.remove().unwrap();
        assert_eq!(left(dir.path()), ["lock"]);

        home.create("true", true).unwrap();
        fs::create_dir(home.work().join("left")).unwrap();
        fs::write(home.work().join("left/over"), "").unwrap();
        home.remove().unwrap();
        home.remove().unwrap();
        assert_eq!(left(dir.path()), ["lock"]);
    }

    #[test]
    fn what_an_earlier_worker_left_running_is_killed_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let earlier = RunFolder::open(dir.path()).unwrap();
        let (recorded, marked) = (earlier.home(of(1)), earlier.home(of(2)));
        recorded.create("", false).unwrap();
        marked.create("", false).unwrap();
        let mut by_record = sleeper().spawn().unwrap();
        recorded.record(i32::try_from(by_record.id()).unwrap()).unwrap();
        let mut by_mark = sleeper().env(crate::process::MARK, marked.mark()).spawn().unwrap();
        drop(earlier);

        let _folder = RunFolder::open(dir.path()).unwrap();
        assert!(!by_record.wait().unwrap().success());
        assert!(!by_mark.wait().unwrap().success());
        assert_eq!(left(dir.path()), ["lock"]);
    }

    #[test]
    fn a_process_that_only_has_the_number_of_a_recorded_one_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let earlier = RunFolder::open(dir.path()).unwrap();
        let home = earlier.home(of(1));
        home.create("", false).unwrap();
        let mut other = sleeper().spawn().unwrap();
        fs::write(home.file(PROCESS), format!("{} 1\n", other.id())).unwrap();
        drop(earlier);

        let _folder = RunFolder::open(dir.path()).unwrap();
        assert_eq!(other.try_wait().unwrap(), None, "it still runs");
        other.kill().unwrap();
        other.wait().unwrap();
    }

    #[test]
    fn a_watchdog_leaves_a_folder_alone_that_another_worker_has_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        let folder = RunFolder::open(dir.path()).unwrap();
        let home = folder.home(of(1));
        home.create("", false).unwrap();
        bury(dir.path()).unwrap();
        assert!(home.script().exists());
        drop(folder);
        bury(dir.path()).unwrap();
        assert_eq!(left(dir.path()), ["lock"]);
    }
}
