//! What is left of a job that is deleted.

use taskmaster_domain::{
    TaskId, TaskSpec, Verdict,
    job::{Job, Trigger},
};

use super::{
    job_runs::{bring, ended, ended_ids, finish_one, finish_only, start, start_gated},
    jobs::{a_job, a_run, edit, fired, gated_run, keep, ledger, made, runs_of, step, told, write},
    trial::Trial,
};
use crate::{Command, JobPage, JobWrite, KeptRuns, NewTask, RunFilter, TaskFilter, Written};

/// A job with a fire, a settled run, one that ended, a check that ended, and an open one of each.
async fn full(t: &Trial, name: &str) -> (Job, Vec<TaskId>) {
    let mut job = made(t, name).await;
    let triggers =
        [Trigger::Scheduled, Trigger::Manual, Trigger::Check, Trigger::Manual, Trigger::Check];
    let ids = start(t, &mut job, &triggers).await;
    for &id in &ids[..3] {
        t.cancel(id).await;
    }
    let run = a_run(t, &job, Trigger::Scheduled).await;
    let fires = vec![fired(&job, t.at(60), &NewTask { id: ids[0], ..run })];
    let settled = vec![ids[0]];
    job = bring(t, JobWrite { settled, fires, ..step(&job) }).await;
    (job, ids)
}

/// Passes of at most two until nothing is left.
pub(super) async fn sweep(t: &Trial) {
    let mut passes = 0;
    while t.sweep_deleted(t.at(9), 2).await.unwrap() > 0 {
        passes += 1;
        assert!(passes < 50, "passes come to an end");
    }
}

async fn kept(t: &Trial, ids: &[TaskId]) -> Vec<TaskId> {
    let mut kept = Vec::new();
    for &id in ids {
        kept.extend(t.task(id).await.unwrap().map(|task| task.id));
    }
    kept
}

pub async fn a_deleted_job_is_gone_at_once_and_its_ended_runs_soon(t: &Trial) {
    let ((job, ids), (other, others)) = (full(t, "a").await, full(t, "b").await);
    let mut deleted = t.delete_job(job.id, KeptRuns::None, t.at(9)).await.unwrap();
    deleted.open.sort_unstable();
    assert!(deleted.found);
    assert_eq!(deleted.open, ids[3..]);
    assert_eq!(t.jobs_of(&[job.id]).await.unwrap(), []);
    assert_eq!(t.job_named("a").await.unwrap(), None);
    assert_eq!(
        t.job_versions(job.id, None, 9).await.unwrap(),
        JobPage { rows: vec![], next: None }
    );
    assert_eq!((ledger(t, job.id).await, runs_of(t, job.id).await), (vec![], vec![]));
    let all = t.runs(&RunFilter::default(), None, 9).await.unwrap().rows;
    assert!(all.iter().all(|run| run.of.job == other.id) && all.len() == 3);
    let mine = TaskFilter { job: Some(job.id), ..TaskFilter::default() };
    assert_eq!(t.tasks(&mine, None, 9).await.unwrap().rows, []);
    assert_eq!(ended_ids(t).await, others[1..3], "nobody waits for its ends");
    assert!(!t.delete_job(job.id, KeptRuns::None, t.at(9)).await.unwrap().found);
    made(t, "a").await;
    sweep(t).await;
    assert_eq!(kept(t, &ids).await, ids[3..]);
    assert_eq!(kept(t, &others).await, others);
    assert_eq!(told(t, other.id).await, other);
}

pub async fn what_was_open_when_its_job_was_deleted_goes_once_it_has_ended(t: &Trial) {
    let (hand, (job, ids)) = (t.hand("w").await, full(t, "a").await);
    let of = t.claim_one(&hand).await;
    assert_eq!(of.task, ids[3]);
    t.begin(&hand, of).await;
    t.delete_job(job.id, KeptRuns::None, t.at(9)).await.unwrap();
    sweep(t).await;
    // The job itself is swept, and what runs knows nothing of it.
    assert_eq!(kept(t, &ids).await, ids[3..]);
    t.cancel(ids[4]).await;
    sweep(t).await;
    assert_eq!(kept(t, &ids).await, ids[3..4]);
    t.order(ids[3], Command::Cancel { by: "user:ann".to_owned() }).await;
    sweep(t).await;
    assert_eq!(kept(t, &ids).await, ids[3..4], "its worker has it still");
    t.finish(&hand, of, Verdict::Canceled).await;
    assert_eq!(ended(t).await, [], "nobody waits for its end");
    sweep(t).await;
    assert_eq!(kept(t, &ids).await, []);
}

pub async fn what_goes_on_after_its_job_stays_as_a_task(t: &Trial) {
    for kept_runs in [KeptRuns::Open, KeptRuns::All] {
        let (job, ids) = full(t, "a").await;
        t.delete_job(job.id, kept_runs, t.at(9)).await.unwrap();
        sweep(t).await;
        t.cancel(ids[3]).await;
        t.cancel(ids[4]).await;
        sweep(t).await;
        let ended = if kept_runs == KeptRuns::All { &ids[..2] } else { &[] };
        let left = [ended, &ids[3..]].concat();
        assert_eq!(kept(t, &ids).await, left, "{kept_runs:?}");
        assert_eq!(ended_ids(t).await, []);
    }
}

