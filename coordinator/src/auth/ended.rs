//! Sessions that were ended before their time, as this coordinator knows them: asked at each call,
//! so they are kept in memory and read from the store every [`EVERY`]. Gateways, whose sockets stay
//! open without a call, are told that there are new ones.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use taskmaster_domain::Timestamp;
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{CoordinatorStore, EndedSession, Error, SessionNonce};
use tokio::time::{MissedTickBehavior, interval};
use tracing::warn;

use crate::hints::Hints;

/// Between two readings: for so long a session may go on that was ended at another coordinator.
const EVERY: Duration = Duration::from_secs(2);

/// A cheap handle; clones share one memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended(Arc<RwLock<HashMap<SessionNonce, Timestamp>>>);

impl Ended {
    /// Whether this session was ended, as far as is known here.
    pub(super) fn has(&self, nonce: &SessionNonce) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains_key(nonce)
    }

    /// Takes these to what is known, and forgets those whose time came by `now`. What the store does
    /// not tell is kept: its answer may be older than a session that was ended here. Whether one of
    /// them is news.
    pub(crate) fn add(&self, ended: &[EndedSession], now: Timestamp) -> bool {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, until| now < *until);
        let mut is_news = false;
        for ended in ended {
            is_news |= known.insert(ended.nonce, ended.expires_at).is_none();
        }
        is_news
    }

    /// Reads what the store tells, and says whether there is news.
    ///
    /// # Errors
    /// Those of the store; then what was known stays known.
    pub(crate) async fn read(
        &self,
        store: &dyn CoordinatorStore,
        now: Timestamp,
    ) -> Result<bool, Error> {
        Ok(self.add(&store.ended_sessions(now).await?, now))
    }

    /// Reads again and again until `tasks` is told to stop, and tells `hints` of news.
    pub(crate) fn follow(
        &self,
        store: Arc<dyn CoordinatorStore>,
        clock: Clock,
        hints: Hints,
        tasks: &Tasks,
    ) {
        let (own, stop) = (self.clone(), tasks.stop().clone());
        tasks.spawn("ended sessions", async move {
            let mut tick = interval(EVERY);
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut was_away = false;
            while stop.run_until_cancelled(tick.tick()).await.is_some() {
                let read = own.read(store.as_ref(), clock.now()).await;
                match &read {
                    Ok(true) => hints.sessions_ended(),
                    Err(cause) if !was_away => {
                        warn!(%cause, "cannot read which sessions were ended, will try again");
                    }
                    Ok(false) | Err(_) => {}
                }
                was_away = read.is_err();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use taskmaster_proto::v1;
    use taskmaster_store::Identity as _;
    use taskmaster_store_memory::Memory;

    use super::*;
    use crate::Metrics;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn session(nonce: u8, seconds: u64) -> EndedSession {
        let expires_at = NOW.plus(Duration::from_secs(seconds));
        EndedSession { nonce: [nonce; 16], expires_at }
    }

    #[tokio::test]
    async fn what_ended_here_stays_known_whatever_the_store_tells_until_its_time() {
        let (ended, store) = (Ended::default(), Memory::default());
        store.end_session(&session(1, 60), NOW).await.unwrap();
        ended.add(&[session(2, 60), session(3, 5)], NOW);
        ended.read(&store, NOW.plus(Duration::from_secs(5))).await.unwrap();
        assert!(ended.has(&[1; 16]) && ended.has(&[2; 16]));
        assert!(!ended.has(&[3; 16]), "its time came");
        assert!(!ended.has(&[4; 16]));
    }

    #[tokio::test(start_paused = true)]
    async fn what_another_coordinator_ended_is_known_within_two_seconds() {
        let (ended, store, tasks) =
            (Ended::default(), Arc::new(Memory::default()), Tasks::default());
        let clock = Clock::default();
        clock.set(NOW);
        let metrics = Metrics::register(&mut prometheus_client::registry::Registry::default());
        let hints = Hints::start(store.clone(), clock.clone(), metrics, &tasks);
        let mut listener = hints.listen().unwrap();
        listener.next().await.unwrap();
        ended.follow(store.clone(), clock, hints, &tasks);
        tokio::time::sleep(EVERY / 2).await;
        store.end_session(&session(1, 60), NOW).await.unwrap();
        assert!(!ended.has(&[1; 16]));
        let told = tokio::time::timeout(EVERY, listener.next()).await.expect("it is told");
        assert!(v1::WatchEventsResponse::decode(told.unwrap()).unwrap().sessions_ended);
        assert!(ended.has(&[1; 16]));
        assert!(tokio::time::timeout(EVERY * 3, listener.next()).await.is_err(), "it is told once");
    }
}
