//! How much of a queue, or of a job, may be under way at once.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use taskmaster_domain::{
    AttemptRef, JobId, TaskId, TaskSpec, TaskState, Verdict, limits, worker::ReleaseCause,
};
use uuid::Uuid;

use super::trial::{Hand, LONG, NONE, Trial, end, registration};
use crate::{Command, Error, NewTask, QueueRules, Recorded, Submitted, Wake};

/// The queue of plain tasks.
const QUEUE: &str = "default";

async fn limit(t: &Trial, places: u32) {
    t.set_queue_limit(QUEUE, Some(places)).await.unwrap();
}

/// Claims whatever there is.
async fn claim_all(t: &Trial, hand: &Hand) -> Vec<AttemptRef> {
    t.claim(hand, 20).await.iter().map(|claimed| claimed.of).collect()
}

/// Claims the only task that there is.
async fn claim_single(t: &Trial, hand: &Hand) -> AttemptRef {
    let claimed = claim_all(t, hand).await;
    assert_eq!(claimed.len(), 1, "one place, one task");
    claimed[0]
}

async fn rules(t: &Trial) -> QueueRules {
    let rules = t.queue_rules().await.unwrap();
    assert_eq!(rules.len(), 1, "{rules:?}");
    rules[0].clone()
}

/// Places that are taken, and tasks that wait for one.
async fn stand(t: &Trial) -> (u64, u64) {
    let rules = rules(t).await;
    (rules.admitted, rules.waiting)
}

/// Tasks of one job.
async fn put_of(t: &Trial, job: JobId, spec: TaskSpec) -> TaskId {
    let task = NewTask { gate: Some(job), ..t.new_task(spec).await };
    assert_eq!(t.submit(std::slice::from_ref(&task), t.now).await.unwrap(), [Submitted::Accepted]);
    task.id
}

pub async fn a_queue_of_one_gives_its_tasks_one_by_one_in_the_order_of_its_line(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    let mut line = Vec::new();
    for n in [7_u64, 3, 9, 1, 8, 2, 5, 6, 4, 0] {
        let priority = i32::try_from(n % 2).unwrap();
        let task = t.new_task(TaskSpec { priority, ..TaskSpec::default() }).await;
        line.push(NewTask { due: t.now.minus(Duration::from_secs(n)), ..task });
    }
    // The first to come finds the gate open and has its place.
    t.submit(&line, t.now).await.unwrap();
    line.sort_by_key(|task| (std::cmp::Reverse(task.spec.priority), task.due, task.id));
    for task in &line {
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, task.id);
        t.begin(&hand, of).await;
        assert_eq!(claim_all(t, &hand).await, [], "it has the only place");
        t.finish(&hand, of, Verdict::Completed).await;
    }
    assert_eq!(claim_all(t, &hand).await, []);
}

pub async fn whoever_has_a_place_keeps_it_when_somebody_more_urgent_comes(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    let first = t.put(TaskSpec::default()).await;
    let second = t.put(TaskSpec::default()).await;
    let urgent = t.put(TaskSpec { priority: 5, ..TaskSpec::default() }).await;
    for id in [first, urgent, second] {
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, id);
        t.finish(&hand, of, Verdict::Completed).await;
    }
}

pub async fn as_many_as_there_are_places_are_let_through(t: &Trial) {
    limit(t, 3).await;
    let hand = t.hand("w").await;
    let ids = t.put_many(8).await;
    let other = t.new_task(TaskSpec { queue: "other".to_owned(), ..TaskSpec::default() }).await;
    t.submit(std::slice::from_ref(&other), t.now).await.unwrap();
    assert_eq!(stand(t).await, (3, 5));
    let held = claim_all(t, &hand).await;
    assert_eq!(held.iter().map(|of| of.task).collect::<Vec<_>>(), ids[..3]);
    let heads = t.lane_heads(&[other.lane]).await.unwrap();
    assert_eq!(heads.len(), 1, "another queue has nothing to do with it");
    for of in &held {
        t.finish(&hand, *of, Verdict::Completed).await;
    }
    assert_eq!(stand(t).await, (3, 2));
    let lane = t.lane().await;
    assert_eq!(t.queued(lane).await.unwrap(), 5, "who waits is queued");
}

