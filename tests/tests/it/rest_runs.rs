//! Runs that are asked for over REST with an idempotency key.

use serde_json::json;
use taskmaster_tests::{Up, WITHIN, until};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_answers_the_same_run_and_another_body_is_refused() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let body = json!({"name": "a", "task": {"command": "sleep 0.5"}});
    let id = rest.send("/api/jobs", &body).await.must(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/jobs/{id}/run");
    let keyed = rest.with("idempotency-key", "night-1");
    let first = keyed.send(&path, &json!({"env": {"A": "b"}})).await;
    let run = first.must(201)["id"].clone();
    let again = keyed.send(&path, &json!({"env": {"A": "b"}})).await;
    assert_eq!(again.must(200)["id"], run, "though a run has not ended");
    assert_eq!(again.must(200)["createdAt"], first.must(201)["createdAt"]);
    assert_eq!(again.header("location"), first.header("location"));
    let other = keyed.send(&path, &json!({"env": {"A": "c"}})).await.must(409);
    assert_eq!(other["type"], "/problems/idempotency-key-taken");
    assert_eq!(rest.post(&path).await.must(409)["type"], "/problems/already-running");
    until("its end", WITHIN, async || {
        let job = rest.get(&format!("/api/jobs/{id}")).await.must(200);
        (job["openRuns"] == 0).then_some(())
    })
    .await;
    let ended = keyed.send(&path, &json!({"env": {"A": "b"}})).await.must(200);
    assert_eq!((&ended["id"], &ended["state"]), (&run, &json!("completed")));
    let task = rest.get(&format!("/api/tasks/{}", run.as_str().unwrap())).await.must(200);
    assert_eq!(task["idempotencyKey"], "night-1");
    let runs = rest.get(&format!("/api/jobs/{id}/runs")).await.must(200);
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1);
    assert_eq!(rest.with("idempotency-key", "a b").post(&path).await.fields(), ["Idempotency-Key"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_assigned_later_was_made_now_and_is_scheduled() {
    let up = Up::with(1, 1).without_workers().await;
    let rest = up.rest();
    let task = json!({"kind": "simulate", "simulate": {"assignAfterSeconds": 3_600}});
    let body = json!({"name": "later", "task": task});
    let id = rest.send("/api/jobs", &body).await.must(201)["id"].as_str().unwrap().to_owned();
    let made = rest.post(&format!("/api/jobs/{id}/run")).await.must(201);
    assert_eq!(made["state"], "scheduled");
    let kept = rest.get(&format!("/api/jobs/{id}/runs")).await.must(200);
    assert_eq!(kept["runs"][0], made);
    let task = rest.get(&format!("/api/tasks/{}", made["id"].as_str().unwrap())).await.must(200);
    assert_eq!(task["createdAt"], made["createdAt"]);
}
