//! The contract's suite on this driver. Needs a server: `tests/with-postgres.sh`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a harness fails by panicking")]

use std::{str::FromStr, sync::Arc};

use async_trait::async_trait;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions, query,
    query_scalar, raw_sql,
};
use taskmaster_store::{
    Store,
    conformance::{Fresh, Harness},
};
use taskmaster_store_postgres::{Postgres, PostgresOptions};
use uuid::Uuid;

/// A database for each case, copied from one that was migrated before.
struct Databases;

/// Goes away with its database.
struct Database {
    server: PgConnectOptions,
    name: String,
}

fn server() -> PgConnectOptions {
    let url = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL must name a server, as tests/with-postgres.sh does");
    PgConnectOptions::from_str(&url).expect("TEST_DATABASE_URL must be a PostgreSQL URL")
}

fn of_database(server: &PgConnectOptions, name: &str) -> PostgresOptions {
    let url = server.clone().database(name).to_url_lossy().to_string();
    PostgresOptions { migrate: false, ..PostgresOptions::new(url) }
}

async fn run(c: &mut PgConnection, statement: String) {
    raw_sql(AssertSqlSafe(statement)).execute(c).await.unwrap();
}

/// The name of the migrated database to copy. Whoever comes first makes it; a change of the
/// migrations makes another.
async fn template(server: &PgConnectOptions) -> String {
    let migrations = sqlx::migrate!("./migrations");
    let checksums: Vec<u8> = migrations.iter().flat_map(|m| m.checksum.to_vec()).collect();
    let name = format!("taskmaster_{}", Uuid::from_bytes(folded(&checksums)).simple());
    let mut c = PgConnection::connect_with(server).await.unwrap();
    query("select pg_advisory_lock(7236412)").execute(&mut c).await.unwrap();
    let made: bool = query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut c)
        .await
        .unwrap();
    if !made {
        // Renamed when it is whole, so that a run that was killed leaves no half of it.
        let half = format!("{name}_half");
        run(&mut c, format!("drop database if exists {half} with (force)")).await;
        run(&mut c, format!("create database {half}")).await;
        let options = PostgresOptions { migrate: true, ..of_database(server, &half) };
        let store: Arc<dyn Store> = Arc::new(Postgres::connect(options).await.unwrap());
        store.close().await;
        run(&mut c, format!("alter database {half} rename to {name}")).await;
    }
    c.close().await.unwrap();
    name
}

fn folded(bytes: &[u8]) -> [u8; 16] {
    let mut sum = [0; 16];
    for (place, byte) in bytes.iter().enumerate() {
        sum[place % 16] ^= byte.rotate_left(u32::try_from(place / 16 % 8).unwrap());
    }
    sum
}

#[async_trait]
impl Harness for Databases {
    async fn fresh(&self) -> Fresh {
        let server = server();
        let template = template(&server).await;
        let name = format!("case_{}", Uuid::new_v4().simple());
        let mut c = PgConnection::connect_with(&server).await.unwrap();
        run(&mut c, format!("create database {name} template {template}")).await;
        c.close().await.unwrap();
        let store = Postgres::connect(of_database(&server, &name)).await.unwrap();
        Fresh::new(Arc::new(store), Database { server, name })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = async {
            let mut c = PgConnection::connect_with(&self.server).await.unwrap();
            run(&mut c, format!("drop database {} with (force)", self.name)).await;
        };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(drop));
    }
}

taskmaster_store::conformance!(Databases);
