//! Health, the whole, browsers of other sites, and the gateway without its coordinators.

use serde_json::{Value, json};
use taskmaster_tests::{Up, WITHIN, until};

#[tokio::test]
async fn health_and_the_whole_have_their_shape() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let mut health = rest.get("/api/health").await.must(200);
    let schedulers = health["parts"]["schedulers"].as_array().unwrap().clone();
    assert!(!schedulers.is_empty());
    for name in ["name", "duties", "lastPassAt"] {
        assert!(!schedulers[0][name].is_null(), "{name}");
    }
    health["parts"]["schedulers"] = json!([]);
    insta::assert_snapshot!(serde_json::to_string_pretty(&health).unwrap(), @r##"
    {
      "parts": {
        "coordinators": {
          "detail": "1 alive",
          "status": "ok"
        },
        "jobs": {
          "detail": "each that is on has a next time",
          "status": "ok"
        },
        "queues": {
          "detail": "0 due tasks wait in 0 queues",
          "status": "ok"
        },
        "schedulers": [],
        "store": {
          "detail": "sqlite",
          "status": "ok"
        },
        "workers": {
          "detail": "1 alive, 1 of them take new tasks",
          "status": "ok"
        }
      },
      "status": "ok"
    }
    "##);

    let system = rest.get("/api/system").await.must(200);
    assert_eq!(system["store"], "sqlite");
    assert_eq!(system["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(system["gateway"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(system["coordinators"].as_array().unwrap().len(), 1);
    assert_eq!(system["limits"]["bodyBytes"], 10_000_000);
    let worker = rest.get("/api/workers/worker-1").await.must(200);
    assert_eq!(worker["name"], "worker-1");
    rest.get("/api/workers/nobody").await.must(404);
}

#[tokio::test]
async fn probes_need_no_token() {
    let up = Up::with(1, 1).start().await;
    let bare = up.rest().with_token("");
    for probe in ["/healthz", "/readyz"] {
        let reply = bare.get(probe).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, "ok\n"), "{probe}");
    }
    bare.get("/api/health").await.must(401);
}

#[tokio::test]
async fn a_worker_is_drained_and_goes_on() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let _stranger = up.hand_made("stranger").open().await;
    let drained = rest.post("/api/workers/stranger/drain").await.must(200);
    assert_eq!(drained["draining"], true);
    let resumed = rest.post("/api/workers/stranger/resume").await.must(200);
    assert_eq!(resumed["draining"], false);
    for what in ["drain", "resume"] {
        rest.post(&format!("/api/workers/nobody/{what}")).await.must(404);
    }
}

#[tokio::test]
async fn a_browser_of_another_site_may_ask_before_it_has_a_token() {
    let up = Up::with(1, 1).set("http.allowed_origins", "https://tasks.example.com").start().await;
    let bare = up.rest().with_token("");
    let preflight = bare
        .with("origin", "https://tasks.example.com")
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "authorization,content-type")
        .call("OPTIONS", "/api/tasks", "")
        .await;
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "https://tasks.example.com");
    let refused = bare.with("origin", "https://tasks.example.com").get("/api/tasks").await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.header("access-control-allow-origin"), "https://tasks.example.com");
    let other = bare.with("origin", "https://evil.example.com").get("/api/tasks").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_prefix_holds_for_paths_links_and_problems() {
    let up = Up::with(1, 1).set("http.base_path", "/tm").start().await;
    let rest = up.rest();
    let made = rest.send("/tm/api/tasks", &json!({"kind": "noop"})).await;
    let id = made.must(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), format!("/tm/api/tasks/{id}"));
    rest.get(made.header("location")).await.must(200);
    let outside = rest.get("/api/tasks").await.must(404);
    assert_eq!(outside["type"], "/tm/problems/no-route");
    let system = rest.get("/tm/api/system").await.must(200);
    assert_eq!(system["links"]["health"], "/tm/api/health");
    assert_eq!(rest.with_token("").get("/tm/readyz").await.status, 200);
}

#[tokio::test]
async fn a_request_keeps_its_id() {
    let up = Up::with(1, 1).start().await;
    let named = up.rest().with("x-request-id", "my-request-1").get("/api/tasks/7").await;
    assert_eq!(named.header("x-request-id"), "my-request-1");
    assert_eq!(named.json()["requestId"], "my-request-1");
    let shaped: Value = up.rest().get("/api/nothing").await.json();
    assert_eq!(shaped["requestId"].as_str().unwrap().len(), 36);
}

#[tokio::test]
async fn tasks_of_the_gateway_run() {
    let up = Up::with(2, 4).start().await;
    let rest = up.rest();
    let body = json!({"tasks": vec![json!({"kind": "noop"}); 500]});
    rest.send("/api/tasks/bulk", &body).await.must(201);
    until("all tasks to have completed", WITHIN, async || {
        let stats = rest.get("/api/stats").await.must(200);
        (stats["completed_tasks"] == 500).then_some(())
    })
    .await;
}
