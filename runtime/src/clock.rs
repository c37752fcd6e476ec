//! The one place that reads the time.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use taskmaster_domain::Timestamp;

/// The cluster's time: this machine's clock, set right by what the database says at each beat.
/// A service whose machine is a minute off then still stamps as its neighbours do.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds that the database is ahead of this machine.
    offset: Arc<AtomicI64>,
}

impl Clock {
    /// Now, in the database's time.
    pub fn now(&self) -> Timestamp {
        let offset = self.offset.load(Ordering::Relaxed);
        Timestamp::from_micros(machine_micros().saturating_add(offset))
    }

    /// Takes over the database's time. Half the round trip is an error that nobody sees.
    pub fn set(&self, database_now: Timestamp) {
        let offset = database_now.micros().saturating_sub(machine_micros());
        self.offset.store(offset, Ordering::Relaxed);
    }
}

#[expect(clippy::disallowed_methods, reason = "the purpose of this function")]
fn machine_micros() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_that_is_an_hour_off_is_set_right() {
        let clock = Clock::default();
        let right = clock.now().plus(Duration::from_secs(3_600));
        clock.set(right);
        assert!(clock.now().since(right) < Duration::from_secs(1));
        assert!(clock.now() >= right);
    }
}
