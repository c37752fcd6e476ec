//! Tasks that leave their worker without its word.

use std::collections::BTreeSet;

use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{
    AttemptRef, FailureKind, Incarnation, LaneId, TaskId, TaskState, Timestamp,
    limits::POISON_DEATHS, task::AttemptEnd, worker::ReleaseCause,
};
use taskmaster_store::{Released, Result};
use uuid::Uuid;

use crate::{
    batch::Batch,
    connection::Write,
    counter::Deltas,
    error::{failed, unreadable},
    gates::{Places, admit},
    report::run,
    rows::{get, state, task_id},
    sql,
};

/// A task that a worker has, by the store's word.
pub(crate) struct Held {
    pub(crate) of: AttemptRef,
    pub(crate) state: TaskState,
    pub(crate) incarnation: Incarnation,
    pub(crate) cancel_requested: bool,
    pub(crate) queue: String,
    pub(crate) kind: String,
    lane: LaneId,
    deaths: i32,
    places: Places,
}

impl Held {
    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            of: AttemptRef { task: task_id(row, "id")?, attempt: get(row, "attempt")? },
            state: state(row)?,
            incarnation: Incarnation(get::<Uuid>(row, "incarnation")?),
            cancel_requested: get(row, "cancel_requested")?,
            queue: get(row, "queue")?,
            kind: get(row, "kind")?,
            lane: LaneId(get(row, "lane")?),
            deaths: get(row, "deaths")?,
            places: Places::held(row)?,
        })
    }
}

/// What becomes of a task that its worker lost.
enum Fate {
    Requeued,
    Poisoned,
    Canceled,
}

/// A cancellation that was asked for comes first: nobody wants the task back.
fn fate(task: &Held, deaths: i32) -> Fate {
    if task.cancel_requested {
        Fate::Canceled
    } else if deaths > task.deaths && deaths >= POISON_DEATHS {
        Fate::Poisoned
    } else {
        Fate::Requeued
    }
}

fn reason(cause: ReleaseCause) -> &'static str {
    match cause {
        ReleaseCause::Lost => "its worker was lost",
        ReleaseCause::Superseded => "its worker started anew without it",
        ReleaseCause::Killed => "its worker was killed",
    }
}

/// Takes these tasks from their workers.
pub(crate) async fn release(
    write: &mut Write<'_>,
    held: Vec<(Held, ReleaseCause)>,
    now: Timestamp,
) -> Result<Released> {
    let mut released = Released::default();
    if held.is_empty() {
        return Ok(released);
    }
    let (mut kept, mut moves, mut deltas) = (Batch::new(), Batch::new(), Deltas::default());
    let mut freed = BTreeSet::new();
    let ids: Vec<TaskId> = held.iter().map(|(task, _)| task.of.task).collect();
    for (task, cause) in held {
        let counts = task.state == TaskState::Running
            && matches!(cause, ReleaseCause::Lost | ReleaseCause::Superseded);
        let deaths = task.deaths + i32::from(counts);
        let id = task.of.task;
        let event = match fate(&task, deaths) {
            Fate::Requeued => {
                kept.row()
                    .uuid(id.0)
                    .number(AttemptEnd::Lost.code())
                    .null()
                    .time(now)
                    .null()
                    .text(FailureKind::LostWorker.name())?
                    .text(reason(cause))?
                    .number(0);
                released.requeued.push(id);
                released.lanes.push(task.lane);
                taskmaster_domain::Event::Release
            }
            Fate::Poisoned => {
                released.poisoned.push(id);
                taskmaster_domain::Event::Poison
            }
            Fate::Canceled => {
                released.canceled.push(id);
                taskmaster_domain::Event::Cancel
            }
        };
        let to = task.state.apply(event).map_err(|_| unreadable("a held task's state"))?;
        let failure = (to == TaskState::Failed).then(|| {
            let message = format!("its worker died under it {deaths} times");
            (FailureKind::Poison.name(), message)
        });
        moves
            .row()
            .uuid(id.0)
            .number(to.code())
            .number(deaths)
            .optional_time(to.is_terminal().then_some(now))
            .optional_text(failure.as_ref().map(|(kind, _)| *kind))?
            .optional_text(failure.as_ref().map(|(_, message)| message.as_str()))?;
        // One that goes back keeps its places.
        if to.is_terminal() {
            freed.extend(task.places.taken(task.state));
        }
        deltas.moved(&task.queue, task.state, to);
    }
    if !kept.is_empty() {
        run(write, sql!("dispatch/keep_attempt"), kept).await?;
    }
    sqlx::query(sql!("session/release"))
        .bind(moves.finish())
        .bind(now.micros())
        .execute(&mut **write)
        .await
        .map_err(failed)?;
    run(write, sql!("dispatch/forget_orders"), Batch::of_ids(ids.iter().map(|id| id.0))).await?;
    deltas.apply(write).await?;
    released.lanes.extend(admit(write, freed).await?);
    released.lanes.sort_unstable();
    released.lanes.dedup();
    Ok(released)
}
