//! Lanes and their numbers.

use std::{collections::BTreeSet, sync::Arc};

use taskmaster_domain::{lane::LaneKey, limits};
use tokio::task::JoinSet;

use super::trial::Trial;
use crate::Error;

fn key(queue: &str, labels: &[(&str, &str)]) -> LaneKey {
    LaneKey {
        queue: queue.to_owned(),
        handler: "builtin".to_owned(),
        labels: labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    }
}

pub async fn a_lane_keeps_its_number(t: &Trial) {
    let plain = key("default", &[]);
    let picky = key("default", &[("gpu", "a100"), ("zone", "b")]);
    let named = LaneKey { handler: "resize".to_owned(), ..plain.clone() };
    let keys = [plain, picky, named, key("Default", &[]), key("d\"ü", &[("a", "\"")])];
    let mut ids = Vec::new();
    for key in &keys {
        ids.push(t.intern_lane(key).await.unwrap());
    }
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), keys.len(), "each has its own: {ids:?}");
    for (key, id) in keys.iter().zip(&ids) {
        assert_eq!(t.intern_lane(key).await.unwrap(), *id);
    }
    let lanes = t.lanes().await.unwrap();
    assert_eq!(lanes.len(), keys.len());
    for (key, id) in keys.iter().zip(&ids) {
        assert!(lanes.iter().any(|lane| lane.id == *id && lane.key == *key), "{key:?}");
    }
}

pub async fn a_lane_that_many_ask_for_at_once_gets_one_number(t: &Trial) {
    let mut callers = JoinSet::new();
    for n in 0..32 {
        let (store, key) = (Arc::clone(&t.store), key(&format!("q{}", n % 4), &[]));
        callers.spawn(async move { (key.queue.clone(), store.intern_lane(&key).await.unwrap()) });
    }
    let given: BTreeSet<_> = callers.join_all().await.into_iter().collect();
    assert_eq!(given.len(), 4, "{given:?}");
    assert_eq!(t.lanes().await.unwrap().len(), 4);
}

pub async fn there_is_room_for_ten_thousand_lanes_and_no_more(t: &Trial) {
    let mut callers = JoinSet::new();
    for caller in 0..8 {
        let store = Arc::clone(&t.store);
        callers.spawn(async move {
            for n in 0..limits::LANES / 8 {
                store.intern_lane(&key(&format!("q{caller}-{n}"), &[])).await.unwrap();
            }
        });
    }
    callers.join_all().await;
    let beyond = t.intern_lane(&key("one-more", &[])).await;
    assert!(matches!(beyond, Err(Error::Exhausted(_))), "{beyond:?}");
    assert_eq!(t.lanes().await.unwrap().len(), limits::LANES);
    t.intern_lane(&key("q0-0", &[])).await.expect("a lane that is there is still found");
}
