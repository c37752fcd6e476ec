//! Pages of tasks.

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Postgres, Transaction, query, query_scalar};
use taskmaster_domain::{JobId, Task, TaskId, TaskState};
use taskmaster_store::{
    Page, Result, TaskFilter,
    search::{self, Posting, Shelf, Term, Walked},
};
use uuid::Uuid;

use crate::{
    error::{Fault, Outcome},
    row,
    search::posting,
    stamp::Stamp,
};

/// One snapshot.
struct Snapshot<'c>(Transaction<'c, Postgres>);

/// [`taskmaster_store::View::tasks`].
pub(super) async fn page(
    c: &mut PgConnection,
    filter: &TaskFilter,
    before: Option<TaskId>,
    limit: u32,
) -> Outcome<Page<Task>> {
    let transaction = c.begin_with("begin isolation level repeatable read, read only").await?;
    let mut snapshot = Snapshot(transaction);
    query(include_str!("../../queries/view/one_plan.sql")).execute(&mut *snapshot.0).await?;
    let page = search::page(&mut snapshot, filter, before, limit).await.map_err(Fault::Store)?;
    snapshot.0.commit().await?;
    Ok(page)
}

fn codes(states: &[TaskState]) -> Vec<i16> {
    states.iter().map(|state| state.code()).collect()
}

fn told<T>(outcome: Outcome<T>) -> Result<T> {
    outcome.map_err(Fault::into_store)
}

impl Snapshot<'_> {
    async fn found(
        &mut self,
        filter: &TaskFilter,
        (above, below): (Uuid, Uuid),
        limit: usize,
        look_at: u32,
    ) -> Outcome<Walked> {
        let found = query(include_str!("../../queries/view/tasks.sql"))
            .bind(below)
            .bind(codes(&filter.states))
            .bind(&filter.queue)
            .bind(&filter.kind)
            .bind(filter.worker.map(|worker| worker.0))
            .bind(filter.created_after.map(Stamp))
            .bind(filter.created_before.map(Stamp))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .bind(i64::from(look_at))
            .bind(filter.piece_with_label())
            .bind(row::json(&filter.labels)?)
            .bind(filter.piece_with_text())
            .bind(filter.text.to_ascii_lowercase())
            .bind(above)
            .fetch_all(&mut *self.0)
            .await?;
        let rows: Vec<Task> = found.iter().map(row::task).collect::<Outcome<_>>()?;
        let bound = if rows.len() < limit {
            query_scalar(include_str!("../../queries/view/bound.sql"))
                .bind(below)
                .bind(i64::from(look_at))
                .bind(above)
                .fetch_optional(&mut *self.0)
                .await?
        } else {
            None
        };
        Ok(Walked { rows, bound })
    }

    async fn picked(&mut self, filter: &TaskFilter, ids: &[Uuid]) -> Outcome<Vec<Task>> {
        let found = query(include_str!("../../queries/view/pick.sql"))
            .bind(ids)
            .bind(codes(&filter.states))
            .bind(&filter.queue)
            .bind(&filter.kind)
            .bind(filter.worker.map(|worker| worker.0))
            .bind(filter.created_after.map(Stamp))
            .bind(filter.created_before.map(Stamp))
            .fetch_all(&mut *self.0)
            .await?;
        found.iter().map(row::task).collect()
    }

    async fn ids_in(&mut self, states: &[TaskState], limit: i64) -> Outcome<Vec<Uuid>> {
        let found = query_scalar(include_str!("../../queries/view/in_states.sql"))
            .bind(codes(states))
            .bind(limit)
            .fetch_all(&mut *self.0)
            .await?;
        Ok(found)
    }

    async fn list(&mut self, term: Term, at: Uuid, limit: u32) -> Outcome<Vec<Posting>> {
        let found = query(include_str!("../../queries/search/down.sql"))
            .bind(term.0)
            .bind(at)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.0)
            .await?;
        found.iter().map(|row| posting(term, row)).collect()
    }
}

#[async_trait]
impl Shelf for Snapshot<'_> {
    async fn covered(&mut self) -> Result<Uuid> {
        let covered = query_scalar(include_str!("../../queries/search/covered.sql"));
        told(covered.fetch_one(&mut *self.0).await.map_err(Fault::from))
    }

    async fn count(&mut self, states: &[TaskState], queue: &str) -> Result<i64> {
        let count = query_scalar(include_str!("../../queries/view/count_in.sql"))
            .bind(codes(states))
            .bind(queue);
        told(count.fetch_one(&mut *self.0).await.map_err(Fault::from))
    }

    async fn in_states(&mut self, states: &[TaskState], limit: i64) -> Result<Vec<Uuid>> {
        told(self.ids_in(states, limit).await)
    }

    async fn newest_in(
        &mut self,
        states: &[TaskState],
        above: Uuid,
        below: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>> {
        let found = query_scalar(include_str!("../../queries/view/newest_in.sql"))
            .bind(codes(states))
            .bind(above)
            .bind(below)
            .bind(limit)
            .fetch_all(&mut *self.0);
        told(found.await.map_err(Fault::from))
    }

    async fn of_job(
        &mut self,
        job: JobId,
        above: Uuid,
        below: Uuid,
        limit: i64,
    ) -> Result<Vec<Uuid>> {
        let found = query_scalar(include_str!("../../queries/jobs/tasks_of.sql"))
            .bind(job.0)
            .bind(above)
            .bind(below)
            .bind(limit)
            .fetch_all(&mut *self.0);
        told(found.await.map_err(Fault::from))
    }

    async fn walk(
        &mut self,
        filter: &TaskFilter,
        above: Uuid,
        below: Uuid,
        limit: usize,
        look_at: u32,
    ) -> Result<Walked> {
        told(self.found(filter, (above, below), limit, look_at).await)
    }

    async fn postings(&mut self, term: Term, at: Uuid, limit: u32) -> Result<Vec<Posting>> {
        told(self.list(term, at, limit).await)
    }

    async fn pick(&mut self, filter: &TaskFilter, ids: &[Uuid]) -> Result<Vec<Task>> {
        told(self.picked(filter, ids).await)
    }
}
