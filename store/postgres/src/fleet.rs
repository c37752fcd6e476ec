//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{PgConnection, Row, postgres::PgRow, query, query_scalar};
use taskmaster_domain::{OrderId, Timestamp, WorkerId};
use taskmaster_store::{Fleet, FleetState, KillOrder, KillResult, Result, SchedulerBeat};
use uuid::Uuid;

use crate::{
    Postgres,
    error::{Outcome, unreadable},
    line::on,
    stamp::Stamp,
};

/// What `fleet_kill.outcome` says.
const DONE: i16 = 0;
const NOT_OURS: i16 = 1;
const UNKNOWN: i16 = 2;

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

    async fn settle_fleet(&self, seen: &FleetState, size: u32) -> Result<bool> {
        on!(self.main(), |c| settle(c, seen, size))
    }

    async fn report_fleet(&self, present: u32, last_error: &str) -> Result<()> {
        on!(self.main(), |c| report(c, present, last_error))
    }

    async fn order_kill(
        &self,
        name: &str,
        worker: Option<WorkerId>,
        replace: bool,
        now: Timestamp,
    ) -> Result<OrderId> {
        on!(self.main(), |c| order_kill(c, name, worker, replace, now))
    }

    async fn kills(&self) -> Result<Vec<KillOrder>> {
        on!(self.main(), |c| kills(c))
    }

    async fn begin_kill(
        &self,
        order: OrderId,
        worker: Option<WorkerId>,
        container: &str,
    ) -> Result<()> {
        on!(self.main(), |c| begin_kill(c, order, worker, container))
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
        settled: row.try_get(4)?,
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

async fn settle(c: &mut PgConnection, seen: &FleetState, wanted: u32) -> Outcome<bool> {
    let done = query(include_str!("../queries/fleet/settle.sql"))
        .bind(size(wanted))
        .bind(size(seen.wanted))
        .bind(seen.settled)
        .execute(c)
        .await?;
    Ok(done.rows_affected() > 0)
}

async fn report(c: &mut PgConnection, present: u32, last_error: &str) -> Outcome<()> {
    query(include_str!("../queries/fleet/report.sql"))
        .bind(size(present))
        .bind(last_error)
        .execute(c)
        .await?;
    Ok(())
}

async fn order_kill(
    c: &mut PgConnection,
    name: &str,
    worker: Option<WorkerId>,
    replace: bool,
    now: Timestamp,
) -> Outcome<OrderId> {
    let id = query_scalar(include_str!("../queries/fleet/order_kill.sql"))
        .bind(name)
        .bind(worker.map(|worker| worker.0))
        .bind(replace)
        .bind(Stamp(now))
        .fetch_one(c)
        .await?;
    Ok(OrderId(id))
}

async fn kills(c: &mut PgConnection) -> Outcome<Vec<KillOrder>> {
    let rows = query(include_str!("../queries/fleet/kills.sql")).fetch_all(c).await?;
    let kill = |row: &PgRow| {
        Ok(KillOrder {
            id: OrderId(row.try_get(0)?),
            name: row.try_get(1)?,
            worker: row.try_get::<Option<i64>, _>(2)?.map(WorkerId),
            replace: row.try_get(3)?,
            container: row.try_get(4)?,
        })
    };
    rows.iter().map(kill).collect()
}

async fn begin_kill(
    c: &mut PgConnection,
    order: OrderId,
    worker: Option<WorkerId>,
    container: &str,
) -> Outcome<()> {
    query(include_str!("../queries/fleet/begin_kill.sql"))
        .bind(order.0)
        .bind(worker.map(|worker| worker.0))
        .bind(container)
        .execute(c)
        .await?;
    Ok(())
}

async fn finish_kill(
    c: &mut PgConnection,
    order: OrderId,
    result: &KillResult,
    lower: bool,
) -> Outcome<()> {
    let (outcome, requeued, container) = match result {
        KillResult::Open => return Ok(()),
        KillResult::Done { container, requeued } => {
            (DONE, Some(size(*requeued)), container.as_str())
        }
        KillResult::NotOurs => (NOT_OURS, None, ""),
        KillResult::Unknown => (UNKNOWN, None, ""),
    };
    query(include_str!("../queries/fleet/finish_kill.sql"))
        .bind(order.0)
        .bind(outcome)
        .bind(requeued)
        .bind(container)
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
    Ok(match row.try_get::<i16, _>(0)? {
        DONE => KillResult::Done {
            requeued: u32::try_from(row.try_get::<i32, _>(1)?).map_err(unreadable)?,
            container: row.try_get(2)?,
        },
        NOT_OURS => KillResult::NotOurs,
        UNKNOWN => KillResult::Unknown,
        other => return Err(unreadable(format!("a kill ended in {other}"))),
    })
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