pub async fn one_call_that_ends_many_lets_as_many_through(t: &Trial) {
    limit(t, 3).await;
    let hand = t.hand("w").await;
    let ids = t.put_many(8).await;
    let held = claim_all(t, &hand).await;
    let ends: Vec<_> = held.iter().map(|of| end(&hand, *of, Verdict::Completed, t.at(2))).collect();
    let mut wakes = t.wakes();
    assert_eq!(t.store.report(&ends, t.at(2)).await.unwrap(), [Recorded::Recorded; 3]);
    let lane = t.lane().await;
    let woken = async { while wakes.recv().await.unwrap() != Wake::Lane(lane) {} };
    tokio::time::timeout(Duration::from_secs(5), woken).await.expect("its lane is poked");
    let held = claim_all(t, &hand).await;
    assert_eq!(held.iter().map(|of| of.task).collect::<Vec<_>>(), ids[3..6]);
}

pub async fn every_way_out_frees_one_place(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    for verdict in [Verdict::Completed, Verdict::Failed, Verdict::Canceled] {
        t.put_many(2).await;
        let of = claim_single(t, &hand).await;
        t.finish(&hand, of, verdict).await;
        let of = claim_single(t, &hand).await;
        t.finish(&hand, of, Verdict::Completed).await;
    }
    for command in [Command::Cancel { by: "user:ann".to_owned() }, Command::Pause] {
        let ids = t.put_many(3).await;
        t.order(ids[0], command).await;
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, ids[1], "it was queued, with a place");
        t.finish(&hand, of, Verdict::Completed).await;
        let of = claim_single(t, &hand).await;
        t.finish(&hand, of, Verdict::Completed).await;
    }
    let hasty = TaskSpec { start_timeout: Some(Duration::from_secs(9)), ..TaskSpec::default() };
    let (late, next) = (t.put(hasty).await, t.put(TaskSpec::default()).await);
    assert_eq!(t.expire_starts(t.at(9), 10).await.unwrap(), [late]);
    let of = claim_single(t, &hand).await;
    assert_eq!(of.task, next);
    // Somebody asks for its end, and its worker goes away with it.
    let waiting = t.put(TaskSpec::default()).await;
    t.cancel(of.task).await;
    assert_eq!(stand(t).await, (1, 1), "it has not ended yet");
    assert_eq!(t.release(&hand, ReleaseCause::Lost).await.canceled, [of.task]);
    let hand = t.hand("v").await;
    assert_eq!(claim_single(t, &hand).await.task, waiting);
}

pub async fn the_fifth_death_frees_a_place(t: &Trial) {
    limit(t, 1).await;
    let id = t.put(TaskSpec::default()).await;
    let next = t.put(TaskSpec::default()).await;
    for n in 0..limits::POISON_DEATHS {
        let hand = t.hand(&format!("w{n}")).await;
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, id, "it keeps its place until then");
        t.begin(&hand, of).await;
        t.release(&hand, ReleaseCause::Lost).await;
    }
    assert_eq!(t.get(id).await.state, TaskState::Failed);
    let hand = t.hand("w").await;
    assert_eq!(claim_single(t, &hand).await.task, next);
}

pub async fn whoever_is_to_be_tried_again_keeps_its_place(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    let id = t.put(TaskSpec::default()).await;
    t.put(TaskSpec { priority: 9, ..TaskSpec::default() }).await;
    for verdict in [Verdict::Requeued, Verdict::RetryAt(t.now)] {
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, id);
        t.begin(&hand, of).await;
        t.finish(&hand, of, verdict).await;
    }
    let of = claim_single(t, &hand).await;
    t.finish(&hand, of, Verdict::RetryAt(t.at(60))).await;
    assert_eq!(t.get(id).await.state, TaskState::Scheduled);
    assert_eq!(stand(t).await, (1, 1), "between two tries too");
    assert_eq!(claim_all(t, &hand).await, []);
    t.promote_due(t.at(60), 10).await.unwrap();
    assert_eq!(claim_single(t, &hand).await.task, id);
}

