//! Rows as jobs, runs and fires, by the places of their columns.

use serde_json::from_str;
use sqlx::{Row, postgres::PgRow};
use taskmaster_domain::{
    JobId, TaskId,
    job::{Fire, FireOutcome, Job, Run, RunOf, Trigger, Version},
    task::Counts,
};
use taskmaster_store::EndedRun;
use uuid::Uuid;

use crate::{
    error::{Outcome, unreadable},
    row::Columns,
};

/// A row of the queries that tell jobs.
pub(super) fn job(row: &PgRow) -> Outcome<Job> {
    Ok(Job {
        id: JobId(row.try_get(0)?),
        revision: row.try_get(1)?,
        version: row.try_get(2)?,
        state: from_str(row.try_get(3)?).map_err(unreadable)?,
        created_by: row.try_get(4)?,
        created_at: row.stamp(5)?,
        updated_at: row.stamp(6)?,
        spec: from_str(row.try_get(7)?).map_err(unreadable)?,
    })
}

pub(super) fn version(row: &PgRow) -> Outcome<Version> {
    Ok(Version {
        version: row.try_get(0)?,
        valid_from: row.stamp(1)?,
        edited_by: row.try_get(2)?,
        spec: from_str(row.try_get(3)?).map_err(unreadable)?,
    })
}

/// The columns behind the task of a run.
fn of(row: &PgRow) -> Outcome<RunOf> {
    let trigger: i16 = row.try_get(3)?;
    let known = Trigger::from_code(trigger);
    Ok(RunOf {
        job: JobId(row.try_get(1)?),
        version: row.try_get(2)?,
        trigger: known.ok_or_else(|| unreadable(format!("trigger {trigger} is unknown")))?,
        nominal: row.some_stamp(4)?,
        check: row.try_get(5)?,
    })
}

pub(super) fn ended(row: &PgRow) -> Outcome<EndedRun> {
    Ok(EndedRun {
        id: row.id(0)?,
        of: of(row)?,
        state: row.state(6)?,
        finished_at: row.stamp(7)?,
        message: row.try_get(8)?,
        errors: row.try_get(9)?,
        exit_code: row.try_get(10)?,
    })
}

/// A run, without what it counted.
pub(super) fn run(row: &PgRow) -> Outcome<Run> {
    Ok(Run {
        id: row.id(0)?,
        of: of(row)?,
        state: row.state(6)?,
        created_at: row.stamp(7)?,
        started_at: row.some_stamp(8)?,
        finished_at: row.some_stamp(9)?,
        exit_code: row.try_get(10)?,
        failure: row.failure(11)?,
        counters: Counts::default(),
    })
}

pub(super) fn fire(row: &PgRow) -> Outcome<Fire> {
    let (code, task): (i16, Option<Uuid>) = (row.try_get(4)?, row.try_get(5)?);
    let outcome = FireOutcome::from_code(code, task.map(TaskId));
    Ok(Fire {
        job: JobId(row.try_get(0)?),
        nominal: row.stamp(1)?,
        decided_at: row.stamp(2)?,
        version: row.try_get(3)?,
        outcome: outcome.ok_or_else(|| unreadable(format!("outcome {code} is unknown")))?,
    })
}
