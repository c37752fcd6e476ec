//! Runs and fires as REST shows them.

use std::collections::BTreeMap;

use serde::Serialize;
use taskmaster_proto::v1;
use utoipa::ToSchema;

use crate::{
    rest::{
        task::Failure,
        words::{
            State,
            jobs::{FireOutcome, FireReason, Trigger, known},
        },
    },
    time::Time,
};

/// A run. Its id is its task's: `/api/tasks/{id}` has its command, output and attempts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run {
    /// The task.
    #[schema(value_type = Uuid)]
    id: String,
    /// The job.
    #[schema(value_type = Uuid)]
    job_id: String,
    /// The version of the job that it was made of.
    job_version: i32,
    /// Why it was made.
    trigger: Trigger,
    /// The time of the schedule that it is the run of; null when somebody asked for it.
    #[schema(required)]
    nominal_at: Option<Time>,
    /// Where it is.
    state: State,
    /// When it was made.
    #[schema(required)]
    created_at: Option<Time>,
    /// When its latest attempt started.
    #[schema(required)]
    started_at: Option<Time>,
    /// When it ended.
    #[schema(required)]
    finished_at: Option<Time>,
    /// Of its command.
    #[schema(required)]
    exit_code: Option<i32>,
    /// Why it failed.
    #[schema(required)]
    failure: Option<Failure>,
    /// What it counted, by name.
    counters: BTreeMap<String, i64>,
}

impl Run {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The run that a task is; nothing for a task that is none.
    pub(crate) fn of_task(task: v1::Task) -> Option<Self> {
        let of = task.run.as_ref()?;
        let trigger = known(&of.trigger).filter(|trigger| *trigger != Trigger::Check)?;
        Some(Self {
            job_id: of.job_id.clone(),
            job_version: of.job_version,
            trigger,
            nominal_at: Time::from_wire(of.nominal_at),
            state: task.state().into(),
            id: task.id,
            created_at: Time::from_wire(task.created_at),
            started_at: Time::from_wire(task.started_at),
            finished_at: Time::from_wire(task.completed_at.or(task.failed_at).or(task.canceled_at)),
            exit_code: task.exit_code,
            failure: task.failure.map(Failure::from),
            counters: task.counters.into_iter().collect(),
        })
    }
}

impl From<v1::Run> for Run {
    fn from(wire: v1::Run) -> Self {
        Self {
            state: wire.state().into(),
            id: wire.id,
            job_id: wire.job_id,
            job_version: wire.job_version,
            trigger: known(&wire.trigger).unwrap_or(Trigger::Api),
            nominal_at: Time::from_wire(wire.nominal_at),
            created_at: Time::from_wire(wire.created_at),
            started_at: Time::from_wire(wire.started_at),
            finished_at: Time::from_wire(wire.finished_at),
            exit_code: wire.exit_code,
            failure: wire.failure.map(Failure::from),
            counters: wire.counters.into_iter().collect(),
        }
    }
}

/// Which run of which job a task is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunOf {
    /// The job.
    #[schema(value_type = Uuid)]
    job_id: String,
    /// The version of the job that it was made of.
    job_version: i32,
    /// Why it was made.
    trigger: Trigger,
    /// The time of the schedule that it is the run of.
    #[schema(required)]
    nominal_at: Option<Time>,
}

impl From<v1::RunOf> for RunOf {
    fn from(wire: v1::RunOf) -> Self {
        Self {
            job_id: wire.job_id,
            job_version: wire.job_version,
            trigger: known(&wire.trigger).unwrap_or(Trigger::Api),
            nominal_at: Time::from_wire(wire.nominal_at),
        }
    }
}

/// What became of a nominal time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fire {
    /// The time that the schedule names.
    #[schema(required)]
    nominal_at: Option<Time>,
    /// What became of it.
    outcome: FireOutcome,
    /// Why no run was made; null when one was.
    #[schema(required)]
    reason: Option<FireReason>,
    /// The run that was made.
    #[schema(required, value_type = Option<Uuid>)]
    run_id: Option<String>,
    /// When that was decided.
    #[schema(required)]
    decided_at: Option<Time>,
    /// The version of the job that decided.
    job_version: i32,
}

impl From<v1::Fire> for Fire {
    fn from(wire: v1::Fire) -> Self {
        Self {
            nominal_at: Time::from_wire(wire.nominal_at),
            outcome: known(&wire.outcome).unwrap_or(FireOutcome::Missed),
            reason: known(&wire.reason),
            run_id: (!wire.run_id.is_empty()).then_some(wire.run_id),
            decided_at: Time::from_wire(wire.decided_at),
            job_version: wire.job_version,
        }
    }
}
