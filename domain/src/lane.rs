//! Lanes: each due task stands in exactly one line that a worker either serves or does not.
//!
//! A lane is the interned combination of a queue and the hard requirements of a task. The ready
//! index starts with it, so that a claim reads only rows that its workers can run: no filter
//! behind the index, whatever else is queued.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{LaneId, TaskSpec, task::Work, worker::Capacity};

/// The handler of all built-in kinds, which every worker has.
pub const BUILTIN: &str = "builtin";

/// A worker with this word among its queues serves all of them.
pub const ALL_QUEUES: &str = "*";

/// What makes a lane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LaneKey {
    /// The queue.
    pub queue: String,
    /// Who knows the work: `builtin`, or a function's name.
    pub handler: String,
    /// Labels that a worker must have.
    pub labels: BTreeMap<String, String>,
}

/// A lane and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its number.
    pub id: LaneId,
    /// What makes it.
    pub key: LaneKey,
}

impl LaneKey {
    /// The lane of a task.
    pub fn of(spec: &TaskSpec) -> Self {
        let handler = match &spec.work {
            Work::Shell { .. } | Work::Simulate(_) | Work::Noop => BUILTIN.to_owned(),
        };
        Self { queue: spec.queue.clone(), handler, labels: spec.required_labels.clone() }
    }

    /// Whether a worker with `capacity` can run what stands in this lane.
    pub fn is_served_by(&self, capacity: &Capacity) -> bool {
        capacity.queues.iter().any(|queue| *queue == self.queue || queue == ALL_QUEUES)
            && (self.handler == BUILTIN || capacity.handlers.contains(&self.handler))
            && self.labels.iter().all(|(name, value)| capacity.labels.get(name) == Some(value))
    }

    /// Handler and labels in one canonical text, which databases keep unique per queue.
    pub fn requirements(&self) -> String {
        serde_json::json!({ "handler": self.handler, "labels": self.labels }).to_string()
    }

    /// The key kept as a queue and [`Self::requirements`].
    pub fn parse(queue: &str, requirements: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Kept {
            handler: String,
            labels: BTreeMap<String, String>,
        }
        let Kept { handler, labels } = serde_json::from_str(requirements).ok()?;
        Some(Self { queue: queue.to_owned(), handler, labels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity(queue: &str, labels: &[(&str, &str)]) -> Capacity {
        Capacity {
            slots: 1,
            queues: vec![queue.to_owned()],
            labels: labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            handlers: Vec::new(),
        }
    }

    #[test]
    fn a_worker_serves_a_lane_when_it_has_all_that_is_required() {
        let mut spec = TaskSpec::default();
        spec.required_labels.insert("gpu".to_owned(), "a100".to_owned());
        let lane = LaneKey::of(&spec);
        assert!(lane.is_served_by(&capacity("default", &[("gpu", "a100"), ("zone", "b")])));
        assert!(!lane.is_served_by(&capacity("default", &[("gpu", "t4")])));
        assert!(!lane.is_served_by(&capacity("default", &[])));
        assert!(!lane.is_served_by(&capacity("other", &[("gpu", "a100")])));
    }

    #[test]
    fn a_star_serves_every_queue_but_not_every_requirement() {
        let mut spec = TaskSpec { queue: "reports".to_owned(), ..TaskSpec::default() };
        assert!(LaneKey::of(&spec).is_served_by(&capacity("*", &[])));
        spec.required_labels.insert("gpu".to_owned(), "a100".to_owned());
        assert!(!LaneKey::of(&spec).is_served_by(&capacity("*", &[])));
    }

    #[test]
    fn built_in_kinds_share_a_lane() {
        let shell = Work::Shell { command: "true".to_owned() };
        let shell = TaskSpec { work: shell, ..TaskSpec::default() };
        assert_eq!(LaneKey::of(&shell), LaneKey::of(&TaskSpec::default()));
    }

    #[test]
    fn a_key_survives_its_kept_form() {
        let mut spec = TaskSpec::default();
        spec.required_labels.insert("a".to_owned(), "\"".to_owned());
        let key = LaneKey::of(&spec);
        assert_eq!(LaneKey::parse(&key.queue, &key.requirements()), Some(key));
    }
}
