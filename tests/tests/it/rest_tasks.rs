//! Tasks and their output over REST.

use serde_json::{Value, json};
use taskmaster_tests::{Reply, Rest, Up, WITHIN, until};

async fn submit(rest: &Rest, body: Value) -> String {
    rest.send("/api/tasks", &body).await.must(201)["id"].as_str().unwrap().to_owned()
}

async fn ended(rest: &Rest, id: &str) -> Reply {
    until(&format!("the end of task {id}"), WITHIN, async || {
        let reply = rest.get(&format!("/api/tasks/{id}")).await;
        let state = reply.must(200)["state"].as_str().unwrap().to_owned();
        ["completed", "failed", "canceled"].contains(&state.as_str()).then_some(reply)
    })
    .await
}

#[tokio::test]
async fn a_task_with_all_its_fields_is_accepted_and_shown() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let all = json!({
        "kind": "shell",
        "command": "echo \"$GREETING\"",
        "name": "greeting",
        "queue": "default",
        "priority": 7.0,
        "delaySeconds": 3600,
        "maxAttempts": 3,
        "retry": {"backoff": "fixed", "delaySeconds": 0.5, "maxDelaySeconds": 2, "neverOn": ["timeout"]},
        "timeoutSeconds": 60.5,
        "startTimeoutSeconds": 7200,
        "heartbeatTimeoutSeconds": 90,
        "graceSeconds": 0,
        "env": {"GREETING": "hello", "A_B": ""},
        "workingDir": "/tmp",
        "labels": {"team": "data", "a/b.c": ""},
        "requiredLabels": {"gpu": "yes"},
        "metadata": {"n": 1, "deep": [{"x": null, "y": 1.5}]},
        "exclusive": true,
        "idempotencyKey": "key-1",
        "owner": "team:data"
    });
    let answer = rest.send("/api/tasks", &all).await;
    let id = answer.must(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("/api/tasks/{id}"));
    insta::assert_snapshot!(answer.shape(), @r##"
    201 application/json
    {
      "assignedWorker": null,
      "attempt": 0,
      "canceledAt": null,
      "canceledBy": null,
      "command": "echo \"$GREETING\"",
      "completedAt": null,
      "counters": {},
      "createdAt": "<time>",
      "createdBy": "token:admin",
      "envNames": [
        "A_B",
        "GREETING"
      ],
      "errorMessage": null,
      "exclusive": true,
      "exitCode": null,
      "failedAt": null,
      "failure": null,
      "graceSeconds": 0.0,
      "heartbeatTimeoutSeconds": 90.0,
      "id": "<id>",
      "idempotencyKey": "key-1",
      "kind": "shell",
      "labels": {
        "a/b.c": "",
        "team": "data"
      },
      "maxAttempts": 3,
      "metadata": {
        "deep": [
          {
            "x": null,
            "y": 1.5
          }
        ],
        "n": 1
      },
      "name": "greeting",
      "owner": "team:data",
      "pickedAt": null,
      "priority": 7,
      "progress": null,
      "queue": "default",
      "requiredLabels": {
        "gpu": "yes"
      },
      "result": null,
      "retry": {
        "backoff": "fixed",
        "delaySeconds": 0.5,
        "maxDelaySeconds": 2.0,
        "neverOn": [
          "timeout"
        ]
      },
      "run": null,
      "sample": null,
      "scheduledAt": "<time>",
      "simulate": null,
      "startTimeoutSeconds": 7200.0,
      "startedAt": null,
      "state": "scheduled",
      "status": "scheduled",
      "timeoutSeconds": 60.5,
      "traceId": null,
      "triesUsed": 0,
      "worker": null,
      "workingDir": "/tmp"
    }
    "##);
    let shown = rest.get(&format!("/api/tasks/{id}")).await.must(200);
    assert_eq!(shown, answer.json());

    let again = rest.send("/api/tasks", &all).await;
    assert_eq!((again.status, &again.json()["id"]), (200, &json!(id)), "the key is known");
    let other = json!({"command": "true", "idempotencyKey": "key-1"});
    let taken = rest.send("/api/tasks", &other).await;
    assert_eq!(taken.must(409)["type"], "/problems/idempotency-key-taken");
}

