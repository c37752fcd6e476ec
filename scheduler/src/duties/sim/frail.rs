//! A store at which every call may be the last.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use taskmaster_domain::{
    JobId, LaneId, TaskId, Timestamp,
    job::{Fire, Job, Run, Version},
    lane::{Lane, LaneKey},
};
use taskmaster_store::{
    Command, Control, Controlled, Deleted, EndedRun, Error, FireFilter, History, JobFilter,
    JobPage, JobWrite, Jobs, KeptRuns, Minute, NewTask, Result, RunFilter, Submit, Submitted, Wake,
    Wakes, Written,
};
use taskmaster_store_memory::Memory;
use tokio::sync::broadcast;

/// Waits once before and once after each call, and fails at either end when it is told to: at the
/// latter the caller does not know that it was done.
pub(in crate::duties) struct Frail {
    pub(super) inner: Arc<Memory>,
    fails: Mutex<Box<Fails>>,
}

/// Whether a call, by its name, fails at one of its ends.
type Fails = dyn FnMut(&str) -> bool + Send;

/// One call in so many fails.
const ODDS: u32 = 200;

impl Frail {
    /// Fails now and then.
    pub(super) fn new(inner: Arc<Memory>, seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        Self::failing(inner, move |_| random.random_ratio(1, ODDS))
    }

    /// Fails when `fails` says so, which is asked before and after each call.
    pub(in crate::duties) fn failing(
        inner: Arc<Memory>,
        fails: impl FnMut(&str) -> bool + Send + 'static,
    ) -> Self {
        Self { inner, fails: Mutex::new(Box::new(fails)) }
    }

    async fn turn(&self, call: &str) -> Result<()> {
        tokio::task::yield_now().await;
        if (self.fails.lock().unwrap())(call) {
            return Err(Error::Unavailable(format!("it was to fail at {call}")));
        }
        Ok(())
    }
}

macro_rules! frail {
    ($($contract:ident { $(fn $name:ident(&self $(, $arg:ident: $of:ty)*) -> $answer:ty;)* })*) => { $(
        #[async_trait]
        impl $contract for Frail {
            $(async fn $name(&self $(, $arg: $of)*) -> Result<$answer> {
                self.turn(stringify!($name)).await?;
                let answer = self.inner.$name($($arg),*).await;
                self.turn(stringify!($name)).await?;
                answer
            })*
        }
    )* };
}

frail! {
    Jobs {
        fn write_jobs(&self, writes: &[JobWrite], now: Timestamp) -> Vec<Written>;
        fn jobs_of(&self, ids: &[JobId]) -> Vec<Job>;
        fn job_named(&self, name: &str) -> Option<Job>;
        fn jobs(&self, filter: &JobFilter, after: Option<&str>, limit: u32)
            -> JobPage<Job, String>;
        fn stuck_jobs(&self) -> u32;
        fn job_versions(&self, id: JobId, below: Option<i32>, limit: u32)
            -> JobPage<Version, i32>;
        fn delete_job(&self, id: JobId, kept: KeptRuns, now: Timestamp) -> Deleted;
        fn sweep_deleted(&self, now: Timestamp, limit: u32) -> u64;
        fn next_fire(&self) -> Option<Timestamp>;
        fn due_jobs(&self, now: Timestamp, after: Option<(Timestamp, JobId)>, limit: u32)
            -> JobPage<Job, (Timestamp, JobId)>;
        fn coming_jobs(&self, after: Option<(Timestamp, JobId)>, limit: u32)
            -> JobPage<Job, (Timestamp, JobId)>;
        fn ended_runs(&self, limit: u32) -> Vec<EndedRun>;
        fn ended_runs_of(&self, jobs: &[JobId], limit: u32) -> Vec<EndedRun>;
        fn runs(&self, filter: &RunFilter, below: Option<TaskId>, limit: u32)
            -> JobPage<Run, TaskId>;
        fn fires(&self, filter: &FireFilter, limit: u32) -> JobPage<Fire, Timestamp>;
        fn prune_fires(&self, before: Timestamp, limit: u32) -> u64;
    }
    Submit {
        fn submit(&self, tasks: &[NewTask], now: Timestamp) -> Vec<Submitted>;
        fn intern_lane(&self, key: &LaneKey) -> LaneId;
        fn lanes(&self) -> Vec<Lane>;
    }
    History {
        fn add_minutes(&self, minutes: &[Minute]) -> ();
        fn minutes(&self, queue: &str, from: Timestamp, until: Timestamp) -> Vec<Minute>;
        fn forget_minutes(&self, before: Timestamp, limit: u32) -> u64;
    }
    Control {
        fn control(&self, id: TaskId, command: &Command, now: Timestamp) -> Controlled;
    }
}

impl Wakes for Frail {
    fn poke(&self, wake: Wake) {
        self.inner.poke(wake);
    }

    fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.inner.wakes()
    }
}
