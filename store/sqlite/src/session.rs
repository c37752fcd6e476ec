//! Who is there: coordinators, workers, their leases and orders.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::SqliteConnection;
use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, OrderId, Timestamp, WorkerId,
    worker::{Order, OrderKind, Registration, ReleaseCause},
};
use taskmaster_store::{Beat, BeatAnswer, CoordinatorBeat, Released, Result, Sessions, Welcomed};

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    error::failed,
    hello::{Hello, hello},
    release::{Held, release},
    rows, sql,
};

#[async_trait]
impl Sessions for Sqlite {
    async fn register_coordinator(&self, advertised: &str) -> Result<CoordinatorId> {
        let mut writer = self.writer().await;
        let id = sqlx::query_scalar(sql!("session/register_coordinator"))
            .bind(advertised)
            .fetch_one(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(CoordinatorId(id))
    }

    async fn unregister_coordinator(&self, id: CoordinatorId) -> Result<()> {
        let mut writer = self.writer().await;
        sqlx::query(sql!("session/unregister_coordinator"))
            .bind(id.0)
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn hello(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
        evict: bool,
        coordinator: CoordinatorId,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Welcomed> {
        hello(self, &Hello { registration, holding, evict, coordinator, lease, now }).await
    }

    async fn beat(
        &self,
        coordinator: &CoordinatorBeat,
        beats: &[Beat],
        lease: Duration,
        now: Timestamp,
    ) -> Result<BeatAnswer> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        sqlx::query(sql!("session/beat_coordinator"))
            .bind(coordinator.id.0)
            .bind(coordinator.slots)
            .bind(micros(coordinator.gap))
            .bind(now.micros())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let renewed = renew(&mut write, beats, lease, now).await?;
        let all_slots: i64 = sqlx::query_scalar(sql!("session/all_slots"))
            .bind(now.micros())
            .fetch_one(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        let all_slots = u64::try_from(all_slots).unwrap_or(0);
        Ok(BeatAnswer { renewed, all_slots, database_now: now })
    }

    async fn release_worker(
        &self,
        worker: WorkerId,
        incarnation: Incarnation,
        cause: ReleaseCause,
        now: Timestamp,
    ) -> Result<Released> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let let_go = sqlx::query(sql!("session/let_go"))
            .bind(worker.0)
            .bind(incarnation.0)
            .bind(now.micros())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let rows = sqlx::query(sql!("session/held")).bind(worker.0).fetch_all(&mut *write);
        let held =
            rows.await.map_err(failed)?.iter().map(Held::read).collect::<Result<Vec<_>>>()?;
        let own = held.into_iter().filter(|task| task.incarnation == incarnation);
        let mut released =
            release(&mut write, own.map(|task| (task, cause)).collect(), now).await?;
        released.workers = u32::try_from(let_go.rows_affected()).unwrap_or(0);
        commit(write).await?;
        Ok(released)
    }

    async fn set_draining(&self, name: &str, draining: bool) -> Result<Option<WorkerId>> {
        let mut writer = self.writer().await;
        let id: Option<i64> = sqlx::query_scalar(sql!("session/set_draining"))
            .bind(name)
            .bind(draining)
            .fetch_optional(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(id.map(WorkerId))
    }

    async fn note_stopping(&self, worker: WorkerId, session: i64) -> Result<()> {
        let mut writer = self.writer().await;
        sqlx::query(sql!("session/note_stopping"))
            .bind(worker.0)
            .bind(session)
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn give_order(
        &self,
        worker: WorkerId,
        kind: OrderKind,
        now: Timestamp,
    ) -> Result<OrderId> {
        let mut writer = self.writer().await;
        give_order(writer.connection().await?, worker, kind, now).await
    }

    async fn orders(&self, workers: &[WorkerId]) -> Result<Vec<Order>> {
        let asked = Batch::of_numbers(workers.iter().map(|worker| worker.0)).finish();
        let rows = sqlx::query(sql!("session/orders"))
            .bind(asked)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter().map(rows::order).collect()
    }

    async fn finish_orders(&self, orders: &[OrderId]) -> Result<()> {
        let asked = Batch::of_numbers(orders.iter().map(|order| order.0)).finish();
        let mut writer = self.writer().await;
        sqlx::query(sql!("session/finish_orders"))
            .bind(asked)
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn touch(&self, worker: WorkerId, session: i64, now: Timestamp) -> Result<()> {
        let mut writer = self.writer().await;
        sqlx::query(sql!("session/touch"))
            .bind(worker.0)
            .bind(session)
            .bind(now.micros())
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn probe(&self) -> Result<()> {
        let mut writer = self.writer().await;
        let connection = writer.connection().await?;
        sqlx::query(sql!("session/probe")).execute(connection).await.map_err(failed)?;
        Ok(())
    }
}

async fn renew(
    write: &mut Write<'_>,
    beats: &[Beat],
    lease: Duration,
    now: Timestamp,
) -> Result<Vec<WorkerId>> {
    let mut batch = Batch::new();
    for Beat { worker, session, load } in beats {
        batch
            .row()
            .number(worker.0)
            .number(*session)
            .number(load.memory_bytes)
            .real(load.cpu_percent)
            .real(load.memory_percent);
    }
    let mut renewed: Vec<i64> = sqlx::query_scalar(sql!("session/beat_workers"))
        .bind(batch.finish())
        .bind(now.micros())
        .bind(now.plus(lease).micros())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    renewed.sort_unstable();
    Ok(renewed.into_iter().map(WorkerId).collect())
}

/// Keeps an order; also within a transaction that does more.
pub(crate) async fn give_order(
    connection: &mut SqliteConnection,
    worker: WorkerId,
    kind: OrderKind,
    now: Timestamp,
) -> Result<OrderId> {
    let of = kind.attempt();
    let id = sqlx::query_scalar(sql!("session/give_order"))
        .bind(worker.0)
        .bind(kind.code())
        .bind(of.map(|of| of.task.0))
        .bind(of.map(|of| of.attempt))
        .bind(now.micros())
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    Ok(OrderId(id))
}

fn micros(wait: Duration) -> i64 {
    i64::try_from(wait.as_micros()).unwrap_or(i64::MAX)
}
