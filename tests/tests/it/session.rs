//! The worker's stream, spoken by hand: who gets in, what is fenced, what is acknowledged.

use std::time::Duration;

use taskmaster_proto::v1::{
    self, AttemptEnd, FailureKind, Hello, TaskState, finished::Outcome, goodbye::Reason,
    open_session_request::Message as Word,
};
use taskmaster_tests::{Client, HandSession, Up, UpBuilder, WITHIN, bash, fields, noop, reason};
use tonic::{Code, Status};
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(10);

/// An `up` whose workers are all made by hand.
fn without_fleet() -> UpBuilder {
    Up::with(1, 1).set("fleet.backend", "none")
}

/// Hands a task in and gives it with the attempt that the worker got.
async fn given(client: &Client, worker: &mut HandSession) -> v1::AttemptRef {
    let before = worker.assigned.len();
    client.submit(bash("true").tries(9, 0.0)).await;
    worker.gets(before + 1).await.pop().unwrap()
}

fn attempt(of: &v1::AttemptRef, attempt: i32) -> v1::AttemptRef {
    v1::AttemptRef { attempt, ..of.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_is_welcomed_with_what_it_must_know() {
    let up = without_fleet().set("output.limit", "5MB").short_lease().without_workers().await;
    let first = up.hand_made("").open().await;
    assert_eq!((first.welcome.name.as_str(), first.welcome.session), ("worker-1", 1));
    assert_eq!(first.welcome.lease.unwrap().seconds, 3);
    assert_eq!(first.welcome.heartbeat.unwrap().nanos, 500_000_000);
    assert_eq!(first.welcome.output_limit, 5_000_000);
    assert!(first.welcome.output_credit > 0);
    let second = up.hand_made("").open().await;
    assert_eq!(second.welcome.name, "worker-2", "the lowest free name");
    let named = up.hand_made("gpu.box-7").open().await;
    assert_eq!((named.welcome.name.as_str(), named.welcome.worker_id), ("gpu.box-7", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_keeps_its_number_and_each_session_counts_up() {
    let up = without_fleet().without_workers().await;
    let hand = up.hand_made("w");
    let first = hand.open().await;
    let (id, session) = (first.welcome.worker_id, first.welcome.session);
    first.leave().await;
    let second = hand.open().await;
    assert_eq!((second.welcome.worker_id, second.welcome.session), (id, session + 1));
    let restarted = up.hand_made("w").open().await;
    assert_eq!((restarted.welcome.worker_id, restarted.welcome.session), (id, session + 2));
}

/// The fields that must be named, and what makes them bad.
type Bad = (&'static [&'static str], fn(&mut Hello));

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_hello_is_refused_with_its_fields() {
    let up = without_fleet().without_workers().await;
    let bad: &[Bad] = &[
        (&["incarnation"], |h| h.incarnation = "not a uuid".to_owned()),
        (&["incarnation"], |h| h.incarnation.clear()),
        (&["name"], |h| h.name = "two words".to_owned()),
        (&["name"], |h| h.name = "n".repeat(256)),
        (&["host"], |h| h.host.clear()),
        (&["host"], |h| h.host = "a\0".to_owned()),
        (&["host"], |h| h.host = "a\u{1b}c".to_owned()),
        (&["version"], |h| h.version = "\0".to_owned()),
        (&["queues[0]"], |h| h.queues[0] = "a\u{85}".to_owned()),
        (&["slots"], |h| h.slots = 0),
        (&["slots"], |h| h.slots = -1),
        (&["slots"], |h| h.slots = i32::MAX),
        (&["queues"], |h| h.queues.clear()),
        (&["queues"], |h| h.queues = vec!["q".to_owned(); 101]),
        (&["queues[1]"], |h| h.queues.push(String::new())),
        (&["queues[0]"], |h| h.queues[0] = "a\0".to_owned()),
        (&["labels[\"a b\"]"], |h| drop(h.labels.insert("a b".to_owned(), String::new()))),
        (&["labels[\"a\"]"], |h| drop(h.labels.insert("a".to_owned(), "\0".to_owned()))),
        (&["attempt"], |h| h.holding = vec![v1::AttemptRef { attempt: 0, ..reference() }]),
        (&["task_id"], |h| h.holding = vec![v1::AttemptRef { attempt: 1, ..Default::default() }]),
    ];
    for (wanted, change) in bad {
        let refused = up.hand_made("w").with(change).try_open().await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{wanted:?}: {refused:?}");
        assert_eq!(fields(&refused), *wanted);
    }
    assert!(up.client().all_workers().await.unwrap().is_empty(), "none of them was kept");
}

fn reference() -> v1::AttemptRef {
    v1::AttemptRef { task_id: Uuid::now_v7().to_string(), attempt: 1 }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_does_not_say_hello_first_is_closed() {
    let up = without_fleet().without_workers().await;
    let hand = up.hand_made("w");
    let beat = Word::Heartbeat(v1::Heartbeat::default());
    let report = Word::Report(v1::Report::default());
    for message in [None, Some(beat), Some(report)] {
        let first = v1::OpenSessionRequest { message };
        let refused = hand.open_with(first).await.err().unwrap();
        assert_eq!(
            (refused.code(), fields(&refused)),
            (Code::InvalidArgument, vec!["hello".to_owned()])
        );
    }
    let mut session = hand.open().await;
    session.say(Word::Hello(hand.hello.clone())).await;
    let ended = session.ends(SOON).await.unwrap_err();
    assert_eq!((ended.code(), fields(&ended)), (Code::InvalidArgument, vec!["hello".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heartbeat_is_acknowledged_by_its_number() {
    let up = without_fleet().without_workers().await;
    let mut session = up.hand_made("w").open().await;
    for number in [1, 7, u64::MAX] {
        session.beat(number).await;
        session
            .hears("a heartbeat's acknowledgement", SOON, |heard| {
                heard.beats.contains(&number).then_some(())
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_end_is_acknowledged_as_the_first_was() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    let of = given(&client, &mut session).await;
    session.started(&of).await;
    session.completed(&of).await;
    assert!(!session.is_fenced(&of).await);
    session.acked.clear();
    session.completed(&of).await;
    assert!(!session.is_fenced(&of).await, "a repeat of what was recorded is recorded");

    // The acknowledgement may have been lost with the stream: the worker still holds its end.
    drop(session);
    let mut again = hand.with(|hello| hello.holding = vec![of.clone()]).open().await;
    again.completed(&of).await;
    assert!(!again.is_fenced(&of).await);
    assert!(again.orders.revoke.is_empty());
    let task = client.task(&of.task_id).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    assert_eq!(client.worker("w").await.tasks_completed, 1, "counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_start_takes_the_name_and_what_the_older_one_says_is_fenced() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let older_start = up.hand_made("w");
    let mut older = older_start.open().await;
    let of = given(&client, &mut older).await;
    older.started(&of).await;
    client.reaches(&of.task_id, TaskState::Running, WITHIN).await;

    let mut newer = up.hand_made("w").open().await;
    older.ends(SOON).await.unwrap();
    assert_eq!(older.goodbye, Some(Reason::Superseded));
    let next = newer.gets(1).await.pop().unwrap();
    assert_eq!(next, attempt(&of, 2), "what the older start had is given out anew");
    assert_eq!(client.attempts(&of.task_id).await[0].end(), AttemptEnd::Lost);

    let back = older_start.try_open().await.unwrap_err();
    assert_eq!((back.code(), reason(&back).as_str()), (Code::AlreadyExists, "worker-name-taken"));

    newer.completed(&of).await;
    assert!(newer.is_fenced(&of).await, "attempt 1 is nobody's any more");
    assert_eq!(client.task(&of.task_id).await.attempt, 2);
    newer.completed(&next).await;
    assert!(!newer.is_fenced(&next).await);
    assert_eq!(client.task(&of.task_id).await.state(), TaskState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_name_on_another_host_is_refused_while_its_holder_answers() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut holder = up.hand_made("w").open().await;
    let of = given(&client, &mut holder).await;
    let other = up.hand_made("w").with(|hello| hello.host = "another".to_owned());

    let answering = async {
        holder.hears("a probe", SOON, |heard| heard.orders.probe.then_some(())).await;
        holder.beat(1).await;
        holder.hears("its answer", SOON, |heard| heard.beats.contains(&1).then_some(())).await;
        holder
    };
    let (refused, holder) = tokio::join!(other.try_open(), answering);
    let refused = refused.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::AlreadyExists, "worker-name-taken")
    );
    assert!(holder.goodbye.is_none());

    // Now the holder is silent: after the probe's time the name is taken over.
    let begun = tokio::time::Instant::now();
    let mut taker = other.open().await;
    assert!((2.5..8.0).contains(&begun.elapsed().as_secs_f64()), "{:?}", begun.elapsed());
    let next = taker.gets(1).await.pop().unwrap();
    assert_eq!(next, attempt(&of, 2));
    assert_eq!(client.worker("w").await.host, "another");
    let mut holder = holder;
    let _ = holder.ends(SOON).await;
    assert_eq!(holder.goodbye, Some(Reason::Superseded));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_does_not_hold_goes_back_and_what_is_not_its_own_is_revoked() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    let kept = given(&client, &mut session).await;
    let lost = given(&client, &mut session).await;
    for of in [&kept, &lost] {
        session.started(of).await;
        client.reaches(&of.task_id, TaskState::Running, WITHIN).await;
    }
    drop(session);
    let unknown = reference();
    let holding = vec![kept.clone(), unknown.clone()];
    let mut again = hand.with(|hello| hello.holding = holding).open().await;
    assert_eq!(again.gets(1).await, [attempt(&lost, 2)]);
    again
        .hears("a revocation", SOON, |heard| heard.orders.revoke.contains(&unknown).then_some(()))
        .await;
    assert_eq!(again.orders.revoke, [unknown]);
    let task = client.task(&kept.task_id).await;
    assert_eq!(
        (task.state(), task.attempt),
        (TaskState::Running, 1),
        "what it holds stays its own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_started_is_asked_back_and_given_out_anew() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let of = given(&client, &mut session).await;
    session
        .hears("a wish to have it back", SOON, |h| h.orders.give_back.contains(&of).then_some(()))
        .await;
    session.give_back(vec![of.clone()]).await;
    let next = session.gets(2).await.pop().unwrap();
    assert_eq!(next, attempt(&of, 2));
    assert!(!session.is_fenced(&of).await);
    let attempts = client.attempts(&of.task_id).await;
    assert_eq!((attempts.len(), attempts[0].end()), (1, AttemptEnd::Returned));
    assert_eq!(client.task(&of.task_id).await.tries_used, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_reaches_the_worker_and_ends_with_its_word() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let hand = up.hand_made("w");
    let mut session = hand.open().await;
    let of = given(&client, &mut session).await;
    session.started(&of).await;
    client.reaches(&of.task_id, TaskState::Running, WITHIN).await;
    client.cancel(&of.task_id).await.unwrap();
    session.hears("the cancel", SOON, |h| h.orders.cancel.contains(&of).then_some(())).await;

    // An order is told again to the next session: the stream may have broken before it came.
    drop(session);
    let mut again = hand.with(|hello| hello.holding = vec![of.clone()]).open().await;
    again.hears("the cancel", SOON, |h| h.orders.cancel.contains(&of).then_some(())).await;
    assert_eq!(client.task(&of.task_id).await.state(), TaskState::Running);
    again.finished(&of, Outcome::Canceled(v1::Canceled {})).await;
    assert!(!again.is_fenced(&of).await);
    assert_eq!(client.task(&of.task_id).await.state(), TaskState::Canceled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drained_session_gets_nothing_new() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let request = v1::DrainWorkerRequest { name: "w".to_owned() };
    client.workers().drain_worker(request).await.unwrap();
    session.hears("the drain", SOON, |heard| heard.orders.drain.then_some(())).await;
    let id = client.submit(noop()).await;
    let mut other = up.hand_made("v").open().await;
    assert_eq!(other.gets(1).await[0].task_id, id);
    assert!(session.assigned.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_stops_says_so() {
    let mut up = without_fleet().without_workers().await;
    let mut session = up.hand_made("w").open().await;
    up.service().term();
    let _ = session.ends(SOON).await;
    assert_eq!(session.goodbye, Some(Reason::Shutdown));
    assert_eq!(up.service().ended(Duration::from_secs(30)).await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_says_nothing_for_a_lease_loses_its_session_and_its_tasks() {
    let up = without_fleet().short_lease().without_workers().await;
    let client = up.client();
    let mut silent = up.hand_made("silent").open().await;
    let of = given(&client, &mut silent).await;
    let mut other = up.hand_made("other").open().await;
    let taken = async {
        for number in 1.. {
            other.beat(number).await;
            let beat = other.hears("an answer", SOON, |heard| {
                (heard.beats.contains(&number) || !heard.assigned.is_empty()).then_some(())
            });
            beat.await;
            if !other.assigned.is_empty() {
                break;
            }
        }
        other
    };
    let (_, mut other) = tokio::join!(silent.ends(SOON), taken);
    assert_eq!(silent.goodbye, Some(Reason::Silent));
    assert_eq!(other.gets(1).await, [attempt(&of, 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn output_that_is_sent_again_is_kept_once() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let of = given(&client, &mut session).await;
    session.started(&of).await;
    for (first, lines) in [(1, ["a", "b"]), (1, ["a", "b"]), (3, ["c", "d"]), (3, ["c", "d"])] {
        session.stored.clear();
        session.wrote(&of, first, &lines).await;
        session
            .hears("an acknowledgement of output", SOON, |heard| {
                heard.stored.iter().any(|ack| ack.through_seq == first + 1).then_some(())
            })
            .await;
    }
    session.completed(&of).await;
    assert!(!session.is_fenced(&of).await);
    let output = client.output(&of.task_id).await;
    output.must_be_whole();
    assert_eq!(output.stdout(), "a\nb\nc\nd\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_with_its_start_and_its_output_needs_only_one_message() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let of = given(&client, &mut session).await;
    session.completed(&of).await;
    assert!(!session.is_fenced(&of).await);
    let task = client.task(&of.task_id).await;
    assert_eq!(task.state(), TaskState::Completed);
    assert!(task.started_at.is_some(), "the end carried the start");
}

/// How the session ends after a word that makes no sense.
async fn confused(up: &Up, name: &str, say: impl Fn(&v1::AttemptRef) -> v1::Report) -> Status {
    let client = up.client();
    let mut session = up.hand_made(name).open().await;
    let of = given(&client, &mut session).await;
    session.say(Word::Report(say(&of))).await;
    session.ends(SOON).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn absurd_words_end_the_session_and_nothing_else() {
    let up = without_fleet().without_workers().await;
    let chunk = |of: &v1::AttemptRef, change: fn(&mut v1::OutputChunk)| {
        let mut chunk = v1::OutputChunk {
            attempt: Some(of.clone()),
            first_seq: 1,
            lines: 1,
            raw_bytes: 1,
            ..v1::OutputChunk::default()
        };
        change(&mut chunk);
        v1::Report { chunks: vec![chunk], ..v1::Report::default() }
    };
    let finished =
        |finished: v1::Finished| v1::Report { finished: vec![finished], ..v1::Report::default() };
    let told = [
        confused(&up, "a", |of| chunk(of, |c| c.first_seq = 0)).await,
        confused(&up, "b", |of| chunk(of, |c| c.first_seq = i64::MIN)).await,
        confused(&up, "c", |of| chunk(of, |c| c.lines = i32::MAX)).await,
        confused(&up, "d", |of| chunk(of, |c| c.lines = -1)).await,
        confused(&up, "e", |of| chunk(of, |c| c.raw_bytes = i64::MAX)).await,
        confused(&up, "f", |of| chunk(of, |c| c.data = vec![0; 300_000].into())).await,
        confused(&up, "g", |of| chunk(of, |c| c.attempt.as_mut().unwrap().attempt = -1)).await,
        confused(&up, "h", |of| {
            finished(v1::Finished { attempt: Some(of.clone()), ..Default::default() })
        })
        .await,
        confused(&up, "i", |_| finished(v1::Finished::default())).await,
        confused(&up, "j", |of| v1::Report {
            returned: vec![attempt(of, i32::MIN)],
            ..v1::Report::default()
        })
        .await,
    ];
    for (n, status) in told.iter().enumerate() {
        assert_eq!(status.code(), Code::InvalidArgument, "case {n}: {status:?}");
    }
    let mut good = up.hand_made("good").open().await;
    let of = given(&up.client(), &mut good).await;
    good.completed(&of).await;
    assert!(!good.is_fenced(&of).await, "others go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn absurd_numbers_and_texts_are_made_fit_for_the_store() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let odd = v1::Heartbeat {
        number: 1,
        cpu_percent: f64::NAN,
        memory_percent: f64::NEG_INFINITY,
        memory_bytes: i64::MIN,
        draining: false,
    };
    session.say(Word::Heartbeat(odd)).await;
    session
        .hears("its acknowledgement", SOON, |heard| heard.beats.contains(&1).then_some(()))
        .await;
    let worker = client.worker("w").await;
    assert_eq!((worker.cpu_percent, worker.memory_percent, worker.memory_bytes), (0.0, 0.0, 0));

    let of = given(&client, &mut session).await;
    let far = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let failure = v1::Failure { kind: 77, message: format!("a\0b{}", "x".repeat(100_000)) };
    let finished = v1::Finished {
        attempt: Some(of.clone()),
        started_at: far(253_402_300_799),
        finished_at: far(-62_135_596_800),
        outcome: Some(Outcome::Failed(failure)),
        exit_code: Some(i32::MIN),
        last_seq: i64::MIN,
    };
    session.say(Word::Report(v1::Report { finished: vec![finished], ..Default::default() })).await;
    assert!(!session.is_fenced(&of).await, "one odd report is not refused");
    let next = session.gets(2).await.pop().unwrap();
    let attempts = client.attempts(&of.task_id).await;
    let failure = attempts[0].failure.as_ref().unwrap();
    assert_eq!(failure.kind(), FailureKind::Error);
    assert!(failure.message.starts_with("a\u{FFFD}b") && failure.message.len() <= 16_384);

    let result = Some("{\"a\":\"\0\"}".to_owned());
    session.finished(&next, Outcome::Completed(v1::Completed { result })).await;
    assert!(!session.is_fenced(&next).await);
    let task = client.task(&of.task_id).await;
    assert_eq!(task.state(), TaskState::Completed);
    let micros = |at: Option<prost_types::Timestamp>| at.unwrap().seconds;
    assert!(micros(task.started_at) >= micros(task.picked_at), "a worker's times are clamped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_an_unknown_attempt_is_fenced() {
    let up = without_fleet().without_workers().await;
    let mut session = up.hand_made("w").open().await;
    let of = reference();
    session.completed(&of).await;
    assert!(session.is_fenced(&of).await);
    session.started(&of).await;
    session.wrote(&of, 1, &["nobody's"]).await;
    session
        .hears("an acknowledgement of output", SOON, |heard| {
            heard.stored.iter().any(|ack| ack.attempt.as_ref() == Some(&of)).then_some(())
        })
        .await;
}
