//! Jobs over REST and WebSocket, and by the command line.

use std::fs;

use serde_json::{Value, json};
use taskmaster_domain::limits;
use taskmaster_tests::{Socket, Up, WITHIN, until};

fn shell(command: &str) -> Value {
    json!({ "command": command })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_made_looked_at_set_copied_and_deleted() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let daily = json!({"kind": "cron", "expressions": ["0 3 * * *"], "timezone": "Europe/Berlin"});
    let body = json!({"name": "nightly", "task": shell("true"), "schedule": &daily});
    let reply = rest.send("/api/jobs", &body).await;
    let made = reply.must(201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(reply.header("location"), format!("/api/jobs/{id}"));
    assert_eq!(made["schedule"]["expressions"], json!(["0 3 * * *"]));
    assert_eq!(made["scheduleText"], "at 03:00 every day");
    let at = format!("/api/jobs/{id}");
    assert_eq!(rest.get(&at).await.must(200), made);
    let listed = rest.get("/api/jobs?name=NIGHT&enabled=true&broken=false").await.must(200);
    assert_eq!(listed, json!({"jobs": [made], "nextCursor": null}));
    assert_eq!(rest.get("/api/jobs?name=day").await.must(200)["jobs"], json!([]));
    assert_eq!(rest.send("/api/jobs", &body).await.must(409)["type"], "/problems/name-taken");

    let copy = rest.send(&format!("{at}/duplicate"), &json!({"name": "copy"})).await.must(201);
    assert_eq!((&copy["name"], &copy["schedule"]["active"]), (&json!("copy"), &json!(false)));
    assert_eq!(copy["nextRunAt"], Value::Null);
    let again = rest.send(&format!("{at}/duplicate"), &json!({"name": "copy"})).await.must(409);
    assert_eq!(again["type"], "/problems/name-taken");
    let nameless = rest.send(&format!("{at}/duplicate"), &json!({"name": ""})).await;
    assert_eq!((nameless.status, nameless.fields()), (400, vec!["name".to_owned()]));
    let page = rest.get("/api/jobs?limit=1").await.must(200);
    assert_eq!(page["jobs"][0]["name"], "copy");
    let cursor = page["nextCursor"].as_str().unwrap();
    let page = rest.get(&format!("/api/jobs?limit=1&cursor={cursor}")).await.must(200);
    assert_eq!(page["jobs"][0]["name"], "nightly");

    let hourly = json!({"kind": "interval", "seconds": 3600});
    let set = rest.put(&format!("{at}/schedule"), &hourly).await.must(200);
    assert_eq!((&set["version"], &set["schedule"]["seconds"]), (&json!(2), &json!(3600)));
    let alone = rest.get(&format!("{at}/schedule")).await.must(200);
    assert_eq!(alone, set["schedule"]);
    for stale in [
        rest.put(&format!("{at}?version=1"), &body).await,
        rest.put(&format!("{at}/schedule?version=1"), &daily).await,
        rest.put(&format!("{at}/schedule?version=1&validateOnly=true"), &daily).await,
    ] {
        assert_eq!(stale.must(409)["type"], "/problems/version-conflict");
    }
    let zero = rest.put(&format!("{at}/schedule?version=0"), &daily).await;
    assert_eq!(zero.fields(), ["version"]);
    assert_eq!(rest.get(&at).await.must(200), set, "nothing of it is kept");
    let same = rest.put(&format!("{at}/schedule?version=2"), &hourly).await.must(200);
    assert_eq!(same["version"], 2, "it was so already");
    assert_eq!(rest.put(&format!("{at}?version=2"), &body).await.must(200)["version"], 3);
    let versions = rest.get(&format!("{at}/versions?limit=2")).await.must(200);
    assert_eq!(versions["versions"][1]["schedule"], set["schedule"]);
    assert_eq!(versions["nextCursor"], "2");
    let upcoming = rest.get("/api/jobs/upcoming?limit=2").await.must(200);
    assert_eq!(upcoming["runs"][0]["jobName"], "nightly");
    assert_eq!(upcoming["runs"].as_array().unwrap().len(), 2);
    let health = rest.get("/api/health").await.must(200);
    assert_eq!(health["parts"]["jobs"]["status"], "ok");

    assert_eq!(rest.call("DELETE", &at, "").await.must(200), json!({"canceled": 0}));
    for gone in ["", "/schedule", "/runs", "/fires", "/versions"] {
        rest.get(&format!("{at}{gone}")).await.must(404);
    }
    for gone in ["run", "checks", "verify"] {
        rest.post(&format!("{at}/{gone}")).await.must(404);
    }
    rest.send(&format!("{at}/duplicate"), &json!({"name": "other"})).await.must(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_and_fires_are_listed_and_a_run_has_what_is_its_own() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let body = json!({"name": "a", "task": {"command": "echo $WHO", "env": {"WHO": "job"}}});
    let id = rest.send("/api/jobs", &body).await.must(201)["id"].as_str().unwrap().to_owned();
    let at = format!("/api/jobs/{id}");
    let own = json!({"command": "echo own $WHO; sleep 1", "env": {"WHO": "run"}, "priority": 7});
    let reply = rest.send(&format!("{at}/run"), &own).await;
    let run = reply.must(201);
    let run_id = run["id"].as_str().unwrap().to_owned();
    assert_eq!(reply.header("location"), format!("/api/runs/{run_id}"));
    assert_eq!((&run["trigger"], &run["jobId"]), (&json!("api"), &json!(id)));
    let busy = rest.post(&format!("{at}/run")).await.must(409);
    assert_eq!(busy["type"], "/problems/already-running");
    let task = rest.get(&format!("/api/tasks/{run_id}")).await.must(200);
    assert_eq!(
        task["run"],
        json!({"jobId": id, "jobVersion": 1, "trigger": "api", "nominalAt": null})
    );
    assert_eq!(task["priority"], 7);
    until("the end of the run", WITHIN, async || {
        let run = rest.get(&format!("/api/runs/{run_id}")).await.must(200);
        (run["state"] == "completed").then_some(())
    })
    .await;
    let logs = rest.get(&format!("/api/tasks/{run_id}/logs")).await.must(200);
    assert_eq!(logs["lines"][0]["text"], "own run");
    let runs = rest.get(&format!("{at}/runs?state=completed")).await.must(200);
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1);
    assert_eq!(rest.get(&format!("/api/runs?jobId={id}")).await.must(200), runs);
    let of_job = rest.get(&format!("/api/tasks?jobId={id}")).await.must(200);
    assert_eq!(of_job["tasks"][0]["id"], run_id);
    rest.get("/api/runs/019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b").await.must(404);
    let plain = rest.send("/api/tasks", &shell("true")).await.must(201);
    rest.get(&format!("/api/runs/{}", plain["id"].as_str().unwrap())).await.must(404);

    let each = json!({"kind": "cron", "expressions": ["* * * * * *"]});
    rest.put(&format!("{at}/schedule"), &each).await.must(200);
    until("a fire", WITHIN, async || {
        let fires = rest.get(&format!("{at}/fires?outcome=fired")).await.must(200);
        (fires["fires"].as_array().unwrap().len() > 1).then_some(())
    })
    .await;
    rest.put(&format!("{at}/schedule"), &json!({"kind": "none"})).await.must(200);
    let verified = rest.post(&format!("{at}/verify")).await.must(200);
    assert_eq!((&verified["absent"], &verified["surplus"]), (&json!([]), &json!([])));
    assert_eq!(verified["expected"], verified["found"]);
    let page = rest.get(&format!("{at}/fires?limit=1")).await.must(200);
    let (first, cursor) = (&page["fires"][0], page["nextCursor"].as_str().unwrap());
    let next = rest.get(&format!("{at}/fires?limit=1&cursor={cursor}")).await.must(200);
    assert!(next["fires"][0]["nominalAt"].as_str() < first["nominalAt"].as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topic_jobs_tells_of_an_end_before_what_it_broke() {
    let up = Up::with(1, 2).start().await;
    let rest = up.rest();
    let mut socket = Socket::open(&rest, &up.admin_token()).await;
    assert_eq!(socket.subscribe(1, "jobs", json!({})).await, Vec::<Value>::new());
    let each = json!({"kind": "cron", "expressions": ["* * * * * *"]});
    let body = json!({"name": "a", "task": shell("exit 1"), "schedule": each});
    let id = rest.send("/api/jobs", &body).await.must(201)["id"].as_str().unwrap().to_owned();
    let is_broken = |said: &Value| said["event"] == "job.broken";
    let told = socket.hear_until("a broken job", WITHIN, is_broken).await;
    assert!(told.iter().all(|said| said["topic"] == "jobs" && said["data"]["jobId"] == id));
    assert_eq!(told.last().unwrap()["data"], json!({"jobId": id, "errors": 0}));
    let place = |event: &str| told.iter().position(|said| said["event"] == event);
    assert_eq!(place("job.changed"), Some(0));
    assert!(place("run.started") < place("run.finished"), "{told:?}");
    assert!(place("run.finished").is_some(), "{told:?}");
    rest.call("DELETE", &format!("/api/jobs/{id}"), "").await.must(200);
    socket.hear_until("its end", WITHIN, |said| said["event"] == "job.deleted").await;
}

/// A body with one fault, and the field that must be named.
fn cases() -> Vec<(Value, &'static str)> {
    let with = |more: Value| {
        let mut body = json!({"name": "a", "task": {"command": "true"}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let cron =
        |expression: &str| with(json!({"schedule": {"kind": "cron", "expressions": [expression]}}));
    let on = |schedule: Value| with(json!({ "schedule": schedule }));
    let checked = |check: Value| with(json!({ "checks": [check] }));
    let long = |bytes: usize| "x".repeat(bytes + 1);
    vec![
        (json!({"task": {"command": "true"}}), "name"),
        (json!({"name": "a"}), "task"),
        (json!({"name": "", "task": {"command": "true"}}), "name"),
        (with(json!({"name": long(limits::NAME_BYTES)})), "name"),
        (with(json!({"name": "a\nb"})), "name"),
        (with(json!({"description": long(limits::DESCRIPTION_BYTES)})), "description"),
        (with(json!({"colour": "red"})), "colour"),
        (with(json!({"task": {}})), "task.command"),
        (with(json!({"task": {"command": long(limits::COMMAND_BYTES)}})), "task.command"),
        (with(json!({"task": {"command": "a", "maxAttempts": 101}})), "task.maxAttempts"),
        (with(json!({"task": {"command": "a", "timeoutSeconds": 0}})), "task.timeoutSeconds"),
        (with(json!({"task": {"command": "a", "delaySeconds": 1}})), "task.scheduledAt"),
        (with(json!({"task": {"command": "a", "idempotencyKey": "k"}})), "task.idempotencyKey"),
        (with(json!({"task": {"command": "a", "env": {"A=": "b"}}})), "task.env[\"A=\"]"),
        (cron("0 0 30 2 *"), "schedule.expressions[0]"),
        (cron("* * * *"), "schedule.expressions[0]"),
        (cron("61 * * * *"), "schedule.expressions[0]"),
        (cron("@reboot"), "schedule.expressions[0]"),
        (cron(""), "schedule.expressions[0]"),
        (on(json!({"kind": "cron"})), "schedule.expressions"),
        (on(json!({"kind": "moon"})), "schedule.kind"),
        (on(json!({"kind": "interval", "seconds": 0})), "schedule.seconds"),
        (on(json!({"kind": "interval", "seconds": -1})), "schedule.seconds"),
        (on(json!({"kind": "interval", "seconds": 315_360_001})), "schedule.seconds"),
        (on(json!({"kind": "interval", "seconds": 1.5})), "schedule.seconds"),
        (on(json!({"kind": "interval"})), "schedule.seconds"),
        (
            on(json!({"kind": "interval", "seconds": 1, "at": "2030-01-01T00:00:00Z"})),
            "schedule.at",
        ),
        (on(json!({"kind": "calendar", "months": [13]})), "schedule.months[0]"),
        (on(json!({"kind": "calendar", "hours": [1, -1]})), "schedule.hours[1]"),
        (on(json!({"kind": "calendar", "months": [2], "days": [30]})), "schedule.days"),
        (on(json!({"kind": "once", "at": "2020-01-01T00:00:00Z"})), "schedule.at"),
        (on(json!({"kind": "once", "at": "2030-01-01T00:00:00"})), "schedule.at"),
        (
            on(json!({"kind": "cron", "expressions": ["@daily"], "timezone": "Mars"})),
            "schedule.timezone",
        ),
        (on(json!({"gap": "jump"})), "schedule.gap"),
        (on(json!({"overlap": "maybe"})), "schedule.overlap"),
        (on(json!({"jitterSeconds": 86_401})), "schedule.jitterSeconds"),
        (on(json!({"catchupWindowSeconds": 1e9})), "schedule.catchupWindowSeconds"),
        (
            on(json!({"startsAt": "2030-01-02T00:00:00Z", "endsAt": "2030-01-01T00:00:00Z"})),
            "schedule.endsAt",
        ),
        (
            on(json!({"blackouts": [{"from": "25:00", "until": "06:00"}]})),
            "schedule.blackouts[0].from",
        ),
        (
            on(json!({"blackouts": [{"from": "22:00", "until": "22:00"}]})),
            "schedule.blackouts[0].until",
        ),
        (
            checked(
                json!({"name": "a", "kind": "command", "command": long(limits::CHECK_COMMAND_BYTES)}),
            ),
            "checks[0].command",
        ),
        (checked(json!({"name": "c", "kind": "tcp", "host": "h"})), "checks[0].port"),
        (
            checked(json!({"name": "c", "kind": "tcp", "host": "h", "port": 65_536})),
            "checks[0].port",
        ),
        (checked(json!({"name": "c", "kind": "tcp", "host": "a;b", "port": 1})), "checks[0].host"),
        (checked(json!({"name": "c", "kind": "ping"})), "checks[0].kind"),
        (
            checked(json!({"name": "c", "kind": "command", "command": "a", "timeoutSeconds": 301})),
            "checks[0].timeoutSeconds",
        ),
        (with(json!({"breakerThreshold": 1_001})), "breakerThreshold"),
        (with(json!({"breakerThreshold": -1})), "breakerThreshold"),
        (with(json!({"notify": {"emails": ["nobody"]}})), "notify.emails[0]"),
        (with(json!({"labels": {"a b": ""}})), "labels[\"a b\"]"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_job_is_told_by_its_field() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    for (body, field) in cases() {
        let reply = rest.send("/api/jobs", &body).await;
        let said = format!("{:.200}: {}", body.to_string(), reply.text());
        assert_eq!(reply.status, 400, "{said}");
        assert_eq!(reply.fields(), [field], "{said}");
    }
    let none = rest.get("/api/jobs").await.must(200);
    assert_eq!(none["jobs"], json!([]), "a fault in the schedule makes no job");

    let made = rest.send("/api/jobs", &json!({"name": "a", "task": shell("true")})).await.must(201);
    let at = format!("/api/jobs/{}", made["id"].as_str().unwrap());
    let wrong = json!({"kind": "cron", "expressions": ["0 0 30 2 *"]});
    let reply = rest.put(&format!("{at}/schedule"), &wrong).await;
    assert_eq!(reply.fields(), ["expressions[0]"], "the schedule is the whole body");
    for wait in ["timeoutSeconds", "startTimeoutSeconds", "heartbeatTimeoutSeconds"] {
        let reply = rest.send(&format!("{at}/run"), &json!({wait: 0})).await;
        assert_eq!(reply.fields(), [wait]);
    }
    let reply = rest.send(&format!("{at}/checks"), &json!({"names": ["none"]})).await;
    assert!(reply.fields().contains(&"names[0]".to_owned()), "{}", reply.text());
    let reply = rest.send("/api/schedules/preview", &json!({"schedule": wrong})).await;
    assert_eq!(reply.fields(), ["schedule.expressions[0]"]);
    let reply = rest.send("/api/schedules/preview", &json!({"schedule": {}, "count": 0})).await;
    assert_eq!(reply.fields(), ["count"]);
    for (path, field) in [
        ("?limit=-1", "limit"),
        ("?enabled=yes", "enabled"),
        ("/019aa3b4/runs", "id"),
        ("/upcoming?count=1", "count"),
    ] {
        assert_eq!(rest.get(&format!("/api/jobs{path}")).await.fields(), [field], "{path}");
    }
    assert_eq!(rest.get(&format!("{at}/fires?outcome=lost")).await.fields(), ["outcome"]);
    assert_eq!(rest.get(&format!("{at}/fires?cursor=x")).await.fields(), ["cursor"]);
    assert_eq!(rest.get("/api/runs?jobId=7").await.fields(), ["jobId"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_with_a_job_is_told_at_once() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let words = json!({"overlap": "x", "gap": "x", "fold": "x", "catchup": "x", "kind": "x"});
    let schedule =
        ["catchup", "fold", "gap", "kind", "overlap"].map(|word| format!("schedule.{word}"));
    let mut told = rest
        .send("/api/jobs", &json!({"name": "a", "task": shell("true"), "schedule": words}))
        .await
        .fields();
    told.sort();
    assert_eq!(told, schedule);
    let cases = [
        (json!({"name": ""}), vec!["name", "task"]),
        (json!({}), vec!["name", "task"]),
        (
            json!({"name": "", "task": {"kind": "shell", "priority": 5_000}, "schedule": {"kind": "cron", "timezone": "Nowhere"}}),
            vec![
                "name",
                "schedule.expressions",
                "schedule.timezone",
                "task.command",
                "task.priority",
            ],
        ),
        (
            json!({"name": " a", "task": shell("true"), "checks": [{"name": "c", "kind": "tcp", "host": "a"}]}),
            vec!["checks[0].port", "name"],
        ),
        (
            json!({"name": "a", "task": shell("true"), "schedule": {"blackouts": [
                {"from": "x", "until": "2030-01-01T00:00:00Z"}, {"from": "22:00", "until": "23:00", "reason": "a\nb"},
            ]}}),
            vec!["schedule.blackouts[0].from", "schedule.blackouts[1].reason"],
        ),
    ];
    for (body, fields) in cases {
        let mut told = rest.send("/api/jobs", &body).await.fields();
        told.sort();
        assert_eq!(told, fields, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_task_of_a_job_may_have_is_not_offered() {
    let up = Up::with(1, 1).start().await;
    let task = json!({"kind": "noop", "comand": "true"});
    let refused = up.rest().send("/api/jobs", &json!({"name": "a", "task": task})).await;
    let problem = refused.must(400);
    let told = problem["detail"].as_str().unwrap();
    assert!(told.starts_with("task.comand is not known here, only kind, command, name"), "{told}");
    for own in ["scheduledAt", "delaySeconds", "idempotencyKey"] {
        assert!(!told.contains(own), "{told}");
        let task = json!({"kind": "noop", own: if own == "delaySeconds" { json!(5) } else { json!("2030-01-01T00:00:00Z") }});
        let refused = up.rest().send("/api/jobs", &json!({"name": "a", "task": task})).await;
        refused.must(400);
    }
    let task = up.rest().send("/api/tasks", &task).await.must(400);
    assert!(task["detail"].as_str().unwrap().contains("scheduledAt"), "{task}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_only_validates_is_refused_as_the_real_one_and_keeps_nothing() {
    let up = Up::with(1, 1).start().await;
    let rest = up.rest();
    let daily = json!({"kind": "cron", "expressions": ["@daily"]});
    let never = json!({"kind": "cron", "expressions": ["0 0 30 2 *"]});
    let body = |name: &str, schedule: &Value| json!({"name": name, "task": shell("true"), "schedule": schedule});
    let create = "/api/jobs?validateOnly=true";
    let would = rest.send(create, &body("a", &daily)).await.must(200);
    assert!(would["version"] == 1 && would["nextRunAt"].is_string(), "{would}");
    let wrong = rest.send(create, &body("a", &never)).await;
    assert_eq!(wrong.fields(), ["schedule.expressions[0]"]);
    assert_eq!(rest.get("/api/jobs").await.must(200)["jobs"], json!([]));

    let made = rest.send("/api/jobs", &body("a", &daily)).await.must(201);
    let taken = rest.send(create, &body("a", &daily)).await.must(409);
    assert_eq!(taken["type"], "/problems/name-taken");
    rest.send("/api/jobs", &body("b", &daily)).await.must(201);
    let at = format!("/api/jobs/{}", made["id"].as_str().unwrap());
    let edit = format!("{at}?validateOnly=true");
    let would = rest.put(&edit, &body("c", &json!({"kind": "none"}))).await.must(200);
    assert_eq!((&would["name"], &would["version"]), (&json!("c"), &json!(2)));
    assert_eq!(would["nextRunAt"], Value::Null);
    let taken = rest.put(&edit, &body("b", &daily)).await.must(409);
    assert_eq!(taken["type"], "/problems/name-taken");
    let stale = rest.put(&format!("{edit}&version=7"), &body("a", &daily)).await.must(409);
    assert_eq!(stale["type"], "/problems/version-conflict");
    let zero = rest.put(&format!("{at}?version=0"), &body("a", &daily)).await;
    assert_eq!(zero.fields(), ["version"]);

    let schedule = format!("{at}/schedule?validateOnly=true");
    let hourly = json!({"kind": "interval", "seconds": 3600});
    let would = rest.put(&schedule, &hourly).await.must(200);
    assert_eq!(would["schedule"]["seconds"], 3600);
    assert_eq!(rest.put(&schedule, &never).await.fields(), ["expressions[0]"]);
    assert_eq!(rest.get(&at).await.must(200), made, "nothing was kept");

    let mut checked = body("checked", &json!({"kind": "none"}));
    checked["requiresChecks"] = json!(true);
    checked["checks"] = json!([{"name": "disk", "kind": "command", "command": "true"}]);
    let made = rest.send("/api/jobs", &checked).await.must(201);
    let at = format!("/api/jobs/{}", made["id"].as_str().unwrap());
    for refused in [
        rest.put(&format!("{at}/schedule?validateOnly=true"), &hourly).await,
        rest.put(&format!("{at}/schedule"), &hourly).await,
        rest.post(&format!("{at}/run")).await,
    ] {
        let problem = refused.must(409);
        assert_eq!(problem["type"], "/problems/checks-not-ok");
        assert!(problem["detail"].as_str().unwrap().contains("disk"), "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_tells_the_odd_days() {
    let up = Up::with(1, 1).start().await;
    let schedule =
        json!({"kind": "cron", "expressions": ["30 2 * * *"], "timezone": "Europe/Berlin"});
    let body = json!({"schedule": schedule, "count": 2, "after": "2026-03-28T00:00:00Z"});
    let told = up.rest().send("/api/schedules/preview", &body).await.must(200);
    assert_eq!(told["description"], "at 02:30 every day");
    assert_eq!(told["times"][0]["note"], Value::Null);
    assert_eq!(told["times"][1]["local"], "2026-03-29T03:00:00+02:00");
    assert!(told["times"][1]["note"].as_str().unwrap().contains("02:30"), "{told}");
    let every = json!({"schedule": {"kind": "interval", "seconds": 60}, "count": 3});
    let told = up.rest().send("/api/schedules/preview", &every).await.must(200);
    assert_eq!(told["times"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_kept_by_the_command_line() {
    let up = Up::with(1, 2).start().await;
    let cli = up.cli();
    let new = ["job", "create", "--name", "each", "--cron", "* * * * * *", "--", "true"];
    assert!(cli.run(&new).await.ok().out().contains("every second"));
    until("two runs", WITHIN, async || {
        let runs = cli.run(&["job", "runs", "each", "-q"]).await.ok().out();
        (runs.lines().count() > 1).then_some(())
    })
    .await;
    assert!(cli.run(&["job", "pause", "each"]).await.ok().out().contains("no next run"));
    let list = cli.run(&["job", "list"]).await.ok().out();
    assert!(list.contains("each") && list.contains("off"), "{list}");
    let fires = cli.run(&["job", "fires", "each"]).await.ok().out();
    assert!(fires.contains("fired"), "{fires}");
    let verified = cli.run(&["job", "verify", "-o", "json"]).await.ok().json();
    assert_eq!(verified["jobs"][0]["absent"], json!([]));
    assert!(cli.run(&["job", "get", "each"]).await.ok().out().contains("every second"));
    assert!(cli.run(&["job", "resume", "each"]).await.ok().out().contains("next run"));
    let odd = ["job", "preview", "30 2 * * *", "--timezone", "Europe/Berlin", "--after"];
    let odd = [&odd[..], &["2026-03-28T00:00:00Z", "--count", "2"]].concat();
    assert!(cli.run(&odd).await.ok().out().contains("2026-03-29T03:00:00+02:00"));

    let file = up.folder().join("jobs.toml");
    fs::write(
        &file,
        "[[jobs]]\nname = \"one\"\n[jobs.task]\ncommand = \"sleep 1\"\n\
         [[jobs.checks]]\nname = \"well\"\nkind = \"command\"\ncommand = \"true\"\n",
    )
    .unwrap();
    let apply = ["job", "apply", "--prune", "--yes", "-f", file.to_str().unwrap()];
    let dry = cli.run(&[&apply[..], &["--dry-run"]].concat()).await.ok().out();
    assert_eq!(dry, "create one\ndelete each\n");
    cli.run(&apply).await.ok();
    let left = cli.run(&["job", "list", "-o", "json"]).await.ok().json();
    assert_eq!(left["jobs"].as_array().unwrap().len(), 1);
    assert_eq!(cli.run(&apply).await.ok().out(), "", "nothing differs");
    assert!(cli.run(&["job", "check", "one"]).await.ok().out().contains("ok"));
    let exported = cli.run(&["job", "export"]).await.ok();
    let other = up.folder().join("jobs.yaml");
    fs::write(&other, exported.out().replace("sleep 1", "sleep 2")).unwrap();
    let changed = cli.run(&["job", "apply", "-f", other.to_str().unwrap()]).await.ok().out();
    assert_eq!(changed, "update one\n  ~ task.command: \"sleep 1\" -> \"sleep 2\"\n");

    let run = cli.run(&["job", "run", "one", "-o", "json"]).await.ok().json();
    assert_eq!(run["trigger"], "manual");
    let refused = cli.run(&["job", "run", "one"]).await;
    assert!(refused.err().contains("a run of the job has not ended"), "{}", refused.err());
    cli.run(&["job", "delete", "one"]).await.ok();
    assert!(cli.run(&["job", "get", "one"]).await.err().contains("there is no job one"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crontab_is_shown_before_it_is_taken_over() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let file = up.folder().join("crontab");
    fs::write(&file, "CRON_TZ=Europe/Berlin\n@reboot true\n0 3 * * * date +\\%F\n").unwrap();
    let import = ["job", "import-crontab", file.to_str().unwrap()];
    let shown = cli.run(&import).await;
    let plan = "create date\n  line     3\n  when     0 3 * * *\n  says     at 03:00 every day\n  \
        zone     Europe/Berlin\n  command  date +%F\n  next     2";
    assert!(shown.out().starts_with(plan), "{}", shown.out());
    assert!(shown.err().contains("line 2: @reboot"), "{}", shown.err());
    let list = async || cli.run(&["job", "list", "-o", "json"]).await.ok().json();
    assert_eq!(list().await["jobs"], json!([]));
    cli.run(&[&import[..], &["--yes"]].concat()).await;
    let job = &list().await["jobs"][0];
    assert_eq!(job["task"]["command"], "date +%F");
    assert_eq!(job["schedule"]["timezone"], "Europe/Berlin");
}
