//! A worker as it is shown, in the words of the REST API.

use std::collections::BTreeMap;

use serde::Serialize;
use taskmaster_domain::Timestamp;
use taskmaster_proto::v1;

use super::{pairs, shortened, table, time};

/// A worker as a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkerView {
    id: i64,
    name: String,
    host: String,
    status: &'static str,
    slots: i32,
    running: Vec<String>,
    queues: Vec<String>,
    labels: BTreeMap<String, String>,
    draining: bool,
    tasks_completed: i64,
    tasks_failed: i64,
    registered_at: Option<Timestamp>,
    last_active_at: Option<Timestamp>,
    version: String,
    cpu_percent: f64,
    memory_percent: f64,
    memory_bytes: i64,
}

/// The word of a status.
pub(crate) fn status(wire: v1::WorkerStatus) -> &'static str {
    match wire {
        v1::WorkerStatus::Idle => "idle",
        v1::WorkerStatus::Busy => "busy",
        v1::WorkerStatus::Offline => "offline",
        v1::WorkerStatus::Unspecified => "unknown",
    }
}

impl From<v1::Worker> for WorkerView {
    fn from(worker: v1::Worker) -> Self {
        Self {
            status: status(worker.status()),
            id: worker.id,
            name: worker.name,
            host: worker.host,
            slots: worker.slots,
            running: worker.running,
            queues: worker.queues,
            labels: worker.labels.into_iter().collect(),
            draining: worker.draining,
            tasks_completed: worker.tasks_completed,
            tasks_failed: worker.tasks_failed,
            registered_at: time(worker.registered_at.as_ref()),
            last_active_at: time(worker.last_active_at.as_ref()),
            version: worker.version,
            cpu_percent: worker.cpu_percent,
            memory_percent: worker.memory_percent,
            memory_bytes: worker.memory_bytes,
        }
    }
}

/// Workers, a line each.
pub(crate) fn workers_table(workers: &[WorkerView]) -> String {
    let head = [
        "ID",
        "NAME",
        "STATUS",
        "HOST",
        "TASKS",
        "COMPLETED",
        "FAILED",
        "CPU",
        "MEMORY",
        "QUEUES",
        "LABELS",
        "LAST ACTIVE",
    ];
    let rows = workers.iter().map(|worker| {
        // Of one that is gone it would say that it still has something to finish.
        let drains = worker.draining && worker.status != "offline";
        let draining = if drains { ", draining" } else { "" };
        vec![
            worker.id.to_string(),
            worker.name.clone(),
            format!("{}{draining}", worker.status),
            shortened(&worker.host, 20),
            format!("{}/{}", worker.running.len(), worker.slots),
            worker.tasks_completed.to_string(),
            worker.tasks_failed.to_string(),
            format!("{:.0}%", worker.cpu_percent),
            format!("{:.0}%", worker.memory_percent),
            shortened(&worker.queues.join(","), 30),
            shortened(&pairs(&worker.labels), 30),
            worker.last_active_at.map(|time| time.to_string()).unwrap_or_default(),
        ]
    });
    table(&head, rows)
}
