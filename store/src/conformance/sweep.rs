//! Letting time act.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    FailureKind, TaskId, TaskSpec, TaskState, Verdict, lane::LaneKey, output::Chunk,
    output::FencedChunk,
};
use tokio::task::JoinSet;

use super::trial::{Trial, shell};
use crate::{Command, Promoted};

fn later(t: &Trial, seconds: u64) -> TaskSpec {
    TaskSpec { scheduled_at: Some(t.at(seconds)), ..TaskSpec::default() }
}

fn hasty(seconds: u64) -> TaskSpec {
    TaskSpec { start_timeout: Some(Duration::from_secs(seconds)), ..TaskSpec::default() }
}

async fn states(t: &Trial, ids: &[TaskId]) -> Vec<TaskState> {
    let mut states = Vec::new();
    for &id in ids {
        states.push(t.get(id).await.state);
    }
    states
}

pub async fn tasks_that_are_due_are_queued_earliest_first(t: &Trial) {
    assert_eq!(t.next_due().await.unwrap(), None);
    let other = TaskSpec { queue: "other".to_owned(), ..later(t, 20) };
    let ids = [t.put(later(t, 30)).await, t.put(other.clone()).await, t.put(later(t, 10)).await];
    assert_eq!(t.next_due().await.unwrap(), Some(t.at(10)));
    assert_eq!(t.promote_due(t.at(9), 10).await.unwrap(), Promoted::default());
    let promoted = t.promote_due(t.at(20), 1).await.unwrap();
    assert_eq!(promoted, Promoted { tasks: vec![ids[2]], lanes: vec![t.lane().await] });
    use TaskState::{Queued, Scheduled};
    assert_eq!(states(t, &ids).await, [Scheduled, Scheduled, Queued]);
    assert_eq!(t.next_due().await.unwrap(), Some(t.at(20)));
    let promoted = t.promote_due(t.at(20), 10).await.unwrap();
    let lane = t.intern_lane(&LaneKey::of(&other)).await.unwrap();
    assert_eq!(promoted, Promoted { tasks: vec![ids[1]], lanes: vec![lane] });
    assert_eq!(states(t, &ids).await, [Scheduled, Queued, Queued]);
    assert_eq!(t.promote_due(t.at(20), 10).await.unwrap(), Promoted::default());
    assert_eq!(t.get(ids[2]).await.scheduled_at, t.at(10), "its due time stays");
}

pub async fn a_lane_is_told_once_per_promotion(t: &Trial) {
    let mut tasks = Vec::new();
    for _ in 0..3 {
        tasks.push(t.put(later(t, 10)).await);
    }
    let mut promoted = t.promote_due(t.at(10), 10).await.unwrap();
    promoted.tasks.sort_unstable();
    assert_eq!(promoted, Promoted { tasks, lanes: vec![t.lane().await] });
    assert_eq!(t.next_due().await.unwrap(), None);
}

pub async fn sweeps_that_run_at_once_share_the_work_out(t: &Trial) {
    for _ in 0..40 {
        t.put(TaskSpec { start_timeout: Some(Duration::from_secs(1)), ..later(t, 10) }).await;
    }
    let (mut promoted, mut expired) = (0, 0);
    while promoted < 40 {
        let mut callers = JoinSet::new();
        for _ in 0..4 {
            let (store, now) = (Arc::clone(&t.store), t.at(10));
            callers.spawn(async move { store.promote_due(now, 20).await.unwrap().tasks });
        }
        let count: usize = callers.join_all().await.iter().map(Vec::len).sum();
        assert!(count > 0, "a pass that finds due tasks makes progress");
        promoted += count;
    }
    while expired < 40 {
        let mut callers = JoinSet::new();
        for _ in 0..4 {
            let (store, now) = (Arc::clone(&t.store), t.at(60));
            callers.spawn(async move { store.expire_starts(now, 20).await.unwrap() });
        }
        let count: usize = callers.join_all().await.iter().map(Vec::len).sum();
        assert!(count > 0, "a pass that finds late tasks makes progress");
        expired += count;
    }
    assert_eq!((promoted, expired), (40, 40), "each is moved once");
}

pub async fn a_task_that_is_not_started_in_time_fails(t: &Trial) {
    let [late, patient, paused] =
        [t.put(hasty(30)).await, t.put(TaskSpec::default()).await, t.put(hasty(30)).await];
    t.order(paused, Command::Pause).await;
    assert_eq!(t.expire_starts(t.at(29), 10).await.unwrap(), []);
    assert_eq!(t.expire_starts(t.at(30), 10).await.unwrap(), [late]);
    assert_eq!(t.expire_starts(t.at(99), 10).await.unwrap(), []);
    let task = t.get(late).await;
    assert_eq!((task.state, task.finished_at), (TaskState::Failed, Some(t.at(30))));
    assert_eq!((task.tries_used, task.attempt), (0, 0));
    assert_eq!(task.failure.unwrap().kind, FailureKind::StartTimeout);
    use TaskState::{Paused, Queued};
    assert_eq!(states(t, &[patient, paused]).await, [Queued, Paused]);
}