#[tokio::test]
async fn a_header_may_carry_the_key_and_none_is_shown_that_nobody_gave() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let body = json!({"kind": "noop", "delaySeconds": 60});
    let keyed = rest.with("idempotency-key", "from-the-header");
    let first = keyed.send("/api/tasks", &body).await.must(201);
    assert_eq!(first["idempotencyKey"], "from-the-header");
    assert_eq!(keyed.send("/api/tasks", &body).await.must(200)["id"], first["id"]);
    let schedule = json!({"command": "true", "scheduled_at": "2030-01-01T00:00:00Z"});
    keyed.send("/api/schedule", &schedule).await.must(409);
    let other = rest.with("idempotency-key", "another");
    let [one, two] = [
        other.send("/api/schedule", &schedule).await.must(201),
        other.send("/api/schedule", &schedule).await.must(201),
    ];
    assert_eq!(one["task_id"], two["task_id"]);

    let bare = rest.send("/api/tasks", &body).await.must(201);
    assert_eq!(bare["idempotencyKey"], Value::Null);
    assert_ne!(rest.send("/api/tasks", &body).await.must(201)["id"], bare["id"]);
    for wrong in ["a b", "", "\u{e4}"] {
        let reply = rest.with("idempotency-key", wrong).send("/api/tasks", &body).await;
        assert_eq!(reply.fields(), ["Idempotency-Key"], "{wrong}");
    }
    let bulk = json!({"tasks": [body]});
    let both = json!({"command": "true", "idempotencyKey": "another"});
    assert_eq!(keyed.send("/api/tasks/bulk", &bulk).await.fields(), ["Idempotency-Key"]);
    let differ = keyed.send("/api/tasks", &both).await.must(409);
    assert_eq!(differ["type"], "/problems/idempotency-keys-differ");
    let mut same = body.clone();
    same["idempotencyKey"] = json!("from-the-header");
    assert_eq!(keyed.send("/api/tasks", &same).await.must(200)["id"], first["id"]);
}

#[tokio::test]
async fn a_finished_task_tells_what_became_of_it() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let retry = json!({"backoff": "fixed", "delaySeconds": 0});
    let id = submit(&rest, json!({"command": "exit 4", "maxAttempts": 2, "retry": retry})).await;
    let shown = ended(&rest, &id).await.json();
    assert_eq!(shown["status"], "failed");
    assert_eq!(
        (&shown["attempt"], &shown["triesUsed"], &shown["exitCode"]),
        (&json!(2), &json!(2), &json!(4))
    );
    assert_eq!(shown["failure"]["kind"], "exit_code");
    assert_eq!(shown["failure"]["message"], shown["errorMessage"]);
    assert_eq!(shown["worker"], json!({"id": 1, "name": "worker-1"}));
    let attempts = rest.get(&format!("/api/tasks/{id}/attempts")).await;
    insta::assert_snapshot!(attempts.shape(), @r##"
    200 application/json
    {
      "attempts": [
        {
          "attempt": 1,
          "end": "failed",
          "exitCode": 4,
          "failure": {
            "kind": "exit_code",
            "message": "exited with code 4"
          },
          "finishedAt": "<time>",
          "pickedAt": "<time>",
          "startedAt": "<time>",
          "worker": {
            "id": 1,
            "name": "worker-1"
          }
        }
      ]
    }
    "##);
    let retried = rest.post(&format!("/api/tasks/{id}/retry")).await.must(200);
    assert_eq!(retried["status"], "scheduled");
}

