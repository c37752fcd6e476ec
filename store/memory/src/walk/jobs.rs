//! Jobs in the walk: what may be asked of them, and how both sides tell of them.
//!
//! A step says what somebody wants. Each side reads its own job, lets the rules of the domain decide,
//! and writes; as long as the sides agree, the same comes of it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use rand::{Rng, seq::IndexedRandom as _};
use taskmaster_domain::{
    JobId, TaskId, TaskSpec, Timestamp,
    job::{
        Catchup, Change, Check, CheckWork, Ended, Job, JobRefusal, JobSpec, Overlap, Overrides,
        Run, Trigger,
    },
    schedule::{Schedule, When},
    task::Work,
};
use taskmaster_store::{
    FireFilter, JobFilter, JobWrite, KeptRuns, Lanes, RunFilter, TaskFilter,
    jobs::{cancellation, to_cancel},
};
use uuid::Uuid;

use super::{side::Side, step::QUEUES};

/// Names in play: fewer than jobs.
const NAMES: [&str; 4] = ["red", "Red", "green", "blue"];
/// More than there is of anything.
const ALL: u32 = 10_000;

/// One wish.
#[derive(Clone, Debug)]
pub(super) enum JobStep {
    Create(JobId, Box<JobSpec>),
    /// When it is late, on the revision before.
    Edit(JobId, Box<JobSpec>, bool),
    Run(JobId),
    TryChecks(JobId),
    Fire,
    Settle,
    Delete(JobId, KeptRuns),
    /// Until nothing is left that may go, so many at once.
    Sweep(u32),
    PruneFires(Timestamp),
}

/// What the caller remembers of jobs.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<JobId>);

impl Known {
    /// Something to ask.
    pub(super) fn next(&mut self, rng: &mut impl Rng, now: Timestamp) -> JobStep {
        let late = self.0.len().saturating_sub(5);
        let Some(&id) = self.0[late..].choose(rng) else { return self.create(rng, now) };
        match rng.random_range(0..24) {
            0..3 => self.create(rng, now),
            3..5 => JobStep::Edit(id, Box::new(a_spec(rng)), rng.random_bool(0.2)),
            5..8 => JobStep::Run(id),
            8..10 => JobStep::TryChecks(id),
            10..15 => JobStep::Fire,
            15..20 => JobStep::Settle,
            20 | 21 => {
                let kept = [KeptRuns::None, KeptRuns::None, KeptRuns::Open, KeptRuns::All];
                JobStep::Delete(id, *kept.choose(rng).unwrap_or(&KeptRuns::None))
            }
            22 => JobStep::Sweep(rng.random_range(1..5)),
            _ => JobStep::PruneFires(now.minus(Duration::from_secs(rng.random_range(0..600)))),
        }
    }

    fn create(&mut self, rng: &mut impl Rng, now: Timestamp) -> JobStep {
        let known = self.0.choose(rng).filter(|_| rng.random_bool(0.1)).copied();
        let id = known.unwrap_or_else(|| JobId::new(now));
        self.0.push(id);
        JobStep::Create(id, Box::new(a_spec(rng)))
    }
}

fn a_spec(rng: &mut impl Rng) -> JobSpec {
    let when = match rng.random_range(0..6) {
        0 => When::None,
        1 | 2 => When::Interval { seconds: rng.random_range(1..60) },
        3 => When::Cron { expressions: vec!["* * * * *".to_owned()] },
        _ => When::Cron { expressions: vec!["*/15 * * * * *".to_owned()] },
    };
    let schedule = Schedule { when, active: rng.random_bool(0.9), ..Schedule::default() };
    let start_timeout = Duration::from_secs(rng.random_range(1..200));
    let task = TaskSpec {
        work: Work::Shell { command: "true".to_owned() },
        queue: QUEUES[usize::from(rng.random_bool(0.3))].to_owned(),
        start_timeout: rng.random_bool(0.3).then_some(start_timeout),
        ..TaskSpec::default()
    };
    let door = Check {
        name: "door".to_owned(),
        work: CheckWork::Tcp { host: "localhost".to_owned(), port: 1 },
        timeout: Duration::from_secs(9),
    };
    let overlaps = [Overlap::Skip, Overlap::QueueOne, Overlap::Allow, Overlap::CancelRunning];
    let catchups = [Catchup::None, Catchup::Last, Catchup::All];
    JobSpec {
        name: (*NAMES.choose(rng).unwrap_or(&"red")).to_owned(),
        enabled: rng.random_bool(0.9),
        task,
        schedule,
        overlap: *overlaps.choose(rng).unwrap_or(&Overlap::Skip),
        catchup: *catchups.choose(rng).unwrap_or(&Catchup::None),
        breaker_threshold: rng.random_range(0..4),
        checks: if rng.random_bool(0.4) { vec![door] } else { Vec::new() },
        requires_checks: rng.random_bool(0.1),
        ..JobSpec::default()
    }
}

