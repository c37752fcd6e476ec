//! What is wrong is refused with the fields that are wrong: never an internal error, never a
//! hang, nothing half written.

use std::{collections::BTreeMap, time::Duration};

use prost_types::{Duration as Wait, Struct, Timestamp, Value, value::Kind};
use taskmaster_domain::limits;
use taskmaster_proto::v1::{self, TaskSpec};
use taskmaster_tests::{Client, RawCodec, Told, Up, WITHIN, bash, fields, noop, reason, within};
use tonic::{Code, Status};
use uuid::Uuid;

/// A change that makes a good task a bad one, and the fields that must be named.
type Case<T = TaskSpec> = (&'static [&'static str], fn(&mut T));

fn wait(seconds: i64, nanos: i32) -> Option<Wait> {
    Some(Wait { seconds, nanos })
}

fn retry(spec: &mut TaskSpec) -> &mut v1::RetryPolicy {
    spec.retry.get_or_insert_default()
}

fn work(spec: &mut TaskSpec, work: v1::task_spec::Work) {
    spec.work = Some(work);
}

fn shell(spec: &mut TaskSpec, command: impl Into<String>) {
    work(spec, v1::task_spec::Work::Shell(v1::ShellWork { command: command.into() }));
}

fn simulate(spec: &mut TaskSpec, change: fn(&mut v1::SimulateWork)) {
    let mut simulated = v1::SimulateWork::default();
    change(&mut simulated);
    work(spec, v1::task_spec::Work::Simulate(simulated));
}

fn pair(map: &mut std::collections::HashMap<String, String>, name: &str, value: &str) {
    map.insert(name.to_owned(), value.to_owned());
}

/// A call that hands in a noop with metadata of this depth, as bytes: a client that encodes it
/// would itself need a deep stack.
fn nested(depth: usize) -> Vec<u8> {
    let field = |number: u8, bytes: &[u8]| {
        let mut field = vec![number << 3 | 2];
        prost::encoding::encode_varint(bytes.len() as u64, &mut field);
        field.extend_from_slice(bytes);
        field
    };
    let mut object = Vec::new();
    for _ in 0..depth {
        let value = field(5, &object);
        object = field(1, &[field(1, b"a"), field(2, &value)].concat());
    }
    // Field 23 takes two bytes.
    let mut metadata = vec![0xba, 0x01];
    prost::encoding::encode_varint(object.len() as u64, &mut metadata);
    field(1, &[field(3, b""), metadata, object].concat())
}

fn text(value: &str) -> Struct {
    let value = Value { kind: Some(Kind::StringValue(value.to_owned())) };
    Struct { fields: BTreeMap::from([("a".to_owned(), value)]) }
}

