//! The contract's suite on this driver. Needs a server: `tests/with-postgres.sh`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a harness fails by panicking")]

use std::{str::FromStr, sync::Arc};

use async_trait::async_trait;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions, query,
    query_scalar, raw_sql,
};
use taskmaster_store::{
    Store,
    conformance::{Fresh, Harness},
};
use taskmaster_store_postgres::{Postgres, PostgresOptions};
use uuid::Uuid;

/// A database for each case, copied from one that was migrated before.
struct Databases;

/// Goes away with its database.
struct Database {
    server: PgConnectOptions,
    name: String,
}

fn server() -> PgConnectOptions {
    let url = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL must name a server, as tests/with-postgres.sh does");
    PgConnectOptions::from_str(&url).expect("TEST_DATABASE_URL must be a PostgreSQL URL")
}

fn of_database(server: &PgConnectOptions, name: &str) -> PostgresOptions {
    let url = server.clone().database(name).to_url_lossy().to_string();
    PostgresOptions { migrate: false, ..PostgresOptions::new(url) }
}

async fn run(c: &mut PgConnection, statement: String) {
    raw_sql(AssertSqlSafe(statement)).execute(c).await.unwrap();
}

/// The name of the migrated database to copy. Whoever comes first makes it; a change of the
/// migrations makes another.
async fn template(server: &PgConnectOptions) -> String {
    let migrations = sqlx::migrate!("./migrations");
    let checksums: Vec<u8> = migrations.iter().flat_map(|m| m.checksum.to_vec()).collect();
    let name = format!("taskmaster_{}", Uuid::from_bytes(folded(&checksums)).simple());
    let mut c = PgConnection::connect_with(server).await.unwrap();
    query("select pg_advisory_lock(7236412)").execute(&mut c).await.unwrap();
    let made: bool = query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut c)
        .await
        .unwrap();
    if !made {
        // Renamed when it is whole, so that a run that was killed leaves no half of it.
        let half = format!("{name}_half");
        run(&mut c, format!("drop database if exists {half} with (force)")).await;
        run(&mut c, format!("create database {half}")).await;
        let options = PostgresOptions { migrate: true, ..of_database(server, &half) };
        let store: Arc<dyn Store> = Arc::new(Postgres::connect(options).await.unwrap());
        store.close().await;
        run(&mut c, format!("alter database {half} rename to {name}")).await;
    }
    c.close().await.unwrap();
    name
}

fn folded(bytes: &[u8]) -> [u8; 16] {
    let mut sum = [0; 16];
    for (place, byte) in bytes.iter().enumerate() {
        sum[place % 16] ^= byte.rotate_left(u32::try_from(place / 16 % 8).unwrap());
    }
    sum
}

#[async_trait]
impl Harness for Databases {
    async fn fresh(&self) -> Fresh {
        let database = Database::new().await;
        Fresh::new(Arc::new(database.connect().await), database)
    }
}

impl Database {
    async fn new() -> Self {
        let server = server();
        let template = template(&server).await;
        let name = format!("case_{}", Uuid::new_v4().simple());
        let mut c = PgConnection::connect_with(&server).await.unwrap();
        run(&mut c, format!("create database {name} template {template}")).await;
        c.close().await.unwrap();
        Self { server, name }
    }

    /// One that knows none of the migrations yet.
    async fn empty() -> Self {
        let (server, name) = (server(), format!("case_{}", Uuid::new_v4().simple()));
        let mut c = PgConnection::connect_with(&server).await.unwrap();
        run(&mut c, format!("create database {name}")).await;
        c.close().await.unwrap();
        Self { server, name }
    }

    async fn connect(&self) -> Postgres {
        Postgres::connect(of_database(&self.server, &self.name)).await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = async {
            let mut c = PgConnection::connect_with(&self.server).await.unwrap();
            run(&mut c, format!("drop database {} with (force)", self.name)).await;
        };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(drop));
    }
}

taskmaster_store::conformance!(Databases);

/// What only this driver promises.
mod driver {
    use std::{sync::Mutex, time::Duration};

    use taskmaster_domain::{LaneId, TaskId, Timestamp, Verdict};
    use taskmaster_store::{
        End, Error, Identity as _, Recorded, View, Wake, Wakes,
        conformance::{self, Trial, job_tables},
    };
    use taskmaster_store_memory::walk::{agrees_with_the_model, seeds};

    use super::*;

    /// Gives out this one.
    struct One(Mutex<Option<Database>>);

