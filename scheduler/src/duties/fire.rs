//! Fires jobs when their time has come.

mod ahead;
mod batches;

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{JobId, Timestamp};
use taskmaster_runtime::Clock;
use taskmaster_store::{Control, History, Jobs, Submit, Wake, Wakes};
use uuid::Uuid;

use self::{
    ahead::Ahead,
    batches::{Batches, Fired},
};
use super::{Way, keep::Keeper};
use crate::{duty::Duty, error::Result};

/// Jobs of one call.
const BATCH: u32 = 1_000;

/// The store is asked this often when nothing pokes. A poke comes for whatever is due within
/// two seconds, so everything else is seen by this look well before its time.
const NET: Duration = Duration::from_secs(1);

/// So long before their time jobs are read, which takes a part of it for the most there may be. The
/// rest of it is for what moves them: that is read again.
const EARLY: Duration = Duration::from_secs(1);

/// The wait when what is due is in the hands of another scheduler.
const TAKEN: Duration = Duration::from_millis(100);

/// Sleeps until the earliest time of a job that it knows, then decides what is due. Several may do
/// so at once: each job's step is kept by the first only.
#[derive(Debug)]
pub(crate) struct FireJobs<S: ?Sized> {
    store: Arc<S>,
    clock: Clock,
    batches: Arc<Batches<S>>,
    way: Way,
    ahead: Option<Ahead>,
}

impl<S: ?Sized> FireJobs<S> {
    /// Writes by what `keeper` knows.
    pub(crate) fn new(keeper: Keeper<S>, clock: Clock, way: Way) -> Self {
        let store = Arc::clone(keeper.store());
        let batches = Arc::new(Batches::new(keeper, clock.clone()));
        Self { store, clock, batches, way, ahead: None }
    }
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized + 'static> FireJobs<S> {
    /// Reads some of what is due at `at`, the next time there is; the wait until more is to be done.
    async fn look_ahead(&mut self, at: Timestamp, now: Timestamp) -> Result<Duration> {
        let early = at.minus(EARLY);
        if early > now {
            return Ok(early.since(now).min(NET));
        }
        let ahead = match &mut self.ahead {
            Some(ahead) if ahead.at() == at => ahead,
            other => other.insert(Ahead::of(at)),
        };
        if ahead.read(&*self.store).await? {
            // A page at a time, so that whatever comes before is not late.
            return Ok(Duration::ZERO);
        }
        Ok(at.since(self.clock.now()))
    }

    /// The wait for the next time after `now`. What was due by then cannot be kept.
    async fn until_next(&self, now: Timestamp) -> Result<Duration> {
        let after = (now, JobId(Uuid::max()));
        let next = self.store.due_jobs(now.plus(NET), Some(after), 1).await?;
        let at = next.rows.first().and_then(|job| job.state.fire_at);
        Ok(at.map_or(NET, |at| at.since(self.clock.now())))
    }
}

impl<S: Jobs + Submit + Control + History + Wakes + ?Sized + 'static> Duty for FireJobs<S> {
    const NAME: &'static str = "fire";

    async fn pass(&mut self) -> Result<Duration> {
        let way = self.way.clone();
        let _way = way.take().await;
        loop {
            let Some(at) = self.store.next_fire().await? else { return Ok(NET) };
            let now = self.clock.now();
            if at > now {
                return self.look_ahead(at, now).await;
            }
            let ahead = self.ahead.take().filter(|ahead| ahead.at() <= now);
            match self.batches.fire(ahead).await? {
                Fired::Some => {}
                Fired::Taken => return Ok(TAKEN),
                Fired::Refused => return self.until_next(now).await,
            }
        }
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        match wake {
            Wake::Fire(at) => Some(at.since(self.clock.now())),
            Wake::Lane(_)
            | Wake::Worker(_)
            | Wake::Workers
            | Wake::Fleet
            | Wake::Due(_)
            | Wake::Task(_)
            | Wake::Tasks
            | Wake::Output(_)
            | Wake::Job(..) => None,
        }
    }
}

#[cfg(test)]
mod tests;
