//! The seven routes that keep the names and shapes of an earlier system, exactly.

use std::time::Duration;

use serde_json::{Value, json};
use taskmaster_domain::Timestamp;
use taskmaster_proto::v1::TaskState;
use taskmaster_tests::{Rest, Up, WITHIN, noop, until};

async fn schedule(rest: &Rest, command: &str, at: &str) -> String {
    let body = json!({"command": command, "scheduled_at": at});
    let answer = rest.send("/api/schedule", &body).await.must(201);
    answer["task_id"].as_str().unwrap().to_owned()
}

async fn status_when(rest: &Rest, id: &str, status: &str) -> Value {
    let path = format!("/api/status?task_id={id}");
    until(&format!("task {id} to be {status}"), WITHIN, async || {
        let body = rest.get(&path).await.must(200);
        (body["status"] == status).then_some(body)
    })
    .await
}

const PAST: &str = "2020-01-01T00:00:00+02:00";
const FUTURE: &str = "2030-01-01T10:00:00.5+01:00";

#[tokio::test]
async fn a_command_is_scheduled_and_its_status_told() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let body = json!({"command": "echo hello", "scheduled_at": FUTURE});
    let answer = rest.send("/api/schedule", &body).await;
    assert_eq!(answer.json()["scheduled_at"], "2030-01-01T09:00:00.500Z");
    insta::assert_snapshot!(answer.shape(), @r##"
    201 application/json
    {
      "scheduled_at": "<time>",
      "status": "scheduled",
      "task_id": "<id>"
    }
    "##);
    let id = answer.json()["task_id"].as_str().unwrap().to_owned();
    insta::assert_snapshot!(rest.get(&format!("/api/status?task_id={id}")).await.shape(), @r##"
    200 application/json
    {
      "assigned_worker": null,
      "command": "echo hello",
      "completed_at": null,
      "error_message": null,
      "failed_at": null,
      "picked_at": null,
      "scheduled_at": "<time>",
      "started_at": null,
      "status": "scheduled",
      "task_id": "<id>"
    }
    "##);

    let id = schedule(&rest, "exit 3", PAST).await;
    let failed = status_when(&rest, &id, "failed").await;
    assert_eq!(failed["assigned_worker"], 1);
    assert_eq!(failed["completed_at"], Value::Null);
    insta::assert_snapshot!(rest.get(&format!("/api/status?task_id={id}")).await.shape(), @r##"
    200 application/json
    {
      "assigned_worker": 1,
      "command": "exit 3",
      "completed_at": null,
      "error_message": "exited with code 3",
      "failed_at": "<time>",
      "picked_at": "<time>",
      "scheduled_at": "<time>",
      "started_at": "<time>",
      "status": "failed",
      "task_id": "<id>"
    }
    "##);

    let id = schedule(&rest, "true", PAST).await;
    status_when(&rest, &id, "completed").await;
    insta::assert_snapshot!(rest.get(&format!("/api/status?task_id={id}")).await.shape(), @r##"
    200 application/json
    {
      "assigned_worker": 1,
      "command": "true",
      "completed_at": "<time>",
      "error_message": null,
      "failed_at": null,
      "picked_at": "<time>",
      "scheduled_at": "<time>",
      "started_at": "<time>",
      "status": "completed",
      "task_id": "<id>"
    }
    "##);
}

#[tokio::test]
async fn the_past_means_now() {
    let up = Up::with(1, 1).without_workers().await;
    let body = json!({"command": "true", "scheduled_at": PAST});
    let answer = up.rest().send("/api/schedule", &body).await.must(201);
    let at: Timestamp = answer["scheduled_at"].as_str().unwrap().parse().unwrap();
    assert!(at > "2026-01-01T00:00:00Z".parse().unwrap(), "{answer}");
    assert_eq!(answer["status"], "scheduled");
}

#[tokio::test]
async fn a_canceled_task_reads_failed_with_who_did_it() {
    let up = Up::with(1, 1).without_workers().await;
    let rest = up.rest();
    let id = schedule(&rest, "true", FUTURE).await;
    rest.post(&format!("/api/tasks/{id}/cancel")).await.must(200);
    insta::assert_snapshot!(rest.get(&format!("/api/status?task_id={id}")).await.shape(), @r##"
    200 application/json
    {
      "assigned_worker": null,
      "command": "true",
      "completed_at": null,
      "error_message": "canceled by token:admin",
      "failed_at": "<time>",
      "picked_at": null,
      "scheduled_at": "<time>",
      "started_at": null,
      "status": "failed",
      "task_id": "<id>"
    }
    "##);
}

#[tokio::test]
async fn the_kind_of_a_command_is_configured_and_may_be_said() {
    let up = Up::with(1, 1).set("api.schedule_kind", "simulate").without_workers().await;
    let rest = up.rest();
    let body = json!({"command": "demo", "scheduled_at": FUTURE});
    rest.send("/api/schedule", &body).await.must(201);
    let body = json!({"command": "demo", "scheduled_at": FUTURE, "kind": "shell"});
    rest.send("/api/schedule", &body).await.must(201);
    let tasks = rest.get("/api/tasks").await.must(200);
    let kinds: Vec<&Value> =
        tasks["tasks"].as_array().unwrap().iter().map(|task| &task["kind"]).collect();
    assert_eq!(kinds, ["shell", "simulate"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_command_is_told_by_its_own_names() {
    let up = Up::with(1, 1).without_workers().await;
    let rest = up.rest();
    let cases = [
        (json!({}), "command"),
        (json!({"command": "a"}), "scheduled_at"),
        (json!({"command": "", "scheduled_at": PAST}), "command"),
        (json!({"command": " \n", "scheduled_at": PAST}), "command"),
        (json!({"command": "a\0", "scheduled_at": PAST}), "command"),
        (json!({"command": "x".repeat(1_000_001), "scheduled_at": PAST}), "command"),
        (json!({"command": 1, "scheduled_at": PAST}), "command"),
        (json!({"command": "a", "scheduled_at": "2026-01-01T00:00:00"}), "scheduled_at"),
        (json!({"command": "a", "scheduled_at": "tomorrow"}), "scheduled_at"),
        (json!({"command": "a", "scheduled_at": "9000-01-01T00:00:00Z"}), "scheduled_at"),
        (json!({"command": "a", "scheduled_at": null}), "scheduled_at"),
        (json!({"command": "a", "scheduled_at": PAST, "kind": "function"}), "kind"),
        (json!({"command": "a", "scheduled_at": PAST, "scheduledAt": PAST}), "scheduledAt"),
        (json!([]), "body"),
    ];
    for (body, field) in cases {
        let fields = rest.send("/api/schedule", &body).await.fields();
        assert_eq!(fields, [field], "{:.200}", body.to_string());
    }
    let ids = ["", "?task_id=", "?task_id=7", "?task_id=%00", "?task_id=a&task_id=b"];
    for query in ids {
        assert_eq!(
            rest.get(&format!("/api/status{query}")).await.fields()[0],
            "task_id",
            "{query}"
        );
    }
    let nobody = "01a1fd6a-fca1-7274-a421-65a56144d60c";
    let unknown = rest.get(&format!("/api/status?task_id={nobody}")).await;
    insta::assert_snapshot!(unknown.shape(), @r##"
    404 application/problem+json
    {
      "detail": "there is no task <id>",
      "requestId": "<id>",
      "status": 404,
      "title": "Not Found",
      "type": "/problems/not-found"
    }
    "##);
}

#[tokio::test]
async fn tasks_are_listed_newest_first_in_pages() {
    let up = Up::with(1, 1).without_workers().await;
    let rest = up.rest();
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(schedule(&rest, &format!("echo {n}"), FUTURE).await);
    }
    ids.reverse();
    let one = rest.get("/api/tasks?limit=1&status=scheduled").await;
    insta::assert_snapshot!(one.shape().replace(one.json()["nextCursor"].as_str().unwrap(), "<cursor>"), @r##"
    200 application/json
    {
      "nextCursor": "<id>",
      "tasks": [
        {
          "assignedWorker": null,
          "canceledAt": null,
          "command": "echo 4",
          "completedAt": null,
          "createdAt": "<time>",
          "errorMessage": null,
          "failedAt": null,
          "id": "<id>",
          "kind": "shell",
          "name": "",
          "pickedAt": null,
          "priority": 0,
          "queue": "default",
          "scheduledAt": "<time>",
          "startedAt": null,
          "state": "scheduled",
          "status": "scheduled"
        }
      ]
    }
    "##);
    let (mut seen, mut path) = (Vec::new(), "/api/tasks?limit=2".to_owned());
    loop {
        let page = rest.get(&path).await.must(200);
        let tasks = page["tasks"].as_array().unwrap();
        seen.extend(tasks.iter().map(|task| task["id"].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(cursor) => path = format!("/api/tasks?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn workers_and_statistics_have_their_shape() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let id = schedule(&rest, "sleep 60", PAST).await;
    status_when(&rest, &id, "running").await;
    up.client().submit(noop().delay(3_600.0)).await;
    let workers = rest.get("/api/workers").await;
    assert_eq!(workers.json()["workers"][0]["currentTaskId"], id.as_str());
    insta::assert_snapshot!(workers.shape(), @r##"
    200 application/json
    {
      "workers": [
        {
          "cpuPercent": "<cpuPercent>",
          "currentTaskId": "<id>",
          "draining": false,
          "host": "<host>",
          "id": 1,
          "labels": {},
          "lastActiveAt": "<time>",
          "memoryBytes": "<memoryBytes>",
          "memoryPercent": "<memoryPercent>",
          "name": "worker-1",
          "queues": [
            "default"
          ],
          "registeredAt": "<time>",
          "running": [
            "<id>"
          ],
          "session": 1,
          "slots": 2,
          "status": "busy",
          "tasksCompleted": 0,
          "tasksFailed": 0,
          "version": "<version>"
        }
      ]
    }
    "##);

    let mut stats = rest.get("/api/stats").await.must(200);
    assert_eq!(stats["workers"].as_array().unwrap().len(), 1);
    stats["workers"] = json!([]);
    insta::assert_snapshot!(stats.to_string(), @r##"{"byState":{"assigned":0,"canceled":0,"completed":0,"failed":0,"paused":0,"queued":0,"running":1,"scheduled":1,"waiting":0},"completed_tasks":0,"failed_tasks":0,"pending_tasks":1,"running_tasks":1,"total_tasks":2,"workers":[]}"##);
}

#[tokio::test]
async fn the_four_counts_add_up_whatever_the_states() {
    let up = Up::with(1, 4).start().await;
    let (rest, client) = (up.rest(), up.client());
    let mut ids = Vec::new();
    for command in ["true", "false", "true", "exit 9"] {
        ids.push(schedule(&rest, command, PAST).await);
    }
    client.all_ended(&ids, WITHIN).await;
    let canceled = schedule(&rest, "true", FUTURE).await;
    client.cancel(&canceled).await.unwrap();
    let paused = schedule(&rest, "true", FUTURE).await;
    client.pause(&paused).await.unwrap();
    schedule(&rest, "true", FUTURE).await;
    let stats = rest.get("/api/stats").await.must(200);
    let count = |name: &str| stats[name].as_i64().unwrap();
    assert_eq!(count("total_tasks"), 7, "{stats}");
    assert_eq!(count("completed_tasks"), 2, "{stats}");
    assert_eq!(count("failed_tasks"), 3, "canceled counts as failed: {stats}");
    assert_eq!(count("pending_tasks"), 2, "paused counts as pending: {stats}");
    assert_eq!(client.count(TaskState::Paused).await, 1);
    for (status, expected) in [("scheduled", 2), ("completed", 2), ("failed", 3), ("running", 0)] {
        let page = rest.get(&format!("/api/tasks?status={status}")).await.must(200);
        assert_eq!(page["tasks"].as_array().unwrap().len(), expected, "{status}: {page}");
    }
}

#[tokio::test]
async fn the_fleet_is_scaled_and_a_worker_of_it_killed() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    for wrong in [json!(0), json!(51), json!(-1), json!(1.5), json!("3"), json!(null)] {
        let fields = rest.send("/api/workers/scale", &json!({"count": wrong})).await.fields();
        assert_eq!(fields, ["count"], "{wrong}");
    }
    insta::assert_snapshot!(rest.send("/api/workers/scale", &json!({"count": 2})).await.shape(), @r##"
    202 application/json
    {
      "count": 2,
      "ok": true,
      "present": 1,
      "wanted": 2
    }
    "##);
    up.client().workers_are(2, WITHIN).await;

    let id = schedule(&rest, "sleep 60", PAST).await;
    let running = status_when(&rest, &id, "running").await;
    let workers = rest.get("/api/workers").await.must(200);
    let worker = workers["workers"].as_array().unwrap().iter();
    let name = worker.into_iter().find(|worker| worker["id"] == running["assigned_worker"]);
    let name = name.unwrap()["name"].as_str().unwrap().to_owned();
    let began = tokio::time::Instant::now();
    let killed = rest.send("/api/workers/kill", &json!({"name": name})).await;
    assert!(began.elapsed() < Duration::from_secs(20));
    insta::assert_snapshot!(killed.shape().replace(&name, "<name>"), @r##"
    200 application/json
    {
      "container": null,
      "name": "<name>",
      "ok": true,
      "requeued": 1
    }
    "##);
    for wrong in ["", "a/b", "a b", "-\n", "ä", &"x".repeat(256)] {
        let fields = rest.send("/api/workers/kill", &json!({"name": wrong})).await.fields();
        assert_eq!(fields, ["name"], "{wrong:?}");
    }
    rest.send("/api/workers/kill", &json!({"name": "nobody"})).await.must(404);
    let stranger = up.hand_made("stranger");
    let session = stranger.open().await;
    rest.send("/api/workers/kill", &json!({"name": "stranger"})).await.must(403);
    drop(session);
    until("the fleet to have one worker", WITHIN, async || {
        let fleet = rest.get("/api/fleet").await.must(200);
        (fleet["wanted"] == 1 && fleet["present"] == 1).then_some(())
    })
    .await;
    insta::assert_snapshot!(rest.get("/api/fleet").await.shape(), @r##"
    200 application/json
    {
      "backend": "process",
      "lastError": null,
      "present": 1,
      "wanted": 1
    }
    "##);
}
