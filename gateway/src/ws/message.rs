//! What is said on a WebSocket, as `docs/websocket.md` shows it.

use axum::extract::ws::Utf8Bytes;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use taskmaster_domain::{TaskState, Violations};

use super::feed::Filter;
use crate::{
    extract::{Object, Word, read},
    problem::Problem,
};

/// A subscription's number, which the client chooses.
pub(super) type Id = u64;

/// What a client says.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    Subscribe(Subscribe),
    Unsubscribe(Unsubscribe),
    Ping,
}

/// What a message is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Subscribe,
    Unsubscribe,
    Ping,
}

/// As much of any message as says what it is.
#[derive(Debug, Deserialize)]
struct Any {
    #[serde(rename = "type")]
    kind: Word<Kind>,
}

/// As much of any message as says what it is about.
#[derive(Debug, Deserialize)]
struct About {
    id: Option<Id>,
}

/// A message of its type alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bare {
    #[serde(rename = "type")]
    _kind: IgnoredAny,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Subscribe {
    #[serde(rename = "type")]
    _kind: IgnoredAny,
    pub(super) id: Id,
    topic: String,
    #[serde(default)]
    task_id: Option<String>,
    #[serde(default)]
    attempt: Option<i32>,
    #[serde(default)]
    after: Option<i64>,
    #[serde(default)]
    queue: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    state: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsubscribe {
    pub(super) id: Id,
}

/// The same as it is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ending {
    #[serde(rename = "type")]
    _kind: IgnoredAny,
    id: Id,
}

/// What a client wants to hear of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Tasks(Filter),
    Task { task_id: String },
    Log { task_id: String, attempt: i32, after: i64 },
    Workers,
    Jobs,
}

impl Incoming {
    /// Reads a message.
    ///
    /// # Errors
    /// For text that is none; with the number of the subscription that it may be about.
    pub(super) fn read(text: &str) -> Result<Self, (Option<Id>, Box<Problem>)> {
        Self::of(text.as_bytes()).map_err(|problem| {
            let about = serde_json::from_str(text).ok();
            (about.and_then(|Object(About { id })| id), Box::new(problem))
        })
    }

    fn of(text: &[u8]) -> Result<Self, Problem> {
        let whole = "message";
        let Object(Any { kind: Word(kind) }) = read(text, whole)?;
        match kind {
            Kind::Subscribe => read(text, whole).map(|Object(said)| Self::Subscribe(said)),
            Kind::Unsubscribe => read(text, whole)
                .map(|Object(Ending { id, .. })| Self::Unsubscribe(Unsubscribe { id })),
            Kind::Ping => read::<Object<Bare>>(text, whole).map(|_| Self::Ping),
        }
    }
}

impl Subscribe {
    /// The topic and what of it.
    ///
    /// # Errors
    /// Names the fields that are wrong or do not belong to the topic.
    pub(super) fn topic(self) -> Result<Topic, Problem> {
        let mut v = Violations::default();
        let of_one = matches!(self.topic.as_str(), "task" | "log");
        let for_log = [("attempt", self.attempt.map(i64::from)), ("after", self.after)];
        for (field, number) in for_log {
            match number {
                Some(_) if self.topic != "log" => v.add(field, "belongs to the topic log only"),
                Some(number) if number < 0 => v.add(field, "must not be negative"),
                Some(_) | None => {}
            }
        }
        let filters = [("queue", &self.queue), ("kind", &self.kind), ("state", &self.state)];
        for (field, _) in filters.iter().filter(|(_, text)| text.is_some()) {
            if self.topic != "tasks" {
                v.add(*field, "belongs to the topic tasks only");
            }
        }
        if self.task_id.is_none() && of_one {
            v.add("taskId", "is required");
        } else if self.task_id.is_some() && !of_one {
            v.add("taskId", "belongs to the topics task and log only");
        } else if self.task_id.as_deref().is_some_and(|id| uuid::Uuid::try_parse(id).is_err()) {
            v.add("taskId", "must be a UUID");
        }
        let state = self.state.as_deref().map(|name| {
            let state = TaskState::ALL.into_iter().find(|state| state.name() == name);
            if state.is_none() {
                v.add("state", "must be a state of a task");
            }
            state
        });
        let task_id = self.task_id.unwrap_or_default();
        let topic = match self.topic.as_str() {
            "tasks" => {
                Topic::Tasks(Filter { queue: self.queue, kind: self.kind, state: state.flatten() })
            }
            "task" => Topic::Task { task_id },
            "log" => {
                let (attempt, after) = (self.attempt.unwrap_or(0), self.after.unwrap_or(0));
                Topic::Log { task_id, attempt, after }
            }
            "workers" => Topic::Workers,
            "jobs" => Topic::Jobs,
            _ => {
                let known = "must be one of tasks, task, log, workers, jobs";
                return Err(Problem::field("topic", known));
            }
        };
        v.or(topic).map_err(Problem::from)
    }
}

