//! What becomes of each write of a call, decided the same way by every driver.

use std::collections::{HashMap, HashSet};

use taskmaster_domain::JobId;

use super::{JobWrite, Written};

/// How a job stands when a write comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its revision.
    pub revision: i64,
    /// Its name.
    pub name: String,
    /// It is deleted, and not swept yet.
    pub deleted: bool,
}

/// What a driver has to do with a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Make the job, unless its name is taken or there is no room.
    Make,
    /// A job with the id is there, with this revision: kept when the spec is the same, else stale.
    Compare(i64),
    /// Write the state.
    Step,
    /// Write state and spec; the name is the one that it has.
    Edit,
    /// Write state and spec, unless the new name is taken.
    Rename,
    /// Nothing: this is the answer.
    Answer(Written),
}

/// Weighs the writes of a call against the jobs as they stand; those that are not there are left out
/// of `stands`.
pub fn weigh<'w>(
    writes: impl IntoIterator<Item = &'w JobWrite>,
    stands: &HashMap<JobId, Stand>,
) -> Vec<Way> {
    let mut seen = HashSet::new();
    let way = |write: &JobWrite| {
        let job = &write.job;
        if !seen.insert(job.id) {
            return Way::Answer(Written::Stale);
        }
        match stands.get(&job.id) {
            None if job.revision == 0 => Way::Make,
            None => Way::Answer(Written::Gone),
            Some(stand) if stand.deleted => Way::Answer(Written::Gone),
            Some(stand) if job.revision == 0 => Way::Compare(stand.revision),
            Some(stand) if stand.revision != job.revision => Way::Answer(Written::Stale),
            Some(_) if write.edited_by.is_none() => Way::Step,
            Some(stand) if stand.name == job.spec.name => Way::Edit,
            Some(_) => Way::Rename,
        }
    };
    writes.into_iter().map(way).collect()
}
