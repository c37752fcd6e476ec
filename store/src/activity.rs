//! The activity feed: what people did and what happened of note.

use async_trait::async_trait;
use taskmaster_domain::activity::Activity;

use crate::Result;

/// A row of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRow {
    /// Rises with each row that one caller writes after another.
    pub id: i64,
    /// What happened.
    pub activity: Activity,
}

/// The half of the store that keeps the feed. It is written behind everything else.
#[async_trait]
pub trait ActivityFeed: Send + Sync {
    /// Adds to the feed, in this order, made fit as [`Activity::sanitised`] does. A repeated call
    /// adds again.
    async fn add_activity(&self, activity: &[Activity]) -> Result<()>;

    /// At most `limit` rows with ids below `before`, newest first.
    async fn activity(&self, before: Option<i64>, limit: u32) -> Result<Vec<ActivityRow>>;

    /// Deletes at most `limit` of the oldest rows beyond the newest `keep`, and says how many.
    async fn forget_activity(&self, keep: u32, limit: u32) -> Result<u64>;
}
