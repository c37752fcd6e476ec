//! The activity feed and the configuration, as operators see them.

use serde_json::{Value, json};
use taskmaster_tests::{Up, WITHIN, until};

/// Verb, kind of subject and number of each row of a page.
fn told(page: &Value) -> Vec<(String, String, i64)> {
    let rows = page["activity"].as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| (word(&row["verb"]), word(&row["subjectKind"]), row["count"].as_i64().unwrap()))
        .collect()
}

#[tokio::test]
async fn what_people_did_and_what_happened_of_note_is_told() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let many: Vec<_> = (0..300).map(|_| json!({"kind": "noop"})).collect();
    rest.send("/api/tasks/bulk", &json!({"tasks": many})).await.must(201);
    let later = json!({"command": "true", "name": "later", "delaySeconds": 3600});
    let later = rest.send("/api/tasks", &later).await.must(201);
    let id = later["id"].as_str().unwrap();
    for what in ["pause", "resume", "cancel"] {
        rest.post(&format!("/api/tasks/{id}/{what}")).await.must(200);
    }
    let failing = rest.send("/api/tasks", &json!({"command": "exit 3", "name": "broken"})).await;
    let failing = failing.must(201);
    let failed = until("the failure is told", WITHIN, async || {
        let page = rest.get("/api/activity").await.must(200);
        let rows = page["activity"].as_array().unwrap();
        rows.iter().find(|row| row["verb"] == "failed").cloned()
    })
    .await;
    assert_eq!(failed["subjectId"], failing["id"]);
    assert!(failed["detail"].as_str().unwrap().starts_with("broken: "), "{failed}");

    let page = rest.get("/api/activity?limit=1000").await.must(200);
    assert_eq!(page["nextCursor"], Value::Null);
    let all = told(&page);
    for (verb, kind, count) in [
        ("submitted", "task", 300),
        ("submitted", "task", 1),
        ("paused", "task", 1),
        ("resumed", "task", 1),
        ("canceled", "task", 1),
        ("connected", "worker", 1),
    ] {
        let row = (verb.to_owned(), kind.to_owned(), count);
        assert!(all.contains(&row), "{row:?} is not in {all:?}");
    }
    let canceled = page["activity"].as_array().unwrap();
    let canceled = canceled.iter().find(|row| row["verb"] == "canceled").unwrap();
    assert_eq!(canceled["actor"], "token:admin");
    assert_eq!((&canceled["subjectId"], &canceled["detail"]), (&json!(id), &json!("later")));

    let (mut cursor, mut paged) = (String::new(), Vec::new());
    loop {
        let page = rest.get(&format!("/api/activity?limit=3{cursor}")).await.must(200);
        paged.extend(told(&page));
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, all, "pages have what the whole has");
    for never_given in ["x", "%2B5", "007", "0"] {
        let refused = rest.get(&format!("/api/activity?cursor={never_given}")).await;
        assert_eq!(refused.fields(), ["cursor"], "{never_given}");
    }
}

#[tokio::test]
async fn the_configuration_is_told_with_who_set_it_and_without_secrets() {
    let up = Up::with(1, 1).start().await;
    let reply = up.rest().get("/api/system/configuration").await;
    let told = reply.must(200);
    for part in ["coordinator", "gateway"] {
        let settings = told[part].as_array().unwrap();
        let of = |key: &str| settings.iter().find(|setting| setting["key"] == key).unwrap();
        assert_eq!(of("worker.slots")["value"], "1", "{part}");
        assert_ne!(of("worker.slots")["source"], "default", "{part}");
        assert_eq!(of("session.heartbeat")["source"], "default", "{part}");
    }
    for secret in [up.admin_token(), up.join_token()] {
        assert!(!reply.text().contains(&secret), "a token is shown");
    }
}
