//! Wake-ups between processes: told and heard by background tasks with connections of their own,
//! never inside a transaction of the hot path.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{
    postgres::{PgListener, PgPool},
    query,
};
use taskmaster_store::{JobMoment, Wake, WakeBus, Wakes};
use tokio::{
    sync::{Notify, broadcast},
    task::JoinSet,
    time::sleep,
};
use tracing::{debug, warn};
use uuid::Uuid;

use crate::Postgres;

/// The server's channel.
const CHANNEL: &str = "taskmaster";
/// At most one batch of payloads in this time.
const PACE: Duration = Duration::from_millis(10);
/// After the server could not be reached.
const PATIENCE: Duration = Duration::from_secs(1);
/// Bytes of one payload; the server refuses 8,000.
const PAYLOAD: usize = 7_900;
/// Hints that wait to be told. What does not fit is dropped: a lost one costs latency.
const PENDING: usize = 2_048;
/// Of these at most so many about single tasks, so that the more urgent ones have room.
const PENDING_TASKS: usize = 1_024;
/// What stands for hints that were lost with a connection. Lanes and orders have nets of their own.
const OVERLOOKED: [Wake; 3] = [Wake::Tasks, Wake::Workers, Wake::Fleet];

impl Wakes for Postgres {
    fn poke(&self, wake: Wake) {
        self.0.courier.poke(wake);
    }

    fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.0.courier.bus.wakes()
    }
}

/// Owns the background tasks; they end with it.
#[derive(Debug)]
pub(crate) struct Courier {
    bus: WakeBus,
    outbox: Arc<Outbox>,
    tasks: Mutex<JoinSet<()>>,
}

#[derive(Debug, Default)]
struct Outbox {
    pending: Mutex<HashSet<Wake>>,
    filled: Notify,
}

impl Courier {
    pub(crate) fn new(pool: PgPool) -> Self {
        let (bus, outbox) = (WakeBus::default(), Arc::new(Outbox::default()));
        // Prefixes what this process tells, so that it does not hear itself.
        let own = Uuid::new_v4().simple().to_string();
        let mut tasks = JoinSet::new();
        tasks.spawn(listen(pool.clone(), bus.clone(), own.clone()));
        tasks.spawn(tell(pool, Arc::clone(&outbox), own));
        Self { bus, outbox, tasks: Mutex::new(tasks) }
    }

    fn poke(&self, wake: Wake) {
        self.bus.poke(wake);
        self.outbox.put(wake);
    }

