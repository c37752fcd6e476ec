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

/// What only this driver promises.
mod driver {
    use taskmaster_store::{Admin as _, Identity as _};

    use super::*;

    #[tokio::test]
    async fn a_file_that_is_opened_again_has_the_same_key_and_no_other_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut keys = Vec::new();
        for name in ["a.db", "a.db", "b.db"] {
            let store = Sqlite::open(&folder.path().join(name), true).await.unwrap();
            keys.push(store.cluster_key().await.unwrap());
            store.close().await;
        }
        assert_eq!(keys[0], keys[1]);
        assert_ne!(keys[0], keys[2]);
    }
}
