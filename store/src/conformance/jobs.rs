//! Writing jobs.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    JobId, TaskId, TaskSpec, TaskState, Timestamp,
    job::{Fire, FireOutcome, Job, JobSpec, JobState, Miss, RunOf, Skip, Trigger},
    lane::LaneKey,
    schedule::{Schedule, When},
};
use tokio::task::JoinSet;

use super::trial::{Trial, shell};
use crate::{FireFilter, JobWrite, KeptRuns, NewTask, RunFilter, TaskFilter, Written};

/// A job that nobody has written yet. It is due a minute after the beginning.
pub(super) fn a_job(t: &Trial, name: &str) -> Job {
    let schedule = Schedule {
        when: When::Cron { expressions: vec!["* * * * *".to_owned()] },
        ..Schedule::default()
    };
    Job {
        id: JobId::new(t.now),
        spec: JobSpec {
            name: name.to_owned(),
            description: "says \"ünï\" \\ ✓".to_owned(),
            labels: [("team".to_owned(), "a'b".to_owned())].into(),
            task: shell("echo \"$HOME\""),
            schedule,
            ..JobSpec::default()
        },
        version: 1,
        revision: 0,
        state: JobState {
            anchor: t.now,
            covered_to: t.now,
            next: Some(t.at(60)),
            fire_at: Some(t.at(60)),
            ..JobState::default()
        },
        created_by: "user:ann".to_owned(),
        created_at: t.now,
        updated_at: t.now,
    }
}

/// A write of the spec.
pub(super) fn edit(job: &Job) -> JobWrite {
    JobWrite { edited_by: Some("user:ann".to_owned()), ..step(job) }
}

/// A write of the state.
pub(super) fn step(job: &Job) -> JobWrite {
    JobWrite {
        job: job.clone(),
        edited_by: None,
        fires: Vec::new(),
        tasks: Vec::new(),
        settled: Vec::new(),
    }
}

/// What became of one write, at the beginning.
pub(super) async fn write(t: &Trial, write: JobWrite) -> Written {
    let answers = t.write_jobs(&[write], t.now).await.unwrap();
    assert_eq!(answers.len(), 1);
    answers.into_iter().next().unwrap()
}

/// Keeps a new job, or a job as it is now, and gives it as the store tells it.
pub(super) async fn keep(t: &Trial, job: &Job) -> Job {
    assert_eq!(write(t, edit(job)).await, Written::Kept(job.revision + 1));
    told(t, job.id).await
}

/// A job with this name.
pub(super) async fn made(t: &Trial, name: &str) -> Job {
    keep(t, &a_job(t, name)).await
}

/// A job that must be there.
pub(super) async fn told(t: &Trial, id: JobId) -> Job {
    let mut jobs = t.jobs_of(&[id]).await.unwrap();
    assert_eq!(jobs.len(), 1, "the job is there");
    jobs.remove(0)
}

/// A run to be made.
pub(super) async fn a_run(t: &Trial, job: &Job, trigger: Trigger) -> NewTask {
    let check = (trigger == Trigger::Check).then(|| "door".to_owned());
    let of = RunOf { job: job.id, version: job.version, trigger, nominal: None, check };
    t.new_task(TaskSpec { run: Some(of), ..TaskSpec::default() }).await
}

/// A run to be made that stands behind the gate of its job.
pub(super) async fn gated_run(t: &Trial, job: &Job, trigger: Trigger) -> NewTask {
    NewTask { gate: Some(job.id), ..a_run(t, job, trigger).await }
}

/// The same run, as that of a nominal time.
pub(super) fn at(nominal: Timestamp, mut run: NewTask) -> NewTask {
    if let Some(of) = &mut run.spec.run {
        of.nominal = Some(nominal);
    }
    run
}

/// A fire of this nominal time, with its run.
pub(super) fn fired(job: &Job, nominal: Timestamp, run: &NewTask) -> Fire {
    let outcome = FireOutcome::Fired(run.id);
    Fire { job: job.id, nominal, outcome, decided_at: nominal, version: job.version }
}

/// The whole ledger of a job, latest first.
pub(super) async fn ledger(t: &Trial, job: JobId) -> Vec<Fire> {
    let filter = FireFilter { job, outcomes: Vec::new(), from: None, before: None };
    t.fires(&filter, 10_000).await.unwrap().rows
}

