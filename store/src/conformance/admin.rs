//! What an operator does, and wake-ups.

use taskmaster_domain::TaskSpec;

use super::trial::Trial;
use crate::{TaskFilter, Wake};

pub async fn a_migrated_store_has_nothing_left_to_migrate(t: &Trial) {
    t.put(TaskSpec::default()).await;
    let status = t.migration_status().await.unwrap();
    assert!(status.known > 0);
    assert_eq!(status.applied, status.known);
    assert_eq!(t.migrate().await.unwrap(), status, "a repeat is harmless");
    assert_eq!(t.tasks(&TaskFilter::default(), None, 9).await.unwrap().rows.len(), 1);
}

pub async fn a_reset_store_is_empty_and_works(t: &Trial) {
    let hand = t.hand("w").await;
    t.running(&hand).await;
    t.put_many(3).await;
    t.reset().await.unwrap();
    assert_eq!(t.tasks(&TaskFilter::default(), None, 9).await.unwrap().rows, []);
    assert_eq!(t.counts().await.unwrap(), []);
    assert_eq!(t.workers(true, t.now).await.unwrap(), []);
    assert_eq!(t.lanes().await.unwrap(), []);
    let hand = t.hand("w").await;
    t.running(&hand).await;
}

pub async fn a_closed_store_answers_no_call(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    t.close_for_good().await;
    let answer = t.task(id).await.unwrap_err();
    assert!(answer.is_transient(), "{answer}");
    assert!(t.ping().await.is_err());
    t.close().await;
}

pub async fn a_poke_wakes_those_who_listen(t: &Trial) {
    let (mut one, mut two) = (t.wakes(), t.wakes());
    let lane = t.lane().await;
    t.poke(Wake::Lane(lane));
    for listener in [&mut one, &mut two] {
        let heard = async {
            loop {
                if listener.recv().await.unwrap() == Wake::Lane(lane) {
                    return;
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), heard).await.unwrap();
    }
}
