//! How to reach a database.

use std::{fmt, str::FromStr, time::Duration};

use sqlx::{ConnectOptions, postgres::PgConnectOptions};
use taskmaster_store::{Error, Result};

/// How to reach a database and how much of it to use.
#[derive(Clone)]
pub struct PostgresOptions {
    /// `postgres://user:password@host:port/database`, with libpq's parameters.
    pub url: String,
    /// Connections for views and control. Up to thirteen more, opened as needed, serve the hot
    /// path, the sweeps and the wake-ups.
    pub pool: u32,
    /// Bring the schema up to date when connecting.
    pub migrate: bool,
    /// The longest wait for a connection; a call fails as `Unavailable` after it.
    pub acquire_timeout: Duration,
    /// The longest that one call may take, of views and of the hot path alike.
    pub call_timeout: Duration,
    /// What the server lists this process as.
    pub application: String,
}

impl PostgresOptions {
    /// The defaults for this database.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool: 10,
            migrate: true,
            acquire_timeout: Duration::from_secs(3),
            call_timeout: Duration::from_secs(30),
            application: "taskmaster".to_owned(),
        }
    }

    /// What every connection has in common.
    pub(crate) fn connection(&self) -> Result<PgConnectOptions> {
        // The parser's message may repeat a part of the URL, and with it the password.
        let options = PgConnectOptions::from_str(&self.url).map_err(|_| {
            Error::Corrupt("the database's URL is not a PostgreSQL connection URL".to_owned())
        })?;
        Ok(options
            .application_name(&self.application)
            .statement_cache_capacity(200)
            .options([
                // compiling costs more than any statement here takes
                ("jit", "off"),
                ("tcp_keepalives_idle", "30"),
                ("tcp_keepalives_interval", "10"),
                ("idle_in_transaction_session_timeout", "60000"),
            ])
            .disable_statement_logging())
    }
}

impl fmt::Debug for PostgresOptions {
    /// Without the URL's password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = PgConnectOptions::from_str(&self.url).map_or_else(
            |_| "not a URL".to_owned(),
            |url| {
                format!(
                    "{}:{}/{}",
                    url.get_host(),
                    url.get_port(),
                    url.get_database().unwrap_or("")
                )
            },
        );
        f.debug_struct("PostgresOptions")
            .field("place", &place)
            .field("pool", &self.pool)
            .field("migrate", &self.migrate)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("application", &self.application)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let options = PostgresOptions::new("postgres://ann:hunter2@db.example:5433/tasks");
        let shown = format!("{options:?}");
        assert!(shown.contains("db.example:5433/tasks"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_url_that_makes_no_sense_is_refused_without_its_text() {
        let error =
            PostgresOptions::new("postgres://ann:hunter2@db:port/").connection().unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