/// The runs of a job, newest first.
pub(super) async fn runs_of(t: &Trial, job: JobId) -> Vec<TaskId> {
    let filter = RunFilter { job: Some(job), ..RunFilter::default() };
    t.runs(&filter, None, 1_000).await.unwrap().rows.iter().map(|run| run.id).collect()
}

pub async fn a_job_is_told_as_it_was_written(t: &Trial) {
    let mut job = a_job(t, "nightly ✓ \"'\\");
    job.spec.catchup_window = Duration::from_micros(86_400_000_001);
    job.state.last_finished = Some(t.now.plus(Duration::from_micros(1)));
    job.state.open_runs = 3;
    job.created_by = "token:ci".to_owned();
    assert_eq!(write(t, edit(&job)).await, Written::Kept(1));
    let kept = Job { revision: 1, ..job.clone() };
    assert_eq!(told(t, job.id).await, kept);
    assert_eq!(t.job_named(&job.spec.name).await.unwrap(), Some(kept));
    assert_eq!(t.job_named("nightly").await.unwrap(), None);
    assert_eq!(t.jobs_of(&[JobId::new(t.now)]).await.unwrap(), []);
    assert_eq!(t.write_jobs(&[], t.now).await.unwrap(), []);
}

pub async fn the_largest_script_is_kept_in_every_version(t: &Trial) {
    let mut job = a_job(t, "large");
    job.spec.task = shell(&"x".repeat(taskmaster_domain::limits::COMMAND_BYTES));
    let job = keep(t, &job).await;
    let job = keep(t, &Job { version: 2, ..job }).await;
    assert_eq!(told(t, job.id).await.spec.task, job.spec.task);
    let versions = t.job_versions(job.id, None, 10).await.unwrap();
    assert!(versions.rows.iter().all(|one| one.spec == job.spec) && versions.rows.len() == 2);
}

pub async fn a_write_on_a_past_revision_keeps_nothing(t: &Trial) {
    let old = made(t, "a").await;
    let job = keep(t, &Job { version: 2, ..old.clone() }).await;
    assert_eq!(job.revision, 2);
    let run = a_run(t, &old, Trigger::Scheduled).await;
    let mut late = edit(&Job { version: 3, ..old.clone() });
    late.job.spec.name = "b".to_owned();
    late.job.state.open_runs = 1;
    late.fires.push(fired(&old, t.at(60), &run));
    late.tasks.push(run.clone());
    for revision in [1, 3] {
        late.job.revision = revision;
        assert_eq!(write(t, late.clone()).await, Written::Stale);
    }
    assert_eq!(told(t, job.id).await, job);
    assert_eq!(t.task(run.id).await.unwrap(), None);
    assert_eq!((ledger(t, job.id).await, runs_of(t, job.id).await), (vec![], vec![]));
    assert_eq!(t.job_versions(job.id, None, 10).await.unwrap().rows.len(), 2);
}

pub async fn of_writers_at_once_one_decides_each_nominal_time(t: &Trial) {
    let job = made(t, "a").await;
    for round in 1..=10 {
        let nominal = t.at(60 * round);
        let mut writers = JoinSet::new();
        let read = told(t, job.id).await;
        for _ in 0..6 {
            let run = at(nominal, a_run(t, &read, Trigger::Scheduled).await);
            let mut decided = step(&read);
            decided.job.state.covered_to = nominal;
            decided.fires.push(fired(&read, nominal, &run));
            decided.tasks.push(run);
            let (store, now) = (Arc::clone(&t.store), t.now);
            writers.spawn(async move { store.write_jobs(&[decided], now).await.unwrap() });
        }
        let answers = writers.join_all().await.concat();
        let kept = answers.iter().filter(|one| matches!(one, Written::Kept(_))).count();
        let stale = answers.iter().filter(|one| **one == Written::Stale).count();
        assert_eq!((kept, stale), (1, 5), "{answers:?}");
    }
    let fires = ledger(t, job.id).await;
    let mut tasks: Vec<TaskId> = fires.iter().filter_map(|fire| fire.outcome.task()).collect();
    tasks.sort_by(|a, b| b.cmp(a));
    assert_eq!(runs_of(t, job.id).await, tasks);
    let all = t.tasks(&TaskFilter::default(), None, 1_000).await.unwrap().rows;
    assert_eq!((fires.len(), all.len()), (10, 10), "one task for each nominal time");
}

