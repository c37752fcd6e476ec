//! The activity feed.

use std::time::Duration;

use taskmaster_domain::activity::{Activity, DETAIL_BYTES};

use super::trial::Trial;
use crate::ActivityRow;

fn an_activity(t: &Trial, n: u32) -> Activity {
    Activity {
        at: t.now.plus(Duration::from_micros(u64::from(n))),
        actor: "token:admin".to_owned(),
        verb: "submitted".to_owned(),
        subject_kind: "task".to_owned(),
        subject_id: format!("subject {n} ✓ \"'"),
        count: n,
        detail: "a\nb".to_owned(),
    }
}

/// The `n` of each row, newest first.
fn numbers(rows: &[ActivityRow]) -> Vec<u32> {
    rows.iter().map(|row| row.activity.count).collect()
}

pub async fn what_was_added_is_told_newest_first(t: &Trial) {
    assert_eq!(t.activity(None, 10).await.unwrap(), []);
    t.add_activity(&[]).await.unwrap();
    t.add_activity(&[an_activity(t, 1), an_activity(t, 2)]).await.unwrap();
    t.add_activity(&[an_activity(t, 3)]).await.unwrap();
    let rows = t.activity(None, 10).await.unwrap();
    let told: Vec<_> = rows.iter().map(|row| row.activity.clone()).collect();
    assert_eq!(told, [an_activity(t, 3), an_activity(t, 2), an_activity(t, 1)]);
    assert!(rows.is_sorted_by(|a, b| a.id > b.id));
}

pub async fn pages_of_the_feed_have_no_gap_and_no_repeat_while_it_grows(t: &Trial) {
    let first: Vec<_> = (1..=25).map(|n| an_activity(t, n)).collect();
    t.add_activity(&first).await.unwrap();
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = t.activity(before, 10).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 10);
        before = Some(last.id);
        seen.extend(numbers(&page));
        t.add_activity(&[an_activity(t, 99)]).await.unwrap();
    }
    assert_eq!(seen, (1..=25).rev().collect::<Vec<_>>());
}

pub async fn odd_words_are_kept_fit(t: &Trial) {
    let odd = Activity { detail: format!("\0{}", "ä".repeat(600)), ..an_activity(t, 1) };
    t.add_activity(std::slice::from_ref(&odd)).await.unwrap();
    let told = t.activity(None, 1).await.unwrap().remove(0).activity;
    assert!(told.detail.starts_with("\u{FFFD}ä") && told.detail.len() <= DETAIL_BYTES);
    assert_eq!(told, odd.sanitised());
}

pub async fn the_oldest_are_forgotten_in_bounded_passes(t: &Trial) {
    let all: Vec<_> = (1..=20).map(|n| an_activity(t, n)).collect();
    t.add_activity(&all).await.unwrap();
    assert_eq!(t.forget_activity(20, 100).await.unwrap(), 0);
    assert_eq!(t.forget_activity(8, 7).await.unwrap(), 7);
    assert_eq!(t.forget_activity(8, 7).await.unwrap(), 5);
    assert_eq!(t.forget_activity(8, 7).await.unwrap(), 0);
    let left = t.activity(None, 100).await.unwrap();
    assert_eq!(numbers(&left), (13..=20).rev().collect::<Vec<_>>());
    assert_eq!(t.forget_activity(0, 100).await.unwrap(), 8);
    t.add_activity(&[an_activity(t, 21)]).await.unwrap();
    t.reset().await.unwrap();
    assert_eq!(t.activity(None, 1).await.unwrap(), []);
}
