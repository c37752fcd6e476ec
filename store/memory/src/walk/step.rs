//! What may be called next.

use std::time::Duration;

use rand::{Rng, seq::IndexedRandom as _};
use taskmaster_domain::{
    AttemptRef, Failure, FailureKind, Incarnation, JobId, TaskId, TaskSpec, Timestamp, Verdict,
    worker::ReleaseCause,
};
use taskmaster_store::Command;
use uuid::Uuid;

use super::jobs::{JobStep, Known};

/// Worker names in play.
pub(super) const NAMES: [&str; 3] = ["a", "b", "c"];
/// Queues in play.
pub(super) const QUEUES: [&str; 2] = ["default", "other"];
/// Hosts in play.
const HOSTS: [&str; 2] = ["host-a", "host-b"];

/// One call.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Submit(Vec<Asked>),
    Hello {
        name: &'static str,
        host: &'static str,
        incarnation: Incarnation,
        holding: Vec<AttemptRef>,
        evict: bool,
        has_run_out: bool,
    },
    /// Seats by worker's name; the number is how many sessions ago.
    Claim {
        queue: &'static str,
        seats: Vec<(&'static str, i64)>,
    },
    Start(AttemptRef, Incarnation),
    Stands(Vec<AttemptRef>),
    Report(Vec<Report>),
    Control(TaskId, Command),
    Beat(&'static str),
    Drain(&'static str, bool),
    Release(&'static str, Incarnation, ReleaseCause),
    ReleaseLost,
    Promote,
    Expire,
    Job(JobStep),
    Silence,
    Count(AttemptRef, i64),
    Prune(Timestamp),
    Limit(&'static str, Option<u32>),
    PauseQueue(&'static str, bool),
    SweepGates,
    Append {
        of: AttemptRef,
        by: Incarnation,
        first_seq: i64,
    },
}

/// A task as it is handed in.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) id: TaskId,
    pub(super) queue: &'static str,
    priority: i32,
    pub(super) gate: Option<JobId>,
    scheduled_at: Option<Timestamp>,
    start_timeout: Option<Duration>,
    heartbeat_timeout: Option<Duration>,
    key: String,
}

impl Asked {
    fn random(rng: &mut impl Rng, now: Timestamp) -> Self {
        let mut wait = || Duration::from_micros(rng.random_range(1..60_000_000));
        let (scheduled_at, start_timeout, silence) = (now.plus(wait()), wait(), wait());
        let key = rng.random_range(0..40);
        Self {
            id: TaskId::new(now),
            queue: queue(rng),
            priority: rng.random_range(-1..2),
            gate: rng.random_bool(0.2).then(|| JobId(Uuid::from_u128(rng.random_range(0..3)))),
            scheduled_at: rng.random_bool(0.3).then_some(scheduled_at),
            start_timeout: rng.random_bool(0.3).then_some(start_timeout),
            heartbeat_timeout: rng.random_bool(0.5).then_some(silence),
            key: if key < 5 { format!("key-{key}") } else { String::new() },
        }
    }

    pub(super) fn spec(&self) -> TaskSpec {
        TaskSpec {
            queue: self.queue.to_owned(),
            priority: self.priority,
            scheduled_at: self.scheduled_at,
            start_timeout: self.start_timeout,
            heartbeat_timeout: self.heartbeat_timeout,
            idempotency_key: self.key.clone(),
            created_by: "user:ann".to_owned(),
            ..TaskSpec::default()
        }
    }
}

/// One end of an attempt.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) of: AttemptRef,
    pub(super) by: Incarnation,
    pub(super) verdict: Verdict,
    pub(super) failure: Option<Failure>,
    pub(super) exit_code: Option<i32>,
}

/// What the caller remembers, so that calls are mostly about something.
#[derive(Debug, Default)]
pub(super) struct World {
    tasks: Vec<Asked>,
    /// Attempts that were ever given, and to which start.
    attempts: Vec<(AttemptRef, Incarnation)>,
    /// The latest start of each name.
    starts: [Option<Incarnation>; NAMES.len()],
    jobs: Known,
    /// Runs and checks of jobs.
    runs: Vec<TaskId>,
}

impl World {
    /// Remembers what was given, and what jobs made.
    pub(super) fn learn(&mut self, given: &[(AttemptRef, Incarnation)], made: &[TaskId]) {
        self.attempts.extend(&given[self.attempts.len().min(given.len())..]);
        self.runs.extend(&made[self.runs.len().min(made.len())..]);
    }

    /// Something to call.
    pub(super) fn next(&mut self, rng: &mut impl Rng, now: Timestamp) -> Step {
        match rng.random_range(0..140) {
            0..12 => self.submit(rng, now),
            12..17 => self.hello(rng),
            17..40 => Self::claim(rng),
            40..54 => {
                let (of, by) = self.attempt(rng);
                Step::Start(of, by)
            }
            54..72 => {
                let count = rng.random_range(1..4);
                Step::Report((0..count).map(|_| self.report(rng, now)).collect())
            }
            72..82 => self.control(rng),
            82..84 => Step::Beat(name(rng)),
            84..86 => Step::Drain(name(rng), rng.random_bool(0.3)),
            86..88 => self.release(rng),
            88..90 => Step::ReleaseLost,
            90..92 => Step::Promote,
            92 => Step::Expire,
            93 => Step::SweepGates,
            94 => Step::PauseQueue(queue(rng), rng.random_bool(0.3)),
            95 => {
                let limit = rng.random_bool(0.7).then(|| rng.random_range(1..5));
                Step::Limit(queue(rng), limit)
            }
            96 => Step::Prune(now.minus(Duration::from_secs(rng.random_range(0..300)))),
            97 => Step::Stands((0..3).map(|_| self.attempt(rng).0).collect()),
            98 => Step::Silence,
            99 => Step::Count(self.attempt(rng).0, rng.random_range(0..2)),
            100..138 => Step::Job(self.jobs.next(rng, now)),
            _ => {
                let (of, by) = self.attempt(rng);
                Step::Append { of, by, first_seq: rng.random_range(1..4) }
            }
        }
    }

    fn submit(&mut self, rng: &mut impl Rng, now: Timestamp) -> Step {
        let mut batch = Vec::new();
        for _ in 0..rng.random_range(1..5) {
            let known = self.tasks.choose(rng).filter(|_| rng.random_bool(0.1)).cloned();
            let task = known.unwrap_or_else(|| Asked::random(rng, now));
            batch.push(task);
        }
        self.tasks.extend(batch.clone());
        Step::Submit(batch)
    }

    fn hello(&mut self, rng: &mut impl Rng) -> Step {
        let n = rng.random_range(0..NAMES.len());
        let kept = self.starts[n].filter(|_| rng.random_bool(0.6));
        let incarnation = kept.unwrap_or_else(|| Incarnation(Uuid::from_u128(rng.random())));
        let mut holding: Vec<AttemptRef> =
            (0..rng.random_range(0..30)).map(|_| self.attempt(rng).0).collect();
        holding.sort_unstable();
        holding.dedup();
        self.starts[n] = Some(incarnation);
        Step::Hello {
            name: NAMES[n],
            host: HOSTS[usize::from(rng.random_bool(0.2))],
            incarnation,
            holding,
            evict: rng.random_bool(0.3),
            has_run_out: rng.random_bool(0.3),
        }
    }

    fn claim(rng: &mut impl Rng) -> Step {
        let count = rng.random_range(1..5);
        let seats = (0..count).map(|_| (name(rng), i64::from(rng.random_bool(0.1)))).collect();
        Step::Claim { queue: queue(rng), seats }
    }

    fn report(&self, rng: &mut impl Rng, now: Timestamp) -> Report {
        let (of, by) = self.attempt(rng);
        let verdict = match rng.random_range(0..6) {
            0 | 1 => Verdict::Completed,
            2 => Verdict::Failed,
            3 => Verdict::Canceled,
            4 => Verdict::RetryAt(now.plus(Duration::from_secs(rng.random_range(0..20)))),
            _ => Verdict::Requeued,
        };
        let failed = matches!(verdict, Verdict::Failed | Verdict::RetryAt(_));
        let failure =
            failed.then(|| Failure { kind: FailureKind::Error, message: format!("no {of}") });
        Report { of, by, verdict, failure, exit_code: failed.then_some(1) }
    }

    fn control(&self, rng: &mut impl Rng) -> Step {
        let held = self.attempt(rng).0.task;
        let of_job = self.runs.choose(rng).filter(|_| rng.random_bool(0.3)).copied();
        let any = of_job.or_else(|| self.tasks.choose(rng).map(|task| task.id)).unwrap_or_default();
        let task = if rng.random_bool(0.6) { held } else { any };
        let command = match rng.random_range(0..5) {
            0 | 1 => Command::Cancel { by: format!("user:{}", rng.random_range(0..9)) },
            2 => Command::Pause,
            3 => Command::Resume,
            _ => Command::Retry,
        };
        Step::Control(task, command)
    }

    fn release(&self, rng: &mut impl Rng) -> Step {
        let n = rng.random_range(0..NAMES.len());
        let by = self.starts[n].unwrap_or(Incarnation(Uuid::nil()));
        let cause = if rng.random_bool(0.7) { ReleaseCause::Lost } else { ReleaseCause::Killed };
        Step::Release(NAMES[n], by, cause)
    }

    /// An attempt and its speaker; now and then not quite.
    fn attempt(&self, rng: &mut impl Rng) -> (AttemptRef, Incarnation) {
        let late = self.attempts.len().saturating_sub(12);
        let pool = if rng.random_bool(0.8) { &self.attempts[late..] } else { &self.attempts };
        let nobody = (AttemptRef::default(), Incarnation(Uuid::nil()));
        let (mut of, mut by) = pool.choose(rng).copied().unwrap_or(nobody);
        if rng.random_bool(0.05) {
            of.attempt += 1;
        }
        if rng.random_bool(0.05) {
            by = self.starts[0].unwrap_or(by);
        }
        (of, by)
    }
}

fn queue(rng: &mut impl Rng) -> &'static str {
    QUEUES[usize::from(rng.random_bool(0.3))]
}

fn name(rng: &mut impl Rng) -> &'static str {
    NAMES[rng.random_range(0..NAMES.len())]
}
