//! Telling of the ends of runs.

use std::collections::BTreeSet;

use taskmaster_domain::{
    TaskId,
    job::{Ended, Job, Trigger},
};
use tracing::info;

use super::Jobs;
use crate::{JobMoment, Wake, Wakes};

/// Ends that are looked at. What is not among them is settled by the next look, within a second.
const LOOK: u32 = 1_000;

/// Wakes whoever settles ends, if some of these tasks, which have just ended, are runs or checks of a
/// job. For ends that the store made: a start timeout, poison, a cancellation that was carried out when
/// the worker was lost. A store that is away is passed over, since all of this is a hint.
pub async fn tell_ends<S: Jobs + Wakes + ?Sized>(
    store: &S,
    ended: impl IntoIterator<Item = TaskId>,
) {
    let ended: BTreeSet<TaskId> = ended.into_iter().collect();
    if ended.is_empty() {
        return;
    }
    let unsettled = store.ended_runs(LOOK).await.unwrap_or_default();
    let jobs: BTreeSet<_> =
        unsettled.iter().filter(|end| ended.contains(&end.id)).map(|end| end.of.job).collect();
    jobs.into_iter().for_each(|job| store.poke(Wake::Job(job, JobMoment::RunEnded)));
}

/// Tells of ends that are part of their job's state now: `job` is as it is after them. First the ends,
/// then what they led to: that they broke the job is logged as well.
pub fn tell_settled<S: Wakes + ?Sized>(store: &S, was_broken: bool, ends: &[Ended], job: &Job) {
    let has_run = ends.iter().any(|end| end.of.trigger != Trigger::Check);
    let moment = if has_run { JobMoment::RunFinished } else { JobMoment::Changed };
    store.poke(Wake::Job(job.id, moment));
    if job.state.broken && !was_broken {
        let errors = job.state.broken_errors;
        store.poke(Wake::Job(job.id, JobMoment::Broken(errors)));
        info!(job.id = %job.id, job.name = job.spec.name, errors,
            "the job is broken, its schedule is off");
    }
}
