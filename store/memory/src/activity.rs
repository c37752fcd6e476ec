//! The activity feed.

use async_trait::async_trait;
use taskmaster_domain::activity::Activity;
use taskmaster_store::{ActivityFeed, ActivityRow, Result};

use crate::Memory;

#[async_trait]
impl ActivityFeed for Memory {
    async fn add_activity(&self, activity: &[Activity]) -> Result<()> {
        let mut state = self.open()?;
        for one in activity {
            let id = state.next_number();
            state.activity.insert(id, one.clone().sanitised());
        }
        Ok(())
    }

    async fn activity(&self, before: Option<i64>, limit: u32) -> Result<Vec<ActivityRow>> {
        let state = self.open()?;
        let rows = state.activity.range(..before.unwrap_or(i64::MAX)).rev().take(limit as usize);
        Ok(rows.map(|(id, activity)| ActivityRow { id: *id, activity: activity.clone() }).collect())
    }

    async fn forget_activity(&self, keep: u32, limit: u32) -> Result<u64> {
        let mut state = self.open()?;
        let beyond = state.activity.len().saturating_sub(keep as usize).min(limit as usize);
        for _ in 0..beyond {
            state.activity.pop_first();
        }
        Ok(beyond as u64)
    }
}
