//! Making a run, by hand or by the schedule.

use std::{collections::BTreeMap, time::Duration};

use super::{Cancels, Change, Job, JobRefusal, Overlap, RunOf, RunPlan, Trigger};
use crate::{TaskId, TaskSpec, Timestamp, Violations, schedule::When, task::Work};

/// Who hands in what the schedule makes.
pub(super) const SCHEDULER: &str = "system:scheduler";

/// What one run has different from the job's template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Laid over the template's.
    pub env: BTreeMap<String, String>,
    /// Laid over the template's.
    pub labels: BTreeMap<String, String>,
    /// Another queue.
    pub queue: Option<String>,
    /// Another priority.
    pub priority: Option<i32>,
    /// Another wall clock of an attempt.
    pub timeout: Option<Duration>,
    /// Another time that it may stay queued.
    pub start_timeout: Option<Duration>,
    /// Another time that an attempt may run without counting or reporting progress.
    pub heartbeat_timeout: Option<Duration>,
    /// Another command or script, of a shell job only.
    pub command: Option<String>,
    /// W3C trace context of the call.
    pub trace_parent: String,
}

impl Overrides {
    /// The template with these laid over it.
    ///
    /// # Errors
    /// What does not go with its work.
    pub fn over(&self, template: &TaskSpec) -> Result<TaskSpec, Violations> {
        let mut spec = template.clone();
        spec.env.extend(self.env.clone());
        spec.labels.extend(self.labels.clone());
        spec.trace_parent.clone_from(&self.trace_parent);
        if let Some(queue) = &self.queue {
            spec.queue.clone_from(queue);
        }
        spec.priority = self.priority.unwrap_or(spec.priority);
        spec.timeout = self.timeout.unwrap_or(spec.timeout);
        spec.start_timeout = self.start_timeout.or(spec.start_timeout);
        spec.heartbeat_timeout = self.heartbeat_timeout.or(spec.heartbeat_timeout);
        if let Some(wanted) = &self.command {
            match &mut spec.work {
                Work::Shell { command } => command.clone_from(wanted),
                Work::Simulate(_) | Work::Noop => {
                    return Err(Violations::one("command", "goes with a shell job only"));
                }
            }
        }
        Ok(spec)
    }

    /// Whether they ask for the run that was made of `template` and kept as `kept`. What a run has of
    /// its job and of its call beside them, all that `Change::add_run` sets, is no part of the question:
    /// whoever asks has found the run by it.
    pub fn ask_for(&self, template: &TaskSpec, kept: &TaskSpec) -> bool {
        let Ok(wanted) = self.over(template) else { return false };
        let TaskSpec { name, owner, created_by, run, idempotency_key, .. } = kept.clone();
        let wanted = TaskSpec { name, owner, created_by, run, idempotency_key, ..wanted };
        wanted.is_same_request(kept)
    }
}

impl Job {
    /// Makes a run that somebody asked for. Of the change, `runs` has the one.
    ///
    /// # Errors
    /// The job is not enabled, its checks are not ok, a run has not ended and the job's overlap lets
    /// no further one in, or the overrides make a wrong task.
    pub fn run_now(
        &self,
        id: TaskId,
        trigger: Trigger,
        overrides: &Overrides,
        by: &str,
        now: Timestamp,
    ) -> Result<Change, JobRefusal> {
        let spec = overrides.over(&self.spec.task)?;
        spec.check(now)?;
        if !self.spec.enabled {
            return Err(JobRefusal::Disabled);
        }
        self.need_checks()?;
        let open = self.state.open_runs;
        let mut change = Change::of(self);
        match self.overlap() {
            Overlap::Skip if open > 0 => return Err(JobRefusal::AlreadyRunning),
            Overlap::QueueOne if open > 1 => return Err(JobRefusal::AlreadyWaiting),
            Overlap::Skip | Overlap::QueueOne | Overlap::Allow => {}
            Overlap::CancelRunning => {
                if open > 0 {
                    change.cancels = Some(Cancels::Open);
                }
            }
        }
        change.add_run(id, spec, trigger, None, by);
        if let When::Interval { .. } = self.spec.schedule.when {
            change.job.aim(self.spec.plan().as_ref());
        }
        Ok(change)
    }

    /// The rule for overlap that holds now. While a run is open that the gate does not know, none
    /// may wait behind the gate.
    pub(super) const fn overlap(&self) -> Overlap {
        match self.spec.overlap {
            Overlap::QueueOne | Overlap::CancelRunning if self.state.ungated => Overlap::Skip,
            overlap @ (Overlap::Skip
            | Overlap::QueueOne
            | Overlap::Allow
            | Overlap::CancelRunning) => overlap,
        }
    }

    /// Whose it is, `kind:name`.
    pub fn owner(&self) -> &str {
        if self.spec.owner.is_empty() { &self.created_by } else { &self.spec.owner }
    }
}

impl Change {
    /// Makes a run. What it sets in the spec, [`Overrides::ask_for`] does not compare.
    pub(super) fn add_run(
        &mut self,
        id: TaskId,
        mut spec: TaskSpec,
        trigger: Trigger,
        nominal: Option<Timestamp>,
        by: &str,
    ) {
        let job = &mut self.job;
        if spec.name.is_empty() {
            spec.name.clone_from(&job.spec.name);
        }
        if spec.owner.is_empty() {
            job.owner().clone_into(&mut spec.owner);
        }
        by.clone_into(&mut spec.created_by);
        let (version, check) = (job.version, None);
        spec.run = Some(RunOf { job: job.id, version, trigger, nominal, check });
        job.state.open_runs += 1;
        job.state.last_run = Some(id);
        self.runs.push(RunPlan { id, spec, gated: job.spec.is_gated() });
    }
}
