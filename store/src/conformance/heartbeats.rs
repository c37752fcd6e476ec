//! Attempts of which nothing is told for too long.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    AttemptRef, TaskId, TaskSpec, TaskState, Timestamp, Verdict,
    output::{Chunk, FencedChunk},
    task::{Counts, Live, Progress, ResourceSample},
    worker::OrderKind,
};
use tokio::task::JoinSet;

use super::trial::{Hand, Trial, end};
use crate::{Addition, CoordinatorBeat, LiveNote, Mark, NewTask, ProgressNote, Silent, Start};

/// A task whose attempts may be silent for 30 s.
fn watched() -> TaskSpec {
    TaskSpec { heartbeat_timeout: Some(Duration::from_secs(30)), ..TaskSpec::default() }
}

/// A coordinator renews, and an attempt of a watched task runs from second 1 on.
async fn running(t: &Trial, hand: &Hand) -> AttemptRef {
    t.beat(&[]).await;
    let id = t.put(watched()).await;
    let of = t.claim_one(hand).await;
    assert_eq!(of.task, id);
    t.begin(hand, of).await;
    of
}

/// Which attempts are told to be stopped in this second.
async fn expired(t: &Trial, second: u64) -> Vec<AttemptRef> {
    let silent = t.expire_heartbeats(t.at(second), 10).await.unwrap();
    silent.iter().map(|silent| silent.of).collect()
}

fn addition(task: TaskId, attempt: Option<i32>) -> Addition {
    let counts: Counts = [("n".to_owned(), 1)].into();
    Addition { task, attempt, accepted: false, counts }
}

async fn count(t: &Trial, addition: Addition, second: u64) {
    t.add_counts(None, &[addition], t.at(second)).await.unwrap();
}

fn progress(reported_at: Timestamp) -> Progress {
    Progress { percent: 5.0, message: String::new(), reported_at }
}

async fn note(t: &Trial, hand: &Hand, of: AttemptRef, live: Live, second: u64) {
    let note = LiveNote { of, incarnation: hand.incarnation, live };
    t.note_live(&[note], t.at(second)).await.unwrap();
}

pub async fn the_worker_of_a_silent_attempt_is_told_once(t: &Trial) {
    let hand = t.hand("w").await;
    let of = running(t, &hand).await;
    t.running(&hand).await;
    assert_eq!(expired(t, 30).await, []);
    assert_eq!(t.orders_of(&hand).await, []);
    let silent = t.expire_heartbeats(t.at(31), 10).await.unwrap();
    assert_eq!(silent, [Silent { of, worker: hand.worker }], "and not one that has no timeout");
    assert_eq!(t.orders_of(&hand).await, [OrderKind::TimeOut(of)]);
    assert_eq!(expired(t, 99).await, []);
    assert_eq!(t.orders_of(&hand).await, [OrderKind::TimeOut(of)], "it is told until it has ended");
    count(t, addition(of.task, None), 99).await;
    assert_eq!(t.orders_of(&hand).await.len(), 1, "a late word does not save it");
    assert_eq!(t.get(of.task).await.state, TaskState::Running, "its worker's report ends it");
    t.finish(&hand, of, Verdict::Failed).await;
    assert_eq!(t.orders_of(&hand).await, []);
    assert_eq!(expired(t, 200).await, []);
    assert_eq!(t.orders_of(&hand).await, []);
}

pub async fn each_attempt_has_a_silence_of_its_own(t: &Trial) {
    let hand = t.hand("w").await;
    let first = running(t, &hand).await;
    count(t, addition(first.task, None), 20).await;
    t.finish(&hand, first, Verdict::RetryAt(t.now)).await;
    assert_eq!(expired(t, 99).await, [], "it does not run");
    let next = t.claim_one(&hand).await;
    assert_eq!(expired(t, 99).await, [], "it has not started");
    t.begin(&hand, next).await;
    count(t, addition(first.task, Some(first.attempt)), 25).await;
    assert_eq!(expired(t, 30).await, []);
    assert_eq!(expired(t, 31).await, [next], "whatever the one before it told");
    let hand = t.take_away(&hand, next).await;
    assert_eq!(t.orders_of(&hand).await, [], "it is taken away");
    let third = t.claim_one(&hand).await;
    t.begin(&hand, third).await;
    assert_eq!(t.orders_of(&hand).await, []);
    assert_eq!(expired(t, 31).await, [third]);
    assert_eq!(t.orders_of(&hand).await, [OrderKind::TimeOut(third)]);
}

pub async fn counters_and_progress_end_a_silence(t: &Trial) {
    let hand = t.hand("w").await;
    let of = running(t, &hand).await;
    count(t, addition(of.task, None), 11).await;
    assert_eq!(expired(t, 40).await, []);
    count(t, addition(of.task, Some(of.attempt)), 20).await;
    assert_eq!(expired(t, 49).await, []);
    let said = progress(t.at(30));
    let told = ProgressNote { task: of.task, attempt: None, progress: said.clone() };
    t.note_progress(&[told]).await.unwrap();
    assert_eq!(expired(t, 59).await, []);
    let skewed = Live { progress: Some(progress(t.at(2))), sample: None };
    note(t, &hand, of, skewed, 40).await;
    assert_eq!(expired(t, 69).await, [], "the worker's clock may be wrong");
    assert_eq!(t.get(of.task).await.live.progress, Some(said));
    count(t, addition(of.task, None), 35).await;
    assert_eq!(expired(t, 69).await, [], "an older word takes nothing back");
    let promised = Addition { accepted: true, ..addition(of.task, None) };
    t.add_counts(Some(Mark { writer: of.task.0, number: 1 }), &[promised], t.at(50)).await.unwrap();
    assert_eq!(expired(t, 79).await, []);
    assert_eq!(expired(t, 80).await, [of]);
}

