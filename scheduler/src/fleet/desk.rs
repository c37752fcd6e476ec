//! What every keeper of a fleet shares: its side of the store.
//!
//! A keeper is a [`Duty`](crate::duty::Duty). Each of its passes holds the lease, asks what is
//! wanted and who is to be killed, does it in its own way and reports. A kill is carried out as:
//! [`Desk::cut_off`], stop the process, [`Desk::give_back`] once it is gone, [`Desk::answer`].

use std::{collections::HashSet, sync::Arc, time::Duration};

use taskmaster_domain::{
    Incarnation, OrderId, TaskId, WorkerId,
    worker::{ReleaseCause, Rhythm},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{FleetState, KillOrder, KillResult, SchedulerStore, Wake};
use tokio::time::Instant;
use uuid::Uuid;

use super::NAME;
use crate::{Metrics, duties::tell, error::Result};

/// How long the store's lease is held.
const LEASE: Duration = Duration::from_secs(15);

/// How often the lease is renewed, and asked for while another has it.
pub(super) const RENEW: Duration = Duration::from_secs(5);

/// A keeper's side of the store.
pub(crate) struct Desk {
    /// The backend's word in the store.
    backend: &'static str,
    /// When leases and heartbeats of workers happen.
    pub(super) rhythm: Rhythm,
    pub(super) store: Arc<dyn SchedulerStore>,
    pub(super) clock: Clock,
    metrics: Metrics,
    /// When the lease is to be renewed; nothing while it is not held.
    renew_at: Option<Instant>,
    /// What the store was told last.
    reported: Option<(u32, String)>,
}

impl Desk {
    /// A desk at which nothing was done yet. `backend` is the word that users see.
    pub(crate) fn new(
        backend: &'static str,
        rhythm: Rhythm,
        store: Arc<dyn SchedulerStore>,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        Self { backend, rhythm, store, clock, metrics, renew_at: None, reported: None }
    }

    /// True while `holder` has the lease: it keeps other schedulers from keeping the fleet at the
    /// same time. It asks the store no oftener than every 5 s once it is held.
    pub(super) async fn hold_lease(&mut self, holder: Uuid) -> Result<bool> {
        if self.renew_at.is_some_and(|renew_at| Instant::now() < renew_at) {
            return Ok(true);
        }
        let held = self.store.hold_lease(NAME, holder, LEASE, self.clock.now()).await?;
        self.renew_at = held.then(|| Instant::now() + RENEW);
        if !held {
            self.reported = None;
        }
        Ok(held)
    }

    /// The fleet as the store has it. Where this backend kept none before it is made known, with
    /// the wanted size `initial` if none was ever set.
    pub(super) async fn fleet(&self, initial: u32) -> Result<FleetState> {
        let state = self.store.fleet().await?;
        if state.backend == self.backend {
            return Ok(state);
        }
        Ok(self.store.adopt_fleet(self.backend, initial).await?)
    }

    /// Open kills, oldest first.
    pub(super) async fn kills(&self) -> Result<Vec<KillOrder>> {
        Ok(self.store.kills().await?)
    }

    /// Sees to it that a worker gets nothing more, and says what it has now.
    pub(super) async fn cut_off(&self, worker: &str) -> Result<Vec<TaskId>> {
        if let Some(id) = self.store.set_draining(worker, true).await? {
            self.store.poke(Wake::Worker(id));
        }
        let worker = self.store.worker(worker).await?;
        Ok(worker.map(|worker| worker.running).unwrap_or_default())
    }

    /// Releases what a worker that is gone has, and says how much of what it held when it was cut
    /// off went back: it may itself have given back some of it, with its last words. Where its
    /// name may be another's by now, [`Self::give_back_of`] is to be asked.
    pub(super) async fn give_back(&self, worker: &str, held: &[TaskId]) -> Result<u32> {
        let worker = self.store.worker(worker).await?;
        self.give_back_of(worker.map(|worker| (worker.id, worker.incarnation)), held).await
    }

    /// The same for one start of a worker, if there was any.
    pub(super) async fn give_back_of(
        &self,
        worker: Option<(WorkerId, Incarnation)>,
        held: &[TaskId],
    ) -> Result<u32> {
        let mut back = HashSet::new();
        if let Some((id, incarnation)) = worker {
            let now = self.clock.now();
            let released =
                self.store.release_worker(id, incarnation, ReleaseCause::Killed, now).await?;
            self.metrics.released(&released);
            tell(&*self.store, &released).await;
            back.extend(released.requeued);
        }
        for &task in held {
            if !back.contains(&task)
                && self.store.task(task).await?.is_some_and(|task| !task.state.is_terminal())
            {
                back.insert(task);
            }
        }
        Ok(u32::try_from(back.len()).unwrap_or(u32::MAX))
    }

    /// Answers a kill. With `lower` the wanted size falls by one.
    pub(super) async fn answer(
        &self,
        order: OrderId,
        result: &KillResult,
        lower: bool,
    ) -> Result<()> {
        self.store.finish_kill(order, result, lower).await?;
        self.store.poke(Wake::Fleet);
        Ok(())
    }

    /// Tells the store what there is and what went wrong, when that has changed.
    pub(super) async fn report(&mut self, present: u32, trouble: &str) -> Result<()> {
        let same = |(size, text): &(u32, String)| *size == present && text == trouble;
        if !self.reported.as_ref().is_some_and(same) {
            self.store.report_fleet(present, trouble).await?;
            if self.reported.as_ref().is_none_or(|(size, _)| *size != present) {
                self.store.poke(Wake::Fleet);
            }
            self.reported = Some((present, trouble.to_owned()));
        }
        Ok(())
    }
}
