//! Taking results back.

use taskmaster_domain::{
    AttemptRef, Failure, FailureKind, TaskSpec, TaskState, Verdict, task::AttemptEnd,
};

use super::trial::{Trial, end};
use crate::{End, Recorded};

fn exit(code: i32) -> Option<Failure> {
    Some(Failure { kind: FailureKind::ExitCode, message: format!("exited with code {code}") })
}

pub async fn a_completed_task_has_all_that_was_reported(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let ended = end(&hand, of, Verdict::Completed, t.at(2));
    let ended = End { exit_code: Some(0), result: Some("{\"n\": 1.50}".to_owned()), ..ended };
    assert_eq!(t.report(ended).await, Recorded::Recorded);
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.attempt, task.tries_used), (TaskState::Completed, 1, 1));
    assert_eq!((task.started_at, task.finished_at), (Some(t.at(1)), Some(t.at(2))));
    assert_eq!((task.exit_code, task.failure), (Some(0), None));
    assert_eq!(task.result.as_deref(), Some("{\"n\": 1.50}"), "byte for byte");
    assert_eq!(task.worker, Some((hand.worker, "w".to_owned())));
    assert_eq!(t.attempts(of.task).await.unwrap(), [], "the last attempt is on the task itself");
}

pub async fn a_failed_task_says_why(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let ended = end(&hand, of, Verdict::Failed, t.at(2));
    t.report(End { exit_code: Some(3), failure: exit(3), ..ended }).await;
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.tries_used), (TaskState::Failed, 1));
    assert_eq!((task.exit_code, task.failure), (Some(3), exit(3)));
    assert_eq!(task.finished_at, Some(t.at(2)));
}

pub async fn a_report_may_carry_the_start_too(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.assigned(&hand).await;
    let ended = end(&hand, of, Verdict::Completed, t.at(2));
    assert_eq!(t.report(End { started_at: Some(t.at(1)), ..ended }).await, Recorded::Recorded);
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.started_at), (TaskState::Completed, Some(t.at(1))));
}

pub async fn the_start_of_a_running_attempt_is_stamped_once(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let began = t.get(of.task).await.started_at;
    let ended = end(&hand, of, Verdict::Completed, t.at(9));
    t.report(End { started_at: Some(t.at(5)), ..ended }).await;
    assert_eq!(t.get(of.task).await.started_at, began);
}

pub async fn a_retry_in_the_future_is_scheduled_and_keeps_its_attempt(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let ended = end(&hand, of, Verdict::RetryAt(t.at(60)), t.at(2));
    t.report(End { exit_code: Some(3), failure: exit(3), ..ended }).await;
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.attempt, task.tries_used), (TaskState::Scheduled, 1, 1));
    assert_eq!((task.scheduled_at, task.finished_at), (t.at(60), None));
    assert_eq!((task.picked_at, task.started_at), (None, None));
    assert_eq!((task.exit_code, task.failure), (Some(3), exit(3)));
    let rows = t.attempts(of.task).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].of, rows[0].end), (of, AttemptEnd::Failed));
    assert_eq!(rows[0].worker, Some((hand.worker, "w".to_owned())));
    assert_eq!((rows[0].picked_at, rows[0].started_at), (Some(t.now), Some(t.at(1))));
    assert_eq!(rows[0].finished_at, t.at(2));
    assert_eq!((rows[0].exit_code, &rows[0].failure), (Some(3), &exit(3)));
}

pub async fn a_retry_whose_time_has_come_is_queued(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.finish(&hand, of, Verdict::RetryAt(t.at(2))).await;
    assert_eq!(t.get(of.task).await.state, TaskState::Queued);
    assert_eq!(t.claim_one(&hand).await, AttemptRef { attempt: 2, ..of });
    t.finish(&hand, AttemptRef { attempt: 2, ..of }, Verdict::Failed).await;
    let numbers: Vec<_> =
        t.attempts(of.task).await.unwrap().iter().map(|row| row.of.attempt).collect();
    assert_eq!(numbers, [1]);
    assert_eq!(t.get(of.task).await.tries_used, 2);
}

pub async fn what_comes_back_uses_no_try(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.assigned(&hand).await;
    t.finish(&hand, of, Verdict::Requeued).await;
    let task = t.get(of.task).await;
    assert_eq!((task.state, task.tries_used, task.picked_at), (TaskState::Queued, 0, None));
    let second = t.claim_one(&hand).await;
    t.begin(&hand, second).await;
    t.finish(&hand, second, Verdict::Requeued).await;
    let third = t.claim_one(&hand).await;
    let ended = end(&hand, third, Verdict::Requeued, t.at(2));
    t.report(End { started_at: Some(t.at(1)), ..ended }).await;
    let rows = t.attempts(of.task).await.unwrap();
    let ends: Vec<_> = rows.iter().map(|row| (row.of.attempt, row.end)).collect();
    assert_eq!(ends, [(1, AttemptEnd::Returned), (2, AttemptEnd::Lost), (3, AttemptEnd::Lost)]);
    assert_eq!(rows[2].started_at, Some(t.at(1)));
    assert_eq!((t.get(of.task).await.tries_used, t.get(of.task).await.attempt), (0, 3));
}

