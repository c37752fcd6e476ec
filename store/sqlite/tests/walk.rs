//! The driver and the reference model agree, whatever is called.

use std::sync::Arc;

use taskmaster_store_memory::walk::{agrees_with_the_model, seeds};
use taskmaster_store_sqlite::Sqlite;

#[tokio::test]
async fn the_driver_agrees_with_the_model() {
    for seed in seeds(6) {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("taskmaster.db"), true).await.unwrap();
        agrees_with_the_model(Arc::new(store), seed).await;
    }
}
