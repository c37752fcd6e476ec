//! Makes what the rules decided about jobs true.

mod cancel;
mod refusals;

use std::{collections::HashSet, fmt, sync::Arc};

use taskmaster_domain::{JobId, LaneId, Timestamp, job::Change};
use taskmaster_store::{
    Control, Error, History, JobWrite, Jobs, Lanes, Result, Submit, Wakes, Written,
    jobs::wake_writes,
};

use self::{
    cancel::{Cleared, ENDS},
    refusals::Refusals,
};
use crate::Metrics;

/// Writes changes of jobs, and wakes whom they concern. Clones share the lanes that they know.
pub(crate) struct Keeper<S: ?Sized> {
    store: Arc<S>,
    metrics: Metrics,
    lanes: Lanes<S>,
    refusals: Refusals,
}

/// What became of changes.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Those that were kept, each with the revision that its job has now.
    pub(super) writes: Vec<JobWrite>,
    /// Somebody else was faster with some.
    pub(super) stale: bool,
    /// Some cannot be kept, now or later, as long as their job stays as it is.
    pub(super) refused: bool,
    /// Jobs of which more is to be canceled than one step may: their changes are not kept yet.
    pub(super) canceling: HashSet<JobId>,
}

impl<S: ?Sized> Clone for Keeper<S> {
    fn clone(&self) -> Self {
        Self::sharing(Arc::clone(&self.store), self.metrics.clone(), self.lanes.clone())
    }
}

impl<S: ?Sized> fmt::Debug for Keeper<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("lanes", &self.lanes).finish_non_exhaustive()
    }
}

impl<S: ?Sized> Keeper<S> {
    pub(crate) fn new(store: Arc<S>, metrics: Metrics) -> Self {
        let lanes = Lanes::new(Arc::clone(&store));
        Self::sharing(store, metrics, lanes)
    }

    fn sharing(store: Arc<S>, metrics: Metrics, lanes: Lanes<S>) -> Self {
        Self { store, metrics, lanes, refusals: Refusals::default() }
    }

    pub(super) const fn store(&self) -> &Arc<S> {
        &self.store
    }

    pub(super) const fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized> Keeper<S> {
    /// Keeps each change that still fits its job as it is now. The others were decided by somebody
    /// else, who was faster, or cannot be kept.
    pub(super) async fn keep(&self, changes: Vec<Change>, now: Timestamp) -> Result<Kept> {
        let (mut kept, mut ended) = (Kept::default(), Vec::new());
        let planned = self.plan(changes, now, &mut kept, &mut ended).await;
        self.tally(&ended, now).await;
        planned?;
        if kept.writes.is_empty() {
            return Ok(kept);
        }
        let mut answers = self.store.write_jobs(&kept.writes, now).await?.into_iter();
        // Of all: what was kept in spite of a lost answer is told as stale.
        wake_writes(&*self.store, &kept.writes, now);
        kept.writes.retain_mut(|write| match answers.next() {
            Some(Written::Kept(revision)) => {
                write.job.revision = revision;
                true
            }
            Some(Written::Stale | Written::Gone) | None => {
                kept.stale = true;
                false
            }
            Some(answer @ (Written::NameTaken(_) | Written::Exhausted | Written::Refused(_))) => {
                self.refusals.tell(write.job.id, write.job.revision, &format!("{answer:?}"));
                kept.refused = true;
                false
            }
        });
        Ok(kept)
    }

    /// Plans the writes of these changes and cancels the runs that they cancel, but for those of jobs
    /// that have moved. The lanes of what that ended at once are added to `ended`.
    async fn plan(
        &self,
        changes: Vec<Change>,
        now: Timestamp,
        kept: &mut Kept,
        ended: &mut Vec<LaneId>,
    ) -> Result<()> {
        let mut room = ENDS;
        kept.writes.reserve_exact(changes.len());
        for change in changes {
            let (job, cancels) = (change.job.id, change.cancels);
            let revision = change.job.revision;
            let write = match JobWrite::plan(change, now, &self.lanes).await {
                Ok(write) => write,
                // The neighbours still fit.
                Err(cause @ Error::Exhausted(_)) => {
                    self.refusals.tell(job, revision, &cause);
                    kept.refused = true;
                    continue;
                }
                Err(cause) => return Err(cause),
            };
            // Last, so that nothing makes way for what cannot be made.
            let cleared = match cancels {
                None => Cleared::All,
                Some(cancels) => {
                    self.cancel_runs(&write.job, cancels, now, ended, &mut room).await?
                }
            };
            match cleared {
                Cleared::All => kept.writes.push(write),
                Cleared::Some => {
                    kept.canceling.insert(job);
                }
                Cleared::Moved => kept.stale = true,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
