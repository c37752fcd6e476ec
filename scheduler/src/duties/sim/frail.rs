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
    Command, Control, Controlled, Deleted, EndedRun, Error, FireFilter, JobFilter, JobPage,
    JobWrite, Jobs, KeptRuns, NewTask, Result, RunFilter, Submit, Submitted, Wake, Wakes, Written,
};
use taskmaster_store_memory::Memory;
use tokio::sync::broadcast;

/// Waits once before and once after each call, and fails at either end now and then: at the latter
/// the caller does not know that it was done.
pub(super) struct Frail {
    pub(super) inner: Arc<Memory>,
    random: Mutex<StdRng>,
}

/// One call in so many fails.
const ODDS: u32 = 200;

impl Frail {
    pub(super) fn new(inner: Arc<Memory>, seed: u64) -> Self {
        Self { inner, random: Mutex::new(StdRng::seed_from_u64(seed)) }
    }

    async fn turn(&self) -> Result<()> {
        futures::pending!();
        if self.random.lock().unwrap().random_ratio(1, ODDS) {
            return Err(Error::Unavailable("the dice said so".to_owned()));
        }
        Ok(())
    }
}

macro_rules! frail {
    ($($contract:ident { $(fn $name:ident(&self $(, $arg:ident: $of:ty)*) -> $answer:ty;)* })*) => { $(
        #[async_trait]
        impl $contract for Frail {
            $(async fn $name(&self $(, $arg: $of)*) -> Result<$answer> {
                self.turn().await?;
                let answer = self.inner.$name($($arg),*).await;
                self.turn().await?;
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
        fn due_jobs(&self, now: Timestamp, limit: u32) -> Vec<Job>;
        fn coming_jobs(&self, limit: u32) -> Vec<Job>;
        fn ended_runs(&self, limit: u32) -> Vec<EndedRun>;
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
