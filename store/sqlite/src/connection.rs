//! The one writer and the readers.

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions as _, Connection as _, Sqlite as Driver, SqliteConnection, SqlitePool,
    Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use taskmaster_store::{Error, Result};
use tokio::sync::MutexGuard;

use crate::{Sqlite, error::failed};

/// A write in the making: dropped without [`Write::commit`] it changes nothing, also when the
/// future around it is dropped half-way.
pub(crate) type Write<'a> = Transaction<'a, Driver>;

/// Readers at once; more only wait for each other's disk.
const READERS: u32 = 4;

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(200)
        // A claim's rows come over in one piece and not in turns of fifty with the SQL thread.
        .row_buffer_size(1_024)
        .pragma("temp_store", "memory")
        .disable_statement_logging()
}

/// Makes the file for its owner only: commands and their environment may hold secrets. SQLite
/// gives the files beside it the same mode.
fn create(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).mode(0o600).open(path);
    file.map(drop).map_err(|cause| {
        Error::Unavailable(format!("the file {} cannot be opened: {cause}", path.display()))
    })
}

pub(crate) async fn open_writer(path: &Path) -> Result<SqliteConnection> {
    create(path)?;
    options(path)
        .create_if_missing(true)
        .page_size(8_192)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", "-16384")
        // A checkpoint writes each changed page once, however often it changed: 16 MB between
        // two of them instead of the 4 MB that SQLite starts with.
        .pragma("wal_autocheckpoint", "2000")
        // After a burst the log is cut back to this.
        .pragma("journal_size_limit", "67108864")
        // No statistics, ever: each statement is written for its index, and what `analyze` says
        // of a worker table of one row makes it scan the table that it has grown to be.
        .connect()
        .await
        .map_err(failed)
}

pub(crate) fn readers(path: &Path) -> SqlitePool {
    let options = options(path).foreign_keys(false).pragma("query_only", "on");
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10))
        .connect_lazy_with(options)
}

/// The writer while nobody else has it.
pub(crate) struct Writer<'a> {
    store: &'a Sqlite,
    connection: MutexGuard<'a, Option<SqliteConnection>>,
}

impl Sqlite {
    /// Waits for the writer. Waiters are served in their order.
    pub(crate) async fn writer(&self) -> Writer<'_> {
        Writer { store: self, connection: self.writer.lock().await }
    }
}

impl Writer<'_> {
    /// The connection itself, outside any transaction.
    ///
    /// SQLite rolls some failed transactions back on its own, such as on a full disk. The driver
    /// then takes the transaction for open for ever and refuses the next one, so such a
    /// connection is replaced.
    pub(crate) async fn connection(&mut self) -> Result<&mut SqliteConnection> {
        if let Some(connection) = self.connection.as_mut().filter(|open| open.is_in_transaction()) {
            // A write that was dropped is rolled back before this is answered.
            let answered = connection.ping().await.is_ok();
            if !answered || connection.is_in_transaction() {
                *self.connection = None;
            }
        }
        if self.store.readers.is_closed() {
            return Err(Error::Unavailable("the store was closed".to_owned()));
        }
        if self.connection.is_none() {
            *self.connection = Some(open_writer(&self.store.path).await?);
        }
        self.connection.as_mut().ok_or_else(|| Error::Unavailable("no connection".to_owned()))
    }

    /// Begins to write. The write lock is taken at once, so that what is read is what is changed.
    pub(crate) async fn begin(&mut self) -> Result<Write<'_>> {
        self.connection().await?.begin_with("begin immediate").await.map_err(failed)
    }

    /// Ends the connection.
    pub(crate) async fn close(mut self) {
        if let Some(connection) = self.connection.take() {
            // Nothing is lost by a failure here: what was committed is in the log.
            let _ = connection.close().await;
        }
    }
}

/// Ends a write well.
pub(crate) async fn commit(write: Write<'_>) -> Result<()> {
    write.commit().await.map_err(failed)
}

#[cfg(test)]
mod tests {
    use taskmaster_store::{Sessions as _, View as _};

    use super::*;

    async fn store(folder: &tempfile::TempDir) -> Sqlite {
        Sqlite::open(&folder.path().join("test.db"), true).await.unwrap()
    }

    /// Fills the file up to its last permitted page and says how the attempt failed.
    async fn fill(store: &Sqlite) -> Error {
        let name = "n".repeat(3_000);
        loop {
            if let Err(cause) = store.register_coordinator(&name).await {
                return cause;
            }
        }
    }

    #[tokio::test]
    async fn a_full_disk_is_unavailable_and_writing_goes_on_once_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let limit = |pages: u32| sqlx::AssertSqlSafe(format!("pragma max_page_count = {pages}"));
        let mut writer = store.writer().await;
        let connection = writer.connection().await.unwrap();
        sqlx::query(limit(60)).execute(connection).await.unwrap();
        drop(writer);
        assert!(fill(&store).await.is_transient());
        let mut writer = store.writer().await;
        let mut write = writer.begin().await.unwrap();
        let bytes = "insert into chunk values (x'00', 1, 1, 1, 1, zeroblob(1000000))";
        let full = sqlx::query(bytes).execute(&mut *write).await;
        assert!(failed(full.unwrap_err()).is_transient());
        drop(write);
        sqlx::query(limit(10_000)).execute(writer.connection().await.unwrap()).await.unwrap();
        drop(writer);
        store.register_coordinator("a").await.unwrap();
        let write = store.writer().await.begin().await.map(|_| ());
        assert!(write.is_ok(), "{write:?}");
    }

    #[tokio::test]
    async fn a_write_that_is_dropped_half_way_changes_nothing_and_blocks_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder).await;
        let mut writer = store.writer().await;
        let mut write = writer.begin().await.unwrap();
        sqlx::query("insert into counter values ('q', 2, 7)").execute(&mut *write).await.unwrap();
        drop(write);
        drop(writer);
        store.register_coordinator("a").await.unwrap();
        commit(store.writer().await.begin().await.unwrap()).await.unwrap();
        assert_eq!(store.counts().await.unwrap(), []);
    }
}
