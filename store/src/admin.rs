//! What an operator does to a database.

use async_trait::async_trait;

use crate::Result;

/// Where a database's schema is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStatus {
    /// The highest migration that was applied; 0 when none was.
    pub applied: i64,
    /// The highest one that this program knows.
    pub known: i64,
}

/// A place where what is kept disagrees with itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The invariant, `I1` to `I8`, as `docs/architecture.md` lists them.
    pub invariant: &'static str,
    /// What was found, readable alone.
    pub detail: String,
}

/// The operator's half.
#[async_trait]
pub trait Admin: Send + Sync {
    /// Brings the schema up to what this program knows, under a lock.
    async fn migrate(&self) -> Result<MigrationStatus>;

    /// Where the schema is; changes nothing.
    async fn migration_status(&self) -> Result<MigrationStatus>;

    /// Recomputes what can be recomputed (I1 to I7) from the rows in one snapshot and lists at
    /// most 100 disagreements.
    async fn check(&self) -> Result<Vec<Drift>>;

    /// Deletes everything and migrates anew.
    async fn reset(&self) -> Result<()>;

    /// Ends all connections; open calls fail.
    async fn close(&self);
}
