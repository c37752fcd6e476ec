//! A schedule compiled.
use std::time::Duration;

use super::{Blackout, Preview, Schedule};
use crate::{Timestamp, Violations};

/// A schedule that was understood, ready to be asked. Compile once, ask often.
#[derive(Clone, Debug)]
pub struct Plan {
    blackouts: Vec<Blackout>,
}

impl Plan {
    /// Understands a schedule.
    ///
    /// # Errors
    /// What is wrong with it, below the schedule: `expressions[0]`, `timezone`.
    pub fn new(schedule: &Schedule) -> Result<Self, Violations> {
        Ok(Self { blackouts: schedule.blackouts.clone() })
    }

    /// The first nominal time strictly after `after`, in whole seconds.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let _ = after;
        None
    }

    /// All nominal times after `after`, up to and including `until`, in order.
    pub fn between(&self, after: Timestamp, until: Timestamp) -> impl Iterator<Item = Timestamp> {
        std::iter::successors(self.next(after), |&at| self.next(at))
            .take_while(move |&at| at <= until)
    }

    /// The window that forbids to start at `at`, if any.
    pub fn blackout(&self, at: Timestamp) -> Option<&Blackout> {
        let _ = at;
        self.blackouts.first().filter(|_| false)
    }

    /// How long after `nominal` a job starts.
    pub fn jitter(&self, job: &[u8; 16], nominal: Timestamp) -> Duration {
        let _ = (job, nominal);
        Duration::ZERO
    }

    /// The next `n` times after `after`, with a word on each that is odd.
    pub fn preview(&self, after: Timestamp, n: usize) -> Vec<Preview> {
        let _ = (after, n);
        Vec::new()
    }
}
