//! What a pass of filling changes, worked out from what it reads.

use async_trait::async_trait;
use taskmaster_domain::Timestamp;
use uuid::Uuid;

use super::{
    Filled, HORIZON, before, first_id,
    term::{Block, Indexed, Posting, Term, ids_from_bytes, postings},
};
use crate::Result;

/// Blocks with open tasks that one pass looks at.
const LOOKED_AT: u32 = 16;

/// Blocks that one pass makes anew.
const RENEWED: usize = 2;

/// Of the open tasks of a block so many are asked after.
const SAMPLE: usize = 32;

/// What a driver reads a pass with. Nothing that has ended is retried from before the first reading
/// until the changes are committed.
#[async_trait]
pub trait Librarian: Send {
    /// The last id that the index covers; nil while it is empty.
    async fn covered(&mut self) -> Result<Uuid>;

    /// At most `limit` tasks with ids between `above` and `below`, both left out, oldest first.
    async fn tasks(&mut self, above: Uuid, below: Uuid, limit: i64) -> Result<Vec<Indexed>>;

    /// At most `limit` postings of a term, of blocks above `above`, oldest first.
    async fn postings(&mut self, term: Term, above: Uuid, limit: u32) -> Result<Vec<Posting>>;

    /// The posting of a term and a block.
    async fn posting(&mut self, term: Term, block: Uuid) -> Result<Option<Posting>>;

    /// How many of these tasks are there and have not ended.
    async fn unended(&mut self, ids: &[Uuid]) -> Result<usize>;

    /// How many tasks there are with ids between `above` and `below`, both left out.
    async fn remaining(&mut self, above: Uuid, below: Uuid) -> Result<u64>;
}

/// Where the next pass goes on looking. Only a hint: it may begin anew at any time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rotation {
    open: Uuid,
    turn: Uuid,
}

/// What is to be written in one transaction: first the deletions.
#[derive(Debug, Default)]
pub struct Changes {
    /// Postings that go away, as far as they are there.
    pub gone: Vec<(Term, Uuid)>,
    /// Postings that come.
    pub kept: Vec<Posting>,
    /// The last id that the index covers from now on, when that changes.
    pub covered: Option<Uuid>,
    /// What this is.
    pub filled: Filled,
}

impl Changes {
    /// There is nothing to be written.
    pub const fn is_empty(&self) -> bool {
        self.filled.is_idle()
    }
}

/// Works a pass out; see [`crate::Search::fill_search`].
///
/// # Errors
/// Those of the librarian, and `Corrupt` when a task cannot be read.
pub async fn changes(
    librarian: &mut dyn Librarian,
    rotation: &mut Rotation,
    now: Timestamp,
    block: u32,
) -> Result<Changes> {
    let mut changes = Changes::default();
    let covered = librarian.covered().await?;
    let settled = first_id(now.minus(HORIZON));
    let next = librarian.tasks(covered, settled, i64::from(block)).await?;
    if let (Some(first), Some(last)) = (next.first(), next.last())
        && next.len() >= block as usize
    {
        changes.kept = postings(first.id, &next)?;
        changes.covered = Some(last.id);
        changes.filled.tasks = next.len() as u64;
    }
    let stale = [
        ended_since(librarian, &mut rotation.open).await?,
        changed_since(librarian, &mut rotation.turn, covered).await?,
    ];
    let mut stale = stale.concat();
    stale.sort_unstable();
    stale.dedup();
    for block in stale {
        renew(librarian, block, covered, &mut changes).await?;
    }
    Ok(changes)
}

/// Blocks most of whose open tasks have ended since, or went away.
async fn ended_since(librarian: &mut dyn Librarian, from: &mut Uuid) -> Result<Vec<Uuid>> {
    let mut stale = Vec::new();
    let open = librarian.postings(Term::OPEN, *from, LOOKED_AT).await?;
    let was_last = u32::try_from(open.len()).is_ok_and(|got| got < LOOKED_AT);
    for posting in &open {
        if stale.len() >= RENEWED {
            // The rest is looked at when these are done.
            return Ok(stale);
        }
        let ids: Vec<Uuid> = ids_from_bytes(&posting.bytes).collect();
        let step = ids.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<Uuid> = ids.into_iter().step_by(step).collect();
        if librarian.unended(&sample).await? * 2 <= sample.len() {
            stale.push(posting.block);
        }
        *from = posting.block;
    }
    if was_last {
        *from = Uuid::nil();
    }
    Ok(stale)
}

/// The block whose turn it is, if it has lost half of its tasks to pruning, or has got one after all:
/// from a clock that was further off than the horizon.
async fn changed_since(
    librarian: &mut dyn Librarian,
    from: &mut Uuid,
    covered: Uuid,
) -> Result<Vec<Uuid>> {
    let Some(note) = librarian.postings(Term::BLOCK, *from, 1).await?.pop() else {
        *from = Uuid::nil();
        return Ok(Vec::new());
    };
    *from = note.block;
    let end = end_of(librarian, note.block, covered).await?;
    let remaining = librarian.remaining(before(note.block), end).await?;
    let tasks = Block::from_bytes(&note.bytes).tasks;
    let changed = remaining * 2 <= tasks || remaining > tasks;
    Ok(Vec::from_iter(changed.then_some(note.block)))
}

/// The id that the tasks of a block stay below.
async fn end_of(librarian: &mut dyn Librarian, block: Uuid, covered: Uuid) -> Result<Uuid> {
    let next = librarian.postings(Term::BLOCK, block, 1).await?.pop();
    let behind = Uuid::from_u128(covered.as_u128().saturating_add(1));
    Ok(next.map_or(behind, |next| next.block))
}

/// Makes a block anew of what it has now. Without tasks it goes away.
async fn renew(
    librarian: &mut dyn Librarian,
    block: Uuid,
    covered: Uuid,
    changes: &mut Changes,
) -> Result<()> {
    let end = end_of(librarian, block, covered).await?;
    let note = librarian.posting(Term::BLOCK, block).await?;
    let terms = note.map(|note| Block::from_bytes(&note.bytes).terms).unwrap_or_default();
    // A retry may have added the open ones since.
    let own = [Term::OPEN, Term::BLOCK];
    changes.gone.extend(terms.into_iter().chain(own).map(|term| (term, block)));
    // About as many as were there when it was made.
    let tasks = librarian.tasks(before(block), end, i64::MAX).await?;
    if !tasks.is_empty() {
        changes.kept.extend(postings(block, &tasks)?);
    }
    changes.filled.renewed += 1;
    Ok(())
}
