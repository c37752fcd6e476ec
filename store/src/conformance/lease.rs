//! Leases: who renews them, and what happens when they end.

use taskmaster_domain::{
    AttemptRef, FailureKind, TaskSpec, TaskState, Verdict, task::AttemptEnd, worker::ReleaseCause,
};

use super::trial::{Hand, LONG, NONE, Trial, registration};
use crate::{Command, CoordinatorBeat, Recorded, Released};

/// Everything whose lease ended is released.
async fn sweep(t: &Trial) -> Released {
    t.release_lost(NONE, t.at(5), 1_000).await.unwrap()
}

pub async fn a_beat_renews_only_its_own_session(t: &Trial) {
    let older = t.frail_hand("w").await;
    let newer = t.frail_hand("w").await;
    let other = t.frail_hand("other").await;
    let released = t.frail_hand("released").await;
    t.release(&released, ReleaseCause::Lost).await;
    assert_eq!(t.beat(&[&older, &released]).await.renewed, []);
    let until = t.worker("w").await.unwrap().unwrap().lease_until;
    let mut renewed = t.beat(&[&newer, &older, &other]).await.renewed;
    renewed.sort_unstable();
    let mut expected = [newer.worker, other.worker];
    expected.sort_unstable();
    assert_eq!(renewed, expected);
    let worker = t.worker("w").await.unwrap().unwrap();
    assert!(worker.lease_until > until, "its lease is longer now");
    assert_eq!(worker.load, newer.beat().load);
    assert_eq!(sweep(t).await, Released::default(), "all are renewed or released");
}

pub async fn a_beat_tells_the_slots_of_all_coordinators(t: &Trial) {
    let second = t.register_coordinator("127.0.0.1:2").await.unwrap();
    assert_ne!(second, t.coordinator, "each call gives a new number");
    assert_eq!(t.beat(&[]).await.all_slots, 4);
    let other = CoordinatorBeat { id: second, slots: 7, gap: LONG };
    assert_eq!(t.store.beat(&other, &[], LONG, t.now).await.unwrap().all_slots, 11);
    let more = CoordinatorBeat { slots: 10, ..t.own_beat() };
    assert_eq!(t.store.beat(&more, &[], LONG, t.now).await.unwrap().all_slots, 17);
    let told = t.coordinators(t.now).await.unwrap();
    let mut told: Vec<_> = told.iter().map(|info| (info.id, info.advertised.as_str())).collect();
    told.sort_unstable();
    assert_eq!(told, [(t.coordinator, "127.0.0.1:1"), (second, "127.0.0.1:2")]);
    t.unregister_coordinator(second).await.unwrap();
    assert_eq!(t.beat(&[]).await.all_slots, 4);
    assert_eq!(t.coordinators(t.now).await.unwrap().len(), 1);
    assert_eq!(t.coordinators(t.at(7_200)).await.unwrap(), [], "it has been silent since");
}

pub async fn a_beat_tells_the_time(t: &Trial) {
    let told = t.beat(&[]).await.database_now;
    assert!(told >= t.now, "{told} is not before {}", t.now);
    assert!(t.database_now(t.now).await.unwrap() >= told);
}

pub async fn nothing_is_released_while_nobody_renews(t: &Trial) {
    let hand = t.frail_hand("w").await;
    let of = t.running(&hand).await;
    assert_eq!(sweep(t).await, Released::default(), "no coordinator ever beat");
    t.beat(&[]).await;
    let early = t.release_lost(LONG, t.at(5), 1_000).await.unwrap();
    assert_eq!(early, Released::default(), "it has not been renewing for a whole lease");
    t.unregister_coordinator(t.coordinator).await.unwrap();
    assert_eq!(sweep(t).await, Released::default(), "it is gone");
    assert_eq!(t.get(of.task).await.state, TaskState::Running);
}

pub async fn a_coordinator_that_fell_silent_renews_nothing(t: &Trial) {
    let hand = t.frail_hand("w").await;
    t.running(&hand).await;
    let at_once_silent = CoordinatorBeat { gap: NONE, ..t.own_beat() };
    t.store.beat(&at_once_silent, &[], LONG, t.now).await.unwrap();
    assert_eq!(sweep(t).await, Released::default());
    t.beat(&[]).await;
    assert_eq!(sweep(t).await.workers, 1);
}

