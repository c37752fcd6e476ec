//! What an operator does to a database.

use std::sync::PoisonError;

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, SqliteConnection, migrate::Migrator};
use taskmaster_domain::TaskId;
use taskmaster_store::{Admin, Drift, MigrationStatus, Result};

use crate::{
    Sqlite, check,
    error::{failed, migration_failed},
    sql,
};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

#[async_trait]
impl Admin for Sqlite {
    async fn migrate(&self) -> Result<MigrationStatus> {
        let mut writer = self.writer().await;
        let connection = writer.connection().await?;
        run(connection).await?;
        status(connection).await
    }

    async fn migration_status(&self) -> Result<MigrationStatus> {
        let mut reader = self.readers.acquire().await.map_err(failed)?;
        status(&mut reader).await
    }

    async fn check(&self) -> Result<Vec<Drift>> {
        check::check(self).await
    }

    async fn reset(&self) -> Result<()> {
        let mut writer = self.writer().await;
        let connection = writer.connection().await?;
        // Not known inside a transaction; without it the order of the drops would matter.
        sqlx::query("pragma foreign_keys = off").execute(&mut *connection).await.map_err(failed)?;
        let dropped = drop_all(connection).await;
        sqlx::query("pragma foreign_keys = on").execute(&mut *connection).await.map_err(failed)?;
        dropped?;
        self.forget_limited();
        *self.pruned_to.lock().unwrap_or_else(PoisonError::into_inner) = TaskId::default();
        run(connection).await
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer().await.close().await;
    }
}

async fn run(connection: &mut SqliteConnection) -> Result<()> {
    // `Migrator::run` takes any connection, by a bound that no `async_trait` method can meet.
    MIGRATIONS.run_direct(None, connection, false).await.map_err(migration_failed)
}

async fn status(connection: &mut SqliteConnection) -> Result<MigrationStatus> {
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let any: bool = sqlx::query_scalar(sql!("admin/has_migrations"))
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    let applied: Option<i64> = if any {
        let highest = sqlx::query_scalar(sql!("admin/applied"));
        highest.fetch_one(&mut *connection).await.map_err(failed)?
    } else {
        None
    };
    Ok(MigrationStatus { applied: applied.unwrap_or(0), known })
}

async fn drop_all(connection: &mut SqliteConnection) -> Result<()> {
    use sqlx::Connection as _;
    let mut write = connection.begin_with("begin immediate").await.map_err(failed)?;
    let tables: Vec<String> =
        sqlx::query_scalar(sql!("admin/tables")).fetch_all(&mut *write).await.map_err(failed)?;
    for table in tables {
        // The name comes from the schema and not from anybody outside.
        let statement = AssertSqlSafe(format!("drop table \"{table}\""));
        sqlx::query(statement).execute(&mut *write).await.map_err(failed)?;
    }
    write.commit().await.map_err(failed)
}