pub async fn a_lost_worker_takes_no_place_along(t: &Trial) {
    t.beat(&[]).await;
    limit(t, 2).await;
    let (frail, _) = t.welcome(&registration("f", "host-b"), &[], NONE).await;
    let ids = t.put_many(4).await;
    let held = claim_all(t, &frail).await;
    t.begin(&frail, held[0]).await;
    let released = t.release_lost(NONE, t.at(1), 10).await.unwrap();
    assert_eq!(released.requeued.len(), 2);
    let (hand, _) = t.welcome(&registration("w", "host-a"), &[], LONG).await;
    let again = claim_all(t, &hand).await;
    assert_eq!(again.iter().map(|of| of.task).collect::<Vec<_>>(), ids[..2]);
}

pub async fn whoever_waits_frees_nothing_when_it_goes(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    let hasty = TaskSpec { start_timeout: Some(Duration::from_secs(9)), ..TaskSpec::default() };
    let first = t.put(TaskSpec::default()).await;
    let (canceled, paused) = (t.put(TaskSpec::default()).await, t.put(TaskSpec::default()).await);
    let late = t.put(hasty).await;
    let last = t.put(TaskSpec::default()).await;
    let of = claim_single(t, &hand).await;
    assert_eq!(of.task, first);
    t.cancel(canceled).await;
    t.order(paused, Command::Pause).await;
    assert_eq!(t.expire_starts(t.at(9), 10).await.unwrap(), [late]);
    assert_eq!(claim_all(t, &hand).await, []);
    assert_eq!(stand(t).await, (1, 1));
    t.order(paused, Command::Resume).await;
    t.order(canceled, Command::Retry).await;
    assert_eq!(claim_all(t, &hand).await, [], "they line up again");
    assert_eq!(stand(t).await, (1, 3));
    t.finish(&hand, of, Verdict::Completed).await;
    // The retried one is due since it was retried, the others since they were handed in.
    for id in [paused, last, canceled] {
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, id);
        t.finish(&hand, of, Verdict::Completed).await;
    }
}

pub async fn a_retried_and_a_resumed_task_line_up_anew(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    let first = t.put(TaskSpec::default()).await;
    let of = claim_single(t, &hand).await;
    t.finish(&hand, of, Verdict::Failed).await;
    let second = t.put(TaskSpec::default()).await;
    t.order(first, Command::Retry).await;
    assert_eq!(claim_single(t, &hand).await.task, second, "it had the place by then");
    let third = t.put(TaskSpec::default()).await;
    t.order(third, Command::Pause).await;
    t.order(third, Command::Resume).await;
    assert_eq!(stand(t).await, (1, 2));
    assert_eq!(claim_all(t, &hand).await, []);
}

pub async fn a_task_lines_up_when_its_time_has_come(t: &Trial) {
    limit(t, 1).await;
    let hand = t.hand("w").await;
    let later = |seconds| TaskSpec { scheduled_at: Some(t.at(seconds)), ..TaskSpec::default() };
    let (second, first) = (t.put(later(20)).await, t.put(later(10)).await);
    assert_eq!(stand(t).await, (0, 0), "what is not due has no place and waits for none");
    t.promote_due(t.at(30), 10).await.unwrap();
    for id in [first, second] {
        let of = claim_single(t, &hand).await;
        assert_eq!(of.task, id);
        t.finish(&hand, of, Verdict::Completed).await;
    }
}

