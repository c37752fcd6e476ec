//! Runs of jobs.

use std::time::Duration;

use taskmaster_domain::{
    Failure, FailureKind, TaskId, TaskSpec, TaskState, Verdict,
    job::{Job, RunOf, Trigger},
};

use super::{
    jobs::{a_run, at, gated_run, made, runs_of, step, told, write},
    trial::{Hand, Trial, end},
};
use crate::{
    Addition, Command, Controlled, EndedRun, JobWrite, KeptRuns, RunFilter, TaskFilter, Wake,
    Written,
};

/// Makes runs of a job; they are handed in already when this returns.
pub(super) async fn start(t: &Trial, job: &mut Job, triggers: &[Trigger]) -> Vec<TaskId> {
    let mut tasks = Vec::new();
    for &trigger in triggers {
        let run = a_run(t, job, trigger).await;
        tasks.push(if trigger == Trigger::Scheduled { at(t.at(60), run) } else { run });
    }
    let ids = tasks.iter().map(|task| task.id).collect();
    *job = bring(t, JobWrite { tasks, ..step(job) }).await;
    ids
}

/// Makes three runs that stand behind the gate of their job.
pub(super) async fn start_gated(t: &Trial, job: &Job) -> Vec<TaskId> {
    let mut tasks = Vec::new();
    for _ in 0..3 {
        tasks.push(gated_run(t, job, Trigger::Scheduled).await);
    }
    let ids = tasks.iter().map(|task| task.id).collect();
    bring(t, JobWrite { tasks, ..step(job) }).await;
    ids
}

/// Keeps a write, and gives the job as it is afterwards.
pub(super) async fn bring(t: &Trial, brought: JobWrite) -> Job {
    let job = Job { revision: brought.job.revision + 1, ..brought.job.clone() };
    assert_eq!(write(t, brought).await, Written::Kept(job.revision));
    job
}

/// Ends of runs that are not settled, by id.
pub(super) async fn ended(t: &Trial) -> Vec<EndedRun> {
    let mut ended = t.ended_runs(100).await.unwrap();
    ended.sort_by_key(|run| run.id);
    ended
}

/// Which those are.
pub(super) async fn ended_ids(t: &Trial) -> Vec<TaskId> {
    ended(t).await.into_iter().map(|run| run.id).collect()
}

/// Ends an attempt of the first task in line.
pub(super) async fn finish_one(t: &Trial, hand: &Hand, verdict: Verdict) -> TaskId {
    let of = t.claim_one(hand).await;
    t.finish(hand, of, verdict).await;
    of.task
}

/// Ends an attempt of a task that is the only one to be had.
pub(super) async fn finish_only(t: &Trial, hand: &Hand, id: TaskId, verdict: Verdict) {
    let claimed = t.claim(hand, 3).await;
    assert_eq!(claimed.iter().map(|one| one.of.task).collect::<Vec<_>>(), [id]);
    t.finish(hand, claimed[0].of, verdict).await;
}

