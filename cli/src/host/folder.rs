//! The data folder of `up`.
//!
//! | file | holds |
//! |---|---|
//! | `lock` | nothing; its lock says that an `up` runs here |
//! | `taskmaster.db` | the tasks, unless another database is configured |
//! | `admin.token`, `join.token` | what operators and workers show, mode 0600 |
//! | `endpoints.json` | where the last `up` listened |
//! | `workers/`, `run/` | what the fleet's and other local workers run |

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::{
    endpoints::Endpoints,
    lock::{Lock, NoLock},
};
use crate::error::{Error, Result};

/// The data folder, made or not.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`; touches nothing.
    pub(crate) const fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("taskmaster.db")
    }

    pub(crate) fn admin_token(&self) -> PathBuf {
        self.path.join("admin.token")
    }

    pub(crate) fn join_token(&self) -> PathBuf {
        self.path.join("join.token")
    }

    /// Makes the folder, for this user alone, and takes its lock.
    pub(crate) fn lock(&self) -> Result<Lock> {
        let shown = self.path.display();
        let unusable = || Error::about(format!("cannot use the data folder {shown}"));
        make(&self.path).map_err(unusable())?;
        match Lock::take(&self.path.join("lock")) {
            Ok(lock) => Ok(lock),
            Err(NoLock::Taken) => {
                let message = format!(
                    "another `taskmaster up` runs on {shown}; give --data-dir for a second one"
                );
                Err(Error::Failed(message))
            }
            Err(NoLock::Failed(cause)) => Err(unusable()(cause)),
        }
    }

    /// Where the last `up` listened, if one ever did.
    pub(crate) fn endpoints(&self) -> Option<Endpoints> {
        let text = fs::read_to_string(self.path.join("endpoints.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Keeps where this `up` listens.
    pub(crate) fn keep_endpoints(&self, endpoints: &Endpoints) -> Result {
        let text = serde_json::to_string(endpoints).map_err(io::Error::from)?;
        let path = self.path.join("endpoints.json");
        write_private(&path, &text)
            .map_err(Error::about(format!("cannot write {}", path.display())))
    }
}

/// Makes a folder for this user alone, and those above it.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file that only this user can read: all of it, or what was there before stays.
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    write_with_mode(path, text, 0o600)
}

/// The same with other permissions, whatever the umask.
pub(crate) fn write_with_mode(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let draft = draft(path, text, mode)?;
    fs::rename(&draft, path).inspect_err(|_| drop(fs::remove_file(&draft)))
}

/// Writes a file unless there is one: of several that write at once one wins, the others change
/// nothing. Whether this one did.
pub(crate) fn write_once(path: &Path, text: &str, mode: u32) -> io::Result<bool> {
    let draft = draft(path, text, mode)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(cause) => Err(cause),
    }
}

/// A whole file beside `path`, under a name that nobody else takes.
fn draft(path: &Path, text: &str, mode: u32) -> io::Result<PathBuf> {
    let draft = path.with_extension(uuid::Uuid::new_v4().simple().to_string());
    let write = || {
        let mut file =
            fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.sync_all()
    };
    write().inspect_err(|_| drop(fs::remove_file(&draft)))?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_up_on_the_same_folder_is_refused_in_one_line() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path().join("data"));
        let _lock = folder.lock().unwrap();
        let Err(Error::Failed(message)) = folder.lock() else { panic!("two locks") };
        assert!(message.starts_with("another `taskmaster up` runs on "), "{message}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let Err(Error::Failed(message)) = Folder::at(file.join("data")).lock() else { panic!() };
        assert!(message.starts_with("cannot use the data folder "), "{message}");
        assert!(message.ends_with(": not a directory"), "{message}");
    }

    #[test]
    fn endpoints_are_found_again_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path().to_owned());
        assert_eq!(folder.endpoints(), None);
        let mut config = taskmaster_runtime::Config::default();
        config.http.base_path = "/tm".to_owned();
        let endpoints = Endpoints::of(&config, "127.0.0.1:7000".parse().unwrap(), None);
        folder.keep_endpoints(&endpoints).unwrap();
        assert_eq!(folder.endpoints(), Some(endpoints));
        let mode = fs::metadata(dir.path().join("endpoints.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
