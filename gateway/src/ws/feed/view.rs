//! What clients with the same filter see of the tasks: a few events, or that they must read.

use std::{collections::HashMap, sync::Arc};

use serde::Serialize;
use taskmaster_domain::TaskState;
use taskmaster_proto::{convert::task_state, v1};
use tokio::sync::broadcast;

use super::{
    super::event::{Event, Events, Told},
    jobs::PendingJobs,
};
use crate::time::Time;

/// Events that are told one by one. When there are more, reading costs a client less.
pub(super) const TOLD: usize = 50;
/// Tasks that moved and are remembered until the next telling.
const REMEMBERED: usize = 4_096;
/// Tellings that a client may be behind.
const BEHIND: usize = 8;

/// Which tasks a client wants to hear of; all when empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::ws) struct Filter {
    pub(in crate::ws) queue: Option<String>,
    pub(in crate::ws) kind: Option<String>,
    /// Where a task is now.
    pub(in crate::ws) state: Option<TaskState>,
}

impl Filter {
    fn takes(&self, event: &v1::TaskEvent) -> bool {
        let like = |wanted: &Option<String>, is: &str| {
            is.is_empty() || wanted.as_ref().is_none_or(|wanted| wanted == is)
        };
        let state = task_state(event.state());
        // What an event does not say may well be what is wanted.
        let same = |wanted| state.is_none_or(|state| state == wanted);
        like(&self.queue, &event.queue)
            && like(&self.kind, &event.kind)
            && self.state.is_none_or(same)
    }
}

/// What happened since the last telling: the last event of each task, oldest first.
#[derive(Debug, Default)]
pub(super) struct Pending {
    events: Vec<Option<v1::TaskEvent>>,
    places: HashMap<String, usize>,
    dropped: u64,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty() && self.dropped == 0
    }

    /// Takes in an event.
    pub(super) fn add(&mut self, event: v1::TaskEvent) {
        if self.events.len() >= REMEMBERED {
            self.dropped += 1;
            return;
        }
        let place = self.events.len();
        if let Some(before) = self.places.insert(event.task_id.clone(), place)
            && let Some(before) = self.events.get_mut(before)
        {
            *before = None;
        }
        self.events.push(Some(event));
    }

    /// So many events are known to be missed.
    pub(super) const fn drop(&mut self, count: u64) {
        self.dropped = self.dropped.saturating_add(count);
    }
}

/// One telling.
#[derive(Debug)]
pub(in crate::ws) struct Batch {
    /// Number of its first event. Numbers count events and missed ones alike, so that a client
    /// that missed whole tellings knows how many events those were.
    pub(in crate::ws) first: u64,
    /// Number of the first event after it.
    pub(in crate::ws) next: u64,
    /// How many of its events are not told one by one.
    pub(in crate::ws) dropped: u64,
    pub(in crate::ws) events: Events,
}

/// All clients with one filter.
#[derive(Debug)]
pub(super) struct View {
    sender: broadcast::Sender<Arc<Batch>>,
    next: u64,
}

impl Default for View {
    fn default() -> Self {
        Self { sender: broadcast::Sender::new(BEHIND), next: 1 }
    }
}

impl View {
    /// One more client, and the number of the first event that it will hear of.
    pub(super) fn join(&self) -> (broadcast::Receiver<Arc<Batch>>, u64) {
        (self.sender.subscribe(), self.next)
    }

    pub(super) fn is_watched(&self) -> bool {
        self.sender.receiver_count() > 0
    }

    /// Tells the clients what of all that concerns them. False when that is that they must read.
    pub(super) fn tell(&mut self, filter: &Filter, pending: &Pending) -> bool {
        self.send(batch(filter, pending, self.next))
    }

    /// Tells the clients what happened to jobs. False when that is that they must read.
    pub(super) fn tell_jobs(&mut self, pending: &PendingJobs) -> bool {
        self.send(pending.batch(self.next))
    }

