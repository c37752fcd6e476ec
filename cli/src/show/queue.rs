//! A queue as it is shown, in the words of the REST API.

use std::collections::BTreeMap;

use serde::Serialize;
use taskmaster_proto::v1;

use super::{shortened, table, task::state};

/// A queue as a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QueueView {
    name: String,
    paused: bool,
    concurrency: Option<i32>,
    admitted: i64,
    waiting: i64,
    by_state: BTreeMap<&'static str, i64>,
}

impl From<v1::Queue> for QueueView {
    fn from(queue: v1::Queue) -> Self {
        let by_state = queue.counts.iter().map(|row| (state(row.state()), row.count)).collect();
        let v1::Queue { name, paused, concurrency, admitted, waiting, .. } = queue;
        Self { name, paused, concurrency, admitted, waiting, by_state }
    }
}

/// Queues, a line each.
pub(crate) fn queues_table(queues: &[QueueView]) -> String {
    let head = [
        "NAME",
        "LIMIT",
        "UNDER WAY",
        "WAITING",
        "SCHEDULED",
        "QUEUED",
        "RUNNING",
        "COMPLETED",
        "FAILED",
        "CANCELED",
    ];
    let rows = queues.iter().map(|queue| {
        let count = |states: &[&str]| -> String {
            states.iter().filter_map(|state| queue.by_state.get(state)).sum::<i64>().to_string()
        };
        let limited =
            |told: i64| queue.concurrency.map_or_else(|| "-".to_owned(), |_| told.to_string());
        let paused = if queue.paused { " (paused)" } else { "" };
        vec![
            format!("{}{paused}", shortened(&queue.name, 40)),
            queue.concurrency.map_or_else(|| "-".to_owned(), |places| places.to_string()),
            limited(queue.admitted),
            limited(queue.waiting),
            count(&["waiting", "scheduled", "paused"]),
            count(&["queued"]),
            count(&["assigned", "running"]),
            count(&["completed"]),
            count(&["failed"]),
            count(&["canceled"]),
        ]
    });
    table(&head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_canceled_has_not_failed() {
        let count =
            |state: v1::TaskState, count| v1::QueueStateCount { state: state.into(), count };
        let counts = vec![count(v1::TaskState::Failed, 5), count(v1::TaskState::Canceled, 1)];
        let queue = v1::Queue { name: "default".to_owned(), counts, ..v1::Queue::default() };
        let text = queues_table(&[queue.into()]);
        let mut lines = text.lines();
        assert!(lines.next().unwrap().ends_with("FAILED  CANCELED"), "{text}");
        let row: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
        assert_eq!(row[row.len() - 2..], ["5", "1"], "{text}");
    }
}
