//! The Compose file with a real engine: what a user gets who types the command of its first lines.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::{Value, json};
use taskmaster_tests::{
    Container, Curl, Document, Stack, WITHIN, docker, is_prepared, throughout, try_docker, until,
};

/// How long the fleet may take to get another size: workers drain, containers start.
const RESIZE: Duration = Duration::from_secs(60);

/// A container that belongs to nobody's fleet; it goes away with its value.
struct Foreign(String);

impl Foreign {
    async fn start(name: String, labels: &[(&str, &str)]) -> Self {
        let labels: Vec<_> =
            labels.iter().map(|(name, value)| format!("--label={name}={value}")).collect();
        let name_flag = format!("--name={name}");
        let mut args = vec!["run", "--detach", "--init", "--network=none", "--entrypoint=sleep"];
        args.push(&name_flag);
        args.extend(labels.iter().map(String::as_str));
        args.extend(["taskmaster-test/app:local", "600"]);
        docker(&args).await;
        Self(name)
    }
}

async fn all_live(foreign: &[Foreign]) {
    for Foreign(name) in foreign {
        let found = Container::find(name).await;
        assert!(found.is_some_and(|container| container.runs()), "{name} was ended");
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let mut remove = std::process::Command::new("docker");
        let _ = remove.args(["rm", "--force", "--volumes", &self.0]).output();
    }
}

/// Waits until as many workers run, for the engine and for the API, and gives their containers.
async fn workers_are(stack: &Stack, count: usize) -> Vec<Container> {
    let rest = stack.rest();
    until(&format!("{count} workers"), RESIZE, async || {
        let running = stack.running("worker").await;
        let (_, fleet) = rest.try_get("/api/fleet").await?;
        let (_, body) = rest.try_get("/api/workers").await?;
        let there = body["workers"].as_array()?.iter().filter(|w| w["status"] != "offline");
        let agree = running.len() == count && there.count() == count;
        (agree && fleet["present"] == count).then_some(running)
    })
    .await
}

async fn scale(stack: &Stack, count: usize) {
    let (status, answer) =
        stack.rest().post("/api/workers/scale", &json!({ "count": count })).await;
    assert_eq!(status, 202, "{answer}");
    assert_eq!((&answer["ok"], &answer["wanted"]), (&json!(true), &json!(count)), "{answer}");
}

/// Hands tasks in that only end together, so that each worker of one slot must take one.
async fn spread_over(rest: &Curl, count: usize, command: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(rest.schedule(command).await);
    }
    let mut on = BTreeSet::new();
    for id in &ids {
        let is_running = |task: &Value| task["status"] == "running";
        let task = rest.status_when("runs", id, WITHIN, is_running).await;
        on.insert(task["assigned_worker"].as_i64().unwrap());
    }
    assert_eq!(on.len(), count, "one each");
    ids
}

async fn output(rest: &Curl, id: &str) -> String {
    let (status, logs) = rest.get(&format!("/api/tasks/{id}/logs")).await;
    assert_eq!(status, 200, "{logs}");
    let lines = logs["lines"].as_array().unwrap().iter();
    lines.map(|line| line["text"].as_str().unwrap().trim_end().to_owned() + "\n").collect()
}

async fn attempt(rest: &Curl, id: &str) -> i64 {
    let (_, task) = rest.get(&format!("/api/tasks/{id}")).await;
    task["attempt"].as_i64().unwrap()
}

/// Workers that went had the time to finish these.
async fn all_drained(rest: &Curl, ids: &[String]) {
    for id in ids {
        rest.completed(id).await;
        assert_eq!(attempt(rest, id).await, 1, "a worker that goes finishes first");
        assert_eq!(output(rest, id).await, "drained\n");
    }
}

async fn worker_named(rest: &Curl, id: &Value) -> String {
    let (_, body) = rest.get("/api/workers").await;
    let workers = body["workers"].as_array().unwrap();
    let worker = workers.iter().find(|worker| &worker["id"] == id).unwrap();
    worker["name"].as_str().unwrap().to_owned()
}

