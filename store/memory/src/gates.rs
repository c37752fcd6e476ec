//! Letting tasks through their gates.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use async_trait::async_trait;
use taskmaster_domain::{JobId, LaneId, TaskId, TaskState, limits};
use taskmaster_store::{Error, Gates, QueueRules, Result, Wake, Wakes as _};

use crate::{
    Memory,
    row::{Gate, TaskRow},
    state::State,
};

#[async_trait]
impl Gates for Memory {
    async fn set_queue_limit(&self, queue: &str, limit: Option<u32>) -> Result<()> {
        let lanes = {
            let mut state = self.open()?;
            refuse(queue, &state)?;
            state.set_limit(queue, limit);
            state.admit()
        };
        self.poke_lanes(&lanes);
        Ok(())
    }

    async fn pause_queue(&self, queue: &str, paused: bool) -> Result<()> {
        let lanes = {
            let mut state = self.open()?;
            refuse(queue, &state)?;
            if paused {
                state.paused.insert(queue.to_owned());
            } else {
                state.paused.remove(queue);
            }
            state.lanes_of(queue)
        };
        self.poke_lanes(&lanes);
        Ok(())
    }

    async fn queue_rules(&self) -> Result<Vec<QueueRules>> {
        let state = self.open()?;
        let limited = state.limits.iter().filter(|(_, limit)| limit.is_some());
        let names: BTreeSet<&String> =
            limited.map(|(queue, _)| queue).chain(&state.paused).collect();
        Ok(names.into_iter().map(|queue| state.rules(queue)).collect())
    }

    async fn sweep_gates(&self, _limit: u32) -> Result<u64> {
        let mut state = self.open()?;
        // Each call leaves nothing to be done.
        Ok(state.admit().len() as u64)
    }
}

fn refuse(queue: &str, state: &State) -> Result<()> {
    if queue.contains('\0') {
        return Err(Error::BadRow("a queue's name contains U+0000".to_owned()));
    }
    let names: BTreeSet<&String> = state.limits.keys().chain(&state.paused).collect();
    if names.len() >= limits::LANES && !names.contains(&queue.to_owned()) {
        return Err(Error::Exhausted(format!("there are {} queues with rules", names.len())));
    }
    Ok(())
}

fn waits(row: &TaskRow) -> bool {
    row.state == TaskState::Queued && row.gate.is_some()
}

/// It has not ended, and may have a place if it is not before the gate.
fn is_under_way(row: &TaskRow) -> bool {
    match row.state {
        TaskState::Scheduled | TaskState::Queued | TaskState::Assigned | TaskState::Running => true,
        TaskState::Waiting
        | TaskState::Paused
        | TaskState::Completed
        | TaskState::Failed
        | TaskState::Canceled => false,
    }
}

impl Memory {
    pub(crate) fn poke_lanes(&self, lanes: &[LaneId]) {
        lanes.iter().for_each(|lane| self.poke(Wake::Lane(*lane)));
    }
}

impl State {
    fn lanes_of(&self, queue: &str) -> Vec<LaneId> {
        self.lanes.iter().filter(|(key, _)| key.queue == queue).map(|(_, &id)| id).collect()
    }

    fn is_limited(&self, queue: &str) -> bool {
        self.limits.get(queue).is_some_and(Option::is_some)
    }

    /// A task comes in from outside: it lines up before its first gate.
    pub(crate) fn line_up(&mut self, id: TaskId) {
        let Some(row) = self.tasks.get(&id) else { return };
        let limited = row.has_queue_gate || self.is_limited(&row.spec.queue);
        let Some(row) = self.tasks.get_mut(&id) else { return };
        row.has_queue_gate = limited;
        row.gate = row.own_gate.map(|_| Gate::Own).or(limited.then_some(Gate::Queue));
    }

