//! Steering single tasks.

use taskmaster_domain::{
    AttemptRef, Event, Failure, FailureKind, Refusal, TaskId, TaskSpec, TaskState, Verdict,
    task::AttemptEnd, worker::OrderKind,
};

use super::trial::{Trial, end, shell};
use crate::{Command, Controlled, End, Recorded};

pub async fn a_task_that_nobody_has_is_canceled_at_once(t: &Trial) {
    let lane = t.lane().await;
    let queued = t.put(TaskSpec::default()).await;
    let later = TaskSpec { scheduled_at: Some(t.at(60)), ..TaskSpec::default() };
    let scheduled = t.put(later).await;
    let paused = t.put(TaskSpec::default()).await;
    t.order(paused, Command::Pause).await;
    for (id, from) in [
        (queued, TaskState::Queued),
        (scheduled, TaskState::Scheduled),
        (paused, TaskState::Paused),
    ] {
        let moved = Controlled::Moved { from, to: TaskState::Canceled, lane };
        assert_eq!(t.cancel(id).await, moved);
        let task = t.get(id).await;
        assert_eq!((task.state, task.finished_at), (TaskState::Canceled, Some(t.at(3))));
        assert_eq!(task.canceled_by.as_deref(), Some("user:ann"));
        let refusal = Refusal { from: TaskState::Canceled, event: Event::Cancel };
        assert_eq!(t.cancel(id).await, Controlled::Refused(refusal), "a second time");
    }
}

pub async fn what_a_worker_ever_had_is_not_canceled_as_unbegun(t: &Trial) {
    let hand = t.hand("w").await;
    let by = || Command::CancelUnbegun { by: "system:ann".to_owned() };
    let (tried, returned) = (t.running(&hand).await, t.assigned(&hand).await);
    let held = [t.assigned(&hand).await, t.running(&hand).await];
    t.finish(&hand, tried, Verdict::RetryAt(t.at(60))).await;
    t.finish(&hand, returned, Verdict::Requeued).await;
    for of in [tried, returned, held[0], held[1]] {
        let before = t.get(of.task).await;
        let refusal = Refusal { from: before.state, event: Event::Cancel };
        assert_eq!(t.order(of.task, by()).await, Controlled::Refused(refusal));
        assert_eq!(t.get(of.task).await, before);
    }
    assert_eq!(t.orders_of(&hand).await, []);
    let (queued, paused) = (t.put(TaskSpec::default()).await, t.put(TaskSpec::default()).await);
    t.order(paused, Command::Pause).await;
    for (id, from) in [(queued, TaskState::Queued), (paused, TaskState::Paused)] {
        let moved = Controlled::Moved { from, to: TaskState::Canceled, lane: t.lane().await };
        assert_eq!(t.order(id, by()).await, moved);
        assert_eq!(t.get(id).await.canceled_by.as_deref(), Some("system:ann"));
    }
}

pub async fn the_worker_of_a_held_task_is_told_to_cancel(t: &Trial) {
    let hand = t.hand("w").await;
    for of in [t.assigned(&hand).await, t.running(&hand).await] {
        let before = t.get(of.task).await;
        assert_eq!(t.cancel(of.task).await, Controlled::Requested { worker: hand.worker });
        let again = Command::Cancel { by: "user:bob".to_owned() };
        let answer = t.order(of.task, again).await;
        assert_eq!(answer, Controlled::Requested { worker: hand.worker });
        let task = t.get(of.task).await;
        assert_eq!(task.canceled_by.as_deref(), Some("user:ann"), "the first who asked");
        assert_eq!(taskmaster_domain::Task { canceled_by: None, ..task }, before);
        assert_eq!(t.orders_of(&hand).await, [OrderKind::Cancel(of)], "one order");
        assert_eq!(t.finish(&hand, of, Verdict::Canceled).await, Recorded::Recorded);
        let task = t.get(of.task).await;
        assert_eq!((task.state, task.finished_at), (TaskState::Canceled, Some(t.at(2))));
        assert_eq!((task.tries_used, task.canceled_by.as_deref()), (0, Some("user:ann")));
        assert_eq!(t.orders_of(&hand).await, [], "the order went away with its attempt");
    }
}

pub async fn a_cancellation_beats_another_try_but_not_work_that_was_done(t: &Trial) {
    let hand = t.hand("w").await;
    for (verdict, state, tries) in [
        (Verdict::RetryAt(t.now), TaskState::Canceled, 0),
        (Verdict::RetryAt(t.at(60)), TaskState::Canceled, 0),
        (Verdict::Requeued, TaskState::Canceled, 0),
        (Verdict::Completed, TaskState::Completed, 1),
        (Verdict::Failed, TaskState::Failed, 1),
    ] {
        let of = t.running(&hand).await;
        t.cancel(of.task).await;
        assert_eq!(t.finish(&hand, of, verdict).await, Recorded::Recorded);
        let task = t.get(of.task).await;
        assert_eq!((task.state, task.tries_used), (state, tries), "{verdict:?}");
        assert_eq!(task.finished_at, Some(t.at(2)));
        assert_eq!(t.attempts(of.task).await.unwrap(), []);
        assert_eq!(t.orders_of(&hand).await, []);
    }
}