const CASES: &[Case] = &[
    (&["work"], |s| s.work = None),
    (&["shell.command"], |s| shell(s, "")),
    (&["shell.command"], |s| shell(s, " \n\t")),
    (&["shell.command"], |s| shell(s, "a\0b")),
    (&["shell.command"], |s| shell(s, "x".repeat(limits::COMMAND_BYTES + 1))),
    (&["simulate.command"], |s| simulate(s, |w| w.command = "a\0".to_owned())),
    (&["simulate.failure_rate"], |s| simulate(s, |w| w.failure_rate = -0.1)),
    (&["simulate.failure_rate"], |s| simulate(s, |w| w.failure_rate = f64::NAN)),
    (&["simulate.failure_rate"], |s| simulate(s, |w| w.failure_rate = f64::INFINITY)),
    (&["simulate.assign_after"], |s| simulate(s, |w| w.assign_after = wait(-1, 0))),
    (&["simulate.start_after"], |s| simulate(s, |w| w.start_after = wait(86_401, 0))),
    (&["simulate.run_for"], |s| simulate(s, |w| w.run_for = wait(i64::MAX, 0))),
    (&["name"], |s| s.name = "x".repeat(limits::NAME_BYTES + 1)),
    (&["name"], |s| s.name = "\0".to_owned()),
    (&["queue"], |s| s.queue = "x".repeat(limits::NAME_BYTES + 1)),
    (&["queue"], |s| s.queue = "  ".to_owned()),
    (&["queue"], |s| s.queue = "a\0".to_owned()),
    (&["queue"], |s| s.queue = "a\nb".to_owned()),
    (&["name"], |s| s.name = "\u{1b}[2J".to_owned()),
    (&["name"], |s| s.name = "a\u{9b}2J".to_owned()),
    (&["owner"], |s| s.owner = "user:\u{7f}".to_owned()),
    (&["labels[\"a\"]"], |s| drop(s.labels.insert("a".to_owned(), "\u{1b}c".to_owned()))),
    (&["priority"], |s| s.priority = limits::PRIORITY.1 + 1),
    (&["priority"], |s| s.priority = limits::PRIORITY.0 - 1),
    (&["priority"], |s| s.priority = i32::MIN),
    (&["scheduled_at"], |s| s.scheduled_at = Some(Timestamp { seconds: i64::MAX, nanos: 0 })),
    (&["scheduled_at"], |s| s.scheduled_at = Some(Timestamp { seconds: i64::MIN, nanos: 0 })),
    (&["scheduled_at"], |s| s.scheduled_at = Some(Timestamp { seconds: 0, nanos: -1 })),
    (&["scheduled_at"], |s| s.scheduled_at = Some(Timestamp { seconds: 0, nanos: i32::MAX })),
    (&["scheduled_at"], |s| {
        s.scheduled_at = Some(Timestamp { seconds: 253_402_300_799, nanos: 0 });
    }),
    (&["delay"], |s| s.delay = wait(-5, 0)),
    (&["delay"], |s| s.delay = wait(0, -1)),
    (&["delay"], |s| {
        s.delay = wait(1, 0);
        s.scheduled_at = Some(Timestamp { seconds: 1_790_000_000, nanos: 0 });
    }),
    (&["delay"], |s| s.delay = wait(i64::MAX, 0)),
    (&["retry.max_attempts"], |s| retry(s).max_attempts = -1),
    (&["retry.max_attempts"], |s| retry(s).max_attempts = limits::ATTEMPTS.1 + 1),
    (&["retry.delay"], |s| retry(s).delay = wait(-1, 0)),
    (&["retry.delay"], |s| retry(s).delay = wait(86_401, 0)),
    (&["retry.max_delay"], |s| retry(s).max_delay = wait(i64::MIN, i32::MIN)),
    (&["retry.never_on[0]"], |s| retry(s).never_on = vec![0]),
    (&["retry.never_on[1]"], |s| retry(s).never_on = vec![1, 999]),
    (&["retry.backoff"], |s| retry(s).backoff = 99),
    (&["timeout"], |s| s.timeout = wait(0, 999_000_000)),
    (&["timeout"], |s| s.timeout = wait(86_400, 1_000)),
    (&["timeout"], |s| s.timeout = wait(-1, 0)),
    (&["start_timeout"], |s| s.start_timeout = wait(0, 0)),
    (&["start_timeout"], |s| s.start_timeout = wait(i64::MAX, 0)),
    (&["heartbeat_timeout"], |s| s.heartbeat_timeout = wait(0, 999_999_999)),
    (&["heartbeat_timeout"], |s| s.heartbeat_timeout = wait(86_400, 1_000)),
    (&["grace"], |s| s.grace = wait(301, 0)),
    (&["grace"], |s| s.grace = wait(-1, 0)),
    (&["env"], |s| {
        for n in 0..=limits::ENV_VARS {
            pair(&mut s.env, &format!("A{n}"), "");
        }
    }),
    (&["env", "env[\"A\"]"], |s| pair(&mut s.env, "A", &"x".repeat(limits::ENV_BYTES))),
    (&["env[\"A\"]"], |s| pair(&mut s.env, "A", &"x".repeat(limits::ENV_VAR_BYTES))),
    (&["env[\"\"]"], |s| pair(&mut s.env, "", "a")),
    (&["env[\"A=B\"]"], |s| pair(&mut s.env, "A=B", "a")),
    (&["env[\"A\"]"], |s| pair(&mut s.env, "A", "a\0")),
    (&["working_dir"], |s| s.working_dir = "/\0".to_owned()),
    (&["working_dir"], |s| s.working_dir = "/".repeat(4_097)),
    (&["labels"], |s| {
        for n in 0..=limits::LABELS {
            pair(&mut s.labels, &format!("a{n}"), "");
        }
    }),
    (&["labels[\"ä\"]"], |s| pair(&mut s.labels, "ä", "a")),
    (&["labels[\"a\"]"], |s| pair(&mut s.labels, "a", &"x".repeat(limits::LABEL_BYTES + 1))),
    (&["required_labels[\"\"]"], |s| pair(&mut s.required_labels, "", "a")),
    (&["required_labels[\"a\"]"], |s| pair(&mut s.required_labels, "a", "\0")),
    (&["metadata"], |s| s.metadata = Some(text(&"x".repeat(limits::METADATA_BYTES)))),
    (&["metadata"], |s| s.metadata = Some(text("\0"))),
    (&["idempotency_key"], |s| s.idempotency_key = "x".repeat(256)),
    (&["idempotency_key"], |s| s.idempotency_key = "a\0b".to_owned()),
    (&["owner"], |s| s.owner = "x".repeat(limits::NAME_BYTES + 1)),
    (&["owner"], |s| s.owner = "\0".to_owned()),
    (&["name", "queue", "priority", "timeout"], |s| {
        s.name = "\0".to_owned();
        s.queue = " ".to_owned();
        s.priority = 9_999;
        s.timeout = wait(0, 0);
    }),
];

