//! What ended within the last minutes, and what stands in which queue.

use serde_json::{Value, json};
use taskmaster_tests::{Rest, Up, WITHIN, until};

async fn submit(rest: &Rest, command: &str, queue: &str, delay: u32) -> String {
    let task = json!({"kind": "shell", "command": command, "queue": queue, "delaySeconds": delay});
    rest.send("/api/tasks", &task).await.must(201)["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_ended_is_told_by_the_minute_and_what_stands_by_the_queue() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let mut ids = Vec::new();
    for command in ["true", "exit 3", "sleep 0.2"] {
        ids.push(submit(&rest, command, "default", 0).await);
    }
    up.client().all_ended(&ids, WITHIN).await;
    let canceled = submit(&rest, "true", "later", 3_600).await;
    rest.post(&format!("/api/tasks/{canceled}/cancel")).await.must(200);

    let sums = async |path: &str| {
        let told = up.rest().get(path).await.must(200);
        let sum = |name: &str| {
            let buckets = told["buckets"].as_array().unwrap().iter();
            buckets.map(|bucket| bucket[name].as_i64().unwrap()).sum::<i64>()
        };
        let sums = [sum("completed"), sum("failed"), sum("canceled")];
        (sums, told)
    };
    let written = until("all that ended is told", WITHIN, async || {
        let (sums, told) = sums("/api/stats/history?minutes=5").await;
        (sums == [2, 1, 1]).then_some(told)
    });
    let told: Value = written.await;
    let buckets = told["buckets"].as_array().unwrap();
    assert_eq!(buckets.len(), 5);
    assert!(buckets.iter().all(|bucket| bucket["seconds"] == 60));
    let total = &told["total"];
    assert!(total["runMs"]["p99"].as_f64().unwrap() >= 175.0, "{total}");
    assert!(total["waitMs"]["p50"].as_f64().unwrap() > 0.0, "{total}");

    let (one, _) = sums("/api/stats/history?queue=later").await;
    assert_eq!(one, [0, 0, 1]);
    let (none, told) = sums("/api/stats/history?minutes=1&queue=other").await;
    assert_eq!(none, [0, 0, 0]);
    assert_eq!(told["total"]["runMs"], json!({"p50": null, "p95": null, "p99": null}));

    let queues = up.rest().get("/api/queues").await.must(200);
    let queue = |name: &str| {
        let all = queues["queues"].as_array().unwrap();
        all.iter().find(|queue| queue["name"] == name).unwrap().clone()
    };
    assert_eq!(queue("default")["byState"]["completed"], 2);
    assert_eq!(queue("default")["byState"]["queued"], 0, "all nine are there");
    assert_eq!(queue("later")["byState"]["canceled"], 1);
    assert_eq!(queue("default")["paused"], false);

    for wrong in ["minutes=0", "minutes=10081", "minutes=x", "hours=1"] {
        rest.get(&format!("/api/stats/history?{wrong}")).await.must(400);
    }
}
