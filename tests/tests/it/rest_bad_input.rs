//! What is wrong is refused as a problem that names the field: never an internal error, never a
//! hang. And whoever shows no token hears nothing.

use std::time::Duration;

use serde_json::{Value, json};
use taskmaster_domain::limits;
use taskmaster_tests::{Rest, Up, noop};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Far less than a body may stand still.
const AT_ONCE: Duration = Duration::from_secs(10);

/// A body with one fault, and the field that must be named.
fn cases() -> Vec<(Value, &'static str)> {
    let shell = |more: Value| {
        let mut body = json!({"command": "true", "delaySeconds": 600});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let long = |bytes: usize| "x".repeat(bytes + 1);
    vec![
        (json!({}), "command"),
        (json!({"kind": "shell"}), "command"),
        (json!({"kind": "container", "command": "a"}), "kind"),
        (json!("a"), "body"),
        (json!({"command": "a", "comand": "a"}), "comand"),
        (
            json!({"command": "a", "scheduledAt": "2030-01-01T00:00:00Z", "delaySeconds": 1}),
            "delaySeconds",
        ),
        (json!({"command": "a", "scheduledAt": "2030-01-01T00:00:00"}), "scheduledAt"),
        (json!({"command": "a", "scheduledAt": "5000-01-01T00:00:00Z"}), "scheduledAt"),
        (json!({"command": "a", "scheduledAt": 5}), "scheduledAt"),
        (json!({"command": long(limits::COMMAND_BYTES)}), "command"),
        (json!({"command": "a\u{0}"}), "command"),
        (json!({"command": "a", "delaySeconds": -1}), "delaySeconds"),
        (json!({"command": "a", "delaySeconds": 1e300}), "delaySeconds"),
        (shell(json!({"name": long(limits::NAME_BYTES)})), "name"),
        (shell(json!({"queue": ""})), "queue"),
        (shell(json!({"queue": "a\u{0}"})), "queue"),
        (shell(json!({"priority": 1_001})), "priority"),
        (shell(json!({"priority": -1_001})), "priority"),
        (shell(json!({"priority": 1e30})), "priority"),
        (shell(json!({"priority": 1.5})), "priority"),
        (shell(json!({"priority": "high"})), "priority"),
        (shell(json!({"maxAttempts": 0})), "maxAttempts"),
        (shell(json!({"maxAttempts": 101})), "maxAttempts"),
        (shell(json!({"maxAttempts": -1})), "maxAttempts"),
        (shell(json!({"retry": {"backoff": "linear"}})), "retry.backoff"),
        (shell(json!({"retry": {"delaySeconds": 86_401}})), "retry.delaySeconds"),
        (shell(json!({"retry": {"neverOn": ["sadness"]}})), "retry.neverOn[0]"),
        (shell(json!({"retry": {"maxAttempts": 1}})), "retry.maxAttempts"),
        (shell(json!({"timeoutSeconds": 0})), "timeoutSeconds"),
        (shell(json!({"timeoutSeconds": 86_401})), "timeoutSeconds"),
        (shell(json!({"startTimeoutSeconds": 0.5})), "startTimeoutSeconds"),
        (shell(json!({"heartbeatTimeoutSeconds": 0.5})), "heartbeatTimeoutSeconds"),
        (shell(json!({"heartbeatTimeoutSeconds": 86_401})), "heartbeatTimeoutSeconds"),
        (shell(json!({"graceSeconds": 301})), "graceSeconds"),
        (shell(json!({"env": {"A=": "b"}})), "env[\"A=\"]"),
        (shell(json!({"env": {"A": 1}})), "env.A"),
        (shell(json!({"env": []})), "env"),
        (shell(json!({"labels": {"a b": ""}})), "labels[\"a b\"]"),
        (shell(json!({"requiredLabels": {"a b": ""}})), "requiredLabels[\"a b\"]"),
        (shell(json!({"metadata": [1]})), "metadata"),
        (shell(json!({"metadata": {"a": long(limits::METADATA_BYTES)}})), "metadata"),
        (shell(json!({"metadata": {"a": "\u{0}"}})), "metadata"),
        (shell(json!({"metadata": {"a": [9_007_199_254_740_993_u64]}})), "metadata[\"a\"][0]"),
        (shell(json!({"queue": "*"})), "queue"),
        (shell(json!({"queue": "a,b"})), "queue"),
        (shell(json!({"queue": " a"})), "queue"),
        (shell(json!({"workingDir": "srv"})), "workingDir"),
        (shell(json!({"idempotencyKey": "a b"})), "idempotencyKey"),
        (shell(json!({"simulate": {}})), "simulate"),
        (json!({"kind": "noop", "command": "a"}), "command"),
        (json!({"kind": {"noop": null}}), "kind"),
        (json!(["noop"]), "body"),
        (shell(json!({"retry": []})), "retry"),
        (json!({"kind": "simulate", "simulate": [1]}), "simulate"),
        (shell(json!({"exclusive": "yes"})), "exclusive"),
        (shell(json!({"idempotencyKey": ""})), "idempotencyKey"),
        (shell(json!({"idempotencyKey": long(limits::IDEMPOTENCY_KEY_BYTES)})), "idempotencyKey"),
        (shell(json!({"owner": long(limits::NAME_BYTES)})), "owner"),
        (json!({"kind": "simulate", "simulate": {"failureRate": 1.1}}), "simulate.failureRate"),
        (json!({"kind": "simulate", "simulate": {"runForSeconds": -1}}), "simulate.runForSeconds"),
        (json!({"kind": "simulate", "simulate": {"pace": 1}}), "simulate.pace"),
    ]
}

#[tokio::test]
async fn every_fault_of_a_task_is_told_by_its_field() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    for (body, field) in cases() {
        let reply = rest.send("/api/tasks", &body).await;
        let said = format!("{:.200}: {}", body.to_string(), reply.text());
        assert_eq!(reply.status, 400, "{said}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{said}");
        let problem = reply.json();
        assert_eq!(problem["type"], "/problems/validation", "{said}");
        assert_eq!(problem["requestId"], reply.header("x-request-id"), "{said}");
        assert_eq!(reply.fields(), [field], "{said}");
        assert!(reply.body.len() < 2_000, "what was sent is not sent back: {said}");
    }
    let none = rest.get("/api/tasks").await.must(200);
    assert_eq!(none["tasks"], json!([]));
}

