//! Workers that say hello.

use std::{collections::BTreeSet, sync::Arc};

use taskmaster_domain::{
    AttemptRef, TaskId, TaskSpec, TaskState, Verdict,
    worker::{OrderKind, Registration, ReleaseCause},
};
use tokio::task::JoinSet;

use super::trial::{LONG, NONE, Trial, registration};
use crate::{Holding, Recorded, Released, Welcomed};

pub async fn a_worker_is_kept_as_it_said(t: &Trial) {
    let asked = registration("alpha", "host-a");
    let (hand, welcome) = t.welcome(&asked, &[], LONG).await;
    assert_eq!(welcome.name, "alpha");
    assert_eq!((welcome.revoked, welcome.holding), (vec![], vec![]));
    let worker = t.worker("alpha").await.unwrap().unwrap();
    assert_eq!((worker.id, worker.session), (hand.worker, hand.session));
    assert_eq!((worker.name.as_str(), worker.host.as_str()), ("alpha", "host-a"));
    assert_eq!((worker.incarnation, worker.version.as_str()), (asked.incarnation, "1.2.3"));
    assert_eq!(worker.capacity, asked.capacity);
    assert_eq!((worker.draining, worker.released), (false, false));
    assert_eq!((worker.tasks_completed, worker.tasks_failed), (0, 0));
    assert!(worker.lease_until >= t.now.plus(LONG), "{worker:?}");
    assert_eq!(t.worker("beta").await.unwrap(), None);
}

pub async fn a_name_keeps_its_number_and_its_counts_while_its_session_rises(t: &Trial) {
    let first = t.hand("w").await;
    let of = t.running(&first).await;
    t.finish(&first, of, Verdict::Completed).await;
    let again = t.hand("w").await;
    assert_eq!(again.worker, first.worker);
    assert!(again.session > first.session);
    let worker = t.worker("w").await.unwrap().unwrap();
    assert_eq!((worker.tasks_completed, worker.session), (1, again.session));
    assert!(t.hand("other").await.worker != first.worker);
}

pub async fn an_empty_name_gets_the_lowest_that_is_not_live(t: &Trial) {
    let one = t.hand("").await;
    let two = t.frail_hand("").await;
    assert_eq!((one.name.as_str(), two.name.as_str()), ("worker-1", "worker-2"));
    let two_again = t.hand("").await;
    assert_eq!(two_again.name, "worker-2", "the lease of the first had ended");
    assert_eq!(two_again.worker, two.worker);
    t.release(&one, ReleaseCause::Lost).await;
    let one_again = t.hand("").await;
    assert_eq!((one_again.name.as_str(), one_again.worker), ("worker-1", one.worker));
    assert_eq!(t.hand("").await.name, "worker-3");
}

pub async fn a_nameless_start_that_comes_back_keeps_its_name(t: &Trial) {
    let one = t.hand("").await;
    let nameless = registration("", "host-a");
    let (two, _) = t.welcome(&nameless, &[], LONG).await;
    let of = t.running(&two).await;
    t.release(&one, ReleaseCause::Lost).await;
    let (again, welcome) = t.welcome(&nameless, &[of], LONG).await;
    assert_eq!((again.name, again.worker), (two.name, two.worker), "though a lower one is free");
    assert_eq!(welcome.holding.len(), 1);
}

pub async fn empty_names_asked_for_at_once_differ(t: &Trial) {
    let mut callers = JoinSet::new();
    for n in 0..8 {
        let (store, coordinator, now) = (Arc::clone(&t.store), t.coordinator, t.now);
        callers.spawn(async move {
            let asked = registration("", &format!("host-{n}"));
            match store.hello(&asked, &[], false, coordinator, LONG, now).await.unwrap() {
                Welcomed::Welcome(welcome) => welcome.name,
                Welcomed::Taken { .. } => panic!("nobody asked for a name"),
            }
        });
    }
    let names: BTreeSet<_> = callers.join_all().await.into_iter().collect();
    assert_eq!(names, (1..=8).map(|n| format!("worker-{n}")).collect());
}

