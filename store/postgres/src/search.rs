//! The index by which tasks are found; see [`taskmaster_store::search`].

use std::sync::PoisonError;

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Postgres as Driver, Row, Transaction, postgres::PgRow};
use sqlx::{query, query_scalar};
use taskmaster_domain::{Timestamp, WorkerId};
use taskmaster_store::{
    Filled, Result, Search,
    search::{self, Changes, Indexed, Librarian, PREFIX, Posting, Rotation, Term},
};
use uuid::Uuid;

use crate::{
    Postgres,
    error::{Fault, Outcome},
    line::on,
    row::Columns,
};

#[async_trait]
impl Search for Postgres {
    async fn fill_search(&self, now: Timestamp, block: u32) -> Result<Filled> {
        let mut rotation = *self.0.rotation.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = on!(self.main(), |c| fill(c, &mut rotation, now, block))?;
        *self.0.rotation.lock().unwrap_or_else(PoisonError::into_inner) = rotation;
        Ok(filled)
    }
}

/// A row of the statements that read postings.
pub(crate) fn posting(term: Term, row: &PgRow) -> Outcome<Posting> {
    Ok(Posting { term, block: row.try_get(0)?, bytes: row.try_get(1)? })
}

async fn fill(
    c: &mut PgConnection,
    rotation: &mut Rotation,
    now: Timestamp,
    block: u32,
) -> Outcome<Filled> {
    let mut pass = Pass(c.begin().await?);
    let alone: bool =
        query_scalar(include_str!("../queries/search/lock.sql")).fetch_one(&mut *pass.0).await?;
    if !alone {
        return Ok(Filled::default());
    }
    let changes = search::changes(&mut pass, rotation, now, block).await.map_err(Fault::Store)?;
    let filled = changes.filled;
    if !changes.is_empty() {
        pass.write(changes).await?;
        pass.0.commit().await?;
    }
    Ok(filled)
}

/// The transaction of a pass.
struct Pass<'c>(Transaction<'c, Driver>);

impl Pass<'_> {
    async fn write(&mut self, changes: Changes) -> Outcome<()> {
        let Changes { gone, kept, covered, .. } = changes;
        let (terms, blocks): (Vec<i64>, Vec<Uuid>) =
            gone.into_iter().map(|(term, block)| (term.0, block)).unzip();
        if !terms.is_empty() {
            query(include_str!("../queries/search/drop.sql"))
                .bind(terms)
                .bind(blocks)
                .execute(&mut *self.0)
                .await?;
        }
        query(include_str!("../queries/search/put.sql"))
            .bind(kept.iter().map(|one| one.term.0).collect::<Vec<_>>())
            .bind(kept.iter().map(|one| one.block).collect::<Vec<_>>())
            .bind(kept.iter().map(|one| one.bytes.as_slice()).collect::<Vec<_>>())
            .execute(&mut *self.0)
            .await?;
        if let Some(covered) = covered {
            query(include_str!("../queries/search/set_covered.sql"))
                .bind(covered)
                .execute(&mut *self.0)
                .await?;
        }
        Ok(())
    }

    async fn read(&mut self, above: Uuid, below: Uuid, limit: i64) -> Outcome<Vec<Indexed>> {
        let rows = query(include_str!("../queries/search/tasks.sql"))
            .bind(above)
            .bind(below)
            .bind(limit)
            .bind(i32::try_from(PREFIX).unwrap_or(i32::MAX))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Indexed {
                    id: row.try_get(0)?,
                    state: row.state(1)?,
                    worker: row.try_get::<Option<i64>, _>(2)?.map(WorkerId),
                    queue: row.try_get(3)?,
                    kind: row.try_get(4)?,
                    name: row.try_get(5)?,
                    command: row.try_get(6)?,
                    labels: row.try_get(7)?,
                })
            })
            .collect()
    }

    async fn up(&mut self, term: Term, above: Uuid, limit: u32) -> Outcome<Vec<Posting>> {
        let rows = query(include_str!("../queries/search/up.sql"))
            .bind(term.0)
            .bind(above)
            .bind(i64::from(limit))
            .fetch_all(&mut *self.0)
            .await?;
        rows.iter().map(|row| posting(term, row)).collect()
    }

    async fn one(&mut self, term: Term, block: Uuid) -> Outcome<Option<Posting>> {
        let row = query(include_str!("../queries/search/one.sql"))
            .bind(term.0)
            .bind(block)
            .fetch_optional(&mut *self.0)
            .await?;
        row.as_ref().map(|row| posting(term, row)).transpose()
    }

    async fn count(&mut self, above: Uuid, below: Uuid) -> Outcome<u64> {
        let row = query(include_str!("../queries/search/remaining.sql"))
            .bind(above)
            .bind(below)
            .fetch_one(&mut *self.0)
            .await?;
        row.count(0)
    }

    async fn count_unended(&mut self, ids: &[Uuid]) -> Outcome<usize> {
        let row = query(include_str!("../queries/search/unended.sql"))
            .bind(ids)
            .fetch_one(&mut *self.0)
            .await?;
        Ok(usize::try_from(row.count(0)?).unwrap_or(usize::MAX))
    }
}

#[async_trait]
impl Librarian for Pass<'_> {
    async fn covered(&mut self) -> Result<Uuid> {
        let covered = query_scalar(include_str!("../queries/search/covered.sql"));
        covered.fetch_one(&mut *self.0).await.map_err(|error| Fault::from(error).into_store())
    }

    async fn tasks(&mut self, above: Uuid, below: Uuid, limit: i64) -> Result<Vec<Indexed>> {
        self.read(above, below, limit).await.map_err(Fault::into_store)
    }

    async fn postings(&mut self, term: Term, above: Uuid, limit: u32) -> Result<Vec<Posting>> {
        self.up(term, above, limit).await.map_err(Fault::into_store)
    }

    async fn posting(&mut self, term: Term, block: Uuid) -> Result<Option<Posting>> {
        self.one(term, block).await.map_err(Fault::into_store)
    }

    async fn unended(&mut self, ids: &[Uuid]) -> Result<usize> {
        self.count_unended(ids).await.map_err(Fault::into_store)
    }

    async fn remaining(&mut self, above: Uuid, below: Uuid) -> Result<u64> {
        self.count(above, below).await.map_err(Fault::into_store)
    }
}
