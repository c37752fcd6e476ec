//! Handing work out.

use std::{collections::BTreeSet, sync::Arc};

use taskmaster_domain::{
    Failure, FailureKind, LaneId, TaskSpec, TaskState, Verdict, WorkerId, lane::LaneKey,
    worker::ReleaseCause,
};
use tokio::task::JoinSet;

use super::trial::{Hand, Trial, end, shell};
use crate::{Claim, Command, LaneHead, Seat};

pub async fn two_callers_never_claim_the_same_task(t: &Trial) {
    let ids: BTreeSet<_> = t.put_many(40).await.into_iter().collect();
    let (lane, left, right) = (t.lane().await, t.hand("left").await, t.hand("right").await);
    let mut callers = JoinSet::new();
    for n in 0..10 {
        let (store, now) = (Arc::clone(&t.store), t.now);
        let seats = vec![if n % 2 == 0 { left.seat() } else { right.seat() }; 8];
        callers.spawn(async move { store.claim(&Claim { lane, seats }, now).await.unwrap() });
    }
    let mut claimed: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    // Callers that passed over each other's tasks may have left some.
    claimed.extend(t.claim(&left, 40).await);
    assert_eq!(claimed.len(), 40, "none of them is handed out twice");
    let given: BTreeSet<_> = claimed.iter().map(|claimed| claimed.of.task).collect();
    assert_eq!(given, ids, "every task is handed out");
}

pub async fn the_best_task_goes_first(t: &Trial) {
    let hand = t.hand("w").await;
    let mut tasks = Vec::new();
    for (priority, due) in [(0, 5), (0, 3), (0, 3), (9, 8), (-9, 0), (0, 3)] {
        let task = t.new_task(TaskSpec { priority, ..TaskSpec::default() }).await;
        tasks.push(crate::NewTask { due: t.at(due), ..task });
    }
    let order = [3, 1, 2, 5, 0, 4].map(|n: usize| tasks[n].id);
    let mut shuffled = tasks.clone();
    shuffled.reverse();
    t.submit(&shuffled, t.at(10)).await.unwrap();
    let first = t.claim(&hand, 2).await;
    let rest = t.claim(&hand, 9).await;
    let got: Vec<_> = first.iter().chain(&rest).map(|claimed| claimed.of.task).collect();
    assert_eq!(got, order, "by priority, then due time, then id");
}

pub async fn a_claim_tells_what_is_to_be_done(t: &Trial) {
    let spec = TaskSpec { name: "n".to_owned(), priority: 3, ..shell("date") };
    let id = t.put(spec.clone()).await;
    let hand = t.hand("w").await;
    let claimed = t.claim_at(&hand, 1, t.at(7)).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!((claimed[0].of.task, claimed[0].of.attempt), (id, 1));
    assert_eq!((claimed[0].worker, claimed[0].due), (hand.worker, t.now));
    assert_eq!(claimed[0].since, t.now);
    assert_eq!(claimed[0].spec, spec);
    let task = t.get(id).await;
    assert_eq!((task.state, task.attempt), (TaskState::Assigned, 1));
    assert_eq!((task.picked_at, task.started_at), (Some(t.at(7)), None));
    assert_eq!(task.worker, Some((hand.worker, "w".to_owned())));
}