    /// A scheduled task comes into its queue. One that had a place before its last try keeps it.
    pub(crate) fn line_up_when_new(&mut self, id: TaskId) {
        let Some(row) = self.tasks.get(&id) else { return };
        if row.has_queue_gate || !self.is_limited(&row.spec.queue) {
            return;
        }
        let Some(row) = self.tasks.get_mut(&id) else { return };
        row.has_queue_gate = true;
        row.gate = row.gate.or(Some(Gate::Queue));
    }

    fn set_limit(&mut self, queue: &str, limit: Option<u32>) {
        self.limits.insert(queue.to_owned(), limit);
        if limit.is_none() {
            return;
        }
        for row in self.tasks.values_mut().filter(|row| row.spec.queue == queue) {
            if row.state == TaskState::Queued {
                row.has_queue_gate = true;
                row.gate = row.gate.or(Some(Gate::Queue));
            }
            row.has_queue_gate |= row.state.is_held();
        }
    }

    /// Lets through whoever may pass, and says in which lanes there are more ready tasks now.
    /// Every call that frees a place or brings somebody to a gate ends with this.
    pub(crate) fn admit(&mut self) -> Vec<LaneId> {
        let mut lanes = BTreeSet::new();
        let mut waiting: Vec<(Reverse<i32>, taskmaster_domain::Timestamp, TaskId)> = self
            .tasks
            .values()
            .filter(|row| waits(row))
            .map(|row| (Reverse(row.spec.priority), row.due, row.id))
            .collect();
        waiting.sort_unstable();
        let (mut own, mut queues) = self.places();
        for gate in [Gate::Own, Gate::Queue] {
            for &(.., id) in &waiting {
                let Some(row) = self.tasks.get_mut(&id).filter(|row| row.gate == Some(gate)) else {
                    continue;
                };
                let (taken, most) = match (gate, row.own_gate) {
                    (Gate::Own, Some(job)) => (own.entry(job).or_default(), 1),
                    (Gate::Own, None) => continue,
                    (Gate::Queue, _) => {
                        let limit = self.limits.get(&row.spec.queue).copied().flatten();
                        let taken = queues.entry(row.spec.queue.clone()).or_default();
                        (taken, limit.unwrap_or(u32::MAX))
                    }
                };
                if *taken < most {
                    *taken += 1;
                    row.gate = (gate == Gate::Own && row.has_queue_gate).then_some(Gate::Queue);
                    if row.gate.is_none() {
                        lanes.insert(row.lane);
                    }
                }
            }
        }
        lanes.into_iter().collect()
    }

    /// How many places are taken at each gate.
    fn places(&self) -> (BTreeMap<JobId, u32>, BTreeMap<String, u32>) {
        let (mut own, mut queues) = (BTreeMap::new(), BTreeMap::new());
        let ended = self.tasks.values().filter(|row| row.state.is_terminal());
        for row in ended.filter(|row| self.jobs.is_unsettled(row.id)) {
            if let Some(job) = row.own_gate {
                *own.entry(job).or_default() += 1;
            }
        }
        for row in self.tasks.values().filter(|row| is_under_way(row)) {
            if let Some(job) = row.own_gate.filter(|_| row.gate != Some(Gate::Own)) {
                *own.entry(job).or_default() += 1;
            }
            if row.has_queue_gate && row.gate.is_none() {
                *queues.entry(row.spec.queue.clone()).or_default() += 1;
            }
        }
        (own, queues)
    }

    fn rules(&self, queue: &str) -> QueueRules {
        let concurrency = self.limits.get(queue).copied().flatten();
        let of_queue = |row: &&TaskRow| row.spec.queue == queue && concurrency.is_some();
        let admitted = |row: &&TaskRow| is_under_way(row) && row.has_queue_gate;
        let rows = || self.tasks.values().filter(of_queue);
        QueueRules {
            queue: queue.to_owned(),
            concurrency,
            paused: self.paused.contains(queue),
            admitted: rows().filter(admitted).filter(|row| row.gate.is_none()).count() as u64,
            waiting: rows().filter(|row| waits(row)).count() as u64,
        }
    }
}
