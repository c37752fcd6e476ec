//! What tasks count and how far they say they are, end to end.

use std::collections::HashMap;

use serde_json::json;
use taskmaster_domain::limits;
use taskmaster_proto::v1::{self, TaskState};
use taskmaster_tests::{
    Client, Cluster, Database, HandSession, Told, Up, WITHIN, bash, binary, fields, noop, reason,
};
use tonic::Code;

fn counts(of: &[(&str, i64)]) -> HashMap<String, i64> {
    of.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

async fn add(client: &Client, id: &str, of: &[(&str, i64)]) -> Told<()> {
    let request = v1::AddCountersRequest { task_id: id.to_owned(), counters: counts(of) };
    client.tasks().add_counters(request).await.map(|_| ())
}

async fn progress(client: &Client, id: &str, percent: f64) -> Told<()> {
    let (task_id, message) = (id.to_owned(), String::new());
    let request = v1::ReportProgressRequest { task_id, percent, message };
    client.tasks().report_progress(request).await.map(|_| ())
}

/// A task that a worker made by hand has until it says otherwise, with the token of its command.
async fn held(client: &Client, session: &mut HandSession) -> (v1::AttemptRef, String) {
    client.submit(bash("true")).await;
    let of = session.gets(session.assigned.len() + 1).await.pop().unwrap();
    let token = session.assigned.last().unwrap().task_token.clone();
    (of, token)
}

/// Commands count, over two attempts, and are seen to have counted once they are seen to have ended.
async fn commands_count(client: &Client) {
    let script = format!(
        "tm={}; $tm report --counter rows=2 --counter none=0 --counter rows=1 || exit 9
         for i in 1 2 3 4 5; do $tm report --counter rows=10 || exit 8; done
         $tm report --counter errors=1 --progress 40 --message \"4 of 10, $TASKMASTER_ATTEMPT\" || exit 7
         [ $TASKMASTER_ATTEMPT = 2 ] || exit 3",
        binary().display()
    );
    let ids = client.submit_all(vec![bash(script).tries(2, 0.0); 3]).await;
    for id in &ids {
        let task = client.ended(id, WITHIN).await;
        assert_eq!((task.state(), task.attempt), (TaskState::Completed, 2), "{task:?}");
        assert_eq!(task.counters, counts(&[("rows", 106), ("errors", 2)]));
        let said = task.progress.unwrap();
        assert_eq!((said.percent, said.message.as_str()), (40.0, "4 of 10, 2"));
    }
    let list = client.tasks().list_tasks(v1::ListTasksRequest::default()).await.unwrap();
    assert!(list.into_inner().tasks.iter().all(|task| task.counters.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_report_to_their_tasks_on_sqlite() {
    let up = Up::with(1, 4).start().await;
    commands_count(&up.client()).await;
    let shown = up.cli().run(&["task", "list", "--output", "json"]).await.ok().json();
    let id = shown["tasks"][0]["id"].as_str().unwrap();
    let shown = up.cli().run(&["task", "get", id]).await.ok().out();
    for words in ["errors=2 rows=106", "40 %  4 of 10, 2"] {
        assert!(shown.contains(words), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_report_to_their_tasks_on_postgresql() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let _scheduler = cluster.scheduler("s").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    commands_count(&coordinator.client()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_through_two_coordinators_at_once_adds_up() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let (a, b) = (cluster.coordinator("a").await, cluster.coordinator("b").await);
    let _scheduler = cluster.scheduler("s").await;
    let mut session = cluster.hand_made(&a, "w").open().await;
    let (of, _) = held(&a.client(), &mut session).await;
    let count = async |client: Client| {
        for _ in 0..200 {
            add(&client, &of.task_id, &[("n", 1), ("m", 2)]).await.unwrap();
        }
    };
    tokio::join!(count(a.client()), count(a.client()), count(b.client()), count(b.client()));
    session.completed(&of).await;
    b.client().ended(&of.task_id, WITHIN).await;
    let all = |task: &v1::Task| task.counters == counts(&[("n", 800), ("m", 1_600)]);
    b.client().task_when("has counted", &of.task_id, WITHIN, all).await;
    for role in [&a, &b] {
        let refused = add(&role.client(), &of.task_id, &[("n", 1)]).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
    }
}

/// Counts in memory, and says when: the second number is not written yet when this returns.
async fn count_in_memory(client: &Client, of: &v1::AttemptRef) {
    add(client, &of.task_id, &[("n", 1)]).await.unwrap();
    add(client, &of.task_id, &[("n", 10)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_is_there_after_a_stop_on_sqlite() {
    let mut up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let mut session = up.hand_made("w").open().await;
    let (of, _) = held(&up.client(), &mut session).await;
    count_in_memory(&up.client(), &of).await;
    up.service().term();
    up.service().ended(WITHIN).await;
    up.restart().await;
    assert_eq!(up.client().task(&of.task_id).await.counters, counts(&[("n", 11)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_counted_is_there_after_a_stop_on_postgresql() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let mut coordinator = cluster.coordinator("c").await;
    let mut session = cluster.hand_made(&coordinator, "w").open().await;
    let (of, _) = held(&coordinator.client(), &mut session).await;
    count_in_memory(&coordinator.client(), &of).await;
    coordinator.service().term();
    coordinator.service().ended(WITHIN).await;
    assert_eq!(database.number("select sum(value)::bigint from task_counter").await, 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_counted_is_refused_over_grpc() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let ended = client.submit(noop()).await;
    client.ended(&ended, WITHIN).await;
    let open = client.submit(noop().delay(3_600.0)).await;
    let unknown = "019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";
    for refused in [add(&client, &ended, &[("n", 1)]).await, progress(&client, &ended, 50.0).await]
    {
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        assert_eq!(
            (reason(&refused).as_str(), refused.message()),
            ("wrong-state", "the task is completed")
        );
    }
    for refused in [add(&client, unknown, &[("n", 1)]).await, progress(&client, unknown, 1.0).await]
    {
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    }
    let wrong: [(&[(&str, i64)], &str); 5] = [
        (&[("n", -1), ("m", 1)], r#"counters["n"]"#),
        (&[("n", 0), ("m", 0)], "counters"),
        (&[], "counters"),
        (&[("a b", 1)], r#"counters["a b"]"#),
        (&[("n", limits::COUNT + 1)], r#"counters["n"]"#),
    ];
    for (of, field) in wrong {
        let refused = add(&client, &open, of).await.unwrap_err();
        assert_eq!(
            (refused.code(), fields(&refused)),
            (Code::InvalidArgument, vec![field.to_owned()])
        );
    }
    for percent in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
        let refused = progress(&client, &open, percent).await.unwrap_err();
        assert_eq!(fields(&refused), ["percent"]);
    }
    let names: Vec<String> = (0..100).map(|n| format!("c{n}")).collect();
    let hundred: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    add(&client, &open, &hundred).await.unwrap();
    let refused = add(&client, &open, &[("one.more", 1)]).await.unwrap_err();
    assert_eq!(refused.message(), "a task has at most 100 counters");
    add(&client, &open, &[("c1", limits::COUNT - 1)]).await.unwrap();
    let refused = add(&client, &open, &[("c1", 1), ("c2", 1)]).await.unwrap_err();
    assert_eq!(
        (reason(&refused).as_str(), refused.message()),
        ("wrong-state", "a counter holds at most 9007199254740991")
    );
    progress(&client, &open, 100.0).await.unwrap();
    let task = client.task(&open).await;
    assert_eq!((task.counters["c1"], task.counters["c2"]), (limits::COUNT, 1));
    assert_eq!((task.counters.len(), task.progress.unwrap().percent), (100, 100.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_and_progress_over_rest() {
    let up = Up::with(1, 1).start().await;
    let (client, rest) = (up.client(), up.rest());
    let ended = client.submit(noop()).await;
    client.ended(&ended, WITHIN).await;
    let open = client.submit(noop().delay(3_600.0)).await;
    let path = |id: &str, what: &str| format!("/api/tasks/{id}/{what}");
    let counters = path(&open, "counters");
    for _ in 0..2 {
        let taken = rest.put(&counters, &json!({"success": 5, "failures": 0, "x.y": 1.0})).await;
        assert_eq!(taken.must(202), json!({"ok": true}));
    }
    let half = json!({"percent": 50, "message": "half"});
    assert_eq!(rest.put(&path(&open, "progress"), &half).await.must(202), json!({"ok": true}));
    rest.put(&path(&open, "progress"), &json!({"percent": 50.5})).await.must(202);
    let task = rest.get(&format!("/api/tasks/{open}")).await.must(200);
    assert_eq!(task["counters"], json!({"success": 10, "x.y": 2}));
    assert_eq!(
        (&task["progress"]["percent"], &task["progress"]["message"]),
        (&json!(50.5), &json!(""))
    );

    for (what, body) in [("counters", json!({"n": 1})), ("progress", half)] {
        let refused = rest.put(&path(&ended, what), &body).await;
        assert_eq!(refused.must(409)["type"], "/problems/wrong-state");
        rest.put(&path("019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", what), &body).await.must(404);
        rest.put(&path("7", what), &body).await.must(400);
    }
    let wrong = [
        (json!({"n": -1}), r#"counters["n"]"#),
        (json!({"n": 0}), "counters"),
        (json!({}), "counters"),
        (json!({"n": "1"}), "n"),
        (json!({"n": 1.5}), "n"),
        (json!({"n": null}), "n"),
        (json!({"ä": 1}), r#"counters["ä"]"#),
        (json!([1]), "body"),
        (json!(5), "body"),
    ];
    for (body, field) in wrong {
        assert_eq!(rest.put(&counters, &body).await.fields(), [field], "{body}");
    }
    let wrong = [(json!({"percent": 101}), "percent"), (json!({"message": "x"}), "percent")];
    for (body, field) in wrong {
        assert_eq!(rest.put(&path(&open, "progress"), &body).await.fields(), [field], "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_speaks_for_its_own_attempt_and_for_nothing_else() {
    let mut up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let (of, token) = held(&client, &mut session).await;
    let other = client.submit(noop().delay(3_600.0)).await;
    let own = client.with_token(&token);
    add(&own, &of.task_id, &[("n", 1)]).await.unwrap();
    add(&own, &of.task_id, &[("n", 2)]).await.unwrap();
    progress(&own, &of.task_id, 5.0).await.unwrap();
    assert_eq!(own.try_task(&of.task_id).await.unwrap().id, of.task_id);
    for refused in [
        add(&own, &other, &[("n", 1)]).await,
        progress(&own, &other, 5.0).await,
        own.try_task(&other).await.map(|_| ()),
        own.cancel(&of.task_id).await.map(|_| ()),
        own.try_submit(noop()).await.map(|_| ()),
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    }
    let rest = up.rest().with_token(&token);
    let path = |id: &str, what: &str| format!("/api/tasks/{id}{what}");
    rest.put(&path(&of.task_id, "/counters"), &json!({"n": 4})).await.must(202);
    rest.get(&path(&of.task_id, "")).await.must(200);
    for refused in [
        rest.put(&path(&other, "/counters"), &json!({"n": 4})).await,
        rest.get(&path(&other, "")).await,
        rest.get("/api/tasks").await,
        rest.get("/api/session").await,
        rest.post(&path(&of.task_id, "/cancel")).await,
    ] {
        refused.must(403);
    }

    // The next attempt has a voice of its own.
    let failure = v1::Failure { message: "no".to_owned(), ..v1::Failure::default() };
    session.finished(&of, v1::finished::Outcome::Failed(failure)).await;
    client.ended(&of.task_id, WITHIN).await;
    let refused = add(&own, &of.task_id, &[("n", 1)]).await.unwrap_err();
    assert_eq!(refused.message(), "the task is failed");
    client.retry(&of.task_id).await.unwrap();
    let refused = add(&own, &of.task_id, &[("n", 1)]).await.unwrap_err();
    assert_eq!(refused.message(), "the attempt is not the task's current one any more");
    let next = session.gets(2).await.pop().unwrap();
    assert_eq!((next.task_id.as_str(), next.attempt), (of.task_id.as_str(), 2));
    let voice = session.assigned.last().unwrap().task_token.clone();
    assert_ne!(voice, token);
    add(&client.with_token(&voice), &of.task_id, &[("n", 10)]).await.unwrap();
    for refused in
        [add(&own, &of.task_id, &[("n", 1)]).await, progress(&own, &of.task_id, 5.0).await]
    {
        assert_eq!(refused.unwrap_err().code(), Code::FailedPrecondition);
    }
    let seven = |task: &v1::Task| task.counters == counts(&[("n", 17)]);
    client.task_when("has counted", &of.task_id, WITHIN, seven).await;

    client.submit(noop()).await;
    session.gets(3).await;
    assert_eq!(session.assigned.last().unwrap().task_token, "", "a noop has no voice");
    assert!(!up.service().said().contains("tmt_"), "a token is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_outside_a_command_says_why_it_cannot_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let cli = taskmaster_tests::Cli::new(folder.path());
    let outside = cli.run(&["report", "--counter", "n=1"]).await;
    assert_eq!(outside.code, Some(2));
    assert!(outside.err().contains("TASKMASTER_TASK_ID is not set"), "{}", outside.err());
    let nothing = cli.run(&["report"]).await;
    assert_eq!(nothing.code, Some(2));
    assert!(nothing.err().contains("give --counter or --progress"), "{}", nothing.err());
    let inside = cli
        .variable("TASKMASTER_TASK_ID", "019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")
        .variable("TASKMASTER_ADDRESS", "http://127.0.0.1:9")
        .variable("TASKMASTER_TASK_TOKEN", "tmt_x");
    let away = inside.run(&["report", "--counter", "n=1"]).await;
    assert_eq!(away.code, Some(1));
    assert!(away.err().contains("127.0.0.1:9"), "{}", away.err());
    for wrong in ["n", "n=x", "n=1.5"] {
        assert_eq!(inside.run(&["report", "--counter", wrong]).await.code, Some(2), "{wrong}");
    }
    let negative = inside.run(&["report", "--counter=n=-1"]).await;
    assert_eq!(negative.code, Some(2));
}
