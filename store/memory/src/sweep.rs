//! Letting time act.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{
    Event, Failure, FailureKind, OrderId, TaskId, TaskState, Timestamp, WorkerId,
    worker::{Order, OrderKind, ReleaseCause},
};
use taskmaster_store::{KillResult, Promoted, Released, Result, Silent, Sweep};

use crate::{Memory, row::TaskRow, state::State};

#[async_trait]
impl Sweep for Memory {
    async fn promote_due(&self, now: Timestamp, limit: u32) -> Result<Promoted> {
        let mut state = self.open()?;
        let due = |row: &TaskRow| (row.state == TaskState::Scheduled).then_some(row.due);
        let mut promoted = Promoted::default();
        for id in state.earliest(limit, |row| due(row).filter(|due| *due <= now)) {
            let Some(row) = state.tasks.get_mut(&id) else { continue };
            if row.step(Event::Due, now).is_ok() {
                promoted.tasks.push(id);
                promoted.lanes.push(row.lane);
                state.line_up_when_new(id);
            }
        }
        promoted.lanes.extend(state.admit());
        promoted.lanes.sort_unstable();
        promoted.lanes.dedup();
        Ok(promoted)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        let state = self.open()?;
        let scheduled = state.tasks.values().filter(|row| row.state == TaskState::Scheduled);
        Ok(scheduled.map(|row| row.due).min())
    }

    async fn expire_starts(&self, now: Timestamp, limit: u32) -> Result<Vec<TaskId>> {
        let mut state = self.open()?;
        let deadline = |row: &TaskRow| {
            let wait = row.spec.start_timeout.filter(|_| row.state == TaskState::Queued)?;
            Some(row.queued_at.plus(wait)).filter(|deadline| *deadline <= now)
        };
        let mut expired = Vec::new();
        for id in state.earliest(limit, deadline) {
            let Some(row) = state.tasks.get_mut(&id) else { continue };
            if row.step(Event::StartTimeout, now).is_ok() {
                let message = "it was not started in time".to_owned();
                row.failure = Some(Failure { kind: FailureKind::StartTimeout, message });
                row.exit_code = None;
                expired.push(id);
            }
        }
        let lanes = state.admit();
        drop(state);
        self.poke_lanes(&lanes);
        Ok(expired)
    }

    async fn expire_heartbeats(&self, now: Timestamp, limit: u32) -> Result<Vec<Silent>> {
        let mut state = self.open()?;
        let Some(since) = state.renewing_since(now) else { return Ok(Vec::new()) };
        let silent = state.earliest(limit, |row| {
            let started = row.started_at.filter(|_| state.may_be_silent(row))?;
            let deadline = state.last_word(row, since)?.plus(row.spec.heartbeat_timeout?);
            (deadline <= now).then_some(started)
        });
        let mut told = Vec::with_capacity(silent.len());
        for id in silent {
            let number = OrderId(state.next_number());
            let Some(row) = state.tasks.get(&id) else { continue };
            let (Some(worker), of) = (row.worker, row.of()) else { continue };
            let order = Order { id: number, worker, kind: OrderKind::TimeOut(of) };
            state.orders.insert(number, order);
            told.push(Silent { of, worker });
        }
        Ok(told)
    }

    async fn release_lost(&self, lease: Duration, now: Timestamp, limit: u32) -> Result<Released> {
        let mut state = self.open()?;
        let mut released = Released::default();
        if !state.somebody_renews(lease, now) {
            return Ok(released);
        }
        released.workers = state.let_go(now, limit);
        for (cause, was_asked_for) in [(ReleaseCause::Lost, false), (ReleaseCause::Killed, true)] {
            let lost = state.held(|row| {
                !state.has_its_worker(row) && state.is_to_be_killed(row.worker) == was_asked_for
            });
            state.release(&lost, cause, now, &mut released);
        }
        Ok(released)
    }

