//! Rows as jobs, runs and fires.

use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{
    JobId, TaskId,
    job::{Fire, FireOutcome, Job, Run, RunOf, Trigger, Version},
    task::Counts,
};
use taskmaster_store::{EndedRun, Error, Result};

use uuid::Uuid;

use crate::{
    error::unreadable,
    rows::{failure, get, optional_time, state, task_id, time},
};

fn illegible(cause: serde_json::Error) -> Error {
    Error::Corrupt(format!("cannot read a job: {cause}"))
}

/// A row of the queries that tell jobs.
pub(super) fn job(row: &SqliteRow) -> Result<Job> {
    Ok(Job {
        id: JobId(get(row, "id")?),
        spec: serde_json::from_str(get(row, "spec")?).map_err(illegible)?,
        version: get(row, "version")?,
        revision: get(row, "revision")?,
        state: serde_json::from_str(get(row, "state")?).map_err(illegible)?,
        created_by: get(row, "created_by")?,
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
    })
}

pub(super) fn version(row: &SqliteRow) -> Result<Version> {
    Ok(Version {
        version: get(row, "version")?,
        spec: serde_json::from_str(get(row, "spec")?).map_err(illegible)?,
        valid_from: time(row, "valid_from")?,
        edited_by: get(row, "edited_by")?,
    })
}

fn of(row: &SqliteRow) -> Result<RunOf> {
    let trigger = Trigger::from_code(get(row, "trigger")?);
    Ok(RunOf {
        job: JobId(get(row, "job")?),
        version: get(row, "version")?,
        trigger: trigger.ok_or_else(|| unreadable("the trigger of a run"))?,
        nominal: optional_time(row, "nominal_at")?,
        check: get(row, "check_name")?,
    })
}

pub(super) fn ended(row: &SqliteRow) -> Result<EndedRun> {
    Ok(EndedRun {
        id: task_id(row, "task")?,
        of: of(row)?,
        state: state(row)?,
        finished_at: time(row, "finished_at")?,
        exit_code: get(row, "exit_code")?,
        errors: get::<Option<i64>>(row, "errors")?.unwrap_or_default(),
        message: get::<Option<String>>(row, "failure_message")?.unwrap_or_default(),
    })
}

/// A run, without what it counted.
pub(super) fn run(row: &SqliteRow) -> Result<Run> {
    Ok(Run {
        id: task_id(row, "task")?,
        of: of(row)?,
        state: state(row)?,
        created_at: time(row, "created_at")?,
        started_at: optional_time(row, "started_at")?,
        finished_at: optional_time(row, "finished_at")?,
        exit_code: get(row, "exit_code")?,
        failure: failure(row)?,
        counters: Counts::default(),
    })
}

pub(super) fn fire(row: &SqliteRow) -> Result<Fire> {
    let task: Option<Uuid> = get(row, "task")?;
    let outcome = FireOutcome::from_code(get(row, "outcome")?, task.map(TaskId));
    Ok(Fire {
        job: JobId(get(row, "job")?),
        nominal: time(row, "nominal_at")?,
        outcome: outcome.ok_or_else(|| unreadable("the outcome of a fire"))?,
        decided_at: time(row, "decided_at")?,
        version: get(row, "version")?,
    })
}
