//! Letting time act.

use std::{collections::BTreeSet, sync::PoisonError, time::Duration};

use async_trait::async_trait;
use sqlx::Row as _;
use taskmaster_domain::{
    AttemptRef, FailureKind, LaneId, TaskId, TaskState, Timestamp, WorkerId,
    worker::{OrderKind, ReleaseCause},
};
use taskmaster_store::{Promoted, Released, Result, Silent, Sweep};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    counter::Deltas,
    error::failed,
    gates::{Places, admit},
    release::{Held, release},
    report::run,
    rows::{get, state, task_id},
    session::give_order,
    sql,
};

/// Tasks that one pruning call looks at: about 50 ms of the writer at the most.
const PRUNING_STEP: i64 = 20_000;

#[async_trait]
impl Sweep for Sqlite {
    async fn promote_due(&self, now: Timestamp, limit: u32) -> Result<Promoted> {
        if self.next_due().await?.is_none_or(|due| due > now) {
            return Ok(Promoted::default());
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let rows: Vec<(Uuid, i32, String, Option<i64>)> = sqlx::query_as(sql!("sweep/promote"))
            .bind(now.micros())
            .bind(limit)
            .fetch_all(&mut *write)
            .await
            .map_err(failed)?;
        let mut promoted = Promoted::default();
        let (mut deltas, mut gates) = (Deltas::default(), BTreeSet::new());
        for (id, lane, queue, gate) in rows {
            gates.extend(gate);
            promoted.tasks.push(TaskId(id));
            promoted.lanes.push(LaneId(lane));
            deltas.moved(&queue, TaskState::Scheduled, TaskState::Queued);
        }
        promoted.lanes.extend(admit(&mut write, gates).await?);
        promoted.lanes.sort_unstable();
        promoted.lanes.dedup();
        deltas.apply(&mut write).await?;
        commit(write).await?;
        Ok(promoted)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        let due: Option<i64> = sqlx::query_scalar(sql!("sweep/next_due"))
            .fetch_one(&self.readers)
            .await
            .map_err(failed)?;
        Ok(due.map(Timestamp::from_micros))
    }

    async fn expire_starts(&self, now: Timestamp, limit: u32) -> Result<Vec<TaskId>> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let rows = sqlx::query(sql!("sweep/expire_starts"))
            .bind(now.micros())
            .bind(limit)
            .bind(FailureKind::StartTimeout.name())
            .bind("was queued for longer than its start timeout")
            .fetch_all(&mut *write)
            .await
            .map_err(failed)?;
        let (mut deltas, mut freed) = (Deltas::default(), BTreeSet::new());
        for row in &rows {
            deltas.moved(get(row, "queue")?, TaskState::Queued, TaskState::Failed);
            freed.extend(Places::read(row)?.taken(TaskState::Queued));
        }
        deltas.apply(&mut write).await?;
        let lanes = admit(&mut write, freed).await?;
        commit(write).await?;
        drop(writer);
        self.let_through(lanes);
        rows.iter().map(|row| task_id(row, "id")).collect()
    }

    async fn expire_heartbeats(&self, now: Timestamp, limit: u32) -> Result<Vec<Silent>> {
        let since: Option<i64> = sqlx::query_scalar(sql!("sweep/renewing_since"))
            .bind(now.micros())
            .fetch_one(&self.readers)
            .await
            .map_err(failed)?;
        let Some(since) = since else { return Ok(Vec::new()) };
        // Looked at by a reader: most passes find nothing and then leave the writer alone.
        let over: Vec<i64> = sqlx::query_scalar(sql!("sweep/time_outs_over"))
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        if over.is_empty() && silent(&self.readers, now, since, limit).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        // What is over stays so: an attempt that has ended is never held again.
        sqlx::query(sql!("session/finish_orders"))
            .bind(Batch::of_numbers(over).finish())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let told = silent(&mut *write, now, since, limit).await?;
        for Silent { of, worker } in &told {
            give_order(&mut write, *worker, OrderKind::TimeOut(*of), now).await?;
        }
        commit(write).await?;
        Ok(told)
    }

