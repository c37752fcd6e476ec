//! Attempts that begin.

use taskmaster_domain::{AttemptRef, TaskState, Verdict};

use super::trial::{Hand, Trial, an_incarnation};
use crate::{Command, Recorded, Start};

pub async fn a_start_is_stamped_once(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.assigned(&hand).await;
    let start = Start { of, incarnation: hand.incarnation, started_at: t.at(1) };
    let later = Start { started_at: t.at(5), ..start };
    assert_eq!(t.start(&[start]).await.unwrap(), [Recorded::Recorded]);
    assert_eq!(t.start(&[later, later]).await.unwrap(), [Recorded::Repeated; 2]);
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.started_at), (TaskState::Running, Some(t.at(1))));
    assert_eq!(t.start(&[]).await.unwrap(), []);
}

pub async fn a_stale_start_is_fenced_and_changes_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    let first = t.assigned(&hand).await;
    let hand = t.take_away(&hand, first).await;
    let of = t.claim_one(&hand).await;
    assert_eq!((of.task, of.attempt), (first.task, 2));
    let before = t.get(of.task).await;
    let stranger = Hand { incarnation: an_incarnation(), ..hand.clone() };
    let future = AttemptRef { attempt: 3, ..of };
    let unknown = AttemptRef { task: taskmaster_domain::TaskId::new(t.now), attempt: 1 };
    assert_eq!(t.begin(&hand, first).await, Recorded::Fenced, "an older attempt");
    assert_eq!(t.begin(&stranger, of).await, Recorded::Fenced, "another incarnation");
    assert_eq!(t.begin(&hand, future).await, Recorded::Fenced, "an attempt that never was");
    assert_eq!(t.begin(&hand, unknown).await, Recorded::Fenced, "a task that never was");
    assert_eq!(t.get(of.task).await, before);
}

pub async fn a_start_that_comes_after_the_end_is_recorded_and_changes_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    for verdict in [
        Verdict::Completed,
        Verdict::Failed,
        Verdict::Canceled,
        Verdict::RetryAt(t.at(60)),
        Verdict::Requeued,
    ] {
        let of = t.assigned(&hand).await;
        t.finish(&hand, of, verdict).await;
        let before = t.get(of.task).await;
        assert_eq!(t.begin(&hand, of).await, Recorded::Repeated, "{verdict:?}");
        assert_eq!(t.get(of.task).await, before, "{verdict:?}");
        t.order(of.task, Command::Pause).await;
    }
}

pub async fn starts_are_answered_in_order(t: &Trial) {
    let hand = t.hand("w").await;
    let (a, b) = (t.assigned(&hand).await, t.assigned(&hand).await);
    let stale = AttemptRef { attempt: 7, ..a };
    let start = |of| Start { of, incarnation: hand.incarnation, started_at: t.at(1) };
    let answers = t.start(&[start(b), start(stale), start(a)]).await.unwrap();
    assert_eq!(answers, [Recorded::Recorded, Recorded::Fenced, Recorded::Recorded]);
    assert_eq!(t.get(a.task).await.state, TaskState::Running);
    assert_eq!(t.get(b.task).await.state, TaskState::Running);
}
