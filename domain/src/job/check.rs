//! Trying the checks of a job.

mod reach;

use std::time::Duration;

use super::{
    Change, Check, CheckState, CheckStatus, CheckWork, Job, JobRefusal, JobSpec, JobState, RunOf,
    RunPlan, Trigger,
};
use crate::{
    TaskId, TaskSpec, TaskState, Timestamp, Violations,
    task::{RetryPolicy, Work},
};

/// How long the task of a check may wait for a worker before the check has failed.
const CHECK_START: Duration = Duration::from_secs(60);

/// Checks that a refusal names.
const TOLD: usize = 5;

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

    /// The refusal of what needs its checks, when they do not let it run.
    ///
    /// # Errors
    /// [`JobRefusal::ChecksNotOk`], which names those that are not ok and says how they stand.
    pub(super) fn need_checks(&self) -> Result<(), JobRefusal> {
        if self.may_run() {
            return Ok(());
        }
        let not_ok = self.state.checks.iter().filter_map(|check| match check.status {
            CheckStatus::Unknown => Some(format!("{} was never tried", check.name)),
            CheckStatus::Running => Some(format!("{} is being tried", check.name)),
            CheckStatus::Failed => Some(format!("{} failed", check.name)),
            CheckStatus::Ok => None,
        });
        let mut told: Vec<String> = not_ok.collect();
        let more = told.len().saturating_sub(TOLD);
        told.truncate(TOLD);
        if more > 0 {
            told.push(format!("and {more} more"));
        }
        Err(JobRefusal::ChecksNotOk(match told.as_slice() {
            [] => "the job requires checks and has none".to_owned(),
            told => format!("the job requires that all its checks are ok: {}", told.join(", ")),
        }))
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
        let named = |state: &CheckState| {
            let named = names.is_empty() || names.contains(&state.name);
            named && state.status != CheckStatus::Running
        };
        change.try_checks(named, by, draw);
        Ok(change)
    }

    fn check_task(&self, check: &Check, by: &str) -> TaskSpec {
        let command = match &check.work {
            CheckWork::Tcp { host, port } => reach::command(host, *port),
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

impl Change {
    /// Tries the checks that are `wanted`, each as a task.
    pub(super) fn try_checks(
        &mut self,
        wanted: impl Fn(&CheckState) -> bool,
        by: &str,
        draw: &mut impl FnMut() -> TaskId,
    ) {
        let mut states = std::mem::take(&mut self.job.state.checks);
        for (check, state) in self.job.spec.checks.iter().zip(&mut states) {
            if !wanted(state) {
                continue;
            }
            let id = draw();
            state.status = CheckStatus::Running;
            state.task = Some(id);
            state.message.clear();
            let spec = self.job.check_task(check, by);
            self.runs.push(RunPlan { id, spec, gated: false });
        }
        self.job.state.checks = states;
    }
}

impl Check {
    /// Why it failed, for people; empty when it did not. `exit_code` and `message` are what its
    /// task ended with.
    pub(super) fn told(&self, state: TaskState, exit_code: Option<i32>, message: &str) -> String {
        if state == TaskState::Completed {
            return String::new();
        }
        if state == TaskState::Canceled {
            return "was canceled before it ended".to_owned();
        }
        match (&self.work, exit_code) {
            (CheckWork::Tcp { host, port }, Some(code)) => {
                reach::failure(host, *port, code, message)
            }
            // Without an exit code nobody has tried it: no worker was there, or it died.
            (CheckWork::Tcp { .. }, None) | (CheckWork::Command { .. }, _) => message.to_owned(),
        }
    }
}
