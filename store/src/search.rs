//! Finding tasks by what they are: an inverted index that is filled behind the hot path.
//!
//! Tasks that no submit can add to any more are cut, in the order of their ids, into *blocks* of a
//! thousand or so. For each block and each [`Term`] that occurs in it there is one row, a
//! [`Posting`]: the ids of the block's tasks that the term fits. So a task costs a few bytes in
//! rows that it shares with its neighbours, written once behind it and once behind its end, and
//! submit, claim and report write nothing.
//!
//! What never changes has terms: queue, kind, labels, beginnings of name and command. Of a task
//! that has ended so have its state and its worker; all others of the block stand under
//! [`Term::OPEN`], which fits every state and every worker. A posting is a hint that says too much
//! rather than too little: [`page`] holds every task that it finds against the filter again, by its
//! own row. Nothing may be missed, and for that hold two rules:
//!
//! - a block ends before ids that are younger than [`HORIZON`], so that nothing comes into it later;
//! - only an explicit retry moves a task that has ended. Whoever makes one enters the task under
//!   [`Term::OPEN`] in the same transaction, and never while a pass of filling is under way.

mod fill;
mod page;
mod plan;
mod standing;
mod term;

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::Timestamp;
use uuid::Uuid;

use crate::Result;

pub use fill::{Changes, Librarian, Rotation, changes};
pub use page::{ORDERED, Shelf, Walked, page};
pub use term::{Block, Indexed, PREFIX, Posting, Term, ids_from_bytes};

/// No task is committed this long after its id was drawn: the calls and statements in between have
/// shorter limits.
pub const HORIZON: Duration = Duration::from_secs(60);

/// What a pass of filling did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Tasks that came into the index.
    pub tasks: u64,
    /// Blocks that were made anew, or went away, because their tasks had moved on.
    pub renewed: u32,
}

impl Filled {
    /// Nothing was to be done.
    pub const fn is_idle(&self) -> bool {
        self.tasks == 0 && self.renewed == 0
    }
}

/// The half of the store that makes tasks quick to find.
#[async_trait]
pub trait Search: Send + Sync {
    /// One bounded pass: indexes the next `block` tasks, if as many are old enough, and looks at a
    /// few older blocks, whose turn it is, for what has ended or was pruned since. Safe in several
    /// processes at once: one of them works, the others do nothing. Pages are right whether or not
    /// this is ever called, but those of a long history are partial.
    async fn fill_search(&self, now: Timestamp, block: u32) -> Result<Filled>;
}

/// The least id of a task whose id was drawn at `at` or later.
pub(crate) fn first_id(at: Timestamp) -> Uuid {
    let millis = u128::from(at.micros().unsigned_abs() / 1_000);
    Uuid::from_u128((millis & 0xffff_ffff_ffff) << 80)
}

/// The id before this one.
pub(crate) const fn before(id: Uuid) -> Uuid {
    Uuid::from_u128(id.as_u128().saturating_sub(1))
}
