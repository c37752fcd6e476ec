//! What no call of the contract can show in reasonable time, for drivers that keep jobs in tables: they
//! run these cases with `behind`, which asks their database for a number.

use taskmaster_domain::{job::Trigger, limits};

use super::{
    job_deletions::sweep,
    job_runs::bring,
    jobs::{a_job, edit, gated_run, keep, made, step, told, write},
    trial::Trial,
};
use crate::{JobWrite, KeptRuns, Written};

pub async fn there_is_room_for_a_million_jobs_and_no_more(
    t: &Trial,
    behind: impl AsyncFn(String) -> i64,
) {
    let others = limits::JOBS - 2;
    behind(format!("update job_total set n = n + {others} returning n")).await;
    let first = made(t, "a").await;
    let fresh = [edit(&a_job(t, "b")), edit(&a_job(t, "c"))];
    let answers = t.write_jobs(&fresh, t.now).await.unwrap();
    assert_eq!(answers, [Written::Kept(1), Written::Exhausted]);
    assert_eq!(t.job_named("c").await.unwrap(), None);
    assert_eq!(write(t, edit(&a_job(t, "d"))).await, Written::Exhausted);
    let first = keep(t, &first).await;
    assert_eq!(write(t, step(&first)).await, Written::Kept(3), "those that are there go on");
    t.delete_job(first.id, KeptRuns::None, t.now).await.unwrap();
    made(t, "d").await;
    behind(format!("update job_total set n = n - {others} returning n")).await;
}

pub async fn the_gate_of_a_deleted_job_goes_with_the_last_task_that_belongs_to_it(
    t: &Trial,
    behind: impl AsyncFn(String) -> i64,
) {
    let gates = async || behind("select count(*) from gate".to_owned()).await;
    let (gone, stays) = (made(t, "a").await, made(t, "b").await);
    let mut runs = Vec::new();
    for job in [&gone, &gone, &stays] {
        let run = gated_run(t, job, Trigger::Manual).await;
        runs.push(run.id);
        let job = told(t, job.id).await;
        bring(t, JobWrite { tasks: vec![run], ..step(&job) }).await;
    }
    t.delete_job(gone.id, KeptRuns::None, t.now).await.unwrap();
    t.cancel(runs[1]).await;
    t.cancel(runs[2]).await;
    sweep(t).await;
    assert_eq!(gates().await, 2, "a task belongs to it");
    t.cancel(runs[0]).await;
    sweep(t).await;
    assert_eq!(gates().await, 1, "nothing but a job that is there has one");
}
