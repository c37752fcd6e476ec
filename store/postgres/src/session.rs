//! Who is there: coordinators, workers, their leases and orders.

mod hello;

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, OrderId, Timestamp, WorkerId,
    worker::{Order, OrderKind, Registration, ReleaseCause},
};
use taskmaster_store::{
    Beat, BeatAnswer, CoordinatorBeat, Holding, Released, Result, Sessions, Welcomed,
};
use uuid::Uuid;

use crate::{
    Postgres,
    error::{Outcome, unreadable},
    line::on,
    release::release,
    row::Columns,
    stamp::{Stamp, micros},
};

#[async_trait]
impl Sessions for Postgres {
    async fn register_coordinator(&self, advertised: &str) -> Result<CoordinatorId> {
        on!(self.main(), |c| register(c, advertised))
    }

    async fn unregister_coordinator(&self, id: CoordinatorId) -> Result<()> {
        on!(self.main(), |c| unregister(c, id))
    }

    async fn hello(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
        evict: bool,
        _coordinator: CoordinatorId,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Welcomed> {
        let welcomed =
            on!(self.main(), |c| hello::hello(c, registration, holding, evict, lease, now))?;
        if let Welcomed::Welcome(welcome) = &welcomed {
            self.0.fronts.queued_somewhere(&welcome.released.lanes);
        }
        Ok(welcomed)
    }

    async fn beat(
        &self,
        coordinator: &CoordinatorBeat,
        beats: &[Beat],
        lease: Duration,
        _now: Timestamp,
    ) -> Result<BeatAnswer> {
        on!(self.0.lines.beat, |c| beat(c, coordinator, beats, lease))
    }

    async fn release_worker(
        &self,
        worker: WorkerId,
        incarnation: Incarnation,
        cause: ReleaseCause,
        now: Timestamp,
    ) -> Result<Released> {
        let released = on!(self.main(), |c| let_go(c, worker, incarnation, cause, now))?;
        self.0.fronts.queued_somewhere(&released.lanes);
        Ok(released)
    }

    async fn set_draining(&self, name: &str, draining: bool) -> Result<Option<WorkerId>> {
        on!(self.main(), |c| drain(c, name, draining))
    }

    async fn note_stopping(&self, worker: WorkerId, session: i64) -> Result<()> {
        on!(self.main(), |c| note_stopping(c, worker, session))
    }

    async fn give_order(
        &self,
        worker: WorkerId,
        kind: OrderKind,
        now: Timestamp,
    ) -> Result<OrderId> {
        on!(self.main(), |c| give_order(c, worker, kind, now))
    }

    async fn orders(&self, workers: &[WorkerId]) -> Result<Vec<Order>> {
        on!(self.0.lines.beat, |c| orders(c, workers))
    }

    async fn finish_orders(&self, orders: &[OrderId]) -> Result<()> {
        on!(self.main(), |c| finish_orders(c, orders))
    }

    async fn touch(&self, worker: WorkerId, session: i64, _now: Timestamp) -> Result<()> {
        on!(self.main(), |c| touch(c, worker, session))
    }

    async fn probe(&self) -> Result<()> {
        on!(self.main(), |c| probe(c))
    }
}

async fn register(c: &mut PgConnection, advertised: &str) -> Outcome<CoordinatorId> {
    let id = query_scalar(include_str!("../queries/session/register_coordinator.sql"))
        .bind(advertised)
        .fetch_one(c)
        .await?;
    Ok(CoordinatorId(id))
}

async fn unregister(c: &mut PgConnection, id: CoordinatorId) -> Outcome<()> {
    query(include_str!("../queries/session/unregister_coordinator.sql"))
        .bind(id.0)
        .execute(c)
        .await?;
    Ok(())
}

async fn beat(
    c: &mut PgConnection,
    coordinator: &CoordinatorBeat,
    beats: &[Beat],
    lease: Duration,
) -> Outcome<BeatAnswer> {
    let row = query(include_str!("../queries/session/beat.sql"))
        .bind(coordinator.id.0)
        .bind(i64::from(coordinator.slots))
        .bind(micros(coordinator.gap))
        .bind(beats.iter().map(|beat| beat.worker.0).collect::<Vec<_>>())
        .bind(beats.iter().map(|beat| beat.session).collect::<Vec<_>>())
        .bind(beats.iter().map(|beat| beat.load.cpu_percent).collect::<Vec<_>>())
        .bind(beats.iter().map(|beat| beat.load.memory_percent).collect::<Vec<_>>())
        .bind(beats.iter().map(|beat| beat.load.memory_bytes).collect::<Vec<_>>())
        .bind(micros(lease))
        .fetch_one(c)
        .await?;
    let renewed: Vec<i64> = row.try_get(0)?;
    Ok(BeatAnswer {
        renewed: renewed.into_iter().map(WorkerId).collect(),
        all_slots: row.count(1)?,
        database_now: row.stamp(2)?,
    })
}

async fn let_go(
    c: &mut PgConnection,
    worker: WorkerId,
    incarnation: Incarnation,
    cause: ReleaseCause,
    now: Timestamp,
) -> Outcome<Released> {
    let mut transaction = c.begin().await?;
    let let_go: Option<i64> = query_scalar(include_str!("../queries/session/let_go.sql"))
        .bind(worker.0)
        .bind(incarnation.0)
        .fetch_optional(&mut *transaction)
        .await?;
    if let_go.is_none() {
        return Ok(Released::default());
    }
    let held = held(&mut transaction, worker).await?;
    let attempts: Vec<_> = held.iter().map(|held| held.holding.of).collect();
    let mut released = release(&mut transaction, &attempts, cause, now).await?;
    transaction.commit().await?;
    released.workers = 1;
    Ok(released)
}

/// An attempt that a worker's name has, and by which of its starts.
struct Held {
    holding: Holding,
    incarnation: Incarnation,
}

async fn held(c: &mut PgConnection, worker: WorkerId) -> Outcome<Vec<Held>> {
    let rows =
        query(include_str!("../queries/session/held.sql")).bind(worker.0).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            Ok(Held {
                holding: Holding {
                    of: row.attempt_ref(0, 1)?,
                    state: row.state(2)?,
                    cancel_requested: row.try_get(4)?,
                    kind: row.try_get(5)?,
                    queue: row.try_get(6)?,
                },
                incarnation: Incarnation(row.try_get(3)?),
            })
        })
        .collect()
}

