//! Tasks by queue and state, kept beside the rows so that nothing ever counts them.

use std::collections::BTreeMap;

use taskmaster_domain::TaskState;
use taskmaster_store::Result;

use crate::{batch::Batch, connection::Write, error::failed, sql};

/// What a transaction changes in the counters; applied once, before its commit.
#[derive(Debug, Default)]
pub(crate) struct Deltas(BTreeMap<String, [i64; TaskState::ALL.len()]>);

impl Deltas {
    fn add(&mut self, queue: &str, state: TaskState, delta: i64) {
        let at = usize::from(state.code().unsigned_abs());
        // Looked up first: a batch has many tasks and few queues.
        match self.0.get_mut(queue) {
            Some(states) => states[at] += delta,
            None => self.0.entry(queue.to_owned()).or_default()[at] += delta,
        }
    }

    /// A task came to be.
    pub(crate) fn entered(&mut self, queue: &str, state: TaskState) {
        self.add(queue, state, 1);
    }

    /// A task was deleted.
    pub(crate) fn left(&mut self, queue: &str, state: TaskState) {
        self.add(queue, state, -1);
    }

    /// A task moved.
    pub(crate) fn moved(&mut self, queue: &str, from: TaskState, to: TaskState) {
        self.add(queue, from, -1);
        self.add(queue, to, 1);
    }

    /// Changes the counters.
    pub(crate) async fn apply(self, write: &mut Write<'_>) -> Result<()> {
        let mut batch = Batch::new();
        for (queue, states) in &self.0 {
            for (state, delta) in (0_i64..).zip(states).filter(|&(_, &delta)| delta != 0) {
                batch.row().text(queue)?.number(state).number(*delta);
            }
        }
        if batch.is_empty() {
            return Ok(());
        }
        sqlx::query(sql!("counter/add"))
            .bind(batch.finish())
            .execute(&mut **write)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
