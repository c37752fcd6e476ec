//! Orders and draining.

use taskmaster_domain::{TaskSpec, worker::OrderKind};

use super::trial::{LONG, Trial, registration};

pub async fn orders_are_kept_until_they_are_done(t: &Trial) {
    let (a, b) = (t.hand("a").await, t.hand("b").await);
    let first = t.give_order(a.worker, OrderKind::Probe, t.now).await.unwrap();
    let second = t.give_order(b.worker, OrderKind::Drain, t.now).await.unwrap();
    let third = t.give_order(a.worker, OrderKind::Drain, t.now).await.unwrap();
    t.order_kill("a", Some(a.worker), false, t.now).await.unwrap();
    let of_both = t.orders(&[b.worker, a.worker]).await.unwrap();
    let told: Vec<_> = of_both.iter().map(|o| (o.id, o.worker, o.kind)).collect();
    assert_eq!(
        told,
        [
            (first, a.worker, OrderKind::Probe),
            (second, b.worker, OrderKind::Drain),
            (third, a.worker, OrderKind::Drain),
        ],
        "oldest first, without kills"
    );
    t.finish_orders(&[first, second]).await.unwrap();
    assert_eq!(t.orders_of(&a).await, [OrderKind::Drain]);
    assert_eq!(t.orders_of(&b).await, []);
    t.finish_orders(&[first]).await.unwrap();
    t.finish_orders(&[]).await.unwrap();
    assert_eq!(t.orders(&[]).await.unwrap(), []);
    let last = t.give_order(b.worker, OrderKind::Resume, t.now).await.unwrap();
    assert_eq!(t.orders_of(&b).await, [OrderKind::Resume]);
    t.finish_orders(&[last, third]).await.unwrap();
    assert_eq!(t.orders_of(&a).await, []);
    assert_eq!(t.orders_of(&b).await, [], "else it would undo each later drain");
}

pub async fn draining_is_switched_by_name(t: &Trial) {
    let hand = t.hand("w").await;
    assert_eq!(t.set_draining("w", true).await.unwrap(), Some(hand.worker));
    assert!(t.worker("w").await.unwrap().unwrap().draining);
    assert_eq!(t.beat(&[&hand]).await.renewed, [hand.worker], "it still lives");
    assert_eq!(t.set_draining("w", false).await.unwrap(), Some(hand.worker));
    assert!(!t.worker("w").await.unwrap().unwrap().draining);
    assert_eq!(t.set_draining("nobody", true).await.unwrap(), None);
}

pub async fn a_worker_that_is_stopping_takes_nothing_until_its_next_start(t: &Trial) {
    let hand = t.hand("w").await;
    let draining = async || t.worker("w").await.unwrap().unwrap().draining;
    t.note_stopping(hand.worker, hand.session + 1).await.unwrap();
    assert!(!draining().await, "a word of another session is nothing");
    t.note_stopping(hand.worker, hand.session).await.unwrap();
    assert!(draining().await);
    assert_eq!(t.set_draining("w", false).await.unwrap(), Some(hand.worker));
    assert!(draining().await, "nobody can make it stay");
    t.put(TaskSpec::default()).await;
    assert_eq!(t.claim(&hand, 1).await, []);

    let (hand, welcome) = t.welcome(&hand.registration(), &[], LONG).await;
    assert!(welcome.draining, "it comes back as what it was");
    t.set_draining("w", false).await.unwrap();
    assert!(draining().await);
    let (_, welcome) = t.welcome(&registration(&hand.name, "host-a"), &[], LONG).await;
    assert!(!welcome.draining);
    t.set_draining("w", true).await.unwrap();
    t.set_draining("w", false).await.unwrap();
    assert!(!draining().await, "its next start can be drained and go on");
}

pub async fn a_store_that_can_be_written_says_so(t: &Trial) {
    t.probe().await.unwrap();
    t.probe().await.unwrap();
}