/// Ids that are the same on both sides.
fn draw(now: Timestamp, of: JobId) -> impl FnMut() -> TaskId {
    let mut next = (now.micros().unsigned_abs() / 1_000) << 16;
    let job = of.0.as_u128() as u64;
    move || {
        next += 1;
        TaskId(Uuid::from_u128(u128::from(next) << 64 | u128::from(job)))
    }
}

impl Side {
    /// Does what is wished and tells what came of it.
    pub(super) async fn act_on_jobs(&mut self, step: &JobStep, now: Timestamp) -> Vec<String> {
        let by = "user:ann";
        match step {
            JobStep::Create(id, spec) => {
                // The id may be one of a deleted job, of which drivers keep more for a while.
                while self.store.sweep_deleted(now, ALL).await.expect("sweeps") > 0 {}
                let made = Job::create(*id, (**spec).clone(), by, now);
                self.decided(made, now).await
            }
            JobStep::Edit(id, spec, late) => {
                let Some(mut job) = self.job(*id).await else { return nobody() };
                job.revision -= i64::from(*late);
                let set = job.edit((**spec).clone(), by, now, &mut draw(now, *id));
                self.decided(set, now).await
            }
            JobStep::Run(id) => {
                let Some(job) = self.job(*id).await else { return nobody() };
                let (run, said) = (draw(now, *id)(), Overrides::default());
                self.decided(job.run_now(run, Trigger::Manual, &said, by, now), now).await
            }
            JobStep::TryChecks(id) => {
                let Some(job) = self.job(*id).await else { return nobody() };
                let tried = job.start_checks(&[], by, now, &mut draw(now, *id));
                self.decided(tried, now).await
            }
            JobStep::Fire => {
                let due =
                    self.store.due_jobs(now, None, ALL).await.expect("tells what is due").rows;
                let step = |job: &Job| job.fire(now, &mut draw(now, job.id));
                self.write(due.iter().filter_map(step).collect(), now).await
            }
            JobStep::Settle => {
                let mut by_job: BTreeMap<JobId, Vec<Ended>> = BTreeMap::new();
                for end in self.ended().await {
                    by_job.entry(end.of.job).or_default().push(end);
                }
                let ids: Vec<JobId> = by_job.keys().copied().collect();
                let mut jobs = self.store.jobs_of(&ids).await.expect("tells jobs");
                jobs.sort_by_key(|job| job.id);
                let settle = |job: &Job| job.settle(&by_job[&job.id], now);
                self.write(jobs.iter().filter_map(settle).collect(), now).await
            }
            JobStep::Delete(id, kept) => {
                let deleted = self.store.delete_job(*id, *kept, now).await;
                let mut deleted = deleted.expect("deletes a job");
                deleted.open.sort_unstable();
                // When between here and the next sweep somebody is let through is not promised.
                self.store.sweep_gates(1_000).await.expect("sweeps gates");
                vec![format!("{deleted:?}")]
            }
            JobStep::Sweep(limit) => {
                while self.store.sweep_deleted(now, *limit).await.expect("sweeps") > 0 {}
                Vec::new()
            }
            JobStep::PruneFires(before) => {
                // A driver may count some of deleted jobs, which the model has forgotten.
                self.store.prune_fires(*before, ALL).await.expect("prunes fires");
                Vec::new()
            }
        }
    }

    async fn decided(
        &mut self,
        decided: Result<Change, JobRefusal>,
        now: Timestamp,
    ) -> Vec<String> {
        match decided {
            Ok(change) => self.write(vec![change], now).await,
            Err(refusal) => vec![format!("refused: {refusal}")],
        }
    }

