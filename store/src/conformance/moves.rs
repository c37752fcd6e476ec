//! A state changes only as the table says: each event that a caller can cause, in each state
//! that a caller can reach.

use std::time::Duration;

use taskmaster_domain::{
    AttemptRef, Event, LaneId, Task, TaskId, TaskSpec, TaskState, Verdict, lane::LaneKey,
    task::Resumed, worker::ReleaseCause,
};

use super::trial::{Hand, Trial};
use crate::{Claim, Command, Controlled};

/// All but waiting, which only a graph's edges lead to.
const STATES: [TaskState; 8] = [
    TaskState::Scheduled,
    TaskState::Queued,
    TaskState::Assigned,
    TaskState::Running,
    TaskState::Completed,
    TaskState::Failed,
    TaskState::Canceled,
    TaskState::Paused,
];

/// All that a single call can cause.
const EVENTS: [Event; 14] = [
    Event::Due,
    Event::Claim,
    Event::Start,
    Event::Return,
    Event::Release,
    Event::Complete,
    Event::Fail,
    Event::RetryLater { due: true },
    Event::RetryLater { due: false },
    Event::StartTimeout,
    Event::Cancel,
    Event::Pause,
    Event::Resume { to: Resumed::Queued },
    Event::Retry { waits: false },
];

/// A task of a queue of its own, and the worker that has it, had it, or never will.
struct Subject<'a> {
    t: &'a Trial,
    lane: LaneId,
    hand: Hand,
    id: TaskId,
}

impl<'a> Subject<'a> {
    async fn new(t: &'a Trial, name: &str) -> Self {
        let spec = TaskSpec {
            queue: name.to_owned(),
            start_timeout: Some(Duration::from_secs(30)),
            ..TaskSpec::default()
        };
        let lane = t.intern_lane(&LaneKey::of(&spec)).await.unwrap();
        Self { t, lane, hand: t.hand(name).await, id: t.put(spec).await }
    }

    async fn claim(&self) {
        let claim = Claim { lane: self.lane, seats: vec![self.hand.seat()] };
        self.t.store.claim(&claim, self.t.now).await.unwrap();
    }

    async fn of(&self) -> AttemptRef {
        AttemptRef { task: self.id, attempt: self.t.get(self.id).await.attempt }
    }

    async fn start(&self) {
        self.t.begin(&self.hand, self.of().await).await;
    }

    async fn end(&self, verdict: Verdict) {
        self.t.finish(&self.hand, self.of().await, verdict).await;
    }

    /// Leads it there.
    async fn reach(&self, state: TaskState) {
        match state {
            TaskState::Waiting => panic!("no call leads there"),
            TaskState::Queued => {}
            TaskState::Scheduled => {
                self.claim().await;
                // In the past of the cases below, which look from ten seconds on.
                self.end(Verdict::RetryAt(self.t.at(3))).await;
            }
            TaskState::Assigned => self.claim().await,
            TaskState::Running => {
                self.claim().await;
                self.start().await;
            }
            TaskState::Completed => {
                self.claim().await;
                self.end(Verdict::Completed).await;
            }
            TaskState::Failed => {
                self.claim().await;
                self.end(Verdict::Failed).await;
            }
            TaskState::Canceled => drop(self.t.cancel(self.id).await),
            TaskState::Paused => drop(self.t.order(self.id, Command::Pause).await),
        }
        assert_eq!(self.t.get(self.id).await.state, state);
    }

    /// Makes the call that causes this event where it can happen.
    async fn cause(&self, event: Event) -> Option<Controlled> {
        let t = self.t;
        match event {
            Event::Due => drop(t.promote_due(t.at(10), 1_000).await.unwrap()),
            Event::Claim => self.claim().await,
            Event::Start => self.start().await,
            Event::Return => self.end(Verdict::Requeued).await,
            Event::Release => drop(t.release(&self.hand, ReleaseCause::Killed).await),
            Event::Complete => self.end(Verdict::Completed).await,
            Event::Fail => self.end(Verdict::Failed).await,
            Event::RetryLater { due: true } => self.end(Verdict::RetryAt(t.now)).await,
            Event::RetryLater { due: false } => self.end(Verdict::RetryAt(t.at(99))).await,
            Event::StartTimeout => drop(t.expire_starts(t.at(60), 1_000).await.unwrap()),
            Event::Cancel => return Some(t.cancel(self.id).await),
            Event::Pause => return Some(t.order(self.id, Command::Pause).await),
            Event::Resume { .. } => return Some(t.order(self.id, Command::Resume).await),
            Event::Retry { .. } => return Some(t.order(self.id, Command::Retry).await),
            Event::Unblock { .. } | Event::ParentFailed | Event::Poison => {
                panic!("no single call causes it")
            }
        }
        None
    }
}

/// What must have become of a task; the same task when nothing may have changed.
fn expected(state: TaskState, event: Event) -> TaskState {
    // A held task is not moved by the wish, but by its worker's word.
    let is_only_noted = state.is_held() && event == Event::Cancel;
    // A running attempt that comes back is released, whoever sends it.
    let event = match (state, event) {
        (TaskState::Running, Event::Return) => Event::Release,
        (_, event) => event,
    };
    if is_only_noted { state } else { state.apply(event).unwrap_or(state) }
}

pub async fn a_state_changes_only_as_the_table_says(t: &Trial) {
    for state in STATES {
        for (n, event) in EVENTS.into_iter().enumerate() {
            let subject = Subject::new(t, &format!("{state}-{n}")).await;
            subject.reach(state).await;
            let before = t.get(subject.id).await;
            let answer = subject.cause(event).await;
            let after = t.get(subject.id).await;
            assert_eq!(after.state, expected(state, event), "{state} and {event:?}");
            if after.state == state && !(state.is_held() && event == Event::Cancel) {
                assert_eq!(after, before, "{state} and {event:?} change nothing");
            }
            if let Some(answer) = answer {
                judge(&answer, &before, event, subject.lane);
            }
            // Out of the way of the sweeps to come.
            t.release(&subject.hand, ReleaseCause::Killed).await;
            t.cancel(subject.id).await;
        }
    }
}

fn judge(answer: &Controlled, before: &Task, event: Event, lane: LaneId) {
    let from = before.state;
    match (answer, from.apply(event)) {
        (Controlled::Requested { .. }, Ok(_)) => assert!(from.is_held(), "{from} {event:?}"),
        (moved, Ok(to)) => assert_eq!(*moved, Controlled::Moved { from, to, lane }),
        (refused, Err(refusal)) => {
            let Controlled::Refused(got) = refused else { panic!("{refused:?}") };
            // A driver need not find out where a resumed task would have gone.
            let is_resume = |event| matches!(event, Event::Resume { .. });
            assert_eq!(got.from, refusal.from);
            assert!(got.event == refusal.event || (is_resume(got.event) && is_resume(event)));
        }
    }
}

pub async fn nothing_changes_a_completed_task(t: &Trial) {
    let subject = Subject::new(t, "done").await;
    subject.reach(TaskState::Completed).await;
    let before = t.get(subject.id).await;
    for event in EVENTS {
        subject.cause(event).await;
        assert_eq!(t.get(subject.id).await, before, "{event:?}");
    }
    assert_eq!(t.attempts(subject.id).await.unwrap(), []);
}
