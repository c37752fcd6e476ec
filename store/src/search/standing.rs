//! The tasks in some states, in the order of their ids.

use std::collections::VecDeque;

use taskmaster_domain::TaskState;
use uuid::Uuid;

use super::page::{Shelf, newest};
use crate::Result;

/// Ids of one reading, at first and at the most: a page is mostly full after a few.
const READ: (i64, i64) = (100, 2_000);

/// Ids of tasks in some of the states that [have an index](super::ORDERED) in their order, newest
/// first, read piece by piece. Whoever walks down something else at the same time goes straight to
/// the next of these, past any number of tasks in other states.
#[derive(Debug)]
pub(super) struct Standing<'f> {
    states: &'f [TaskState],
    above: Uuid,
    /// Everything from here on was read.
    read_to: Uuid,
    ahead: VecDeque<Uuid>,
    ended: bool,
    read: i64,
}

impl<'f> Standing<'f> {
    /// Of tasks with ids between `above` and `below`, both left out.
    pub(super) const fn new(states: &'f [TaskState], above: Uuid, below: Uuid) -> Self {
        let ahead = VecDeque::new();
        Self { states, above, read_to: below, ahead, ended: false, read: READ.0 }
    }

    /// The newest that is not above `at`, which only ever goes down.
    pub(super) async fn seek(&mut self, shelf: &mut dyn Shelf, at: Uuid) -> Result<Option<Uuid>> {
        self.pass(at);
        while self.ahead.is_empty() && !self.ended {
            // What was not read and lies above need not be.
            let next = Uuid::from_u128(at.as_u128().saturating_add(1));
            self.read_to = self.read_to.min(next);
            self.read_on(shelf).await?;
            self.pass(at);
        }
        Ok(self.ahead.front().copied())
    }

    /// Those of `ids`, which are newest first, that are among them.
    pub(super) async fn among(
        &mut self,
        shelf: &mut dyn Shelf,
        ids: Vec<Uuid>,
    ) -> Result<Vec<Uuid>> {
        let mut found = Vec::new();
        for id in ids {
            if self.seek(shelf, id).await? == Some(id) {
                found.push(id);
            }
        }
        Ok(found)
    }

    fn pass(&mut self, at: Uuid) {
        while self.ahead.front().is_some_and(|id| *id > at) {
            self.ahead.pop_front();
        }
    }

    async fn read_on(&mut self, shelf: &mut dyn Shelf) -> Result<()> {
        let ids = shelf.newest_in(self.states, self.above, self.read_to, self.read).await?;
        let ids = newest(ids, self.read);
        self.ended = i64::try_from(ids.len()).is_ok_and(|got| got < self.read);
        self.read_to = ids.last().copied().unwrap_or(self.above);
        self.read = (self.read * 2).min(READ.1);
        self.ahead = ids.into();
        Ok(())
    }
}