pub async fn what_waits_behind_the_gate_of_a_deleted_job_comes_to_its_turn(t: &Trial) {
    let (job, hand) = (made(t, "a").await, t.hand("w").await);
    let ids = start_gated(t, &job).await;
    t.delete_job(job.id, KeptRuns::Open, t.at(9)).await.unwrap();
    for &id in &ids {
        sweep(t).await;
        finish_only(t, &hand, id, Verdict::Failed).await;
    }
    sweep(t).await;
    t.order(ids[0], Command::Retry).await;
    finish_one(t, &hand, Verdict::Completed).await;
    assert_eq!(t.prune(t.at(99), 9).await.unwrap(), 3);
    sweep(t).await;
    // Made anew under the same id, as a caller may draw it.
    let job = keep(t, &Job { id: job.id, ..a_job(t, "b") }).await;
    let run = gated_run(t, &job, Trigger::Scheduled).await;
    bring(t, JobWrite { tasks: vec![run.clone()], ..step(&job) }).await;
    sweep(t).await;
    assert_eq!(t.claim_one(&hand).await.task, run.id);
}

pub async fn what_waits_for_its_job_to_know_of_an_end_begins_once_that_is_deleted(t: &Trial) {
    let (job, hand) = (made(t, "a").await, t.hand("w").await);
    let ids = start_gated(t, &job).await;
    finish_only(t, &hand, ids[0], Verdict::Failed).await;
    assert_eq!(t.claim(&hand, 3).await.len(), 0);
    t.delete_job(job.id, KeptRuns::All, t.at(9)).await.unwrap();
    assert_eq!(t.claim(&hand, 3).await.len(), 0, "whoever deletes it may cancel them first");
    t.sweep_gates(100).await.unwrap();
    finish_only(t, &hand, ids[1], Verdict::Failed).await;
    finish_only(t, &hand, ids[2], Verdict::Failed).await;
}

pub async fn who_rightly_waits_keeps_nobody_waiting_behind_a_deleted_job(t: &Trial) {
    const LIMIT: u32 = 3;
    t.set_queue_limit("other", Some(1)).await.unwrap();
    for _ in 0..2 {
        t.put(TaskSpec { queue: "other".to_owned(), ..TaskSpec::default() }).await;
    }
    let hand = t.hand("w").await;
    for name in ["a", "b"] {
        start_gated(t, &made(t, name).await).await;
    }
    assert_eq!(t.claim(&hand, 3).await.len(), 2, "others wait before as many gates as are helped");
    let job = made(t, "c").await;
    let ids = start_gated(t, &job).await;
    finish_only(t, &hand, ids[0], Verdict::Failed).await;
    t.delete_job(job.id, KeptRuns::All, t.at(9)).await.unwrap();
    assert_eq!(t.sweep_gates(LIMIT).await.unwrap(), 1);
    finish_only(t, &hand, ids[1], Verdict::Completed).await;
    finish_only(t, &hand, ids[2], Verdict::Completed).await;
}

async fn task(t: &Trial) -> NewTask {
    t.new_task(TaskSpec::default()).await
}

pub async fn who_passes_the_gate_of_a_deleted_job_lines_up_before_its_queue(t: &Trial) {
    t.set_queue_limit("default", Some(1)).await.unwrap();
    let (job, hand) = (made(t, "a").await, t.hand("w").await);
    let ids = start_gated(t, &job).await;
    finish_only(t, &hand, ids[0], Verdict::Failed).await;
    let (first, behind) = (task(t).await, task(t).await);
    t.submit(std::slice::from_ref(&first), t.now).await.unwrap();
    t.delete_job(job.id, KeptRuns::All, t.at(9)).await.unwrap();
    t.sweep_gates(100).await.unwrap();
    t.submit(std::slice::from_ref(&behind), t.now).await.unwrap();
    for id in [first.id, ids[1], ids[2], behind.id] {
        finish_only(t, &hand, id, Verdict::Completed).await;
    }
}

pub async fn a_deleted_job_may_leave_its_runs_as_tasks(t: &Trial) {
    let (job, ids) = full(t, "a").await;
    let deleted = t.delete_job(job.id, KeptRuns::All, t.at(9)).await.unwrap();
    assert_eq!((deleted.found, deleted.open.len()), (true, 2));
    assert_eq!(t.runs(&RunFilter::default(), None, 9).await.unwrap().rows, []);
    sweep(t).await;
    let left = [&ids[..2], &ids[3..]].concat();
    assert_eq!(kept(t, &ids).await, left, "all but the check that ended");
    assert_eq!(ended(t).await, []);
    assert_eq!(t.prune(t.at(99), 9).await.unwrap(), 2);
}

pub async fn a_run_that_is_retried_before_it_was_deleted_goes_when_it_ends_again(t: &Trial) {
    let (job, ids) = full(t, "a").await;
    t.delete_job(job.id, KeptRuns::None, t.at(9)).await.unwrap();
    t.order(ids[0], Command::Retry).await;
    sweep(t).await;
    assert_eq!(kept(t, &ids).await, [ids[0], ids[3], ids[4]]);
    t.cancel(ids[0]).await;
    sweep(t).await;
    assert_eq!((kept(t, &ids).await, ended(t).await), (ids[3..].to_vec(), vec![]));
}

pub async fn deleting_what_is_not_there_finds_nothing(t: &Trial) {
    let job = a_job(t, "a");
    let deleted = t.delete_job(job.id, KeptRuns::None, t.now).await.unwrap();
    assert_eq!(deleted, crate::Deleted::default());
    assert_eq!(t.sweep_deleted(t.now, 10).await.unwrap(), 0);
    assert_eq!(write(t, edit(&job)).await, Written::Kept(1));
}
