//! Looking.

use std::{ops::Bound, time::Duration};

use async_trait::async_trait;
use taskmaster_domain::{
    Attempt, Task, TaskId, TaskSpec, Timestamp, WorkerId,
    task::{Counts, Live},
    worker::Worker,
};
use taskmaster_store::{
    CoordinatorInfo, Page, QueueCount, Result, SchedulerInfo, TaskFilter, View,
};

use crate::{
    Memory,
    row::{AttemptRow, TaskRow},
    state::State,
};

#[async_trait]
impl View for Memory {
    async fn task(&self, id: TaskId) -> Result<Option<Task>> {
        let state = self.open()?;
        let live = |row: &TaskRow| {
            let told = state.live.get(&row.id).filter(|(attempt, _)| *attempt == row.attempt);
            told.map(|(_, live)| live.clone()).unwrap_or_default()
        };
        let counters = state.counters.get(&id).cloned().unwrap_or_default();
        let task = |row| Task { live: live(row), counters, ..state.tell(row) };
        Ok(state.tasks.get(&id).map(task))
    }

    async fn task_with_key(&self, created_by: &str, key: &str) -> Result<Option<TaskId>> {
        let (created_by, idempotency_key) = (created_by.to_owned(), key.to_owned());
        let spec = TaskSpec { created_by, idempotency_key, ..TaskSpec::default() };
        Ok(self.open()?.with_key_of(&spec).map(|row| row.id))
    }

    async fn tasks(
        &self,
        filter: &TaskFilter,
        before: Option<TaskId>,
        limit: u32,
    ) -> Result<Page<Task>> {
        let state = self.open()?;
        let below = before.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rows: Vec<Task> = state
            .tasks
            .range((Bound::Unbounded, below))
            .rev()
            .map(|(_, row)| row)
            .filter(|row| matches(filter, row))
            .filter(|row| filter.job.is_none_or(|job| state.jobs.has_run(job, row.id)))
            .take((limit as usize).saturating_add(1))
            .map(|row| state.tell(row))
            .collect();
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().map(|task| task.id).filter(|_| has_more);
        Ok(Page { rows, next, partial: false })
    }

    async fn attempts(&self, id: TaskId) -> Result<Vec<Attempt>> {
        let state = self.open()?;
        let rows = state.attempts.iter().filter(|(of, _)| of.task == id);
        Ok(rows
            .map(|(&of, row)| {
                let AttemptRow { end, worker, picked_at, started_at, finished_at, .. } = *row;
                Attempt {
                    of,
                    end,
                    worker: state.name(worker),
                    picked_at,
                    started_at,
                    finished_at,
                    exit_code: row.exit_code,
                    failure: row.failure.clone(),
                }
            })
            .collect())
    }

    async fn workers(&self, all: bool, now: Timestamp) -> Result<Vec<Worker>> {
        let state = self.open()?;
        let since = now.minus(Duration::from_secs(3_600));
        let wanted = state.workers.iter().filter(|(_, row)| all || row.last_active_at >= since);
        Ok(wanted.filter_map(|(&id, _)| state.tell_worker(id)).collect())
    }

    async fn worker(&self, name: &str) -> Result<Option<Worker>> {
        let state = self.open()?;
        let found = state.workers.iter().find(|(_, row)| row.name == name);
        Ok(found.and_then(|(&id, _)| state.tell_worker(id)))
    }

    async fn counts(&self) -> Result<Vec<QueueCount>> {
        let state = self.open()?;
        let mut counts = std::collections::BTreeMap::new();
        for row in state.tasks.values() {
            *counts.entry((row.spec.queue.clone(), row.state)).or_default() += 1;
        }
        let counts = counts.into_iter();
        Ok(counts.map(|((queue, state), count)| QueueCount { queue, state, count }).collect())
    }

    async fn coordinators(&self, now: Timestamp) -> Result<Vec<CoordinatorInfo>> {
        let state = self.open()?;
        let since = now.minus(Duration::from_secs(60));
        let told = state.coordinators.iter().filter_map(|(&id, row)| {
            let renewed_at = row.beats.map(|beats| beats.last).filter(|last| *last >= since)?;
            Some(CoordinatorInfo { id, advertised: row.advertised.clone(), renewed_at })
        });
        Ok(told.collect())
    }

    async fn schedulers(&self) -> Result<Vec<SchedulerInfo>> {
        Ok(self.open()?.schedulers.values().cloned().collect())
    }

    fn driver(&self) -> &'static str {
        "memory"
    }

    async fn ping(&self) -> Result<()> {
        self.open().map(drop)
    }
}

fn matches(filter: &TaskFilter, row: &TaskRow) -> bool {
    (filter.states.is_empty() || filter.states.contains(&row.state))
        && (filter.queue.is_empty() || filter.queue == row.spec.queue)
        && (filter.kind.is_empty() || filter.kind == row.spec.work.kind())
        && filter.worker.is_none_or(|worker| row.worker == Some(worker))
        && filter.created_after.is_none_or(|after| row.created_at >= after)
        && filter.created_before.is_none_or(|before| row.created_at < before)
        && filter.labels.iter().all(|(name, value)| row.spec.labels.get(name) == Some(value))
        && [row.spec.name.as_str(), row.spec.work.command()]
            .into_iter()
            .any(|text| begins_with(text, &filter.text))
}

/// Whether it does, ASCII letters in either case.
fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}

impl State {
    fn name(&self, worker: Option<WorkerId>) -> Option<(WorkerId, String)> {
        let worker = worker?;
        self.workers.get(&worker).map(|row| (worker, row.name.clone()))
    }

    fn tell(&self, row: &TaskRow) -> Task {
        Task {
            id: row.id,
            spec: row.spec.clone(),
            state: row.state,
            attempt: row.attempt,
            tries_used: row.tries_used,
            created_at: row.created_at,
            scheduled_at: row.due,
            picked_at: row.picked_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            worker: self.name(row.worker),
            exit_code: row.exit_code,
            failure: row.failure.clone(),
            result: row.result.clone(),
            canceled_by: row.canceled_by.clone(),
            live: Live::default(),
            counters: Counts::default(),
        }
    }

    fn tell_worker(&self, id: WorkerId) -> Option<Worker> {
        let row = self.workers.get(&id)?;
        let running = self.held(|task| task.worker == Some(id));
        Some(Worker {
            id,
            name: row.name.clone(),
            host: row.host.clone(),
            incarnation: row.incarnation,
            session: row.session,
            capacity: row.capacity.clone(),
            version: row.version.clone(),
            draining: row.draining,
            released: row.released,
            lease_until: row.lease_until,
            last_active_at: row.last_active_at,
            registered_at: row.registered_at,
            tasks_completed: row.tasks_completed,
            tasks_failed: row.tasks_failed,
            load: row.load,
            running: running.into_iter().map(|of| of.task).collect(),
        })
    }
}
