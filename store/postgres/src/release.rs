//! Taking attempts from a worker without its word.

use sqlx::{PgConnection, Row, query};
use taskmaster_domain::{AttemptRef, LaneId, TaskState, Timestamp, limits, worker::ReleaseCause};
use taskmaster_store::Released;

use crate::{
    error::{Outcome, unreadable},
    gates::distinct,
    row::Columns,
    stamp::Stamp,
};

/// Releases those of `attempts` that are still held. The caller's transaction has locked their
/// worker's row before it read them.
pub(crate) async fn release(
    c: &mut PgConnection,
    attempts: &[AttemptRef],
    cause: ReleaseCause,
    now: Timestamp,
) -> Outcome<Released> {
    let mut released = Released::default();
    if attempts.is_empty() {
        return Ok(released);
    }
    let counts = match cause {
        ReleaseCause::Lost | ReleaseCause::Superseded => true,
        ReleaseCause::Killed => false,
    };
    let mut sorted = attempts.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let rows = query(include_str!("../queries/session/release.sql"))
        .bind(sorted.iter().map(|of| of.task.0).collect::<Vec<_>>())
        .bind(sorted.iter().map(|of| of.attempt).collect::<Vec<_>>())
        .bind(counts)
        .bind(limits::POISON_DEATHS)
        .bind(format!("its worker died under it {} times", limits::POISON_DEATHS))
        .bind(Stamp(now))
        .fetch_all(c)
        .await?;
    if let Some(row) = rows.first() {
        released.lanes = distinct(row.try_get(3)?);
    }
    for row in &rows {
        let id = row.id(0)?;
        match row.state(1)? {
            TaskState::Queued => {
                released.requeued.push(id);
                released.lanes.push(LaneId(row.try_get(2)?));
            }
            TaskState::Failed => released.poisoned.push(id),
            TaskState::Canceled => released.canceled.push(id),
            state => return Err(unreadable(format!("a release that led to {state}"))),
        }
    }
    released.lanes.sort_unstable();
    released.lanes.dedup();
    Ok(released)
}
