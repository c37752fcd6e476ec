//! The place of one attempt.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::process::Signal;
use taskmaster_domain::AttemptRef;

use super::{remove, spares::Spares};
use crate::process::{Process, kill_marked, signal_group};

/// What is in a place.
const SCRIPT: &str = "script";
const WORK: &str = "work";
const PROCESS: &str = "process";

/// The mode of a place and of what is in it.
const OWN: u32 = 0o700;

/// The place of one attempt.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    spares: Arc<Spares>,
    mark: String,
}

impl Home {
    pub(super) fn new(spares: Arc<Spares>, of: AttemptRef) -> Self {
        Self { spares, mark: format!("{}.{}", of.task, of.attempt) }
    }

    /// The value of the variable that marks its processes.
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    fn place(&self) -> PathBuf {
        self.spares.folder().join(&self.mark)
    }

    /// The file that bash reads.
    pub(crate) fn script(&self) -> PathBuf {
        self.place().join(SCRIPT)
    }

    /// Its own folder to work in.
    pub(crate) fn work(&self) -> PathBuf {
        self.place().join(WORK)
    }

    /// Makes the place: the script and an empty folder to work in. Blocks.
    pub(crate) fn create(&self, script: &str) -> io::Result<()> {
        let place = self.place();
        let mut file = OpenOptions::new();
        file.write(true);
        if !self.spares.take(&place) {
            let mut folder = DirBuilder::new();
            folder.mode(OWN).create(&place)?;
            folder.create(place.join(WORK))?;
            file.create_new(true).mode(OWN);
        }
        file.open(place.join(SCRIPT))?.write_all(script.as_bytes())
    }

    /// Writes down who its process is. Blocks.
    pub(crate) fn record(&self, pid: i32) -> io::Result<()> {
        let Process { pid, started } = Process::of(pid)?;
        fs::write(self.place().join(PROCESS), format!("{pid} {started}\n"))
    }

    /// Kills what has its mark, wherever it went. Blocks for a pass over `/proc`.
    pub(crate) fn kill_marked(&self) {
        kill_marked(std::slice::from_ref(&self.mark));
    }

    /// Removes the place with all that was left in it. One that was used for a moment and left as
    /// it was found, without a record of its process, may serve another attempt. Blocks.
    pub(crate) fn leave(&self, recorded: bool) -> io::Result<()> {
        let place = self.place();
        if !recorded && is_as_made(&place) && self.spares.keep(&place, &self.mark) {
            return Ok(());
        }
        remove(&place)
    }
}

/// Whether a place is as [`Home::create`] made it, but for the text of its script.
fn is_as_made(place: &Path) -> bool {
    let work = place.join(WORK);
    let is_own = |path: &Path| {
        let found = fs::symlink_metadata(path).ok()?;
        Some((found.mode() & 0o7777 == OWN, found))
    };
    is_own(&work).is_some_and(|(own, found)| own && found.is_dir())
        && is_own(&place.join(SCRIPT))
            .is_some_and(|(own, found)| own && found.is_file() && found.nlink() == 1)
        && fs::read_dir(&work).is_ok_and(|mut left| left.next().is_none())
}

/// Makes a used place ready for the next attempt, which writes over what is left of the script.
/// Not emptied: on some file systems that would wait for the disk.
pub(super) fn blank(place: &Path) -> io::Result<()> {
    let mut script = OpenOptions::new().write(true).open(place.join(SCRIPT))?;
    script.write_all(b"\n")?;
    script.set_len(1)
}

/// Kills the group of a place's recorded process if it is still that process. False when there is
/// no record.
pub(super) fn kill_recorded(place: &Path) -> bool {
    let Ok(record) = fs::read_to_string(place.join(PROCESS)) else { return false };
    let mut words = record.split_whitespace();
    let pid = words.next().and_then(|word| word.parse().ok());
    let started = words.next().and_then(|word| word.parse().ok());
    let (Some(pid), Some(started)) = (pid, started) else { return false };
    if (Process { pid, started }).exists() {
        signal_group(pid, Signal::KILL);
    }
    true
}