    /// Ends the background tasks.
    pub(crate) fn stop(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

impl Outbox {
    fn put(&self, wake: Wake) {
        let (room, instead) = match wake {
            Wake::Task(_) => (PENDING_TASKS, Some(Wake::Tasks)),
            Wake::Output(_) => (PENDING_TASKS, None),
            Wake::Worker(_) => (PENDING, Some(Wake::Workers)),
            Wake::Lane(_) | Wake::Due(_) | Wake::Job(..) | Wake::Fire(_) => (PENDING, None),
            // One of each at the most.
            Wake::Tasks | Wake::Workers | Wake::Fleet => (usize::MAX, None),
        };
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = if pending.len() < room { Some(wake) } else { instead };
        if kept.is_some_and(|wake| pending.insert(wake)) {
            drop(pending);
            self.filled.notify_one();
        }
    }

    async fn take(&self) -> HashSet<Wake> {
        loop {
            let taken =
                std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
            if !taken.is_empty() {
                return taken;
            }
            self.filled.notified().await;
        }
    }
}

/// Tells other processes, at once and then at most once in [`PACE`].
async fn tell(pool: PgPool, outbox: Arc<Outbox>, own: String) {
    loop {
        let wakes = outbox.take().await;
        for payload in payloads(&own, in_order(wakes)) {
            let told = query("select pg_notify($1, $2)").bind(CHANNEL).bind(payload);
            if let Err(error) = told.execute(&pool).await {
                debug!(%error, "cannot tell other processes of work");
                sleep(PATIENCE).await;
                // Who that was about is forgotten; that there was something is not.
                OVERLOOKED.into_iter().for_each(|wake| outbox.put(wake));
                break;
            }
        }
        sleep(PACE).await;
    }
}

/// What happened to one job comes in the order in which it does: started, ended, finished, broken.
fn in_order(wakes: HashSet<Wake>) -> Vec<Wake> {
    let mut wakes: Vec<Wake> = wakes.into_iter().collect();
    wakes.sort_by_key(|wake| match wake {
        Wake::Job(_, JobMoment::Broken(_)) => 2,
        Wake::Job(_, JobMoment::RunEnded | JobMoment::RunFinished | JobMoment::Deleted) => 1,
        Wake::Job(_, JobMoment::Changed | JobMoment::RunStarted)
        | Wake::Lane(_)
        | Wake::Worker(_)
        | Wake::Workers
        | Wake::Fleet
        | Wake::Due(_)
        | Wake::Task(_)
        | Wake::Tasks
        | Wake::Output(_)
        | Wake::Fire(_) => 0,
    });
    wakes
}

/// Who tells, and a wake-up on each further line.
fn payloads(own: &str, wakes: impl IntoIterator<Item = Wake>) -> Vec<String> {
    let mut payloads = vec![own.to_owned()];
    for wake in wakes {
        let line = format!("\n{wake}");
        match payloads.last_mut() {
            Some(last) if last.len() + line.len() <= PAYLOAD => last.push_str(&line),
            _ => payloads.push(format!("{own}{line}")),
        }
    }
    payloads
}

/// What others told in one payload.
fn heard<'p>(own: &str, payload: &'p str) -> impl Iterator<Item = Wake> + use<'p> {
    let mut lines = payload.lines();
    let foreign = lines.next().is_some_and(|teller| teller != own);
    lines.filter(move |_| foreign).filter_map(Wake::parse)
}

/// Hears other processes, for ever. What was told while the connection was down is lost, as any
/// hint may be; only that something may have been told is known.
async fn listen(pool: PgPool, bus: WakeBus, own: String) {
    loop {
        if let Err(error) = hear(&pool, &bus, &own).await {
            warn!(%error, "cannot hear of work from other processes, polling is left");
        }
        sleep(PATIENCE).await;
    }
}

async fn hear(pool: &PgPool, bus: &WakeBus, own: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    OVERLOOKED.into_iter().for_each(|wake| bus.poke(wake));
    loop {
        match listener.try_recv().await? {
            Some(told) => heard(own, told.payload()).for_each(|wake| bus.poke(wake)),
            // The connection was lost and is there again.
            None => OVERLOOKED.into_iter().for_each(|wake| bus.poke(wake)),
        }
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{JobId, LaneId, TaskId, Timestamp};

    use super::*;

    #[test]
    fn many_wake_ups_share_payloads_that_the_server_takes() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let wakes: HashSet<_> = (0..1_000).map(|_| Wake::Task(TaskId::new(now))).collect();
        let payloads = payloads("me", wakes.clone());
        assert!(payloads.len() < 10, "{}", payloads.len());
        assert!(payloads.iter().all(|payload| payload.len() < 8_000));
        let all: HashSet<_> = payloads.iter().flat_map(|payload| heard("you", payload)).collect();
        assert_eq!(all, wakes);
        assert_eq!(payloads.iter().flat_map(|payload| heard("me", payload)).count(), 0);
    }

    #[test]
    fn what_happened_to_a_job_is_told_in_its_order() {
        let job = JobId::new(Timestamp::from_micros(1_790_000_000_000_000));
        let moments = [JobMoment::RunStarted, JobMoment::RunFinished, JobMoment::Broken(1)];
        let wakes = moments.map(|moment| Wake::Job(job, moment));
        assert_eq!(in_order(wakes.into_iter().rev().collect()), wakes);
    }

    #[test]
    fn hints_about_tasks_leave_room_for_lanes() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let outbox = Outbox::default();
        for _ in 0..2 * PENDING {
            outbox.put(Wake::Task(TaskId::new(now)));
        }
        outbox.put(Wake::Lane(LaneId(1)));
        let pending = outbox.pending.lock().unwrap();
        assert_eq!(pending.len(), PENDING_TASKS + 2);
        assert!(pending.contains(&Wake::Tasks), "that there were more is told");
    }
}
