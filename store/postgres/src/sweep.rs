//! Letting time act. All of it is conditional and skips what another scheduler has locked.

use std::{sync::PoisonError, time::Duration};

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{AttemptRef, LaneId, TaskId, Timestamp, WorkerId, worker::ReleaseCause};
use taskmaster_store::{Promoted, Released, Result, Silent, Sweep};
use uuid::Uuid;

use crate::{
    Postgres,
    error::Outcome,
    gates::distinct,
    line::on,
    release::release,
    row::Columns,
    stamp::{Stamp, micros},
};

/// Rows that one statement of a pruning looks at, and how many statements one call makes.
const WINDOW: i64 = 10_000;
const WINDOWS: usize = 10;

#[async_trait]
impl Sweep for Postgres {
    async fn promote_due(&self, now: Timestamp, limit: u32) -> Result<Promoted> {
        let promoted = on!(self.0.lines.sweep, |c| promote(c, now, limit))?;
        self.0.fronts.queued_somewhere(&promoted.lanes);
        Ok(promoted)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        on!(self.0.lines.sweep, |c| next_due(c))
    }

    async fn expire_starts(&self, now: Timestamp, limit: u32) -> Result<Vec<TaskId>> {
        let (expired, lanes) = on!(self.0.lines.sweep, |c| expire_starts(c, now, limit))?;
        self.let_through(&lanes);
        Ok(expired)
    }

    async fn expire_heartbeats(&self, now: Timestamp, limit: u32) -> Result<Vec<Silent>> {
        // Not on the line of promotions, which must not be late: it looks at all that may be silent.
        on!(self.main(), |c| expire_heartbeats(c, now, limit))
    }

    async fn release_lost(&self, lease: Duration, now: Timestamp, limit: u32) -> Result<Released> {
        let released = on!(self.main(), |c| release_lost(c, lease, now, limit))?;
        self.0.fronts.queued_somewhere(&released.lanes);
        Ok(released)
    }

    async fn prune(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let mut deleted = 0;
        for _ in 0..WINDOWS {
            let from = *self.0.pruned_to.lock().unwrap_or_else(PoisonError::into_inner);
            let left = i64::from(limit) - i64::try_from(deleted).unwrap_or(i64::MAX);
            let pruned = on!(self.0.lines.sweep, |c| prune(c, from, before, left))?;
            deleted += pruned.deleted;
            // Behind the last window the next call begins at the oldest task again.
            *self.0.pruned_to.lock().unwrap_or_else(PoisonError::into_inner) =
                pruned.next.unwrap_or_default();
            if pruned.next.is_none() || deleted >= u64::from(limit) {
                break;
            }
        }
        Ok(deleted)
    }

    async fn database_now(&self, _now: Timestamp) -> Result<Timestamp> {
        on!(self.main(), |c| database_now(c))
    }
}

async fn promote(c: &mut PgConnection, now: Timestamp, limit: u32) -> Outcome<Promoted> {
    let rows = query(include_str!("../queries/sweep/promote.sql"))
        .bind(Stamp(now))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    let mut promoted = Promoted::default();
    for row in &rows {
        promoted.lanes.push(LaneId(row.try_get(0)?));
        promoted.tasks.extend(row.try_get::<Vec<Uuid>, _>(1)?.into_iter().map(TaskId));
    }
    if let Some(row) = rows.first() {
        promoted.lanes.extend(distinct(row.try_get(2)?));
        promoted.lanes.sort_unstable();
        promoted.lanes.dedup();
    }
    Ok(promoted)
}

async fn next_due(c: &mut PgConnection) -> Outcome<Option<Timestamp>> {
    let due: Option<Stamp> =
        query_scalar(include_str!("../queries/sweep/next_due.sql")).fetch_optional(c).await?;
    Ok(due.map(|stamp| stamp.0))
}

/// Answers also with the lanes of tasks that were let through a gate.
async fn expire_starts(
    c: &mut PgConnection,
    now: Timestamp,
    limit: u32,
) -> Outcome<(Vec<TaskId>, Vec<LaneId>)> {
    let rows = query(include_str!("../queries/sweep/expire_starts.sql"))
        .bind(Stamp(now))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    let lanes = match rows.first() {
        Some(row) => distinct(row.try_get(1)?),
        None => Vec::new(),
    };
    Ok((rows.iter().map(|row| row.id(0)).collect::<Outcome<_>>()?, lanes))
}

async fn expire_heartbeats(
    c: &mut PgConnection,
    now: Timestamp,
    limit: u32,
) -> Outcome<Vec<Silent>> {
    let rows = query(include_str!("../queries/sweep/expire_heartbeats.sql"))
        .bind(Stamp(now))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    rows.iter()
        .map(|row| Ok(Silent { of: row.attempt_ref(0, 1)?, worker: WorkerId(row.try_get(2)?) }))
        .collect()
}

async fn release_lost(
    c: &mut PgConnection,
    lease: Duration,
    now: Timestamp,
    limit: u32,
) -> Outcome<Released> {
    let renewing: bool = query_scalar(include_str!("../queries/sweep/renewing.sql"))
        .bind(micros(lease))
        .fetch_one(&mut *c)
        .await?;
    if !renewing {
        return Ok(Released::default());
    }
    let mut transaction = c.begin().await?;
    let c = &mut *transaction;
    let locked = query(include_str!("../queries/sweep/lock_lost.sql"))
        .bind(i64::from(limit))
        .fetch_all(&mut *c)
        .await?;
    let (mut workers, mut lost) = (Vec::<i64>::new(), Vec::<i64>::new());
    for row in &locked {
        workers.push(row.try_get(0)?);
        if row.try_get(1)? {
            lost.push(row.try_get(0)?);
        }
    }
    query(include_str!("../queries/sweep/let_go.sql")).bind(&lost).execute(&mut *c).await?;
    // A second statement, so that it sees what claims committed before the lock was had.
    let strays = query(include_str!("../queries/sweep/strays.sql"))
        .bind(&workers)
        .fetch_all(&mut *c)
        .await?;
    let attempts: Vec<AttemptRef> =
        strays.iter().map(|row| row.attempt_ref(0, 1)).collect::<Outcome<_>>()?;
    let mut released = release(c, &attempts, ReleaseCause::Lost, now).await?;
    transaction.commit().await?;
    released.workers = u32::try_from(lost.len()).unwrap_or(u32::MAX);
    Ok(released)
}

/// What one statement of a pruning did.
struct Pruned {
    deleted: u64,
    /// Behind which id the next one begins; nothing when this was the last.
    next: Option<Uuid>,
}

async fn prune(c: &mut PgConnection, from: Uuid, before: Timestamp, limit: i64) -> Outcome<Pruned> {
    let row = query(include_str!("../queries/sweep/prune.sql"))
        .bind(from)
        .bind(WINDOW)
        .bind(Stamp(before))
        .bind(limit)
        .fetch_one(c)
        .await?;
    let was_last: bool = row.try_get(2)?;
    let next: Option<Uuid> = row.try_get(1)?;
    Ok(Pruned { deleted: row.count(0)?, next: next.filter(|_| !was_last) })
}

async fn database_now(c: &mut PgConnection) -> Outcome<Timestamp> {
    let now: Stamp = query_scalar("select now()").fetch_one(c).await?;
    Ok(now.0)
}
