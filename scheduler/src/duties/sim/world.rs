//! What may happen, and what must hold afterwards.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use futures::FutureExt as _;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use taskmaster_domain::{
    Failure, FailureKind, Incarnation, JobId, TaskId, TaskSpec, Timestamp, Verdict,
    job::{
        Catchup, Change, Fire, Job, JobRefusal, JobSpec, Overlap, Overrides, Run, Trigger, verify,
    },
    lane::LaneKey,
    schedule::{Schedule, When},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{
    Claim, Claimed, Dispatch as _, End, FireFilter, Jobs, RunFilter, Seat, Submit as _, View as _,
};

use uuid::Uuid;

use super::frail::Frail;
use crate::{
    Metrics,
    duties::{FireJobs, Keeper, Settle, Way},
    duty::Duty as _,
    testing::Town,
};

type Life = Pin<Box<dyn Future<Output = ()>>>;

/// A scheduler: two duties without end, or somebody who wants something once.
struct Process {
    clock: Clock,
    lives: Vec<Life>,
}

pub(super) struct World {
    town: Town,
    store: Arc<Frail>,
    random: StdRng,
    seed: u64,
    now: Timestamp,
    latest: Timestamp,
    jobs: Vec<JobId>,
    schedulers: Vec<Process>,
    people: Vec<Life>,
    seat: Seat,
    incarnation: Incarnation,
    held: Vec<Claimed>,
    pub(super) kills: u32,
}

/// Noon of a day in which no zone does anything odd.
const START: i64 = 1_793_620_800_000_000;

const WHENS: [&str; 5] =
    ["* * * * *", "*/7 * * * *", "15,45 * * * * *", "0 */2 * * *", "*/20 * * * * *"];

impl World {
    pub(super) async fn new(seed: u64) -> Self {
        let town = Town::new().await;
        let now = Timestamp::from_micros(START);
        town.clock.set(now);
        let store = Arc::new(Frail::new(Arc::clone(&town.store), seed));
        let incarnation = Incarnation(Uuid::new_v4());
        let worker = town.hello_as("worker", "host", incarnation).await;
        let mut world = Self {
            town,
            store,
            random: StdRng::seed_from_u64(seed),
            seed,
            now,
            latest: now,
            jobs: Vec::new(),
            schedulers: Vec::new(),
            people: Vec::new(),
            seat: Seat { worker: worker.worker, session: worker.session },
            incarnation,
            held: Vec::new(),
            kills: 0,
        };
        for n in 0..12 {
            world.make_job(n).await;
        }
        for _ in 0..3 {
            let scheduler = world.scheduler();
            world.schedulers.push(scheduler);
        }
        world
    }

    async fn make_job(&mut self, n: u32) {
        let id = JobId::new(self.now);
        let schedule = self.schedule();
        let spec = JobSpec {
            name: format!("job {n}"),
            schedule,
            overlap: *[Overlap::Skip, Overlap::QueueOne, Overlap::Allow, Overlap::CancelRunning]
                .choose(&mut self.random)
                .unwrap(),
            catchup: *[Catchup::None, Catchup::Last, Catchup::All]
                .choose(&mut self.random)
                .unwrap(),
            catchup_window: Duration::from_secs(self.random.random_range(0..7_200)),
            breaker_threshold: self.random.random_range(0..4),
            ..JobSpec::default()
        };
        let change = Job::create(id, spec, "user:ada", self.now).unwrap();
        let keeper = Keeper::new(Arc::clone(&self.town.store), Metrics::default());
        assert_eq!(keeper.keep(vec![change], self.now).await.unwrap().writes.len(), 1);
        self.jobs.push(id);
    }

    fn schedule(&mut self) -> Schedule {
        let expression = (*WHENS.choose(&mut self.random).unwrap()).to_owned();
        let when = match self.random.random_range(0..6) {
            0 => When::None,
            1 => When::Interval { seconds: self.random.random_range(1..600) },
            _ => When::Cron { expressions: vec![expression] },
        };
        let jitter = Duration::from_secs([0, 0, 45][self.random.random_range(0..3)]);
        let active = self.random.random_ratio(5, 6);
        Schedule { when, jitter, active, ..Schedule::default() }
    }

    /// A scheduler whose clock is up to a second off.
    fn scheduler(&mut self) -> Process {
        let clock = Clock::default();
        let skew = Duration::from_millis(self.random.random_range(0..1_000));
        clock.set(self.now.plus(skew));
        let keeper = Keeper::new(Arc::clone(&self.store), Metrics::default());
        let mut fire = FireJobs::new(keeper.clone(), clock.clone(), Way::default());
        let mut settle = Settle::new(keeper, clock.clone(), Way::default());
        // A pass that failed is followed by the next, and one without anything due waits its turn.
        let fires = async move {
            loop {
                let _ = fire.pass().await;
                futures::pending!();
            }
        };
        let settles = async move {
            loop {
                let _ = settle.pass().await;
                futures::pending!();
            }
        };
        Process { clock, lives: vec![Box::pin(fires), Box::pin(settles)] }
    }

