//! What was counted and is not written yet, by task. Only tasks that run here and counters that
//! the store has are in it, so that all that is taken in can be written.

use std::collections::{HashMap, HashSet};

use taskmaster_domain::{TaskId, WorkerId, limits, task::Counts};
use taskmaster_store::{Addition, Told, counters::ASKED};
use tokio::time::{Duration, Instant};

use super::BEHIND;

/// Counters in the book at the most, over all tasks.
const NAMES: usize = 100_000;

/// What a counter may have waiting at the most. The store lets only those in that are far from
/// [`limits::COUNT`], so that this, and what is being written, never takes one beyond it.
const MOST: i64 = (limits::COUNT - ASKED) / 4;

/// A task that was not counted for so long goes out.
const IDLE: Duration = Duration::from_secs(10);

/// The book.
#[derive(Debug, Default)]
pub(super) struct Book {
    pages: HashMap<TaskId, Page>,
    /// Counters of all of them.
    names: usize,
    /// Tasks that have something to write, or are closed.
    dirty: HashSet<TaskId>,
    /// Since when something has been waiting, be it in the writer's hands.
    since: Option<Instant>,
    /// Sessions that are here, by worker.
    here: HashMap<WorkerId, i64>,
}

/// One task.
#[derive(Debug)]
struct Page {
    /// Its attempt, and who has that.
    holder: (i32, WorkerId),
    /// What is to be added; 0 for nothing.
    sums: Counts,
    /// Nothing is added any more: it may have ended, or go on elsewhere.
    is_closed: bool,
    used: Instant,
}

/// Something was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Nothing was waiting before.
    First,
    /// The writer knows that something waits.
    More,
}

impl Book {
    /// How many tasks are in it.
    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    /// Adds, if the task and all these counters are in the book, nothing has been waiting for too
    /// long, and it is not so much that the store has to be asked.
    pub(super) fn count(&mut self, addition: &Addition, now: Instant) -> Option<Counted> {
        let Addition { task, attempt, counts, .. } = addition;
        if self.since.is_some_and(|since| now.saturating_duration_since(since) >= BEHIND) {
            return None;
        }
        let page = self.pages.get_mut(task).filter(|page| !page.is_closed)?;
        let is_own = attempt.is_none_or(|attempt| attempt == page.holder.0);
        let above = || counts.iter().filter(|(_, count)| **count > 0);
        let fits = |sum: &i64, count: &i64| sum.checked_add(*count).is_some_and(|sum| sum <= MOST);
        let may = |(name, count)| page.sums.get(name).is_some_and(|sum| fits(sum, count));
        if !is_own || !above().all(may) {
            return None;
        }
        for (name, count) in above() {
            if let Some(sum) = page.sums.get_mut(name) {
                *sum += count;
            }
        }
        page.used = now;
        self.dirty.insert(*task);
        if self.since.is_some() {
            return Some(Counted::More);
        }
        self.since = Some(now);
        Some(Counted::First)
    }

    /// Lets counters in that the store has, if a session that is here holds their task and there
    /// is room.
    pub(super) fn admit(
        &mut self,
        task: TaskId,
        holder: (i32, WorkerId),
        names: impl Iterator<Item = String>,
        now: Instant,
    ) {
        if !self.here.contains_key(&holder.1) || self.names >= NAMES {
            return;
        }
        let fresh = || Page { holder, sums: Counts::default(), is_closed: false, used: now };
        let page = self.pages.entry(task).or_insert_with(fresh);
        if page.holder != holder {
            // What the attempt before counted is written, then the task may come in again.
            page.is_closed = true;
            self.dirty.insert(task);
            return;
        }
        for name in names {
            if self.names < NAMES && !page.sums.contains_key(&name) {
                page.sums.insert(name, 0);
                self.names += 1;
            }
        }
    }

