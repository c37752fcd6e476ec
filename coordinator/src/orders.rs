//! Orders: durable rows addressed to workers, carried to those whose session is here.
//!
//! A poke makes an order quick; the look at each heartbeat makes it sure. An order to stop an attempt
//! stays in the store until that has ended, and is told again at each look: a worker that was told
//! twice does nothing twice.

use std::{collections::HashMap, sync::Arc, time::Duration};

use taskmaster_domain::{
    AttemptRef, OrderId, WorkerId,
    worker::{Order, OrderKind},
};
use taskmaster_runtime::Tasks;
use taskmaster_store::{CoordinatorStore, Result, Wake};
use tokio::{
    sync::{broadcast, mpsc},
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{
    dispatch::{Dispatcher, News},
    session::Letterbox,
};

/// A cheap handle.
#[derive(Clone, Debug)]
pub(crate) struct Orders {
    news: mpsc::Sender<Change>,
}

#[derive(Debug)]
enum Change {
    Joined(WorkerId, i64, Letterbox),
    Left(WorkerId, i64),
}

impl Orders {
    pub(crate) fn start(
        store: Arc<dyn CoordinatorStore>,
        dispatcher: Dispatcher,
        every: Duration,
        tasks: &Tasks,
    ) -> Self {
        let (news, inbox) = mpsc::channel(4_096);
        let wakes = store.wakes();
        let stop = tasks.stop().clone();
        let actor =
            Actor { store, dispatcher, inbox, wakes, stop, here: HashMap::new(), away: false };
        tasks.spawn("orders", actor.run(every));
        Self { news }
    }

    pub(crate) async fn joined(&self, worker: WorkerId, session: i64, letterbox: Letterbox) {
        let _ = self.news.send(Change::Joined(worker, session, letterbox)).await;
    }

    pub(crate) async fn left(&self, worker: WorkerId, session: i64) {
        let _ = self.news.send(Change::Left(worker, session)).await;
    }
}

struct Actor {
    store: Arc<dyn CoordinatorStore>,
    dispatcher: Dispatcher,
    inbox: mpsc::Receiver<Change>,
    wakes: broadcast::Receiver<Wake>,
    stop: CancellationToken,
    here: HashMap<WorkerId, (i64, Letterbox)>,
    away: bool,
}

impl Actor {
    async fn run(mut self, every: Duration) {
        let mut look = interval(every);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                Some(change) = self.inbox.recv() => self.change(change).await,
                wake = self.wakes.recv() => match wake {
                    Ok(Wake::Worker(worker)) if self.here.contains_key(&worker) => {
                        self.look(&[worker]).await;
                    }
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => self.look_at_all().await,
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                _ = look.tick() => self.look_at_all().await,
            }
        }
    }

    async fn change(&mut self, change: Change) {
        match change {
            Change::Joined(worker, session, letterbox) => {
                self.here.insert(worker, (session, letterbox));
                self.look(&[worker]).await;
            }
            Change::Left(worker, session) => {
                if self.here.get(&worker).is_some_and(|(held, _)| *held == session) {
                    self.here.remove(&worker);
                }
            }
        }
    }

    async fn look_at_all(&mut self) {
        let workers: Vec<WorkerId> = self.here.keys().copied().collect();
        if !workers.is_empty() {
            self.look(&workers).await;
        }
    }

    async fn look(&mut self, workers: &[WorkerId]) {
        match self.carry(workers).await {
            Ok(()) => self.away = false,
            Err(cause) => {
                if !std::mem::replace(&mut self.away, true) {
                    warn!(%cause, "cannot read orders, will try again");
                }
            }
        }
    }

    async fn carry(&self, workers: &[WorkerId]) -> Result<()> {
        let mut done: Vec<OrderId> = Vec::new();
        let mut cancels: HashMap<WorkerId, Vec<AttemptRef>> = HashMap::new();
        let mut time_outs: HashMap<WorkerId, Vec<AttemptRef>> = HashMap::new();
        for Order { id, worker, kind } in self.store.orders(workers).await? {
            let Some((_, letterbox)) = self.here.get(&worker) else { continue };
            match kind {
                OrderKind::Cancel(attempt) => cancels.entry(worker).or_default().push(attempt),
                OrderKind::TimeOut(attempt) => time_outs.entry(worker).or_default().push(attempt),
                OrderKind::Drain => {
                    self.dispatcher.tell(News::Draining { worker }).await;
                    letterbox.drain();
                    done.push(id);
                }
                OrderKind::Resume => {
                    // First the worker, so that it hears of it before it is given anything.
                    letterbox.resume();
                    self.dispatcher.tell(News::Resumed { worker }).await;
                    done.push(id);
                }
                OrderKind::Probe => {
                    letterbox.probe();
                    done.push(id);
                }
            }
        }
        for (worker, attempts) in cancels {
            if let Some((_, letterbox)) = self.here.get(&worker) {
                letterbox.cancel(attempts);
            }
        }
        for (worker, attempts) in time_outs {
            if let Some((_, letterbox)) = self.here.get(&worker) {
                letterbox.time_out(attempts);
            }
        }
        if done.is_empty() { Ok(()) } else { self.store.finish_orders(&done).await }
    }
}
