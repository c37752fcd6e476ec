//! Putting work in.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{TaskId, TaskSpec, TaskState, limits};
use tokio::task::JoinSet;

use super::trial::{Trial, shell};
use crate::{NewTask, Submitted};

/// A spec with a key of `by`.
fn keyed(command: &str, key: &str, by: &str) -> TaskSpec {
    TaskSpec { idempotency_key: key.to_owned(), created_by: by.to_owned(), ..shell(command) }
}

pub async fn tasks_are_kept_as_they_were_handed_in(t: &Trial) {
    let spec = TaskSpec {
        name: "nightly ünï".to_owned(),
        priority: 7,
        env: [("A".to_owned(), "b".to_owned())].into(),
        metadata: r#"{"b": [1, 2], "a": 1.50}"#.to_owned(),
        start_timeout: Some(Duration::from_millis(1_500)),
        created_by: "user:ann".to_owned(),
        ..shell("echo 'hello'")
    };
    let id = t.put(spec.clone()).await;
    let task = t.get(id).await;
    assert_eq!(task.spec, spec);
    assert_eq!((task.state, task.attempt, task.tries_used), (TaskState::Queued, 0, 0));
    assert_eq!((task.created_at, task.scheduled_at), (t.now, t.now));
    assert_eq!((task.picked_at, task.started_at, task.finished_at), (None, None, None));
    assert_eq!((task.worker, task.exit_code, task.failure), (None, None, None));
    assert_eq!((task.result, task.canceled_by), (None, None));
}

pub async fn times_are_kept_to_the_microsecond(t: &Trial) {
    let at = t.at(60).plus(Duration::from_micros(7));
    let spec = TaskSpec { scheduled_at: Some(at), ..keyed("true", "k", "user:ann") };
    let id = t.put(spec.clone()).await;
    assert_eq!((t.get(id).await.scheduled_at, t.get(id).await.spec), (at, spec.clone()));
    let again = t.new_task(spec).await;
    assert_eq!(t.submit(&[again], t.now).await.unwrap(), [Submitted::Existing(id)]);
}

pub async fn the_largest_task_is_kept(t: &Trial) {
    let spec = TaskSpec {
        name: "n".repeat(limits::NAME_BYTES),
        queue: "q".repeat(limits::NAME_BYTES),
        priority: limits::PRIORITY.1,
        metadata: format!("{{\"m\":\"{}\"}}", "ü".repeat(limits::METADATA_BYTES / 2 - 4)),
        idempotency_key: "k".repeat(limits::IDEMPOTENCY_KEY_BYTES),
        created_by: "user:ann".to_owned(),
        ..shell(&"c".repeat(limits::COMMAND_BYTES))
    };
    spec.check(t.now).unwrap();
    let id = t.put(spec.clone()).await;
    assert_eq!(t.get(id).await.spec, spec);
}

pub async fn a_task_whose_time_has_not_come_is_scheduled(t: &Trial) {
    let later = t.put(TaskSpec { scheduled_at: Some(t.at(60)), ..shell("a") }).await;
    let past = t.now.minus(Duration::from_secs(60));
    let at_once = t.put(TaskSpec { scheduled_at: Some(past), ..shell("b") }).await;
    assert_eq!(t.get(later).await.state, TaskState::Scheduled);
    assert_eq!(t.get(later).await.scheduled_at, t.at(60));
    assert_eq!(t.get(at_once).await.state, TaskState::Queued);
    assert_eq!(t.get(at_once).await.scheduled_at, t.now);
}

pub async fn a_repeated_submit_changes_nothing(t: &Trial) {
    let task = t.new_task(keyed("true", "k", "user:ann")).await;
    let changed = NewTask { spec: shell("false"), ..task.clone() };
    for batch in [vec![task.clone()], vec![task.clone(), changed.clone()], vec![changed]] {
        let answers = t.submit(&batch, t.now).await.unwrap();
        assert_eq!(answers, vec![Submitted::Accepted; batch.len()]);
    }
    assert_eq!(t.get(task.id).await.spec, task.spec);
}

pub async fn nothing_handed_in_is_nothing_kept(t: &Trial) {
    assert_eq!(t.submit(&[], t.now).await.unwrap(), []);
}

