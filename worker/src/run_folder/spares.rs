//! Places that were used and serve again.
//!
//! Most commands leave their folder as they found it, and to make and remove three entries on a
//! disk costs as much as a tenth of starting a short command; more on ext4 without a journal,
//! which passes over every entry that was removed in the last minute.
//!
//! A place serves again only when nobody can be in it any more. A process that left its group
//! outlives its command: it may go on to read its script, and to write to the folder it works in.
//! So used places wait until there are [`USED`] of them; then one pass over `/proc` tells which
//! of them are still somebody's, by mark or by working folder, and those are removed.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{home::blank, remove};
use crate::process::residents;

/// Used places for which one pass is made.
const USED: usize = 128;

/// Where there are more processes, a pass costs more than it saves.
const PROCESSES: usize = 2_000;

/// How the folder of a spare place begins.
const PREFIX: &str = "spare.";

/// Whether a folder is a spare place.
pub(super) fn is_spare(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// The spare places of a run folder.
#[derive(Debug)]
pub(super) struct Spares {
    folder: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Ready for anybody.
    fresh: Vec<u64>,
    /// The marks of those who had them, by number.
    used: HashMap<u64, String>,
    next: u64,
    /// There are too many processes.
    closed: bool,
}

impl Spares {
    /// None yet. The folder is the run folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, kept: Mutex::default() }
    }

    /// The run folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn place(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{PREFIX}{number}"))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Turns a spare place into this one; false when there is none.
    pub(super) fn take(&self, place: &Path) -> bool {
        let number = self.kept().fresh.pop();
        number.is_some_and(|number| fs::rename(self.place(number), place).is_ok())
    }

    /// Keeps the place of an attempt that had this mark; false when it must be removed.
    pub(super) fn keep(&self, place: &Path, mark: &str) -> bool {
        let number = {
            let mut kept = self.kept();
            if kept.closed || kept.fresh.len() >= USED {
                return false;
            }
            kept.next += 1;
            kept.next
        };
        if fs::rename(place, self.place(number)).is_err() {
            return false;
        }
        let used = {
            let mut kept = self.kept();
            kept.used.insert(number, mark.to_owned());
            if kept.used.len() < USED {
                return true;
            }
            std::mem::take(&mut kept.used)
        };
        self.look(used);
        true
    }

    /// Makes used places fresh, and removes those that are still somebody's.
    fn look(&self, used: HashMap<u64, String>) {
        let Some(residents) = residents(PROCESSES) else {
            self.kept().closed = true;
            used.into_keys().for_each(|number| self.remove(number));
            return;
        };
        let places = residents.folders.iter().filter_map(|folder| {
            let name = folder.strip_prefix(&self.folder).ok()?.iter().next()?;
            name.to_str()?.strip_prefix(PREFIX)?.parse().ok()
        });
        let lived_in: HashSet<u64> = places.collect();
        for (number, mark) in used {
            let is_free = !lived_in.contains(&number) && !residents.marks.contains(&mark);
            if is_free && blank(&self.place(number)).is_ok() {
                self.kept().fresh.push(number);
            } else {
                self.remove(number);
            }
        }
    }

    fn remove(&self, number: u64) {
        if let Err(cause) = remove(&self.place(number)) {
            tracing::warn!(%cause, "cannot remove an attempt's folder");
        }
    }
}
