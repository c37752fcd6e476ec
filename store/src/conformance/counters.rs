//! What tasks count, and how far they say they are by a call.

use std::collections::BTreeMap;

use taskmaster_domain::{
    AttemptRef, TaskId, TaskSpec, TaskState, Verdict, limits,
    task::{Counts, Live, Progress, ResourceSample},
};
use uuid::Uuid;

use super::trial::{Trial, shell};
use crate::{Addition, Command, LiveNote, Mark, ProgressNote, Told, counters::ASKED};

/// What is kept of a task that nobody has.
const FREE: Told = Told::Kept { holder: None };

fn counts(counts: &[(&str, i64)]) -> Counts {
    counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

fn addition(task: TaskId, of: &[(&str, i64)]) -> Addition {
    Addition { task, attempt: None, accepted: false, counts: counts(of) }
}

async fn add(t: &Trial, additions: &[Addition]) -> Vec<Told> {
    t.add_counts(None, additions, t.now).await.unwrap()
}

async fn canceled(t: &Trial) -> TaskId {
    let id = t.put(TaskSpec::default()).await;
    let by = "user:ann".to_owned();
    t.control(id, &Command::Cancel { by }, t.at(1)).await.unwrap();
    id
}

pub async fn what_is_counted_adds_up(t: &Trial) {
    let (a, b) = (t.put(TaskSpec::default()).await, t.put(TaskSpec::default()).await);
    let first = [addition(a, &[("success", 5), ("failures", 0)]), addition(b, &[("rows.read", 7)])];
    assert_eq!(add(t, &first).await, [FREE, FREE]);
    let again = [addition(a, &[("success", 1), ("failures", 2)]), addition(a, &[("success", 3)])];
    assert_eq!(add(t, &again).await, [FREE, FREE], "one call may name a task twice");
    let kept = counts(&[("failures", 2), ("success", 9)]);
    assert_eq!(t.get(a).await.counters, kept, "nothing is added for a 0");
    let none = t.put(TaskSpec::default()).await;
    let told = t.counters(&[a, none, b]).await.unwrap();
    assert_eq!(told, BTreeMap::from([(a, kept), (b, counts(&[("rows.read", 7)]))]));
    assert_eq!(t.get(none).await.counters, Counts::default());
    for task in t.tasks(&crate::TaskFilter::default(), None, 9).await.unwrap().rows {
        assert_eq!(task.counters, Counts::default(), "lists are without");
    }
    assert_eq!(t.counters(&[]).await.unwrap(), BTreeMap::new());
    assert_eq!(add(t, &[]).await, []);
}

pub async fn a_counter_holds_so_much_and_an_addition_beyond_is_refused(t: &Trial) {
    let (id, most) = (t.put(TaskSpec::default()).await, limits::COUNT);
    let within = [addition(id, &[("n", most - 1), ("m", 1)]), addition(id, &[("n", 1)])];
    assert_eq!(add(t, &within).await, [FREE, FREE]);
    let beyond = [addition(id, &[("n", 1), ("m", 1)]), addition(id, &[("m", most - 1)])];
    assert_eq!(add(t, &beyond).await, [Told::TooLarge, FREE], "whole or not at all");
    let both = [addition(id, &[("o", most)]), addition(id, &[("o", 1)])];
    assert_eq!(add(t, &both).await, [FREE, Told::TooLarge], "by the sum of one call");
    assert_eq!(t.get(id).await.counters, counts(&[("n", most), ("m", most), ("o", most)]));
}

pub async fn what_was_promised_is_added_up_to_the_largest_number(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    let promised = |of: &[(&str, i64)]| Addition { accepted: true, ..addition(id, of) };
    add(t, &[promised(&[("n", i64::MAX - 1), ("m", 1)])]).await;
    assert_eq!(t.get(id).await.counters, counts(&[("n", i64::MAX - 1), ("m", 1)]));
    let both = [promised(&[("n", 2), ("m", i64::MAX)]), promised(&[("m", i64::MAX)])];
    add(t, &both).await;
    assert_eq!(t.get(id).await.counters, counts(&[("n", i64::MAX), ("m", i64::MAX)]));
    add(t, &[promised(&[("n", 1)])]).await;
    assert_eq!(t.get(id).await.counters["n"], i64::MAX);
}

pub async fn a_sum_of_which_much_is_used_is_counted_by_the_store_alone(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let held = Told::Kept { holder: Some((of.attempt, hand.worker)) };
    let far = [addition(of.task, &[("n", ASKED)]), addition(of.task, &[("n", 1)])];
    assert_eq!(add(t, &far).await, [held, FREE]);
    let promised = Addition { accepted: true, ..addition(of.task, &[("n", 1), ("m", 1)]) };
    assert_eq!(add(t, &[promised, addition(of.task, &[("m", 1)])]).await, [FREE, held]);
    assert_eq!(t.get(of.task).await.counters, counts(&[("n", ASKED + 2), ("m", 2)]));
}

pub async fn an_ended_task_counts_only_what_somebody_was_promised(t: &Trial) {
    let (ended, open) = (canceled(t).await, t.put(TaskSpec::default()).await);
    let refused = Told::Ended(TaskState::Canceled);
    let both = [addition(ended, &[("n", 1)]), addition(open, &[("n", 2)])];
    assert_eq!(add(t, &both).await, [refused, FREE]);
    assert_eq!(t.get(ended).await.counters, Counts::default());
    let promised = Addition { accepted: true, ..addition(ended, &[("n", 3)]) };
    assert_eq!(add(t, &[promised]).await, [FREE]);
    assert_eq!(t.get(ended).await.counters, counts(&[("n", 3)]));
    let unknown = TaskId::new(t.now);
    let promised = Addition { accepted: true, ..addition(unknown, &[("n", 3)]) };
    assert_eq!(add(t, &[addition(unknown, &[("n", 3)]), promised]).await, [Told::Unknown; 2]);
    assert_eq!(t.counters(&[unknown]).await.unwrap(), BTreeMap::new());
}

pub async fn counters_go_on_over_attempts_and_a_stale_attempt_adds_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    let first = t.running(&hand).await;
    let by = |of: AttemptRef, n| Addition {
        attempt: Some(of.attempt),
        ..addition(of.task, &[("n", n)])
    };
    let kept = |of: AttemptRef| Told::Kept { holder: Some((of.attempt, hand.worker)) };
    assert_eq!(add(t, &[by(first, 1)]).await, [kept(first)]);
    t.finish(&hand, first, Verdict::RetryAt(t.now)).await;
    assert_eq!(add(t, &[by(first, 10)]).await, [Told::Stale], "between two attempts");
    let second = t.claim_one(&hand).await;
    assert_eq!(second.task, first.task);
    assert_eq!(add(t, &[by(first, 100), by(second, 2)]).await, [Told::Stale, kept(second)]);
    assert_eq!(t.get(first.task).await.counters, counts(&[("n", 3)]));
    t.finish(&hand, second, Verdict::Failed).await;
    assert_eq!(add(t, &[by(second, 4)]).await, [Told::Ended(TaskState::Failed)]);
    t.control(first.task, &Command::Retry, t.at(5)).await.unwrap();
    assert_eq!(add(t, &[addition(first.task, &[("n", 4)])]).await, [FREE]);
    assert_eq!(t.get(first.task).await.counters, counts(&[("n", 7)]), "a retry begins with them");
}

