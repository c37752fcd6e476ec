//! Reports that come twice, late, or both at once: a result is recorded at most once.

use std::sync::Arc;

use taskmaster_domain::{AttemptRef, TaskState, Verdict, worker::ReleaseCause};
use tokio::task::JoinSet;

use super::trial::{Hand, NONE, Trial, end};
use crate::{Command, Recorded};

/// The same word again, and another word, are answered as repeats and change nothing.
async fn is_repeated_and_final(t: &Trial, hand: &Hand, of: AttemptRef) {
    let (before, rows) = (t.get(of.task).await, t.attempts(of.task).await.unwrap());
    for verdict in [Verdict::Completed, Verdict::Failed, Verdict::RetryAt(t.at(9))] {
        assert_eq!(t.finish(hand, of, verdict).await, Recorded::Repeated, "{of} {verdict:?}");
    }
    assert_eq!(t.get(of.task).await, before);
    assert_eq!(t.attempts(of.task).await.unwrap(), rows);
}

pub async fn a_repeated_report_is_recorded_and_changes_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    for verdict in [Verdict::Completed, Verdict::Failed, Verdict::Canceled] {
        let of = t.running(&hand).await;
        assert_eq!(t.finish(&hand, of, verdict).await, Recorded::Recorded);
        is_repeated_and_final(t, &hand, of).await;
    }
}

pub async fn a_repeat_is_recorded_after_the_task_was_claimed_again(t: &Trial) {
    let (first, second) = (t.hand("first").await, t.hand("second").await);
    for verdict in [Verdict::RetryAt(t.now), Verdict::Requeued] {
        let of = t.running(&first).await;
        t.finish(&first, of, verdict).await;
        is_repeated_and_final(t, &first, of).await;
        let next = t.claim_one(&second).await;
        assert_eq!(next, AttemptRef { attempt: 2, ..of });
        is_repeated_and_final(t, &first, of).await;
        assert_eq!(t.finish(&second, of, verdict).await, Recorded::Fenced, "not its own");
        assert_eq!(t.finish(&second, next, Verdict::Completed).await, Recorded::Recorded);
        is_repeated_and_final(t, &first, of).await;
    }
}

pub async fn a_repeat_is_recorded_after_an_explicit_retry(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.finish(&hand, of, Verdict::Failed).await;
    t.order(of.task, Command::Retry).await;
    is_repeated_and_final(t, &hand, of).await;
    t.claim_one(&hand).await;
    is_repeated_and_final(t, &hand, of).await;
}

pub async fn a_repeat_is_recorded_after_a_new_session(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.finish(&hand, of, Verdict::Completed).await;
    t.welcome(&hand.registration(), &[of], NONE).await;
    is_repeated_and_final(t, &hand, of).await;
    t.release(&hand, ReleaseCause::Lost).await;
    is_repeated_and_final(t, &hand, of).await;
}

pub async fn two_reports_of_one_attempt_in_one_call_count_one_after_the_other(t: &Trial) {
    let hand = t.hand("w").await;
    let (of, other) = (t.running(&hand).await, t.running(&hand).await);
    let ends = [
        end(&hand, of, Verdict::Completed, t.at(2)),
        end(&hand, other, Verdict::RetryAt(t.at(60)), t.at(2)),
        end(&hand, of, Verdict::Failed, t.at(2)),
        end(&hand, other, Verdict::Failed, t.at(2)),
    ];
    let answers = t.store.report(&ends, t.at(2)).await.unwrap();
    let (first, again) = (Recorded::Recorded, Recorded::Repeated);
    assert_eq!(answers, [first, first, again, again]);
    assert_eq!(t.get(of.task).await.state, TaskState::Completed);
    assert_eq!(t.get(other.task).await.state, TaskState::Scheduled);
    assert_eq!(t.get(of.task).await.tries_used, 1);
    let worker = t.worker("w").await.unwrap().unwrap();
    assert_eq!((worker.tasks_completed, worker.tasks_failed), (1, 1));
}

pub async fn reports_that_come_at_once_are_recorded_once(t: &Trial) {
    let hand = t.hand("w").await;
    t.put_many(50).await;
    let claimed = t.claim(&hand, 50).await;
    let mut ends: Vec<_> =
        claimed.iter().map(|c| end(&hand, c.of, Verdict::Completed, t.at(2))).collect();
    let mut callers = JoinSet::new();
    for _ in 0..4 {
        // Crosswise, so that locks taken in the order of the call would be a deadlock.
        ends.reverse();
        let (store, ends, now) = (Arc::clone(&t.store), ends.clone(), t.at(2));
        callers.spawn(async move { store.report(&ends, now).await.unwrap() });
    }
    let answers = callers.join_all().await.concat();
    assert!(!answers.contains(&Recorded::Fenced));
    let first = answers.iter().filter(|answer| **answer == Recorded::Recorded).count();
    assert_eq!((answers.len(), first), (200, 50), "each is told to be the first once");
    assert_eq!(t.worker("w").await.unwrap().unwrap().tasks_completed, 50);
}

pub async fn a_late_report_of_what_was_taken_away_is_fenced(t: &Trial) {
    let hand = t.hand("w").await;
    let requeued = t.running(&hand).await;
    let canceled = t.running(&hand).await;
    t.cancel(canceled.task).await;
    t.release(&hand, ReleaseCause::Lost).await;
    assert_eq!(t.get(requeued.task).await.state, TaskState::Queued);
    assert_eq!(t.get(canceled.task).await.state, TaskState::Canceled);
    for of in [requeued, canceled] {
        let before = t.get(of.task).await;
        assert_eq!(t.finish(&hand, of, Verdict::Completed).await, Recorded::Fenced);
        assert_eq!(t.begin(&hand, of).await, Recorded::Fenced);
        assert_eq!(t.get(of.task).await, before);
    }
    t.order(canceled.task, Command::Retry).await;
    assert_eq!(t.finish(&hand, canceled, Verdict::Completed).await, Recorded::Fenced);
}