    #[async_trait]
    impl Harness for One {
        async fn fresh(&self) -> Fresh {
            let database = self.0.lock().unwrap().take().expect("asked for once");
            Fresh::new(Arc::new(database.connect().await), database)
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_was_recorded_before_a_conflict_is_no_repeat() {
        let database = Database::new().await;
        let options = database.server.clone().database(&database.name);
        let mut other = PgConnection::connect_with(&options).await.unwrap();
        let case = conformance::run(One(Mutex::new(Some(database))), async |t| {
            let hand = t.hand("w").await;
            let ends = [t.running(&hand).await, t.running(&hand).await].map(|of| End {
                of,
                incarnation: hand.incarnation,
                verdict: Verdict::Completed,
                started_at: None,
                finished_at: t.at(2),
                exit_code: None,
                failure: None,
                result: None,
            });
            // Somebody who asks for the end of one of them is not done when both are reported.
            run(&mut other, "begin".to_owned()).await;
            let ask = "update task set canceled_by = 'user:ann' where id = $1";
            query(ask).bind(ends[0].of.task.0).execute(&mut other).await.unwrap();
            let let_go = async {
                let waits = "select exists (select from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock')";
                while !query_scalar::<_, bool>(waits).fetch_one(&mut other).await.unwrap() {}
                run(&mut other, "commit".to_owned()).await;
            };
            let (answers, ()) = tokio::join!(t.store.report(&ends, t.at(2)), let_go);
            assert_eq!(answers.unwrap(), [Recorded::Recorded; 2]);
            let again = t.store.report(&ends, t.at(3)).await.unwrap();
            assert_eq!(again, [Recorded::Repeated; 2]);
            other.close().await.unwrap();
        });
        tokio::time::timeout(Duration::from_secs(30), case).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_driver_agrees_with_the_model() {
        for seed in seeds(3) {
            let database = Database::new().await;
            let store = Arc::new(database.connect().await);
            agrees_with_the_model(store, seed).await;
        }
    }

    async fn case(case: impl AsyncFnOnce(&Trial, PgConnectOptions)) {
        let database = Database::new().await;
        let options = database.server.clone().database(&database.name);
        conformance::run(One(Mutex::new(Some(database))), async |t| case(t, options).await).await;
    }

    /// Asks the database for a number, past the driver.
    async fn behind(options: &PgConnectOptions, statement: String) -> i64 {
        let mut c = PgConnection::connect_with(options).await.unwrap();
        let number = query_scalar(AssertSqlSafe(statement)).fetch_one(&mut c).await.unwrap();
        c.close().await.unwrap();
        number
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn there_is_room_for_a_million_jobs_and_no_more() {
        case(async |t, options| {
            let behind = async |statement| behind(&options, statement).await;
            job_tables::there_is_room_for_a_million_jobs_and_no_more(t, behind).await;
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_gate_of_a_deleted_job_goes_with_the_last_task_that_belongs_to_it() {
        case(async |t, options| {
            let behind = async |statement| behind(&options, statement).await;
            job_tables::the_gate_of_a_deleted_job_goes_with_the_last_task_that_belongs_to_it(
                t, behind,
            )
            .await;
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_poke_crosses_processes() {
        let database = Database::new().await;
        let (here, there) = (database.connect().await, database.connect().await);
        let mut heard = there.wakes();
        let task = Wake::Task(TaskId::new(Timestamp::from_micros(1_790_000_000_000_000)));
        // Until the other side listens, a hint may be lost: it is given again.
        let poking = async {
            loop {
                here.poke(Wake::Lane(LaneId(7)));
                here.poke(task);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let hearing = async {
            let mut missing = vec![Wake::Lane(LaneId(7)), task];
            while !missing.is_empty() {
                let wake = heard.recv().await.unwrap();
                missing.retain(|other| *other != wake);
            }
        };
        tokio::select! {
            () = poking => {}
            () = hearing => {}
            () = tokio::time::sleep(Duration::from_secs(10)) => panic!("nothing was heard"),
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn all_who_open_a_database_share_its_key_and_no_other_has_it() {
        let mut keys = Vec::new();
        for database in [Database::empty().await, Database::empty().await] {
            let of = of_database(&database.server, &database.name);
            let options = PostgresOptions { migrate: true, ..of };
            // The first of them migrates while the others wait for it.
            let connect = || Postgres::connect(options.clone());
            let (a, b, c) = tokio::join!(connect(), connect(), connect());
            for store in [a, b, c] {
                keys.push(store.unwrap().cluster_key().await.unwrap());
            }
        }
        assert_eq!(keys[..3], [keys[0]; 3]);
        assert_eq!(keys[3..], [keys[3]; 3]);
        assert_ne!(keys[0], keys[3]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_connection_that_the_server_ended_costs_one_call() {
        let database = Database::new().await;
        let store = database.connect().await;
        store.ping().await.unwrap();
        let mut c = PgConnection::connect_with(&database.server).await.unwrap();
        let ended = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
        query(ended).bind(&database.name).execute(&mut c).await.unwrap();
        let answer = store.ping().await;
        assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
        store.ping().await.unwrap();
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_unavailable_and_not_waited_for() {
        let options = PostgresOptions {
            acquire_timeout: Duration::from_secs(1),
            ..PostgresOptions::new("postgres://nobody@127.0.0.1:1/none")
        };
        let connecting = tokio::time::timeout(Duration::from_secs(5), Postgres::connect(options));
        let answer = connecting.await.unwrap();
        assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    }
}
