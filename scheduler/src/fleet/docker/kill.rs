//! Carrying out a kill: find, cut off, stop, remove, give back, answer.

use taskmaster_domain::{
    OrderId,
    worker::{Worker, WorkerStatus},
};
use taskmaster_store::{KillOrder, KillResult};
use tokio::time::Instant;
use tracing::{info, warn};

use super::{
    DockerKeeper,
    crew::{Killing, Leaving},
    name,
    plan::{Place, Target},
    start_of, worker_in,
};
use crate::error::Result;

impl DockerKeeper {
    /// Whom an order is meant for: a worker of that name, else a container.
    pub(super) async fn target(&self, order: &KillOrder, workers: &[Worker]) -> Result<Target> {
        let containers = || self.crew.containers.iter();
        if !order.container.is_empty() {
            let begun =
                |number| self.crew.container(number).is_some_and(|c| c.name == order.container);
            let number = self.crew.numbers().into_iter().find(|&number| begun(number));
            return Ok(number.map_or(Target::Gone, Target::Number));
        }
        if let Some(id) = order.worker {
            let worker = workers.iter().find(|worker| worker.id == id);
            let of_it = worker.and_then(|worker| containers().find(|c| c.host() == worker.host));
            let now = self.desk.clock.now();
            let is_dead = worker.is_some_and(|one| one.status(now) == WorkerStatus::Offline);
            // One that is dead is nobody's.
            let other = if is_dead { Target::Unknown } else { Target::NotOurs };
            return Ok(of_it.map_or(other, |container| Target::Number(container.number)));
        }
        if let Some(container) = containers().find(|c| name::same(&c.name, &order.name)) {
            return Ok(Target::Number(container.number));
        }
        let exists = self.yard.exists(&order.name).await?;
        Ok(if exists { Target::NotOurs } else { Target::Unknown })
    }

    /// Sees to it that the worker gets nothing more, then tells its container to stop.
    pub(super) async fn stop(&mut self, number: u32, order: OrderId, place: Place) -> Result<()> {
        let Some(container) = self.crew.container(number).cloned() else { return Ok(()) };
        let worker = worker_in(&container, &self.workers().await?).map(start_of);
        let id = worker.as_ref().map(|worker| worker.id);
        warn!(container.name = container.name, order.id = %order, "killing a worker");
        self.desk.store.begin_kill(order, id, &container.name).await?;
        let held = match &worker {
            Some(worker) => self.desk.cut_off(&worker.name).await?,
            None => Vec::new(),
        };
        self.yard.push(&container.id, "SIGQUIT").await?;
        let kill = Killing { order, place, held, requeued: None };
        self.crew.leave(container, worker, Some(kill), Instant::now());
        Ok(())
    }

    /// Removes the container, gives back what its worker held, and answers the order.
    pub(super) async fn finish(&mut self, number: u32, order: OrderId, place: Place) -> Result<()> {
        let Some(leaving) = self.crew.leaving(number).cloned() else { return Ok(()) };
        self.yard.remove(&leaving.container.id).await?;
        let done = self.outcome(number, &leaving).await?;
        self.desk.answer(order, &done, place == Place::GivenUp).await?;
        info!(container.name = leaving.container.name, order.id = %order, "killed a worker");
        self.crew.left(number);
        Ok(())
    }

    /// Answers another order for a container that is gone.
    pub(super) async fn join(&mut self, number: u32, order: OrderId) -> Result<()> {
        let Some(leaving) = self.crew.leaving(number).cloned() else { return Ok(()) };
        let done = self.outcome(number, &leaving).await?;
        self.desk.answer(order, &done, false).await
    }

    async fn outcome(&mut self, number: u32, leaving: &Leaving) -> Result<KillResult> {
        let container = leaving.container.name.clone();
        let Some(kill) = &leaving.kill else {
            return Ok(KillResult::Done { container, requeued: 0 });
        };
        let requeued = match kill.requeued {
            Some(requeued) => requeued,
            None => {
                let worker = leaving.worker.as_ref().map(|start| (start.id, start.incarnation));
                self.desk.give_back_of(worker, &kill.held).await?
            }
        };
        if let Some(kill) = self.crew.leaving_mut(number).and_then(|leaving| leaving.kill.as_mut())
        {
            kill.requeued = Some(requeued);
        }
        Ok(KillResult::Done { container, requeued })
    }

    /// Answers an order that an earlier scheduler began and whose container is gone.
    pub(super) async fn finish_gone(&mut self, order: &KillOrder, lower: bool) -> Result<()> {
        let workers = self.workers().await?;
        let worker = workers.iter().find(|worker| Some(worker.id) == order.worker);
        // Its name may be another container's by now.
        let taken_over = |worker: &&Worker| {
            self.crew.containers.iter().any(|container| container.host() == worker.host)
        };
        let worker = worker.filter(|worker| !taken_over(worker));
        let worker = worker.map(|worker| (worker.id, worker.incarnation));
        let requeued = self.desk.give_back_of(worker, &[]).await?;
        let done = KillResult::Done { container: order.container.clone(), requeued };
        self.desk.answer(order.id, &done, lower).await
    }
}