    async fn write(&mut self, changes: Vec<Change>, now: Timestamp) -> Vec<String> {
        let lanes = Lanes::new(Arc::clone(&self.store));
        let mut writes = Vec::with_capacity(changes.len());
        for change in changes {
            let (cancels, mut below) = (change.cancels, None);
            while let Some(cancels) = cancels {
                let page = to_cancel(&*self.store, &change.job, cancels, below).await;
                let Some(page) = page.expect("tells runs") else { break };
                for run in page.rows {
                    let command = cancellation(cancels);
                    self.store.control(run, &command, now).await.expect("cancels");
                }
                below = page.next;
                if below.is_none() {
                    break;
                }
            }
            self.made.extend(change.runs.iter().map(|run| run.id));
            writes.push(JobWrite::plan(change, now, &lanes).await.expect("interns"));
        }
        let answers = self.store.write_jobs(&writes, now).await.expect("writes jobs");
        answers.iter().map(|answer| format!("{answer:?}")).collect()
    }

    async fn job(&self, id: JobId) -> Option<Job> {
        self.store.jobs_of(&[id]).await.expect("tells a job").pop()
    }

    /// Ends that are not settled, without sentences, which differ between stores.
    async fn ended(&self) -> Vec<Ended> {
        let mut ended = self.store.ended_runs(ALL).await.expect("tells ends");
        ended.sort_by_key(|end| end.id);
        ended.iter_mut().for_each(|end| end.message.clear());
        ended
    }

    /// All jobs, runs, fires and ends, a line each.
    pub(super) async fn observe_jobs(&self) -> Vec<String> {
        let store = &self.store;
        let mut told = Vec::new();
        for job in store.jobs(&JobFilter::default(), None, ALL).await.expect("lists jobs").rows {
            let Job { id, spec, version, revision, state, .. } = &job;
            told.push(format!("job {id} {} {version} {revision} {state:?}", spec.name));
            told.push(format!("made {} set {}", job.created_at, job.updated_at));
            let versions = store.job_versions(*id, None, ALL).await.expect("tells versions");
            for one in &versions.rows {
                told.push(format!("version {} of {id} from {}", one.version, one.valid_from));
            }
            assert_eq!(versions.rows.first().map(|latest| &latest.spec), Some(spec));
            let (job, outcomes) = (*id, Vec::new());
            let filter = FireFilter { job, outcomes, from: None, before: None };
            let fires = store.fires(&filter, ALL).await.expect("lists fires");
            told.extend(fires.rows.iter().map(|fire| format!("{fire:?}")));
            let filter = TaskFilter { job: Some(job), ..TaskFilter::default() };
            let tasks = store.tasks(&filter, None, 1_000).await.expect("finds tasks");
            told.extend(tasks.rows.iter().map(|task| format!("{} is of {id}", task.id)));
            let filter = RunFilter { job: Some(job), states: Vec::new(), open: true };
            let open = store.runs(&filter, None, ALL).await.expect("tells open runs").rows;
            let open = open.iter().filter(|run| !run.state.is_terminal());
            let open: Vec<TaskId> = open.map(|run| run.id).collect();
            told.push(format!("open of {id}: {open:?}"));
        }
        let runs = store.runs(&RunFilter::default(), None, ALL).await.expect("lists runs");
        told.extend(runs.rows.iter().map(tell));
        told.extend(self.ended().await.iter().map(|end| format!("{end:?}")));
        let next = store.next_fire().await.expect("tells the next time");
        let stuck = store.stuck_jobs().await.expect("counts what is stuck");
        let coming = store.coming_jobs(None, ALL).await.expect("tells what is to come");
        let coming: Vec<JobId> = coming.rows.iter().map(|job| job.id).collect();
        told.push(format!("next {next:?} stuck {stuck} to come {coming:?}"));
        told
    }
}

fn nobody() -> Vec<String> {
    vec!["no such job".to_owned()]
}

/// A run without the sentences that differ between stores.
fn tell(run: &Run) -> String {
    format!(
        "run {} {:?} {} created {} started {:?} finished {:?} exit {:?} failure {:?} {:?}",
        run.id,
        run.of,
        run.state,
        run.created_at,
        run.started_at,
        run.finished_at,
        run.exit_code,
        run.failure.as_ref().map(|failure| failure.kind),
        run.counters,
    )
}
