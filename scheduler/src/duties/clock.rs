//! Keeps this process on the database's time.

use std::{sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::Sweep;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{duty::Duty, error::Result};

/// Time between two readings.
const EVERY: Duration = Duration::from_secs(3);

/// Reads the database's time into the clock.
#[derive(Debug)]
pub(crate) struct ReadClock<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    /// Canceled at the first reading.
    pub(crate) read: CancellationToken,
}

impl<S: Sweep + ?Sized> Duty for ReadClock<S> {
    const NAME: &'static str = "clock";

    async fn pass(&mut self) -> Result<Duration> {
        let asked_at = Instant::now();
        let asked = self.clock.now();
        let answer = self.store.database_now(asked).await?;
        self.clock.hear_store(asked_at, asked, answer);
        self.read.cancel();
        Ok(EVERY)
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use taskmaster_domain::{TaskId, Timestamp};
    use taskmaster_store::{Promoted, Released, Result, Silent};

    use super::*;

    /// By how much the machine's clock is set ahead in the midst of a call.
    const STEP: Duration = Duration::from_millis(20);

    /// A database with a clock of its own, some way ahead; or without one, in this process.
    struct Database {
        clock: Option<Clock>,
    }

    #[async_trait]
    impl Sweep for Database {
        async fn database_now(&self, now: Timestamp) -> Result<Timestamp> {
            if let Some(clock) = &self.clock {
                return Ok(clock.now());
            }
            // With tokio's clock stopped, a machine whose clock is set ahead looks like this.
            while Clock::default().now() < now.plus(STEP) {
                std::hint::spin_loop();
            }
            Ok(now)
        }
        async fn promote_due(&self, _: Timestamp, _: u32) -> Result<Promoted> {
            unreachable!("the duty only asks for the time")
        }
        async fn next_due(&self) -> Result<Option<Timestamp>> {
            unreachable!("the duty only asks for the time")
        }
        async fn expire_starts(&self, _: Timestamp, _: u32) -> Result<Vec<TaskId>> {
            unreachable!("the duty only asks for the time")
        }
        async fn expire_heartbeats(&self, _: Timestamp, _: u32) -> Result<Vec<Silent>> {
            unreachable!("the duty only asks for the time")
        }
        async fn release_lost(&self, _: Duration, _: Timestamp, _: u32) -> Result<Released> {
            unreachable!("the duty only asks for the time")
        }
        async fn prune(&self, _: Timestamp, _: u32) -> Result<u64> {
            unreachable!("the duty only asks for the time")
        }
    }

    #[tokio::test]
    async fn the_clock_follows_the_database() {
        let (own, clock, theirs) = (Clock::default(), Clock::default(), Clock::default());
        let store = Arc::new(Database { clock: Some(theirs.clone()) });
        let read = CancellationToken::new();
        let mut duty = ReadClock { store, clock: clock.clone(), read: read.clone() };
        for seconds in [1_000, 2_000] {
            theirs.set(own.now().plus(Duration::from_secs(seconds)));
            duty.pass().await.unwrap();
            assert!(read.is_cancelled());
            let ahead = clock.now().since(own.now());
            assert_eq!(ahead.as_millis().div_ceil(1_000), u128::from(seconds));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_hands_back_what_it_was_given_does_not_set_the_clock_back() {
        let store = Arc::new(Database { clock: None });
        let (own, clock) = (Clock::default(), Clock::default());
        let read = CancellationToken::new();
        let mut duty = ReadClock { store, clock: clock.clone(), read };
        for _ in 0..3 {
            duty.pass().await.unwrap();
        }
        let before = own.now();
        assert!(clock.now() >= before);
    }
}
