//! What the worker's attempts told and is not written yet: the last of each. One write is under
//! way at a time, so that a slow store makes it rarer and never longer.

use std::collections::HashMap;

use taskmaster_domain::{AttemptRef, Incarnation, Timestamp, Violations, task::Live};
use taskmaster_proto::{
    convert::{progress_from_wire, sample_from_wire},
    v1,
};
use taskmaster_store::LiveNote;

use crate::session::inbound;

/// Notes of one write.
const NOTES: usize = 500;

/// Waiting notes. Only attempts that the session has are among them, which bounds them.
#[derive(Debug, Default)]
pub(super) struct LiveNotes {
    waiting: HashMap<AttemptRef, Live>,
    writing: bool,
}

impl LiveNotes {
    /// Takes in what was told of attempts that `is_held` says the session has.
    pub(super) fn hear(
        &mut self,
        progress: Vec<v1::AttemptProgress>,
        samples: Vec<v1::AttemptSample>,
        now: Timestamp,
        is_held: impl Fn(AttemptRef) -> bool,
    ) -> Result<(), Violations> {
        let mut note = |of: Option<v1::AttemptRef>, live: Live| {
            let of = inbound::attempt(of.as_ref())?;
            if is_held(of) {
                self.waiting.entry(of).or_default().update(live);
            }
            Ok(())
        };
        for v1::AttemptProgress { attempt, progress } in progress {
            let progress = progress.map(|progress| progress_from_wire(progress, now));
            note(attempt, Live { progress, sample: None })?;
        }
        for v1::AttemptSample { attempt, sample } in samples {
            let sample = sample.map(|sample| sample_from_wire(sample, now));
            note(attempt, Live { progress: None, sample })?;
        }
        Ok(())
    }

    /// The attempt has ended.
    pub(super) fn forget(&mut self, of: AttemptRef) {
        self.waiting.remove(&of);
    }

    /// What is to be written now.
    pub(super) fn next(&mut self, incarnation: Incarnation) -> Option<Vec<LiveNote>> {
        if self.writing || self.waiting.is_empty() {
            return None;
        }
        self.writing = true;
        let some: Vec<AttemptRef> = self.waiting.keys().take(NOTES).copied().collect();
        let notes = some.into_iter().filter_map(|of| {
            let live = self.waiting.remove(&of)?;
            Some(LiveNote { of, incarnation, live })
        });
        Some(notes.collect())
    }

    /// The write under way has ended.
    pub(super) fn written(&mut self) {
        self.writing = false;
    }
}