#[tokio::test]
async fn a_simulated_task_keeps_its_pace() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let pace = json!({"assignAfterSeconds": 0, "startAfterSeconds": 0, "runForSeconds": 0.05, "failureRate": 1});
    let id = submit(&rest, json!({"kind": "simulate", "command": "demo", "simulate": pace})).await;
    let shown = ended(&rest, &id).await.json();
    assert_eq!((&shown["state"], &shown["command"]), (&json!("failed"), &json!("demo")));
    assert_eq!(shown["simulate"]["runForSeconds"], 0.05);
}

#[tokio::test]
async fn a_task_is_held_back_let_go_and_ended() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let id = submit(&rest, json!({"command": "true", "delaySeconds": 600})).await;
    let act = async |what: &str| rest.post(&format!("/api/tasks/{id}/{what}")).await;
    let state = |reply: Reply| reply.must(200)["state"].as_str().unwrap().to_owned();
    assert_eq!(act("resume").await.must(409)["type"], "/problems/wrong-state");
    assert_eq!(state(act("pause").await), "paused");
    assert_eq!(state(act("resume").await), "scheduled");
    let canceled = act("cancel").await.must(200);
    assert_eq!(canceled["errorMessage"], "canceled by token:admin");
    assert_eq!(canceled["failedAt"], canceled["canceledAt"]);
    insta::assert_snapshot!(act("cancel").await.shape(), @r##"
    409 application/problem+json
    {
      "detail": "a canceled task cannot be canceled",
      "requestId": "<id>",
      "status": 409,
      "title": "Conflict",
      "type": "/problems/wrong-state"
    }
    "##);
    assert_eq!(state(act("retry").await), "queued");
}

#[tokio::test]
async fn many_tasks_are_accepted_at_once_or_none() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let many =
        |count: usize| json!({"tasks": vec![json!({"kind": "noop", "delaySeconds": 600}); count]});
    let accepted = rest.send("/api/tasks/bulk", &many(10_000)).await.must(201);
    assert_eq!(accepted["ids"].as_array().unwrap().len(), 10_000);
    assert_eq!(accepted["keyTaken"], json!([]));
    for wrong in [0, 10_001] {
        assert_eq!(rest.send("/api/tasks/bulk", &many(wrong)).await.fields(), ["tasks"]);
    }
    let bad = json!({"tasks": [
        {"command": "true", "queue": "half"},
        {"command": "", "retry": {"delaySeconds": -1}, "env": {"A=B": "c"}},
        {"priority": 5_000, "labels": {"ä": ""}},
    ]});
    let fields = rest.send("/api/tasks/bulk", &bad).await.fields();
    let all = [
        "tasks[1].retry.delaySeconds",
        "tasks[1].command",
        "tasks[1].env[\"A=B\"]",
        "tasks[2].command",
        "tasks[2].priority",
        "tasks[2].labels[\"ä\"]",
    ];
    assert_eq!(fields, all);
    let half = rest.get("/api/tasks?queue=half").await.must(200);
    assert_eq!(half["tasks"], json!([]), "nothing half written");

    let keyed = json!({"tasks": [
        {"command": "true", "idempotencyKey": "k"},
        {"command": "false", "idempotencyKey": "k"},
        {"command": "true", "idempotencyKey": "k"},
    ]});
    let answer = rest.send("/api/tasks/bulk", &keyed).await.must(201);
    assert_eq!(answer["keyTaken"], json!([1]));
    assert_eq!(answer["ids"][0], answer["ids"][2]);
}

