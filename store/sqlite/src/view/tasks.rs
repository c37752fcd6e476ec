//! Pages of tasks: a bounded walk along the ids, or along an index where the states allow it.

use taskmaster_domain::{Task, TaskId, TaskState};
use taskmaster_store::{Error, Page, Result, TaskFilter};
use uuid::Uuid;

use crate::{Sqlite, batch::Batch, error::failed, rows, sql};

/// Rows that one call looks at.
const LOOKED_AT: i64 = 100_000;

/// The same when their specs are read: 50 ms for short ones, and for scripts of 4 KB 200 ms.
const SPECS_READ: i64 = 10_000;

/// The two statements of a walk: what matches, and where it ended when it ran into its bound.
struct Walk {
    matching: &'static str,
    bound: Option<&'static str>,
}

/// The shortest walk that passes all tasks of these states.
fn walk(states: &[TaskState]) -> Walk {
    if states == [TaskState::Failed] {
        let bound = Some(sql!("view/bound_failed"));
        return Walk { matching: sql!("view/walk_failed"), bound };
    }
    if !states.is_empty() && states.iter().all(|state| state.is_held()) {
        // Not in the order of ids, so it cannot go on where it ended; it need not, either.
        return Walk { matching: sql!("view/walk_held"), bound: None };
    }
    Walk { matching: sql!("view/walk"), bound: Some(sql!("view/bound")) }
}

/// [`taskmaster_store::View::tasks`].
pub(super) async fn page(
    store: &Sqlite,
    filter: &TaskFilter,
    before: Option<TaskId>,
    limit: u32,
) -> Result<Page<Task>> {
    if limit == 0 {
        return Ok(Page { rows: Vec::new(), next: before, partial: false });
    }
    let before = before.map_or(Uuid::max(), |before| before.0);
    let walk = walk(&filter.states);
    let looked_at = match walk.bound {
        Some(_) if filter.reads_specs() => SPECS_READ,
        Some(_) | None => LOOKED_AT,
    };
    let labels = serde_json::to_string(&filter.labels).map_err(|cause| {
        Error::BadRow(format!("the labels to look for cannot be written as JSON: {cause}"))
    })?;
    let states: i64 = filter.states.iter().fold(0, |bits, state| bits | 1 << state.code());
    let mut snapshot = store.readers.begin().await.map_err(failed)?;
    // One more than the page has tells whether there is another page.
    let mut ids: Vec<Uuid> = sqlx::query_scalar(walk.matching)
        .bind(before)
        .bind(looked_at)
        .bind(states)
        .bind(Some(filter.queue.as_str()).filter(|queue| !queue.is_empty()))
        .bind(Some(filter.kind.as_str()).filter(|kind| !kind.is_empty()))
        .bind(filter.worker.map(|worker| worker.0))
        .bind(filter.created_after.map(|time| time.micros()))
        .bind(filter.created_before.map(|time| time.micros()))
        .bind(i64::from(limit) + 1)
        .bind(filter.reads_specs())
        .bind(filter.piece_with_label())
        .bind(labels)
        .bind(filter.piece_with_text())
        .bind(filter.text.to_ascii_lowercase())
        .fetch_all(&mut *snapshot)
        .await
        .map_err(failed)?;
    let full = ids.len() > limit as usize;
    ids.truncate(limit as usize);
    let bound: Option<Uuid> = match walk.bound {
        Some(bound) if !full => sqlx::query_scalar(bound)
            .bind(before)
            .bind(looked_at)
            .fetch_optional(&mut *snapshot)
            .await
            .map_err(failed)?,
        Some(_) | None => None,
    };
    let next = if full { ids.last().copied() } else { bound };
    let rows = sqlx::query(sql!("view/tasks_by_id"))
        .bind(Batch::of_ids(ids).finish())
        .fetch_all(&mut *snapshot)
        .await
        .map_err(failed)?;
    let rows = rows.iter().map(rows::task).collect::<Result<Vec<_>>>()?;
    Ok(Page { rows, next: next.map(TaskId), partial: bound.is_some() })
}
