//! Steering single tasks.

use std::collections::BTreeSet;

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{
    AttemptRef, Event, LaneId, Refusal, TaskId, TaskState, Timestamp, WorkerId,
    task::{AttemptEnd, Resumed},
    worker::OrderKind,
};
use taskmaster_store::{Command, Control, Controlled, Error, Result};

use crate::{
    Sqlite,
    connection::{Write, commit},
    counter::Deltas,
    error::{failed, unreadable},
    gates::{Places, admit},
    rows::{get, state, time},
    session, sql,
};

/// A task as a command finds it.
struct Found {
    id: TaskId,
    state: TaskState,
    attempt: i32,
    worker: Option<WorkerId>,
    lane: LaneId,
    queue: String,
    due: Timestamp,
    cancel_requested: bool,
    places: Places,
}

impl Found {
    fn read(id: TaskId, row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            id,
            state: state(row)?,
            attempt: get(row, "attempt")?,
            worker: get::<Option<i64>>(row, "worker")?.map(WorkerId),
            lane: LaneId(get(row, "lane")?),
            queue: get(row, "queue")?,
            due: time(row, "due")?,
            cancel_requested: get(row, "cancel_requested")?,
            places: Places::read(row)?,
        })
    }

    /// What `command` is to this task.
    fn event(&self, command: &Command, now: Timestamp) -> Event {
        match command {
            Command::Cancel { .. } | Command::CancelUnbegun { .. } => Event::Cancel,
            Command::Pause => Event::Pause,
            Command::Resume if self.due > now => Event::Resume { to: Resumed::Scheduled },
            Command::Resume => Event::Resume { to: Resumed::Queued },
            Command::Retry => Event::Retry { waits: false },
        }
    }
}

#[async_trait]
impl Control for Sqlite {
    async fn control(&self, id: TaskId, command: &Command, now: Timestamp) -> Result<Controlled> {
        let alone = if *command == Command::Retry { Some(self.filling.lock().await) } else { None };
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let row = sqlx::query(sql!("control/load")).bind(id.0).fetch_optional(&mut *write);
        let Some(row) = row.await.map_err(failed)? else { return Ok(Controlled::Unknown) };
        let task = Found::read(id, &row)?;
        if let (Command::Cancel { by }, true) = (command, task.state.is_held()) {
            let asked = request_cancel(&mut write, &task, by, now).await?;
            commit(write).await?;
            return Ok(asked);
        }
        if matches!(command, Command::CancelUnbegun { .. }) && task.attempt > 0 {
            let refusal = Refusal { from: task.state, event: Event::Cancel };
            return Ok(Controlled::Refused(refusal));
        }
        let to = match task.state.apply(task.event(command, now)) {
            Ok(to) => to,
            Err(refusal) => return Ok(Controlled::Refused(refusal)),
        };
        let limited = self.limited(&mut write).await?.get(&task.queue).copied();
        match command {
            Command::Cancel { by } | Command::CancelUnbegun { by } => {
                cancel(&mut write, &task, by, now).await?
            }
            Command::Pause | Command::Resume => {
                go(&mut write, sql!("control/move"), &task, to, limited, now).await?;
            }
            Command::Retry => {
                sqlx::query(sql!("control/keep_last"))
                    .bind(task.id.0)
                    .bind(AttemptEnd::Retried.code())
                    .execute(&mut *write)
                    .await
                    .map_err(failed)?;
                go(&mut write, sql!("control/retry"), &task, to, limited, now).await?;
                sqlx::query(sql!("search/reopen"))
                    .bind(task.id.0)
                    .execute(&mut *write)
                    .await
                    .map_err(failed)?;
            }
        }
        let mut gates: BTreeSet<i64> = task.places.taken(task.state).collect();
        if to == TaskState::Queued {
            gates.extend(task.places.own.or(task.places.queue).or(limited));
        }
        let lanes = admit(&mut write, gates).await?;
        let mut deltas = Deltas::default();
        deltas.moved(&task.queue, task.state, to);
        deltas.apply(&mut write).await?;
        commit(write).await?;
        drop(alone);
        drop(writer);
        self.let_through(lanes);
        Ok(Controlled::Moved { from: task.state, to, lane: task.lane })
    }
}

/// Notes that a held task is to end and tells its worker, once.
async fn request_cancel(
    write: &mut Write<'_>,
    task: &Found,
    by: &str,
    now: Timestamp,
) -> Result<Controlled> {
    let worker = task.worker.ok_or_else(|| unreadable("the worker of a held task"))?;
    if !task.cancel_requested {
        sqlx::query(sql!("control/request_cancel"))
            .bind(task.id.0)
            .bind(storable(by)?)
            .execute(&mut **write)
            .await
            .map_err(failed)?;
        let of = AttemptRef { task: task.id, attempt: task.attempt };
        session::give_order(write, worker, OrderKind::Cancel(of), now).await?;
    }
    Ok(Controlled::Requested { worker })
}

async fn cancel(write: &mut Write<'_>, task: &Found, by: &str, now: Timestamp) -> Result<()> {
    sqlx::query(sql!("control/cancel"))
        .bind(task.id.0)
        .bind(task.state.code())
        .bind(storable(by)?)
        .bind(now.micros())
        .execute(&mut **write)
        .await
        .map_err(failed)?;
    Ok(())
}

async fn go(
    write: &mut Write<'_>,
    statement: &'static str,
    task: &Found,
    to: TaskState,
    limited: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(statement)
        .bind(task.id.0)
        .bind(task.state.code())
        .bind(to.code())
        .bind(now.micros())
        .bind(limited)
        .execute(&mut **write)
        .await
        .map_err(failed)?;
    Ok(())
}

fn storable(text: &str) -> Result<&str> {
    if text.contains('\0') {
        return Err(Error::BadRow("a text contains U+0000".to_owned()));
    }
    Ok(text)
}