pub async fn a_lost_worker_is_released_with_all_it_has(t: &Trial) {
    let (lost, alive) = (t.frail_hand("lost").await, t.hand("alive").await);
    let (running, assigned) = (t.running(&lost).await, t.assigned(&lost).await);
    let safe = t.running(&alive).await;
    t.beat(&[]).await;
    let mut released = sweep(t).await;
    released.requeued.sort_unstable();
    assert_eq!(released.requeued, [running.task, assigned.task]);
    assert_eq!((released.workers, &released.lanes), (1, &vec![t.lane().await]));
    assert_eq!((released.poisoned, released.canceled), (vec![], vec![]));
    assert_eq!(t.get(safe.task).await.state, TaskState::Running);
    assert!(t.worker("lost").await.unwrap().unwrap().released);
    assert!(!t.worker("alive").await.unwrap().unwrap().released);
    let task = t.get(running.task).await;
    assert_eq!((task.state, task.scheduled_at), (TaskState::Queued, t.now));
    assert_eq!((task.tries_used, task.picked_at, task.started_at), (0, None, None));
    let rows = t.attempts(running.task).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].of, rows[0].end), (running, AttemptEnd::Lost));
    assert_eq!((rows[0].started_at, rows[0].finished_at), (Some(t.at(1)), t.at(5)));
    assert_eq!(rows[0].worker, Some((lost.worker, "lost".to_owned())));
    let failure = rows[0].failure.as_ref().map(|failure| failure.kind);
    assert_eq!(failure, Some(FailureKind::LostWorker));
    assert_eq!(sweep(t).await, Released::default(), "a repeat does nothing");
}

pub async fn a_renewed_lease_saves_what_was_nearly_lost(t: &Trial) {
    let hand = t.frail_hand("w").await;
    let of = t.running(&hand).await;
    t.beat(&[&hand]).await;
    assert_eq!(sweep(t).await, Released::default());
    assert_eq!(t.finish(&hand, of, Verdict::Completed).await, Recorded::Recorded);
}

pub async fn a_pass_releases_no_more_workers_than_asked(t: &Trial) {
    for n in 0..3 {
        let hand = t.frail_hand(&format!("w{n}")).await;
        t.running(&hand).await;
    }
    t.beat(&[]).await;
    let first = t.release_lost(NONE, t.at(5), 2).await.unwrap();
    assert_eq!((first.workers, first.requeued.len()), (2, 2));
    let second = t.release_lost(NONE, t.at(5), 2).await.unwrap();
    assert_eq!((second.workers, second.requeued.len()), (1, 1));
}

pub async fn a_goodbye_gives_all_back_at_once(t: &Trial) {
    let hand = t.hand("w").await;
    let (running, assigned) = (t.running(&hand).await, t.assigned(&hand).await);
    let stranger = Hand { incarnation: registration("", "").incarnation, ..hand.clone() };
    assert_eq!(t.release(&stranger, ReleaseCause::Lost).await, Released::default());
    let mut released = t.release(&hand, ReleaseCause::Lost).await;
    released.requeued.sort_unstable();
    assert_eq!(released.requeued, [running.task, assigned.task]);
    assert_eq!(released.lanes, [t.lane().await]);
    assert_eq!(t.release(&hand, ReleaseCause::Lost).await, Released::default(), "a repeat");
    assert_eq!(t.beat(&[&hand]).await.renewed, []);
    assert_eq!(t.claim(&hand, 9).await, []);
    let worker = t.worker("w").await.unwrap().unwrap();
    assert_eq!((worker.released, worker.running), (true, vec![]));
}

/// A worker takes the next task, starts it, and is released.
async fn die(t: &Trial, cause: ReleaseCause) -> Released {
    let hand = t.hand("w").await;
    let of = t.claim_one(&hand).await;
    t.begin(&hand, of).await;
    t.release(&hand, cause).await
}

pub async fn the_fifth_death_of_a_started_attempt_parks_the_task(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    for _ in 0..6 {
        let released = die(t, ReleaseCause::Killed).await;
        assert_eq!(released.requeued, [id], "kills do not count");
    }
    for _ in 0..6 {
        let hand = t.hand("w").await;
        t.claim_one(&hand).await;
        let released = t.release(&hand, ReleaseCause::Lost).await;
        assert_eq!(released.requeued, [id], "nor do attempts that never started");
    }
    for death in 1..=4 {
        let cause = if death % 2 == 0 { ReleaseCause::Lost } else { ReleaseCause::Superseded };
        assert_eq!(die(t, cause).await.requeued, [id], "death {death}");
    }
    let released = die(t, ReleaseCause::Lost).await;
    assert_eq!((released.poisoned, released.requeued), (vec![id], vec![]));
    let task = t.get(id).await;
    assert_eq!((task.state, task.tries_used, task.attempt), (TaskState::Failed, 0, 17));
    assert_eq!(task.failure.unwrap().kind, FailureKind::Poison);
    assert_eq!(task.finished_at, Some(t.at(2)));
    assert_eq!(t.attempts(id).await.unwrap().len(), 16);
    t.order(id, Command::Retry).await;
    assert_eq!(t.attempts(id).await.unwrap().len(), 17);
    assert_eq!(die(t, ReleaseCause::Lost).await.requeued, [id], "a retry starts anew");
}

