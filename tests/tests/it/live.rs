//! What a running task tells of itself, end to end.

use std::time::Duration;

use taskmaster_proto::v1::{self, TaskState, open_session_request::Message as Word};
use taskmaster_tests::{Client, Cluster, Database, HandSession, Up, WITHIN, bash, noop, simulate};

const MOMENT: Duration = Duration::from_millis(10);

/// Watches a simulated task that runs for seconds and a command that works, until both have told
/// what there is to tell.
async fn both_tell(client: &Client) {
    let run = Duration::from_secs(4);
    let far = client.submit(simulate([Duration::ZERO, MOMENT, run])).await;
    let works = client.submit(bash("while :; do :; done").timeout(60.0)).await;
    let told = client.task_when("tells", &far, WITHIN, |task| task.progress.is_some()).await;
    let progress = told.progress.unwrap();
    assert!([25.0, 50.0, 75.0].contains(&progress.percent), "{progress:?}");
    assert!(progress.reported_at.is_some());
    let told = client.task_when("is seen", &works, WITHIN, |task| task.sample.is_some()).await;
    let sample = told.sample.unwrap();
    assert!(sample.cpu_percent > 1.0 && sample.memory_bytes > 500_000, "{sample:?}");

    let list = client.tasks().list_tasks(v1::ListTasksRequest::default()).await.unwrap();
    let lean = |task: &v1::Task| task.progress.is_none() && task.sample.is_none();
    assert!(list.into_inner().tasks.iter().all(lean));
    client.cancel(&works).await.unwrap();
    client.ended(&works, WITHIN).await;
    let ended = client.ended(&far, WITHIN).await;
    assert_eq!(ended.state(), TaskState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_task_tells_how_far_it_is_and_what_it_uses_on_sqlite() {
    let up = Up::with(1, 4).short_lease().start().await;
    both_tell(&up.client()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_task_tells_how_far_it_is_and_what_it_uses_on_postgresql() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let coordinator = cluster.coordinator("c").await;
    let _scheduler = cluster.scheduler("s").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    both_tell(&coordinator.client()).await;
}

async fn tell(session: &HandSession, of: &v1::AttemptRef, percent: f64, message: &str) {
    let progress = v1::Progress { percent, message: message.to_owned(), reported_at: None };
    let progress = v1::AttemptProgress { attempt: Some(of.clone()), progress: Some(progress) };
    session
        .say(Word::Report(v1::Report { progress: vec![progress], ..v1::Report::default() }))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workers_word_is_cleaned_and_only_of_what_it_has() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let mut other = up.hand_made("v").open().await;
    client.submit(noop()).await;
    client.submit(noop()).await;
    let (of, foreign) = (session.gets(1).await.remove(0), other.gets(1).await.remove(0));
    tell(&session, &foreign, 50.0, "not mine").await;
    tell(&session, &of, f64::INFINITY, &format!("a\0b{}", "x".repeat(1_000))).await;
    let told = client
        .task_when("tells", &of.task_id, WITHIN, |task| task.progress.is_some())
        .await
        .progress
        .unwrap();
    assert!(told.percent.is_finite() && (0.0..=100.0).contains(&told.percent));
    assert!(told.message.len() <= 255 && !told.message.contains('\0'));
    assert!(told.reported_at.is_some());
    assert_eq!(client.task(&foreign.task_id).await.progress, None);

    for percent in 1..=100 {
        tell(&session, &of, f64::from(percent), "").await;
    }
    let last = |task: &v1::Task| task.progress.as_ref().is_some_and(|said| said.percent == 100.0);
    client.task_when("tells its last word", &of.task_id, WITHIN, last).await;
    let labels = [("operation", "live")];
    let writes = up.metrics().await.sum("taskmaster_store_batch_size_count", &labels);
    assert!(writes <= 10.0, "{writes} writes for a hundred words");
}
