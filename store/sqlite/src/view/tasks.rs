//! Pages of tasks.

use async_trait::async_trait;
use sqlx::{Sqlite as Driver, Transaction};
use taskmaster_domain::{JobId, Task, TaskId, TaskState};
use taskmaster_store::{
    Error, Page, Result, TaskFilter,
    search::{self, Posting, Shelf, Term, Walked},
};
use uuid::Uuid;

use crate::{Sqlite, batch::Batch, error::failed, rows, search::postings, sql};

/// One snapshot.
struct Snapshot(Transaction<'static, Driver>);

/// [`taskmaster_store::View::tasks`].
pub(super) async fn page(
    store: &Sqlite,
    filter: &TaskFilter,
    before: Option<TaskId>,
    limit: u32,
) -> Result<Page<Task>> {
    let mut snapshot = Snapshot(store.readers.begin().await.map_err(failed)?);
    search::page(&mut snapshot, filter, before, limit).await
}

/// A bit for each state.
fn bits(states: &[TaskState]) -> i64 {
    states.iter().fold(0, |bits, state| bits | 1 << state.code())
}

/// What is asked for, or nothing.
fn wanted(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

#[async_trait]
impl Shelf for Snapshot {
    async fn covered(&mut self) -> Result<Uuid> {
        let covered = sqlx::query_scalar(sql!("search/covered")).fetch_one(&mut *self.0).await;
        covered.map_err(failed)
    }

    async fn count(&mut self, states: &[TaskState], queue: &str) -> Result<i64> {
        let count = sqlx::query_scalar(sql!("view/count_in"))
            .bind(bits(states))
            .bind(wanted(queue))
            .fetch_one(&mut *self.0);
        count.await.map_err(failed)
    }

    async fn in_states(&mut self, states: &[TaskState], limit: i64) -> Result<Vec<Uuid>> {
        let ids = sqlx::query_scalar(sql!("view/in_states"))
            .bind(bits(states))
            .bind(limit)
            .fetch_all(&mut *self.0);
        ids.await.map_err(failed)
    }

    async fn newest_in(
        &mut self,
        states: &[TaskState],
        above: Uuid,
        below: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>> {
        let ids = sqlx::query_scalar(sql!("view/newest_in"))
            .bind(bits(states))
            .bind(above)
            .bind(below)
            .bind(limit)
            .fetch_all(&mut *self.0);
        ids.await.map_err(failed)
    }

    async fn of_job(
        &mut self,
        job: JobId,
        above: Uuid,
        below: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>> {
        let ids = sqlx::query_scalar(sql!("jobs/tasks_of"))
            .bind(job.0)
            .bind(above)
            .bind(below)
            .bind(limit)
            .fetch_all(&mut *self.0);
        ids.await.map_err(failed)
    }

    async fn walk(
        &mut self,
        filter: &TaskFilter,
        above: Uuid,
        below: Uuid,
        limit: usize,
        look_at: u32,
    ) -> Result<Walked> {
        let labels = serde_json::to_string(&filter.labels).map_err(|cause| {
            Error::BadRow(format!("the labels to look for cannot be written as JSON: {cause}"))
        })?;
        let ids: Vec<Uuid> = sqlx::query_scalar(sql!("view/walk"))
            .bind(below)
            .bind(look_at)
            .bind(bits(&filter.states))
            .bind(wanted(&filter.queue))
            .bind(wanted(&filter.kind))
            .bind(filter.worker.map(|worker| worker.0))
            .bind(filter.created_after.map(|time| time.micros()))
            .bind(filter.created_before.map(|time| time.micros()))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(filter.reads_specs())
            .bind(filter.piece_with_label())
            .bind(labels)
            .bind(filter.piece_with_text())
            .bind(filter.text.to_ascii_lowercase())
            .bind(above)
            .fetch_all(&mut *self.0)
            .await
            .map_err(failed)?;
        let bound = if ids.len() < limit {
            sqlx::query_scalar(sql!("view/bound"))
                .bind(below)
                .bind(look_at)
                .bind(above)
                .fetch_optional(&mut *self.0)
                .await
                .map_err(failed)?
        } else {
            None
        };
        Ok(Walked { rows: self.pick(&TaskFilter::default(), &ids).await?, bound })
    }

    async fn postings(&mut self, term: Term, at: Uuid, limit: u32) -> Result<Vec<Posting>> {
        postings(&mut self.0, sql!("search/down"), term, at, limit).await
    }

    async fn pick(&mut self, filter: &TaskFilter, ids: &[Uuid]) -> Result<Vec<Task>> {
        let rows = sqlx::query(sql!("view/pick"))
            .bind(Batch::of_ids(ids.iter().copied()).finish())
            .bind(bits(&filter.states))
            .bind(wanted(&filter.queue))
            .bind(wanted(&filter.kind))
            .bind(filter.worker.map(|worker| worker.0))
            .bind(filter.created_after.map(|time| time.micros()))
            .bind(filter.created_before.map(|time| time.micros()))
            .fetch_all(&mut *self.0)
            .await
            .map_err(failed)?;
        rows.iter().map(rows::task).collect()
    }
}
