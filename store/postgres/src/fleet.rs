//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{PgConnection, Row, postgres::PgRow, query};
use taskmaster_domain::{
    OrderId, Timestamp, WorkerId,
    worker::{Order, OrderKind},
};
use taskmaster_store::{Fleet, FleetState, KillResult, Result, SchedulerBeat};
use uuid::Uuid;

use crate::{
    Postgres,
    error::{Outcome, unreadable},
    line::on,
    stamp::Stamp,
};

#[async_trait]
impl Fleet for Postgres {
    async fn fleet(&self) -> Result<FleetState> {
        on!(self.main(), |c| fleet(c))
    }

    async fn set_wanted(&self, wanted: u32) -> Result<bool> {
        on!(self.main(), |c| set_wanted(c, wanted))
    }

    async fn adopt_fleet(&self, backend: &str, wanted: u32) -> Result<FleetState> {
        on!(self.main(), |c| adopt(c, backend, wanted))
    }

    async fn report_fleet(&self, present: u32, last_error: &str) -> Result<()> {
        on!(self.main(), |c| report(c, present, last_error))
    }

    async fn kills(&self) -> Result<Vec<Order>> {
        on!(self.main(), |c| kills(c))
    }

    async fn finish_kill(&self, order: OrderId, result: &KillResult, lower: bool) -> Result<()> {
        on!(self.main(), |c| finish_kill(c, order, result, lower))
    }

    async fn kill_result(&self, order: OrderId) -> Result<KillResult> {
        on!(self.main(), |c| kill_result(c, order))
    }

    async fn scheduler_beat(&self, beat: &SchedulerBeat, now: Timestamp) -> Result<()> {
        on!(self.main(), |c| scheduler_beat(c, beat, now))
    }

    async fn hold_lease(
        &self,
        name: &str,
        holder: Uuid,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<bool> {
        on!(self.main(), |c| hold_lease(c, name, holder, now.plus(ttl), now))
    }
}

fn size(of: u32) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

fn state(row: &PgRow) -> Outcome<FleetState> {
    Ok(FleetState {
        backend: row.try_get(0)?,
        wanted: u32::try_from(row.try_get::<i32, _>(1)?).map_err(unreadable)?,
        present: u32::try_from(row.try_get::<i32, _>(2)?).map_err(unreadable)?,
        last_error: row.try_get(3)?,
    })
}

async fn fleet(c: &mut PgConnection) -> Outcome<FleetState> {
    let row = query(include_str!("../queries/fleet/fleet.sql")).fetch_optional(c).await?;
    row.as_ref().map_or_else(|| Ok(FleetState::default()), state)
}

async fn set_wanted(c: &mut PgConnection, wanted: u32) -> Outcome<bool> {
    let done = query(include_str!("../queries/fleet/set_wanted.sql"))
        .bind(size(wanted))
        .execute(c)
        .await?;
    Ok(done.rows_affected() > 0)
}

async fn adopt(c: &mut PgConnection, backend: &str, wanted: u32) -> Outcome<FleetState> {
    let row = query(include_str!("../queries/fleet/adopt.sql"))
        .bind(backend)
        .bind(size(wanted))
        .fetch_one(c)
        .await?;
    state(&row)
}

async fn report(c: &mut PgConnection, present: u32, last_error: &str) -> Outcome<()> {
    query(include_str!("../queries/fleet/report.sql"))
        .bind(size(present))
        .bind(last_error)
        .execute(c)
        .await?;
    Ok(())
}

async fn kills(c: &mut PgConnection) -> Outcome<Vec<Order>> {
    let rows = query(include_str!("../queries/fleet/kills.sql")).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let code: i16 = row.try_get(2)?;
            let kind = OrderKind::from_code(code, None)
                .ok_or_else(|| unreadable(format!("order kind {code} is unknown")))?;
            Ok(Order { id: OrderId(row.try_get(0)?), worker: WorkerId(row.try_get(1)?), kind })
        })
        .collect()
}

async fn finish_kill(
    c: &mut PgConnection,
    order: OrderId,
    result: &KillResult,
    lower: bool,
) -> Outcome<()> {
    let (ours, requeued) = match result {
        KillResult::Open => return Ok(()),
        KillResult::Done { requeued } => (true, Some(size(*requeued))),
        KillResult::NotOurs => (false, None),
    };
    query(include_str!("../queries/fleet/finish_kill.sql"))
        .bind(order.0)
        .bind(ours)
        .bind(requeued)
        .bind(lower)
        .execute(c)
        .await?;
    Ok(())
}

async fn kill_result(c: &mut PgConnection, order: OrderId) -> Outcome<KillResult> {
    let row = query(include_str!("../queries/fleet/kill_result.sql"))
        .bind(order.0)
        .fetch_optional(c)
        .await?;
    let Some(row) = row else { return Ok(KillResult::Open) };
    let ours: bool = row.try_get(0)?;
    let requeued: Option<i32> = row.try_get(1)?;
    let requeued = u32::try_from(requeued.unwrap_or(0)).map_err(unreadable)?;
    Ok(if ours { KillResult::Done { requeued } } else { KillResult::NotOurs })
}

async fn scheduler_beat(c: &mut PgConnection, beat: &SchedulerBeat, now: Timestamp) -> Outcome<()> {
    query(include_str!("../queries/fleet/scheduler_beat.sql"))
        .bind(beat.id)
        .bind(&beat.name)
        .bind(&beat.duties)
        .bind(Stamp(now))
        .bind(Stamp(now.minus(Duration::from_secs(3_600))))
        .execute(c)
        .await?;
    Ok(())
}

async fn hold_lease(
    c: &mut PgConnection,
    name: &str,
    holder: Uuid,
    until: Timestamp,
    now: Timestamp,
) -> Outcome<bool> {
    let done = query(include_str!("../queries/fleet/hold_lease.sql"))
        .bind(name)
        .bind(holder)
        .bind(Stamp(until))
        .bind(Stamp(now))
        .execute(c)
        .await?;
    Ok(done.rows_affected() > 0)
}
