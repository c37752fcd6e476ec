//! A page of tasks: by whichever way is shortest.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{JobId, Task, TaskId, TaskState};
use uuid::Uuid;

use super::{
    first_id,
    plan::Plan,
    standing::Standing,
    term::{Posting, Term, clauses},
};
use crate::{Page, Result, TaskFilter};

/// So many tasks in the wanted states are looked at one by one, by the indexes of their states.
const FEW: i64 = 5_000;

/// Tasks that one page looks up because of what postings say: 3 µs each.
const CANDIDATES: usize = 10_000;

/// Blocks that one page reads of.
const BLOCKS: usize = 4_000;

/// An id is drawn before its task is kept, by a clock that is at most this far off.
const CLOCKS: Duration = Duration::from_secs(3_600);

/// States whose tasks stand in an index of their ids.
pub const ORDERED: [TaskState; 5] = [
    TaskState::Waiting,
    TaskState::Completed,
    TaskState::Failed,
    TaskState::Canceled,
    TaskState::Paused,
];

/// Rows that one walk looks at, and the same when it reads specs.
const WALK: (u32, u32) = (50_000, 10_000);

/// Tasks of a walk along the ids.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// Those that the filter lets pass, newest first.
    pub rows: Vec<Task>,
    /// The last id that was looked at, when the walk was cut short by its bound.
    pub bound: Option<Uuid>,
}

/// What a driver reads a page with. All of it sees one snapshot.
#[async_trait]
pub trait Shelf: Send {
    /// The last id that the index covers; nil while it is empty.
    async fn covered(&mut self) -> Result<Uuid>;

    /// How many tasks are in these states, by the counters; of one queue unless it is empty.
    async fn count(&mut self, states: &[TaskState], queue: &str) -> Result<i64>;

    /// Ids of tasks in these states, by the indexes of the states, in any order, at most `limit`.
    /// Tasks that stand in no index are left out.
    async fn in_states(&mut self, states: &[TaskState], limit: i64) -> Result<Vec<Uuid>>;