/// What the engine has of a project, but for containers.
async fn left(kind: &str, project: &str) -> String {
    let filter = format!("label=com.docker.compose.project={project}");
    docker(&[kind, "ls", "--quiet", "--filter", &filter]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_of_containers_grows_shrinks_and_is_replaced_and_no_other_container_is_touched() {
    if !is_prepared() {
        return;
    }
    let stack = Stack::build_and_up("fleet", 3, &[("WORKER_SLOTS", "1")]).await;
    let rest = stack.rest();
    workers_are(&stack, 3).await;
    let id = rest.schedule("echo hello from $HOSTNAME").await;
    rest.completed(&id).await;
    let said = output(&rest, &id).await;
    let hosts: Vec<_> =
        stack.running("worker").await.iter().map(|worker| worker.id()[..12].to_owned()).collect();
    assert!(hosts.iter().any(|host| said == format!("hello from {host}\n")), "{said} {hosts:?}");

    // Strangers: one with a name that the fleet itself would choose next, one with a name like it,
    // one with the label of the service but of somebody else's project.
    let service = ("com.docker.compose.service", "worker");
    let other = ("com.docker.compose.project", "somebody-elses");
    let foreign = [
        Foreign::start(format!("{}_worker_4", stack.name()), &[]).await,
        Foreign::start(format!("{}_worker_99", stack.name()), &[]).await,
        Foreign::start(format!("{}-foreign", stack.name()), &[service, other]).await,
    ];

    scale(&stack, 5).await;
    workers_are(&stack, 5).await;
    for id in spread_over(&rest, 5, "sleep 2").await {
        rest.completed(&id).await;
    }

    let id = rest.schedule("[ $TASKMASTER_ATTEMPT = 2 ] || sleep 300; echo done").await;
    let first = rest.status_when("runs", &id, WITHIN, |task| task["status"] == "running").await;
    let name = worker_named(&rest, &first["assigned_worker"]).await;
    let body = json!({ "name": name, "replace": true });
    let before = stack.running("worker").await;
    let (status, answer) = rest.post("/api/workers/kill", &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!((&answer["ok"], &answer["requeued"]), (&json!(true), &json!(1)), "{answer}");
    // What takes its place may have its name by now.
    let killed = before.iter().find(|worker| answer["container"] == worker.name()).unwrap();
    let old = Container::find(killed.id()).await;
    assert!(old.is_none_or(|old| !old.runs()), "{} lives", killed.name());
    rest.completed(&id).await;
    assert_eq!((attempt(&rest, &id).await, output(&rest, &id).await.as_str()), (2, "done\n"));
    workers_are(&stack, 5).await;
    for Foreign(name) in &foreign {
        let (status, answer) = rest.post("/api/workers/kill", &json!({ "name": name })).await;
        assert!([403, 404].contains(&status), "{status} {answer}");
    }

    let ids = spread_over(&rest, 5, "sleep 6; echo drained").await;
    scale(&stack, 2).await;
    workers_are(&stack, 2).await;
    all_drained(&rest, &ids).await;

    scale(&stack, 5).await;
    workers_are(&stack, 5).await;
    let ids = spread_over(&rest, 5, "sleep 6; echo drained").await;
    stack.compose(&["up", "--detach", "--scale", "worker=2"]).await;
    workers_are(&stack, 2).await;
    all_drained(&rest, &ids).await;
    throughout("Compose's two workers stay two", Duration::from_secs(8), async || {
        stack.running("worker").await.len() == 2
    })
    .await;
    let id = rest.schedule("true").await;
    rest.completed(&id).await;
    all_live(&foreign).await;

    stack.compose(&["down"]).await;
    assert_eq!(stack.containers().await.len(), 0);
    assert_eq!(left("network", stack.name()).await, "");
    assert_eq!(left("volume", stack.name()).await.lines().count(), 4, "data outlives a `down`");
    stack.compose(&["down", "--volumes"]).await;
    assert_eq!(left("volume", stack.name()).await, "");
    all_live(&foreign).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_of_two_goes_under_load_and_nothing_is_lost() {
    if !is_prepared() {
        return;
    }
    let variables = [("COMPOSE_PROFILES", "two"), ("WORKER_SLOTS", "4")];
    let stack = Stack::up("two", 2, &variables).await;
    let rest = stack.rest();
    for (go, victim) in [("kill", "coordinator"), ("stop", "coordinator-2")] {
        let mut ids = Vec::new();
        for number in 0..60 {
            if number == 30 {
                stack.compose(&[go, victim]).await;
            }
            // A call that was refused, or whose answer was lost, is made again: nothing was promised.
            let body = json!({ "command": format!("sleep 0.3; echo {number}"), "kind": "shell" });
            let id = until("a task is taken in", WITHIN, async || {
                let (status, task) = rest.call("POST", "/api/tasks", Some(&body)).await?;
                (status == 201).then(|| task["id"].as_str().unwrap().to_owned())
            })
            .await;
            ids.push(id);
        }
        for (number, id) in ids.iter().enumerate() {
            rest.completed(id).await;
            let (_, task) = rest.get(&format!("/api/tasks/{id}")).await;
            assert_eq!((&task["attempt"], &task["triesUsed"]), (&json!(1), &json!(1)), "{task}");
            assert_eq!(output(&rest, id).await, format!("{number}\n"));
        }
        if go == "kill" {
            stack.compose(&["up", "--detach", "--scale", "worker=2"]).await;
        }
    }
}

/// User, whether the root file system is read-only, and what the container may write or read.
fn confinement(container: &Container) -> Value {
    let mounts = container.at("/Mounts").as_array().unwrap().iter();
    let mounts: BTreeMap<_, _> = mounts
        .filter_map(|mount| Some((mount["Destination"].as_str()?.to_owned(), mount["RW"].clone())))
        .collect();
    json!({
        "user": container.at("/Config/User"),
        "readOnly": container.at("/HostConfig/ReadonlyRootfs"),
        "dropped": container.at("/HostConfig/CapDrop"),
        "options": container.at("/HostConfig/SecurityOpt"),
        "init": container.at("/HostConfig/Init"),
        "privileged": container.at("/HostConfig/Privileged"),
        "writable": mounts,
    })
}

fn confined(user: &str, writable: &Value) -> Value {
    json!({
        "user": user,
        "readOnly": true,
        "dropped": ["ALL"],
        "options": ["no-new-privileges:true"],
        "init": true,
        "privileged": false,
        "writable": writable,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn each_container_is_confined_and_sees_its_own_secrets_only() {
    if !is_prepared() {
        return;
    }
    let stack = Stack::up("confined", 1, &[]).await;
    // One that the fleet has made must be no freer than Compose's own.
    scale(&stack, 2).await;
    workers_are(&stack, 2).await;

    let (database, operator, workers) =
        ("/run/taskmaster/database", "/run/taskmaster/operator", "/run/taskmaster/workers");
    let app = "10001:10001";
    let all = json!({ database: true, operator: true, workers: true });
    let read = json!({ database: false, operator: false, workers: false });
    let server = json!({ database: false, "/var/lib/postgresql/data": true });
    let socket = json!({ database: false, "/var/run/docker.sock": true });
    let expected = BTreeMap::from([
        ("init", confined(app, &all)),
        ("postgres", confined("999:999", &server)),
        ("coordinator", confined(app, &read)),
        ("scheduler", confined("0:10001", &socket)),
        ("gateway", confined(app, &json!({ operator: false }))),
        ("worker", confined(app, &json!({ workers: false }))),
    ]);
    let containers = stack.containers().await;
    assert_eq!(containers.len(), 7);
    for container in &containers {
        let is = confinement(container);
        assert_eq!(is, expected[container.service()], "{}", container.name());
        for (port, bindings) in container.at("/HostConfig/PortBindings").as_object().unwrap() {
            assert_eq!(bindings[0]["HostIp"], "127.0.0.1", "{} {port}", container.name());
        }
    }

    for worker in stack.running("worker").await {
        let inside = async |script: &str| {
            try_docker(&["exec", worker.id(), "timeout", "5", "bash", "-c", script]).await
        };
        assert!(inside("cat /run/taskmaster/workers/join.token").await.unwrap().len() == 64);
        let seen = "find /run/taskmaster /var/run -name '*.token' -o -name '*.sock' \
             -o -name url -o -name password";
        assert_eq!(inside(seen).await.unwrap(), "/run/taskmaster/workers/join.token");
        let networks = "/NetworkSettings/Networks";
        assert_eq!(worker.at(networks).as_object().unwrap().len(), 1);
        let postgres = &stack.running("postgres").await[0];
        let network = format!("{}_database", stack.name());
        let address = postgres.at(networks)[&network]["IPAddress"].as_str().unwrap().to_owned();
        assert!(inside("exec 3<>/dev/tcp/coordinator/50051").await.is_ok());
        assert!(inside(&format!("exec 3<>/dev/tcp/{address}/5432")).await.is_err());
        let join = inside("cat /run/taskmaster/workers/join.token").await.unwrap();
        let (status, _) = stack.rest().with_token(&join).get("/api/tasks").await;
        assert_eq!(status, 403, "a worker's token is no operator's");
        assert_ne!(worker.at("/State/Health/Status"), "unhealthy");
    }
}

/// Asks one operation after the other, and holds each answer against the document.
struct Asker {
    rest: Curl,
    document: Document,
    asked: BTreeSet<(String, String)>,
}

impl Asker {
    /// `at` is the path with its query, `path` its template; gives the body of the answer.
    async fn ask(&mut self, method: &str, path: &str, at: &str, body: Value, wanted: u16) -> Value {
        let body = (!body.is_null()).then_some(body);
        let (status, answer) = self.rest.call(method, at, body.as_ref()).await.unwrap();
        assert_eq!(status, wanted, "{method} {at} {answer}");
        assert_eq!(self.document.wrongs(method, path, status, &answer), [""; 0]);
        self.asked.insert((method.to_owned(), path.to_owned()));
        answer
    }

    async fn get(&mut self, path: &str, at: &str) -> Value {
        self.ask("GET", path, at, Value::Null, 200).await
    }

    /// A call of a task, which is named in the path.
    async fn of_task(&mut self, method: &str, what: &str, id: &str, wanted: u16) {
        let path = format!("/api/tasks/{{id}}{what}");
        self.ask(method, &path, &path.replace("{id}", id), Value::Null, wanted).await;
    }

    async fn put_of_task(&mut self, what: &str, id: &str, body: Value, wanted: u16) {
        let path = format!("/api/tasks/{{id}}{what}");
        self.ask("PUT", &path, &path.replace("{id}", id), body, wanted).await;
    }

    /// All that can be asked of jobs.
    async fn jobs(&mut self) {
        let schedule = json!({ "kind": "cron", "expressions": ["0 9 * * 1-5"] });
        let checks = json!([{ "name": "well", "kind": "command", "command": "true" }]);
        let task = json!({ "command": "true" });
        let definition =
            json!({ "name": "shapes", "task": task, "schedule": schedule, "checks": checks });
        let job = self.post("/api/jobs", definition.clone(), 201).await;
        self.post("/api/jobs", definition.clone(), 409).await;
        let job = format!("/api/jobs/{}", job["id"].as_str().unwrap());
        self.get("/api/jobs", "/api/jobs").await;
        self.get("/api/jobs/{id}", &job).await;
        self.ask("PUT", "/api/jobs/{id}", &job, definition, 200).await;
        let at = format!("{job}/schedule");
        self.ask("PUT", "/api/jobs/{id}/schedule", &at, schedule.clone(), 200).await;
        let made = [("run", json!({}), 201), ("duplicate", json!({ "name": "copy" }), 201)];
        let mut run = Value::Null;
        for (what, body, wanted) in made {
            let (path, at) = (format!("/api/jobs/{{id}}/{what}"), format!("{job}/{what}"));
            let answer = self.ask("POST", &path, &at, body, wanted).await;
            run = if what == "run" { answer["id"].clone() } else { run };
        }
        for (what, wanted) in [("checks", 202), ("verify", 200)] {
            let (path, at) = (format!("/api/jobs/{{id}}/{what}"), format!("{job}/{what}"));
            self.ask("POST", &path, &at, json!({}), wanted).await;
        }
        for what in ["schedule", "runs", "fires", "versions"] {
            self.get(&format!("/api/jobs/{{id}}/{what}"), &format!("{job}/{what}")).await;
        }
        self.get("/api/runs", "/api/runs").await;
        self.get("/api/runs/{id}", &format!("/api/runs/{}", run.as_str().unwrap())).await;
        self.get("/api/jobs/upcoming", "/api/jobs/upcoming").await;
        self.post("/api/schedules/preview", json!({ "schedule": schedule }), 200).await;
        self.ask("DELETE", "/api/jobs/{id}", &job, Value::Null, 200).await;
    }

    /// A call with a body.
    async fn post(&mut self, path: &str, body: Value, wanted: u16) -> Value {
        self.ask("POST", path, path, body, wanted).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_shows_a_sign_in_link_and_every_route_answers_in_its_documented_shape() {
    if !is_prepared() {
        return;
    }
    let stack = Stack::up("shapes", 1, &[]).await;
    let link = until("the sign-in link", WITHIN, async || {
        let logs = stack.compose(&["logs", "--no-color", "gateway"]).await;
        let (before, code) = logs.split_once("/sign-in#code=")?;
        assert!(before.ends_with(&stack.gateway()), "{before}");
        let is_code = |c: &char| c.is_ascii_alphanumeric() || "-_.~".contains(*c);
        Some(code.chars().take_while(is_code).collect::<String>())
    })
    .await;
    let rest = stack.rest();
    let nobody = rest.with_token("");
    assert_eq!(nobody.get("/api/tasks").await.0, 401);
    let code = json!({ "code": link });
    assert_eq!(nobody.post("/api/session", &code).await.0, 204);
    assert_eq!(nobody.post("/api/session", &code).await.0, 401, "a link works once");

    let document = Document::committed("gateway/openapi.json");
    let (status, served) = rest.get("/api/openapi.json").await;
    assert_eq!(status, 200, "{served}");
    for part in ["paths", "components"] {
        assert!(served[part] == document.value()[part], "{part} are not as committed");
    }
    let mut asker = Asker { rest: rest.clone(), document, asked: BTreeSet::new() };
    for path in ["/healthz", "/readyz", "/api/stats", "/api/fleet", "/api/health", "/api/system"] {
        asker.get(path, path).await;
    }
    for path in ["/api/stats/history", "/api/queues", "/api/activity", "/api/system/configuration"]
    {
        asker.get(path, path).await;
    }
    let limit = json!({ "concurrency": 5 });
    asker.ask("PUT", "/api/queues/{queue}", "/api/queues/narrow", limit, 200).await;
    let due = json!({ "command": "echo shape; exit 3", "scheduled_at": "2020-01-01T00:00:00Z" });
    let id = asker.post("/api/schedule", due, 201).await["task_id"].as_str().unwrap().to_owned();
    asker.post("/api/schedule", json!({ "command": "" }), 400).await;
    rest.status_when("fails", &id, WITHIN, |task| task["status"] == "failed").await;
    asker.get("/api/status", &format!("/api/status?task_id={id}")).await;
    asker.ask("GET", "/api/status", "/api/status", Value::Null, 400).await;
    let tasks = asker.get("/api/tasks", "/api/tasks?limit=5").await;
    assert_eq!(tasks["tasks"][0]["state"], "failed");
    for what in ["", "/logs", "/logs/download", "/attempts"] {
        asker.of_task("GET", what, &id, 200).await;
        asker.of_task("GET", what, "01890a5d-ac96-774b-bcce-b302099a8057", 404).await;
    }
    asker.of_task("POST", "/cancel", &id, 409).await;
    let counters = json!({ "copied": 3 });
    asker.put_of_task("/counters", &id, counters.clone(), 409).await;

    let later = json!({ "kind": "shell", "command": "true", "delaySeconds": 3600 });
    let task = asker.post("/api/tasks", later.clone(), 201).await;
    let id = task["id"].as_str().unwrap();
    asker.put_of_task("/counters", id, counters, 202).await;
    asker.put_of_task("/progress", id, json!({ "percent": 40 }), 202).await;
    for what in ["/pause", "/resume", "/cancel", "/retry"] {
        asker.of_task("POST", what, id, 200).await;
    }
    asker.post("/api/tasks", json!({ "kind": "shell" }), 400).await;
    asker.post("/api/tasks/bulk", json!({ "tasks": [later] }), 201).await;

    asker.jobs().await;

    let workers = asker.get("/api/workers", "/api/workers").await;
    let worker = format!("/api/workers/{}", workers["workers"][0]["name"].as_str().unwrap());
    asker.get("/api/workers/{name}", &worker).await;
    for what in ["drain", "resume"] {
        let (path, at) = (format!("/api/workers/{{name}}/{what}"), format!("{worker}/{what}"));
        asker.ask("POST", &path, &at, Value::Null, 200).await;
    }
    asker.post("/api/workers/scale", json!({ "count": 1 }), 202).await;
    asker.post("/api/workers/scale", json!({ "count": 51 }), 400).await;
    asker.post("/api/workers/kill", json!({ "name": "nobody" }), 404).await;

    let token = json!({ "token": "this-is-not-a-token" });
    asker.post("/api/session", token, 401).await;
    asker.get("/api/session", "/api/session").await;
    asker.ask("DELETE", "/api/session", "/api/session", Value::Null, 204).await;
    let all: BTreeSet<_> = asker.document.operations().into_iter().collect();
    assert_eq!(asker.asked, all, "every operation is asked");
}
