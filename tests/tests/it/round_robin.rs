//! Work is dealt out in turn.

use std::time::Duration;

use taskmaster_proto::v1::TaskState;
use taskmaster_tests::{
    Client, Cluster, Database, Role, Up, WITHIN, bash, noop, simulate, throughout,
};

/// How many tasks each worker has, once all of these run.
async fn shares(client: &Client, ids: &[String]) -> Vec<usize> {
    for id in ids {
        client.reaches(id, TaskState::Running, WITHIN).await;
    }
    let workers = client.all_workers().await.unwrap();
    workers.iter().map(|worker| worker.running.len()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tasks_on_four_idle_workers_are_two_each_when_handed_in_singly() {
    let up = Up::with(4, 8).start().await;
    let client = up.client();
    let mut ids = Vec::new();
    for _ in 0..8 {
        ids.push(client.submit(bash("sleep 60")).await);
    }
    assert_eq!(shares(&client, &ids).await, [2, 2, 2, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_tasks_on_four_idle_workers_are_two_each_when_handed_in_together() {
    let up = Up::with(4, 8).start().await;
    let client = up.client();
    let ids = client.submit_all(vec![bash("sleep 60"); 8]).await;
    assert_eq!(shares(&client, &ids).await, [2, 2, 2, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_two_coordinators_no_worker_gets_more_than_twice_its_share() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let one = cluster.coordinator("one").await;
    let two = cluster.coordinator("two").await;
    let workers: Vec<Role> = [&one, &one, &two, &two]
        .into_iter()
        .enumerate()
        .map(|(n, coordinator)| cluster.worker(&format!("w{n}"), 8, &[coordinator.url()]))
        .collect();
    let client = one.client();
    client.workers_are(workers.len(), WITHIN).await;
    // Each beat tells of the own slots and learns of the others': after some of them both know.
    throughout("both are there", Duration::from_millis(1_500), async || {
        client.workers_are(workers.len(), WITHIN).await.len() == workers.len()
    })
    .await;

    let mut before = vec![0; workers.len()];
    let short = simulate([Duration::ZERO, Duration::ZERO, Duration::from_millis(20)]);
    for spec in [noop(), short] {
        let ids = client.submit_all(vec![spec; 1_000]).await;
        client.all_ended(&ids, Duration::from_secs(60)).await;
        let all = client.all_workers().await.unwrap();
        let now: Vec<i64> = all.iter().map(|worker| worker.tasks_completed).collect();
        let got: Vec<i64> = now.iter().zip(&before).map(|(now, before)| now - before).collect();
        assert_eq!(got.iter().sum::<i64>(), 1_000);
        assert!(got.iter().all(|got| *got <= 500), "{got:?}");
        before = now;
    }
}