    pub(super) async fn step(&mut self) {
        match self.random.random_range(0..1_000) {
            0..5 => self.kill(),
            5..65 => self.pass_time(),
            65..66 => self.jump(),
            66..120 => self.work().await,
            120..125 => self.ask(),
            125..250 => self.poll_people(),
            _ => self.poll_scheduler(),
        }
    }

    fn kill(&mut self) {
        let victim = self.random.random_range(0..self.schedulers.len());
        self.schedulers[victim] = self.scheduler();
        self.kills += 1;
    }

    fn pass_time(&mut self) {
        let millis = self.random.random_range(0..4_000);
        self.set_clocks(self.now.plus(Duration::from_millis(millis)));
    }

    /// An hour back, an outage of hours, or anything between.
    fn jump(&mut self) {
        let wide = Duration::from_secs(self.random.random_range(0..3_600));
        let to = match self.random.random_range(0..4) {
            0 => self.now.minus(wide),
            1 => self.now.plus(wide * 4),
            _ => self.now.plus(wide / 10),
        };
        self.set_clocks(to);
    }

    fn set_clocks(&mut self, now: Timestamp) {
        self.now = now;
        self.latest = self.latest.max(now);
        self.town.clock.set(now);
        for scheduler in &self.schedulers {
            let skew = Duration::from_millis(self.random.random_range(0..1_000));
            scheduler.clock.set(now.plus(skew));
        }
    }

    fn poll_scheduler(&mut self) {
        let which = self.random.random_range(0..self.schedulers.len());
        let scheduler = &mut self.schedulers[which];
        let turn = self.random.random_range(0..scheduler.lives.len());
        assert!(scheduler.lives[turn].as_mut().now_or_never().is_none(), "it goes on for ever");
    }

    fn poll_people(&mut self) {
        if self.people.is_empty() {
            return;
        }
        let who = self.random.random_range(0..self.people.len());
        if self.people[who].as_mut().now_or_never().is_some() {
            drop(self.people.swap_remove(who));
        }
    }

    /// Somebody begins to ask for something; that somebody is never killed, but may be slow.
    fn ask(&mut self) {
        let id = *self.jobs.choose(&mut self.random).unwrap();
        let (store, now) = (Arc::clone(&self.store), self.now);
        let wish = self.random.random_range(0..5);
        let schedule = self.schedule();
        self.people.push(Box::pin(async move {
            let Ok(found) = store.jobs_of(&[id]).await else { return };
            let Some(job) = found.first() else { return };
            if let Ok(change) = decide(job, wish, schedule, now) {
                let _ = Keeper::new(Arc::clone(&store), Metrics::default())
                    .keep(vec![change], now)
                    .await;
            }
        }));
    }

    /// The worker takes something, or ends something.
    async fn work(&mut self) {
        let store = &self.town.store;
        if self.held.is_empty() || self.random.random_ratio(1, 2) {
            let lane = store.intern_lane(&LaneKey::of(&TaskSpec::default())).await.unwrap();
            let claim = Claim { lane, seats: vec![self.seat; 3] };
            let claimed = store.claim(&claim, self.now).await.unwrap();
            for one in claimed.iter().filter(|one| one.of.attempt == 1) {
                self.must_be_wanted(one.of.task).await;
            }
            self.held.extend(claimed);
            return;
        }
        let which = self.random.random_range(0..self.held.len());
        let held = self.held.swap_remove(which);
        let verdict = match self.random.random_range(0..5) {
            0 => Verdict::Failed,
            1 => Verdict::Canceled,
            _ => Verdict::Completed,
        };
        let failure = (verdict == Verdict::Failed)
            .then(|| Failure { kind: FailureKind::Error, message: "no".to_owned() });
        let end = End {
            of: held.of,
            incarnation: self.incarnation,
            verdict,
            started_at: Some(self.now),
            finished_at: self.now,
            exit_code: None,
            failure,
            result: None,
        };
        store.report(&[end], self.now).await.unwrap();
    }

    /// Nothing begins that its job had canceled.
    async fn must_be_wanted(&self, run: TaskId) {
        let spec = self.town.store.task(run).await.unwrap().unwrap().spec;
        let of = spec.run.expect("there are runs only");
        let job = self.town.store.jobs_of(&[of.job]).await.unwrap().remove(0);
        let is_broken = job.state.broken && of.trigger.is_of_schedule();
        assert!(job.spec.enabled && !is_broken, "seed {}: {of:?} {job:?}", self.seed);
    }