    async fn release_lost(&self, lease: Duration, now: Timestamp, limit: u32) -> Result<Released> {
        let lease = i64::try_from(lease.as_micros()).unwrap_or(i64::MAX);
        let renewed: bool = sqlx::query_scalar(sql!("sweep/is_renewed"))
            .bind(now.micros())
            .bind(lease)
            .fetch_one(&self.readers)
            .await
            .map_err(failed)?;
        // Looked at by a reader: most passes find nothing and then leave the writer alone.
        let anything: bool = sqlx::query_scalar(sql!("sweep/anything_lost"))
            .bind(now.micros())
            .fetch_one(&self.readers)
            .await
            .map_err(failed)?;
        if !renewed || !anything {
            return Ok(Released::default());
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let workers = sqlx::query(sql!("sweep/release_workers"))
            .bind(now.micros())
            .bind(limit)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let rows = sqlx::query(sql!("sweep/lost")).fetch_all(&mut *write).await.map_err(failed)?;
        let mut lost = Vec::with_capacity(rows.len());
        for row in &rows {
            let killed: bool = get(row, "killed")?;
            let cause = if killed { ReleaseCause::Killed } else { ReleaseCause::Lost };
            lost.push((Held::read(row)?, cause));
        }
        let mut released = release(&mut write, lost, now).await?;
        released.workers = u32::try_from(workers.rows_affected()).unwrap_or(u32::MAX);
        commit(write).await?;
        Ok(released)
    }

    async fn prune(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let from = *self.pruned_to.lock().unwrap_or_else(PoisonError::into_inner);
        let (deleted, to) = prune_behind(self, from, before, limit).await?;
        *self.pruned_to.lock().unwrap_or_else(PoisonError::into_inner) = to;
        if deleted == 0 && to == TaskId::default() && from != to {
            // The walk was at its end; what ended since then behind it is found from the start.
            let (deleted, to) = prune_behind(self, to, before, limit).await?;
            *self.pruned_to.lock().unwrap_or_else(PoisonError::into_inner) = to;
            return Ok(deleted);
        }
        Ok(deleted)
    }

    async fn database_now(&self, now: Timestamp) -> Result<Timestamp> {
        Ok(now)
    }
}

/// Attempts of which nothing was told for too long, while somebody could be told from `since` on.
async fn silent(
    from: impl sqlx::SqliteExecutor<'_>,
    now: Timestamp,
    since: i64,
    limit: u32,
) -> Result<Vec<Silent>> {
    let rows = sqlx::query(sql!("sweep/silent"))
        .bind(now.micros())
        .bind(since)
        .bind(limit)
        .fetch_all(from)
        .await
        .map_err(failed)?;
    rows.iter()
        .map(|row| {
            let of = AttemptRef { task: task_id(row, "id")?, attempt: get(row, "attempt")? };
            Ok(Silent { of, worker: WorkerId(get(row, "worker")?) })
        })
        .collect()
}

/// One step of the walk behind `from`: how many were deleted, and where the next step begins,
/// which is at the start again once the end was reached.
async fn prune_behind(
    store: &Sqlite,
    from: TaskId,
    before: Timestamp,
    limit: u32,
) -> Result<(u64, TaskId)> {
    let step = sqlx::query(sql!("sweep/step"))
        .bind(from.0)
        .bind(PRUNING_STEP)
        .bind(before.micros())
        .fetch_one(&store.readers)
        .await
        .map_err(failed)?;
    let looked_at: i64 = step.try_get("looked_at").map_err(failed)?;
    let Some(last) = get::<Option<Uuid>>(&step, "last")? else {
        return Ok((0, TaskId::default()));
    };
    let rows = sqlx::query(sql!("sweep/ended"))
        .bind(from.0)
        .bind(last)
        .bind(before.micros())
        .bind(limit)
        .fetch_all(&store.readers)
        .await
        .map_err(failed)?;
    let full = u32::try_from(rows.len()).is_ok_and(|found| found >= limit);
    let next = match rows.last() {
        Some(row) if full => task_id(row, "id")?,
        _ if looked_at >= PRUNING_STEP => TaskId(last),
        _ => TaskId::default(),
    };
    if rows.is_empty() {
        return Ok((0, next));
    }
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let deleted = delete(&mut write, &rows).await?;
    commit(write).await?;
    Ok((deleted, next))
}

/// Deletes ended tasks with all that hangs on them. Only an explicit retry moves an ended task;
/// one that was retried since it was read is left alone.
pub(crate) async fn delete(write: &mut Write<'_>, rows: &[sqlx::sqlite::SqliteRow]) -> Result<u64> {
    let ids = rows.iter().map(|row| Ok(task_id(row, "id")?.0)).collect::<Result<Vec<_>>>()?;
    let still = sqlx::query(sql!("sweep/still_ended"))
        .bind(Batch::of_ids(ids).finish())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    let mut deltas = Deltas::default();
    let mut gone = Vec::with_capacity(still.len());
    for row in &still {
        deltas.left(get(row, "queue")?, state(row)?);
        gone.push(task_id(row, "id")?.0);
    }
    let statements = [
        sql!("sweep/delete_chunk"),
        sql!("sweep/delete_attempt"),
        sql!("sweep/delete_payload"),
        sql!("sweep/delete_live"),
        sql!("sweep/delete_counters"),
        sql!("jobs/forget_run"),
        sql!("sweep/delete_task"),
    ];
    for statement in statements {
        run(write, statement, Batch::of_ids(gone.iter().copied())).await?;
    }
    deltas.apply(write).await?;
    Ok(gone.len() as u64)
}
