//! Jobs, their runs and their fires.

mod enums;
mod schedule;
mod spec;

use taskmaster_domain::{
    JobId, TaskState, Violations,
    job::{self, CheckState, Job, Run, ScheduleState, Verified, Version},
    schedule::describe,
};

use super::basic::{to_timestamp, uuid};
use crate::v1;

pub use schedule::{schedule_to_wire, timing};
pub use spec::{job_spec, job_spec_to_wire, overrides};

/// A job's id from the wire.
///
/// # Errors
/// When it is no UUID.
pub fn job_from_wire_id(text: &str) -> Result<JobId, Violations> {
    Ok(JobId(uuid("job_id", text)?))
}

/// A job on the wire, with its latest runs, newest first.
pub fn job_to_wire(job: Job, latest: Vec<Run>) -> v1::Job {
    let checks = job.spec.checks.iter().map(|check| {
        let known = job.state.checks.iter().find(|state| state.name == check.name);
        check_state_to_wire(check, known)
    });
    let recent = latest.iter().map(|run| v1::TaskState::from(run.state).into());
    v1::Job {
        checks: checks.collect(),
        id: job.id.to_string(),
        version: job.version,
        revision: job.revision,
        broken: job.state.broken,
        broken_errors: job.state.broken_errors,
        schedule_state: schedule_state_to_wire(job.schedule_state()).into(),
        next_run_at: job.next_run_at().map(to_timestamp),
        last_finished_at: job.state.last_finished.map(to_timestamp),
        recent: recent.collect(),
        last_run: latest.into_iter().next().map(run_to_wire),
        open_runs: job.state.open_runs,
        schedule_text: describe(&job.spec.schedule),
        spec: Some(v1::JobSpec { owner: job.owner().to_owned(), ..job_spec_to_wire(&job.spec) }),
        created_by: job.created_by,
        created_at: Some(to_timestamp(job.created_at)),
        updated_at: Some(to_timestamp(job.updated_at)),
    }
}

const fn schedule_state_to_wire(state: ScheduleState) -> v1::ScheduleState {
    match state {
        ScheduleState::Off => v1::ScheduleState::Off,
        ScheduleState::On => v1::ScheduleState::On,
        ScheduleState::Broken => v1::ScheduleState::Broken,
        ScheduleState::Ended => v1::ScheduleState::Ended,
    }
}

fn check_state_to_wire(check: &job::Check, known: Option<&CheckState>) -> v1::CheckState {
    let unknown = CheckState::default();
    let state = known.unwrap_or(&unknown);
    v1::CheckState {
        check: Some(spec::check_to_wire(check)),
        status: v1::CheckStatus::from(state.status).into(),
        checked_at: state.checked_at.map(to_timestamp),
        task_id: state.task.map(|task| task.to_string()).unwrap_or_default(),
        message: state.message.clone(),
    }
}

/// A version on the wire, of a job that is `created_by`'s where it names no owner.
pub fn version_to_wire(version: &Version, created_by: &str) -> v1::JobVersion {
    let mut spec = job_spec_to_wire(&version.spec);
    if spec.owner.is_empty() {
        created_by.clone_into(&mut spec.owner);
    }
    v1::JobVersion {
        version: version.version,
        spec: Some(spec),
        valid_from: Some(to_timestamp(version.valid_from)),
        edited_by: version.edited_by.clone(),
    }
}

/// A run on the wire. One that has no worker has none of an earlier attempt's stamps.
pub fn run_to_wire(run: Run) -> v1::Run {
    let has_worker = match run.state {
        TaskState::Waiting | TaskState::Scheduled | TaskState::Queued | TaskState::Paused => false,
        TaskState::Assigned
        | TaskState::Running
        | TaskState::Completed
        | TaskState::Failed
        | TaskState::Canceled => true,
    };
    v1::Run {
        id: run.id.to_string(),
        job_id: run.of.job.to_string(),
        job_version: run.of.version,
        trigger: run.of.trigger.name().to_owned(),
        nominal_at: run.of.nominal.map(to_timestamp),
        state: v1::TaskState::from(run.state).into(),
        created_at: Some(to_timestamp(run.created_at)),
        started_at: run.started_at.filter(|_| has_worker).map(to_timestamp),
        finished_at: run.finished_at.map(to_timestamp),
        exit_code: run.exit_code,
        failure: run.failure.map(Into::into),
        counters: run.counters.into_iter().collect(),
    }
}

/// A row of the ledger on the wire.
pub fn fire_to_wire(fire: job::Fire) -> v1::Fire {
    v1::Fire {
        nominal_at: Some(to_timestamp(fire.nominal)),
        outcome: fire.outcome.name().to_owned(),
        reason: fire.outcome.reason().to_owned(),
        run_id: fire.outcome.task().map(|task| task.to_string()).unwrap_or_default(),
        decided_at: Some(to_timestamp(fire.decided_at)),
        job_version: fire.version,
    }
}

/// What a comparison of a ledger found, on the wire.
pub fn verified_to_wire(
    verified: Verified,
    covered_to: taskmaster_domain::Timestamp,
) -> v1::VerifyJobResponse {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    v1::VerifyJobResponse {
        expected: count(verified.expected),
        found: count(verified.found),
        absent: verified.absent.into_iter().map(to_timestamp).collect(),
        surplus: verified.surplus.into_iter().map(to_timestamp).collect(),
        covered_to: Some(to_timestamp(covered_to)),
    }
}

#[cfg(test)]
mod tests;
