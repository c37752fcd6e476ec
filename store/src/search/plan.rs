//! Walking several lists of postings at once, newest block first.

use std::collections::VecDeque;

use uuid::Uuid;

use super::{
    before,
    page::Shelf,
    term::{Posting, Term, ids_from_bytes},
};
use crate::Result;

/// Blocks of one reading, at first and at the most: a page is mostly full after a few.
const READ: (u32, u32) = (2, 64);

/// The postings of one term, read piece by piece.
#[derive(Debug)]
struct Leaf {
    term: Term,
    ahead: VecDeque<Posting>,
    ended: bool,
    read: u32,
}

impl Leaf {
    const fn new(term: Term) -> Self {
        Self { term, ahead: VecDeque::new(), ended: false, read: READ.0 }
    }

    /// The newest block not above `at` that has this term. `at` only ever goes down.
    async fn seek(&mut self, shelf: &mut dyn Shelf, at: Uuid) -> Result<Option<Uuid>> {
        while self.ahead.front().is_some_and(|posting| posting.block > at) {
            self.ahead.pop_front();
        }
        if self.ahead.is_empty() && !self.ended {
            self.ahead = shelf.postings(self.term, at, self.read).await?.into();
            self.ended = u32::try_from(self.ahead.len()).is_ok_and(|got| got < self.read);
            self.read = (self.read * 2).min(READ.1);
        }
        Ok(self.ahead.front().map(|posting| posting.block))
    }

    fn ids(&self, block: Uuid) -> impl Iterator<Item = Uuid> {
        let own = self.ahead.front().filter(|posting| posting.block == block);
        own.into_iter().flat_map(|posting| ids_from_bytes(&posting.bytes))
    }
}

/// Tasks that have at least one term of each clause.
#[derive(Debug)]
pub(super) struct Plan {
    clauses: Vec<Vec<Leaf>>,
    at: Uuid,
}

impl Plan {
    /// Of the blocks that may have ids below `below`.
    pub(super) fn new(clauses: Vec<Vec<Term>>, below: Uuid) -> Self {
        let leaves = |clause: Vec<Term>| clause.into_iter().map(Leaf::new).collect();
        Self { clauses: clauses.into_iter().map(leaves).collect(), at: before(below) }
    }

    /// The last id that may be in the next block.
    pub(super) const fn at(&self) -> Uuid {
        self.at
    }

    /// Goes on at the block with this id, or below it.
    pub(super) fn skip_to(&mut self, id: Uuid) {
        self.at = self.at.min(id);
    }

    /// The next block with such tasks and their ids, newest first; maybe none of them.
    pub(super) async fn next(
        &mut self,
        shelf: &mut dyn Shelf,
    ) -> Result<Option<(Uuid, Vec<Uuid>)>> {
        if self.clauses.is_empty() {
            return Ok(None);
        }
        let mut agreed = 0;
        // Round and round, down to a block that all clauses have.
        for n in (0..self.clauses.len()).cycle() {
            let mut newest = None;
            for leaf in &mut self.clauses[n] {
                newest = newest.max(leaf.seek(shelf, self.at).await?);
            }
            let Some(newest) = newest else { return Ok(None) };
            agreed = if newest == self.at { agreed + 1 } else { 1 };
            self.at = newest;
            if agreed >= self.clauses.len() {
                break;
            }
        }
        let block = self.at;
        self.at = before(block);
        Ok(Some((block, self.ids(block))))
    }

    fn ids(&self, block: Uuid) -> Vec<Uuid> {
        let mut common: Option<Vec<Uuid>> = None;
        for clause in &self.clauses {
            let mut own: Vec<Uuid> = clause.iter().flat_map(|leaf| leaf.ids(block)).collect();
            own.sort_unstable();
            common = Some(match common {
                None => own,
                Some(common) => {
                    common.into_iter().filter(|id| own.binary_search(id).is_ok()).collect()
                }
            });
        }
        let mut ids = common.unwrap_or_default();
        ids.dedup();
        ids.reverse();
        ids
    }
}
