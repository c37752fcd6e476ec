//! The suite of the contract on SQLite.
#![expect(clippy::unwrap_used, reason = "the harness is test code outside a test function")]

use std::sync::Arc;

use async_trait::async_trait;
use taskmaster_store::conformance::{Fresh, Harness};
use taskmaster_store_sqlite::Sqlite;

/// A file in a folder of its own for each case.
struct Files;

#[async_trait]
impl Harness for Files {
    async fn fresh(&self) -> Fresh {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("taskmaster.db"), true).await.unwrap();
        Fresh::new(Arc::new(store), folder)
    }
}

taskmaster_store::conformance!(Files);
