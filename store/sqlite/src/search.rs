//! The index by which tasks are found; see [`taskmaster_store::search`].

use async_trait::async_trait;
use sqlx::{Row as _, SqliteConnection};
use taskmaster_domain::{Timestamp, WorkerId};
use taskmaster_store::{
    Filled, Result, Search,
    search::{self, Changes, Indexed, Librarian, PREFIX, Posting, Term},
};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    error::failed,
    report::run,
    rows::{get, state},
    sql,
};

#[async_trait]
impl Search for Sqlite {
    async fn fill_search(&self, now: Timestamp, block: u32) -> Result<Filled> {
        // Whoever does not get it finds a pass at work.
        let Ok(mut rotation) = self.filling.try_lock() else { return Ok(Filled::default()) };
        // Read by a reader: the writer is needed for the little that is written only.
        let mut reader = Reader(self.readers.begin().await.map_err(failed)?);
        let changes = search::changes(&mut reader, &mut rotation, now, block).await?;
        drop(reader);
        let filled = changes.filled;
        if !changes.is_empty() {
            let mut writer = self.writer().await;
            let mut write = writer.begin().await?;
            apply(&mut write, changes).await?;
            commit(write).await?;
        }
        Ok(filled)
    }
}

async fn apply(write: &mut Write<'_>, changes: Changes) -> Result<()> {
    let Changes { gone, kept, covered, .. } = changes;
    let mut rows = Batch::new();
    for (term, block) in gone {
        rows.row().number(term.0).uuid(block);
    }
    run(write, sql!("search/drop"), rows).await?;
    let mut rows = Batch::new();
    for posting in kept {
        rows.row().number(posting.term.0).uuid(posting.block).blob(&posting.bytes);
    }
    run(write, sql!("search/put"), rows).await?;
    if let Some(covered) = covered {
        let set = sqlx::query(sql!("search/set_covered")).bind(covered).execute(&mut **write);
        set.await.map_err(failed)?;
    }
    Ok(())
}

/// Postings of a term by one of the statements that go up or down from a block.
pub(crate) async fn postings(
    connection: &mut SqliteConnection,
    statement: &'static str,
    term: Term,
    from: Uuid,
    limit: u32,
) -> Result<Vec<Posting>> {
    let rows =
        sqlx::query(statement).bind(term.0).bind(from).bind(limit).fetch_all(connection).await;
    let rows = rows.map_err(failed)?;
    rows.iter()
        .map(|row| {
            let (block, bytes) = (row.try_get(0), row.try_get(1));
            Ok(Posting { term, block: block.map_err(failed)?, bytes: bytes.map_err(failed)? })
        })
        .collect()
}

/// What a pass reads: one snapshot.
struct Reader(sqlx::Transaction<'static, sqlx::Sqlite>);

#[async_trait]
impl Librarian for Reader {
    async fn covered(&mut self) -> Result<Uuid> {
        let covered = sqlx::query_scalar(sql!("search/covered")).fetch_one(&mut *self.0).await;
        covered.map_err(failed)
    }

    async fn tasks(&mut self, above: Uuid, below: Uuid, limit: i64) -> Result<Vec<Indexed>> {
        let rows = sqlx::query(sql!("search/tasks"))
            .bind(above)
            .bind(below)
            .bind(limit)
            .bind(i64::try_from(PREFIX).unwrap_or(i64::MAX))
            .fetch_all(&mut *self.0)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(Indexed {
                    id: get(row, "id")?,
                    state: state(row)?,
                    worker: get::<Option<i64>>(row, "worker")?.map(WorkerId),
                    queue: get(row, "queue")?,
                    kind: get(row, "kind")?,
                    name: get(row, "name")?,
                    command: get(row, "command")?,
                    labels: get(row, "labels")?,
                })
            })
            .collect()
    }

    async fn postings(&mut self, term: Term, above: Uuid, limit: u32) -> Result<Vec<Posting>> {
        postings(&mut self.0, sql!("search/up"), term, above, limit).await
    }

    async fn posting(&mut self, term: Term, block: Uuid) -> Result<Option<Posting>> {
        Ok(postings(&mut self.0, sql!("search/one"), term, block, 1).await?.pop())
    }

    async fn unended(&mut self, ids: &[Uuid]) -> Result<usize> {
        let count: i64 = sqlx::query_scalar(sql!("search/unended"))
            .bind(Batch::of_ids(ids.iter().copied()).finish())
            .fetch_one(&mut *self.0)
            .await
            .map_err(failed)?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    async fn remaining(&mut self, above: Uuid, below: Uuid) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(sql!("search/remaining"))
            .bind(above)
            .bind(below)
            .fetch_one(&mut *self.0)
            .await
            .map_err(failed)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}
