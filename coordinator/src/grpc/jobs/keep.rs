//! Makes what was decided about a job true.

use std::collections::BTreeSet;

use taskmaster_domain::{
    JobId, TaskId, Timestamp, Violations,
    job::{Change, Job, JobRefusal, Run, RunPlan},
    lane::LaneKey,
};
use taskmaster_proto::{Error, convert, v1};
use taskmaster_store::{Command, JobMoment, JobWrite, NewTask, Wake, Written};
use tokio::sync::broadcast::error::RecvError;
use tracing::warn;

use super::{Jobs, RECENT, told, unknown};
use crate::metrics::Kind;

/// How often somebody else may have been faster.
const TRIES: usize = 20;
/// Steps that enter what a long outage left, before whoever edits is asked to try again.
const BEHIND: usize = 500;
/// A fire this near is poked for: schedulers look ahead by themselves once a second.
const SOON: std::time::Duration = std::time::Duration::from_secs(2);
/// How long a deletion waits for what it cancels.
const ENDING: std::time::Duration = std::time::Duration::from_secs(10);

fn id_taken(id: JobId) -> Error {
    Error::WrongState(format!("a job with the id {id} is there already"))
}

fn outrun() -> Error {
    Error::Exhausted("too much happens to the job at once, try again".to_owned())
}

impl Jobs {
    /// Reads, decides, writes: all of it again when somebody else was faster. What must be entered
    /// of the time before is entered first.
    pub(super) async fn step<F>(&self, id: JobId, mut decide: F) -> Result<Change, Error>
    where
        F: FnMut(&Job, Timestamp) -> Result<Result<Change, JobRefusal>, Error> + Send,
    {
        let (mut tries, mut behind) = (0, 0);
        while tries < TRIES && behind < BEHIND {
            let (job, now) = (self.job(id).await?, self.now());
            let decided = match decide(&job, now)? {
                Err(JobRefusal::Behind) => {
                    job.fire(now, &mut || TaskId::new(now)).map(|step| (step, false))
                }
                decided => Some((decided?, true)),
            };
            let Some((change, is_all)) = decided else {
                tries += 1;
                continue;
            };
            let is_kept = self.keep(&change, now).await?;
            match (is_kept, is_all) {
                (true, true) => return Ok(change),
                (true, false) => behind += 1,
                (false, _) => tries += 1,
            }
        }
        Err(outrun())
    }

    /// What a step would come to, of which nothing is kept. What must be entered of the time before
    /// is entered in thought.
    pub(super) async fn rehearse<F>(&self, id: JobId, mut decide: F) -> Result<v1::Job, Error>
    where
        F: FnMut(&Job, Timestamp) -> Result<Result<Change, JobRefusal>, Error> + Send,
    {
        let (mut job, now) = (self.job(id).await?, self.now());
        for _ in 0..BEHIND {
            match decide(&job, now)? {
                Err(JobRefusal::Behind) => match job.fire(now, &mut || TaskId::new(now)) {
                    Some(step) => job = step.job,
                    None => break,
                },
                decided => {
                    let latest = self.tasks.store.latest_runs(&[id], RECENT).await.map_err(told)?;
                    return self.rehearsed(decided?, latest).await;
                }
            }
        }
        Err(outrun())
    }

    /// What [`Self::make`] would come to, of which nothing is kept.
    pub(super) async fn rehearse_make(&self, change: Change) -> Result<v1::Job, Error> {
        let id = change.job.id;
        match self.tasks.store.jobs_of(&[id]).await.map_err(told)?.pop() {
            None => self.rehearsed(change, Vec::new()).await,
            // A repeat of a call.
            Some(kept) if kept.spec == change.job.spec => {
                self.shown(id).await?.ok_or_else(|| unknown(id))
            }
            Some(_) => Err(id_taken(id)),
        }
    }

    /// The job of a change as it would be, unless its name is another's.
    async fn rehearsed(&self, change: Change, latest: Vec<Run>) -> Result<v1::Job, Error> {
        let mut job = change.job;
        let named = self.tasks.store.job_named(&job.spec.name).await.map_err(told)?;
        if named.is_some_and(|other| other.id != job.id) {
            return Err(Error::JobNameTaken(job.spec.name));
        }
        job.revision += 1;
        Ok(convert::job_to_wire(job, latest))
    }

    /// Keeps a new job.
    pub(super) async fn make(&self, change: &Change, now: Timestamp) -> Result<(), Error> {
        if self.keep(change, now).await? {
            return Ok(());
        }
        Err(id_taken(change.job.id))
    }

