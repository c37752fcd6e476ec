//! Makes the ends of runs and checks part of their jobs' state.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use taskmaster_domain::JobId;
use taskmaster_runtime::Clock;
use taskmaster_store::{Control, History, JobMoment, Jobs, Submit, Wake, Wakes};

use super::{Way, keep::Keeper};
use crate::{duty::Duty, error::Result};

/// Ends of one call.
const BATCH: u32 = 500;

/// Jobs that are read at once: of a megabyte each, many more would fill the memory.
const JOBS: usize = 50;

/// The store is asked this often when nothing pokes. Whoever records the end of a run pokes.
const NET: Duration = Duration::from_secs(1);

/// The wait when what ended is in the hands of another scheduler.
const TAKEN: Duration = Duration::from_millis(100);

/// Takes the ends that no job knows of yet, and lets each job make of them what its rules say.
#[derive(Debug)]
pub(crate) struct Settle<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    keeper: Keeper<S>,
    way: Way,
}

impl<S: ?Sized> Settle<S> {
    /// Writes by what `keeper` knows.
    pub(crate) fn new(keeper: Keeper<S>, clock: Clock, way: Way) -> Self {
        Self { store: Arc::clone(keeper.store()), clock, keeper, way }
    }
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized> Duty for Settle<S> {
    const NAME: &'static str = "settle";

    async fn pass(&mut self) -> Result<Duration> {
        // Once a pass: where fires never rest, ends go on beside them.
        self.way.give().await;
        loop {
            let named = self.store.ended_runs(BATCH).await?;
            if named.is_empty() {
                return Ok(NET);
            }
            let full = named.len() >= BATCH as usize;
            let ids: BTreeSet<JobId> = named.iter().map(|end| end.of.job).collect();
            let ids: Vec<JobId> = ids.into_iter().collect();
            let (mut wrote, mut stale, mut refused) = (false, false, false);
            for ids in ids.chunks(JOBS) {
                let jobs = self.store.jobs_of(ids).await?;
                // Those of before the jobs were read may be settled since.
                let ends = self.store.ended_runs_of(ids, BATCH).await?;
                let kept = self.keeper.settle(&jobs, ends, self.clock.now()).await?;
                wrote |= !kept.writes.is_empty();
                stale |= kept.stale;
                refused |= kept.refused;
            }
            if !wrote {
                return Ok(if refused && !stale { NET } else { TAKEN });
            }
            if !full {
                return Ok(NET);
            }
        }
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        match wake {
            Wake::Job(_, JobMoment::RunEnded) => Some(Duration::ZERO),
            Wake::Job(
                _,
                JobMoment::Changed
                | JobMoment::Deleted
                | JobMoment::RunStarted
                | JobMoment::RunFinished
                | JobMoment::Broken(_),
            )
            | Wake::Lane(_)
            | Wake::Worker(_)
            | Wake::Workers
            | Wake::Fleet
            | Wake::Due(_)
            | Wake::Task(_)
            | Wake::Tasks
            | Wake::Output(_)
            | Wake::Fire(_) => None,
        }
    }
}