    fn send(&mut self, batch: Option<Batch>) -> bool {
        let Some(batch) = batch else { return true };
        self.next = batch.next;
        let is_whole = batch.dropped == 0;
        // Nobody may be left: then nobody misses it.
        let _ = self.sender.send(Arc::new(batch));
        is_whole
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Moved<'a> {
    task_id: &'a str,
    /// Null when it must be read.
    state: Option<&'static str>,
    attempt: i32,
    queue: &'a str,
    kind: &'a str,
}

fn batch(filter: &Filter, pending: &Pending, first: u64) -> Option<Batch> {
    let told: Vec<&v1::TaskEvent> =
        pending.events.iter().flatten().filter(|event| filter.takes(event)).collect();
    if told.is_empty() && pending.dropped == 0 {
        return None;
    }
    let count = told.len() as u64;
    let next = first.saturating_add(count).saturating_add(pending.dropped);
    let (told, dropped) = if told.len() > TOLD {
        (Vec::new(), count + pending.dropped)
    } else {
        (told, pending.dropped)
    };
    let mut events: Vec<Event> =
        (first..).zip(told).map(|(seq, event)| moved(seq, event)).collect();
    if dropped > 0 {
        events.push(Event::lagged(dropped));
    }
    Some(Batch { first, next, dropped, events: Events::new(events) })
}

fn moved(seq: u64, event: &v1::TaskEvent) -> Event {
    let state = task_state(event.state()).map(TaskState::name);
    let name = format!("task.{}", state.unwrap_or("changed"));
    Event::of(&Told {
        topic: "tasks",
        event: &name,
        seq,
        time: Time::from_wire(event.time),
        data: Moved {
            task_id: &event.task_id,
            state,
            attempt: event.attempt,
            queue: &event.queue,
            kind: &event.kind,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: usize, state: v1::TaskState) -> v1::TaskEvent {
        let (task_id, queue) = (id.to_string(), format!("queue-{}", id % 2));
        v1::TaskEvent { task_id, queue, state: state.into(), ..Default::default() }
    }

    fn pending(count: usize) -> Pending {
        let mut pending = Pending::default();
        (0..count).for_each(|id| pending.add(event(id, v1::TaskState::Running)));
        pending
    }

    fn told(batch: &Batch) -> Vec<String> {
        batch.events.to(1).iter().map(|text| text.as_str().to_owned()).collect()
    }

    #[test]
    fn only_the_last_event_of_a_task_is_told() {
        let mut pending = pending(2);
        pending.add(event(0, v1::TaskState::Completed));
        let told = told(&batch(&Filter::default(), &pending, 5).unwrap());
        assert_eq!(told.len(), 2);
        assert!(told[0].contains(r#""event":"task.running","seq":5"#), "{told:?}");
        assert!(told[1].contains(r#""event":"task.completed","seq":6"#), "{told:?}");
    }

    #[test]
    fn a_client_of_a_busy_fleet_is_told_to_read_and_nothing_else() {
        let few = batch(&Filter::default(), &pending(TOLD), 1).unwrap();
        assert_eq!((told(&few).len(), few.next), (TOLD, 51));
        let many = batch(&Filter::default(), &pending(TOLD + 1), 1).unwrap();
        assert_eq!(told(&many), [r#"{"type":"lagged","id":1,"dropped":51}"#]);
        assert_eq!(many.next, 52);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let pending = pending(REMEMBERED + 7);
        assert_eq!((pending.events.len(), pending.dropped), (REMEMBERED, 7));
    }

    #[test]
    fn a_filter_lets_pass_what_may_be_wanted() {
        let filter = |queue: &str, state| Filter {
            queue: Some(queue.to_owned()),
            kind: None,
            state: Some(state),
        };
        let pending = pending(4);
        let one = batch(&filter("queue-1", TaskState::Running), &pending, 1).unwrap();
        assert_eq!(told(&one).len(), 2);
        assert!(batch(&filter("queue-1", TaskState::Failed), &pending, 1).is_none());
        let mut unknown = Pending::default();
        unknown.add(v1::TaskEvent { task_id: "a".to_owned(), ..Default::default() });
        let told = told(&batch(&filter("queue-1", TaskState::Failed), &unknown, 1).unwrap());
        assert!(told[0].contains(r#""event":"task.changed""#), "{told:?}");
    }

    #[test]
    fn a_client_that_missed_tellings_can_tell_how_many_events_those_were() {
        let (mut view, filter) = (View::default(), Filter::default());
        let (mut receiver, mut seen) = view.join();
        for _ in 0..BEHIND + 2 {
            view.tell(&filter, &pending(3));
        }
        let first = loop {
            match receiver.try_recv() {
                Ok(batch) => break batch.first,
                Err(broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(other) => panic!("{other}"),
            }
        };
        seen = first - seen;
        assert_eq!(seen, 6);
    }
}
