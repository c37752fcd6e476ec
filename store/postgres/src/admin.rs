//! What an operator does to a database.

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, migrate::Migrator, query, query_scalar, raw_sql};
use taskmaster_store::{Admin, Drift, MigrationStatus, Result};

use crate::{
    Postgres,
    error::{Fault, Outcome},
    line::{Line, on},
};

/// At most so many disagreements are listed.
const DRIFTS: usize = 100;

/// Each statement gives one line of text for each disagreement.
const CHECKS: [(&str, &str); 11] = [
    ("I1", include_str!("../queries/admin/check_holders.sql")),
    ("I1", include_str!("../queries/admin/check_orders.sql")),
    ("I2", include_str!("../queries/admin/check_lanes.sql")),
    ("I3", include_str!("../queries/admin/check_attempts.sql")),
    ("I4", include_str!("../queries/admin/check_fires.sql")),
    ("I4", include_str!("../queries/admin/check_jobs.sql")),
    ("I4", include_str!("../queries/admin/check_runs.sql")),
    ("I5", include_str!("../queries/admin/check_counters.sql")),
    ("I5", include_str!("../queries/admin/check_gates.sql")),
    ("I5", include_str!("../queries/admin/check_search.sql")),
    ("I7", include_str!("../queries/admin/check_rows.sql")),
];

#[async_trait]
impl Admin for Postgres {
    async fn migrate(&self) -> Result<MigrationStatus> {
        migrate(&self.0.lines.operator).await
    }

    async fn migration_status(&self) -> Result<MigrationStatus> {
        on!(self.main(), |c| status(c))
    }

    async fn check(&self) -> Result<Vec<Drift>> {
        on!(self.0.lines.operator, |c| check(c))
    }

    async fn reset(&self) -> Result<()> {
        on!(self.0.lines.operator, |c| drop_all(c))?;
        migrate(&self.0.lines.operator).await?;
        Ok(())
    }

    async fn close(&self) {
        self.0.courier.stop();
        self.0.lines.close().await;
    }
}

/// The migrations of this program. One that a newer release applied is none of our business.
fn migrations() -> Migrator {
    let mut migrator = sqlx::migrate!("./migrations");
    migrator.set_ignore_missing(true);
    migrator
}

/// Brings the schema up to date; the migrator holds an advisory lock meanwhile.
pub(crate) async fn migrate(line: &Line) -> Result<MigrationStatus> {
    on!(line, |c| run_migrations(c))
}

async fn run_migrations(c: &mut PgConnection) -> Outcome<MigrationStatus> {
    // `run` asks for an `Acquire` of any lifetime, which no future that is `Send` can promise.
    migrations()
        .run_direct(None, c, false)
        .await
        .map_err(|error| Fault::Sql(sqlx::Error::from(error)))?;
    status(c).await
}

async fn status(c: &mut PgConnection) -> Outcome<MigrationStatus> {
    let known = migrations().iter().map(|migration| migration.version).max().unwrap_or(0);
    let any: bool = query_scalar(include_str!("../queries/admin/has_migrations.sql"))
        .fetch_one(&mut *c)
        .await?;
    let applied = if any {
        query_scalar(include_str!("../queries/admin/applied.sql")).fetch_one(c).await?
    } else {
        0
    };
    Ok(MigrationStatus { applied, known })
}

/// All checks look at the same snapshot.
async fn check(c: &mut PgConnection) -> Outcome<Vec<Drift>> {
    let mut transaction = c.begin().await?;
    query("set transaction isolation level repeatable read, read only")
        .execute(&mut *transaction)
        .await?;
    let mut drifts = Vec::new();
    for (invariant, statement) in CHECKS {
        let found: Vec<String> = query_scalar(statement).fetch_all(&mut *transaction).await?;
        drifts.extend(found.into_iter().map(|detail| Drift { invariant, detail }));
        drifts.truncate(DRIFTS);
    }
    transaction.commit().await?;
    Ok(drifts)
}

async fn drop_all(c: &mut PgConnection) -> Outcome<()> {
    raw_sql(include_str!("../queries/admin/drop.sql")).execute(c).await?;
    Ok(())
}
