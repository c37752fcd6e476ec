//! Carrying out a kill: cut off, stop, give back, answer.

use std::collections::HashSet;

use taskmaster_domain::{OrderId, TaskId, worker::ReleaseCause};
use taskmaster_store::{KillResult, Wake};
use tokio::time::Instant;
use tracing::info;

use super::{
    Desk,
    command::name_of,
    crew::{Crew, Killing},
    plan::Place,
};
use crate::{duties::tell, error::Result};

impl Desk {
    /// Answers an order for a worker that is not of this fleet.
    pub(super) async fn refuse(&self, order: OrderId) -> Result<()> {
        self.store.finish_kill(order, &KillResult::NotOurs, false).await?;
        self.store.poke(Wake::Fleet);
        Ok(())
    }

    /// Sees to it that the worker gets nothing more, then tells its process to stop.
    pub(super) async fn cut_off(
        &self,
        number: u32,
        order: OrderId,
        place: Place,
        crew: &mut Crew,
    ) -> Result<()> {
        let name = name_of(number);
        if let Some(worker) = self.store.set_draining(&name, true).await? {
            self.store.poke(Wake::Worker(worker));
        }
        let held = self.store.worker(&name).await?.map(|worker| worker.running).unwrap_or_default();
        crew.stop(number, Killing { order, place, held, requeued: None }, Instant::now());
        Ok(())
    }

    /// Gives back what the worker held, unless that is done, and answers the order.
    pub(super) async fn finish(
        &self,
        number: u32,
        order: OrderId,
        lower: bool,
        crew: &mut Crew,
    ) -> Result<()> {
        let Some(kill) = crew.kill_mut(number) else { return Ok(()) };
        let requeued = match kill.requeued {
            Some(requeued) => requeued,
            None => *kill.requeued.insert(self.give_back(&name_of(number), &kill.held).await?),
        };
        self.store.finish_kill(order, &KillResult::Done { requeued }, lower).await?;
        self.store.poke(Wake::Fleet);
        info!(worker.name = name_of(number), order.id = %order, requeued, "killed a worker");
        Ok(())
    }

    /// Releases what the worker has and says how much of what it held went back: the worker may
    /// itself have given back some of it, with its last words.
    async fn give_back(&self, name: &str, held: &[TaskId]) -> Result<u32> {
        let mut back = HashSet::new();
        if let Some(worker) = self.store.worker(name).await? {
            let (id, incarnation) = (worker.id, worker.incarnation);
            let now = self.clock.now();
            let released =
                self.store.release_worker(id, incarnation, ReleaseCause::Killed, now).await?;
            self.metrics.released(&released);
            tell(&*self.store, &released);
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
}