pub async fn a_limit_counts_what_was_there_before_it(t: &Trial) {
    let hand = t.hand("w").await;
    let running = t.running(&hand).await;
    let assigned = t.assigned(&hand).await;
    let queued = t.put_many(3).await;
    let later = TaskSpec { scheduled_at: Some(t.at(5)), ..TaskSpec::default() };
    let scheduled = t.put(later).await;
    let paused = t.put(TaskSpec::default()).await;
    t.order(paused, Command::Pause).await;
    limit(t, 2).await;
    assert_eq!(stand(t).await, (2, 3));
    assert_eq!(claim_all(t, &hand).await, []);
    t.promote_due(t.at(5), 10).await.unwrap();
    t.order(paused, Command::Resume).await;
    assert_eq!(stand(t).await, (2, 5));
    t.finish(&hand, running, Verdict::Completed).await;
    assert_eq!(claim_single(t, &hand).await.task, queued[0]);
    t.finish(&hand, assigned, Verdict::Completed).await;
    let mut rest = BTreeSet::new();
    for _ in 0..4 {
        let of = claim_single(t, &hand).await;
        rest.insert(of.task);
        t.finish(&hand, of, Verdict::Completed).await;
    }
    assert_eq!(rest, [queued[1], queued[2], scheduled, paused].into());
}

pub async fn a_limit_is_raised_lowered_and_lifted(t: &Trial) {
    let hand = t.hand("w").await;
    let ids = t.put_many(12).await;
    limit(t, 1).await;
    let first = claim_single(t, &hand).await;
    limit(t, 4).await;
    assert_eq!(stand(t).await, (4, 8));
    let two = t.claim(&hand, 2).await;
    limit(t, 2).await;
    assert_eq!(stand(t).await, (3, 9), "a worker has three; who was only queued lost its place");
    t.finish(&hand, first, Verdict::Completed).await;
    assert_eq!(stand(t).await, (2, 9));
    t.finish(&hand, two[0].of, Verdict::Completed).await;
    assert_eq!(claim_single(t, &hand).await.task, ids[3]);
    t.set_queue_limit(QUEUE, None).await.unwrap();
    assert_eq!((t.queue_rules().await.unwrap(), t.check().await.unwrap()), (vec![], vec![]));
    assert_eq!(claim_all(t, &hand).await.len(), 8);
    t.put_many(3).await;
    limit(t, 1).await;
    assert_eq!(stand(t).await, (10, 3), "what ran through the lifted limit counts");
}

pub async fn a_large_backlog_is_brought_under_a_limit_and_let_go(t: &Trial) {
    const TASKS: usize = 12_000;
    for _ in 0..2 {
        t.put_many(TASKS / 2).await;
    }
    limit(t, 7).await;
    assert_eq!(stand(t).await, (7, TASKS as u64 - 7));
    t.set_queue_limit(QUEUE, None).await.unwrap();
    let lane = t.lane().await;
    assert_eq!(t.queued(lane).await.unwrap(), TASKS as u64);
    limit(t, limits::CONCURRENCY.1).await;
    assert_eq!(stand(t).await, (TASKS as u64, 0));
    assert_eq!(t.sweep_gates(100).await.unwrap(), 0, "nothing was left over");
}

pub async fn tasks_of_one_job_are_under_way_one_at_a_time(t: &Trial) {
    let hand = t.hand("w").await;
    let (job, other) = (JobId(Uuid::from_u128(1)), JobId(Uuid::from_u128(2)));
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(put_of(t, job, TaskSpec::default()).await);
    }
    let of_other = put_of(t, other, TaskSpec::default()).await;
    let free = t.put(TaskSpec::default()).await;
    let held = claim_all(t, &hand).await;
    assert_eq!(held.iter().map(|of| of.task).collect::<Vec<_>>(), [ids[0], of_other, free]);
    t.finish(&hand, held[0], Verdict::RetryAt(t.at(60))).await;
    assert_eq!(claim_all(t, &hand).await, [], "it goes on");
    t.promote_due(t.at(60), 10).await.unwrap();
    let of = claim_single(t, &hand).await;
    t.finish(&hand, of, Verdict::Failed).await;
    let of = claim_single(t, &hand).await;
    assert_eq!(of.task, ids[1]);
    t.order(ids[0], Command::Retry).await;
    assert_eq!(claim_all(t, &hand).await, [], "a retried one lines up too");
    t.finish(&hand, of, Verdict::Completed).await;
    assert_eq!(claim_single(t, &hand).await.task, ids[2]);
}