    /// Lets everything come to rest: nobody asks, nothing fails, time goes on.
    pub(super) async fn settle_down(&mut self) {
        self.people.clear();
        self.schedulers.clear();
        let clock = Clock::default();
        clock.set(self.latest.plus(Duration::from_secs(7_200)));
        self.now = clock.now();
        let keeper = Keeper::new(Arc::clone(&self.town.store), Metrics::default());
        let mut fire = FireJobs::new(keeper.clone(), clock.clone(), Way::default());
        let mut settle = Settle::new(keeper, clock.clone(), Way::default());
        for _ in 0..3 {
            fire.pass().await.unwrap();
            settle.pass().await.unwrap();
        }
    }

    /// How many times are in the ledgers, and how many ends their jobs know of.
    pub(super) async fn seen(&self) -> (usize, usize) {
        let (mut fires, mut ends) = (0, 0);
        for &id in &self.jobs {
            fires += self.fires(id).await.len();
            let runs = self.runs(id).await;
            let open = self.town.store.jobs_of(&[id]).await.unwrap()[0].state.open_runs;
            ends += runs.len() - open as usize;
        }
        (fires, ends)
    }

    pub(super) async fn audit(&self) {
        let mut fired_in_all = 0;
        for &id in &self.jobs {
            let job = self.town.store.jobs_of(&[id]).await.unwrap().remove(0);
            let (fires, runs) = (self.fires(id).await, self.runs(id).await);
            let versions = self.town.store.job_versions(id, None, 1_000_000).await.unwrap();
            assert_eq!(versions.next, None);
            let since = Timestamp::default();
            let ends: HashMap<TaskId, Timestamp> =
                runs.iter().filter_map(|run| Some((run.id, run.finished_at?))).collect();
            let finished = |run: TaskId| ends.get(&run).copied();
            let ledger = fires.iter().copied();
            let found = verify(&versions.rows, job.state.covered_to, since, ledger, finished);
            let seed = self.seed;
            assert!(found.is_clean(), "seed {seed}, {:?}: {found:?}", job.spec.name);
            assert_eq!(found.found, fires.len() as u64);

            let mut by_time: BTreeMap<Timestamp, Vec<TaskId>> = BTreeMap::new();
            for run in &runs {
                if let Some(nominal) = run.of.nominal {
                    by_time.entry(nominal).or_default().push(run.id);
                }
            }
            let fired: HashMap<Timestamp, TaskId> = fires
                .iter()
                .filter_map(|fire| Some((fire.nominal, fire.outcome.task()?)))
                .collect();
            assert_eq!(by_time.len(), fired.len(), "seed {seed}: each fire has its run");
            for (nominal, runs) in by_time {
                assert_eq!(runs, [fired[&nominal]], "seed {seed}: one run at {nominal}");
            }
            let open = runs.iter().filter(|run| !run.state.is_terminal()).count();
            assert_eq!(job.state.open_runs, open as i32, "seed {seed}, {:?}", job.spec.name);
            assert!(!job.is_stuck(), "seed {seed}: {job:?}");
            fired_in_all += fired.len();
        }
        assert!(fired_in_all > 20, "there was something to see: {fired_in_all}");
    }

    async fn fires(&self, job: JobId) -> Vec<Fire> {
        let filter = FireFilter { job, outcomes: Vec::new(), from: None, before: None };
        self.town.store.fires(&filter, u32::MAX).await.unwrap().rows
    }

    async fn runs(&self, job: JobId) -> Vec<Run> {
        let filter = RunFilter { job: Some(job), states: Vec::new(), open: false };
        self.town.store.runs(&filter, None, u32::MAX).await.unwrap().rows
    }
}

fn decide(job: &Job, wish: u32, schedule: Schedule, now: Timestamp) -> Result<Change, JobRefusal> {
    let mut draw = || TaskId::new(now);
    let by = "user:eve";
    match wish {
        0 => {
            let overrides = Overrides::default();
            return job.run_now(draw(), Trigger::Manual, &overrides, by, now);
        }
        1 => {
            let enabled = !job.spec.enabled;
            let spec = JobSpec { enabled, ..job.spec.clone() };
            return job.edit(spec, by, now, &mut draw);
        }
        _ => {}
    }
    let spec = JobSpec { schedule, ..job.spec.clone() };
    match job.edit(spec, by, now, &mut draw) {
        // First what is due, then the wish: which somebody else may ask for.
        Err(behind @ JobRefusal::Behind { disables }) => {
            job.catch_up(disables, now, &mut draw).ok_or(behind)
        }
        decided => decided,
    }
}
