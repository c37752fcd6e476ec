//! What people are told of jobs: why one is refused, why a check fails, that a schedule has ended.

use std::{net::TcpListener, time::Duration};

use serde_json::{Value, json};
use taskmaster_domain::Timestamp;
use taskmaster_tests::{Rest, Up, WITHIN, until};

/// A port on which nobody listens.
fn shut_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until no check of a job is being tried or was never tried.
async fn tried(rest: &Rest, at: &str) -> Value {
    until("the checks", WITHIN, async || {
        let job = rest.get(at).await.must(200);
        let told = |check: &Value| check["status"] == "ok" || check["status"] == "failed";
        job["checks"].as_array().unwrap().iter().all(told).then_some(job)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_cannot_connect_says_so_and_refusals_name_it() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let open = TcpListener::bind("127.0.0.1:0").unwrap();
    let (well, ill) = (open.local_addr().unwrap().port(), shut_port());
    let tcp = |name: &str, port: u16| json!({"name": name, "kind": "tcp", "host": "127.0.0.1", "port": port});
    let checks = json!([tcp("cache", well), tcp("db", ill)]);
    let mut body = json!({
        "name": "gated", "task": {"command": "true"}, "requiresChecks": true, "checks": checks,
        "schedule": {"kind": "interval", "seconds": 3_600, "active": false},
    });
    let id = rest.send("/api/jobs", &body).await.must(201)["id"].as_str().unwrap().to_owned();
    let at = format!("/api/jobs/{id}");
    let refused = rest.post(&format!("{at}/run")).await.must(409);
    let not_all = "the job requires that all its checks are ok";
    let never = format!("{not_all}: cache was never tried, db was never tried");
    assert_eq!(
        (&refused["type"], &refused["detail"]),
        (&json!("/problems/checks-not-ok"), &json!(never))
    );

    rest.send(&format!("{at}/checks"), &json!({})).await.must(202);
    let job = tried(&rest, &at).await;
    assert_eq!(
        (&job["checks"][0]["status"], &job["checks"][0]["message"]),
        (&json!("ok"), &json!(""))
    );
    let said = format!("cannot connect to 127.0.0.1:{ill}: connection refused");
    assert_eq!(job["checks"][1]["message"], said);
    let task = job["checks"][1]["taskId"].as_str().unwrap();
    let logs = rest.get(&format!("/api/tasks/{task}/logs")).await.must(200);
    let lines: Vec<&Value> =
        logs["lines"].as_array().unwrap().iter().map(|line| &line["text"]).collect();
    assert_eq!(lines, [&json!(said)], "nothing but that");
    let on = json!({"kind": "interval", "seconds": 3_600});
    let refused = rest.put(&format!("{at}/schedule"), &on).await.must(409);
    assert_eq!(refused["detail"], format!("{not_all}: db failed"));

    body["checks"] = json!([tcp("cache", well)]);
    rest.put(&at, &body).await.must(200);
    rest.put(&format!("{at}/schedule"), &on).await.must(200);
    // An edit that leaves it on tries what it changes.
    body["schedule"] = on;
    body["checks"] = json!([tcp("cache", ill)]);
    let edited = rest.put(&at, &body).await.must(200);
    assert_eq!(
        (&edited["scheduleState"], &edited["checks"][0]["status"]),
        (&json!("on"), &json!("running"))
    );
    assert_eq!(tried(&rest, &at).await["checks"][0]["message"], said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_only_time_is_past_has_ended_and_is_no_fault() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let body = json!({"name": "once", "task": {"command": "true"}});
    let made = rest.send("/api/jobs", &body).await.must(201);
    assert_eq!(made["scheduleState"], "off");
    let at = format!("/api/jobs/{}", made["id"].as_str().unwrap());
    let now: Timestamp = made["createdAt"].as_str().unwrap().parse().unwrap();
    let soon = now.plus(Duration::from_secs(3)).to_string();
    let once = json!({"kind": "once", "at": soon});
    let set = rest.put(&format!("{at}/schedule"), &once).await.must(200);
    assert_eq!(set["scheduleState"], "on");
    let ended = until("the end of its schedule", WITHIN, async || {
        let job = rest.get(&at).await.must(200);
        (job["scheduleState"] != "on").then_some(job)
    })
    .await;
    assert_eq!((&ended["scheduleState"], &ended["nextRunAt"]), (&json!("ended"), &Value::Null));
    until("the end of its run", WITHIN, async || {
        let job = rest.get(&at).await.must(200);
        (job["openRuns"] == 0).then_some(())
    })
    .await;
    assert_eq!(rest.get("/api/health").await.must(200)["parts"]["jobs"]["status"], "ok");
    let listed = up.cli().run(&["job", "list"]).await.ok().out().to_owned();
    assert!(listed.lines().any(|line| line.starts_with("once  ended ")), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_job_is_told_in_words_that_help() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let with = |more: Value| {
        let mut body = json!({"name": "a", "task": {"command": "true"}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let on = |schedule: Value| with(json!({ "schedule": schedule }));
    let port = json!({"name": "c", "kind": "tcp", "host": "h", "port": 99_999_999_999_i64});
    let no_day = "must be a day that there is: 2100-02 has 28 days";
    for (body, said) in [
        (on(json!({"kind": "once", "at": "2100-02-29T00:00:00Z"})), no_day),
        (
            on(
                json!({"blackouts": [{"from": "2100-02-29T00:00:00Z", "until": "2100-03-01T00:00:00Z"}]}),
            ),
            no_day,
        ),
        (
            on(json!({"kind": "cron", "expressions": ["@daily"], "timezone": "berlin"})),
            "is no IANA time zone: did you mean Europe/Berlin?",
        ),
        (
            on(
                json!({"kind": "cron", "expressions": ["@daily"], "startsAt": "9999-12-31T00:00:00Z"}),
            ),
            "must not be after 9999-12-30T22:00:00Z: nothing later can be written in every zone",
        ),
        (
            on(json!({
                "kind": "cron", "expressions": ["@daily"],
                "startsAt": "2050-01-01T00:00:00Z", "endsAt": "2049-01-01T00:00:00Z",
            })),
            "must be after the start",
        ),
        (with(json!({"name": "a\u{202e}b"})), "must not contain U+202E, which cannot be seen"),
        (with(json!({"name": "a "})), "must not begin or end with white space"),
        (with(json!({"checks": [port]})), "must be between 1 and 65535"),
        (with(json!({"breakerThreshold": 99_999_999_999_i64})), "must be between 0 and 1000"),
        (
            on(json!({"kind": "interval", "seconds": 1e300})),
            "must be 1 to 315360000 seconds (ten years)",
        ),
        (on(json!({"kind": "calendar", "months": [99_999]})), "must be between 1 and 12"),
    ] {
        let reply = rest.send("/api/jobs", &body).await.must(400);
        assert_eq!(reply["errors"][0]["message"], said, "{body}");
    }
    let at = ["job", "create", "--name", "a", "--at", "2100-02-29T00:00:00Z", "--", "true"];
    let told = up.cli().run(&at).await;
    assert!(told.err().contains(no_day), "{}", told.err());
}
