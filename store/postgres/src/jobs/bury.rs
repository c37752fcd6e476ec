//! Deleting jobs: at once for everybody who looks, and then piece by piece.

use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{JobId, TaskId, Timestamp};
use taskmaster_store::{Deleted, KeptRuns};
use uuid::Uuid;

use crate::{error::Outcome, row::Columns, stamp::Stamp};

/// [`taskmaster_store::Jobs::delete_job`].
pub(super) async fn bury(
    c: &mut PgConnection,
    id: JobId,
    kept: KeptRuns,
    now: Timestamp,
) -> Outcome<Deleted> {
    let mut transaction = c.begin().await?;
    let c = &mut *transaction;
    let buried: i64 = query_scalar(include_str!("../../queries/jobs/bury.sql"))
        .bind(id.0)
        .bind(Stamp(now))
        .bind(kept == KeptRuns::All)
        .fetch_one(&mut *c)
        .await?;
    if buried == 0 {
        return Ok(Deleted::default());
    }
    let rows = query(include_str!("../../queries/jobs/unsettled.sql"))
        .bind(id.0)
        .fetch_all(&mut *c)
        .await?;
    let (mut unsettled, mut open) = (Vec::new(), Vec::new());
    for row in &rows {
        unsettled.push(row.id(0)?.0);
        if !row.state(1)?.is_terminal() {
            open.push(row.id(0)?);
        }
    }
    query(include_str!("../../queries/jobs/give_up.sql"))
        .bind(unsettled)
        .bind(open.iter().map(|task: &TaskId| task.0).collect::<Vec<_>>())
        .bind(kept != KeptRuns::None)
        .execute(&mut *c)
        .await?;
    transaction.commit().await?;
    Ok(Deleted { found: true, open })
}

/// [`taskmaster_store::Jobs::sweep_deleted`].
pub(super) async fn sweep(c: &mut PgConnection, limit: u32) -> Outcome<u64> {
    let ended: Vec<Uuid> = query_scalar(include_str!("../../queries/jobs/doomed.sql"))
        .bind(i64::from(limit))
        .fetch_all(&mut *c)
        .await?;
    if !ended.is_empty() {
        remove_tasks(c, &ended).await?;
        return Ok(ended.len() as u64);
    }
    let mut transaction = c.begin().await?;
    let buried = query(include_str!("../../queries/jobs/buried.sql"))
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(row) = buried else {
        // All gates that stay are looked at, so not once for each job that goes.
        let gates = query(include_str!("../../queries/jobs/left_gates.sql"))
            .bind(i64::from(limit))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        return Ok(gates.rows_affected());
    };
    let count = sweep_one(&mut transaction, row.try_get(0)?, row.try_get(1)?, limit).await?;
    transaction.commit().await?;
    Ok(count)
}

/// Deletes those of these tasks that have ended.
async fn remove_tasks(c: &mut PgConnection, ids: &[Uuid]) -> Outcome<()> {
    query(include_str!("../../queries/jobs/left_tasks.sql")).bind(ids).execute(c).await?;
    Ok(())
}

async fn sweep_one(c: &mut PgConnection, job: Uuid, keep_runs: bool, limit: u32) -> Outcome<u64> {
    let rows = query(include_str!("../../queries/jobs/left_runs.sql"))
        .bind(job)
        .bind(i64::from(limit))
        .fetch_all(&mut *c)
        .await?;
    if !rows.is_empty() {
        let (mut left, mut doomed) = (Vec::<Uuid>::new(), Vec::<Uuid>::new());
        for row in &rows {
            left.push(row.try_get(0)?);
            if !keep_runs || row.try_get(1)? {
                doomed.push(row.try_get(0)?);
            }
        }
        remove_tasks(&mut *c, &doomed).await?;
        // Those that were retried since go later.
        query(include_str!("../../queries/jobs/doom.sql")).bind(doomed).execute(&mut *c).await?;
        query(include_str!("../../queries/jobs/forget_runs.sql")).bind(left).execute(c).await?;
        return Ok(rows.len() as u64);
    }
    let statements = [
        include_str!("../../queries/jobs/left_fires.sql"),
        include_str!("../../queries/jobs/left_versions.sql"),
    ];
    for statement in statements {
        let done = query(statement).bind(job).bind(i64::from(limit)).execute(&mut *c).await?;
        if done.rows_affected() > 0 {
            return Ok(done.rows_affected());
        }
    }
    let done =
        query(include_str!("../../queries/jobs/remove.sql")).bind(job).execute(&mut *c).await?;
    Ok(done.rows_affected())
}
