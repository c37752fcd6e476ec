//! Telling of ends that no worker reported.

use std::collections::BTreeSet;

use taskmaster_domain::TaskId;

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