    async fn prune(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let mut state = self.open()?;
        let old = state.earliest(limit, |row| {
            let at = row.finished_at.filter(|at| *at < before)?;
            (!state.jobs.is_unsettled(row.id)).then_some(at)
        });
        old.iter().for_each(|id| state.remove_task(*id));
        Ok(old.len() as u64)
    }

    async fn database_now(&self, now: Timestamp) -> Result<Timestamp> {
        Ok(now)
    }
}

impl State {
    /// Deletes a task with all that hangs on it.
    pub(crate) fn remove_task(&mut self, id: TaskId) {
        self.tasks.remove(&id);
        self.live.remove(&id);
        self.told.remove(&id);
        self.counters.remove(&id);
        self.attempts.retain(|of, _| of.task != id);
        self.output.retain(|(of, _), _| of.task != id);
        self.jobs.forget_run(id);
    }

    /// At most `limit` of the tasks to which `time` gives a time, earliest first.
    fn earliest(&self, limit: u32, time: impl Fn(&TaskRow) -> Option<Timestamp>) -> Vec<TaskId> {
        let mut found: Vec<(Timestamp, TaskId)> =
            self.tasks.values().filter_map(|row| Some((time(row)?, row.id))).collect();
        found.sort_unstable();
        found.into_iter().take(limit as usize).map(|(_, id)| id).collect()
    }

    /// Some coordinator has been renewing without a gap for one whole lease.
    fn somebody_renews(&self, lease: Duration, now: Timestamp) -> bool {
        let mut beats = self.coordinators.values().filter_map(|row| row.beats);
        beats.any(|beats| beats.go_on(now) && beats.last.since(beats.since) >= lease)
    }

    /// Since when the coordinator that has renewed for longest has done so without a gap.
    fn renewing_since(&self, now: Timestamp) -> Option<Timestamp> {
        let beats = self.coordinators.values().filter_map(|row| row.beats);
        beats.filter(|beats| beats.go_on(now)).map(|beats| beats.since).min()
    }

    /// It runs, and nobody has told its worker to stop it.
    fn may_be_silent(&self, row: &TaskRow) -> bool {
        let stops = |order: &Order| order.kind.attempt() == Some(row.of());
        row.state == TaskState::Running
            && row.canceled_by.is_none()
            && !self.orders.values().any(stops)
    }

    /// When the silence of a running attempt began.
    fn last_word(&self, row: &TaskRow, renewing_since: Timestamp) -> Option<Timestamp> {
        let told = self.told.get(&row.id).filter(|(attempt, _)| *attempt == row.attempt);
        let told = told.map(|(_, at)| *at);
        [row.picked_at, row.started_at, told, Some(renewing_since)].into_iter().flatten().max()
    }

    /// Releases at most `limit` workers whose lease ended.
    fn let_go(&mut self, now: Timestamp, limit: u32) -> u32 {
        let mut gone: Vec<(Timestamp, WorkerId)> = self
            .workers
            .iter()
            .filter(|(_, row)| !row.released && !row.is_live(now))
            .map(|(&id, row)| (row.lease_until, id))
            .collect();
        gone.sort_unstable();
        let mut count = 0;
        for (_, id) in gone.into_iter().take(limit as usize) {
            if let Some(row) = self.workers.get_mut(&id) {
                row.released = true;
                count += 1;
            }
        }
        count
    }

    /// Somebody asked for the kill of this worker, and the fleet has not answered yet.
    fn is_to_be_killed(&self, worker: Option<WorkerId>) -> bool {
        self.kills.values().any(|row| {
            worker.is_some() && row.order.worker == worker && row.result == KillResult::Open
        })
    }

    /// The start of the worker that has this task was not released. One whose lease ended, but
    /// for which this pass had no room, still may come back.
    fn has_its_worker(&self, row: &TaskRow) -> bool {
        row.worker
            .and_then(|id| self.workers.get(&id))
            .is_some_and(|worker| !worker.released && Some(worker.incarnation) == row.incarnation)
    }
}
