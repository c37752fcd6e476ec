//! Locks of the operating system: held while the process lives, gone when it dies.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub(crate) enum NoLock {
    /// Another process has it.
    Taken,
    /// The file cannot be used.
    Failed(io::Error),
}

impl Lock {
    /// Takes the lock that `path` stands for, without waiting.
    pub(crate) fn take(path: &Path) -> Result<Self, NoLock> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        let file = options.open(path).map_err(NoLock::Failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(NoLock::Taken),
            Err(TryLockError::Error(cause)) => Err(NoLock::Failed(cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_had_by_one_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Lock::take(&path).unwrap();
        assert!(matches!(Lock::take(&path), Err(NoLock::Taken)));
        drop(first);
        assert!(Lock::take(&path).is_ok());
    }
}
