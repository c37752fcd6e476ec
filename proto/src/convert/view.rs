//! What people look at.

use taskmaster_domain::{
    Attempt, Task, TaskId, TaskState, Timestamp, Violations,
    job::RunOf,
    task::{Progress, ResourceSample},
    worker::Worker,
};

use super::{
    basic::{timestamp, to_timestamp, uuid},
    spec::spec_to_wire,
};
use crate::v1;

/// A task's id from the wire.
///
/// # Errors
/// When it is no UUID.
pub fn task_from_wire_id(text: &str) -> Result<TaskId, Violations> {
    Ok(TaskId(uuid("task_id", text)?))
}

/// A task on the wire.
pub fn task_to_wire(task: Task) -> v1::Task {
    let ended = |state| task.ended_at(state).map(to_timestamp);
    v1::Task {
        completed_at: ended(TaskState::Completed),
        failed_at: ended(TaskState::Failed),
        canceled_at: ended(TaskState::Canceled),
        id: task.id.to_string(),
        state: v1::TaskState::from(task.state).into(),
        attempt: task.attempt,
        tries_used: task.tries_used,
        created_at: Some(to_timestamp(task.created_at)),
        scheduled_at: Some(to_timestamp(task.scheduled_at)),
        picked_at: task.picked_at.map(to_timestamp),
        started_at: task.started_at.map(to_timestamp),
        worker_id: task.worker.as_ref().map(|(id, _)| id.0),
        worker_name: task.worker.map(|(_, name)| name).unwrap_or_default(),
        exit_code: task.exit_code,
        failure: task.failure.map(Into::into),
        result: task.result,
        kind: task.spec.work.kind().to_owned(),
        created_by: task.spec.created_by.clone(),
        canceled_by: task.canceled_by.unwrap_or_default(),
        progress: task.live.progress.map(progress_to_wire),
        sample: task.live.sample.map(sample_to_wire),
        counters: task.counters.into_iter().collect(),
        trace_id: task.spec.trace_parent.split('-').nth(1).unwrap_or_default().to_owned(),
        spec: Some(spec_to_wire(&task.spec)),
        run: task.spec.run.map(run_of_to_wire),
    }
}

/// Which run of which job a task is, on the wire.
pub(super) fn run_of_to_wire(run: RunOf) -> v1::RunOf {
    v1::RunOf {
        job_id: run.job.to_string(),
        job_version: run.version,
        trigger: run.trigger.name().to_owned(),
        nominal_at: run.nominal.map(to_timestamp),
    }
}

/// How far an attempt is, on the wire.
pub fn progress_to_wire(progress: Progress) -> v1::Progress {
    v1::Progress {
        percent: progress.percent,
        message: progress.message,
        reported_at: Some(to_timestamp(progress.reported_at)),
    }
}

/// What an attempt uses, on the wire.
pub fn sample_to_wire(sample: ResourceSample) -> v1::ResourceSample {
    v1::ResourceSample {
        cpu_percent: sample.cpu_percent,
        memory_bytes: sample.memory_bytes,
        sampled_at: Some(to_timestamp(sample.sampled_at)),
    }
}

/// How far an attempt says it is, made fit to be kept; without a time it is from `now`.
pub fn progress_from_wire(wire: v1::Progress, now: Timestamp) -> Progress {
    let reported_at = wire.reported_at.as_ref().and_then(timestamp).unwrap_or(now);
    Progress { percent: wire.percent, message: wire.message, reported_at }.sanitised(now)
}

/// What an attempt is said to use, made fit to be kept; without a time it is from `now`.
pub fn sample_from_wire(wire: v1::ResourceSample, now: Timestamp) -> ResourceSample {
    let sampled_at = wire.sampled_at.as_ref().and_then(timestamp).unwrap_or(now);
    let v1::ResourceSample { cpu_percent, memory_bytes, .. } = wire;
    ResourceSample { cpu_percent, memory_bytes, sampled_at }.sanitised(now)
}

/// An ended attempt on the wire.
pub fn attempt_to_wire(attempt: Attempt) -> v1::Attempt {
    v1::Attempt {
        attempt: attempt.of.attempt,
        end: v1::AttemptEnd::from(attempt.end).into(),
        worker_id: attempt.worker.as_ref().map(|(id, _)| id.0),
        worker_name: attempt.worker.map(|(_, name)| name).unwrap_or_default(),
        picked_at: attempt.picked_at.map(to_timestamp),
        started_at: attempt.started_at.map(to_timestamp),
        finished_at: Some(to_timestamp(attempt.finished_at)),
        exit_code: attempt.exit_code,
        failure: attempt.failure.map(Into::into),
    }
}

/// A worker on the wire, as it is at `now`.
pub fn worker_to_wire(worker: Worker, now: Timestamp) -> v1::Worker {
    v1::Worker {
        id: worker.id.0,
        status: v1::WorkerStatus::from(worker.status(now)).into(),
        name: worker.name,
        host: worker.host,
        slots: i32::try_from(worker.capacity.slots).unwrap_or(i32::MAX),
        running: worker.running.iter().map(ToString::to_string).collect(),
        queues: worker.capacity.queues,
        labels: worker.capacity.labels.into_iter().collect(),
        draining: worker.draining,
        tasks_completed: worker.tasks_completed,
        tasks_failed: worker.tasks_failed,
        registered_at: Some(to_timestamp(worker.registered_at)),
        last_active_at: Some(to_timestamp(worker.last_active_at)),
        version: worker.version,
        cpu_percent: worker.load.cpu_percent,
        memory_percent: worker.load.memory_percent,
        memory_bytes: worker.load.memory_bytes,
        session: worker.session,
    }
}
