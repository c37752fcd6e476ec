//! Runs that are canceled for what becomes of their job: for the next one to start, or as it breaks.

use std::collections::BTreeMap;

use taskmaster_domain::{
    JobId, LaneId, TaskId, TaskState, Timestamp,
    history::Tally,
    job::{Cancels, Job},
};
use taskmaster_store::{
    ALL_QUEUES, Control, Controlled, History, JobMoment, Jobs, Minute, OTHER_QUEUES, Result,
    Submit, Wake, Wakes,
    jobs::{cancellation, to_cancel},
};
use tracing::warn;

use super::Keeper;

/// Runs that one step ends: the other jobs do not wait for those of a long outage. A further step goes
/// on.
pub(super) const ENDS: u32 = 500;

/// How far the canceling for a change has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cleared {
    /// All is canceled, and the job is as it was read.
    All,
    /// There is more than one step may cancel.
    Some,
    /// The job moved since it was read: the change will not be kept.
    Moved,
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized> Keeper<S> {
    /// Cancels these runs of a job while there is `room` for it in this step. The lanes of what that
    /// ended at once are added to `ended`: what a worker holds ends there, later.
    pub(super) async fn cancel_runs(
        &self,
        job: &Job,
        cancels: Cancels,
        now: Timestamp,
        ended: &mut Vec<LaneId>,
        room: &mut u32,
    ) -> Result<Cleared> {
        let mut below = None;
        loop {
            let page = to_cancel(&*self.store, job, cancels, below).await?;
            let Some(page) = page else { return Ok(Cleared::Moved) };
            for run in page.rows {
                if *room == 0 {
                    return Ok(Cleared::Some);
                }
                let Some(lane) = self.cancel(job.id, run, cancels, now).await? else { continue };
                ended.push(lane);
                *room -= 1;
            }
            below = page.next;
            if below.is_none() {
                return Ok(Cleared::All);
            }
        }
    }

    async fn cancel(
        &self,
        job: JobId,
        run: TaskId,
        cancels: Cancels,
        now: Timestamp,
    ) -> Result<Option<LaneId>> {
        match self.store.control(run, &cancellation(cancels), now).await? {
            Controlled::Moved { to: TaskState::Canceled, lane, .. } => {
                self.store.poke(Wake::Task(run));
                self.store.poke(Wake::Job(job, JobMoment::RunEnded));
                return Ok(Some(lane));
            }
            Controlled::Moved { .. } => self.store.poke(Wake::Task(run)),
            Controlled::Requested { worker } => self.store.poke(Wake::Worker(worker)),
            // It has just ended, or begun.
            Controlled::Refused(_) | Controlled::Unknown => {}
        }
        Ok(None)
    }

    /// Adds canceled runs of these lanes to what is counted and to the statistics, as coordinators
    /// do with what ends there. What cannot be written is missing in the latter.
    pub(super) async fn tally(&self, ended: &[LaneId], now: Timestamp) {
        if ended.is_empty() {
            return;
        }
        self.metrics.canceled_runs.inc_by(ended.len() as u64);
        let mut written = Ok(());
        if ended.iter().any(|lane| self.lanes.key(*lane).is_none()) {
            written = self.lanes.refresh().await;
        }
        if written.is_ok() {
            written = self.store.add_minutes(&self.minutes(ended, now)).await;
        }
        if let Err(cause) = written {
            warn!(%cause, runs = ended.len(), "canceled runs are missing in the statistics");
        }
    }

    fn minutes(&self, ended: &[LaneId], now: Timestamp) -> Vec<Minute> {
        let mut queues: BTreeMap<String, u64> = BTreeMap::new();
        for lane in ended {
            let key = self.lanes.key(*lane);
            let queue = key.as_ref().map_or(OTHER_QUEUES, |key| &key.queue);
            *queues.entry(queue.to_owned()).or_default() += 1;
        }
        queues.insert(ALL_QUEUES.to_owned(), ended.len() as u64);
        let minute = |(queue, canceled)| {
            let tally = Tally { canceled, ..Tally::default() };
            Minute { at: Minute::of(now), queue, tally }
        };
        queues.into_iter().map(minute).collect()
    }
}
