//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{OrderId, Timestamp, WorkerId};
use taskmaster_store::{Error, Fleet, FleetState, KillOrder, KillResult, Result, SchedulerBeat};

use crate::{
    Sqlite,
    connection::commit,
    error::{failed, unreadable},
    rows::get,
    sql,
};

/// How long a silent scheduler and an answered kill are kept.
const KEPT: Duration = Duration::from_secs(3_600);

/// What `fleet_kill.outcome` says.
const DONE: i64 = 0;
const NOT_OURS: i64 = 1;
const UNKNOWN: i64 = 2;

fn fleet(row: &SqliteRow) -> Result<FleetState> {
    Ok(FleetState {
        backend: get(row, "backend")?,
        wanted: get(row, "wanted")?,
        present: get(row, "present")?,
        last_error: get(row, "last_error")?,
        settled: get(row, "settled")?,
    })
}

fn kill(row: &SqliteRow) -> Result<KillOrder> {
    Ok(KillOrder {
        id: OrderId(get(row, "id")?),
        name: get(row, "name")?,
        worker: get::<Option<i64>>(row, "worker")?.map(WorkerId),
        replace: get(row, "replace")?,
        container: get(row, "container")?,
    })
}

fn kill_result(row: &SqliteRow) -> Result<KillResult> {
    Ok(match get(row, "outcome")? {
        DONE => {
            KillResult::Done { container: get(row, "container")?, requeued: get(row, "requeued")? }
        }
        NOT_OURS => KillResult::NotOurs,
        UNKNOWN => KillResult::Unknown,
        _ => return Err(unreadable("how a kill ended")),
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

    async fn settle_fleet(&self, seen: &FleetState, size: u32) -> Result<bool> {
        let mut writer = self.writer().await;
        let settled = sqlx::query(sql!("fleet/settle"))
            .bind(size)
            .bind(seen.wanted)
            .bind(seen.settled)
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(settled.rows_affected() > 0)
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

    async fn order_kill(
        &self,
        name: &str,
        worker: Option<WorkerId>,
        replace: bool,
        now: Timestamp,
    ) -> Result<OrderId> {
        let mut writer = self.writer().await;
        let id = sqlx::query_scalar(sql!("fleet/order_kill"))
            .bind(name)
            .bind(worker.map(|worker| worker.0))
            .bind(replace)
            .bind(now.micros())
            .fetch_one(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(OrderId(id))
    }

    async fn kills(&self) -> Result<Vec<KillOrder>> {
        let rows = sqlx::query(sql!("fleet/kills")).fetch_all(&self.readers).await;
        rows.map_err(failed)?.iter().map(kill).collect()
    }

    async fn begin_kill(
        &self,
        order: OrderId,
        worker: Option<WorkerId>,
        container: &str,
    ) -> Result<()> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let replace: Option<bool> = sqlx::query_scalar(sql!("fleet/begin_kill"))
            .bind(order.0)
            .bind(worker.map(|worker| worker.0))
            .bind(container)
            .fetch_optional(&mut *write)
            .await
            .map_err(failed)?;
        if replace == Some(true) {
            sqlx::query(sql!("fleet/unsettle")).execute(&mut *write).await.map_err(failed)?;
        }
        commit(write).await
    }

    async fn finish_kill(&self, order: OrderId, result: &KillResult, lower: bool) -> Result<()> {
        let (outcome, requeued, container) = match result {
            KillResult::Open => return Ok(()),
            KillResult::Done { container, requeued } => (DONE, Some(*requeued), container.as_str()),
            KillResult::NotOurs => (NOT_OURS, None, ""),
            KillResult::Unknown => (UNKNOWN, None, ""),
        };
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let answered = sqlx::query(sql!("fleet/answer_kill"))
            .bind(order.0)
            .bind(outcome)
            .bind(requeued)
            .bind(container)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        if lower && answered.rows_affected() > 0 {
            sqlx::query(sql!("fleet/lower")).execute(&mut *write).await.map_err(failed)?;
        }
        commit(write).await
    }

    async fn kill_result(&self, order: OrderId) -> Result<KillResult> {
        let row = sqlx::query(sql!("fleet/kill_result"))
            .bind(order.0)
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        row.as_ref().map_or(Ok(KillResult::Open), kill_result)
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
