//! What a scheduler leaves in a worker's folder for the next one: `process.json`.

use std::{fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};
use tracing::warn;

use super::{child::Identity, command};
use crate::{
    ProcessFleet,
    error::{Error, Result},
};

/// Which process a worker is, and whether it was told to drain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// The process.
    #[serde(flatten)]
    pub(super) identity: Identity,
    /// It was told to drain.
    pub(super) draining: bool,
}

impl Note {
    /// All notes of a data folder, by number. One that cannot be read is left out: its worker
    /// ends by itself once it is superseded or idle.
    pub(super) fn all(fleet: &ProcessFleet) -> Result<Vec<(u32, Self)>> {
        let dir = command::workers_dir(fleet);
        let folder = |cause| Error::Folder { path: dir.clone(), cause };
        let mut notes = Vec::new();
        for entry in fs::read_dir(&dir).map_err(folder)? {
            let name = entry.map_err(folder)?.file_name();
            let Some(number) = name.to_str().and_then(command::number_of) else { continue };
            match Self::read(fleet, number) {
                Ok(note) => notes.push((number, note)),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => {
                    warn!(%cause, path = %path(fleet, number).display(), "a note is unreadable");
                }
            }
        }
        Ok(notes)
    }

    /// How many processes of a data folder live, and how many of those were told to drain.
    pub(super) fn living(fleet: &ProcessFleet) -> Result<(usize, usize)> {
        let notes = Self::all(fleet)?.into_iter().map(|(_, note)| note);
        let living: Vec<Self> = notes.filter(|note| note.identity.lives()).collect();
        Ok((living.len(), living.iter().filter(|note| note.draining).count()))
    }

    fn read(fleet: &ProcessFleet, number: u32) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path(fleet, number))?)?)
    }

    /// Keeps the note. A failure costs only the adoption of this worker.
    pub(super) fn write(&self, fleet: &ProcessFleet, number: u32) {
        let path = path(fleet, number);
        let fresh = path.with_extension("json.new");
        let written = serde_json::to_vec(self)
            .map_err(io::Error::from)
            .and_then(|text| fs::write(&fresh, text))
            .and_then(|()| fs::rename(&fresh, &path));
        if let Err(cause) = written {
            warn!(%cause, path = %path.display(), "cannot note which process a worker is");
        }
    }

    /// Removes a number's note, if there is one.
    pub(super) fn remove(fleet: &ProcessFleet, number: u32) {
        let path = path(fleet, number);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => warn!(%cause, path = %path.display(), "cannot remove a worker's note"),
        }
    }
}

fn path(fleet: &ProcessFleet, number: u32) -> PathBuf {
    command::run_dir(fleet, number).join("process.json")
}
