//! Writes batches one after the other, each until it is written.

use std::{collections::VecDeque, sync::atomic::Ordering};

use taskmaster_store::{Addition, Error, Mark, Result, Told};
use tokio::time::Instant;
use tracing::error;
use uuid::Uuid;

use super::Inner;

/// Tasks of one write.
const BATCH: usize = 1_000;

/// What is to be written, oldest first. Bounded by the book, which takes nothing in for long while
/// nothing is written.
#[derive(Debug)]
pub(super) struct Writer {
    id: Uuid,
    last: i64,
    /// A batch keeps its mark until it is surely written.
    owed: VecDeque<(Mark, Vec<Addition>)>,
}

impl Default for Writer {
    fn default() -> Self {
        Self { id: Uuid::new_v4(), last: 0, owed: VecDeque::new() }
    }
}

impl Writer {
    /// Takes these over.
    pub(super) fn owe(&mut self, additions: Vec<Addition>) {
        for batch in additions.chunks(BATCH) {
            self.last += 1;
            let mark = Mark { writer: self.id, number: self.last };
            self.owed.push_back((mark, batch.to_vec()));
        }
    }

    /// Writes all that is owed.
    pub(super) async fn pay(&mut self, inner: &Inner) -> Result<()> {
        while let Some((mark, batch)) = self.owed.front() {
            let (started, now) = (Instant::now(), inner.clock.now());
            let answers = match inner.store.add_counts(Some(*mark), batch, now).await {
                // Names were checked when they came in: this is a defect, and must not hold up
                // what other tasks count.
                Err(Error::BadRow(cause)) => {
                    error!(%cause, tasks = batch.len(), "the store refused counters: they are lost");
                    vec![Told::Unknown; batch.len()]
                }
                Err(cause) => {
                    inner.owes.store(true, Ordering::Release);
                    return Err(cause);
                }
                Ok(answers) => answers,
            };
            inner.metrics.stored("counters", batch.len(), started.elapsed());
            let tasks = batch.iter().map(|addition| addition.task);
            inner.book().hear(tasks.zip(answers));
            self.owed.pop_front();
        }
        inner.owes.store(false, Ordering::Release);
        Ok(())
    }
}