#[tokio::test]
async fn an_array_is_no_object_at_any_route() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let cases = [
        ("/api/schedule", json!(["echo hi", "2026-11-21T09:00:00Z", null]), "body"),
        ("/api/workers/scale", json!([3]), "body"),
        ("/api/workers/kill", json!(["worker-1", false]), "body"),
        ("/api/tasks/bulk", json!([[{"command": "x"}]]), "body"),
        ("/api/tasks/bulk", json!({"tasks": [{"kind": "noop"}, ["noop"]]}), "tasks[1]"),
    ];
    for (path, body, field) in cases {
        let reply = rest.send(path, &body).await;
        let problem = reply.must(400);
        assert_eq!(problem["detail"], format!("{field} must be an object"), "{path}");
    }
    let times = ["2026-11-21T09:00:00+25:00", "+002026-11-21T09:00:00Z"].map(Value::from);
    for time in times.into_iter().chain([Value::Null]) {
        let reply =
            rest.send("/api/schedule", &json!({"command": "a", "scheduled_at": time})).await;
        assert_eq!(reply.fields(), ["scheduled_at"], "{time}");
    }
    rest.get("/api/workers/%00").await.must(400);
    let twice = rest.get("/api/status?task_id=%00").await;
    assert_eq!(twice.fields(), ["task_id"], "{}", twice.text());
}