pub async fn a_task_is_held_back_and_let_go_on(t: &Trial) {
    let lane = t.lane().await;
    let hand = t.hand("w").await;
    for state in [TaskState::Queued, TaskState::Scheduled] {
        let at = if state == TaskState::Queued { t.now } else { t.at(60) };
        let id = t.put(TaskSpec { scheduled_at: Some(at), ..TaskSpec::default() }).await;
        let paused = Controlled::Moved { from: state, to: TaskState::Paused, lane };
        assert_eq!(t.order(id, Command::Pause).await, paused);
        assert_eq!(t.get(id).await.state, TaskState::Paused);
        assert_eq!(t.claim(&hand, 9).await, []);
        t.promote_due(t.at(100), 9).await.unwrap();
        assert_eq!(t.get(id).await.state, TaskState::Paused, "time does not move it");
        let resumed = Controlled::Moved { from: TaskState::Paused, to: state, lane };
        assert_eq!(t.order(id, Command::Resume).await, resumed);
        assert_eq!(t.get(id).await.state, state);
        t.order(id, Command::Pause).await;
        let late = t.control(id, &Command::Resume, t.at(60)).await.unwrap();
        let queued = Controlled::Moved { from: TaskState::Paused, to: TaskState::Queued, lane };
        assert_eq!(late, queued, "its time has come");
        t.cancel(id).await;
    }
}

pub async fn a_retry_gives_an_ended_task_one_more_life(t: &Trial) {
    let lane = t.lane().await;
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let failure = Failure { kind: FailureKind::Error, message: "no such folder".to_owned() };
    let ended = end(&hand, of, Verdict::Failed, t.at(2));
    t.report(End { exit_code: Some(1), failure: Some(failure.clone()), ..ended }).await;
    let moved = Controlled::Moved { from: TaskState::Failed, to: TaskState::Queued, lane };
    assert_eq!(t.order(of.task, Command::Retry).await, moved);
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.attempt, task.tries_used), (TaskState::Queued, 1, 0));
    assert_eq!(task.scheduled_at, t.at(3), "it is due now");
    assert_eq!((task.picked_at, task.started_at, task.finished_at), (None, None, None));
    assert_eq!((task.exit_code, task.failure, task.result), (None, None, None));
    assert_eq!(task.worker, None);
    let rows = t.attempts(of.task).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].of, rows[0].end), (of, AttemptEnd::Retried));
    assert_eq!((rows[0].started_at, rows[0].finished_at), (Some(t.at(1)), t.at(2)));
    assert_eq!((rows[0].exit_code, &rows[0].failure), (Some(1), &Some(failure)));
    assert_eq!(t.claim_one(&hand).await, AttemptRef { attempt: 2, ..of });
}

pub async fn a_retry_of_a_canceled_task_forgets_the_cancellation(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.cancel(of.task).await;
    t.finish(&hand, of, Verdict::Canceled).await;
    t.order(of.task, Command::Retry).await;
    assert_eq!(t.get(of.task).await.canceled_by, None);
    let again = t.claim_one(&hand).await;
    assert!(!t.stands(&[again]).await.unwrap()[0].cancel_requested);
    t.finish(&hand, again, Verdict::RetryAt(t.at(60))).await;
    assert_eq!(t.get(of.task).await.state, TaskState::Scheduled, "nobody asked for its end");
}

pub async fn a_retry_keeps_no_row_of_an_attempt_that_did_not_end_the_task(t: &Trial) {
    let hand = t.hand("w").await;
    let never = t.put(shell("true")).await;
    t.cancel(never).await;
    t.order(never, Command::Retry).await;
    assert_eq!(t.attempts(never).await.unwrap(), [], "it was never tried");
    t.cancel(never).await;
    let of = t.running(&hand).await;
    t.finish(&hand, of, Verdict::RetryAt(t.at(60))).await;
    t.cancel(of.task).await;
    t.order(of.task, Command::Retry).await;
    let rows = t.attempts(of.task).await.unwrap();
    let ends: Vec<_> = rows.iter().map(|row| (row.of, row.end)).collect();
    assert_eq!(ends, [(of, AttemptEnd::Failed)], "it was canceled between two tries");
    assert_eq!(t.claim_one(&hand).await.attempt, 2);
}

pub async fn a_task_that_is_not_there_is_unknown(t: &Trial) {
    let nobody = TaskId::new(t.now);
    assert_eq!(t.cancel(nobody).await, Controlled::Unknown);
    for command in [Command::Pause, Command::Resume, Command::Retry] {
        assert_eq!(t.order(nobody, command).await, Controlled::Unknown);
    }
    assert_eq!(t.task(nobody).await.unwrap(), None);
    assert_eq!(t.attempts(nobody).await.unwrap(), []);
}
