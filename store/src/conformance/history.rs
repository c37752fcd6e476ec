//! What ended when, by the minute.

use std::time::Duration;

use taskmaster_domain::{Timestamp, history::Tally};

use super::trial::Trial;
use crate::{ALL_QUEUES, Minute, OTHER_QUEUES};

fn minute(t: &Trial, number: u64) -> Timestamp {
    let start = t.now.micros() / 60_000_000 * 60_000_000;
    Timestamp::from_micros(start).plus(Duration::from_secs(60 * number))
}

fn a_tally(seed: u64) -> Tally {
    let mut tally =
        Tally { completed: seed, failed: seed + 1, canceled: seed + 2, ..Tally::default() };
    for n in 0..seed {
        tally.wait.add(Duration::from_micros(1 << (n % 40)));
        tally.run.add(Duration::from_millis(n));
    }
    tally
}

fn a_minute(t: &Trial, queue: &str, number: u64, seed: u64) -> Minute {
    Minute { at: minute(t, number), queue: queue.to_owned(), tally: a_tally(seed) }
}

async fn told(t: &Trial, queue: &str, from: u64, until: u64) -> Vec<Minute> {
    t.minutes(queue, minute(t, from), minute(t, until)).await.unwrap()
}

pub async fn minutes_are_told_as_they_were_added_up(t: &Trial) {
    assert_eq!(told(t, ALL_QUEUES, 0, 10).await, []);
    t.add_minutes(&[]).await.unwrap();
    let first = [a_minute(t, "q", 1, 3), a_minute(t, ALL_QUEUES, 1, 3), a_minute(t, "q", 0, 70)];
    t.add_minutes(&first).await.unwrap();
    t.add_minutes(&[a_minute(t, "q", 1, 5), a_minute(t, OTHER_QUEUES, 1, 2)]).await.unwrap();
    let mut sum = a_tally(3);
    sum.merge(&a_tally(5));
    let both = [a_minute(t, "q", 0, 70), Minute { tally: sum, ..a_minute(t, "q", 1, 0) }];
    assert_eq!(told(t, "q", 0, 10).await, both);
    assert_eq!(told(t, "q", 0, 1).await, both[..1], "the end is left out");
    assert_eq!(told(t, "q", 1, 2).await, both[1..], "the beginning is not");
    assert_eq!(told(t, ALL_QUEUES, 0, 10).await, [a_minute(t, ALL_QUEUES, 1, 3)]);
    assert_eq!(told(t, OTHER_QUEUES, 0, 10).await, [a_minute(t, OTHER_QUEUES, 1, 2)]);
}

pub async fn many_who_add_at_once_lose_nothing(t: &Trial) {
    let add = async || {
        for _ in 0..10 {
            let minutes = [a_minute(t, "a", 0, 2), a_minute(t, "b", 0, 1)];
            t.add_minutes(&minutes).await.unwrap();
            t.add_minutes(&[a_minute(t, "b", 0, 1), a_minute(t, "a", 0, 2)]).await.unwrap();
        }
    };
    tokio::join!(add(), add(), add());
    for (queue, completed) in [("a", 120), ("b", 60)] {
        let told = told(t, queue, 0, 1).await;
        assert_eq!(told[0].tally.completed, completed);
        assert_eq!(told[0].tally.run.total(), completed);
    }
}

pub async fn old_minutes_are_forgotten_in_bounded_passes(t: &Trial) {
    for number in 0..6 {
        let minutes = [a_minute(t, "a", number, 1), a_minute(t, "b", number, 1)];
        t.add_minutes(&minutes).await.unwrap();
    }
    assert_eq!(t.forget_minutes(minute(t, 4), 5).await.unwrap(), 5);
    assert_eq!(t.forget_minutes(minute(t, 4), 5).await.unwrap(), 3);
    assert_eq!(t.forget_minutes(minute(t, 4), 5).await.unwrap(), 0);
    let left: Vec<_> = told(t, "a", 0, 10).await.iter().map(|row| row.at).collect();
    assert_eq!(left, [minute(t, 4), minute(t, 5)]);
    t.reset().await.unwrap();
    assert_eq!(told(t, "b", 0, 10).await, []);
}
