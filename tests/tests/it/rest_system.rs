//! Health, the whole, browsers of other sites, and the gateway without its coordinators.

use serde_json::{Value, json};
use taskmaster_proto::v1;
use taskmaster_tests::{Cluster, Database, Up, WITHIN, until};

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
          "detail": "1 alive, 1 of them takes new tasks",
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

/// A fire that is due and an end that waits, as a scheduler that is away leaves them.
#[tokio::test(flavor = "multi_thread")]
async fn health_tells_of_fires_that_are_late_and_of_ends_that_wait() {
    let database = Database::fresh().await;
    let coordinator = Cluster::on(&database).coordinator("c").await;
    let mut jobs = coordinator.client().jobs();
    let work = Some(v1::task_spec::Work::Noop(v1::NoopWork {}));
    let cron = v1::CronSchedule { expressions: vec!["0 3 * * *".to_owned()] };
    let job = v1::JobSpec {
        name: "a".to_owned(),
        task: Some(v1::TaskSpec { work, ..v1::TaskSpec::default() }),
        schedule: Some(v1::Schedule {
            when: Some(v1::schedule::When::Cron(cron)),
            ..v1::Schedule::default()
        }),
        ..v1::JobSpec::default()
    };
    let make = v1::CreateJobRequest { job: Some(job), ..v1::CreateJobRequest::default() };
    let job_id = jobs.create_job(make).await.unwrap().into_inner().job.unwrap().id;
    let health = async || {
        let asked = coordinator.client().system().get_health(v1::GetHealthRequest {}).await;
        let parts = asked.unwrap().into_inner().parts;
        let jobs = parts.into_iter().find(|part| part.part == "jobs").unwrap();
        (jobs.status(), jobs.detail)
    };
    let well = (v1::HealthStatus::Ok, "each that is on has a next time".to_owned());
    assert_eq!(health().await, well);

    let run = v1::RunJobRequest { job_id, ..v1::RunJobRequest::default() };
    let run = jobs.run_job(run).await.unwrap().into_inner().run.unwrap().id;
    let request = v1::CancelTaskRequest { task_id: run };
    coordinator.client().tasks().cancel_task(request).await.unwrap();
    assert_eq!(health().await, well, "a moment is no trouble");
    let mut connection = database.connect().await;
    for statement in [
        "update job set fire_at = now() - interval '100 seconds'",
        "update task set finished_at = now() - interval '200 seconds'",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    let (status, detail) = health().await;
    assert_eq!(status, v1::HealthStatus::Degraded);
    let words: Vec<_> =
        detail.split(|c: char| c.is_ascii_digit()).filter(|w| !w.is_empty()).collect();
    let late = "fires are late: the earliest was due ";
    let waits = " s ago; ended runs are not settled: one has waited for ";
    assert_eq!(words, [late, waits, " s"], "{detail}");
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