pub async fn a_task_has_at_most_a_hundred_counters(t: &Trial) {
    let (id, other) = (t.put(TaskSpec::default()).await, t.put(TaskSpec::default()).await);
    let name = |n: usize| format!("counter-{n}");
    let many = |range: std::ops::Range<usize>| Addition {
        counts: range.map(|n| (name(n), 1)).collect(),
        ..addition(id, &[])
    };
    let full = limits::COUNTERS;
    let asked = [many(0..full - 1), many(full - 2..full + 1), addition(other, &[("n", 1)])];
    assert_eq!(add(t, &asked).await, [FREE, Told::TooMany, FREE], "whole or not at all");
    assert_eq!(add(t, &[many(full - 1..full)]).await, [FREE]);
    assert_eq!(add(t, &[many(full..full + 1)]).await, [Told::TooMany]);
    assert_eq!(add(t, &[many(0..full)]).await, [FREE], "those that are there go on");
    let kept = t.get(id).await.counters;
    assert_eq!(kept.len(), full);
    assert_eq!((kept[&name(0)], kept[&name(full - 2)], kept[&name(full - 1)]), (2, 2, 2));
}

pub async fn a_marked_call_that_is_repeated_adds_nothing(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    let (writer, other) = (Uuid::new_v4(), Uuid::new_v4());
    let marked = async |writer, number| {
        let mark = Some(Mark { writer, number });
        let told = t.add_counts(mark, &[addition(id, &[("n", 1)])], t.now).await.unwrap();
        assert_eq!(told, [FREE]);
        t.get(id).await.counters["n"]
    };
    assert_eq!(marked(writer, 1).await, 1);
    assert_eq!(marked(writer, 1).await, 1);
    assert_eq!(marked(writer, 2).await, 2);
    assert_eq!(marked(other, 1).await, 3);
    assert_eq!(marked(writer, 2).await, 3);
    assert_eq!(marked(writer, 7).await, 4, "numbers may be left out");
}