#[tokio::test]
async fn lists_are_filtered() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let later = |more: Value| {
        let mut body = json!({"command": "true", "delaySeconds": 600});
        let body = body.as_object_mut().unwrap();
        body.extend(more.as_object().unwrap().clone());
        if more["kind"] == "noop" {
            body.remove("command");
        }
        Value::from(body.clone())
    };
    let a = submit(&rest, later(json!({"queue": "a", "labels": {"team": "x", "tier": "1"}}))).await;
    let b = submit(&rest, later(json!({"queue": "b", "name": "Nightly report"}))).await;
    let c = submit(&rest, later(json!({"kind": "noop", "labels": {"team": "x"}}))).await;
    let done = submit(&rest, json!({"command": "true"})).await;
    let created = ended(&rest, &done).await.json()["createdAt"].as_str().unwrap().to_owned();
    let all: [&str; 4] = [&done, &c, &b, &a];
    let cases: Vec<(String, &[&str])> = vec![
        (String::new(), &all),
        ("queue=b".to_owned(), &all[2..3]),
        ("kind=noop".to_owned(), &all[1..2]),
        ("state=scheduled&state=completed".to_owned(), &all),
        ("state=scheduled,completed".to_owned(), &all),
        ("state=completed".to_owned(), &all[..1]),
        ("state=scheduled&status=completed".to_owned(), &[]),
        ("status=scheduled".to_owned(), &all[1..]),
        ("worker=worker-1".to_owned(), &all[..1]),
        ("worker=nobody".to_owned(), &[]),
        ("label=team%3Dx&label=tier%3D1".to_owned(), &all[3..]),
        ("text=nightly".to_owned(), &all[2..3]),
        (format!("createdBefore={created}"), &all[1..]),
        ("createdAfter=2100-01-01T00:00:00Z".to_owned(), &[]),
        ("limit=0".to_owned(), &all),
        ("limit=99999999999999999999".to_owned(), &all),
    ];
    for (query, expected) in cases {
        let page = rest.get(&format!("/api/tasks?{query}")).await.must(200);
        let ids: Vec<&str> =
            page["tasks"].as_array().unwrap().iter().map(|t| t["id"].as_str().unwrap()).collect();
        assert_eq!(ids, expected, "{query}");
    }
    let named = rest.get("/api/tasks?text=nightly").await.must(200);
    assert_eq!(named["tasks"][0]["name"], "Nightly report");
    let wrong = [
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=", "cursor"),
        ("worker=nobody&cursor=x", "cursor"),
        ("state=gone", "state"),
        ("status=picked", "status"),
        ("createdAfter=2026-01-01", "createdAfter"),
        ("label=team", "label"),
        ("queue=%00", "queue"),
        ("text=%FF", "text"),
        ("queue=a&queue=b", "queue"),
        ("sate=queued", "sate"),
    ];
    for (query, field) in wrong {
        assert_eq!(rest.get(&format!("/api/tasks?{query}")).await.fields(), [field], "{query}");
    }
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_sent_again() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    for is_list in [true, false] {
        // One of its own for each: nothing but the cancel moves it.
        let id = submit(&rest, json!({"command": "true", "delaySeconds": 600})).await;
        let path = if is_list { "/api/tasks".to_owned() } else { format!("/api/tasks/{id}") };
        let first = rest.get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let same = rest.with("if-none-match", &tag).get(&path).await;
        assert_eq!((same.status, same.body.len()), (304, 0));
        assert_eq!(same.header("etag"), tag);
        rest.post(&format!("/api/tasks/{id}/cancel")).await;
        assert_eq!(rest.with("if-none-match", &tag).get(&path).await.status, 200);
    }
}

