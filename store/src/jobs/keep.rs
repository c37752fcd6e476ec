//! What everybody does who keeps a [`Change`]: plan its write, make way for its runs, wake whom it
//! concerns.

use std::{collections::BTreeSet, time::Duration};

use taskmaster_domain::{
    LaneId, TaskId, TaskState, Timestamp,
    job::{Cancels, Change, Job, RunPlan},
    lane::LaneKey,
};

use super::{JobPage, JobWrite, Jobs, RunFilter};
use crate::{Command, Lanes, NewTask, Result, Submit, Wake, Wakes};

/// Runs of one page of [`to_cancel`].
const PAGE: u32 = 1_000;

/// Whoever makes a time this near pokes for it: schedulers look ahead by themselves once a second.
const SOON: Duration = Duration::from_secs(2);

impl JobWrite {
    /// What keeps `change`, each of its runs in its lane and due as it says.
    ///
    /// # Errors
    /// A lane is new, and there are as many as there may be; or the store is away.
    pub async fn plan<S: Submit + ?Sized>(
        mut change: Change,
        now: Timestamp,
        lanes: &Lanes<S>,
    ) -> Result<Self> {
        let mut tasks = Vec::with_capacity(change.runs.len());
        for RunPlan { id, spec, gated } in std::mem::take(&mut change.runs) {
            let (lane, due) = (lanes.intern(&LaneKey::of(&spec)).await?, spec.due(now));
            let gate = gated.then_some(change.job.id);
            tasks.push(NewTask { id, spec, lane, due, gate });
        }
        Ok(Self::of(change, tasks))
    }
}

/// Runs of a job that `cancels` may concern, newest first, below the given one: each is to be canceled
/// by [`cancellation`] before the [`Change`] is kept. Nothing when the job moved since it was read, so
/// that the change will not be kept. The page is older than that second look: nobody's newer run is
/// in it.
///
/// # Errors
/// When the store is away.
pub async fn to_cancel<S: Jobs + ?Sized>(
    store: &S,
    job: &Job,
    cancels: Cancels,
    below: Option<TaskId>,
) -> Result<Option<JobPage<TaskId, TaskId>>> {
    let is_spared = |state: TaskState| cancels.spares_begun() && state.is_held();
    let open = TaskState::ALL.into_iter().filter(|state| !state.is_terminal());
    let states = open.filter(|state| !is_spared(*state));
    let filter = RunFilter { job: Some(job.id), states: states.collect(), open: true };
    let page = store.runs(&filter, below, PAGE).await?;
    let again = store.jobs_of(&[job.id]).await?;
    if again.first().is_none_or(|again| again.revision != job.revision) {
        return Ok(None);
    }
    let concerned = page.rows.iter().filter(|run| cancels.concerns(run.of.trigger));
    Ok(Some(JobPage { rows: concerned.map(|run| run.id).collect(), next: page.next }))
}

/// How such a run is canceled.
pub fn cancellation(cancels: Cancels) -> Command {
    let by = cancels.by().to_owned();
    if cancels.spares_begun() { Command::CancelUnbegun { by } } else { Command::Cancel { by } }
}

/// Wakes, after the commit, whoever claims, queues, fires or follows what these writes made.
pub fn wake_writes<S: Wakes + ?Sized>(store: &S, writes: &[JobWrite], now: Timestamp) {
    let tasks = || writes.iter().flat_map(|write| &write.tasks);
    let ready = tasks().filter(|task| task.due <= now);
    let lanes: BTreeSet<LaneId> = ready.map(|task| task.lane).collect();
    lanes.into_iter().for_each(|lane| store.poke(Wake::Lane(lane)));
    let is_soon = |at: &Timestamp| at.since(now) <= SOON;
    let later = tasks().map(|task| task.due).filter(|due| *due > now);
    if let Some(due) = later.min().filter(is_soon) {
        store.poke(Wake::Due(due));
    }
    let fires = writes.iter().filter_map(|write| write.job.state.fire_at);
    if let Some(at) = fires.min().filter(is_soon) {
        store.poke(Wake::Fire(at));
    }
    let made: Vec<TaskId> = tasks().map(|task| task.id).collect();
    store.poke_tasks(&made);
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{JobId, TaskSpec, job::JobSpec};
    use tokio::sync::broadcast::Receiver;

    use super::*;
    use crate::WakeBus;

    struct Bus(WakeBus);

    impl Wakes for Bus {
        fn poke(&self, wake: Wake) {
            self.0.poke(wake);
        }

        fn wakes(&self) -> Receiver<Wake> {
            self.0.wakes()
        }
    }

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    /// What is heard of a write with tasks that are due so much later, each in a lane of its own,
    /// and of a job that fires so much later.
    fn heard(due: &[Duration], fires: Option<Duration>) -> (Vec<Wake>, Vec<TaskId>) {
        let spec = JobSpec { name: "often".to_owned(), ..JobSpec::default() };
        let mut change = Job::create(JobId::new(NOW), spec, "user:ann", NOW).unwrap();
        change.job.state.fire_at = fires.map(|wait| NOW.plus(wait));
        let task = |(lane, wait): (i32, &Duration)| NewTask {
            id: TaskId::new(NOW),
            spec: TaskSpec::default(),
            lane: LaneId(lane),
            due: NOW.plus(*wait),
            gate: None,
        };
        let tasks: Vec<NewTask> = (0..).zip(due).map(task).collect();
        let ids = tasks.iter().map(|task| task.id).collect();
        let bus = Bus(WakeBus::default());
        let mut wakes = bus.wakes();
        wake_writes(&bus, &[JobWrite::of(change, tasks)], NOW);
        (std::iter::from_fn(|| wakes.try_recv().ok()).collect(), ids)
    }

    #[test]
    fn whoever_claims_hears_of_what_is_due_and_whoever_queues_of_what_soon_will_be() {
        let second = Duration::from_secs(1);
        let (wakes, ids) = heard(&[second, Duration::ZERO, 9 * second], None);
        let due = Wake::Due(NOW.plus(second));
        let told: Vec<Wake> = ids.into_iter().map(Wake::Task).collect();
        assert_eq!(wakes[..2], [Wake::Lane(LaneId(1)), due]);
        assert_eq!(wakes[2..], told);

        let (wakes, ids) = heard(&[9 * second], Some(2 * second));
        assert_eq!(wakes, [Wake::Fire(NOW.plus(2 * second)), Wake::Task(ids[0])]);
        let (wakes, _) = heard(&[], Some(3 * second));
        assert_eq!(wakes, [], "the look ahead is soon enough");
    }
}
