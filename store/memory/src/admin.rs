//! What an operator does to a database.

use async_trait::async_trait;
use taskmaster_domain::TaskState;
use taskmaster_store::{Admin, Drift, MigrationStatus, Result};

use crate::{Memory, row::TaskRow, state::State};

/// There is nothing to migrate.
const STATUS: MigrationStatus = MigrationStatus { applied: 1, known: 1 };

#[async_trait]
impl Admin for Memory {
    async fn migrate(&self) -> Result<MigrationStatus> {
        self.open().map(|_| STATUS)
    }

    async fn migration_status(&self) -> Result<MigrationStatus> {
        self.open().map(|_| STATUS)
    }

    async fn check(&self) -> Result<Vec<Drift>> {
        let state = self.open()?;
        let jobs = state.job_drifts().map(|detail| Drift { invariant: "I4", detail });
        let tasks = state.tasks.values().filter_map(|row| state.drift(row));
        Ok(tasks.chain(jobs).take(100).collect())
    }

    async fn reset(&self) -> Result<()> {
        *self.open()? = State::default();
        Ok(())
    }

    async fn close(&self) {
        if let Ok(mut state) = self.open() {
            state.closed = true;
        }
    }
}

impl State {
    /// What is wrong with a task. Counters are computed here, so they cannot drift.
    fn drift(&self, row: &TaskRow) -> Option<Drift> {
        let (invariant, what) = if row.state.is_terminal() != row.finished_at.is_some() {
            ("I7", "its state and its finish time disagree")
        } else if row.state == TaskState::Running && row.started_at.is_none() {
            ("I7", "it is running and has not started")
        } else if row.state.is_held() && self.attempts.contains_key(&row.of()) {
            ("I3", "its current attempt has ended")
        } else if row.state.is_held()
            && !row.worker.is_some_and(|id| self.workers.contains_key(&id))
        {
            ("I5", "it is held by nobody")
        } else {
            return None;
        };
        Some(Drift { invariant, detail: format!("task {} is {}: {what}", row.id, row.state) })
    }
}