pub async fn the_end_of_a_run_is_told_until_it_is_settled(t: &Trial) {
    let (mut job, hand) = (made(t, "a").await, t.hand("w").await);
    use Trigger::{Api, Check, Manual, Scheduled};
    let ids = start(t, &mut job, &[Scheduled, Manual, Check, Api]).await;
    assert_eq!(ended(t).await, []);
    let counts = [("errors".to_owned(), 3), ("copied".to_owned(), 5)].into();
    let addition = Addition { task: ids[0], attempt: None, accepted: false, counts };
    t.add_counts(None, &[addition], t.now).await.unwrap();
    let of = t.claim_one(&hand).await;
    let failure = Some(Failure { kind: FailureKind::ExitCode, message: "it broke".to_owned() });
    let failed = end(&hand, of, Verdict::Failed, t.at(7));
    t.report(crate::End { failure, exit_code: Some(9), ..failed }).await;
    finish_one(t, &hand, Verdict::Completed).await;
    t.cancel(ids[2]).await;
    let told_of = |id: TaskId, state, trigger| EndedRun {
        id,
        of: RunOf {
            job: job.id,
            version: 1,
            trigger,
            nominal: (trigger == Scheduled).then(|| t.at(60)),
            check: (trigger == Check).then(|| "door".to_owned()),
        },
        state,
        finished_at: t.at(2),
        exit_code: None,
        errors: 0,
        message: String::new(),
    };
    let failed = EndedRun {
        finished_at: t.at(7),
        exit_code: Some(9),
        errors: 3,
        message: "it broke".to_owned(),
        ..told_of(ids[0], TaskState::Failed, Scheduled)
    };
    let canceled = EndedRun { finished_at: t.at(3), ..told_of(ids[2], TaskState::Canceled, Check) };
    let completed = told_of(ids[1], TaskState::Completed, Manual);
    assert_eq!(ended(t).await, [failed, completed, canceled]);
    assert_eq!(t.ended_runs(2).await.unwrap().len(), 2);
    let settled = vec![ids[0], ids[2]];
    job = bring(t, JobWrite { settled, ..step(&job) }).await;
    assert_eq!(ended_ids(t).await, [ids[1]]);
    let settled = vec![ids[1], ids[3]];
    let stale = Job { revision: 1, ..job.clone() };
    assert_eq!(write(t, JobWrite { settled, ..step(&stale) }).await, Written::Stale);
    assert_eq!(ended_ids(t).await, [ids[1]], "what is not kept settles nothing");
}

pub async fn the_end_that_has_waited_longest_is_told_first(t: &Trial) {
    let (mut job, hand) = (made(t, "a").await, t.hand("w").await);
    let ids = start(t, &mut job, &[Trigger::Manual, Trigger::Api, Trigger::Check]).await;
    let claimed = t.claim(&hand, 9).await;
    // Neither in the order of their ids nor in the order in which they are reported.
    for (n, seconds) in [(1, 7), (2, 3), (0, 5)] {
        let of = claimed.iter().find(|one| one.of.task == ids[n]).unwrap().of;
        t.report(end(&hand, of, Verdict::Completed, t.at(seconds))).await;
    }
    let told = async |limit| {
        let ended = t.ended_runs(limit).await.unwrap();
        ended.into_iter().map(|end| end.id).collect::<Vec<_>>()
    };
    assert_eq!(told(9).await, [ids[2], ids[0], ids[1]]);
    assert_eq!(told(1).await, [ids[2]]);
    bring(t, JobWrite { settled: vec![ids[2]], ..step(&job) }).await;
    assert_eq!(told(1).await, [ids[0]]);
}

pub async fn the_ends_of_some_jobs_are_told_alone(t: &Trial) {
    let (mut a, mut b, hand) = (made(t, "a").await, made(t, "b").await, t.hand("w").await);
    let mut other = made(t, "c").await;
    let of_a = start(t, &mut a, &[Trigger::Manual, Trigger::Check, Trigger::Manual]).await;
    let of_b = start(t, &mut b, &[Trigger::Scheduled]).await;
    start(t, &mut other, &[Trigger::Manual]).await;
    let ids = |jobs: &[&Job], limit| {
        let jobs: Vec<_> = jobs.iter().map(|job| job.id).collect();
        async move {
            let ended = t.ended_runs_of(&jobs, limit).await.unwrap();
            let mut ids: Vec<_> = ended.iter().map(|end| end.id).collect();
            ids.sort();
            ids
        }
    };
    assert_eq!(ids(&[&a, &b], 9).await, [], "none has ended");
    let claimed = t.claim(&hand, 9).await;
    for one in claimed.iter().filter(|one| one.of.task != of_a[2]) {
        t.finish(&hand, one.of, Verdict::Completed).await;
    }
    assert_eq!(ids(&[&a], 9).await, of_a[..2]);
    let mut both = vec![of_a[0], of_a[1], of_b[0]];
    both.sort();
    assert_eq!(ids(&[&a, &b], 9).await, both);
    assert_eq!(ids(&[&a, &b], 2).await.len(), 2);
    assert_eq!(ids(&[], 9).await, []);
    let told = t.ended_runs_of(&[b.id], 9).await.unwrap();
    let all = ended(t).await;
    assert_eq!(told, all.into_iter().filter(|end| end.id == of_b[0]).collect::<Vec<_>>());
    a = bring(t, JobWrite { settled: vec![of_a[0]], ..step(&a) }).await;
    assert_eq!(ids(&[&a], 9).await, [of_a[1]]);
}

