//! The run folder: what each attempt has in the file system. It outlives the worker, so that
//! whoever comes next (the watchdog or the restarted worker) finds what must be killed.
//!
//! ```text
//! RUN_DIR/lock                      held by the worker, or by the watchdog while it cleans
//! RUN_DIR/<task>.<attempt>/script   what bash reads
//! RUN_DIR/<task>.<attempt>/work     where it runs when nothing else is asked for
//! RUN_DIR/<task>.<attempt>/process  "PID START", of a process that has lived for a moment
//! RUN_DIR/spare.<number>/           a place that nobody has now, see `spares`
//! ```
//!
//! The place is there before its process, and its name is the process's mark: what was started
//! by a worker that died before it wrote the record is found as well. Most processes end before
//! there is one.

mod home;
mod spares;

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    sync::Arc,
    time::Duration,
};

use taskmaster_domain::AttemptRef;

use crate::process::kill_marked;
pub(crate) use home::Home;
use spares::Spares;

/// How often and how long the lock is asked for: a dying worker lets go of its lock a moment
/// after its pipe, and a watchdog may be cleaning.
const LOCK_TRIES: (u32, Duration) = (200, Duration::from_millis(50));

/// A process that was being started when its worker died has its mark within this time.
const BIRTH: Duration = Duration::from_millis(100);

/// A run folder that this process alone uses.
#[derive(Debug)]
pub(crate) struct RunFolder {
    spares: Arc<Spares>,
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
        Ok(Self { spares: Arc::new(Spares::new(path)), _lock: lock })
    }

    /// The place of one attempt; nothing is made yet.
    pub(crate) fn home(&self, of: AttemptRef) -> Home {
        Home::new(Arc::clone(&self.spares), of)
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
        if spares::is_spare(&name) {
            remove(&entry.path())?;
        } else if entry.file_type()?.is_dir() {
            marks.insert(name);
        }
    }
    let marks: Vec<String> = marks.into_iter().collect();
    let mut newborn = false;
    for mark in &marks {
        newborn |= !home::kill_recorded(&path.join(mark));
    }
    kill_marked(&marks);
    if newborn {
        std::thread::sleep(BIRTH);
        kill_marked(&marks);
    }
    for mark in &marks {
        remove(&path.join(mark))?;
    }
    Ok(marks.len())
}

/// Removes a place with all that is in it, if it is there. Blocks.
fn remove(place: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