pub async fn a_lost_worker_whose_kill_was_asked_for_did_not_die(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    t.beat(&[]).await;
    for round in 1..=6 {
        let hand = t.frail_hand(&format!("w{round}")).await;
        let of = t.claim_one(&hand).await;
        t.begin(&hand, of).await;
        if round % 2 == 0 {
            t.order_kill("w", Some(hand.worker), true, t.now).await.unwrap();
        } else {
            let order = t.order_kill("its-container", None, true, t.now).await.unwrap();
            t.begin_kill(order, Some(hand.worker), "its-container").await.unwrap();
        }
        assert_eq!(sweep(t).await.requeued, [id], "round {round}");
    }
    let rows = t.attempts(id).await.unwrap();
    assert!(rows.iter().all(|row| row.end == AttemptEnd::Lost), "{rows:?}");
}

pub async fn a_cancellation_beats_poison(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    for _ in 1..=4 {
        die(t, ReleaseCause::Lost).await;
    }
    let hand = t.hand("w").await;
    let of = t.claim_one(&hand).await;
    t.begin(&hand, of).await;
    t.cancel(id).await;
    let released = t.release(&hand, ReleaseCause::Lost).await;
    assert_eq!((released.canceled, released.poisoned), (vec![id], vec![]));
    let task = t.get(id).await;
    assert_eq!((task.state, task.failure), (TaskState::Canceled, None));
}

pub async fn a_released_task_whose_end_was_asked_for_is_canceled(t: &Trial) {
    let hand = t.hand("w").await;
    let (running, assigned) = (t.running(&hand).await, t.assigned(&hand).await);
    t.cancel(running.task).await;
    t.cancel(assigned.task).await;
    let mut released = t.release(&hand, ReleaseCause::Lost).await;
    released.canceled.sort_unstable();
    assert_eq!(released.canceled, [running.task, assigned.task]);
    assert_eq!((released.requeued, released.poisoned), (vec![], vec![]));
    let task = t.get(running.task).await;
    assert_eq!((task.state, task.finished_at), (TaskState::Canceled, Some(t.at(2))));
    assert_eq!(task.canceled_by.as_deref(), Some("user:ann"));
    assert_eq!(t.attempts(running.task).await.unwrap(), []);
    assert_eq!(t.orders_of(&hand).await, [], "its orders went away");
}

pub async fn a_probed_worker_that_answers_was_active(t: &Trial) {
    let hand = t.hand("w").await;
    let before = t.worker("w").await.unwrap().unwrap();
    t.touch(hand.worker, hand.session - 1, t.at(60)).await.unwrap();
    assert_eq!(t.worker("w").await.unwrap().unwrap(), before, "another session");
    t.touch(hand.worker, hand.session, t.at(60)).await.unwrap();
    let after = t.worker("w").await.unwrap().unwrap();
    assert!(after.last_active_at > before.last_active_at);
    assert_eq!(after.lease_until, before.lease_until, "its lease is no longer for that");
}

pub async fn a_task_goes_from_worker_to_worker_until_one_ends_it(t: &Trial) {
    let first = t.frail_hand("first").await;
    let of = t.running(&first).await;
    t.beat(&[]).await;
    sweep(t).await;
    let second = t.hand("second").await;
    let next = t.claim_one(&second).await;
    assert_eq!(next, AttemptRef { attempt: 2, ..of });
    assert_eq!(t.finish(&first, of, Verdict::Completed).await, Recorded::Fenced);
    assert_eq!(t.finish(&second, next, Verdict::Completed).await, Recorded::Recorded);
    assert_eq!(t.finish(&first, of, Verdict::Failed).await, Recorded::Fenced);
    assert_eq!(t.get(of.task).await.state, TaskState::Completed);
}
