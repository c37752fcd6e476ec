//! The databases that are measured.

use std::{fmt, path::Path, str::FromStr as _, time::Duration};

use clap::ValueEnum;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions,
};

use crate::error::{Error, Result};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Engine {
    /// A file of its own
    Sqlite,
    /// A database of its own on the server of `TEST_DATABASE_URL`
    Postgres,
}

impl Engine {
    /// Both, in the order of columns.
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// The PostgreSQL server of this run.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    url: String,
}

impl Server {
    /// The server at this URL; touches nothing.
    pub(crate) fn at(url: &str) -> Result<Self> {
        let server = Self { url: url.to_owned() };
        server.options()?;
        Ok(server)
    }

    fn options(&self) -> Result<PgConnectOptions> {
        options(&self.url)
    }

    /// A connection to the database of the URL.
    pub(crate) async fn connect(&self) -> Result<PgConnection> {
        Ok(self.options()?.connect().await?)
    }

    /// An empty database, for as long as the answer lives and [`Base::remove`] was not called.
    pub(crate) async fn create(&self) -> Result<Base> {
        let name = format!("taskmaster_bench_{}", uuid::Uuid::new_v4().simple());
        let mut main = self.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}"))).execute(&mut main).await?;
        main.close().await?;
        Ok(Base { server: self.clone(), name })
    }
}

/// A database of its own on the server.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    server: Server,
    name: String,
}

impl Base {
    /// Its URL, with all that the server's URL said.
    pub(crate) fn url(&self) -> String {
        with_database(&self.server.url, &self.name)
    }

    /// A connection to it.
    pub(crate) async fn connect(&self) -> Result<PgConnection> {
        Ok(options(&self.url())?.connect().await?)
    }

    /// Drops it, whoever is connected, and writes what is dirty back, so that the next measure
    /// does not pay for this one.
    pub(crate) async fn remove(self) -> Result {
        let mut main = self.server.connect().await?;
        let drop = format!("drop database if exists {} with (force)", self.name);
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut main).await?;
        // Needs rights that the user may not have.
        let _ = sqlx::raw_sql("checkpoint").execute(&mut main).await;
        main.close().await?;
        Ok(())
    }
}

fn options(url: &str) -> Result<PgConnectOptions> {
    // The parser's message may repeat a part of the URL, and with it the password.
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| Error::new("TEST_DATABASE_URL is no PostgreSQL connection URL"))?;
    Ok(options.disable_statement_logging())
}

/// The URL with another database; whoever reads it, it says nothing more than before.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').map_or((url, None), |(a, p)| (a, Some(p)));
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    let parameters = parameters.map_or_else(String::new, |p| format!("?{p}"));
    format!("{}/{name}{parameters}", &address[..end])
}

/// Where a coordinator keeps its tasks.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In its data folder.
    Sqlite,
    /// In this database.
    Postgres(Base),
}

impl Place {
    /// A new, empty one.
    pub(crate) async fn create(engine: Engine, server: Option<&Server>) -> Result<Self> {
        match (engine, server) {
            (Engine::Sqlite, _) => Ok(Self::Sqlite),
            (Engine::Postgres, Some(server)) => Ok(Self::Postgres(server.create().await?)),
            (Engine::Postgres, None) => Err(Error::new("TEST_DATABASE_URL is not set")),
        }
    }

    /// Removes it.
    pub(crate) async fn remove(self) -> Result {
        match self {
            Self::Sqlite => Ok(()),
            Self::Postgres(base) => base.remove().await,
        }
    }
}

/// A SQLite connection with the durability that the driver has.
pub(crate) async fn sqlite(path: &Path) -> Result<sqlx::SqliteConnection> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .row_buffer_size(2_048)
        .disable_statement_logging();
    Ok(options.connect().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_database_of_a_url_changes() {
        let with = |url| with_database(url, "b");
        assert_eq!(
            with("postgres://u:p@h:5/a?host=/run&x=1"),
            "postgres://u:p@h:5/b?host=/run&x=1"
        );
        assert_eq!(with("postgres://h"), "postgres://h/b");
    }
}