pub async fn a_name_that_is_live_on_another_host_is_taken(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let before = t.worker("w").await.unwrap().unwrap();
    let other = registration("w", "host-b");
    let answer = t.hello(&other, &[], false, t.coordinator, LONG, t.now).await.unwrap();
    let last_active_at = before.last_active_at;
    assert_eq!(answer, Welcomed::Taken { worker: hand.worker, last_active_at });
    assert_eq!(t.worker("w").await.unwrap().unwrap(), before, "nothing changed");
    assert_eq!(t.get(of.task).await.state, TaskState::Running);
    let answer = t.hello(&other, &[], true, t.coordinator, LONG, t.now).await.unwrap();
    let Welcomed::Welcome(welcome) = answer else { panic!("the older one is evicted: {answer:?}") };
    assert_eq!((welcome.worker, welcome.released.requeued), (hand.worker, vec![of.task]));
    assert_eq!(t.worker("w").await.unwrap().unwrap().host, "host-b");
}

pub async fn a_name_whose_lease_ended_or_that_was_released_is_free(t: &Trial) {
    let frail = t.frail_hand("frail").await;
    let of = t.running(&frail).await;
    let (hand, welcome) = t.welcome(&registration("frail", "host-b"), &[], LONG).await;
    assert_eq!((hand.worker, welcome.released.requeued), (frail.worker, vec![of.task]));
    let gone = t.hand("gone").await;
    t.release(&gone, ReleaseCause::Killed).await;
    let (hand, _) = t.welcome(&registration("gone", "host-b"), &[], LONG).await;
    assert_eq!(hand.worker, gone.worker);
    assert!(!t.worker("gone").await.unwrap().unwrap().released);
}

pub async fn a_new_start_on_the_same_host_supersedes_the_older_one(t: &Trial) {
    let older = t.hand("w").await;
    let (running, assigned) = (t.running(&older).await, t.assigned(&older).await);
    let (newer, welcome) = t.welcome(&registration("w", "host-a"), &[running], LONG).await;
    let mut requeued = welcome.released.requeued.clone();
    requeued.sort_unstable();
    assert_eq!(requeued, [running.task, assigned.task]);
    assert_eq!(welcome.released.lanes, [t.lane().await]);
    assert_eq!((welcome.revoked, welcome.holding), (vec![running], vec![]));
    assert_eq!(t.finish(&older, running, Verdict::Completed).await, Recorded::Fenced);
    assert_eq!(t.claim(&older, 9).await, [], "its session is over");
    assert_eq!(t.beat(&[&older]).await.renewed, []);
    assert_eq!(t.claim(&newer, 9).await.len(), 2);
}

pub async fn the_same_start_from_another_host_is_itself(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let moved = Registration { host: "host-b".to_owned(), ..hand.registration() };
    let (again, welcome) = t.welcome(&moved, &[of], LONG).await;
    assert_eq!((again.worker, welcome.released), (hand.worker, Released::default()));
    assert_eq!(welcome.holding.len(), 1);
}

pub async fn what_the_store_has_and_the_worker_has_not_goes_back(t: &Trial) {
    let hand = t.hand("w").await;
    let (kept, lost) = (t.running(&hand).await, t.assigned(&hand).await);
    let (hand, welcome) = t.welcome(&hand.registration(), &[kept], LONG).await;
    assert_eq!(welcome.released.requeued, [lost.task]);
    assert_eq!(t.get(lost.task).await.state, TaskState::Queued);
    let holding = Holding {
        of: kept,
        state: TaskState::Running,
        kind: "noop".to_owned(),
        queue: "default".to_owned(),
        cancel_requested: false,
    };
    assert_eq!((welcome.holding, welcome.revoked), (vec![holding], vec![]));
    assert_eq!(t.finish(&hand, kept, Verdict::Completed).await, Recorded::Recorded);
    assert_eq!(t.finish(&hand, lost, Verdict::Completed).await, Recorded::Fenced);
}

