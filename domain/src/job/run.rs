//! Making a run, by hand or by the schedule.

use std::{collections::BTreeMap, time::Duration};

use super::{Change, Job, JobRefusal, Overlap, RunOf, RunPlan, Trigger};
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
    /// Another command or script, of a shell job only.
    pub command: Option<String>,
    /// W3C trace context of the call.
    pub trace_parent: String,
}

impl Overrides {
    fn over(&self, template: &TaskSpec) -> Result<TaskSpec, Violations> {
        let mut spec = template.clone();
        spec.env.extend(self.env.clone());
        spec.labels.extend(self.labels.clone());
        spec.trace_parent.clone_from(&self.trace_parent);
        if let Some(queue) = &self.queue {
            spec.queue.clone_from(queue);
        }
        spec.priority = self.priority.unwrap_or(spec.priority);
        spec.timeout = self.timeout.unwrap_or(spec.timeout);
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
        let has_way = match self.overlap() {
            Overlap::Skip => open == 0,
            Overlap::QueueOne => open <= 1,
            Overlap::Allow => true,
            Overlap::CancelRunning => {
                change.cancel_running = open > 0;
                true
            }
        };
        if !has_way {
            return Err(JobRefusal::AlreadyRunning);
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
