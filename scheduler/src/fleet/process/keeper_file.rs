//! One keeper a data folder: a lock, and a name under which it holds the store's lease.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use uuid::Uuid;

use super::command;
use crate::error::{Error, Result};

/// The right to keep the workers of a folder, for as long as this value lives. The kernel gives
/// it up when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct KeeperFile {
    _locked: File,
    holder: Uuid,
}

impl KeeperFile {
    /// Makes the folder and takes the right.
    pub(super) fn take(workers_dir: &Path) -> Result<Self> {
        let path = workers_dir.join("keeper");
        let folder = |cause| Error::Folder { path: path.clone(), cause };
        command::make_dir(workers_dir).map_err(folder)?;
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(folder)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Kept(workers_dir.to_owned())),
            Err(TryLockError::Error(cause)) => return Err(folder(cause)),
        }
        let holder = read_or_draw(&mut file).map_err(folder)?;
        Ok(Self { _locked: file, holder })
    }

    /// The same for every keeper of this folder, so that one that starts anew need not wait for
    /// the end of its own lease.
    pub(super) fn holder(&self) -> Uuid {
        self.holder
    }
}

fn read_or_draw(file: &mut File) -> io::Result<Uuid> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    if let Ok(holder) = Uuid::parse_str(text.trim()) {
        return Ok(holder);
    }
    let holder = Uuid::new_v4();
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{holder}")?;
    Ok(holder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_keeper_and_each_goes_by_the_same_name() {
        let dir = tempfile::tempdir().unwrap();
        let workers = dir.path().join("workers");
        let first = KeeperFile::take(&workers).unwrap();
        assert!(matches!(KeeperFile::take(&workers), Err(Error::Kept(_))));
        let holder = first.holder();
        drop(first);
        assert_eq!(KeeperFile::take(&workers).unwrap().holder(), holder);
    }
}
