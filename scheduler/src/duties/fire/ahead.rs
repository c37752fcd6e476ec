//! What is due next, read before its time: thousands of jobs may have the same, and while they are
//! read none of them starts.

use std::collections::VecDeque;

use taskmaster_domain::{JobId, Timestamp, job::Job};
use taskmaster_store::{JobPage, Jobs, Result};

use super::BATCH;

/// Pages that are held at most: the jobs of one instant that are worth it, and some tens of
/// megabytes when they are large.
const PAGES: usize = 12;

type Page = JobPage<Job, (Timestamp, JobId)>;

/// Jobs as they were when they were read: what moved meanwhile is found by its revision when its
/// step is written.
#[derive(Debug)]
pub(super) struct Ahead {
    /// Their time.
    at: Timestamp,
    pages: VecDeque<Page>,
}

impl Ahead {
    pub(super) const fn of(at: Timestamp) -> Self {
        Self { at, pages: VecDeque::new() }
    }

    pub(super) const fn at(&self) -> Timestamp {
        self.at
    }

    /// Reads a page more; whether there was any to be read.
    pub(super) async fn read<S: Jobs + ?Sized>(&mut self, store: &S) -> Result<bool> {
        let behind = match self.pages.back() {
            None => None,
            Some(JobPage { next: Some(next), .. }) if self.pages.len() < PAGES => Some(*next),
            Some(_) => return Ok(false),
        };
        self.pages.push_back(store.due_jobs(self.at, behind, BATCH).await?);
        Ok(true)
    }
}

/// What is due, page by page: first what was read before its time.
#[derive(Debug)]
pub(super) struct Due {
    read: VecDeque<Page>,
    behind: Option<(Timestamp, JobId)>,
    is_at_end: bool,
}

impl Due {
    pub(super) fn of(ahead: Option<Ahead>) -> Self {
        let read = ahead.map(|ahead| ahead.pages).unwrap_or_default();
        Self { read, behind: None, is_at_end: false }
    }

    /// Nothing more is taken.
    pub(super) fn end(&mut self) {
        self.is_at_end = true;
    }

    /// The next jobs; none at the end.
    pub(super) async fn next<S: Jobs + ?Sized>(
        &mut self,
        store: &S,
        now: Timestamp,
    ) -> Result<Vec<Job>> {
        if self.is_at_end {
            return Ok(Vec::new());
        }
        let page = match self.read.pop_front() {
            Some(page) => page,
            None => store.due_jobs(now, self.behind, BATCH).await?,
        };
        self.behind = page.next;
        self.is_at_end = page.next.is_none();
        Ok(page.rows)
    }
}
