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
    use std::{path::PathBuf, sync::Mutex};

    use sqlx::{AssertSqlSafe, ConnectOptions as _, query_scalar, sqlite::SqliteConnectOptions};
    use taskmaster_store::{
        Admin as _, Identity as _,
        conformance::{self, Trial, job_tables},
    };
    use tempfile::TempDir;

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

    /// Gives out a store in this folder.
    struct One(Mutex<Option<TempDir>>);

    #[async_trait]
    impl Harness for One {
        async fn fresh(&self) -> Fresh {
            let folder = self.0.lock().unwrap().take().unwrap();
            let store = Sqlite::open(&folder.path().join("taskmaster.db"), true).await.unwrap();
            Fresh::new(Arc::new(store), folder)
        }
    }

    /// Asks the file for a number, past the driver.
    async fn behind(file: PathBuf, statement: String) -> i64 {
        let mut c = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        query_scalar(AssertSqlSafe(statement)).fetch_one(&mut c).await.unwrap()
    }

    async fn case(case: impl AsyncFnOnce(&Trial, PathBuf)) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("taskmaster.db");
        conformance::run(One(Mutex::new(Some(folder))), async |t| case(t, file).await).await;
    }

    #[tokio::test]
    async fn there_is_room_for_a_million_jobs_and_no_more() {
        case(async |t, file| {
            let behind = async |statement| behind(file.clone(), statement).await;
            job_tables::there_is_room_for_a_million_jobs_and_no_more(t, behind).await;
        })
        .await;
    }

    #[tokio::test]
    async fn a_limit_that_was_set_half_is_finished_by_the_sweep() {
        case(async |t, file| {
            t.put_many(5).await;
            // As far as a process came that then died.
            let half =
                "insert into gate (queue, max, settling) values ('default', 2, 1) returning id";
            behind(file, half.to_owned()).await;
            assert_eq!(t.sweep_gates(9).await.unwrap(), 1);
            let rules = t.queue_rules().await.unwrap().remove(0);
            assert_eq!((rules.admitted, rules.waiting), (2, 3));
            assert_eq!(t.sweep_gates(9).await.unwrap(), 0);
        })
        .await;
    }

    #[tokio::test]
    async fn the_gate_of_a_deleted_job_goes_with_the_last_task_that_belongs_to_it() {
        case(async |t, file| {
            let behind = async |statement| behind(file.clone(), statement).await;
            job_tables::the_gate_of_a_deleted_job_goes_with_the_last_task_that_belongs_to_it(
                t, behind,
            )
            .await;
        })
        .await;
    }
}
