//! What cannot be kept, told once.

use std::{
    collections::HashMap,
    fmt::Display,
    sync::{Mutex, PoisonError},
};

use taskmaster_domain::JobId;
use tracing::{debug, warn};

/// Jobs that are remembered. With more all are forgotten, and told once more.
const JOBS: usize = 1_000;

/// Which step of which job is known to be refused: it is tried again and again.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashMap<JobId, i64>>);

impl Refusals {
    /// Warns of a step on this revision of a job, the first time.
    pub(super) fn tell(&self, job: JobId, revision: i64, cause: &dyn Display) {
        if self.is_new(job, revision) {
            warn!(job.id = %job, %cause, "a step of the job cannot be kept and is tried again");
        } else {
            debug!(job.id = %job, %cause, "a step of the job still cannot be kept");
        }
    }

    fn is_new(&self, job: JobId, revision: i64) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= JOBS && !known.contains_key(&job) {
            known.clear();
        }
        known.insert(job, revision) != Some(revision)
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::Timestamp;

    use super::*;

    #[test]
    fn a_refusal_is_new_once_for_each_revision_of_a_job_and_memory_is_bounded() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let refusals = Refusals::default();
        let job = JobId::new(now);
        let told = [1, 1, 2, 2].map(|revision| refusals.is_new(job, revision));
        assert_eq!(told, [true, false, true, false]);
        for _ in 0..3 * JOBS {
            assert!(refusals.is_new(JobId::new(now), 1));
            assert!(refusals.0.lock().unwrap().len() <= JOBS);
        }
    }
}