pub async fn an_attempt_waits_from_when_its_task_was_queued_anew(t: &Trial) {
    let hand = t.hand("w").await;
    let lost = t.running(&hand).await;
    let claim = async |by: &Hand, seconds| {
        let claimed = t.claim_at(by, 1, t.at(seconds)).await.pop().unwrap();
        assert_eq!(claimed.of.task, lost.task);
        claimed
    };
    t.release_worker(hand.worker, hand.incarnation, ReleaseCause::Lost, t.at(40)).await.unwrap();
    let hand = t.hand("w").await;
    let second = claim(&hand, 45).await;
    assert_eq!(
        (second.due, second.since),
        (t.now, t.at(40)),
        "its place in the lane is its old one"
    );
    let returned = end(&hand, second.of, Verdict::Requeued, t.at(50));
    t.store.report(&[returned], t.at(50)).await.unwrap();
    let third = claim(&hand, 60).await;
    assert_eq!((third.due, third.since), (t.now, t.at(50)));
    let retried = end(&hand, third.of, Verdict::RetryAt(t.at(90)), t.at(70));
    t.store.report(&[retried], t.at(95)).await.unwrap();
    let fourth = claim(&hand, 100).await;
    assert_eq!((fourth.due, fourth.since), (t.at(90), t.at(90)), "not while it must not be queued");
    let failed = end(&hand, fourth.of, Verdict::Failed, t.at(110));
    t.store.report(&[failed], t.at(110)).await.unwrap();
    t.control(lost.task, &Command::Retry, t.at(120)).await.unwrap();
    assert_eq!(claim(&hand, 130).await.since, t.at(120));
}

pub async fn seats_are_filled_in_order(t: &Trial) {
    let (a, b) = (t.hand("a").await, t.hand("b").await);
    let ids = t.put_many(5).await;
    let seats = vec![b.seat(), a.seat(), b.seat(), a.seat()];
    let claimed = t.store.claim(&Claim { lane: t.lane().await, seats }, t.now).await.unwrap();
    let got: Vec<_> = claimed.iter().map(|c| (c.of.task, c.worker)).collect();
    let workers = [b.worker, a.worker, b.worker, a.worker];
    assert_eq!(got, ids.iter().copied().zip(workers).collect::<Vec<_>>());
    assert_eq!(t.get(ids[4]).await.state, TaskState::Queued, "there was no seat for the last");
}

pub async fn void_seats_are_passed_over(t: &Trial) {
    let good = t.hand("good").await;
    let (draining, released) = (t.hand("draining").await, t.hand("released").await);
    t.set_draining("draining", true).await.unwrap();
    t.release_worker(released.worker, released.incarnation, ReleaseCause::Lost, t.now)
        .await
        .unwrap();
    let older = Seat { session: good.session - 1, ..good.seat() };
    let unknown = Seat { worker: WorkerId(999_999), session: 1 };
    let ids = t.put_many(3).await;
    let seats =
        vec![older, draining.seat(), good.seat(), released.seat(), unknown, good.seat(), older];
    let claimed = t.store.claim(&Claim { lane: t.lane().await, seats }, t.now).await.unwrap();
    let got: Vec<_> = claimed.iter().map(|c| (c.of.task, c.worker)).collect();
    assert_eq!(got, [(ids[0], good.worker), (ids[1], good.worker)]);
    assert_eq!(t.get(ids[2]).await.state, TaskState::Queued);
    t.set_draining("draining", false).await.unwrap();
    assert_eq!(t.claim(&draining, 2).await.len(), 1, "it takes tasks again");

    t.put_many(5).await;
    assert_eq!(t.claim(&good, 1).await.len(), 1, "the next claim goes on from here");
    let seats = vec![good.seat(), older, good.seat()];
    let claimed = t.store.claim(&Claim { lane: t.lane().await, seats }, t.now).await.unwrap();
    assert_eq!(claimed.len(), 2);
}

pub async fn only_due_tasks_of_the_lane_are_given(t: &Trial) {
    let hand = t.hand("w").await;
    let other = TaskSpec { queue: "other".to_owned(), ..TaskSpec::default() };
    t.put(TaskSpec { scheduled_at: Some(t.at(60)), ..TaskSpec::default() }).await;
    let paused = t.put(TaskSpec::default()).await;
    t.order(paused, Command::Pause).await;
    let elsewhere = t.put(other.clone()).await;
    assert_eq!(t.claim(&hand, 9).await, []);
    let lane = t.intern_lane(&LaneKey::of(&other)).await.unwrap();
    assert_eq!(t.store.claim(&Claim { lane, seats: Vec::new() }, t.now).await.unwrap(), []);
    let claimed = t.store.claim(&Claim { lane, seats: vec![hand.seat(); 3] }, t.now).await.unwrap();
    assert_eq!(claimed.iter().map(|c| c.of.task).collect::<Vec<_>>(), [elsewhere]);
    let nowhere = Claim { lane: LaneId(9_999), seats: vec![hand.seat()] };
    assert_eq!(t.store.claim(&nowhere, t.now).await.unwrap(), []);
}

