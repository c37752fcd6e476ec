//! The next times of a plan, with what is odd about them.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A time to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The nominal time.
    pub at: Timestamp,
    /// The same in the schedule's zone, with its offset: `2026-03-29T03:00:00+02:00`.
    pub local: String,
    /// What is odd about it, or about what was left out before it.
    pub note: Option<String>,
}