pub async fn a_task_passes_its_jobs_gate_and_then_its_queues(t: &Trial) {
    let hand = t.hand("w").await;
    limit(t, 2).await;
    let job = JobId(Uuid::from_u128(1));
    let (first, second) =
        (put_of(t, job, TaskSpec::default()).await, put_of(t, job, TaskSpec::default()).await);
    let plain = t.put_many(2).await;
    assert_eq!(stand(t).await, (2, 2));
    let held = claim_all(t, &hand).await;
    assert_eq!(held.iter().map(|of| of.task).collect::<Vec<_>>(), [first, plain[0]]);
    t.finish(&hand, held[0], Verdict::Completed).await;
    // Handed in before, and so before it in the line of the queue.
    let of = claim_single(t, &hand).await;
    assert_eq!(of.task, second);
    t.finish(&hand, held[1], Verdict::Completed).await;
    assert_eq!(claim_single(t, &hand).await.task, plain[1]);
    limit(t, 1).await;
    let third = put_of(t, job, TaskSpec { priority: 9, ..TaskSpec::default() }).await;
    t.finish(&hand, of, Verdict::Completed).await;
    assert_eq!(claim_all(t, &hand).await, [], "its job is free, its queue is not");
    t.set_queue_limit(QUEUE, None).await.unwrap();
    assert_eq!(claim_single(t, &hand).await.task, third);
}

pub async fn a_paused_queue_gives_nothing_and_keeps_its_places(t: &Trial) {
    let hand = t.hand("w").await;
    let ids = t.put_many(2).await;
    let of = t.claim_one(&hand).await;
    t.pause_queue(QUEUE, true).await.unwrap();
    t.pause_queue("other", true).await.unwrap();
    assert_eq!(claim_all(t, &hand).await, []);
    assert_eq!(t.finish(&hand, of, Verdict::Completed).await, Recorded::Recorded);
    limit(t, 1).await;
    let told = |queue: &str, concurrency, admitted| QueueRules {
        queue: queue.to_owned(),
        concurrency,
        paused: true,
        admitted,
        waiting: 0,
    };
    let expected = [told(QUEUE, Some(1), 1), told("other", None, 0)];
    assert_eq!(t.queue_rules().await.unwrap(), expected);
    assert_eq!(claim_all(t, &hand).await, []);
    let mut wakes = t.wakes();
    t.pause_queue(QUEUE, false).await.unwrap();
    let lane = t.lane().await;
    let woken = async { while wakes.recv().await.unwrap() != Wake::Lane(lane) {} };
    tokio::time::timeout(Duration::from_secs(5), woken).await.expect("its lane is poked");
    assert_eq!(claim_single(t, &hand).await.task, ids[1]);
}

