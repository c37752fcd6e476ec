//! A PostgreSQL database for one test.

use std::str::FromStr;

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions,
    raw_sql,
};
use uuid::Uuid;

/// An empty database. It goes away with this value, whoever is connected to it.
#[derive(Debug)]
pub struct Database {
    server: PgConnectOptions,
    name: String,
}

impl Database {
    /// One on the server of `TEST_DATABASE_URL`.
    pub async fn fresh() -> Self {
        let url = std::env::var("TEST_DATABASE_URL")
            .expect("TEST_DATABASE_URL must name a server: tests/with-postgres.sh starts one");
        Self::on(&url).await
    }

    /// One on a server.
    pub async fn on(url: &str) -> Self {
        let server = PgConnectOptions::from_str(url).expect("it is a PostgreSQL URL");
        let name = format!("system_{}", Uuid::new_v4().simple());
        let database = Self { server, name };
        database.on_server(format!("create database {}", database.name)).await.unwrap();
        database
    }

    /// Its URL, for the processes of the test.
    pub fn url(&self) -> String {
        self.server.clone().database(&self.name).to_url_lossy().to_string()
    }

    /// Its URL, by way of another address, such as that of a proxy.
    pub fn url_via(&self, port: u16) -> String {
        let options = self.server.clone().database(&self.name).host("127.0.0.1").port(port);
        options.to_url_lossy().to_string()
    }

    /// Where its server listens.
    pub fn address(&self) -> String {
        format!("{}:{}", self.server.get_host(), self.server.get_port())
    }

    /// A connection of the test's own.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect_with(&self.server.clone().database(&self.name)).await.unwrap()
    }

    /// A number that a query gives.
    pub async fn number(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.connect().await).await.unwrap()
    }

    /// Ends all connections to it but the asker's.
    pub async fn cut_all(&self) -> i64 {
        self.number(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await
    }

    async fn on_server(&self, statement: String) -> sqlx::Result<()> {
        let mut connection = PgConnection::connect_with(&self.server).await?;
        raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
        connection.close().await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = self.on_server(format!("drop database {} with (force)", self.name));
        // The server may be gone before its databases.
        let _ = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(drop));
    }
}
