//! Handing work out and taking results back.

mod claim;
mod front;
mod report;
mod said;

use async_trait::async_trait;
use sqlx::{PgConnection, Row, query, query_scalar};
use taskmaster_domain::{AttemptRef, LaneId, TaskState, Timestamp};
use taskmaster_store::{Claim, Claimed, Dispatch, End, LaneHead, Recorded, Result, Stand, Start};
use uuid::Uuid;

use crate::{Postgres, error::Outcome, line::on, row::Columns, stamp::Stamp};

pub(crate) use front::{Fronts, Place};
use said::{Moved, Said};

#[async_trait]
impl Dispatch for Postgres {
    async fn claim(&self, claim: &Claim, now: Timestamp) -> Result<Vec<Claimed>> {
        claim::claim(self, claim, now).await
    }

    async fn lane_heads(&self, lanes: &[LaneId]) -> Result<Vec<LaneHead>> {
        claim::heads(self, lanes).await
    }

    async fn queued(&self, lane: LaneId) -> Result<u64> {
        on!(self.main(), |c| queued(c, lane))
    }

    async fn start(&self, starts: &[Start]) -> Result<Vec<Recorded>> {
        if starts.is_empty() {
            return Ok(Vec::new());
        }
        let mut moved = Moved::default();
        on!(self.0.lines.report, |c| start(c, starts, &mut moved))
    }

    async fn stands(&self, attempts: &[AttemptRef]) -> Result<Vec<Stand>> {
        on!(self.main(), |c| stands(c, attempts))
    }

    async fn report(&self, ends: &[End], now: Timestamp) -> Result<Vec<Recorded>> {
        if ends.is_empty() {
            return Ok(Vec::new());
        }
        let mut moved = Moved::default();
        let answers = on!(self.0.lines.report, |c| report::report(c, ends, now, &mut moved));
        if ends.iter().any(|end| report::may_queue(end.verdict)) {
            self.0.fronts.queued_anywhere();
        }
        // What was let through stays so, whatever became of the rest.
        self.let_through(&moved.lanes);
        answers
    }
}

async fn queued(c: &mut PgConnection, lane: LaneId) -> Outcome<u64> {
    let queued: i64 = query_scalar(include_str!("../queries/dispatch/queued.sql"))
        .bind(lane.0)
        .fetch_one(c)
        .await?;
    Ok(u64::try_from(queued).unwrap_or(0))
}

async fn start(
    c: &mut PgConnection,
    starts: &[Start],
    moved: &mut Moved,
) -> Outcome<Vec<Recorded>> {
    let said = Said::new(starts.iter().map(|start| (start.of, start.incarnation)));
    let started = query(include_str!("../queries/dispatch/start.sql"))
        .bind(said.tasks())
        .bind(said.attempts())
        .bind(said.incarnations())
        .bind(said.pick(starts, |start| Stamp(start.started_at)))
        .fetch_all(&mut *c)
        .await?;
    // One that runs already, or has ended by the same speaker, was said before.
    let before = [TaskState::Running, TaskState::Completed, TaskState::Failed, TaskState::Canceled];
    said.answers(c, &started, &before, moved).await
}

async fn stands(c: &mut PgConnection, attempts: &[AttemptRef]) -> Outcome<Vec<Stand>> {
    let tasks: Vec<Uuid> = attempts.iter().map(|of| of.task.0).collect();
    let numbers: Vec<i32> = attempts.iter().map(|of| of.attempt).collect();
    let rows = query(include_str!("../queries/dispatch/stands.sql"))
        .bind(tasks)
        .bind(numbers)
        .fetch_all(c)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Stand {
                of: row.attempt_ref(0, 1)?,
                spec: row.spec(2)?,
                tries_used: row.try_get(3)?,
                cancel_requested: row.try_get(4)?,
            })
        })
        .collect()
}