pub async fn a_batch_that_is_refused_takes_no_place(t: &Trial) {
    limit(t, 2).await;
    let hand = t.hand("w").await;
    let one = t.new_task(TaskSpec::default()).await;
    let bad = TaskSpec { created_by: "\0".to_owned(), ..TaskSpec::default() };
    let tasks: Vec<_> = (0..1_000)
        .map(|n| NewTask {
            id: TaskId::new(t.now),
            spec: if n == 500 { bad.clone() } else { one.spec.clone() },
            ..one.clone()
        })
        .collect();
    if let Err(error) = t.submit(&tasks, t.now).await {
        assert!(matches!(error, Error::BadRow(_)), "{error:?}");
        assert_eq!(stand(t).await, (0, 0));
        t.submit(&tasks[..500], t.now).await.unwrap();
        t.submit(&tasks[501..], t.now).await.unwrap();
    }
    let held = claim_all(t, &hand).await;
    assert_eq!(held.iter().map(|of| of.task).collect::<Vec<_>>(), [tasks[0].id, tasks[1].id]);
    let stranger = Hand { incarnation: super::trial::an_incarnation(), ..hand.clone() };
    let ends = [
        end(&stranger, held[0], Verdict::Completed, t.at(2)),
        end(&hand, held[1], Verdict::Completed, t.at(2)),
        end(&hand, held[1], Verdict::Completed, t.at(2)),
    ];
    t.store.report(&ends, t.at(2)).await.unwrap();
    assert_eq!(claim_single(t, &hand).await.task, tasks[2].id, "one place, not three");
}

pub async fn there_are_rules_for_as_many_queues_as_there_are_lanes(t: &Trial) {
    for n in 0..3 {
        t.set_queue_limit(&format!("q{n}"), Some(n + 1)).await.unwrap();
    }
    t.set_queue_limit("q1", None).await.unwrap();
    let told = t.queue_rules().await.unwrap();
    let told: Vec<_> = told.iter().map(|rules| (rules.queue.as_str(), rules.concurrency)).collect();
    assert_eq!(told, [("q0", Some(1)), ("q2", Some(3))]);
    let refused = t.set_queue_limit("a\0b", Some(1)).await;
    assert!(matches!(refused, Err(Error::BadRow(_))), "{refused:?}");
    assert!(matches!(t.pause_queue("a\0b", true).await, Err(Error::BadRow(_))));
}

/// Works until nothing is left, and never sees more than `most` at once.
async fn work(t: &Trial, name: &str, most: u64, all: usize) {
    let hand = t.hand(name).await;
    let lane = t.lane().await;
    let store = Arc::clone(&t.store);
    let claim = crate::Claim { lane, seats: vec![hand.seat(); 2] };
    loop {
        let claimed = store.claim(&claim, t.now).await.unwrap();
        let rules = store.queue_rules().await.unwrap();
        assert!(rules[0].admitted <= most, "{rules:?}");
        let ends: Vec<_> =
            claimed.iter().map(|c| end(&hand, c.of, Verdict::Completed, t.at(2))).collect();
        store.report(&ends, t.at(2)).await.unwrap();
        let counts = store.counts().await.unwrap();
        let done = counts.iter().find(|count| count.state == TaskState::Completed);
        if done.is_some_and(|done| done.count == all as i64) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

pub async fn many_at_once_never_have_more_places_than_there_are(t: &Trial) {
    limit(t, 3).await;
    let one = t.new_task(TaskSpec::default()).await;
    let jobs = [None, Some(JobId(Uuid::from_u128(1))), Some(JobId(Uuid::from_u128(2)))];
    let hand_in = async |n: usize| {
        for _ in 0..20 {
            let new = |n: usize| NewTask { id: TaskId::new(t.now), gate: jobs[n], ..one.clone() };
            t.submit(&[new(n % 3), new(0)], t.now).await.unwrap();
        }
    };
    let working = async {
        tokio::join!(
            hand_in(0),
            hand_in(1),
            hand_in(2),
            work(t, "a", 3, 120),
            work(t, "b", 3, 120),
            work(t, "c", 3, 120),
        )
    };
    tokio::time::timeout(Duration::from_secs(60), working).await.expect("all of it is done");
    assert_eq!(stand(t).await, (0, 0));
}

pub async fn none_slips_past_a_limit_that_is_set_while_tasks_come(t: &Trial) {
    let hand = t.hand("w").await;
    let hand_in = async || {
        for _ in 0..20 {
            t.put_many(5).await;
        }
    };
    tokio::join!(hand_in(), limit(t, 2), hand_in());
    assert_eq!(stand(t).await, (2, 198));
    assert_eq!(claim_all(t, &hand).await.len(), 2);
}