    /// Takes out all that is to be written and leaves 0 in its place. What is closed and has
    /// nothing to write goes away.
    pub(super) fn swap(&mut self) -> Vec<Addition> {
        let dirty = std::mem::take(&mut self.dirty);
        let mut batch = Vec::with_capacity(dirty.len());
        for task in dirty {
            match self.take(task) {
                // It stays while this is being written, for whoever writes its end to wait for.
                Some(addition) if self.is_closed(task) => {
                    self.dirty.insert(task);
                    batch.push(addition);
                }
                Some(addition) => batch.push(addition),
                None if self.is_closed(task) => self.remove(task),
                None => {}
            }
        }
        batch
    }

    /// Takes these tasks out of the book: what is to be written of them.
    pub(super) fn take_out(&mut self, tasks: impl Iterator<Item = TaskId>) -> Vec<Addition> {
        tasks
            .filter_map(|task| {
                let addition = self.take(task);
                self.dirty.remove(&task);
                self.remove(task);
                addition
            })
            .collect()
    }

    fn take(&mut self, task: TaskId) -> Option<Addition> {
        let page = self.pages.get_mut(&task)?;
        let above = page.sums.iter_mut().filter(|(_, sum)| **sum > 0);
        let counts: Counts = above.map(|(name, sum)| (name.clone(), std::mem::take(sum))).collect();
        // Whoever counted was told that it counts.
        let addition = Addition { task, attempt: None, accepted: true, counts };
        (!addition.counts.is_empty()).then_some(addition)
    }

    fn is_closed(&self, task: TaskId) -> bool {
        self.pages.get(&task).is_some_and(|page| page.is_closed)
    }

    fn remove(&mut self, task: TaskId) {
        if let Some(page) = self.pages.remove(&task) {
            self.names -= page.sums.len();
        }
    }

    /// All that was taken out was written; nothing is older than `begun`. Whether nothing waits.
    pub(super) fn written(&mut self, begun: Instant) -> bool {
        self.since = (!self.dirty.is_empty()).then_some(begun);
        self.dirty.is_empty()
    }

    /// What the store said of what was written: tasks that are not where they were are closed.
    pub(super) fn hear(&mut self, answers: impl Iterator<Item = (TaskId, Told)>) {
        for (task, told) in answers {
            let Some(page) = self.pages.get_mut(&task) else { continue };
            if told != (Told::Kept { holder: Some(page.holder) }) {
                page.is_closed = true;
                self.dirty.insert(task);
            }
        }
    }

    /// Whether one of these tasks is in the book.
    pub(super) fn has_any(&self, mut tasks: impl Iterator<Item = TaskId>) -> bool {
        tasks.any(|task| self.pages.contains_key(&task))
    }

    /// Takes no more in for these tasks; whether one of them was there.
    pub(super) fn close(&mut self, tasks: impl Iterator<Item = TaskId>) -> bool {
        let mut any = false;
        for task in tasks {
            if let Some(page) = self.pages.get_mut(&task) {
                page.is_closed = true;
                self.dirty.insert(task);
                any = true;
            }
        }
        any
    }

    /// A session is here.
    pub(super) fn joined(&mut self, worker: WorkerId, session: i64) {
        self.here.insert(worker, session);
    }

    /// A session is here no more.
    pub(super) fn left(&mut self, worker: WorkerId, session: i64) {
        if self.here.get(&worker) != Some(&session) {
            return;
        }
        self.here.remove(&worker);
        for (task, page) in &mut self.pages {
            if page.holder.1 == worker {
                page.is_closed = true;
                self.dirty.insert(*task);
            }
        }
    }

    /// Lets tasks go that have nothing to write and were not counted for long.
    pub(super) fn tidy(&mut self, now: Instant) {
        let Self { pages, names, dirty, .. } = self;
        pages.retain(|task, page| {
            let stays = dirty.contains(task) || now.saturating_duration_since(page.used) < IDLE;
            if !stays {
                *names -= page.sums.len();
            }
            stays
        });
    }
}