pub async fn two_writes_of_one_job_in_one_call_count_one_after_the_other(t: &Trial) {
    let job = made(t, "a").await;
    let fresh = a_job(t, "b");
    let writes = [step(&job), step(&job), edit(&fresh), edit(&fresh)];
    let answers = t.write_jobs(&writes, t.now).await.unwrap();
    use Written::{Kept, Stale};
    assert_eq!(answers, [Kept(2), Stale, Kept(1), Stale]);
}

pub async fn many_steps_in_one_call_are_answered_in_their_order(t: &Trial) {
    let jobs: Vec<Job> = (0..300).map(|n| a_job(t, &format!("job {n}"))).collect();
    let made = t.write_jobs(&jobs.iter().map(edit).collect::<Vec<_>>(), t.now).await.unwrap();
    assert_eq!(made, vec![Written::Kept(1); 300]);
    let jobs: Vec<Job> = jobs.into_iter().map(|job| Job { revision: 1, ..job }).collect();
    t.delete_job(jobs[250].id, KeptRuns::None, t.now).await.unwrap();
    let mut steps = Vec::new();
    for job in &jobs {
        let run = at(t.at(60), a_run(t, job, Trigger::Scheduled).await);
        steps.push(JobWrite {
            fires: vec![fired(job, t.at(60), &run)],
            tasks: vec![run],
            ..step(job)
        });
    }
    steps[7].job.revision = 9;
    steps[299].tasks[0].spec.name = "a\0b".to_owned();
    let answers = t.write_jobs(&steps, t.now).await.unwrap();
    for (place, answer) in answers.iter().enumerate() {
        match place {
            7 => assert_eq!(*answer, Written::Stale),
            250 => assert_eq!(*answer, Written::Gone),
            299 => assert!(matches!(answer, Written::Refused(_)), "{answer:?}"),
            _ => assert_eq!(*answer, Written::Kept(2), "{place}"),
        }
    }
    for (place, count) in [(0, 1), (7, 0), (298, 1), (299, 0)] {
        assert_eq!(ledger(t, jobs[place].id).await.len(), count, "{place}");
        assert_eq!(runs_of(t, jobs[place].id).await.len(), count, "{place}");
    }
}

pub async fn a_new_job_that_is_written_again_is_one_job(t: &Trial) {
    let job = a_job(t, "a");
    assert_eq!(write(t, edit(&job)).await, Written::Kept(1));
    assert_eq!(write(t, edit(&job)).await, Written::Kept(1));
    assert_eq!(write(t, step(&told(t, job.id).await)).await, Written::Kept(2));
    assert_eq!(write(t, edit(&job)).await, Written::Kept(2));
    let mut other = job.clone();
    other.spec.description = "another".to_owned();
    assert_eq!(write(t, edit(&other)).await, Written::Stale);
    assert_eq!(told(t, job.id).await.spec, job.spec);
    assert_eq!(t.job_versions(job.id, None, 10).await.unwrap().rows.len(), 1);
}

pub async fn a_name_belongs_to_one_job(t: &Trial) {
    let (a, b) = (made(t, "a").await, made(t, "b").await);
    assert_eq!(write(t, edit(&a_job(t, "a"))).await, Written::NameTaken(a.id));
    let renamed = |job: &Job, name: &str| {
        let spec = JobSpec { name: name.to_owned(), ..job.spec.clone() };
        Job { spec, version: job.version + 1, ..job.clone() }
    };
    assert_eq!(write(t, edit(&renamed(&b, "a"))).await, Written::NameTaken(a.id));
    assert_eq!(told(t, b.id).await, b, "nothing of it was kept");
    // One after the other within a call, too.
    let writes = [edit(&renamed(&a, "c")), edit(&renamed(&b, "a")), edit(&a_job(t, "A"))];
    let answers = t.write_jobs(&writes, t.now).await.unwrap();
    assert_eq!(answers, [Written::Kept(2), Written::Kept(2), Written::Kept(1)]);
    assert_eq!(t.job_named("a").await.unwrap().unwrap().id, b.id);
    assert_eq!(t.job_named("b").await.unwrap(), None);
}

