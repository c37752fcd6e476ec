//! Ending attempts.

use sqlx::{PgConnection, Row, query};
use taskmaster_domain::{TaskState, Timestamp, Verdict};
use taskmaster_store::{End, Recorded};

use super::said::{Moved, Said};
use crate::{error::Outcome, gates::distinct, stamp::Stamp};

/// The number by which the statement knows a verdict.
const fn code(verdict: Verdict) -> i16 {
    match verdict {
        Verdict::Completed => 0,
        Verdict::Failed => 1,
        Verdict::Canceled => 2,
        Verdict::RetryAt(_) => 3,
        Verdict::Requeued => 4,
    }
}

/// Whether it may put its task back into a lane.
pub(super) const fn may_queue(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Completed | Verdict::Failed | Verdict::Canceled => false,
        Verdict::RetryAt(_) | Verdict::Requeued => true,
    }
}

/// Notes in `moved` also the lanes of tasks that were let through a gate.
pub(super) async fn report(
    c: &mut PgConnection,
    ends: &[End],
    now: Timestamp,
    moved: &mut Moved,
) -> Outcome<Vec<Recorded>> {
    let said = Said::new(ends.iter().map(|end| (end.of, end.incarnation)));
    let ended = query(include_str!("../../queries/dispatch/report.sql"))
        .bind(said.tasks())
        .bind(said.attempts())
        .bind(said.incarnations())
        .bind(said.pick(ends, |end| code(end.verdict)))
        .bind(said.pick(ends, |end| match end.verdict {
            Verdict::RetryAt(due) => Some(Stamp(due)),
            Verdict::Completed | Verdict::Failed | Verdict::Canceled | Verdict::Requeued => None,
        }))
        .bind(said.pick(ends, |end| end.started_at.map(Stamp)))
        .bind(said.pick(ends, |end| Stamp(end.finished_at)))
        .bind(said.pick(ends, |end| end.exit_code))
        .bind(said.pick(ends, |end| end.failure.as_ref().map(|failure| failure.kind.name())))
        .bind(said.pick(ends, |end| end.failure.as_ref().map(|failure| failure.message.as_str())))
        .bind(said.pick(ends, |end| end.result.as_deref()))
        .bind(Stamp(now))
        .fetch_all(&mut *c)
        .await?;
    let before = [TaskState::Completed, TaskState::Failed, TaskState::Canceled];
    if let Some(row) = ended.first() {
        moved.lanes.extend(distinct(row.try_get(1)?));
    }
    said.answers(c, &ended, &before, moved).await
}
