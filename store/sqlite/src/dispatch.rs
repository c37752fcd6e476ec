//! Handing work out. Taking results back is in [`crate::report`].

use std::collections::HashMap;

use async_trait::async_trait;
use taskmaster_domain::{AttemptRef, LaneId, TaskId, TaskSpec, TaskState, Timestamp, WorkerId};
use taskmaster_store::{
    Claim, Claimed, Dispatch, End, LaneHead, Recorded, Result, Seat, Stand, Start,
};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    counter::Deltas,
    error::{failed, unreadable},
    report,
    rows::{get, parse_spec, spec, task_id, time},
    sql,
};

/// A seat that is still its worker's.
struct Filled {
    worker: WorkerId,
    incarnation: Uuid,
}

#[async_trait]
impl Dispatch for Sqlite {
    async fn claim(&self, claim: &Claim, now: Timestamp) -> Result<Vec<Claimed>> {
        if claim.seats.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let seats = open_seats(&mut write, &claim.seats).await?;
        let claimed = best(&mut write, claim.lane, &seats).await?;
        if claimed.is_empty() {
            return Ok(claimed);
        }
        let mut given = Batch::new();
        let mut deltas = Deltas::default();
        for (one, seat) in claimed.iter().zip(&seats) {
            given.row().uuid(one.of.task.0).number(seat.worker.0).uuid(seat.incarnation);
            deltas.moved(&one.spec.queue, TaskState::Queued, TaskState::Assigned);
        }
        sqlx::query(sql!("dispatch/assign"))
            .bind(given.finish())
            .bind(now.micros())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        deltas.apply(&mut write).await?;
        commit(write).await?;
        Ok(claimed)
    }

    async fn lane_heads(&self, lanes: &[LaneId]) -> Result<Vec<LaneHead>> {
        let asked = Batch::of_numbers(lanes.iter().map(|lane| i64::from(lane.0))).finish();
        let rows = sqlx::query(sql!("dispatch/lane_heads"))
            .bind(asked)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(LaneHead {
                    lane: LaneId(get(row, "lane")?),
                    priority: get(row, "priority")?,
                    due: time(row, "due")?,
                })
            })
            .collect()
    }

    async fn queued(&self, lane: LaneId) -> Result<u64> {
        let count: Option<i64> = sqlx::query_scalar(sql!("dispatch/queued"))
            .bind(lane.0)
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    async fn start(&self, starts: &[Start]) -> Result<Vec<Recorded>> {
        report::start(self, starts).await
    }

    async fn stands(&self, attempts: &[AttemptRef]) -> Result<Vec<Stand>> {
        let mut asked = Batch::new();
        for of in attempts {
            asked.row().uuid(of.task.0).number(of.attempt);
        }
        let rows = sqlx::query(sql!("dispatch/stands"))
            .bind(asked.finish())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(Stand {
                    of: AttemptRef { task: task_id(row, "id")?, attempt: get(row, "attempt")? },
                    spec: spec(row)?,
                    tries_used: get(row, "tries_used")?,
                    cancel_requested: get(row, "cancel_requested")?,
                })
            })
            .collect()
    }

    async fn report(&self, ends: &[End], now: Timestamp) -> Result<Vec<Recorded>> {
        report::report(self, ends, now).await
    }
}

/// Those of the seats that may be filled, in their order.
async fn open_seats(write: &mut Write<'_>, seats: &[Seat]) -> Result<Vec<Filled>> {
    let mut ids: Vec<i64> = seats.iter().map(|seat| seat.worker.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<(i64, i64, Uuid)> = sqlx::query_as(sql!("dispatch/seats"))
        .bind(Batch::of_numbers(ids).finish())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    let open: HashMap<(i64, i64), Uuid> =
        rows.into_iter().map(|(id, session, incarnation)| ((id, session), incarnation)).collect();
    Ok(seats
        .iter()
        .filter_map(|seat| {
            let incarnation = *open.get(&(seat.worker.0, seat.session))?;
            Some(Filled { worker: seat.worker, incarnation })
        })
        .collect())
}

/// The best tasks of a lane, the best for the first seat.
async fn best(write: &mut Write<'_>, lane: LaneId, seats: &[Filled]) -> Result<Vec<Claimed>> {
    if seats.is_empty() {
        return Ok(Vec::new());
    }
    let row = sqlx::query(sql!("dispatch/best"))
        .bind(lane.0)
        .bind(i64::try_from(seats.len()).unwrap_or(i64::MAX))
        .fetch_one(&mut **write)
        .await
        .map_err(failed)?;
    let Some(ids) = get::<Option<&str>>(&row, "ids")? else { return Ok(Vec::new()) };
    let attempts: &str = get(&row, "attempts")?;
    let dues: &str = get(&row, "dues")?;
    let specs: &str = get(&row, "specs")?;
    let sinces: &str = get(&row, "sinces")?;
    let stamps = dues.split(' ').zip(sinces.split(' '));
    let numbers = attempts.split(' ').zip(stamps);
    let tasks = ids.split(' ').zip(numbers).zip(specs.split('\u{1e}'));
    let mut claimed = Vec::with_capacity(seats.len());
    for (((id, (attempt, (due, since))), spec), seat) in tasks.zip(seats) {
        let id = Uuid::try_parse(id).map_err(|_| unreadable("a task's id"))?;
        let attempt: i32 = attempt.parse().map_err(|_| unreadable("a task's attempt"))?;
        let due: i64 = due.parse().map_err(|_| unreadable("when a task is due"))?;
        let since = since.parse().map_err(|_| unreadable("since when a task waits"))?;
        claimed.push(Claimed {
            of: AttemptRef { task: TaskId(id), attempt: attempt + 1 },
            worker: seat.worker,
            spec: if spec.is_empty() { payload(write, id).await? } else { parse_spec(spec)? },
            due: Timestamp::from_micros(due),
            since: Timestamp::from_micros(since),
        });
    }
    Ok(claimed)
}

/// A spec that stands apart from its task. Few do, so they are fetched one by one.
async fn payload(write: &mut Write<'_>, task: Uuid) -> Result<TaskSpec> {
    let spec: String = sqlx::query_scalar(sql!("dispatch/payload"))
        .bind(task)
        .fetch_one(&mut **write)
        .await
        .map_err(failed)?;
    parse_spec(&spec)
}