/// Fails unless this is a refusal that names these fields.
fn must_name<T>(what: &str, answer: Told<T>, wanted: &[&str]) {
    let Err(refused) = answer else { panic!("{what} was taken") };
    assert_eq!(refused.code(), Code::InvalidArgument, "{what}: {}", refused.message());
    assert_eq!(reason(&refused), "validation", "{what}");
    let mut named = fields(&refused);
    // Two things may be wrong with one field.
    named.dedup();
    assert_eq!(named, wanted, "{what}: {}", refused.message());
    let told = refused.message();
    assert!(told.len() < 5_000, "{what} is told back in {} bytes", told.len());
}

async fn kept(client: &Client) -> i64 {
    client.counts().await.iter().map(|row| row.count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_field_is_named_and_nothing_is_kept() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    for (n, (wanted, spoil)) in CASES.iter().enumerate() {
        let bad = bash("true").with(spoil);
        let call = client.try_submit(bad.clone());
        let answer = within("an answer", WITHIN, call).await;
        must_name(&format!("case {n}"), answer, wanted);

        // The same in the middle of good ones: the place is named, and none of them is kept.
        let tasks = vec![noop().0, bad.0, noop().0];
        let answer = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await;
        let placed: Vec<String> = wanted.iter().map(|field| format!("tasks[1].{field}")).collect();
        let placed: Vec<&str> = placed.iter().map(String::as_str).collect();
        must_name(&format!("case {n} of many"), answer, &placed);
    }
    assert_eq!(kept(&client).await, 0);
    client.run(noop()).await;
    assert_eq!(kept(&client).await, 1, "and good ones go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_just_within_the_limits_is_taken() {
    let up = Up::with(1, 1).start().await;
    let spec =
        noop().queue(&"q".repeat(limits::NAME_BYTES)).priority(limits::PRIORITY.1).with(|s| {
            s.name = "ü".repeat(127);
            s.owner = "o".repeat(limits::NAME_BYTES);
            s.idempotency_key = "k".repeat(limits::IDEMPOTENCY_KEY_BYTES);
            s.timeout = wait(86_400, 0);
            s.start_timeout = wait(1, 0);
            s.heartbeat_timeout = wait(86_400, 0);
            s.grace = wait(0, 0);
            *retry(s) = v1::RetryPolicy {
                max_attempts: limits::ATTEMPTS.1,
                delay: wait(86_400, 0),
                max_delay: wait(86_400, 0),
                ..v1::RetryPolicy::default()
            };
            for n in 0..limits::LABELS {
                pair(&mut s.labels, &format!("{n:0>255}"), &"v".repeat(limits::LABEL_BYTES));
            }
            for n in 0..limits::ENV_VARS {
                pair(&mut s.env, &format!("A{n}"), "x");
            }
            // {"a":"…"} around the text.
            s.metadata = Some(text(&"m".repeat(limits::METADATA_BYTES - 8)));
            s.working_dir = "/".repeat(4_096);
        });
    up.client().try_submit(spec).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn deeply_nested_metadata_breaks_nothing() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    for depth in [10, 30, 60, 90, 200, 5_000, 50_000] {
        let answer = within("an answer", WITHIN, raw_submit(&client, nested(depth))).await;
        assert!(answer.is_err() || depth < 100, "depth {depth} was taken");
        if let Err(refused) = answer {
            assert_eq!(refused.code(), Code::InvalidArgument, "depth {depth}: {refused:?}");
        }
    }
    let all = v1::ListTasksRequest::default();
    let kept = client.tasks().list_tasks(all).await.unwrap().into_inner().tasks;
    for task in kept {
        assert_eq!(client.ended(&task.id, WITHIN).await.state(), v1::TaskState::Completed);
    }
    client.run(noop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_no_uuid_is_refused_and_an_unknown_one_is_not_found() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let long = "a".repeat(100_000);
    for id in ["", "1", "not-a-uuid", "01a1fcde-aba7-7481-9dbf", "a\0b", "'; drop table", &long] {
        for (call, answer) in by_id(&client, id).await {
            must_name(&format!("{call}({:.40})", id), answer, &["task_id"]);
        }
    }
    for (call, answer) in by_id(&client, &Uuid::now_v7().to_string()).await {
        let refused = answer.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::NotFound, "not-found"),
            "{call}"
        );
    }
}

/// The answers of all calls that take a task's id.
async fn by_id(client: &Client, id: &str) -> Vec<(&'static str, Result<(), Status>)> {
    let attempts = v1::ListAttemptsRequest { task_id: id.to_owned() };
    let watch = v1::WatchTaskRequest { task_id: id.to_owned() };
    let read = v1::ReadOutputRequest { task_id: id.to_owned(), ..Default::default() };
    vec![
        ("get", client.try_task(id).await.map(drop)),
        ("cancel", client.cancel(id).await.map(drop)),
        ("pause", client.pause(id).await.map(drop)),
        ("resume", client.resume(id).await.map(drop)),
        ("retry", client.retry(id).await.map(drop)),
        ("attempts", client.tasks().list_attempts(attempts).await.map(drop)),
        ("watch", client.tasks().watch_task(watch).await.map(drop)),
        ("read", client.read(read).await.map(drop)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_names_what_is_wrong_with_its_filters() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let ask = async |change: fn(&mut v1::ListTasksRequest)| {
        let mut request = v1::ListTasksRequest::default();
        change(&mut request);
        client.tasks().list_tasks(request).await
    };
    let bad: &[Case<v1::ListTasksRequest>] = &[
        (&["page_size"], |r| r.page_size = -1),
        (&["page_token"], |r| r.page_token = "nonsense".to_owned()),
        (&["page_token"], |r| r.page_token = "\0".to_owned()),
        (&["states[0]"], |r| r.states = vec![0]),
        (&["states[1]"], |r| r.states = vec![1, 77]),
        (&["queue"], |r| r.queue = "a\0".to_owned()),
        (&["kind"], |r| r.kind = "k".repeat(limits::KIND_BYTES + 1)),
        (&["worker_name"], |r| r.worker_name = "w".repeat(limits::NAME_BYTES + 1)),
        (&["created_after"], |r| r.created_after = Some(Timestamp { seconds: i64::MIN, nanos: 0 })),
        (&["created_before"], |r| r.created_before = Some(Timestamp { seconds: 0, nanos: -1 })),
    ];
    for (wanted, change) in bad {
        must_name(&format!("{wanted:?}"), ask(*change).await, wanted);
    }
    assert!(ask(|r| r.page_size = i32::MAX).await.is_ok(), "a large page is capped");
    assert!(
        ask(|r| r.kind = "no such kind".to_owned()).await.unwrap().into_inner().tasks.is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn output_streams_and_fleet_sizes_are_checked() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let id = client.submit(noop()).await;
    let read = async |change: fn(&mut v1::ReadOutputRequest)| {
        let mut request = v1::ReadOutputRequest { task_id: id.clone(), ..Default::default() };
        change(&mut request);
        client.read(request).await
    };
    must_name("attempt", read(|r| r.attempt = -1).await, &["attempt"]);
    must_name("after", read(|r| r.after = i64::MIN).await, &["after"]);
    must_name("limit", read(|r| r.limit = -1).await, &["limit"]);
    must_name("stream", read(|r| r.stream = 9).await, &["stream"]);
    assert!(read(|r| r.after = i64::MAX).await.unwrap().lines.is_empty());
    let never = read(|r| r.attempt = i32::MAX).await.unwrap_err();
    assert_eq!(never.code(), tonic::Code::NotFound);
    for count in [0, -1, 51, i32::MAX, i32::MIN] {
        let answer = client.fleet().scale_fleet(v1::ScaleFleetRequest { count }).await;
        must_name(&format!("count {count}"), answer, &["count"]);
    }
    assert_eq!(
        client
            .fleet()
            .get_fleet(v1::GetFleetRequest {})
            .await
            .unwrap()
            .into_inner()
            .fleet
            .unwrap()
            .wanted,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_has_one_to_ten_thousand_tasks() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    for count in [0, limits::BULK_TASKS + 1] {
        let tasks = vec![noop().0; count];
        let answer = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await;
        must_name(&format!("{count} tasks"), answer, &["tasks"]);
    }
    let missing = client.tasks().submit_task(v1::SubmitTaskRequest { task: None }).await;
    must_name("no task", missing, &["task"]);
    // However many are wrong, a hundred of them are told.
    let tasks = vec![bash("").0; limits::BULK_TASKS];
    let refused = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await.unwrap_err();
    assert_eq!((refused.code(), fields(&refused).len()), (Code::InvalidArgument, 100));
    assert_eq!(kept(&client).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_message_is_refused_and_the_connection_goes_on() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let command = "x".repeat(limits::COMMAND_BYTES);
    let tasks = vec![bash(command.clone()).0; 11];
    let refused = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    assert_eq!(fields(&refused), ["request"]);
    assert_eq!(kept(&client).await, 0);
    let tasks = vec![bash(command).0; 9];
    let answer = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await.unwrap();
    assert_eq!(answer.into_inner().task_ids.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_message_are_refused() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    // A field that claims more than there is; a text that is no UTF-8; a group that never ends.
    for bytes in [&b"\x0a\x7f\x01"[..], b"\x0a\x06\x0a\x04\x0a\x02\xff\xfe", b"\x0b"] {
        let refused = raw_submit(&client, bytes.to_vec()).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    }
    assert_eq!(kept(&client).await, 0);
    within("a good call after it", Duration::from_secs(10), client.run(noop())).await;
}

/// What a call answers that sends these bytes as its request.
async fn raw_submit(client: &Client, bytes: Vec<u8>) -> Told<()> {
    let mut grpc = tonic::client::Grpc::new(client.link());
    grpc.ready().await.unwrap();
    let path = "/taskmaster.v1.TaskService/SubmitTask".parse().unwrap();
    grpc.unary(tonic::Request::new(bytes), path, RawCodec).await.map(drop)
}