pub async fn progress_of_an_older_stamp_ends_a_silence_and_replaces_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    let of = running(t, &hand).await;
    let live = Live { progress: Some(progress(t.at(15))), sample: None };
    note(t, &hand, of, live.clone(), 10).await;
    let older = ProgressNote { task: of.task, attempt: None, progress: progress(t.at(12)) };
    t.note_progress(&[older]).await.unwrap();
    assert_eq!(t.get(of.task).await.live, live);
    assert_eq!(expired(t, 41).await, []);
    assert_eq!(expired(t, 42).await, [of]);
}

pub async fn what_a_machine_uses_what_is_printed_and_what_is_repeated_is_silence(t: &Trial) {
    let hand = t.hand("w").await;
    let of = running(t, &hand).await;
    let mark = Some(Mark { writer: of.task.0, number: 1 });
    let counted = [addition(of.task, None)];
    t.add_counts(mark, &counted, t.at(5)).await.unwrap();
    let sample = ResourceSample { cpu_percent: 1.5, memory_bytes: 7, sampled_at: t.at(20) };
    note(t, &hand, of, Live { progress: None, sample: Some(sample) }, 20).await;
    let chunk = Chunk { of, first_seq: 1, lines: 1, raw_bytes: 2, data: vec![1, 2] };
    t.append_output(&[FencedChunk { incarnation: hand.incarnation, chunk }]).await.unwrap();
    t.add_counts(mark, &counted, t.at(20)).await.unwrap();
    count(t, addition(of.task, Some(of.attempt + 1)), 20).await;
    let stranger = Hand { incarnation: super::trial::an_incarnation(), ..hand.clone() };
    let said = Live { progress: Some(progress(t.at(20))), sample: None };
    note(t, &stranger, of, said, 20).await;
    assert_eq!(expired(t, 34).await, []);
    assert_eq!(expired(t, 35).await, [of]);
    assert_eq!(t.get(of.task).await.live.sample, Some(sample));
}

pub async fn a_silence_does_not_count_while_nobody_renews(t: &Trial) {
    let hand = t.hand("w").await;
    let long_ago = t.now.minus(Duration::from_secs(1_000));
    let task = NewTask { due: long_ago, ..t.new_task(watched()).await };
    t.submit(&[task], long_ago).await.unwrap();
    let of = t.claim_at(&hand, 1, long_ago).await[0].of;
    let start = Start { of, incarnation: hand.incarnation, started_at: long_ago };
    t.store.start(&[start]).await.unwrap();
    assert_eq!(expired(t, 99).await, [], "no coordinator ever beat");
    let at_once_silent = CoordinatorBeat { gap: Duration::ZERO, ..t.own_beat() };
    t.store.beat(&at_once_silent, &[], Duration::ZERO, t.now).await.unwrap();
    assert_eq!(expired(t, 99).await, [], "it has fallen silent itself");
    t.beat(&[]).await;
    assert_eq!(expired(t, 5).await, [], "it could not be told anything before");
    assert_eq!(expired(t, 60).await, [of]);
}

pub async fn an_attempt_whose_end_was_asked_for_is_not_timed_out(t: &Trial) {
    let hand = t.hand("w").await;
    let (canceled, silent) = (running(t, &hand).await, running(t, &hand).await);
    t.cancel(canceled.task).await;
    assert_eq!(expired(t, 31).await, [silent]);
    t.cancel(silent.task).await;
    let mut told = t.orders_of(&hand).await;
    told.sort_unstable_by_key(|kind| (kind.code(), kind.attempt()));
    let all = [OrderKind::Cancel(canceled), OrderKind::Cancel(silent), OrderKind::TimeOut(silent)];
    assert_eq!(told, all, "both are told of the latter, the worker does what it hears first");
    t.finish(&hand, silent, Verdict::RetryAt(t.now)).await;
    assert_eq!(t.get(silent.task).await.state, TaskState::Canceled);
    assert_eq!(t.orders_of(&hand).await, [OrderKind::Cancel(canceled)]);
}

pub async fn passes_are_bounded_and_tell_of_each_attempt_once(t: &Trial) {
    let hand = t.hand("w").await;
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(running(t, &hand).await);
    }
    let late = t.put(watched()).await;
    let of = t.claim_one(&hand).await;
    let start = Start { of, incarnation: hand.incarnation, started_at: t.at(3) };
    t.store.start(&[start]).await.unwrap();
    let silent = t.expire_heartbeats(t.at(60), 2).await.unwrap();
    assert_eq!(silent.len(), 2);
    assert!(silent.iter().all(|silent| silent.of.task != late), "the longest running first");
    let mut callers = JoinSet::new();
    for _ in 0..4 {
        let (store, now) = (Arc::clone(&t.store), t.at(60));
        callers.spawn(async move { store.expire_heartbeats(now, 10).await.unwrap() });
    }
    assert_eq!(callers.join_all().await.iter().map(Vec::len).sum::<usize>(), 3);
    assert_eq!(t.orders_of(&hand).await.len(), 5);
    let ends: Vec<_> = all.iter().map(|of| end(&hand, *of, Verdict::Completed, t.at(61))).collect();
    t.store.report(&ends, t.at(61)).await.unwrap();
    assert_eq!(expired(t, 99).await, []);
    assert_eq!(t.orders_of(&hand).await, [OrderKind::TimeOut(of)]);
}
