//! What attempts tell while they run, and drains that end.

use std::time::Duration;

use taskmaster_proto::v1;

use crate::fake::{Fake, Rhythm, Seen, Worker, both, noop, shell, simulate, within};

#[tokio::test]
async fn a_simulated_run_tells_how_far_it_is() {
    let (_fake, _worker, mut session) = both().await;
    let of = session.assign_one(simulate(0, 1_200)).await;
    let mut told = Vec::new();
    loop {
        let report = session.report().await.unwrap();
        assert!(report.progress.iter().all(|said| said.attempt.as_ref() == Some(&of)));
        let words = report.progress.into_iter().filter_map(|said| said.progress);
        told.extend(words.map(|progress| {
            assert!(progress.reported_at.is_some());
            progress.percent
        }));
        if !report.finished.is_empty() {
            break;
        }
    }
    // The last word may be overtaken by the end.
    assert!(told.starts_with(&[25.0, 50.0, 75.0]), "{told:?}");

    session.assign_one(simulate(0, 10)).await;
    let report = session.report().await.unwrap();
    assert_eq!(report.progress, [], "a run of a moment tells nothing");
}

#[tokio::test]
async fn what_the_processes_of_a_command_use_is_told_with_the_heartbeats() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |_| {});
    let (session, _) = fake.accept().await;
    let rhythm = Rhythm { heartbeat: Duration::from_millis(200), ..Rhythm::default() };
    let mut session = session.welcome(rhythm).await;
    // A child that works, and its parent that waits: it is the group that is measured.
    let of = session.assign_one(shell("(while :; do :; done) & wait")).await;
    let sample = within(async {
        loop {
            let report = session.report().await.unwrap();
            let mut samples = report.samples.into_iter();
            if let Some(told) = samples.find(|told| told.attempt.as_ref() == Some(&of)) {
                return told.sample.unwrap();
            }
        }
    })
    .await;
    assert!(sample.cpu_percent > 1.0, "{sample:?}");
    assert!(sample.memory_bytes > 500_000, "{sample:?}");
    assert!(sample.sampled_at.is_some());
    session.order(v1::Orders { cancel: vec![of.clone()], ..v1::Orders::default() }).await;
    session.finished(&of).await;
}

#[tokio::test]
async fn a_worker_that_was_told_to_drain_takes_tasks_again_when_it_is_told_to() {
    let (_fake, _worker, mut session) = both().await;
    session.order(v1::Orders { drain: true, ..v1::Orders::default() }).await;
    let of = session.assign_one(noop()).await;
    let seen = session.watch(&of, Seen::default(), |seen| seen.returned).await;
    assert!(seen.finished.is_none());
    session.order(v1::Orders { resume: true, ..v1::Orders::default() }).await;
    assert!(session.finish(noop()).await.completed());
}

#[tokio::test]
async fn a_welcome_says_whether_the_worker_drains() {
    let (mut fake, _worker, session) = both().await;
    drop(session);
    for draining in [true, false] {
        let (session, _) = fake.accept().await;
        let mut session = session.welcome(Rhythm { draining, ..Rhythm::default() }).await;
        let of = session.assign_one(noop()).await;
        let done = |seen: &Seen| seen.returned || seen.finished.is_some();
        assert_eq!(session.watch(&of, Seen::default(), done).await.returned, draining);
    }
}

#[tokio::test]
async fn a_worker_that_goes_away_by_itself_is_not_held_back() {
    let (_fake, worker, mut session) = both().await;
    let runs = session.assign_one(shell("echo up; sleep 600")).await;
    session.printed(&runs, 1).await;
    worker.stop();
    while !session.beat().await.draining {}
    session.order(v1::Orders { resume: true, ..v1::Orders::default() }).await;
    let of = session.assign_one(noop()).await;
    let seen = session.watch(&of, Seen::default(), |seen| seen.returned).await;
    assert!(seen.finished.is_none());
    session.order(v1::Orders { cancel: vec![runs.clone()], ..v1::Orders::default() }).await;
    session.finished(&runs).await;
    worker.ended().await;
}
