//! The one place that reads the time.

mod bounds;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use taskmaster_domain::Timestamp;
use tokio::time::Instant;

use bounds::Bounds;

/// The cluster's time: this machine's clock, set right by what the database says, or, in a
/// worker, by what its coordinator says. A service whose machine is a minute off then still
/// stamps as its neighbours do.
///
/// The machine's clock is believed for as long as nothing that was heard refutes it, and when it
/// is set, then to the earliest time that can be: what is due never starts before its time
/// because a message was long on its way.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds that the cluster's time is ahead of this machine.
    offset: Arc<AtomicI64>,
    /// What the offset can be, after all that was heard.
    bounds: Arc<Mutex<Option<Bounds>>>,
}

impl Clock {
    /// Now, in the cluster's time.
    pub fn now(&self) -> Timestamp {
        let offset = self.offset.load(Ordering::Relaxed);
        Timestamp::from_micros(machine_micros().saturating_add(offset))
    }

    /// Takes in what a clock that is right said between `asked_at` and now. However long the
    /// answer was on its way, it narrows what is known and never blurs it.
    pub fn hear(&self, asked_at: Instant, said: Timestamp) {
        // The machine's clock first: a pause between the two then only widens the bounds.
        let low = said.micros().saturating_sub(machine_micros());
        let heard_at = Instant::now();
        let heard = Bounds::new(low, heard_at.duration_since(asked_at), heard_at);
        let mut bounds = self.bounds.lock().unwrap_or_else(PoisonError::into_inner);
        let known = bounds.map_or(heard, |before| before.narrowed(heard));
        *bounds = Some(known);
        let offset = self.offset.load(Ordering::Relaxed);
        self.offset.store(known.settle(offset), Ordering::Relaxed);
    }

    /// Takes in what a store answered that was asked at `asked_at`, when it was `asked` by this clock.
    /// A store in this process has no time of its own and hands that back: it would be heard as the
    /// right time although the machine's clock was set meanwhile, and so is not heard.
    pub fn hear_store(&self, asked_at: Instant, asked: Timestamp, answer: Timestamp) {
        if answer != asked {
            self.hear(asked_at, answer);
        }
    }

    /// Sets it to a time that is known exactly, and forgets what was heard.
    pub fn set(&self, now: Timestamp) {
        let mut bounds = self.bounds.lock().unwrap_or_else(PoisonError::into_inner);
        *bounds = None;
        let offset = now.micros().saturating_sub(machine_micros());
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

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_clock_that_is_an_hour_off_is_set_right() {
        let clock = Clock::default();
        let right = clock.now().plus(60 * MINUTE);
        clock.set(right);
        assert!(clock.now().since(right) < Duration::from_secs(1));
        assert!(clock.now() >= right);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_was_long_on_its_way_does_not_set_it_ahead() {
        let (right, clock) = (Clock::default(), Clock::default());
        for ahead in [false, true] {
            clock.set(if ahead { right.now().plus(MINUTE) } else { right.now().minus(MINUTE) });
            let asked_at = Instant::now();
            // The question waited for its connection; the answer came at once.
            tokio::time::advance(Duration::from_millis(500)).await;
            clock.hear(asked_at, right.now());
            assert!(clock.now() <= right.now(), "{ahead}");
            assert!(right.now().since(clock.now()) < Duration::from_millis(100), "{ahead}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_heard_late_leaves_a_right_clock_alone() {
        let clock = Clock::default();
        for _ in 0..100 {
            let (asked_at, said) = (Instant::now(), clock.now());
            tokio::time::advance(Duration::from_millis(900)).await;
            clock.hear(asked_at, said);
        }
        assert_eq!(clock.offset.load(Ordering::Relaxed), 0);
    }
}
