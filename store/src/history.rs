//! What ended when, by the minute.

use async_trait::async_trait;
use taskmaster_domain::{Timestamp, history::Tally};

use crate::Result;

/// Where all queues of a minute are added up.
pub const ALL_QUEUES: &str = "";

/// Where the queues of a minute stand that had no room of their own.
pub const OTHER_QUEUES: &str = "…others";

/// What happened within a minute in one queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minute {
    /// Its beginning, a whole minute.
    pub at: Timestamp,
    /// Which queue, [`ALL_QUEUES`] or [`OTHER_QUEUES`].
    pub queue: String,
    /// What happened.
    pub tally: Tally,
}

impl Minute {
    /// The beginning of the minute that `now` is in.
    pub const fn of(now: Timestamp) -> Timestamp {
        const LENGTH: i64 = 60_000_000;
        Timestamp::from_micros(now.micros() / LENGTH * LENGTH)
    }
}

/// The half of the store that keeps statistics. They are written behind everything else.
#[async_trait]
pub trait History: Send + Sync {
    /// Adds to what is kept of these minutes, whoever wrote it. A repeated call adds again.
    async fn add_minutes(&self, minutes: &[Minute]) -> Result<()>;

    /// The minutes of one queue, or of [`ALL_QUEUES`], from `from` on and before `until`, oldest
    /// first. A minute in which nothing happened has no row.
    async fn minutes(&self, queue: &str, from: Timestamp, until: Timestamp) -> Result<Vec<Minute>>;

    /// Deletes at most `limit` rows of minutes before `before`, and says how many.
    async fn forget_minutes(&self, before: Timestamp, limit: u32) -> Result<u64>;
}
