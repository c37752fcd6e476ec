//! Deleting jobs: at once for everybody who looks, and then piece by piece.

use std::collections::BTreeSet;

use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{JobId, TaskId, Timestamp};
use taskmaster_store::{Deleted, KeptRuns, Result};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    error::failed,
    report::run,
    rows::{get, state, task_id},
    sql,
    sweep::delete,
};

/// [`taskmaster_store::Jobs::delete_job`].
pub(super) async fn bury(
    store: &Sqlite,
    id: JobId,
    kept: KeptRuns,
    now: Timestamp,
) -> Result<Deleted> {
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let buried = sqlx::query(sql!("jobs/bury"))
        .bind(id.0)
        .bind(now.micros())
        .bind(kept == KeptRuns::All)
        .execute(&mut *write)
        .await
        .map_err(failed)?;
    if buried.rows_affected() == 0 {
        return Ok(Deleted::default());
    }
    sqlx::query(sql!("jobs/free_room")).execute(&mut *write).await.map_err(failed)?;
    let rows = sqlx::query(sql!("jobs/unsettled")).bind(id.0).fetch_all(&mut *write).await;
    let (mut open, mut ended) = (Vec::new(), Vec::new());
    for row in &rows.map_err(failed)? {
        let task = task_id(row, "id")?;
        if state(row)?.is_terminal() { ended.push(task.0) } else { open.push(task) }
    }
    let unsettled = open.iter().map(|task| task.0).chain(ended.iter().copied());
    run(&mut write, sql!("jobs/forget_unsettled"), Batch::of_ids(unsettled)).await?;
    run(&mut write, sql!("jobs/give_up_run"), Batch::of_ids(ended.iter().copied())).await?;
    // They are tasks like any other from now on, or go once they have ended.
    let going_on = || Batch::of_ids(open.iter().map(|task| task.0));
    run(&mut write, sql!("jobs/forget_run"), going_on()).await?;
    if kept == KeptRuns::None {
        run(&mut write, sql!("jobs/doom"), going_on()).await?;
    }
    commit(write).await?;
    Ok(Deleted { found: true, open })
}

/// [`taskmaster_store::Jobs::sweep_deleted`]. What there is to do is looked for by readers, so that
/// the writer is left alone when there is nothing.
pub(super) async fn sweep(store: &Sqlite, limit: u32) -> Result<u64> {
    let doomed = sqlx::query(sql!("jobs/doomed")).bind(limit).fetch_all(&store.readers);
    let doomed = doomed.await.map_err(failed)?;
    if !doomed.is_empty() {
        let mut writer = store.writer().await;
        let mut write = writer.begin().await?;
        delete(&mut write, &doomed).await?;
        commit(write).await?;
        return Ok(doomed.len() as u64);
    }
    let buried = sqlx::query_as(sql!("jobs/buried")).fetch_optional(&store.readers);
    let Some((job, keep_runs)) = buried.await.map_err(failed)? else {
        // All gates that stay are looked at, so not once for each job that goes.
        return sweep_gates(store, limit).await;
    };
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let count = sweep_one(&mut write, job, keep_runs, limit).await?;
    commit(write).await?;
    Ok(count)
}

async fn sweep_gates(store: &Sqlite, limit: u32) -> Result<u64> {
    let gates = sqlx::query_scalar(sql!("jobs/left_gates")).bind(limit).fetch_all(&store.readers);
    let gates: Vec<i64> = gates.await.map_err(failed)?;
    if gates.is_empty() {
        return Ok(0);
    }
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let count = gates.len() as u64;
    run(&mut write, sql!("jobs/remove_gates"), Batch::of_numbers(gates)).await?;
    commit(write).await?;
    Ok(count)
}

async fn sweep_one(write: &mut Write<'_>, job: Uuid, keep_runs: bool, limit: u32) -> Result<u64> {
    let rows: Vec<SqliteRow> = sqlx::query(sql!("jobs/left_runs"))
        .bind(job)
        .bind(limit)
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    if !rows.is_empty() {
        let ids = rows.iter().map(|row| task_id(row, "id")).collect::<Result<Vec<TaskId>>>()?;
        let mut doomed = Vec::new();
        for row in rows {
            if !keep_runs || get::<bool>(&row, "is_check")? {
                doomed.push(row);
            }
        }
        delete(write, &doomed).await?;
        // Those that were retried since go later.
        let doomed = doomed.iter().map(|row| Ok(task_id(row, "id")?.0));
        let doomed: Vec<Uuid> = doomed.collect::<Result<_>>()?;
        run(write, sql!("jobs/doom"), Batch::of_ids(doomed)).await?;
        let ids: BTreeSet<Uuid> = ids.into_iter().map(|id| id.0).collect();
        let count = ids.len() as u64;
        run(write, sql!("jobs/forget_run"), Batch::of_ids(ids)).await?;
        return Ok(count);
    }
    for statement in [sql!("jobs/left_fires"), sql!("jobs/left_versions")] {
        let done = sqlx::query(statement).bind(job).bind(limit).execute(&mut **write).await;
        let count = done.map_err(failed)?.rows_affected();
        if count > 0 {
            return Ok(count);
        }
    }
    let gate = sqlx::query(sql!("jobs/leave_gate")).bind(job).execute(&mut **write);
    gate.await.map_err(failed)?;
    let done = sqlx::query(sql!("jobs/remove")).bind(job).execute(&mut **write).await;
    Ok(done.map_err(failed)?.rows_affected())
}
