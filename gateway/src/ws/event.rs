//! Events: written once, for however many clients.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;

use super::message::Id;
use crate::time::Time;

/// Messages for one client, in order.
pub(super) type Frames = Arc<[Utf8Bytes]>;

/// How many numbers of subscriptions are remembered. Clients of one kind mostly choose alike.
const REMEMBERED: usize = 8;

/// A message that lacks nothing but the number of the subscription.
#[derive(Debug)]
pub(super) struct Event {
    kind: &'static str,
    rest: String,
}

/// What an event tells.
#[derive(Debug, Serialize)]
pub(super) struct Told<'a, T> {
    pub(super) topic: &'static str,
    pub(super) event: &'a str,
    pub(super) seq: u64,
    pub(super) time: Option<Time>,
    pub(super) data: T,
}

#[derive(Serialize)]
struct Lagged {
    dropped: u64,
}

impl Event {
    /// Something happened.
    pub(super) fn of<T: Serialize>(told: &Told<'_, T>) -> Self {
        Self::write("event", told)
    }

    /// At least so many events are missed: what they told must be read.
    pub(super) fn lagged(dropped: u64) -> Self {
        Self::write("lagged", &Lagged { dropped })
    }

    fn write(kind: &'static str, body: &impl Serialize) -> Self {
        let mut rest = serde_json::to_string(body).unwrap_or_default();
        // The number of the subscription goes before the first field.
        rest.replace_range(..rest.len().min(1), ",");
        Self { kind, rest }
    }

    /// The message for a subscription.
    pub(super) fn to(&self, id: Id) -> Utf8Bytes {
        let Self { kind, rest } = self;
        format!(r#"{{"type":"{kind}","id":{id}{rest}"#).into()
    }
}

/// Events that many clients get together.
#[derive(Debug)]
pub(super) struct Events {
    events: Vec<Event>,
    ready: Mutex<Vec<(Id, Frames)>>,
}

impl Events {
    pub(super) const fn new(events: Vec<Event>) -> Self {
        Self { events, ready: Mutex::new(Vec::new()) }
    }

    /// The messages for a subscription, shared by all clients that chose the same number.
    pub(super) fn to(&self, id: Id) -> Frames {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, frames)) = ready.iter().find(|(known, _)| *known == id) {
            return frames.clone();
        }
        let frames: Frames = self.events.iter().map(|event| event.to(id)).collect();
        if ready.len() < REMEMBERED {
            ready.push((id, frames.clone()));
        }
        frames
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_written_once_and_gets_each_clients_number() {
        let told = Told { topic: "tasks", event: "task.running", seq: 3, time: None, data: [1] };
        let events = Events::new(vec![Event::of(&told), Event::lagged(4)]);
        let frames = events.to(7);
        let first = r#"{"type":"event","id":7,"topic":"tasks","event":"task.running","seq":3,"time":null,"data":[1]}"#;
        assert_eq!(frames[0].as_str(), first);
        assert_eq!(frames[1].as_str(), r#"{"type":"lagged","id":7,"dropped":4}"#);
        assert!(Arc::ptr_eq(&frames, &events.to(7)), "the same text for all with this number");
        assert_eq!(events.to(8)[1].as_str(), r#"{"type":"lagged","id":8,"dropped":4}"#);
    }
}
