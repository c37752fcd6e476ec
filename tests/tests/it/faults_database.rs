//! A database that restarts, is away, cuts its clients off or has no room for them.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use taskmaster_proto::v1::{self, TaskState};
use taskmaster_tests::{
    Cli, Client, Cluster, Database, PostgresServer, Role, WITHIN, bash, lives, noop, reason, until,
    within,
};
use tonic::Code;

/// All roles on a server of the test's own.
struct System {
    worker: Role,
    scheduler: Role,
    coordinator: Role,
    cluster: Cluster,
    database: Database,
    server: PostgresServer,
}

impl System {
    async fn start() -> Self {
        let server = PostgresServer::start().await;
        let database = Database::on(&server.url()).await;
        let cluster = Cluster::on(&database).short_lease();
        let coordinator = cluster.coordinator("coordinator").await;
        let scheduler = cluster.scheduler("scheduler").await;
        let worker = cluster.worker("w", 8, &[coordinator.url()]);
        coordinator.client().workers_are(1, WITHIN).await;
        Self { worker, scheduler, coordinator, cluster, database, server }
    }

    fn client(&self) -> Client {
        self.coordinator.client()
    }

    /// The roles run on, and nothing disagrees with itself.
    async fn is_sound(&mut self) {
        for role in [&mut self.coordinator, &mut self.scheduler, &mut self.worker] {
            assert_eq!(role.service().end(), None, "a role has ended");
        }
        let cli = Cli::new(self.cluster.folder()).variable("DATABASE_URL", &self.database.url());
        let check = cli.run(&["db", "check"]).await;
        assert_eq!(check.code, Some(0), "{} {}", check.out(), check.err());
    }
}

/// A submit that is tried until it is answered; refusals meanwhile must say that it may be.
async fn submits_again(client: &Client, key: &str) -> String {
    until("an answer to a submit", WITHIN, async || {
        match client.try_submit(noop().key(key)).await {
            Ok(answer) => Some(answer.task.unwrap().id),
            Err(status) => {
                assert_eq!(status.code(), Code::Unavailable, "{status:?}");
                None
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_the_database_is_survived_by_all_parts() {
    let mut system = System::start().await;
    let client = system.client();
    let id = client.submit(bash("echo pid $$; sleep 3; echo end")).await;
    client.line(&id, "pid ", WITHIN).await;
    let later = client.submit(noop().delay(2.0)).await;
    for round in 0..3 {
        system.server.halt().await;
        system.server.resume().await;
        let quick = submits_again(&client, &format!("round-{round}")).await;
        assert_eq!(client.ended(&quick, WITHIN).await.state(), TaskState::Completed);
    }
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    assert_eq!(client.ended(&later, WITHIN).await.state(), TaskState::Completed);
    client.output(&id).await.must_be_whole();
    system.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_calls_are_unavailable_and_health_says_why() {
    let mut system = System::start().await;
    let client = system.client();
    let id = client.submit(bash("echo pid $$; sleep 300")).await;
    let pid = client.line(&id, "pid ", WITHIN).await.parse().unwrap();
    system.server.halt().await;

    for _ in 0..3 {
        let refused = within("a refusal", WITHIN, client.try_submit(noop())).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Unavailable, "unavailable"));
    }
    for answer in [client.try_task(&id).await.map(drop), client.cancel(&id).await.map(drop)] {
        assert_eq!(answer.unwrap_err().code(), Code::Unavailable);
    }
    let health = client.system().get_health(v1::GetHealthRequest {}).await.unwrap().into_inner();
    assert_eq!(health.status(), v1::HealthStatus::Down);
    assert_eq!(health.parts[0].part, "store");
    assert!(lives(pid));

    system.server.resume().await;
    until("a good health", WITHIN, async || {
        let health = client.system().get_health(v1::GetHealthRequest {}).await.ok()?.into_inner();
        (health.status() == v1::HealthStatus::Ok).then_some(())
    })
    .await;
    assert_eq!(client.task(&id).await.state(), TaskState::Running);
    client.cancel(&id).await.unwrap();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Canceled, 1));
    system.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_backends_cost_nothing_but_time() {
    let mut system = System::start().await;
    let client = system.client();
    let ids = client.submit_all(vec![bash("echo $$; sleep 0.1"); 150]).await;
    let due = client.submit_all(vec![noop().delay(1.0); 20]).await;
    let mut cut = 0;
    for round in 0..8_i64 {
        until("progress", WITHIN, async || {
            let done = client.try_count(TaskState::Completed).await.ok()?;
            (done >= 15 * round).then_some(())
        })
        .await;
        cut += system.database.cut_all().await;
    }
    assert!(cut > 20, "{cut}");
    for task in client.all_ended(&ids, Duration::from_secs(60)).await {
        assert_eq!((task.state(), task.tries_used), (TaskState::Completed, 1));
        assert_eq!(client.output(&task.id).await.lines.len(), 1);
    }
    client.all_ended(&due, WITHIN).await;
    assert_eq!(client.worker("w").await.tasks_completed, 170, "each was recorded once");
    system.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_room_for_connections_is_waited_for() {
    let mut system = System::start().await;
    let client = system.client();
    let id = client.submit(bash("echo pid $$; sleep 300")).await;
    let pid = client.line(&id, "pid ", WITHIN).await.parse().unwrap();
    // Strangers take all places, also those that become free as everybody is thrown out.
    let (url, mut eaten) = (system.database.url(), Vec::new());
    loop {
        while let Ok(stranger) = PgConnection::connect(&url).await {
            eaten.push(stranger);
        }
        let thrown_out = "select count(pg_terminate_backend(pid)) from pg_stat_activity
            where application_name like 'taskmaster%'";
        let query = sqlx::query_scalar::<_, i64>(thrown_out);
        if query.fetch_one(eaten.first_mut().unwrap()).await.unwrap() == 0 {
            break;
        }
    }
    assert!(eaten.len() > 90, "{}", eaten.len());
    let refused = within("a refusal", WITHIN, client.try_submit(noop())).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert!(lives(pid));
    drop(eaten);
    let quick = submits_again(&client, "after").await;
    assert_eq!(client.ended(&quick, WITHIN).await.state(), TaskState::Completed);
    assert_eq!(client.task(&id).await.attempt, 1);
    client.cancel(&id).await.unwrap();
    assert_eq!(client.ended(&id, WITHIN).await.attempt, 1);
    system.is_sound().await;
}
