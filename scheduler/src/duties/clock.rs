//! Keeps this process on the database's time.

use std::{sync::Arc, time::Duration};

use taskmaster_runtime::Clock;
use taskmaster_store::Sweep;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{duty::Duty, error::Result};

/// Time between two readings.
const EVERY: Duration = Duration::from_secs(3);

/// A reading that took longer is not believed: this process may have been stopped meanwhile.
const SLOWEST: Duration = Duration::from_secs(1);

/// Reads the database's time into the clock.
#[derive(Debug)]
pub(crate) struct ReadClock<S: ?Sized> {
    pub(crate) store: Arc<S>,
    pub(crate) clock: Clock,
    /// Canceled at the first reading. Until then a slow reading is better than none.
    pub(crate) read: CancellationToken,
}

impl<S: Sweep + ?Sized> Duty for ReadClock<S> {
    const NAME: &'static str = "clock";

    async fn pass(&mut self) -> Result<Duration> {
        let asked_at = Instant::now();
        let asked = self.clock.now();
        let answer = self.store.database_now(asked).await?;
        let took = asked_at.elapsed();
        // A store in this process may hand back what it was given: it has no time of its own,
        // and taking it over would set the clock back by the length of each call.
        if answer != asked && (took <= SLOWEST || !self.read.is_cancelled()) {
            self.clock.set(answer.plus(took / 2));
        }
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

    /// A database with a clock of its own, some way ahead, and slow to tell.
    struct Database {
        clock: Clock,
        slow: Duration,
    }

    #[async_trait]
    impl Sweep for Database {
        async fn database_now(&self, _: Timestamp) -> Result<Timestamp> {
            let now = self.clock.now();
            tokio::time::sleep(self.slow).await;
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

    /// How far ahead the clock is, in whole seconds, after each of two readings.
    async fn readings(slow: Duration) -> [u64; 2] {
        let (own, theirs, clock) = (Clock::default(), Clock::default(), Clock::default());
        let mut ahead = [0; 2];
        for (seconds, ahead) in [1_000, 2_000].into_iter().zip(&mut ahead) {
            theirs.set(own.now().plus(Duration::from_secs(seconds)));
            let store = Arc::new(Database { clock: theirs.clone(), slow });
            let read = CancellationToken::new();
            if seconds > 1_000 {
                read.cancel();
            }
            ReadClock { store, clock: clock.clone(), read: read.clone() }.pass().await.unwrap();
            assert!(read.is_cancelled());
            *ahead = clock.now().since(own.now()).as_millis().div_ceil(1_000) as u64;
        }
        ahead
    }

    #[tokio::test(start_paused = true)]
    async fn the_clock_follows_the_database() {
        assert_eq!(readings(Duration::ZERO).await, [1_000, 2_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_reading_is_only_believed_when_there_is_none() {
        let half = 5;
        assert_eq!(readings(Duration::from_secs(2 * half)).await, [1_000 + half, 1_000 + half]);
    }

    #[tokio::test]
    async fn a_store_that_hands_back_what_it_was_given_does_not_set_the_clock_back() {
        let store = Arc::new(taskmaster_store_memory::Memory::default());
        let (own, clock) = (Clock::default(), Clock::default());
        let read = CancellationToken::new();
        let mut duty = ReadClock { store, clock: clock.clone(), read };
        for _ in 0..1_000 {
            duty.pass().await.unwrap();
        }
        let before = own.now();
        assert!(clock.now() >= before);
    }
}
