//! Makes what the rules decided about jobs true.

use std::{collections::HashMap, fmt, sync::Arc};

use taskmaster_domain::{
    JobId, LaneId, TaskId, TaskState, Timestamp,
    job::{Change, Job, RunPlan},
    lane::LaneKey,
};
use taskmaster_store::{
    Command, Control, Controlled, Error, JobMoment, JobWrite, Jobs, NewTask, Result, Submit, Wake,
    Wakes, Written,
};
use tracing::{debug, warn};

/// Who cancels what has to make way.
const OVERLAP: &str = "system:overlap";

/// Whoever made a job's next time this near pokes: everybody else looks once a second.
const SOON: std::time::Duration = std::time::Duration::from_secs(2);

/// Writes changes of jobs, and wakes whom they concern.
pub(super) struct Keeper<S: ?Sized> {
    store: Arc<S>,
    lanes: HashMap<LaneKey, LaneId>,
}

impl<S: ?Sized> fmt::Debug for Keeper<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("lanes", &self.lanes.len()).finish_non_exhaustive()
    }
}

impl<S: Jobs + Submit + Control + Wakes + ?Sized> Keeper<S> {
    pub(super) fn new(store: Arc<S>) -> Self {
        Self { store, lanes: HashMap::new() }
    }

    /// Keeps each change that still fits its job as it is now, and gives those back. The others
    /// were decided by somebody else, who was faster.
    pub(super) async fn keep(
        &mut self,
        changes: Vec<Change>,
        now: Timestamp,
    ) -> Result<Vec<Change>> {
        let mut tried = Vec::with_capacity(changes.len());
        let mut writes = Vec::with_capacity(changes.len());
        for change in changes {
            if change.cancel_running && !self.make_way(&change.job, now).await? {
                continue;
            }
            match self.write_of(&change, now).await {
                Ok(write) => writes.push(write),
                // The neighbours still fit.
                Err(cause @ Error::Exhausted(_)) => {
                    warn!(job.id = %change.job.id, %cause, "a run of the job cannot be made");
                    continue;
                }
                Err(cause) => return Err(cause),
            }
            tried.push(change);
        }
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.store.write_jobs(&writes, now).await?;
        let mut kept = Vec::with_capacity(tried.len());
        for (change, answer) in tried.into_iter().zip(answers) {
            match answer {
                Written::Kept(_) => kept.push(change),
                Written::Stale | Written::Gone => {}
                Written::NameTaken(_) | Written::Exhausted | Written::Refused(_) => {
                    debug!(job.id = %change.job.id, ?answer, "a step of the job was not kept");
                }
            }
        }
        self.wake(&writes, &kept, now);
        Ok(kept)
    }

    async fn write_of(&mut self, change: &Change, now: Timestamp) -> Result<JobWrite> {
        let mut tasks = Vec::with_capacity(change.runs.len());
        for RunPlan { id, spec, gated } in &change.runs {
            let (lane, due) = (self.lane(LaneKey::of(spec)).await?, spec.due(now));
            let gate = gated.then_some(change.job.id);
            tasks.push(NewTask { id: *id, spec: spec.clone(), lane, due, gate });
        }
        Ok(JobWrite::of(change, tasks))
    }

    async fn lane(&mut self, key: LaneKey) -> Result<LaneId> {
        if let Some(lane) = self.lanes.get(&key) {
            return Ok(*lane);
        }
        let lane = self.store.intern_lane(&key).await?;
        self.lanes.insert(key, lane);
        Ok(lane)
    }

    /// Cancels what runs of a job; whether it is still as it was read. The list is older than that
    /// second look: nobody's newer run is in it.
    async fn make_way(&self, job: &Job, now: Timestamp) -> Result<bool> {
        let open = self.store.open_runs(job.id).await?;
        let again = self.store.jobs_of(&[job.id]).await?;
        if again.first().map(|again| again.revision) != Some(job.revision) {
            return Ok(false);
        }
        for run in open {
            self.cancel(job.id, run, now).await?;
        }
        Ok(true)
    }

    async fn cancel(&self, job: JobId, run: TaskId, now: Timestamp) -> Result<()> {
        let command = Command::Cancel { by: OVERLAP.to_owned() };
        match self.store.control(run, &command, now).await? {
            Controlled::Moved { to: TaskState::Canceled, .. } => {
                self.store.poke(Wake::Task(run));
                self.store.poke(Wake::Job(job, JobMoment::RunEnded));
            }
            Controlled::Moved { .. } => self.store.poke(Wake::Task(run)),
            Controlled::Requested { worker } => self.store.poke(Wake::Worker(worker)),
            // It has just ended.
            Controlled::Refused(_) | Controlled::Unknown => {}
        }
        Ok(())
    }

    fn wake(&self, writes: &[JobWrite], kept: &[Change], now: Timestamp) {
        let mut lanes: Vec<LaneId> = writes
            .iter()
            .flat_map(|write| &write.tasks)
            .filter(|task| task.due <= now)
            .map(|task| task.lane)
            .collect();
        lanes.sort_unstable();
        lanes.dedup();
        lanes.into_iter().for_each(|lane| self.store.poke(Wake::Lane(lane)));
        let soon = |at: &Timestamp| at.since(now) <= SOON;
        let later = writes.iter().flat_map(|write| &write.tasks).map(|task| task.due);
        if let Some(due) = later.filter(|due| *due > now).min().filter(soon) {
            self.store.poke(Wake::Due(due));
        }
        if let Some(at) = kept.iter().filter_map(|kept| kept.job.state.fire_at).min().filter(soon) {
            self.store.poke(Wake::Fire(at));
        }
        let runs: Vec<TaskId> = kept.iter().flat_map(|kept| &kept.runs).map(|run| run.id).collect();
        self.store.poke_tasks(&runs);
    }
}
