//! Steering single tasks: decided by the table of states on the locked row.

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, query};
use taskmaster_domain::{
    Event, LaneId, Refusal, TaskId, TaskState, Timestamp, WorkerId, task::Resumed,
};
use taskmaster_store::{Command, Control, Controlled, Result};

use crate::{
    Postgres,
    error::{Outcome, unreadable},
    gates::{self, Places},
    line::on,
    row::Columns,
    stamp::Stamp,
};

#[async_trait]
impl Control for Postgres {
    async fn control(&self, id: TaskId, command: &Command, now: Timestamp) -> Result<Controlled> {
        let (controlled, lanes) = on!(self.main(), |c| control(c, id, command, now))?;
        self.let_through(&lanes);
        if let Controlled::Moved { to: TaskState::Queued, lane, .. } = controlled {
            self.0.fronts.queued_somewhere(&[lane]);
        }
        Ok(controlled)
    }
}

/// Answers also with the lanes of tasks that were let through a gate.
async fn control(
    c: &mut PgConnection,
    id: TaskId,
    command: &Command,
    now: Timestamp,
) -> Outcome<(Controlled, Vec<LaneId>)> {
    let mut transaction = c.begin().await?;
    let c = &mut *transaction;
    if *command == Command::Retry {
        query(include_str!("../queries/search/lock_retry.sql")).execute(&mut *c).await?;
    }
    let locked = query(include_str!("../queries/control/lock.sql"))
        .bind(id.0)
        .fetch_optional(&mut *c)
        .await?;
    let Some(row) = locked else { return Ok((Controlled::Unknown, Vec::new())) };
    let (from, lane, due) = (row.state(0)?, LaneId(row.try_get(1)?), row.stamp(2)?);
    let to = match from.apply(event(command, due, now)) {
        Ok(to) => to,
        Err(refusal) => return Ok((Controlled::Refused(refusal), Vec::new())),
    };
    if matches!(command, Command::CancelUnbegun { .. }) && row.try_get::<i32, _>(7)? > 0 {
        let refusal = Refusal { from, event: Event::Cancel };
        return Ok((Controlled::Refused(refusal), Vec::new()));
    }
    if let (Command::Cancel { by }, true) = (command, from.is_held()) {
        let worker: Option<i64> = row.try_get(3)?;
        let worker = worker.ok_or_else(|| unreadable("a held task without a worker"))?;
        query(include_str!("../queries/control/request_cancel.sql"))
            .bind(id.0)
            .bind(by)
            .bind(Stamp(now))
            .execute(&mut *c)
            .await?;
        transaction.commit().await?;
        return Ok((Controlled::Requested { worker: WorkerId(worker) }, Vec::new()));
    }
    let mut gates = Places::read(&row, 4)?.taken(from);
    gates.extend(apply(c, id, command, to, now).await?);
    if *command == Command::Retry {
        query(include_str!("../queries/search/reopen.sql")).bind(id.0).execute(&mut *c).await?;
    }
    let lanes = gates::admit(c, &gates).await?;
    query(include_str!("../queries/control/count.sql"))
        .bind(id.0)
        .bind(from.code())
        .bind(to.code())
        .execute(&mut *c)
        .await?;
    transaction.commit().await?;
    Ok((Controlled::Moved { from, to, lane }, lanes))
}

/// What a command is to a task that is due at `due`.
fn event(command: &Command, due: Timestamp, now: Timestamp) -> Event {
    match command {
        Command::Cancel { .. } | Command::CancelUnbegun { .. } => Event::Cancel,
        Command::Pause => Event::Pause,
        Command::Resume if due <= now => Event::Resume { to: Resumed::Queued },
        Command::Resume => Event::Resume { to: Resumed::Scheduled },
        Command::Retry => Event::Retry { waits: false },
    }
}

/// Answers with the gate before which the task stands now, if it comes in again.
async fn apply(
    c: &mut PgConnection,
    id: TaskId,
    command: &Command,
    to: TaskState,
    now: Timestamp,
) -> Outcome<Option<i64>> {
    let statement = match command {
        Command::Cancel { by } | Command::CancelUnbegun { by } => {
            query(include_str!("../queries/control/cancel.sql"))
                .bind(id.0)
                .bind(by)
                .bind(Stamp(now))
        }
        Command::Pause => query(include_str!("../queries/control/pause.sql")).bind(id.0),
        Command::Resume => query(include_str!("../queries/control/resume.sql"))
            .bind(id.0)
            .bind(to.code())
            .bind(Stamp(now)),
        Command::Retry => {
            query(include_str!("../queries/control/retry.sql")).bind(id.0).bind(Stamp(now))
        }
    };
    let row = statement.fetch_optional(c).await?;
    row.map_or(Ok(None), |row| Ok(row.try_get(0)?))
}