pub async fn a_name_that_many_want_at_once_goes_to_one(t: &Trial) {
    let mut writers = JoinSet::new();
    for _ in 0..6 {
        let (store, now, job) = (Arc::clone(&t.store), t.now, a_job(t, "a"));
        writers.spawn(async move { store.write_jobs(&[edit(&job)], now).await.unwrap() });
    }
    let answers = writers.join_all().await.concat();
    let owner = t.job_named("a").await.unwrap().unwrap().id;
    let kept = answers.iter().filter(|one| **one == Written::Kept(1)).count();
    let taken = answers.iter().filter(|one| **one == Written::NameTaken(owner)).count();
    assert_eq!((kept, taken), (1, 5), "{answers:?}");
}

pub async fn a_write_without_an_editor_changes_only_the_state(t: &Trial) {
    let job = made(t, "a").await;
    let mut other = a_job(t, "b");
    (other.id, other.revision, other.version) = (job.id, 1, 9);
    (other.updated_at, other.created_by) = (t.at(9), "user:bob".to_owned());
    other.state = JobState { open_runs: 7, failures: 2, ..JobState::default() };
    assert_eq!(write(t, step(&other)).await, Written::Kept(2));
    assert_eq!(told(t, job.id).await, Job { revision: 2, state: other.state, ..job.clone() });
    assert_eq!(t.job_versions(job.id, None, 10).await.unwrap().rows.len(), 1);
}

pub async fn each_edit_is_a_version(t: &Trial) {
    let mut job = made(t, "a").await;
    for version in 2..=5 {
        job.version = version;
        job.spec.description = version.to_string();
        job.updated_at = t.at(u64::from(version.unsigned_abs()));
        let by = JobWrite { edited_by: Some(format!("user:{version}")), ..step(&job) };
        assert_eq!(write(t, by).await, Written::Kept(job.revision + 1));
        job.revision += 1;
    }
    let first = t.job_versions(job.id, None, 2).await.unwrap();
    let numbers: Vec<_> = first.rows.iter().map(|one| one.version).collect();
    assert_eq!((numbers, first.next), (vec![5, 4], Some(4)));
    assert_eq!(first.rows[0].spec, job.spec);
    assert_eq!(first.rows[0].valid_from, t.at(5));
    assert_eq!(first.rows[1].edited_by, "user:4");
    let rest = t.job_versions(job.id, first.next, 3).await.unwrap();
    let numbers: Vec<_> = rest.rows.iter().map(|one| one.version).collect();
    assert_eq!((numbers, rest.next), (vec![3, 2, 1], None));
}

pub async fn a_job_that_is_not_there_is_gone(t: &Trial) {
    let job = made(t, "a").await;
    let stranger = Job { id: JobId::new(t.now), ..job.clone() };
    assert_eq!(write(t, step(&stranger)).await, Written::Gone);
    assert!(t.delete_job(job.id, KeptRuns::None, t.now).await.unwrap().found);
    let run = a_run(t, &job, Trigger::Manual).await;
    let late = JobWrite { tasks: vec![run.clone()], ..edit(&job) };
    assert_eq!(write(t, late).await, Written::Gone);
    assert_eq!(t.task(run.id).await.unwrap(), None);
}