pub async fn a_stale_report_is_fenced_and_changes_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    let first = t.running(&hand).await;
    let hand = t.take_away(&hand, first).await;
    let queued = t.get(first.task).await;
    assert_eq!(t.finish(&hand, first, Verdict::Completed).await, Recorded::Fenced, "not held");
    assert_eq!(t.get(first.task).await, queued);
    let of = t.claim_one(&hand).await;
    let before = t.get(of.task).await;
    let stranger = t.hand("stranger").await;
    let unknown = AttemptRef { task: taskmaster_domain::TaskId::new(t.now), attempt: 1 };
    let future = AttemptRef { attempt: of.attempt + 1, ..of };
    for verdict in [
        Verdict::Completed,
        Verdict::Failed,
        Verdict::Canceled,
        Verdict::RetryAt(t.now),
        Verdict::Requeued,
    ] {
        for (by, of) in [(&hand, first), (&stranger, of), (&hand, future), (&hand, unknown)] {
            assert_eq!(t.finish(by, of, verdict).await, Recorded::Fenced, "{of} {verdict:?}");
        }
    }
    assert_eq!(t.get(of.task).await, before);
    assert_eq!(t.attempts(of.task).await.unwrap().len(), 1);
    assert_eq!(t.worker("stranger").await.unwrap().unwrap().tasks_completed, 0);
}

pub async fn reports_are_answered_in_order(t: &Trial) {
    let hand = t.hand("w").await;
    let (a, b) = (t.running(&hand).await, t.assigned(&hand).await);
    let stale = AttemptRef { attempt: 7, ..a };
    let ends = [
        end(&hand, b, Verdict::Failed, t.at(2)),
        end(&hand, stale, Verdict::Failed, t.at(2)),
        end(&hand, a, Verdict::Completed, t.at(2)),
    ];
    let answers = t.store.report(&ends, t.at(2)).await.unwrap();
    assert_eq!(answers, [Recorded::Recorded, Recorded::Fenced, Recorded::Recorded]);
    assert_eq!(t.get(a.task).await.state, TaskState::Completed);
    assert_eq!(t.get(b.task).await.state, TaskState::Failed);
    assert_eq!(t.store.report(&[], t.at(2)).await.unwrap(), []);
}

pub async fn the_speakers_counts_rise(t: &Trial) {
    let hand = t.hand("w").await;
    for verdict in [
        Verdict::Completed,
        Verdict::Completed,
        Verdict::Failed,
        Verdict::RetryAt(t.at(60)),
        Verdict::Canceled,
    ] {
        let of = t.running(&hand).await;
        t.finish(&hand, of, verdict).await;
        t.finish(&hand, of, verdict).await;
    }
    let of = t.running(&hand).await;
    t.finish(&hand, of, Verdict::Requeued).await;
    let worker = t.worker("w").await.unwrap().unwrap();
    assert_eq!((worker.tasks_completed, worker.tasks_failed), (2, 2));
    assert_eq!(worker.running, []);
}

pub async fn one_call_counts_each_end(t: &Trial) {
    let hand = t.hand("w").await;
    t.put_many(300).await;
    let claimed = t.claim(&hand, 300).await;
    let ends: Vec<_> =
        claimed.iter().map(|c| end(&hand, c.of, Verdict::Completed, t.at(2))).collect();
    assert_eq!(t.store.report(&ends, t.at(2)).await.unwrap(), vec![Recorded::Recorded; 300]);
    assert_eq!(t.worker("w").await.unwrap().unwrap().tasks_completed, 300);
}

pub async fn a_judge_learns_what_it_needs(t: &Trial) {
    let hand = t.hand("w").await;
    let first = t.running(&hand).await;
    t.finish(&hand, first, Verdict::RetryAt(t.now)).await;
    let again = t.claim_one(&hand).await;
    let named = t.put(TaskSpec { name: "n".to_owned(), ..TaskSpec::default() }).await;
    let other = t.claim_one(&hand).await;
    assert_eq!(other.task, named);
    t.cancel(named).await;
    let queued = t.put(TaskSpec::default()).await;
    let asked = [other, AttemptRef { task: queued, attempt: 0 }, first, again];
    let stands = t.stands(&asked).await.unwrap();
    let told: Vec<_> = stands.iter().map(|s| (s.of, s.tries_used, s.cancel_requested)).collect();
    assert_eq!(told, [(other, 0, true), (again, 1, false)]);
    assert_eq!(stands[0].spec, t.get(named).await.spec);
    assert_eq!(t.stands(&[]).await.unwrap().len(), 0);
}
