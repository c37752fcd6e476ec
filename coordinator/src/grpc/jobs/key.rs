//! Runs that are asked for again: the same id, and the same idempotency key, is the same run.
//!
//! A run keeps its key as any task does, by [`key_of_run`](taskmaster_domain::validate::key_of_run).
//! Of two calls with one key the slower finds the job moved, and then the run.

use taskmaster_domain::{
    JobId, Task, TaskId, TaskSpec,
    job::{Change, Overrides, Run},
};
use taskmaster_proto::{Error, convert, v1};

use super::{Jobs, told};

/// Gives the run of a change its key.
pub(super) fn with_key(mut change: Change, key: &str) -> Change {
    for run in &mut change.runs {
        key.clone_into(&mut run.spec.idempotency_key);
    }
    change
}

impl Jobs {
    /// The run with an id that the caller drew, when this is a repeat of its call.
    pub(super) async fn repeated(
        &self,
        job: JobId,
        run: Option<TaskId>,
    ) -> Result<Option<v1::Run>, Error> {
        let Some(run) = run else { return Ok(None) };
        let Some(task) = self.tasks.store.task(run).await.map_err(told)? else { return Ok(None) };
        as_run(task, job).map(Some)
    }

    /// The run of this job that `by` asked for with this key before. None of a job that is deleted,
    /// though its runs were to stay.
    ///
    /// # Errors
    /// When it was asked for with other overrides.
    pub(super) async fn run_with_key(
        &self,
        job: JobId,
        by: &str,
        key: &str,
        said: &Overrides,
    ) -> Result<Option<v1::Run>, Error> {
        let Some(holder) = self.holder(by, key).await? else { return Ok(None) };
        // It may have been deleted meanwhile.
        let Some(task) = self.tasks.store.task(holder).await.map_err(told)? else {
            return Ok(None);
        };
        match self.is_asked_for(job, &task.spec, said).await? {
            None => Ok(None),
            Some(true) => as_run(task, job).map(Some),
            Some(false) => Err(Error::KeyTaken(holder.to_string())),
        }
    }

    /// The run that has the key of one that this change makes.
    pub(super) async fn holder_of_key(&self, change: &Change) -> Result<Option<TaskId>, Error> {
        for run in &change.runs {
            let holder = self.holder(&run.spec.created_by, &run.spec.idempotency_key).await?;
            if holder.is_some() {
                return Ok(holder);
            }
        }
        Ok(None)
    }

    async fn holder(&self, by: &str, key: &str) -> Result<Option<TaskId>, Error> {
        if key.is_empty() {
            return Ok(None);
        }
        self.tasks.store.task_with_key(by, key).await.map_err(told)
    }

    /// Whether these overrides make the run that is kept, of the version of the job that made it.
    /// Nobody knows once the job is deleted.
    async fn is_asked_for(
        &self,
        job: JobId,
        kept: &TaskSpec,
        said: &Overrides,
    ) -> Result<Option<bool>, Error> {
        let Some(of) = kept.run.as_ref() else { return Ok(Some(false)) };
        let versions = self.tasks.store.job_versions(job, Some(of.version + 1), 1).await;
        let version = versions.map_err(told)?.rows.pop();
        Ok(version.map(|version| said.ask_for(&version.spec.task, kept)))
    }
}

/// The run of this job that a task is.
fn as_run(task: Task, job: JobId) -> Result<v1::Run, Error> {
    let Task { id, spec, .. } = task;
    let of = spec.run.filter(|of| of.job == job).ok_or_else(|| {
        Error::WrongState(format!("there is a task {id} already, and no run of this job"))
    })?;
    Ok(convert::run_to_wire(Run {
        id,
        of,
        state: task.state,
        created_at: task.created_at,
        started_at: task.started_at,
        finished_at: task.finished_at,
        exit_code: task.exit_code,
        failure: task.failure,
        counters: task.counters,
    }))
}