pub async fn each_claim_is_a_new_attempt_with_a_clean_slate(t: &Trial) {
    let (first, second) = (t.hand("first").await, t.hand("second").await);
    let of = t.running(&first).await;
    let failure = Failure { kind: FailureKind::ExitCode, message: "exited with code 3".to_owned() };
    let ended = end(&first, of, Verdict::RetryAt(t.at(1)), t.at(2));
    t.report(crate::End { exit_code: Some(3), failure: Some(failure.clone()), ..ended }).await;
    let between = t.get(of.task).await;
    assert_eq!((between.state, between.scheduled_at), (TaskState::Queued, t.at(1)));
    assert_eq!((between.picked_at, between.started_at), (None, None));
    assert_eq!((between.exit_code, between.failure), (Some(3), Some(failure)));
    assert_eq!(between.worker, Some((first.worker, "first".to_owned())));
    let again = t.claim_one(&second).await;
    assert_eq!((again.task, again.attempt), (of.task, 2));
    let task = t.get(of.task).await;
    assert_eq!((task.picked_at, task.started_at, task.finished_at), (Some(t.now), None, None));
    assert_eq!((task.exit_code, task.failure, task.result), (None, None, None));
    assert_eq!(task.worker, Some((second.worker, "second".to_owned())));
    assert_eq!(task.tries_used, 1);
}

pub async fn a_task_that_came_back_keeps_its_place(t: &Trial) {
    let hand = t.hand("w").await;
    let ids = t.put_many(2).await;
    let first = t.claim_one(&hand).await;
    assert_eq!(first.task, ids[0]);
    t.finish(&hand, first, Verdict::Requeued).await;
    assert_eq!(t.get(first.task).await.scheduled_at, t.now);
    assert_eq!(t.claim_one(&hand).await.task, ids[0]);
}

pub async fn heads_and_counts_of_lanes_are_told(t: &Trial) {
    let empty = t.intern_lane(&LaneKey::of(&shell("a"))).await.unwrap();
    let labelled = TaskSpec {
        queue: "b".to_owned(),
        required_labels: [("gpu".to_owned(), "t4".to_owned())].into(),
        ..TaskSpec::default()
    };
    let picky = t.intern_lane(&LaneKey::of(&labelled)).await.unwrap();
    let plain = TaskSpec { required_labels: [].into(), ..labelled.clone() };
    let easy = t.intern_lane(&LaneKey::of(&plain)).await.unwrap();
    t.put(labelled.clone()).await;
    t.put(TaskSpec { priority: 5, ..labelled }).await;
    t.put(plain.clone()).await;
    t.put(TaskSpec { priority: 9, scheduled_at: Some(t.at(60)), ..plain }).await;
    let mut heads = t.lane_heads(&[empty, picky, easy, LaneId(9_999)]).await.unwrap();
    heads.sort_by_key(|head| head.priority);
    assert_eq!(
        heads,
        [
            LaneHead { lane: easy, priority: 0, due: t.now },
            LaneHead { lane: picky, priority: 5, due: t.now },
        ]
    );
    assert_eq!(t.lane_heads(&[]).await.unwrap(), []);
    assert_eq!(t.queued(empty).await.unwrap(), 0);
    assert_eq!(t.queued(picky).await.unwrap(), 3, "all lanes of its queue count");
    assert_eq!(t.queued(LaneId(9_999)).await.unwrap(), 0);
}