async fn drain(c: &mut PgConnection, name: &str, draining: bool) -> Outcome<Option<WorkerId>> {
    let id: Option<i64> = query_scalar(include_str!("../queries/session/drain.sql"))
        .bind(name)
        .bind(draining)
        .fetch_optional(c)
        .await?;
    Ok(id.map(WorkerId))
}

async fn note_stopping(c: &mut PgConnection, worker: WorkerId, session: i64) -> Outcome<()> {
    query(include_str!("../queries/session/note_stopping.sql"))
        .bind(worker.0)
        .bind(session)
        .execute(c)
        .await?;
    Ok(())
}

async fn probe(c: &mut PgConnection) -> Outcome<()> {
    query(include_str!("../queries/session/probe.sql")).execute(c).await?;
    Ok(())
}

async fn give_order(
    c: &mut PgConnection,
    worker: WorkerId,
    kind: OrderKind,
    now: Timestamp,
) -> Outcome<OrderId> {
    let of = kind.attempt();
    let id = query_scalar(include_str!("../queries/session/give_order.sql"))
        .bind(worker.0)
        .bind(kind.code())
        .bind(of.map(|of| of.task.0))
        .bind(of.map(|of| of.attempt))
        .bind(Stamp(now))
        .fetch_one(c)
        .await?;
    Ok(OrderId(id))
}

async fn orders(c: &mut PgConnection, workers: &[WorkerId]) -> Outcome<Vec<Order>> {
    let rows = query(include_str!("../queries/session/orders.sql"))
        .bind(workers.iter().map(|worker| worker.0).collect::<Vec<_>>())
        .fetch_all(c)
        .await?;
    rows.iter()
        .map(|row| {
            let code: i16 = row.try_get(2)?;
            let task: Option<Uuid> = row.try_get(3)?;
            let of = match task {
                Some(_) => Some(row.attempt_ref(3, 4)?),
                None => None,
            };
            let kind = OrderKind::from_code(code, of)
                .ok_or_else(|| unreadable(format!("order kind {code} is unknown")))?;
            Ok(Order { id: OrderId(row.try_get(0)?), worker: WorkerId(row.try_get(1)?), kind })
        })
        .collect()
}

async fn finish_orders(c: &mut PgConnection, orders: &[OrderId]) -> Outcome<()> {
    query(include_str!("../queries/session/finish_orders.sql"))
        .bind(orders.iter().map(|order| order.0).collect::<Vec<_>>())
        .execute(c)
        .await?;
    Ok(())
}

async fn touch(c: &mut PgConnection, worker: WorkerId, session: i64) -> Outcome<()> {
    query(include_str!("../queries/session/touch.sql"))
        .bind(worker.0)
        .bind(session)
        .execute(c)
        .await?;
    Ok(())
}