pub async fn a_start_timeout_runs_anew_each_time_a_task_is_queued(t: &Trial) {
    let hand = t.hand("w").await;
    let id = t.put(hasty(30)).await;
    let of = t.claim_one(&hand).await;
    assert_eq!(t.expire_starts(t.at(40), 10).await.unwrap(), [], "it has a worker");
    let ended = super::trial::end(&hand, of, Verdict::Requeued, t.at(100));
    t.store.report(&[ended], t.at(100)).await.unwrap();
    assert_eq!(t.expire_starts(t.at(129), 10).await.unwrap(), []);
    assert_eq!(t.expire_starts(t.at(130), 10).await.unwrap(), [id]);
    t.control(id, &Command::Retry, t.at(200)).await.unwrap();
    assert_eq!(t.expire_starts(t.at(229), 10).await.unwrap(), []);
    t.control(id, &Command::Pause, t.at(210)).await.unwrap();
    t.control(id, &Command::Resume, t.at(300)).await.unwrap();
    assert_eq!(t.expire_starts(t.at(329), 10).await.unwrap(), []);
    assert_eq!(t.expire_starts(t.at(330), 10).await.unwrap(), [id]);
    let scheduled = t.put(TaskSpec { scheduled_at: Some(t.at(400)), ..hasty(30) }).await;
    assert_eq!(t.expire_starts(t.at(500), 10).await.unwrap(), [], "it is not queued yet");
    t.promote_due(t.at(500), 10).await.unwrap();
    assert_eq!(t.expire_starts(t.at(529), 10).await.unwrap(), []);
    assert_eq!(t.expire_starts(t.at(530), 10).await.unwrap(), [scheduled]);
    assert_eq!(t.get(scheduled).await.state, TaskState::Failed);
}

pub async fn a_start_timeout_between_two_tries_tells_of_itself_only(t: &Trial) {
    let hand = t.hand("w").await;
    let id = t.put(hasty(30)).await;
    let of = t.claim_one(&hand).await;
    let ended = super::trial::end(&hand, of, Verdict::RetryAt(t.now), t.at(2));
    t.report(crate::End { exit_code: Some(3), ..ended }).await;
    assert_eq!(t.expire_starts(t.at(99), 10).await.unwrap(), [id]);
    let task = t.get(id).await;
    assert_eq!((task.state, task.exit_code), (TaskState::Failed, None));
    assert_eq!(task.failure.unwrap().kind, FailureKind::StartTimeout);
    assert_eq!(t.attempts(id).await.unwrap()[0].exit_code, Some(3));
    assert_eq!(t.finish(&hand, of, Verdict::Completed).await, crate::Recorded::Repeated);
    assert_eq!(t.get(id).await.state, TaskState::Failed);
}

pub async fn a_pass_fails_no_more_late_tasks_than_asked(t: &Trial) {
    for _ in 0..3 {
        t.put(hasty(1)).await;
    }
    assert_eq!(t.expire_starts(t.at(9), 2).await.unwrap().len(), 2);
    assert_eq!(t.expire_starts(t.at(9), 2).await.unwrap().len(), 1);
}

pub async fn history_is_pruned_with_all_that_hangs_on_it(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.finish(&hand, of, Verdict::RetryAt(t.now)).await;
    let of = t.claim_one(&hand).await;
    let chunk = Chunk { of, first_seq: 1, lines: 1, raw_bytes: 2, data: vec![1, 2] };
    t.append_output(&[FencedChunk { incarnation: hand.incarnation, chunk }]).await.unwrap();
    t.finish(&hand, of, Verdict::Completed).await;
    let open = t.put(TaskSpec::default()).await;
    assert_eq!(t.prune(t.at(2), 10).await.unwrap(), 0, "it did not end before that");
    assert_eq!(t.prune(t.at(3), 10).await.unwrap(), 1);
    assert_eq!(t.task(of.task).await.unwrap(), None);
    assert_eq!(t.attempts(of.task).await.unwrap(), []);
    assert_eq!(t.read_output(of, 0, 10).await.unwrap(), []);
    assert_eq!(t.get(open).await.state, TaskState::Queued);
    assert_eq!(t.prune(t.at(3), 10).await.unwrap(), 0);
}

pub async fn pruning_is_bounded_and_frees_keys(t: &Trial) {
    let key = |key: &str| TaskSpec { idempotency_key: key.to_owned(), ..shell("true") };
    for n in 0..5 {
        let id = t.put(key(&n.to_string())).await;
        t.control(id, &Command::Cancel { by: "user:ann".to_owned() }, t.at(n)).await.unwrap();
    }
    let mut pruned = Vec::new();
    for _ in 0..4 {
        pruned.push(t.prune(t.at(4), 3).await.unwrap());
    }
    assert_eq!(pruned.iter().sum::<u64>(), 4, "repeated passes come to the end: {pruned:?}");
    assert!(pruned.iter().all(|&count| count <= 3), "no more than asked: {pruned:?}");
    t.put(key("0")).await;
    let kept = t.new_task(key("4")).await;
    let answers = t.submit(&[kept], t.now).await.unwrap();
    assert!(matches!(answers[0], crate::Submitted::Existing(_)), "{answers:?}");
}
