//! What has happened since the last message.

use std::collections::{HashMap, hash_map::Entry};

use taskmaster_domain::{JobId, TaskId, TaskState, Timestamp};
use taskmaster_proto::{convert::to_timestamp, v1};
use taskmaster_store::JobMoment;

/// Tasks of one message.
const TASKS: usize = 1_000;
/// Events of jobs of one message.
const JOBS: usize = 1_000;

/// A task moved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move<'m> {
    pub(crate) task: TaskId,
    /// Where it is now; nothing when that must be read.
    pub(crate) state: Option<TaskState>,
    /// Claims so far.
    pub(crate) attempt: i32,
    pub(crate) queue: &'m str,
    pub(crate) kind: &'m str,
}

impl Move<'_> {
    /// Of a task of which nothing more is known.
    pub(crate) const fn unclear(task: TaskId) -> Self {
        Self { task, state: None, attempt: 0, queue: "", kind: "" }
    }
}

/// The last event of each of some tasks, and the number of those that found no room.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    tasks: HashMap<TaskId, Event>,
    /// What happened to jobs, in order.
    jobs: Vec<(JobId, JobMoment, Timestamp)>,
    /// Events taken in: their order.
    count: u64,
    pub(super) dropped: u64,
    pub(super) workers_changed: bool,
    pub(super) fleet_changed: bool,
    pub(super) sessions_ended: bool,
}

#[derive(Debug)]
struct Event {
    place: u64,
    state: Option<TaskState>,
    attempt: i32,
    queue: Box<str>,
    kind: Box<str>,
    time: Timestamp,
}

impl Gathering {
    pub(super) fn is_empty(&self) -> bool {
        !(self.workers_changed || self.fleet_changed || self.sessions_ended)
            && self.dropped == 0
            && self.tasks.is_empty()
            && self.jobs.is_empty()
    }

    /// Events that are not left out.
    pub(super) fn len(&self) -> u64 {
        (self.tasks.len() + self.jobs.len()) as u64
    }

    /// Takes moves in while there is room, and then only counts them.
    pub(super) fn moved<'m>(&mut self, mut moves: impl Iterator<Item = Move<'m>>, now: Timestamp) {
        while self.tasks.len() < TASKS {
            let Some(one) = moves.next() else { return };
            self.put(one, now);
        }
        self.dropped += moves.count() as u64;
    }

    /// Takes in what happened to a job; the same again at once is no news.
    pub(super) fn job(&mut self, job: JobId, moment: JobMoment, now: Timestamp) {
        let last = self.jobs.iter_mut().rev().find(|(known, ..)| *known == job);
        if let Some((_, _, time)) = last.filter(|(_, known, _)| *known == moment) {
            *time = now;
        } else if self.jobs.len() < JOBS {
            self.jobs.push((job, moment, now));
        } else {
            self.dropped += 1;
        }
    }

    fn put(&mut self, Move { task, state, attempt, queue, kind }: Move<'_>, time: Timestamp) {
        let place = self.count;
        self.count += 1;
        let event = |queue: &str, kind: &str| Event {
            place,
            state,
            attempt,
            queue: queue.into(),
            kind: kind.into(),
            time,
        };
        match self.tasks.entry(task) {
            Entry::Vacant(room) => drop(room.insert(event(queue, kind))),
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                // What is unclear says nothing about the attempt. What is clear may come late: a
                // claim is told by another part than the submit before it.
                if state.is_none() {
                    (known.place, known.state, known.time) = (place, None, time);
                } else if attempt >= known.attempt {
                    *known = event(queue, kind);
                }
            }
        }
    }

    /// All of it, oldest first.
    pub(super) fn into_message(self) -> v1::WatchEventsResponse {
        let mut tasks: Vec<(TaskId, Event)> = self.tasks.into_iter().collect();
        tasks.sort_unstable_by_key(|(_, event)| event.place);
        let to_wire = |(task, event): (TaskId, Event)| v1::TaskEvent {
            task_id: task.to_string(),
            state: event.state.map_or(v1::TaskState::Unspecified, Into::into).into(),
            attempt: event.attempt,
            queue: event.queue.into(),
            kind: event.kind.into(),
            time: Some(to_timestamp(event.time)),
        };
        v1::WatchEventsResponse {
            jobs: self.jobs.into_iter().filter_map(job_to_wire).collect(),
            tasks: tasks.into_iter().map(to_wire).collect(),
            dropped: self.dropped,
            workers_changed: self.workers_changed,
            fleet_changed: self.fleet_changed,
            sessions_ended: self.sessions_ended,
        }
    }
}

