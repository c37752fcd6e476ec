//! The reference table on PostgreSQL: one connection, prepared statements, arrays.

use sqlx::{Connection as _, PgConnection, Row as _};
use uuid::Uuid;

use super::{Claimed, PAYLOAD, pace::Steps};
use crate::error::Result;

/// Frozen: what is compared over the years must not move.
const TABLE: &str = "
    create table reference_task (
        id uuid primary key,
        queue text not null,
        priority int not null,
        state smallint not null default 0,
        due timestamptz not null,
        payload bytea not null,
        worker bigint,
        attempt int not null default 0,
        created_at timestamptz not null,
        picked_at timestamptz,
        started_at timestamptz,
        finished_at timestamptz
    );
    create index reference_ready on reference_task (queue, priority desc, due, id) where state = 0";

pub(super) const INSERT: &str = "
    insert into reference_task (id, queue, priority, due, payload, created_at)
    select id, 'default', priority, now(), payload, now()
    from unnest($1::uuid[], $2::int[], $3::bytea[]) as new (id, priority, payload)";

const CLAIM: &str = "
    with picked as (
        select id from reference_task
        where queue = 'default' and state = 0
        order by priority desc, due, id
        limit $1
        for update skip locked
    )
    update reference_task as t
    set state = 1, worker = $2, attempt = t.attempt + 1, picked_at = now()
    from picked where t.id = picked.id
    returning t.id, t.attempt, t.payload";

const REPORT: &str = "
    update reference_task as t
    set state = 2, started_at = now(), finished_at = now()
    from unnest($1::uuid[], $2::int[]) as said (id, attempt)
    where t.id = said.id and t.attempt = said.attempt and t.state = 1";

pub(super) struct Table {
    connection: PgConnection,
}

impl Table {
    pub(super) async fn create(mut connection: PgConnection) -> Result<Self> {
        sqlx::raw_sql(TABLE).execute(&mut connection).await?;
        Ok(Self { connection })
    }
}

/// Adds rows, whoever's connection it is.
pub(super) async fn insert(connection: &mut PgConnection, rows: usize) -> Result {
    let ids: Vec<Uuid> = (0..rows).map(|_| Uuid::now_v7()).collect();
    let payloads = vec![PAYLOAD.as_slice(); rows];
    sqlx::query(INSERT)
        .bind(ids)
        .bind(vec![0_i32; rows])
        .bind(payloads)
        .execute(connection)
        .await?;
    Ok(())
}

impl Steps for Table {
    async fn insert(&mut self, rows: usize) -> Result {
        insert(&mut self.connection, rows).await
    }

    async fn claim(&mut self, rows: usize) -> Result<Vec<Claimed>> {
        let limit = i64::try_from(rows).unwrap_or(i64::MAX);
        let found =
            sqlx::query(CLAIM).bind(limit).bind(1_i64).fetch_all(&mut self.connection).await?;
        let claimed = found.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        Ok(claimed.collect::<Result<_, sqlx::Error>>()?)
    }

    async fn report(&mut self, rows: &[Claimed]) -> Result {
        let (ids, attempts): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
        sqlx::query(REPORT).bind(ids).bind(attempts).execute(&mut self.connection).await?;
        Ok(())
    }

    async fn settle(&mut self) -> Result {
        sqlx::raw_sql("vacuum analyze reference_task").execute(&mut self.connection).await?;
        Ok(self.connection.ping().await?)
    }
}