pub async fn a_bad_write_is_refused_and_its_neighbours_are_kept(t: &Trial) {
    let fresh: Vec<_> = (0..1_000).map(|n| edit(&a_job(t, &format!("job {n}")))).collect();
    let answers = t.write_jobs(&fresh, t.now).await.unwrap();
    assert_eq!(answers, vec![Written::Kept(1); 1_000]);
    let mut writes = Vec::new();
    for one in &fresh {
        let mut one = step(&Job { revision: 1, ..one.job.clone() });
        one.tasks.push(a_run(t, &one.job, Trigger::Scheduled).await);
        writes.push(one);
    }
    writes[123].tasks[0].spec.name = "a\0b".to_owned();
    let answers = t.write_jobs(&writes, t.now).await.unwrap();
    for (place, answer) in answers.iter().enumerate() {
        match answer {
            Written::Kept(2) if place != 123 => {}
            Written::Refused(why) if place == 123 => assert!(!why.is_empty()),
            other => panic!("write {place}: {other:?}"),
        }
    }
    assert_eq!(told(t, writes[123].job.id).await.revision, 1);
    assert_eq!(t.counts().await.unwrap()[0].count, 999);
    let mut bad = a_job(t, "bad");
    bad.spec.description = "a\0b".to_owned();
    assert!(matches!(write(t, edit(&bad)).await, Written::Refused(_)));
    assert_eq!(t.job_named("bad").await.unwrap(), None);
}

pub async fn what_a_write_brings_is_kept_with_it(t: &Trial) {
    let job = made(t, "a").await;
    let later = TaskSpec { scheduled_at: Some(t.at(99)), ..TaskSpec::default() };
    let (now, gated) = (a_run(t, &job, Trigger::Catchup).await, t.new_task(later.clone()).await);
    let run = RunOf { nominal: Some(t.at(60)), ..now.spec.run.clone().unwrap() };
    let spec = TaskSpec { run: Some(run), ..later };
    let later = NewTask { spec, due: t.at(99), ..gated };
    let fires = vec![
        fired(&job, t.at(60), &later),
        Fire { outcome: FireOutcome::Blocked, ..fired(&job, t.at(120), &later) },
        Fire { outcome: FireOutcome::Skipped(Skip::Overlap), ..fired(&job, t.at(180), &later) },
        Fire { outcome: FireOutcome::Missed(Miss::Changed), ..fired(&job, t.at(240), &later) },
    ];
    let tasks = vec![now.clone(), later.clone()];
    let brought = JobWrite { fires: fires.clone(), tasks, ..step(&job) };
    assert_eq!(write(t, brought).await, Written::Kept(2));
    assert_eq!(ledger(t, job.id).await, fires.into_iter().rev().collect::<Vec<_>>());
    let tasks = [t.get(now.id).await, t.get(later.id).await];
    assert_eq!(tasks.each_ref().map(|one| one.state), [TaskState::Queued, TaskState::Scheduled]);
    assert_eq!([&tasks[0].spec, &tasks[1].spec], [&now.spec, &later.spec]);
    let lane = t.intern_lane(&LaneKey::of(&later.spec)).await.unwrap();
    assert_eq!(t.promote_due(t.at(99), 9).await.unwrap().lanes, [lane]);
}

pub async fn a_nominal_time_keeps_its_first_outcome(t: &Trial) {
    let job = made(t, "a").await;
    let run = a_run(t, &job, Trigger::Scheduled).await;
    let blocked = Fire { outcome: FireOutcome::Blocked, ..fired(&job, t.at(60), &run) };
    let first = JobWrite { fires: vec![blocked], ..step(&job) };
    assert_eq!(write(t, first).await, Written::Kept(2));
    let job = told(t, job.id).await;
    let again = vec![fired(&job, t.at(60), &run), fired(&job, t.at(120), &run)];
    let fires = [again.clone(), again.clone()].concat();
    assert_eq!(write(t, JobWrite { fires, ..step(&job) }).await, Written::Kept(3));
    assert_eq!(ledger(t, job.id).await, [again[1], blocked]);
}

pub async fn a_run_that_is_kept_already_is_unchanged(t: &Trial) {
    let job = made(t, "a").await;
    let run = a_run(t, &job, Trigger::Manual).await;
    let tasks = vec![run.clone(), run.clone()];
    assert_eq!(write(t, JobWrite { tasks, ..step(&job) }).await, Written::Kept(2));
    t.cancel(run.id).await;
    let other = TaskSpec { name: "other".to_owned(), ..run.spec.clone() };
    let tasks = vec![NewTask { spec: other, ..run.clone() }];
    let job = told(t, job.id).await;
    assert_eq!(write(t, JobWrite { tasks, ..step(&job) }).await, Written::Kept(3));
    let task = t.get(run.id).await;
    assert_eq!((task.state, task.spec), (TaskState::Canceled, run.spec));
}
