//! What tasks count and how far they say they are.

use taskmaster_domain::{
    AttemptRef, TaskId, Violations, limits,
    task::{Counts, Progress, check_counts},
};
use taskmaster_proto::{Error, convert::task_from_wire_id, v1};
use taskmaster_store::{Addition, ProgressNote};
use tonic::Request;

use super::Tasks;
use crate::auth::Principal;

/// The task that a call is about. The command of an attempt may only speak for its own.
///
/// # Errors
/// When it is no id, or another's.
pub(super) fn own_task<T>(request: &Request<T>, id: &str) -> Result<TaskId, Error> {
    let id = task_from_wire_id(id)?;
    match attempt(request) {
        Some(of) if of.task != id => Err(Error::Forbidden),
        Some(_) | None => Ok(id),
    }
}

/// The attempt whose command calls.
fn attempt<T>(request: &Request<T>) -> Option<AttemptRef> {
    request.extensions().get::<Principal>()?.of
}

impl Tasks {
    /// Adds to the counters of a task.
    pub(super) async fn count(
        &self,
        request: Request<v1::AddCountersRequest>,
    ) -> Result<(), Error> {
        let task = own_task(&request, &request.get_ref().task_id)?;
        let attempt = attempt(&request).map(|of| of.attempt);
        let counts: Counts = request.into_inner().counters.into_iter().collect();
        let mut v = Violations::default();
        check_counts(&mut v, "counters", &counts);
        v.or(())?;
        self.counters.add(Addition { task, attempt, accepted: false, counts }).await
    }

    /// Notes how far a task is.
    pub(super) async fn note_progress(
        &self,
        request: Request<v1::ReportProgressRequest>,
    ) -> Result<(), Error> {
        let task = own_task(&request, &request.get_ref().task_id)?;
        let attempt = attempt(&request).map(|of| of.attempt);
        let v1::ReportProgressRequest { percent, message, .. } = request.into_inner();
        let mut v = Violations::default();
        if !(0.0..=100.0).contains(&percent) {
            v.add("percent", format!("must be between 0 and 100, is {percent}"));
        }
        v.optional_text("message", &message, limits::NAME_BYTES);
        v.or(())?;
        let reported_at = self.clock.now();
        let progress = Progress { percent, message, reported_at };
        self.counters.progress(ProgressNote { task, attempt, progress }).await
    }
}