pub async fn a_run_that_failed_for_its_start_timeout_has_ended(t: &Trial) {
    let job = made(t, "a").await;
    let mut run = a_run(t, &job, Trigger::Scheduled).await;
    run.spec.start_timeout = Some(Duration::from_secs(1));
    bring(t, JobWrite { tasks: vec![run.clone()], ..step(&job) }).await;
    assert_eq!(t.expire_starts(t.at(9), 9).await.unwrap(), [run.id]);
    let told = ended(t).await;
    assert_eq!((told[0].id, told[0].finished_at), (run.id, t.at(9)));
    assert!(!told[0].message.is_empty());
}

pub async fn a_job_settles_its_own_runs_only(t: &Trial) {
    let (mut a, b) = (made(t, "a").await, made(t, "b").await);
    let run = start(t, &mut a, &[Trigger::Manual]).await[0];
    t.cancel(run).await;
    bring(t, JobWrite { settled: vec![run], ..step(&b) }).await;
    assert_eq!(ended_ids(t).await, [run]);
    bring(t, JobWrite { settled: vec![run], ..step(&a) }).await;
    assert_eq!(ended_ids(t).await, []);
    assert_eq!(
        t.order(run, Command::Retry).await,
        crate::Controlled::Moved {
            from: TaskState::Canceled,
            to: TaskState::Queued,
            lane: t.lane().await,
        }
    );
    t.cancel(run).await;
    assert_eq!(ended_ids(t).await, [], "a retry that somebody asked for is no run of its own");
}