#[tokio::test]
async fn output_is_read_in_pages_and_downloaded_byte_for_byte() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let command = r"printf 'one\ntwo\377\n'; echo oops >&2; sleep 0.2; printf 'three\nfour'";
    let id = submit(&rest, json!({"command": command})).await;
    ended(&rest, &id).await;
    let logs = async |query: &str| rest.get(&format!("/api/tasks/{id}/logs{query}")).await;
    let texts = |reply: &Reply| -> Vec<String> {
        let lines = reply.must(200)["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["text"].as_str().unwrap().to_owned()).collect()
    };
    let stdout = logs("?stream=stdout").await;
    assert_eq!(texts(&stdout), ["one", "two\u{fffd}", "three", "four"]);
    assert_eq!(stdout.json()["lines"][3]["partial"], true);
    let first = logs("?stream=stdout&limit=1").await;
    assert_eq!(texts(&first), ["one"]);
    let next = first.json()["next"].as_u64().unwrap();
    let rest_of = logs(&format!("?stream=stdout&after={next}")).await;
    assert_eq!(texts(&rest_of), ["two\u{fffd}", "three", "four"]);
    let end = rest_of.json()["next"].as_u64().unwrap();
    let none = logs(&format!("?after={end}&stream=stdout")).await.must(200);
    assert_eq!(none, json!({"lines": [], "next": end}));
    assert_eq!(texts(&logs("?stream=stderr&attempt=1").await), ["oops"]);
    for path in ["?attempt=2", "/download?attempt=2"] {
        assert_eq!(logs(path).await.must(404)["type"], "/problems/not-found");
    }

    assert_eq!(texts(&logs("?tail=2").await), ["three", "four"]);
    assert_eq!(texts(&logs("?tail=99999").await).len(), 5);
    assert_eq!(texts(&logs("?tail=3&stream=stdout").await), ["two\u{fffd}", "three", "four"]);
    let last = logs("?tail=1&stream=stderr").await;
    assert_eq!(texts(&last), ["oops"]);
    let last = last.json()["next"].as_u64().unwrap();
    assert_eq!(texts(&logs(&format!("?after={last}")).await).last().unwrap(), "four");
    assert_eq!(texts(&logs("?tail=2&limit=1").await), ["three"], "the first of them");
    assert_eq!(texts(&logs("?tail=1&limit=9").await), ["four"]);
    assert_eq!(texts(&logs(&format!("?tail=3&after={end}")).await), [] as [&str; 0]);
    assert_eq!(texts(&logs("?tail=2&after=1").await), ["three", "four"], "they are behind it");
    assert_eq!(logs("?tail=-1").await.fields(), ["tail"]);

    let file = logs("/download?stream=stdout").await;
    assert_eq!(&file.body[..], b"one\ntwo\xff\nthree\nfour");
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(
        file.header("content-disposition"),
        format!("attachment; filename=\"task-{id}.log\"")
    );
    assert_eq!(logs("/download").await.body.len(), file.body.len() + "oops\n".len());
    let nobody = "01a1fd6a-fca1-7274-a421-65a56144d60c";
    for path in ["logs", "logs/download", "attempts"] {
        rest.get(&format!("/api/tasks/{nobody}/{path}")).await.must(404);
    }
    for (query, field) in
        [("?after=-1", "after"), ("?stream=x", "stream"), ("?attempt=a", "attempt")]
    {
        assert_eq!(logs(query).await.fields(), [field]);
    }
}

#[tokio::test]
async fn a_long_output_is_downloaded_whole() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let id =
        submit(&rest, json!({"command": "head -c 30000000 /dev/zero | tr '\\0' 'x' | fold -w 99"}))
            .await;
    ended(&rest, &id).await;
    let file = rest.get(&format!("/api/tasks/{id}/logs/download?stream=stdout")).await;
    let lines = 30_000_000 / 99 + 1;
    assert_eq!(file.body.len(), 30_000_000 + lines - 1);
    let page = rest.get(&format!("/api/tasks/{id}/logs?limit=999999")).await.must(200);
    assert_eq!(page["lines"].as_array().unwrap().len(), 10_000);
    let page = rest.get(&format!("/api/tasks/{id}/logs?tail=100")).await.must(200);
    let numbers: Vec<_> = page["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["seq"].as_u64().unwrap())
        .collect();
    let last = lines as u64;
    assert_eq!(numbers, (last - 99..=last).collect::<Vec<_>>());
    assert_eq!(page["next"], last);
}
