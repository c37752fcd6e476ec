//! What goes on while `taskmaster up` leaves and its workers finish what they run.

use std::time::Duration;

use serde_json::{Value, json};
use taskmaster_proto::v1;
use taskmaster_tests::{Client, Rest, Up, WITHIN, bash, until};

/// How late each fire of a job was decided, in seconds.
async fn delays(client: &Client, job: &str) -> Vec<f64> {
    let request = v1::ListFiresRequest {
        job_id: job.to_owned(),
        page_size: 1_000,
        ..v1::ListFiresRequest::default()
    };
    let page = client.jobs().list_fires(request).await.unwrap().into_inner();
    let seconds = |at: Option<prost_types::Timestamp>| {
        let at = at.expect("a time");
        at.seconds as f64 + f64::from(at.nanos) / 1e9
    };
    page.fires.into_iter().map(|fire| seconds(fire.decided_at) - seconds(fire.nominal_at)).collect()
}

async fn state(rest: &Rest, task: &str) -> Value {
    rest.get(&format!("/api/tasks/{task}")).await.must(200)["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_job_fires_while_the_workers_drain_and_the_next_start_catches_up() {
    let mut up = Up::with(1, 1).start().await;
    let (rest, client) = (up.rest(), up.client());
    let long = client.submit(bash("echo begun; sleep 7")).await;
    client.line(&long, "begun", WITHIN).await;
    let body = json!({
        "name": "each second", "task": {"kind": "noop"},
        "schedule": {"kind": "cron", "expressions": ["* * * * * *"], "overlap": "allow"},
    });
    let job = rest.send("/api/jobs", &body).await.must(201)["id"].as_str().unwrap().to_owned();
    let fired = async || Some(delays(&client, &job).await).filter(|fires| !fires.is_empty());
    let before = until("a fire", WITHIN, fired).await;
    assert!(before.iter().all(|delay| *delay < 2.0), "{before:?}");
    up.service().term();
    assert!(up.service().ended(Duration::from_secs(30)).await.success());

    up.restart().await;
    let (rest, client) = (up.rest(), up.client());
    assert_eq!(state(&rest, &long).await, "completed", "the worker drained");
    let late = async || {
        let delays = delays(&client, &job).await;
        // Of at least four seconds of draining.
        (delays.iter().filter(|delay| **delay > 1.0).count() >= 3).then_some(())
    };
    until("what is caught up", WITHIN, late).await;
    rest.put(&format!("/api/jobs/{job}/schedule"), &json!({"kind": "none"})).await.must(200);
    client.workers_are(1, WITHIN).await;
    until("the end of what was caught up", WITHIN, async || {
        let open = rest.get(&format!("/api/jobs/{job}")).await.must(200)["openRuns"] == 0;
        open.then_some(())
    })
    .await;
    let verified = rest.post(&format!("/api/jobs/{job}/verify")).await.must(200);
    assert_eq!((&verified["absent"], &verified["surplus"]), (&json!([]), &json!([])));
}