pub async fn what_the_worker_has_and_the_store_has_not_is_revoked(t: &Trial) {
    let hand = t.hand("w").await;
    let elsewhere = t.running(&hand).await;
    let hand = t.take_away(&hand, elsewhere).await;
    let other = t.hand("other").await;
    assert_eq!(t.claim_one(&other).await.task, elsewhere.task);
    let canceled = t.running(&hand).await;
    t.cancel(canceled.task).await;
    let hand = t.take_away(&hand, canceled).await;
    let unknown = AttemptRef { task: TaskId::new(t.now), attempt: 1 };
    let [done, failed, back] =
        [t.running(&hand).await, t.running(&hand).await, t.running(&hand).await];
    t.finish(&hand, done, Verdict::Completed).await;
    t.finish(&hand, failed, Verdict::RetryAt(t.at(60))).await;
    t.finish(&hand, back, Verdict::RetryAt(t.now)).await;
    assert_eq!(t.claim_one(&other).await.task, back.task);
    let (own, told) = (t.running(&hand).await, t.assigned(&hand).await);
    t.cancel(told.task).await;
    let holding = [own, elsewhere, done, canceled, unknown, failed, told, back];
    let (_, welcome) = t.welcome(&hand.registration(), &holding, LONG).await;
    let revoked: BTreeSet<_> = welcome.revoked.iter().copied().collect();
    assert_eq!(revoked, [elsewhere, canceled, unknown].into(), "what it ended itself is not");
    let mut kept = welcome.holding;
    kept.sort_by_key(|holding| holding.of);
    let (kind, queue) = ("noop".to_owned(), "default".to_owned());
    let held = |of, state, cancel_requested| Holding {
        of,
        state,
        kind: kind.clone(),
        queue: queue.clone(),
        cancel_requested,
    };
    let expected = [held(own, TaskState::Running, false), held(told, TaskState::Assigned, true)];
    assert_eq!(kept, expected);
    assert_eq!(welcome.released, Released::default());
}

pub async fn a_new_start_is_not_draining_and_the_same_one_stays_so(t: &Trial) {
    let hand = t.hand("w").await;
    t.set_draining("w", true).await.unwrap();
    t.give_order(hand.worker, OrderKind::Drain, t.now).await.unwrap();
    t.welcome(&hand.registration(), &[], LONG).await;
    assert!(t.worker("w").await.unwrap().unwrap().draining);
    assert_eq!(t.orders_of(&hand).await, [OrderKind::Drain]);
    t.order_kill("w", Some(hand.worker), true, t.now).await.unwrap();
    t.give_order(hand.worker, OrderKind::Probe, t.now).await.unwrap();
    t.hand("w").await;
    assert!(!t.worker("w").await.unwrap().unwrap().draining);
    assert_eq!(t.orders_of(&hand).await, [], "they were meant for the older one");
    assert_eq!(t.kills().await.unwrap().len(), 1, "a kill stays");
}

pub async fn a_released_start_that_comes_back_is_live_again(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.release(&hand, ReleaseCause::Lost).await;
    assert_eq!(t.beat(&[&hand]).await.renewed, []);
    let (hand, welcome) = t.welcome(&hand.registration(), &[of], LONG).await;
    assert_eq!(welcome.revoked, [of]);
    assert!(!t.worker("w").await.unwrap().unwrap().released);
    assert_eq!(t.claim_one(&hand).await, AttemptRef { attempt: 2, ..of });
    assert_eq!(t.beat(&[&hand]).await.renewed, [hand.worker]);
}

pub async fn of_two_hosts_that_ask_for_one_name_at_once_one_is_welcome(t: &Trial) {
    let mut callers = JoinSet::new();
    for n in 0..6 {
        let (store, coordinator, now) = (Arc::clone(&t.store), t.coordinator, t.now);
        callers.spawn(async move {
            let asked = registration("w", &format!("host-{n}"));
            let answer = store.hello(&asked, &[], false, coordinator, LONG, now).await.unwrap();
            matches!(answer, Welcomed::Welcome(_))
        });
    }
    let welcome = callers.join_all().await.into_iter().filter(|welcome| *welcome).count();
    assert_eq!(welcome, 1);
}

pub async fn a_hello_and_claims_at_once_lose_no_task(t: &Trial) {
    let older = t.hand("w").await;
    t.put_many(60).await;
    let lane = t.lane().await;
    let mut callers = JoinSet::new();
    for _ in 0..6 {
        let (store, seats, now) = (Arc::clone(&t.store), vec![older.seat(); 5], t.now);
        callers.spawn(async move {
            store.claim(&crate::Claim { lane, seats }, now).await.unwrap();
        });
    }
    let (newer, _) = t.welcome(&registration("w", "host-a"), &[], NONE).await;
    callers.join_all().await;
    // Whatever the older session claimed went back with it; it can have nothing now.
    assert_eq!(t.claim(&newer, 60).await.len(), 60);
    assert_eq!(t.put(TaskSpec::default()).await, t.claim_one(&newer).await.task);
}
