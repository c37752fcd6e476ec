//! The reference table on SQLite: one writer, one statement a batch.

use std::{fmt::Write as _, path::Path};

use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};
use uuid::Uuid;

use super::{Claimed, PAYLOAD, pace::Steps};
use crate::{engine, error::Result};

/// Frozen, as the one for PostgreSQL is.
const TABLE: &str = "
    create table reference_task (
        id blob not null primary key,
        queue text not null,
        priority integer not null,
        state integer not null default 0,
        due integer not null,
        payload blob not null,
        worker integer,
        attempt integer not null default 0,
        created_at integer not null,
        picked_at integer,
        started_at integer,
        finished_at integer
    ) strict;
    create index reference_ready on reference_task (queue, priority desc, due, id) where state = 0";

const CLAIM: &str = "
    update reference_task
    set state = 1, worker = 1, attempt = attempt + 1, picked_at = 1
    where rowid in (
        select rowid from reference_task
        where queue = 'default' and state = 0
        order by priority desc, due, id
        limit ?
    )
    returning id, attempt, payload";

/// The most rows of one insert: SQLite takes 32,766 parameters.
const MOST: usize = 1_000;

pub(super) struct Table {
    connection: SqliteConnection,
    due: i64,
}

impl Table {
    pub(super) async fn create(path: &Path) -> Result<Self> {
        let mut connection = engine::sqlite(path).await?;
        sqlx::raw_sql(TABLE).execute(&mut connection).await?;
        Ok(Self { connection, due: 0 })
    }
}

/// `head`, so many times `row` with commas between, `tail`.
fn repeated(head: &str, row: &str, rows: usize, tail: &str) -> String {
    let mut sql = head.to_owned();
    for n in 0..rows {
        let _ = write!(sql, "{}{row}", if n == 0 { "" } else { "," });
    }
    sql + tail
}

impl Steps for Table {
    async fn insert(&mut self, rows: usize) -> Result {
        for some in (0..rows).step_by(MOST).map(|done| MOST.min(rows - done)) {
            let sql = repeated(
                "insert into reference_task (id, queue, priority, due, payload, created_at) values ",
                "(?,'default',0,?,?,1)",
                some,
                "",
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for _ in 0..some {
                self.due += 1;
                query = query.bind(Uuid::now_v7()).bind(self.due).bind(PAYLOAD.as_slice());
            }
            query.execute(&mut self.connection).await?;
        }
        Ok(())
    }

    async fn claim(&mut self, rows: usize) -> Result<Vec<Claimed>> {
        let limit = i64::try_from(rows).unwrap_or(i64::MAX);
        let found = sqlx::query(CLAIM).bind(limit).fetch_all(&mut self.connection).await?;
        let claimed = found.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        Ok(claimed.collect::<Result<_, sqlx::Error>>()?)
    }

    async fn report(&mut self, rows: &[Claimed]) -> Result {
        let sql = repeated(
            "with said (id, attempt) as (values ",
            "(?,?)",
            rows.len(),
            // by rowid, and in this order: the planner would read the whole table
            ") update reference_task set state = 2, started_at = 1, finished_at = 1
             where rowid in (
                select t.rowid from said cross join reference_task as t
                where t.id = said.id and t.attempt = said.attempt and t.state = 1
             )",
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (id, attempt) in rows {
            query = query.bind(*id).bind(*attempt);
        }
        query.execute(&mut self.connection).await?;
        Ok(())
    }

    async fn settle(&mut self) -> Result {
        Ok(())
    }
}