/// What of it concerns people: that an end waits to be settled does not.
fn job_to_wire((job, moment, time): (JobId, JobMoment, Timestamp)) -> Option<v1::JobEvent> {
    let (kind, errors) = match moment {
        JobMoment::Changed => (v1::JobEventKind::Changed, 0),
        JobMoment::Deleted => (v1::JobEventKind::Deleted, 0),
        JobMoment::RunStarted => (v1::JobEventKind::RunStarted, 0),
        JobMoment::RunFinished => (v1::JobEventKind::RunFinished, 0),
        JobMoment::Broken(errors) => (v1::JobEventKind::Broken, errors),
        JobMoment::RunEnded => return None,
    };
    let (job_id, time) = (job.to_string(), Some(to_timestamp(time)));
    Some(v1::JobEvent { job_id, kind: kind.into(), time, errors })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn task(n: usize) -> TaskId {
        TaskId(Uuid::from_u128(n as u128))
    }

    fn to(n: usize, state: TaskState, attempt: i32) -> Move<'static> {
        Move { task: task(n), state: Some(state), attempt, queue: "q", kind: "noop" }
    }

    /// Number, state and attempt of each task of the message.
    fn told(gathering: Gathering) -> Vec<(String, v1::TaskState, i32)> {
        let told = |event: v1::TaskEvent| {
            let number = event.task_id.trim_start_matches(['0', '-']).to_owned();
            (number, event.state(), event.attempt)
        };
        gathering.into_message().tasks.into_iter().map(told).collect()
    }

    #[test]
    fn the_last_event_of_a_task_is_told_and_the_oldest_comes_first() {
        let mut gathering = Gathering::default();
        let moves = [
            to(1, TaskState::Queued, 0),
            to(2, TaskState::Queued, 0),
            to(1, TaskState::Assigned, 1),
            to(1, TaskState::Completed, 1),
        ];
        gathering.moved(moves.into_iter(), NOW);
        use v1::TaskState::{Completed, Queued};
        let expected = [("2".to_owned(), Queued, 0), ("1".to_owned(), Completed, 1)];
        assert_eq!(told(gathering), expected);
    }

    #[test]
    fn what_is_told_late_of_an_attempt_before_changes_nothing() {
        let mut gathering = Gathering::default();
        gathering.moved([to(1, TaskState::Assigned, 1)].into_iter(), NOW);
        gathering.moved([to(1, TaskState::Queued, 0)].into_iter(), NOW);
        assert_eq!(told(gathering), [("1".to_owned(), v1::TaskState::Assigned, 1)]);
    }

    #[test]
    fn what_must_be_read_stays_so_until_something_is_known_again() {
        let mut gathering = Gathering::default();
        gathering.moved([to(1, TaskState::Running, 1), Move::unclear(task(1))].into_iter(), NOW);
        gathering.moved([to(2, TaskState::Running, 1), Move::unclear(task(2))].into_iter(), NOW);
        gathering.moved([to(2, TaskState::Assigned, 2)].into_iter(), NOW);
        use v1::TaskState::{Assigned, Unspecified};
        let expected = [("1".to_owned(), Unspecified, 1), ("2".to_owned(), Assigned, 2)];
        assert_eq!(told(gathering), expected);
    }

    #[test]
    fn what_happened_to_a_job_is_told_in_order_and_once() {
        let mut gathering = Gathering::default();
        let (one, other) = (JobId(task(1).0), JobId(task(2).0));
        gathering.job(one, JobMoment::RunFinished, NOW);
        gathering.job(other, JobMoment::Changed, NOW);
        gathering.job(one, JobMoment::RunFinished, NOW);
        gathering.job(one, JobMoment::RunEnded, NOW);
        gathering.job(one, JobMoment::Broken(3), NOW);
        assert!(!gathering.is_empty());
        let told: Vec<_> = gathering
            .into_message()
            .jobs
            .into_iter()
            .map(|event| (event.job_id == one.to_string(), event.kind(), event.errors))
            .collect();
        use v1::JobEventKind::{Broken, Changed, RunFinished};
        assert_eq!(told, [(true, RunFinished, 0), (false, Changed, 0), (true, Broken, 3)]);
    }

    #[test]
    fn events_of_too_many_jobs_are_only_counted() {
        let mut gathering = Gathering::default();
        for n in 0..JOBS + 2 {
            gathering.job(JobId(task(n).0), JobMoment::Changed, NOW);
        }
        assert_eq!((gathering.jobs.len(), gathering.dropped), (JOBS, 2));
    }

    #[test]
    fn beyond_a_thousand_tasks_events_are_only_counted() {
        let mut gathering = Gathering::default();
        let queued = |n| to(n, TaskState::Queued, 0);
        gathering.moved((0..TASKS - 1).map(queued), NOW);
        assert_eq!((gathering.len(), gathering.dropped), (999, 0));
        gathering.moved((TASKS..TASKS + 3).map(queued), NOW);
        assert_eq!((gathering.len(), gathering.dropped), (1_000, 2));
        gathering.moved([to(1, TaskState::Completed, 1)].into_iter(), NOW);
        let message = gathering.into_message();
        assert_eq!((message.tasks.len(), message.dropped), (1_000, 3));
    }
}
