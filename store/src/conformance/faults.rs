//! 999 good rows and a bad one: the bad one is refused or sanitised, and never half.

use taskmaster_domain::{Failure, FailureKind, TaskId, TaskSpec, TaskState, Verdict};

use super::trial::{Trial, end, shell};
use crate::{Command, Controlled, End, Error, NewTask, Recorded, Submitted};

/// Rows of one call, the bad one in the middle.
const ROWS: usize = 1_000;
const BAD: usize = 500;

pub async fn a_bad_task_is_kept_sanitised_or_with_no_other(t: &Trial) {
    for bad in [
        TaskSpec { name: "a\0b".to_owned(), ..TaskSpec::default() },
        shell("echo \0"),
        TaskSpec { env: [("A".to_owned(), "\0".to_owned())].into(), ..TaskSpec::default() },
        TaskSpec { idempotency_key: "\0".to_owned(), ..TaskSpec::default() },
        TaskSpec { created_by: "\0".to_owned(), ..TaskSpec::default() },
    ] {
        let one = t.new_task(TaskSpec::default()).await;
        let tasks: Vec<_> = (0..ROWS)
            .map(|n| NewTask {
                id: TaskId::new(t.now),
                spec: if n == BAD { bad.clone() } else { one.spec.clone() },
                ..one.clone()
            })
            .collect();
        match t.submit(&tasks, t.now).await {
            Ok(answers) => {
                assert_eq!(answers, vec![Submitted::Accepted; ROWS]);
                let kept = t.get(tasks[BAD].id).await;
                assert!(!format!("{:?}", kept.spec).contains("\\0"), "{kept:?}");
            }
            Err(Error::BadRow(_)) => {
                assert_eq!(t.task(tasks[0].id).await.unwrap(), None, "nothing was done");
                assert_eq!(t.task(tasks[ROWS - 1].id).await.unwrap(), None);
                let good: Vec<_> = tasks.iter().filter(|task| task.spec != bad).cloned().collect();
                let answers = t.submit(&good, t.now).await.unwrap();
                assert_eq!(answers, vec![Submitted::Accepted; ROWS - 1]);
            }
            Err(other) => panic!("a bad row is a bad row: {other:?}"),
        }
    }
}

pub async fn a_bad_report_is_kept_sanitised_or_with_no_other(t: &Trial) {
    let hand = t.hand("w").await;
    let failure = Failure { kind: FailureKind::Error, message: "a\0b".to_owned() };
    for in_result in [false, true] {
        t.put_many(ROWS).await;
        let claimed = t.claim(&hand, ROWS).await;
        assert_eq!(claimed.len(), ROWS);
        let mut ends: Vec<_> =
            claimed.iter().map(|c| end(&hand, c.of, Verdict::Completed, t.at(2))).collect();
        if in_result {
            ends[BAD].result = Some("\"\0\"".to_owned());
        } else {
            let end = ends[BAD].clone();
            ends[BAD] = End { verdict: Verdict::Failed, failure: Some(failure.clone()), ..end };
        }
        match t.store.report(&ends, t.at(2)).await {
            Ok(answers) => {
                assert_eq!(answers, vec![Recorded::Recorded; ROWS]);
                let kept = t.get(ends[BAD].of.task).await;
                assert!(kept.state.is_terminal(), "it is not lost: {kept:?}");
                assert!(!format!("{:?}{:?}", kept.failure, kept.result).contains("\\0"));
            }
            Err(Error::BadRow(_)) => {
                for n in [0, BAD, ROWS - 1] {
                    let state = t.get(ends[n].of.task).await.state;
                    assert_eq!(state, TaskState::Assigned, "nothing was done");
                }
                let bad = ends.remove(BAD);
                let answers = t.store.report(&ends, t.at(2)).await.unwrap();
                assert_eq!(answers, vec![Recorded::Recorded; ROWS - 1]);
                t.finish(&hand, bad.of, Verdict::Failed).await;
            }
            Err(other) => panic!("a bad row is a bad row: {other:?}"),
        }
    }
    let worker = t.worker("w").await.unwrap().unwrap();
    assert_eq!(worker.running, []);
    assert_eq!(worker.tasks_completed + worker.tasks_failed, 2 * ROWS as i64);
}

pub async fn a_bad_command_is_kept_sanitised_or_not_at_all(t: &Trial) {
    let id = t.put(TaskSpec::default()).await;
    match t.control(id, &Command::Cancel { by: "user:\0".to_owned() }, t.at(3)).await {
        Ok(Controlled::Moved { .. }) => {
            let by = t.get(id).await.canceled_by;
            assert!(by.is_some_and(|by| !by.contains('\0')));
        }
        Ok(other) => panic!("a queued task can be canceled: {other:?}"),
        Err(Error::BadRow(_)) => assert_eq!(t.get(id).await.state, TaskState::Queued),
        Err(other) => panic!("a bad row is a bad row: {other:?}"),
    }
}

pub async fn odd_text_is_kept_as_it_is(t: &Trial) {
    let hand = t.hand("w").await;
    let odd = "'; drop table tasks; -- \u{1}\u{7f}\u{feff}\u{1F4A9} \\u0000 \"%_\r\n\t";
    let id = t.put(TaskSpec { name: odd.to_owned(), queue: odd.to_owned(), ..shell(odd) }).await;
    assert_eq!(t.get(id).await.spec.name, odd);
    assert_eq!(t.get(id).await.spec.work.command(), odd);
    let of = t.running(&hand).await;
    let failure = Some(Failure { kind: FailureKind::Error, message: odd.to_owned() });
    let ended = end(&hand, of, Verdict::Failed, t.at(2));
    t.report(End { failure: failure.clone(), ..ended }).await;
    assert_eq!(t.get(of.task).await.failure, failure);
}