#[tokio::test]
async fn a_name_that_comes_twice_is_refused_in_every_object() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest().with("content-type", "application/json");
    let task = up.client().submit(noop().delay(3_600.0)).await;
    let job = json!({"name": "a", "task": {"kind": "noop"}});
    let job = rest.send("/api/jobs", &job).await.must(201)["id"].as_str().unwrap().to_owned();
    let of_task = |more: &str| format!(r#"{{"kind":"noop",{more}}}"#);
    let of_job = |more: &str| format!(r#"{{"name":"b","task":{{"kind":"noop"}},{more}}}"#);
    let twice = r#"{"A":"1","A":"2"}"#;
    let (run, counters) = (format!("/api/jobs/{job}/run"), format!("/api/tasks/{task}/counters"));
    let cases = [
        ("POST", "/api/tasks", of_task(&format!(r#""env":{twice}"#)), "env.A"),
        ("POST", "/api/tasks", of_task(&format!(r#""labels":{twice}"#)), "labels.A"),
        (
            "POST",
            "/api/tasks",
            of_task(&format!(r#""requiredLabels":{twice}"#)),
            "requiredLabels.A",
        ),
        (
            "POST",
            "/api/tasks",
            of_task(&format!(r#""metadata":{{"a":[{twice}]}}"#)),
            "metadata.a[0].A",
        ),
        ("POST", "/api/jobs", of_job(&format!(r#""labels":{twice}"#)), "labels.A"),
        ("POST", &run, format!(r#"{{"env":{twice}}}"#), "env.A"),
        ("POST", &run, format!(r#"{{"labels":{twice}}}"#), "labels.A"),
        ("PUT", &counters, r#"{"a":1,"b":1,"a":2}"#.to_owned(), "a"),
    ];
    for (method, path, body, field) in cases {
        let refused = rest.call(method, path, body.clone()).await.must(400);
        assert_eq!(refused["detail"], format!("{field} must not be repeated"), "{path} {body}");
    }
    assert_eq!(rest.get(&format!("/api/tasks/{task}")).await.must(200)["counters"], json!({}));
}

#[tokio::test]
async fn a_body_that_is_declared_too_long_is_refused_before_it_comes() {
    let up = Up::with(1, 1).start().await;
    let address = up.rest().base().trim_start_matches("http://").to_owned();
    let over = limits::BODY_BYTES + 1;
    for (line, length, limit) in [
        ("POST /api/tasks", 99_999_999_999, limits::BODY_BYTES),
        ("POST /api/jobs", over, limits::BODY_BYTES),
        ("PUT /api/tasks/019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b/counters", over, limits::BODY_BYTES),
        ("POST /api/session", 8_193, 8_192),
    ] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n",
            up.admin_token()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let end = tokio::time::timeout(AT_ONCE, stream.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(end.is_ok() && answer.starts_with("HTTP/1.1 413 "), "{line}: {answer}");
        let detail = format!("the body must have at most {limit} bytes");
        assert!(answer.contains(&detail), "{line}: {answer}");
    }
}

#[tokio::test]
async fn metadata_may_be_as_deep_as_is_documented() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let deep = |n: usize| {
        format!(r#"{{"kind":"noop","metadata":{{"a":{}1{}}}}}"#, "[".repeat(n), "]".repeat(n))
    };
    rest.send_text("/api/tasks", deep(29).into_bytes()).await.must(201);
    let refused = rest.send_text("/api/tasks", deep(70).into_bytes()).await;
    assert_eq!(refused.fields(), ["metadata"], "{}", refused.text());
}

#[tokio::test]
async fn what_is_no_json_at_all_is_refused() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let deep = format!(
        "{{\"kind\":\"noop\",\"metadata\":{{\"a\":{}1{}}}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let middling = format!(
        "{{\"kind\":\"noop\",\"metadata\":{{\"a\":{}1{}}}}}",
        "[".repeat(100),
        "]".repeat(100)
    );
    let texts: Vec<Vec<u8>> = vec![
        vec![],
        b"{".to_vec(),
        b"{\"command\":\"\xff\"}".to_vec(),
        b"\x00\x01\x02\x89PNG".to_vec(),
        b"{\"command\":\"a\",\"command\":\"b\"}".to_vec(),
        b"{\"command\":\"a\",\"priority\":1e999}".to_vec(),
        b"{\"command\":\"\\ud800\"}".to_vec(),
        deep.into_bytes(),
        middling.into_bytes(),
        vec![b'['; 1_000_000],
    ];
    for text in texts {
        let reply = rest.send_text("/api/tasks", text.clone()).await;
        assert_eq!(reply.status, 400, "{:.80}: {}", String::from_utf8_lossy(&text), reply.text());
        assert_eq!(reply.fields().len(), 1, "{}", reply.text());
    }
    let large = rest.send_text("/api/tasks", vec![b' '; limits::BODY_BYTES + 1]).await;
    assert_eq!(large.must(413)["type"], "/problems/too-large");
    let mut fits = serde_json::to_vec(&json!({"kind": "noop"})).unwrap();
    fits.resize(limits::BODY_BYTES, b' ');
    rest.send_text("/api/tasks", fits).await.must(201);
    for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let reply = rest.with("content-type", media).call("POST", "/api/tasks", "{}").await;
        assert_eq!(reply.must(415)["type"], "/problems/unsupported-media-type");
    }
    rest.call("POST", "/api/tasks", "{}").await.must(415);
}

#[tokio::test]
async fn paths_and_methods_that_nobody_serves_are_problems() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    insta::assert_snapshot!(rest.get("/api/nothing").await.shape(), @r##"
    404 application/problem+json
    {
      "detail": "nothing is served at this path",
      "requestId": "<id>",
      "status": 404,
      "title": "Not Found",
      "type": "/problems/no-route"
    }
    "##);
    let wrong = rest.call("DELETE", "/api/tasks", "").await;
    assert_eq!(wrong.header("allow"), "GET,HEAD,POST");
    insta::assert_snapshot!(wrong.shape(), @r##"
    405 application/problem+json
    {
      "detail": "this path does not take this method; the header Allow names those that it takes",
      "requestId": "<id>",
      "status": 405,
      "title": "Method Not Allowed",
      "type": "/problems/method-not-allowed"
    }
    "##);
    for method in ["PUT", "PATCH", "TRACE", "PROPFIND"] {
        rest.call(method, "/api/health", "").await.must(405);
    }
    for id in ["7", "..", "%00", "%ff", "01a1fd6afca17274a42165a56144d60c"] {
        for path in ["", "/logs", "/attempts"] {
            let reply = rest.get(&format!("/api/tasks/{id}{path}")).await;
            assert!([400, 404, 405].contains(&reply.status), "{id}{path}: {}", reply.text());
        }
    }
    let head = rest.call("HEAD", "/api/tasks", "").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    let unknown = rest.get("/api/health?x=1").await;
    assert_eq!(unknown.fields(), ["x"]);
}

/// Every documented route, with ids and names that nobody has.
fn routes(rest: &Value) -> Vec<(String, String, bool)> {
    let mut routes = Vec::new();
    for (path, operations) in rest["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let id = "01a1fd6a-fca1-7274-a421-65a56144d60c";
            let path =
                path.replace("{id}", id).replace("{name}", "nobody").replace("{queue}", "nowhere");
            let is_open = operation["security"].is_array();
            routes.push((method.to_uppercase(), path, is_open));
        }
    }
    routes
}

#[tokio::test]
async fn without_a_token_nothing_is_told() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let document: Value =
        serde_json::from_str(include_str!("../../../gateway/openapi.json")).unwrap();
    let bare = rest.with_token("");
    let strangers: [(&str, Rest); 3] = [
        ("no token", bare.clone()),
        ("a wrong token", rest.with_token("0000")),
        ("no bearer", bare.with("authorization", "Basic YTpi")),
    ];
    for (method, path, is_open) in routes(&document) {
        for (who, stranger) in &strangers {
            let stranger = stranger.with("content-type", "application/json");
            let last = path.rsplit('/').next().unwrap_or_default();
            let body = match path.as_str() {
                "/api/jobs" => json!({"name": "a", "task": {"command": "a"}}),
                "/api/schedules/preview" => json!({"schedule": {"kind": "none"}}),
                "/api/queues/nowhere" => json!({"paused": false}),
                "/api/schedule" => json!({"command": "a", "scheduled_at": "2030-01-01T00:00:00Z"}),
                "/api/tasks" => json!({"command": "a"}),
                "/api/tasks/bulk" => json!({"tasks": [{"command": "a"}]}),
                "/api/workers/scale" => json!({"count": 1}),
                "/api/workers/kill" => json!({"name": "nobody"}),
                _ if path.starts_with("/api/jobs/") => match last {
                    "schedule" => json!({"kind": "none"}),
                    "duplicate" => json!({"name": "a"}),
                    "run" | "checks" | "verify" => json!({}),
                    _ => json!({"name": "a", "task": {"command": "a"}}),
                },
                _ if last == "counters" => json!({"a": 1}),
                _ if last == "progress" => json!({"percent": 1}),
                _ => Value::Null,
            };
            let query = if path == "/api/status" {
                "?task_id=01a1fd6a-fca1-7274-a421-65a56144d60c"
            } else {
                ""
            };
            let reply = stranger.call(&method, &format!("{path}{query}"), body.to_string()).await;
            if is_open {
                assert_ne!(reply.status, 500, "{method} {path}, {who}");
                continue;
            }
            assert_eq!(reply.status, 401, "{method} {path}, {who}: {}", reply.text());
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
    let worker = rest.with_token(&up.join_token());
    assert_eq!(worker.get("/api/tasks").await.must(403)["type"], "/problems/forbidden");
}