/// What is said to one client only; events have a form of their own.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Outgoing<'a> {
    Subscribed {
        id: Id,
    },
    End {
        id: Id,
    },
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        problem: &'a Problem,
    },
    Pong,
}

impl Outgoing<'_> {
    /// As it goes on the wire.
    pub(super) fn text(&self) -> Utf8Bytes {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(text: &str) -> Result<Topic, String> {
        match Incoming::read(text) {
            Ok(Incoming::Subscribe(subscribe)) => subscribe.topic().map_err(|p| p.detail),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_subscription_says_its_topic_and_what_of_it() {
        let task_id = uuid::Uuid::nil().to_string();
        let log = format!(
            r#"{{"type":"subscribe","id":1,"topic":"log","taskId":"{task_id}","after":120}}"#
        );
        assert_eq!(topic(&log), Ok(Topic::Log { task_id, attempt: 0, after: 120 }));
        let tasks = r#"{"type":"subscribe","id":1,"topic":"tasks","state":"running"}"#;
        let state = Some(TaskState::Running);
        assert_eq!(topic(tasks), Ok(Topic::Tasks(Filter { state, ..Filter::default() })));
    }

    #[test]
    fn what_does_not_belong_to_the_topic_is_refused_by_name() {
        let refused = |rest: &str, field: &str| {
            let said = topic(&format!(r#"{{"type":"subscribe","id":1,{rest}}}"#)).unwrap_err();
            assert!(said.starts_with(field), "{rest}: {said}");
        };
        refused(r#""topic":"weather""#, "topic");
        refused(r#""topic":"log""#, "taskId");
        refused(r#""topic":"workers","taskId":"a""#, "taskId");
        refused(r#""topic":"task","taskId":"a""#, "taskId");
        let of = format!(r#""taskId":"{}""#, uuid::Uuid::nil());
        refused(&format!(r#""topic":"task",{of},"after":1"#), "after");
        refused(&format!(r#""topic":"log",{of},"after":-1"#), "after");
        refused(r#""topic":"tasks","state":"sleeping""#, "state");
        refused(r#""topic":"workers","queue":"a""#, "queue");
        refused(r#""topic":"jobs","state":"running""#, "state");
    }

    #[test]
    fn the_subscription_of_an_unreadable_message_is_named() {
        let text = r#"{"type":"subscribe","id":7,"topic":"tasks","colour":"red"}"#;
        assert_eq!(Incoming::read(text).unwrap_err().0, Some(7));
        assert_eq!(Incoming::read("[]").unwrap_err().0, None);
        assert_eq!(Incoming::read(r#"{"type":"ping"}"#).ok(), Some(Incoming::Ping));
    }

    #[test]
    fn what_is_no_message_is_told_in_plain_words() {
        let cases = [
            (r#"["subscribe",1,"tasks"]"#, "message must be an object"),
            ("[7]", "message must be an object"),
            (r#"{"id":7}"#, "type must be present"),
            (r#"{"type":"shout"}"#, "type must be one of subscribe, unsubscribe, ping"),
            (r#"{"type":{"ping":null}}"#, "type must be a string"),
            (
                r#"{"type":"subscribe","id":-1,"topic":"tasks"}"#,
                "id must be a whole number that is not negative",
            ),
            (r#"{"type":"subscribe","id":1}"#, "topic must be present"),
            (r#"{"type":"unsubscribe","id":1,"id":2}"#, "id must not be repeated"),
            (r#"{"type":"ping","id":1}"#, "id is not known here, only type"),
        ];
        for (text, told) in cases {
            assert_eq!(Incoming::read(text).unwrap_err().1.detail, told, "{text}");
        }
    }
}
