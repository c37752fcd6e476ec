//! Opening the database that is configured.

use std::{path::PathBuf, sync::Arc};

use clap::Args;
use taskmaster_runtime::{
    Secret,
    config::{Config, DatabaseKind, DatabaseUrl},
};
use taskmaster_store::Store;
use taskmaster_store_postgres::{Postgres, PostgresOptions};
use taskmaster_store_sqlite::Sqlite;

use super::{
    folder::Folder,
    lock::{Lock, NoLock},
};
use crate::{
    context::Flags,
    error::{Error, Result},
};

/// How SQLite calls a file that it cannot make sense of.
const NO_DATABASE: &str = "file is not a database";

/// Flags that name a database.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Database")]
pub(crate) struct DatabaseArgs {
    /// postgres://USER@HOST/NAME; a password goes into a file or the variable DATABASE_URL
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// File whose first line is the URL
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "database_url")]
    database_url_file: Option<PathBuf>,
}

impl DatabaseArgs {
    pub(crate) fn say(&self, flags: &mut Flags) -> Result {
        flags.set("database.url", self.database_url.as_ref());
        flags.path("database.url_file", self.database_url_file.as_deref())
    }
}

/// Which database is configured.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A server.
    Postgres(DatabaseUrl),
}

impl Place {
    /// The configured one; without any, the file in the data folder.
    pub(crate) fn of(config: &Config, folder: Option<&Folder>) -> Result<Self> {
        let database = &config.database;
        let url = match (&database.url, &database.url_file) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(path)) => {
                let about = Error::about(format!("cannot read {}", path.display()));
                Some(DatabaseUrl::new(Secret::read(path).map_err(about)?.expose()))
            }
            (None, None) => None,
        };
        let Some(url) = url else {
            let none = "no database: give --database-url, --database-url-file or the variable \
                        DATABASE_URL";
            let folder = folder.ok_or_else(|| Error::failed(none))?;
            return Ok(Self::Sqlite(folder.database()));
        };
        match url.kind() {
            Ok(DatabaseKind::Sqlite(path)) => Ok(Self::Sqlite(path)),
            Ok(DatabaseKind::Postgres) => Ok(Self::Postgres(url)),
            Err(why) => Err(Error::Failed(format!("database.url {why}"))),
        }
    }

    /// The same for a role that shares its database with others.
    ///
    /// # Errors
    /// When it is a file: one file has one process.
    pub(crate) fn shared(config: &Config) -> Result<Self> {
        match Self::of(config, None)? {
            Self::Sqlite(_) => {
                let message = "a single role needs PostgreSQL; on SQLite everything runs in one process: `taskmaster up`";
                Err(Error::failed(message))
            }
            place @ Self::Postgres(_) => Ok(place),
        }
    }

    /// How it is shown, without a password.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(url) => url.to_string(),
        }
    }

    /// Takes the lock that goes with writing to a file; a server has its own.
    pub(crate) fn lock(&self) -> Result<Option<Lock>> {
        let Self::Sqlite(path) = self else { return Ok(None) };
        let mut beside = path.clone().into_os_string();
        beside.push(".lock");
        match Lock::take(beside.as_ref()) {
            Ok(lock) => Ok(Some(lock)),
            Err(NoLock::Taken) => {
                let shown = path.display();
                Err(Error::Failed(format!("{shown} is in use by a running `taskmaster up`")))
            }
            Err(NoLock::Failed(cause)) => {
                Err(Error::about(format!("cannot use {}", path.display()))(cause))
            }
        }
    }

    /// Opens it; with `migrate`, its schema is brought up to date.
    pub(crate) async fn open(&self, config: &Config, migrate: bool) -> Result<Arc<dyn Store>> {
        let said = |cause: taskmaster_store::Error| {
            let (shown, cause) = (self.shown(), cause.to_string());
            Error::Failed(if cause.contains(NO_DATABASE) {
                format!("{shown} is not a TaskMaster database")
            } else {
                format!("cannot use the database {shown}: {cause}")
            })
        };
        Ok(match self {
            Self::Sqlite(path) => Arc::new(Sqlite::open(path, migrate).await.map_err(said)?),
            Self::Postgres(url) => {
                let database = &config.database;
                let options = PostgresOptions {
                    pool: database.pool_size,
                    migrate,
                    acquire_timeout: database.acquire_timeout,
                    call_timeout: database.call_timeout,
                    ..PostgresOptions::new(url.expose())
                };
                Arc::new(Postgres::connect(options).await.map_err(said)?)
            }
        })
    }
}
