//! Trying the checks of a job.

use std::time::Duration;

use super::{
    Change, Check, CheckState, CheckStatus, CheckWork, Job, JobRefusal, JobSpec, JobState, RunOf,
    RunPlan, Trigger,
};
use crate::{
    TaskId, TaskSpec, Timestamp, Violations,
    task::{RetryPolicy, Work},
};

/// How long the task of a check may wait for a worker before the check has failed.
const CHECK_START: Duration = Duration::from_secs(60);

impl JobState {
    /// Keeps how the checks of `new` stand that were the same in `old`.
    pub(super) fn adopt_checks(&mut self, old: &JobSpec, new: &JobSpec) {
        let known = std::mem::take(&mut self.checks);
        let state = |check: &Check| {
            let same = old.checks.contains(check);
            let found = known.iter().find(|state| same && state.name == check.name);
            found
                .cloned()
                .unwrap_or_else(|| CheckState { name: check.name.clone(), ..CheckState::default() })
        };
        self.checks = new.checks.iter().map(state).collect();
    }
}

impl Job {
    /// Whether its checks let it run: it requires none, or has some and all are ok.
    pub fn may_run(&self) -> bool {
        let checks = &self.state.checks;
        let ok = |check: &CheckState| check.status == CheckStatus::Ok;
        !self.spec.requires_checks || !checks.is_empty() && checks.iter().all(ok)
    }

    /// Starts the checks of these names, all when there is none. One that is being tried already is
    /// not tried twice. Each is a task, in the queue and with the environment of the job's runs.
    ///
    /// # Errors
    /// [`JobRefusal::Invalid`] when the job has no such check, or none at all.
    pub fn start_checks(
        &self,
        names: &[String],
        by: &str,
        _now: Timestamp,
        draw: &mut impl FnMut() -> TaskId,
    ) -> Result<Change, JobRefusal> {
        let mut wrong = Violations::default();
        if self.spec.checks.is_empty() {
            wrong.add("names", "has nothing to name: the job has no checks");
        }
        for (n, name) in names.iter().enumerate() {
            if !self.spec.checks.iter().any(|check| check.name == *name) {
                wrong.add(format!("names[{n}]"), format!("{name:?} is no check of this job"));
            }
        }
        wrong.or(())?;
        let mut change = Change::of(self);
        for (check, state) in self.spec.checks.iter().zip(&mut change.job.state.checks) {
            let named = names.is_empty() || names.contains(&check.name);
            if !named || state.status == CheckStatus::Running {
                continue;
            }
            let id = draw();
            state.status = CheckStatus::Running;
            state.task = Some(id);
            state.message.clear();
            change.runs.push(RunPlan { id, spec: self.check_task(check, by), gated: false });
        }
        Ok(change)
    }

    fn check_task(&self, check: &Check, by: &str) -> TaskSpec {
        let command = match &check.work {
            // The shell that opens the connection ends, and so hangs up.
            CheckWork::Tcp { host, port } => format!("exec 3<>/dev/tcp/{host}/{port}"),
            CheckWork::Command { command } => command.clone(),
        };
        let run = RunOf {
            job: self.id,
            version: self.version,
            trigger: Trigger::Check,
            nominal: None,
            check: Some(check.name.clone()),
        };
        let template = &self.spec.task;
        TaskSpec {
            work: Work::Shell { command },
            name: check.name.clone(),
            queue: template.queue.clone(),
            priority: template.priority,
            retry: RetryPolicy { max_attempts: 1, ..RetryPolicy::default() },
            timeout: check.timeout,
            start_timeout: Some(CHECK_START),
            env: template.env.clone(),
            required_labels: template.required_labels.clone(),
            created_by: by.to_owned(),
            owner: self.owner().to_owned(),
            run: Some(run),
            ..TaskSpec::default()
        }
    }
}