    /// Keeps a change, unless the job moved since it was read.
    async fn keep(&self, change: &Change, now: Timestamp) -> Result<bool, Error> {
        if change.cancel_running && !self.make_way(&change.job).await? {
            return Ok(false);
        }
        let write = self.write_of(change, now).await?;
        let answers = self.tasks.store.write_jobs(std::slice::from_ref(&write), now).await;
        match answers.map_err(told)?.pop() {
            Some(Written::Kept(_)) => {}
            Some(Written::Stale) | None => return Ok(false),
            Some(Written::NameTaken(_)) => {
                return Err(Error::JobNameTaken(change.job.spec.name.clone()));
            }
            Some(Written::Gone) => return Err(unknown(change.job.id)),
            Some(Written::Exhausted) => {
                return Err(Error::Exhausted("there are as many jobs as there may be".to_owned()));
            }
            Some(Written::Refused(why)) => {
                warn!(job.id = %change.job.id, why, "the store refused what a caller said of a job");
                let text = "has a value that cannot be stored";
                return Err(Violations::one("job", text).into());
            }
        }
        self.wake(change, &write.tasks, now);
        Ok(true)
    }

    async fn write_of(&self, change: &Change, now: Timestamp) -> Result<JobWrite, Error> {
        let mut tasks = Vec::with_capacity(change.runs.len());
        for RunPlan { id, spec, gated } in &change.runs {
            let lane = self.tasks.lanes.intern(&LaneKey::of(spec)).await.map_err(told)?;
            let gate = gated.then_some(change.job.id);
            tasks.push(NewTask { id: *id, due: spec.due(now), lane, spec: spec.clone(), gate });
        }
        Ok(JobWrite::of(change, tasks))
    }

    /// After the commit: whoever claims, fires or listens hears of it.
    fn wake(&self, change: &Change, tasks: &[NewTask], now: Timestamp) {
        let store = &self.tasks.store;
        let mut lanes: Vec<_> = tasks.iter().map(|task| task.lane).collect();
        lanes.sort_unstable();
        lanes.dedup();
        lanes.into_iter().for_each(|lane| store.poke(Wake::Lane(lane)));
        let fire_at = change.job.state.fire_at;
        if let Some(at) = fire_at.filter(|at| at.since(now) <= SOON) {
            store.poke(Wake::Fire(at));
        }
        for task in tasks {
            let kind = task.spec.work.kind();
            self.tasks.metrics.created.get_or_create(&Kind { kind }).inc();
        }
        let made: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
        store.poke_tasks(&made);
        store.poke(Wake::Job(change.job.id, JobMoment::Changed));
    }

    /// Cancels what runs of a job; whether it is still as it was read. The list is older than that
    /// second look: nobody's newer run is in it.
    async fn make_way(&self, job: &Job) -> Result<bool, Error> {
        let open = self.tasks.store.open_runs(job.id).await.map_err(told)?;
        if self.job(job.id).await?.revision != job.revision {
            return Ok(false);
        }
        for run in open {
            self.cancel(run, "system:overlap").await?;
        }
        Ok(true)
    }

    /// Cancels the runs of a job that is about to be deleted and waits for their end, so that who
    /// asked knows that nothing of it runs any more: [`ENDING`] at the most. How many were canceled.
    pub(super) async fn end_runs(&self, job: JobId, by: &str) -> Result<i32, Error> {
        let mut wakes = self.tasks.store.wakes();
        let mut asked = BTreeSet::new();
        let mut canceled = 0;
        let late = tokio::time::sleep(ENDING);
        tokio::pin!(late);
        loop {
            let open = self.tasks.store.open_runs(job).await.map_err(told)?;
            if open.is_empty() {
                return Ok(canceled);
            }
            for &run in open.iter().filter(|&&run| asked.insert(run)) {
                canceled += i32::from(self.cancel(run, by).await?);
            }
            loop {
                let heard = tokio::select! {
                    () = &mut late => return Ok(canceled),
                    heard = wakes.recv() => heard,
                };
                match heard {
                    Ok(Wake::Task(task)) if open.contains(&task) => break,
                    Ok(Wake::Job(of, _)) if of == job => break,
                    Ok(Wake::Tasks) | Err(RecvError::Lagged(_)) => break,
                    Ok(_) => {}
                    Err(RecvError::Closed) => return Ok(canceled),
                }
            }
        }
    }

    /// Ends a run. False when it has ended already.
    pub(super) async fn cancel(&self, run: TaskId, by: &str) -> Result<bool, Error> {
        let command = Command::Cancel { by: by.to_owned() };
        match self.tasks.control(&run.to_string(), command).await {
            Ok(_) => Ok(true),
            Err(Error::WrongState(_) | Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The run with an id that the caller drew, when this is a repeat of its call.
    pub(super) async fn repeated(
        &self,
        job: JobId,
        run: Option<TaskId>,
    ) -> Result<Option<v1::Run>, Error> {
        let Some(run) = run else { return Ok(None) };
        let Some(task) = self.tasks.store.task(run).await.map_err(told)? else { return Ok(None) };
        let of = task.spec.run.clone().filter(|of| of.job == job);
        let of = of.ok_or_else(|| {
            Error::WrongState(format!("there is a task {run} already, and no run of this job"))
        })?;
        Ok(Some(convert::run_to_wire(Run {
            id: run,
            of,
            state: task.state,
            created_at: task.created_at,
            started_at: task.started_at,
            finished_at: task.finished_at,
            exit_code: task.exit_code,
            failure: task.failure,
            counters: task.counters,
        })))
    }
}
