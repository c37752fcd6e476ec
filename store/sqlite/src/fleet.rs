//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{OrderId, Timestamp, worker::Order};
use taskmaster_store::{Error, Fleet, FleetState, KillResult, Result, SchedulerBeat};

use crate::{
    Sqlite,
    connection::commit,
    error::failed,
    rows::{self, get},
    sql,
};

/// How long a silent scheduler and an answered kill are kept.
const KEPT: Duration = Duration::from_secs(3_600);

/// What `worker_order.result` says of a worker that is not of this fleet.
const NOT_OURS: i64 = -1;

fn fleet(row: &SqliteRow) -> Result<FleetState> {
    Ok(FleetState {
        backend: get(row, "backend")?,
        wanted: get(row, "wanted")?,
        present: get(row, "present")?,
        last_error: get(row, "last_error")?,
    })
}

#[async_trait]
impl Fleet for Sqlite {
    async fn fleet(&self) -> Result<FleetState> {
        let row = sqlx::query(sql!("fleet/get")).fetch_optional(&self.readers).await;
        row.map_err(failed)?.map_or_else(|| Ok(FleetState::default()), |row| fleet(&row))
    }

    async fn set_wanted(&self, wanted: u32) -> Result<bool> {
        let mut writer = self.writer().await;
        let set = sqlx::query(sql!("fleet/set_wanted"))
            .bind(wanted)
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(set.rows_affected() > 0)
    }

    async fn adopt_fleet(&self, backend: &str, wanted: u32) -> Result<FleetState> {
        let mut writer = self.writer().await;
        let row = sqlx::query(sql!("fleet/adopt"))
            .bind(backend)
            .bind(wanted)
            .fetch_one(writer.connection().await?)
            .await
            .map_err(failed)?;
        fleet(&row)
    }

    async fn report_fleet(&self, present: u32, last_error: &str) -> Result<()> {
        let mut writer = self.writer().await;
        sqlx::query(sql!("fleet/report"))
            .bind(present)
            .bind(last_error)
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn kills(&self) -> Result<Vec<Order>> {
        let rows = sqlx::query(sql!("fleet/kills")).fetch_all(&self.readers).await;
        rows.map_err(failed)?.iter().map(rows::order).collect()
    }

    async fn finish_kill(&self, order: OrderId, result: &KillResult, lower: bool) -> Result<()> {
        let kept = match result {
            KillResult::Open => return Ok(()),
            KillResult::Done { requeued } => i64::from(*requeued),
            KillResult::NotOurs => NOT_OURS,
        };
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let answered = sqlx::query(sql!("fleet/answer_kill"))
            .bind(order.0)
            .bind(kept)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        if lower && answered.rows_affected() > 0 {
            sqlx::query(sql!("fleet/lower")).execute(&mut *write).await.map_err(failed)?;
        }
        commit(write).await
    }

    async fn kill_result(&self, order: OrderId) -> Result<KillResult> {
        let result: Option<Option<i64>> = sqlx::query_scalar(sql!("fleet/kill_result"))
            .bind(order.0)
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        Ok(match result.flatten() {
            None => KillResult::Open,
            Some(NOT_OURS) => KillResult::NotOurs,
            Some(requeued) => KillResult::Done { requeued: u32::try_from(requeued).unwrap_or(0) },
        })
    }

    async fn scheduler_beat(&self, beat: &SchedulerBeat, now: Timestamp) -> Result<()> {
        let duties = serde_json::to_string(&beat.duties)
            .map_err(|cause| Error::BadRow(format!("a scheduler's duties: {cause}")))?;
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        sqlx::query(sql!("fleet/scheduler_beat"))
            .bind(beat.id)
            .bind(&beat.name)
            .bind(duties)
            .bind(now.micros())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let steps = [
            (sql!("fleet/forget_coordinators"), now.minus(KEPT)),
            (sql!("fleet/forget_schedulers"), now.minus(KEPT)),
            (sql!("fleet/date_kills"), now),
            (sql!("fleet/forget_kills"), now.minus(KEPT)),
        ];
        for (statement, time) in steps {
            sqlx::query(statement)
                .bind(time.micros())
                .execute(&mut *write)
                .await
                .map_err(failed)?;
        }
        commit(write).await
    }

    async fn hold_lease(
        &self,
        name: &str,
        holder: uuid::Uuid,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<bool> {
        let mut writer = self.writer().await;
        let held = sqlx::query(sql!("fleet/hold_lease"))
            .bind(name)
            .bind(holder)
            .bind(now.plus(ttl).micros())
            .bind(now.micros())
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(held.rows_affected() > 0)
    }
}