pub async fn many_who_count_at_once_lose_nothing(t: &Trial) {
    let ids = [t.put(TaskSpec::default()).await, t.put(TaskSpec::default()).await];
    let count = async || {
        for n in 0..10_i64 {
            let mut both = ids.map(|id| addition(id, &[("a", 1), ("b", n)]));
            if n % 2 == 0 {
                both.reverse();
            }
            assert_eq!(add(t, &both).await, [FREE, FREE]);
        }
    };
    tokio::join!(count(), count(), count());
    for id in ids {
        assert_eq!(t.get(id).await.counters, counts(&[("a", 30), ("b", 135)]));
    }
}

pub async fn of_a_thousand_one_that_is_refused_harms_no_other(t: &Trial) {
    t.put_many(999).await;
    let page = t.tasks(&crate::TaskFilter::default(), None, 1_000).await.unwrap().rows;
    let ids: Vec<TaskId> = page.iter().map(|task| task.id).collect();
    let mut additions: Vec<Addition> = ids.iter().map(|id| addition(*id, &[("n", 1)])).collect();
    additions.insert(500, addition(TaskId::new(t.now), &[("n", 1)]));
    let told = add(t, &additions).await;
    assert_eq!(told.iter().filter(|told| **told == FREE).count(), 999);
    assert_eq!(told[500], Told::Unknown);
    let kept = t.counters(&ids).await.unwrap();
    assert!(kept.len() == 999 && kept.values().all(|kept| *kept == counts(&[("n", 1)])));
}

pub async fn counters_go_away_with_their_task(t: &Trial) {
    let id = t.put(shell("true")).await;
    add(t, &[addition(id, &[("n", 1)])]).await;
    let by = "user:ann".to_owned();
    t.control(id, &Command::Cancel { by }, t.at(1)).await.unwrap();
    assert_eq!(t.prune(t.at(9), 10).await.unwrap(), 1);
    assert_eq!(t.counters(&[id]).await.unwrap(), BTreeMap::new());
}

pub async fn a_task_says_by_a_call_how_far_it_is(t: &Trial) {
    let said = |percent, second| Progress {
        percent,
        message: format!("{percent} % \"done\""),
        reported_at: t.at(second),
    };
    let note = |task, attempt, percent, second| ProgressNote {
        task,
        attempt,
        progress: said(percent, second),
    };
    let told = async |notes: &[ProgressNote]| t.note_progress(notes).await.unwrap();
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let (ended, waits) = (canceled(t).await, t.put(TaskSpec::default()).await);
    let kept = Told::Kept { holder: Some((of.attempt, hand.worker)) };
    let notes = [
        note(of.task, None, 10.0, 1),
        note(ended, None, 10.0, 1),
        note(of.task, Some(of.attempt), 20.0, 2),
        note(waits, None, 30.0, 1),
        note(TaskId::new(t.now), None, 10.0, 1),
        note(of.task, Some(of.attempt + 1), 40.0, 3),
    ];
    let answers = [kept, Told::Ended(TaskState::Canceled), kept, FREE, Told::Unknown, Told::Stale];
    assert_eq!(told(&notes).await, answers);
    assert_eq!(t.get(of.task).await.live.progress, Some(said(20.0, 2)), "the last counts");
    assert_eq!(t.get(waits).await.live.progress, Some(said(30.0, 1)));
    assert_eq!(t.get(ended).await.live, Live::default());
    let sample = ResourceSample { cpu_percent: 1.5, memory_bytes: 7, sampled_at: t.at(2) };
    let live = Live { progress: None, sample: Some(sample) };
    t.note_live(&[LiveNote { of, incarnation: hand.incarnation, live }], t.now).await.unwrap();
    told(&[note(of.task, None, 15.0, 1)]).await;
    let both = Live { progress: Some(said(20.0, 2)), sample: Some(sample) };
    assert_eq!(t.get(of.task).await.live, both, "an older word changes nothing");
    t.finish(&hand, of, Verdict::RetryAt(t.now)).await;
    let next = t.claim(&hand, 9).await.into_iter().find(|claimed| claimed.of.task == of.task);
    assert_eq!(t.get(of.task).await.live, Live::default());
    told(&[note(of.task, next.map(|claimed| claimed.of.attempt), 1.0, 1)]).await;
    let anew = Live { progress: Some(said(1.0, 1)), sample: None };
    assert_eq!(t.get(of.task).await.live, anew, "the next attempt begins anew");
    assert_eq!(told(&[]).await, []);
}