pub async fn the_same_key_and_body_are_the_same_task(t: &Trial) {
    let first = t.put(keyed("true", "k", "user:ann")).await;
    let traced =
        TaskSpec { trace_parent: "00-1-2-01".to_owned(), ..keyed("true", "k", "user:ann") };
    let again = t.new_task(traced).await;
    let other = t.new_task(keyed("false", "k", "user:ann")).await;
    let answers = t.submit(&[again.clone(), other.clone()], t.at(9)).await.unwrap();
    assert_eq!(answers, [Submitted::Existing(first), Submitted::KeyTaken(first)]);
    for id in [again.id, other.id] {
        assert_eq!(t.task(id).await.unwrap(), None, "it is not kept a second time");
    }
    assert_eq!(t.get(first).await.spec, keyed("true", "k", "user:ann"));
}

pub async fn a_task_is_found_by_its_key_and_principal(t: &Trial) {
    let task = t.put(keyed("true", "k", "user:ann")).await;
    t.put(keyed("true", "", "user:ann")).await;
    let found = async |by, key| t.task_with_key(by, key).await.unwrap();
    assert_eq!(found("user:ann", "k").await, Some(task));
    for (by, key) in [("user:bob", "k"), ("user:ann", "l"), ("user:ann", "")] {
        assert_eq!(found(by, key).await, None, "{key} of {by}");
    }
}

pub async fn two_tasks_of_one_batch_with_one_key_count_one_after_the_other(t: &Trial) {
    let first = t.new_task(keyed("true", "k", "user:ann")).await;
    let same = t.new_task(keyed("true", "k", "user:ann")).await;
    let other = t.new_task(keyed("false", "k", "user:ann")).await;
    let free = t.new_task(keyed("true", "l", "user:ann")).await;
    let batch = [first.clone(), same, other, free];
    let answers = t.submit(&batch, t.now).await.unwrap();
    let (existing, taken) = (Submitted::Existing(first.id), Submitted::KeyTaken(first.id));
    assert_eq!(answers, [Submitted::Accepted, existing, taken, Submitted::Accepted]);
}

pub async fn keys_belong_to_their_principal_and_an_empty_one_is_none(t: &Trial) {
    t.put(keyed("true", "k", "user:ann")).await;
    t.put(keyed("true", "k", "user:bob")).await;
    t.put(keyed("true", "", "user:ann")).await;
    t.put(keyed("true", "", "user:ann")).await;
}

pub async fn a_key_handed_in_by_many_at_once_makes_one_task(t: &Trial) {
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        let (store, now) = (Arc::clone(&t.store), t.now);
        let task = t.new_task(keyed("true", "k", "user:ann")).await;
        let id = task.id;
        callers.spawn(async move { (id, store.submit(&[task], now).await.unwrap()[0]) });
    }
    let answers = callers.join_all().await;
    let kept: Vec<TaskId> =
        answers.iter().filter(|(_, a)| *a == Submitted::Accepted).map(|(id, _)| *id).collect();
    assert_eq!(kept.len(), 1, "one is accepted: {answers:?}");
    let existing = answers.iter().filter(|(_, a)| *a == Submitted::Existing(kept[0])).count();
    assert_eq!(existing, 7, "the others are told of it: {answers:?}");
}

pub async fn ten_thousand_tasks_go_in_with_one_call(t: &Trial) {
    let ids = t.put_many(limits::BULK_TASKS).await;
    let lane = t.lane().await;
    assert_eq!(t.queued(lane).await.unwrap(), 10_000);
    assert_eq!(t.get(ids[9_999]).await.state, TaskState::Queued);
}

pub async fn batches_that_overlap_and_run_at_once_keep_each_task_once(t: &Trial) {
    let one = t.new_task(TaskSpec::default()).await;
    let tasks: Vec<_> =
        (0..200).map(|_| NewTask { id: TaskId::new(t.now), ..one.clone() }).collect();
    let mut callers = JoinSet::new();
    for n in 0..4 {
        let (store, now) = (Arc::clone(&t.store), t.now);
        let mut batch = tasks.clone();
        // Two in each order, so that the rows' locks would be taken crosswise.
        if n % 2 == 1 {
            batch.reverse();
        }
        callers.spawn(async move { store.submit(&batch, now).await.unwrap() });
    }
    for answers in callers.join_all().await {
        assert_eq!(answers, vec![Submitted::Accepted; 200]);
    }
    assert_eq!(t.queued(one.lane).await.unwrap(), 200);
}
