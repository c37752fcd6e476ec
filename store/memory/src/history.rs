//! What ended when, by the minute.

use async_trait::async_trait;
use taskmaster_domain::Timestamp;
use taskmaster_store::{History, Minute, Result};

use crate::Memory;

#[async_trait]
impl History for Memory {
    async fn add_minutes(&self, minutes: &[Minute]) -> Result<()> {
        let mut state = self.open()?;
        for minute in minutes {
            let key = (minute.queue.clone(), minute.at);
            state.minutes.entry(key).or_default().merge(&minute.tally);
        }
        Ok(())
    }

    async fn minutes(&self, queue: &str, from: Timestamp, until: Timestamp) -> Result<Vec<Minute>> {
        let state = self.open()?;
        let own = state.minutes.iter().filter(|((of, at), _)| of == queue && *at >= from);
        let within = own.filter(|((_, at), _)| *at < until);
        Ok(within
            .map(|((queue, at), tally)| Minute {
                at: *at,
                queue: queue.clone(),
                tally: tally.clone(),
            })
            .collect())
    }

    async fn forget_minutes(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let mut state = self.open()?;
        let old = state.minutes.keys().filter(|(_, at)| *at < before);
        let old: Vec<_> = old.take(limit as usize).cloned().collect();
        old.iter().for_each(|key| drop(state.minutes.remove(key)));
        Ok(old.len() as u64)
    }
}
