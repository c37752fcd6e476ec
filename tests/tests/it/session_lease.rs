//! The worker's stream over time: silence, return after a loss, asking back, draining.

use std::time::Duration;

use taskmaster_proto::v1::{
    self, AttemptEnd, TaskState, WorkerStatus, goodbye::Reason,
    open_session_request::Message as Word,
};
use taskmaster_tests::{Client, HandSession, Settings, Up, UpBuilder, WITHIN, bash, noop, until};
use tokio::time::{Instant, timeout};

const SOON: Duration = Duration::from_secs(10);

/// An `up` whose workers are all made by hand.
fn without_fleet() -> UpBuilder {
    Up::with(1, 1).set("fleet.backend", "none")
}

/// Hands a task in and gives the attempt of it that the worker got.
async fn given(client: &Client, worker: &mut HandSession) -> v1::AttemptRef {
    let before = worker.assigned.len();
    client.submit(bash("true")).await;
    worker.gets(before + 1).await.pop().unwrap()
}

/// The same, and the worker has started it.
async fn running(client: &Client, worker: &mut HandSession) -> v1::AttemptRef {
    let of = given(client, worker).await;
    worker.started(&of).await;
    client.reaches(&of.task_id, TaskState::Running, WITHIN).await;
    of
}

/// Listens, with heartbeats all the time, until `enough` gives something.
async fn beats_until<T>(
    worker: &mut HandSession,
    what: &str,
    enough: impl Fn(&HandSession) -> Option<T>,
) -> T {
    for number in 1.. {
        worker.beat(number).await;
        let heard = worker.hears(what, WITHIN, &enough);
        if let Ok(found) = timeout(Duration::from_millis(400), heard).await {
            return found;
        }
    }
    unreachable!("{what}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_away_is_revoked_and_no_word_of_its_old_holder_counts() {
    let up = without_fleet().short_lease().without_workers().await;
    let client = up.client();
    let hand = up.hand_made("old");
    let mut old = hand.open().await;
    let first = running(&client, &mut old).await;
    let id = &first.task_id;
    drop(old);
    let mut new = up.hand_made("new").open().await;
    let second =
        beats_until(&mut new, "the task", |heard| heard.assigned.first()?.attempt.clone()).await;
    assert_eq!(second, v1::AttemptRef { attempt: 2, ..first.clone() });
    new.started(&second).await;
    client.reaches(id, TaskState::Running, WITHIN).await;

    // It was cut off for longer than its lease, and comes back with what it ran all the time.
    let mut back = hand.with(|hello| hello.holding = vec![first.clone()]).open().await;
    back.hears("the revocation", SOON, |h| (!h.orders.revoke.is_empty()).then_some(())).await;
    assert_eq!(back.orders.revoke, std::slice::from_ref(&first));
    back.started(&first).await;
    for of in [&first, &second] {
        back.wrote(of, 1, &["not this"]).await;
        back.completed(of).await;
        assert!(back.is_fenced(of).await, "attempt {}", of.attempt);
        // Output that is never to be stored is acknowledged too, or it would be sent for ever.
        assert!(back.stored.iter().any(|ack| ack.attempt.as_ref() == Some(of)));
    }
    back.give_back(vec![second.clone()]).await;
    back.acked.clear();
    assert!(back.is_fenced(&second).await, "nor can it give back what is another's");
    let task = client.task(id).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Running, 2));
    assert_eq!(task.worker_name, "new");

    new.wrote(&second, 1, &["this"]).await;
    new.completed(&second).await;
    assert!(!new.is_fenced(&second).await);
    let task = client.task(id).await;
    assert_eq!((task.state(), task.attempt, task.tries_used), (TaskState::Completed, 2, 1));
    assert_eq!(client.output(id).await.stdout(), "this\n");
    let earlier = v1::ReadOutputRequest { task_id: id.clone(), attempt: 1, ..Default::default() };
    assert!(client.read(earlier).await.unwrap().lines.is_empty());
    let ends: Vec<_> = client.attempts(id).await.iter().map(|a| (a.attempt, a.end())).collect();
    assert_eq!(ends, [(1, AttemptEnd::Lost)]);
    assert_eq!(client.worker("old").await.tasks_completed, 0);
    assert_eq!(client.worker("new").await.tasks_completed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_coordinator_sends_is_no_sign_of_its_workers_life() {
    let up = without_fleet().short_lease().without_workers().await;
    let client = up.client();
    let mut silent = up.hand_made("silent").open().await;
    let of = running(&client, &mut silent).await;
    silent.beat(1).await;
    let last_word = Instant::now();
    client.cancel(&of.task_id).await.unwrap();
    silent.ends(SOON).await.unwrap();
    let took = last_word.elapsed();

    assert_eq!(silent.goodbye, Some(Reason::Silent));
    let told = silent.orders.cancel.iter().filter(|told| **told == of).count();
    assert!(told > 2, "it was told {told} times and said nothing");
    let lease = Settings::LEASE;
    assert!((lease..lease + Duration::from_secs(2)).contains(&took), "{took:?}");
    // Its lease ended with its session, and nobody else gets what somebody asked to end.
    client.reaches(&of.task_id, TaskState::Canceled, SOON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_only_beats_keeps_what_it_runs() {
    let up = without_fleet().short_lease().without_workers().await;
    let client = up.client();
    let mut quiet = up.hand_made("quiet").open().await;
    let of = running(&client, &mut quiet).await;
    let mut other = up.hand_made("other").open().await;
    let begun = Instant::now();
    let leases = Settings::LEASE * 2;
    let over = |_: &HandSession| (begun.elapsed() > leases).then_some(());
    tokio::join!(
        beats_until(&mut quiet, "two leases", over),
        beats_until(&mut other, "two leases", over)
    );
    assert!(other.assigned.is_empty());
    assert_eq!(client.task(&of.task_id).await.attempt, 1);
    quiet.completed(&of).await;
    assert!(!quiet.is_fenced(&of).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_has_not_started_within_a_quarter_of_a_second_is_asked_back() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let runs = running(&client, &mut session).await;
    let before = Instant::now();
    let waits = given(&client, &mut session).await;
    session.hears("a wish", SOON, |h| (!h.orders.give_back.is_empty()).then_some(())).await;
    let took = before.elapsed();
    assert!(took >= Duration::from_millis(250) && took < Duration::from_secs(3), "{took:?}");
    assert_eq!(session.orders.give_back, std::slice::from_ref(&waits));

    // The worker decides: it has started it meanwhile.
    session.started(&waits).await;
    client.reaches(&waits.task_id, TaskState::Running, WITHIN).await;
    for of in [&runs, &waits] {
        session.completed(of).await;
        assert!(!session.is_fenced(of).await);
        assert_eq!(client.task(&of.task_id).await.attempt, 1);
    }
    assert_eq!(session.orders.give_back, [waits], "asked once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_heartbeat_that_says_draining_ends_the_assignments() {
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut leaving = up.hand_made("leaving").open().await;
    let of = running(&client, &mut leaving).await;
    let beat = v1::Heartbeat { number: 1, draining: true, ..v1::Heartbeat::default() };
    leaving.say(Word::Heartbeat(beat)).await;
    until("everybody sees it drain", WITHIN, async || {
        client.worker("leaving").await.draining.then_some(())
    })
    .await;
    let mut staying = up.hand_made("staying").open().await;
    for number in 1..=8 {
        client.submit(noop()).await;
        staying.gets(number).await;
    }
    leaving.completed(&of).await;
    assert!(!leaving.is_fenced(&of).await, "what it has it may finish");
    assert_eq!(leaving.assigned.len(), 1);

    leaving.leave().await;
    until("it is gone, long before its lease ends", SOON, async || {
        (client.worker("leaving").await.status() == WorkerStatus::Offline).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_recorded_after_its_output() {
    const CHUNKS: i64 = 200;
    let up = without_fleet().without_workers().await;
    let client = up.client();
    let mut session = up.hand_made("w").open().await;
    let of = running(&client, &mut session).await;
    let line = "x".repeat(30_000);
    for number in 1..=CHUNKS {
        session.wrote(&of, number, &[&line]).await;
    }
    session.completed(&of).await;
    assert!(!session.is_fenced(&of).await);
    let through = session.stored.iter().map(|ack| ack.through_seq).max();
    assert_eq!(through, Some(CHUNKS), "the end overtook the output");
    let output = client.output(&of.task_id).await;
    output.must_be_whole();
    assert_eq!(output.lines.len(), usize::try_from(CHUNKS).unwrap());
}