pub async fn runs_are_listed_newest_first_without_checks(t: &Trial) {
    let (mut a, mut b, hand) = (made(t, "a").await, made(t, "b").await, t.hand("w").await);
    use Trigger::{Catchup, Check, Manual, Scheduled};
    let of_a = start(t, &mut a, &[Scheduled, Check, Manual]).await;
    let of_b = start(t, &mut b, &[Catchup]).await;
    t.put(TaskSpec::default()).await;
    let of = t.claim_one(&hand).await;
    t.begin(&hand, of).await;
    let counts = [("copied".to_owned(), 5)].into();
    let addition = Addition { task: of.task, attempt: None, accepted: false, counts };
    t.add_counts(None, &[addition], t.now).await.unwrap();
    let failure = Some(Failure { kind: FailureKind::ExitCode, message: "it broke".to_owned() });
    let failed = end(&hand, of, Verdict::Failed, t.at(2));
    t.report(crate::End { failure, exit_code: Some(9), ..failed }).await;
    let all = RunFilter::default();
    let first = t.runs(&all, None, 2).await.unwrap();
    assert_eq!(first.rows.iter().map(|run| run.id).collect::<Vec<_>>(), [of_b[0], of_a[2]]);
    assert_eq!(first.rows[0].of, told_run(t, of_b[0]).await);
    let rest = t.runs(&all, first.next, 2).await.unwrap();
    assert_eq!((rest.rows.len(), rest.next), (1, None));
    let (run, task) = (&rest.rows[0], t.get(of_a[0]).await);
    assert_eq!(run.of, told_run(t, of_a[0]).await);
    assert_eq!((run.id, run.state), (task.id, TaskState::Failed));
    assert_eq!((run.created_at, run.started_at), (task.created_at, task.started_at));
    assert_eq!((run.finished_at, run.exit_code), (Some(t.at(2)), Some(9)));
    assert_eq!((&run.failure, run.counters.get("copied")), (&task.failure, Some(&5)));
    assert_eq!(runs_of(t, a.id).await, [of_a[2], of_a[0]]);
    let by = |job: &Job, states: &[TaskState], open| RunFilter {
        job: Some(job.id),
        states: states.to_vec(),
        open,
    };
    let ids = |filter| async move {
        let page = t.runs(&filter, None, 9).await.unwrap();
        page.rows.iter().map(|run| run.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(by(&a, &[TaskState::Failed], false)).await, [of_a[0]]);
    assert_eq!(ids(by(&b, &[TaskState::Failed], false)).await, []);
    assert_eq!(ids(by(&a, &[], true)).await, [of_a[2], of_a[0]], "its end is not settled");
    a = bring(t, JobWrite { settled: vec![of_a[0]], ..step(&a) }).await;
    assert_eq!(ids(by(&a, &[], true)).await, [of_a[2]]);
    let open = RunFilter { open: true, ..RunFilter::default() };
    assert_eq!(ids(open).await, [of_b[0], of_a[2]]);
}

pub async fn the_latest_runs_of_jobs_are_those_of_their_lists(t: &Trial) {
    let (mut a, mut b, hand) = (made(t, "a").await, made(t, "b").await, t.hand("w").await);
    let mut gone = made(t, "c").await;
    use Trigger::{Check, Manual};
    let of_a = start(t, &mut a, &[Manual, Manual, Check, Manual]).await;
    let of_b = start(t, &mut b, &[Manual]).await;
    start(t, &mut gone, &[Manual]).await;
    t.delete_job(gone.id, KeptRuns::All, t.now).await.unwrap();
    let of = t.claim_one(&hand).await;
    t.begin(&hand, of).await;
    let counts = [("copied".to_owned(), 7)].into();
    let addition = Addition { task: of.task, attempt: None, accepted: false, counts };
    t.add_counts(None, &[addition], t.now).await.unwrap();
    let none = made(t, "d").await;
    let runs = t.latest_runs(&[b.id, none.id, a.id, gone.id], 2).await.unwrap();
    let ids = |job: &Job| {
        let own = runs.iter().filter(|run| run.of.job == job.id);
        own.map(|run| run.id).collect::<Vec<_>>()
    };
    assert_eq!((ids(&a), ids(&b)), (vec![of_a[3], of_a[1]], of_b));
    assert_eq!(runs.len(), 3);
    let all = t.latest_runs(&[a.id], 9).await.unwrap();
    let filter = RunFilter { job: Some(a.id), ..RunFilter::default() };
    assert_eq!(all, t.runs(&filter, None, 9).await.unwrap().rows);
    assert_eq!(all[2].counters.get("copied"), Some(&7));
}

async fn told_run(t: &Trial, id: TaskId) -> RunOf {
    t.get(id).await.spec.run.expect("it is a run")
}

pub async fn tasks_are_found_by_their_job(t: &Trial) {
    let (mut a, mut b) = (made(t, "a").await, made(t, "b").await);
    let mut runs = start(t, &mut a, &[Trigger::Manual, Trigger::Check]).await;
    start(t, &mut b, &[Trigger::Manual]).await;
    t.put(TaskSpec::default()).await;
    runs.extend(start(t, &mut a, &[Trigger::Manual; 3]).await);
    runs.sort_by(|a, b| b.cmp(a));
    let filter = TaskFilter { job: Some(a.id), ..TaskFilter::default() };
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = t.tasks(&filter, before, 2).await.unwrap();
        assert!(page.rows.len() <= 2 && !page.partial);
        found.extend(page.rows.iter().map(|task| task.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(found, runs);
    t.cancel(runs[1]).await;
    let canceled = TaskFilter { states: vec![TaskState::Canceled], ..filter.clone() };
    let page = t.tasks(&canceled, None, 9).await.unwrap();
    assert_eq!(page.rows.iter().map(|task| task.id).collect::<Vec<_>>(), [runs[1]]);
    let elsewhere = TaskFilter { queue: "other".to_owned(), ..filter };
    assert_eq!(t.tasks(&elsewhere, None, 9).await.unwrap().rows, []);
}

pub async fn a_gated_run_waits_until_its_job_knows_of_the_end_before_it(t: &Trial) {
    let (job, hand) = (made(t, "a").await, t.hand("w").await);
    let ids = start_gated(t, &job).await;
    for &id in &ids {
        finish_only(t, &hand, id, Verdict::Completed).await;
        assert_eq!(t.claim(&hand, 3).await.len(), 0);
        assert_eq!(t.sweep_gates(9).await.unwrap(), 0, "it was not left behind");
        let (lane, mut wakes) = (t.lane().await, t.wakes());
        let job = told(t, job.id).await;
        bring(t, JobWrite { settled: vec![id], ..step(&job) }).await;
        if Some(&id) != ids.last() {
            let woken = async { while wakes.recv().await.unwrap() != Wake::Lane(lane) {} };
            tokio::time::timeout(Duration::from_secs(5), woken).await.expect("its lane is poked");
        }
    }
    let states = t.runs(&RunFilter::default(), None, 9).await.unwrap().rows;
    let states: Vec<_> = states.iter().map(|run| run.state).collect();
    assert_eq!(states, [TaskState::Completed; 3]);
}

pub async fn an_end_that_its_job_does_not_know_of_holds_what_is_canceled_in_the_meantime(
    t: &Trial,
) {
    let (job, hand) = (made(t, "a").await, t.hand("w").await);
    let ids = start_gated(t, &job).await;
    finish_only(t, &hand, ids[0], Verdict::Failed).await;
    let by = || Command::CancelUnbegun { by: "system:breaker".to_owned() };
    let moved = Controlled::Moved {
        from: TaskState::Queued,
        to: TaskState::Canceled,
        lane: t.lane().await,
    };
    assert_eq!(t.order(ids[1], by()).await, moved);
    assert_eq!(t.get(ids[1]).await.canceled_by.as_deref(), Some("system:breaker"));
    let job = bring(t, JobWrite { settled: vec![ids[0]], ..step(&told(t, job.id).await) }).await;
    assert_eq!(t.claim(&hand, 3).await.len(), 0, "the canceled one has ended, too");
    bring(t, JobWrite { settled: vec![ids[1]], ..step(&job) }).await;
    finish_only(t, &hand, ids[2], Verdict::Completed).await;
}

pub async fn the_open_runs_of_a_job_are_those_whose_end_is_not_settled(t: &Trial) {
    let (mut job, mut other, hand) = (made(t, "a").await, made(t, "b").await, t.hand("w").await);
    use Trigger::{Api, Check, Manual, Scheduled};
    let ids = start(t, &mut job, &[Scheduled, Manual, Check, Api, Manual]).await;
    start(t, &mut other, &[Manual]).await;
    assert_eq!(t.claim_one(&hand).await.task, ids[0]);
    t.cancel(ids[1]).await;
    t.cancel(ids[3]).await;
    let settled = vec![ids[3]];
    bring(t, JobWrite { settled, ..step(&job) }).await;
    let filter = RunFilter { job: Some(job.id), states: Vec::new(), open: true };
    let open = t.runs(&filter, None, 9).await.unwrap().rows;
    assert_eq!(open.iter().map(|run| run.id).collect::<Vec<_>>(), [ids[4], ids[1], ids[0]]);
}

pub async fn a_run_goes_away_with_its_task(t: &Trial) {
    let mut job = made(t, "a").await;
    let runs = start(t, &mut job, &[Trigger::Manual, Trigger::Manual, Trigger::Check]).await;
    for &id in &runs[1..] {
        t.cancel(id).await;
    }
    assert_eq!(t.prune(t.at(9), 9).await.unwrap(), 0, "their job takes them for open");
    assert_eq!(ended_ids(t).await, runs[1..]);
    job = bring(t, JobWrite { settled: runs[1..].to_vec(), ..step(&job) }).await;
    assert_eq!(t.prune(t.at(9), 9).await.unwrap(), 2);
    assert_eq!(runs_of(t, job.id).await, [runs[0]]);
    bring(t, JobWrite { settled: runs, ..step(&job) }).await;
}