    /// The newest tasks in these states, each of which is one of [`ORDERED`], with ids between
    /// `above` and `below`, both left out: at least the `limit` newest of all, in any order.
    async fn newest_in(
        &mut self,
        states: &[TaskState],
        above: Uuid,
        below: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>>;

    /// The newest runs and checks of a job that is there, with ids between `above` and `below`, both
    /// left out, newest first.
    async fn of_job(
        &mut self,
        job: JobId,
        above: Uuid,
        below: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>>;

    /// Walks down the ids between `above` and `below`, both left out, past `look_at` tasks at the
    /// most, until `limit` were found. Without rows it may be told a bound at any time.
    async fn walk(
        &mut self,
        filter: &TaskFilter,
        above: Uuid,
        below: Uuid,
        limit: usize,
        look_at: u32,
    ) -> Result<Walked>;

    /// At most `limit` postings of a term, of blocks not above `at`, newest first.
    async fn postings(&mut self, term: Term, at: Uuid, limit: u32) -> Result<Vec<Posting>>;

    /// Those of these tasks that the filter lets pass as far as states, queue, kind, worker and
    /// times go, newest first.
    async fn pick(&mut self, filter: &TaskFilter, ids: &[Uuid]) -> Result<Vec<Task>>;
}

/// A page in the making.
struct Draft {
    rows: Vec<Task>,
    limit: usize,
}

impl Draft {
    /// One more than the page has tells whether there is another page.
    const fn missing(&self) -> usize {
        (self.limit + 1).saturating_sub(self.rows.len())
    }

    fn is_full(&self) -> bool {
        self.missing() == 0
    }

    /// The page, when nothing is left to be looked at or it is full.
    fn whole(mut self) -> Page<Task> {
        let full = self.rows.len() > self.limit;
        self.rows.truncate(self.limit);
        let next = self.rows.last().filter(|_| full).map(|task| task.id);
        Page { rows: self.rows, next, partial: false }
    }

    /// The page, which is whole unless a bound cut it short.
    fn end(self, bound: Option<Uuid>) -> Page<Task> {
        match bound.filter(|_| !self.is_full()) {
            Some(at) => self.cut(at),
            None => self.whole(),
        }
    }

    /// The page that ends at the bound of what one call looks at.
    fn cut(self, at: Uuid) -> Page<Task> {
        Page { rows: self.rows, next: Some(TaskId(at)), partial: true }
    }
}

/// [`crate::View::tasks`], for a driver with an index.
///
/// # Errors
/// Those of the shelf.
pub async fn page(
    shelf: &mut dyn Shelf,
    filter: &TaskFilter,
    from: Option<TaskId>,
    limit: u32,
) -> Result<Page<Task>> {
    if limit == 0 {
        return Ok(Page { rows: Vec::new(), next: from, partial: false });
    }
    let mut draft = Draft { rows: Vec::new(), limit: limit as usize };
    let latest = filter.created_before.map_or(Uuid::max(), |at| first_id(at.plus(CLOCKS)));
    let below = from.map_or(Uuid::max(), |from| from.0).min(latest);
    let above = filter.created_after.map_or(Uuid::nil(), |at| first_id(at.minus(CLOCKS)));
    let ordered =
        !filter.states.is_empty() && filter.states.iter().all(|state| ORDERED.contains(state));
    let clauses = clauses(filter, !ordered);
    if filter.job.is_some() || ordered && clauses.is_empty() {
        let bound = in_order(shelf, filter, (above, below), &mut draft).await?;
        return Ok(draft.end(bound));
    }

    if !filter.states.is_empty() {
        if shelf.count(&filter.states, &filter.queue).await? == 0 {
            return Ok(draft.whole());
        }
        if let Some(ids) = few(shelf, filter).await? {
            let ids: Vec<_> = ids.into_iter().filter(|id| (above..below).contains(id)).collect();
            look_up(shelf, filter, &ids, &mut draft).await?;
            return Ok(draft.whole());
        }
    }

    let covered = if clauses.is_empty() { Uuid::nil() } else { shelf.covered().await? };
    if below > covered {
        let from = covered.max(above);
        let bound = if ordered {
            in_order(shelf, filter, (from, below), &mut draft).await?
        } else {
            let look_at = if filter.reads_specs() { WALK.1 } else { WALK.0 };
            let walked = shelf.walk(filter, from, below, draft.missing(), look_at).await?;
            draft.rows = walked.rows;
            walked.bound
        };
        if let (false, Some(bound)) = (draft.is_full(), bound) {
            return Ok(draft.cut(bound));
        }
    }
    // Nothing above what is covered is in a posting.
    let mut plan = Plan::new(clauses, below);
    let mut standing = ordered.then(|| Standing::new(&filter.states, above, below));
    let (mut looked_up, mut read) = (0, 0);
    while !draft.is_full() {
        if let Some(standing) = &mut standing {
            let Some(next) = standing.seek(shelf, plan.at()).await? else { break };
            plan.skip_to(next);
        }
        let Some((block, ids)) = plan.next(shelf).await? else { break };
        let mut ids: Vec<_> = ids.into_iter().filter(|id| (above..below).contains(id)).collect();
        if let Some(standing) = &mut standing {
            ids = standing.among(shelf, ids).await?;
        }
        let seen = look_up(shelf, filter, &ids, &mut draft).await?;
        (looked_up, read) = (looked_up + seen, read + 1);
        if block <= above {
            break;
        }
        if !draft.is_full() && (looked_up >= CANDIDATES || read >= BLOCKS) {
            return Ok(draft.cut(block));
        }
    }
    Ok(draft.whole())
}

/// Adds tasks of one job, along the index of its runs; or of tasks in states that are in order, along
/// their indexes. Says where it was cut short by the bound of what one call looks at.
async fn in_order(
    shelf: &mut dyn Shelf,
    filter: &TaskFilter,
    (above, mut below): (Uuid, Uuid),
    draft: &mut Draft,
) -> Result<Option<Uuid>> {
    let (mut looked_up, mut least) = (0, 50);
    while !draft.is_full() {
        let limit = draft.missing().max(least);
        // The fewer pass, the more are read at once.
        least = (least * 2).min(1_000);
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let ids = match filter.job {
            Some(job) => shelf.of_job(job, above, below, most).await?,
            None => shelf.newest_in(&filter.states, above, below, most).await?,
        };
        let ids = newest(ids, most);
        let Some(last) = ids.last().copied() else { break };
        looked_up += look_up(shelf, filter, &ids, draft).await?;
        below = last;
        if !draft.is_full() && looked_up >= CANDIDATES {
            return Ok(Some(last));
        }
    }
    Ok(None)
}

/// All tasks in the wanted states, when they are few and each state has an index, newest first.
async fn few(shelf: &mut dyn Shelf, filter: &TaskFilter) -> Result<Option<Vec<Uuid>>> {
    let count = shelf.count(&filter.states, "").await?;
    if count > FEW {
        return Ok(None);
    }
    let ids = newest(shelf.in_states(&filter.states, count + 1).await?, count + 1);
    // One that stands in no index must be walked to.
    Ok(Some(ids).filter(|ids| i64::try_from(ids.len()) == Ok(count)))
}

/// The `limit` newest of these, each once, newest first. Of a reading that was asked for so many and
/// gave more, some states may have further ones between the rest.
pub(super) fn newest(mut ids: Vec<Uuid>, limit: i64) -> Vec<Uuid> {
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    ids
}

/// Adds those of these tasks that pass until the page is full, and says how many were looked up.
async fn look_up(
    shelf: &mut dyn Shelf,
    filter: &TaskFilter,
    mut ids: &[Uuid],
    draft: &mut Draft,
) -> Result<usize> {
    let mut seen = 0;
    while !draft.is_full() && !ids.is_empty() {
        let size = (draft.missing() * 2).clamp(100, 1_000).min(ids.len());
        let (some, rest) = ids.split_at(size);
        let picked = shelf.pick(filter, some).await?;
        let missing = draft.missing();
        draft.rows.extend(picked.into_iter().filter(|task| filter.fits_spec(task)).take(missing));
        (ids, seen) = (rest, seen + size);
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::{super::before, *};

    #[test]
    fn a_page_that_is_one_too_long_has_a_next_one() {
        let draft = Draft { rows: Vec::new(), limit: 2 };
        assert_eq!(draft.missing(), 3);
        assert!(!draft.is_full());
        assert_eq!(draft.whole(), Page { rows: Vec::new(), next: None, partial: false });
        assert_eq!(before(first_id(taskmaster_domain::Timestamp::default())), Uuid::nil());
    }
}
