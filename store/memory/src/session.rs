//! Who is there.

use std::{collections::BTreeSet, time::Duration};

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, OrderId, Timestamp, WorkerId,
    worker::{HostLoad, Order, OrderKind, Registration, ReleaseCause},
};
use taskmaster_store::{
    Beat, BeatAnswer, CoordinatorBeat, Holding, Released, Result, Sessions, Welcome, Welcomed,
};

use crate::{
    Memory,
    row::TaskRow,
    state::{Beats, CoordinatorRow, State, WorkerRow},
};

#[async_trait]
impl Sessions for Memory {
    async fn register_coordinator(&self, advertised: &str) -> Result<CoordinatorId> {
        let mut state = self.open()?;
        let id = CoordinatorId(state.next_number());
        let row = CoordinatorRow { advertised: advertised.to_owned(), beats: None };
        state.coordinators.insert(id, row);
        Ok(id)
    }

    async fn unregister_coordinator(&self, id: CoordinatorId) -> Result<()> {
        self.open()?.coordinators.remove(&id);
        Ok(())
    }

    async fn hello(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
        evict: bool,
        _coordinator: CoordinatorId,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Welcomed> {
        let mut state = self.open()?;
        let name = state.name_for(registration, now);
        if let Some(taken) = state.taken(&name, registration, now).filter(|_| !evict) {
            return Ok(taken);
        }
        let worker = state.open_session(&name, registration, lease, now);
        let (session, draining) =
            state.workers.get(&worker).map_or((0, false), |row| (row.session, row.draining));
        let released = state.take_what_is_not_held(worker, registration.incarnation, holding, now);
        let (holding, revoked) = state.judge_holding(registration.incarnation, holding);
        Ok(Welcomed::Welcome(Welcome {
            worker,
            name,
            session,
            draining,
            released,
            revoked,
            holding,
        }))
    }

    async fn beat(
        &self,
        coordinator: &CoordinatorBeat,
        beats: &[Beat],
        lease: Duration,
        now: Timestamp,
    ) -> Result<BeatAnswer> {
        let mut state = self.open()?;
        state.renew_coordinator(coordinator, now);
        let mut renewed = Vec::new();
        for beat in beats {
            let Some(row) = state.workers.get_mut(&beat.worker) else { continue };
            if row.session == beat.session && !row.released {
                (row.lease_until, row.last_active_at) = (now.plus(lease), now);
                row.load = beat.load;
                renewed.push(beat.worker);
            }
        }
        let live = state.coordinators.values().filter_map(|row| row.beats);
        let all_slots = live.filter(|b| b.go_on(now)).map(|b| u64::from(b.slots)).sum();
        Ok(BeatAnswer { renewed, all_slots, database_now: now })
    }

    async fn release_worker(
        &self,
        worker: WorkerId,
        incarnation: Incarnation,
        cause: ReleaseCause,
        now: Timestamp,
    ) -> Result<Released> {
        let mut state = self.open()?;
        let mut released = Released::default();
        let Some(row) = state.workers.get_mut(&worker) else { return Ok(released) };
        if row.incarnation != incarnation || row.released {
            return Ok(released);
        }
        (row.released, row.lease_until) = (true, now);
        released.workers = 1;
        let held = state.held(|row| row.worker == Some(worker));
        state.release(&held, cause, now, &mut released);
        Ok(released)
    }

    async fn set_draining(&self, name: &str, draining: bool) -> Result<Option<WorkerId>> {
        let mut state = self.open()?;
        let found = state.workers.iter_mut().find(|(_, row)| row.name == name);
        Ok(found.map(|(&id, row)| {
            row.draining = draining || row.stopping;
            id
        }))
    }

    async fn note_stopping(&self, worker: WorkerId, session: i64) -> Result<()> {
        let mut state = self.open()?;
        if let Some(row) = state.workers.get_mut(&worker).filter(|row| row.session == session) {
            (row.draining, row.stopping) = (true, true);
        }
        Ok(())
    }

    async fn give_order(
        &self,
        worker: WorkerId,
        kind: OrderKind,
        _now: Timestamp,
    ) -> Result<OrderId> {
        let mut state = self.open()?;
        let id = OrderId(state.next_number());
        state.orders.insert(id, Order { id, worker, kind });
        Ok(id)
    }

    async fn orders(&self, workers: &[WorkerId]) -> Result<Vec<Order>> {
        let state = self.open()?;
        let asked = |order: &&Order| workers.contains(&order.worker);
        Ok(state.orders.values().filter(asked).cloned().collect())
    }

    async fn finish_orders(&self, orders: &[OrderId]) -> Result<()> {
        let mut state = self.open()?;
        state.orders.retain(|id, _| !orders.contains(id));
        Ok(())
    }

    async fn touch(&self, worker: WorkerId, session: i64, now: Timestamp) -> Result<()> {
        let mut state = self.open()?;
        if let Some(row) = state.workers.get_mut(&worker).filter(|row| row.session == session) {
            row.last_active_at = now;
        }
        Ok(())
    }

    async fn probe(&self) -> Result<()> {
        self.open().map(drop)
    }
}

impl State {
    /// Current attempts of the tasks that `is_wanted`.
    pub(crate) fn held(&self, is_wanted: impl Fn(&TaskRow) -> bool) -> Vec<AttemptRef> {
        let held = self.tasks.values().filter(|row| row.state.is_held() && is_wanted(row));
        held.map(TaskRow::of).collect()
    }

    fn worker_named(&self, name: &str) -> Option<(WorkerId, &WorkerRow)> {
        self.workers.iter().find(|(_, row)| row.name == name).map(|(&id, row)| (id, row))
    }

    /// The name that was asked for, or the one that this start has, or the lowest `worker-N` that
    /// is not live.
    fn name_for(&self, registration: &Registration, now: Timestamp) -> String {
        if !registration.name.is_empty() {
            return registration.name.clone();
        }
        let own = self.workers.values().find(|row| row.incarnation == registration.incarnation);
        if let Some(own) = own {
            return own.name.clone();
        }
        let live: BTreeSet<&str> = self
            .workers
            .values()
            .filter(|row| row.is_live(now))
            .map(|row| row.name.as_str())
            .collect();
        let free = (1_u32..).map(|n| format!("worker-{n}")).find(|n| !live.contains(n.as_str()));
        free.unwrap_or_default()
    }

    fn taken(&self, name: &str, who: &Registration, now: Timestamp) -> Option<Welcomed> {
        let (worker, row) = self.worker_named(name)?;
        let is_other = row.incarnation != who.incarnation && row.host != who.host;
        (is_other && row.is_live(now))
            .then_some(Welcomed::Taken { worker, last_active_at: row.last_active_at })
    }

    fn open_session(
        &mut self,
        name: &str,
        who: &Registration,
        lease: Duration,
        now: Timestamp,
    ) -> WorkerId {
        let known = self.worker_named(name).map(|(id, _)| id);
        let id = known.unwrap_or_else(|| WorkerId(self.next_number()));
        let before = self.workers.remove(&id);
        let is_new_start = before.as_ref().is_none_or(|row| row.incarnation != who.incarnation);
        if is_new_start {
            // What the older start was told is not meant for this one.
            self.orders.retain(|_, order| {
                order.worker != id
                    || !matches!(
                        order.kind,
                        OrderKind::Drain | OrderKind::Probe | OrderKind::Resume
                    )
            });
        }
        let row = WorkerRow {
            name: name.to_owned(),
            host: who.host.clone(),
            incarnation: who.incarnation,
            session: before.as_ref().map_or(0, |row| row.session) + 1,
            capacity: who.capacity.clone(),
            version: who.version.clone(),
            draining: before.as_ref().is_some_and(|row| row.draining) && !is_new_start,
            stopping: before.as_ref().is_some_and(|row| row.stopping) && !is_new_start,
            released: false,
            lease_until: now.plus(lease),
            last_active_at: now,
            registered_at: before.as_ref().map_or(now, |row| row.registered_at),
            tasks_completed: before.as_ref().map_or(0, |row| row.tasks_completed),
            tasks_failed: before.as_ref().map_or(0, |row| row.tasks_failed),
            load: HostLoad::default(),
        };
        self.workers.insert(id, row);
        id
    }

    fn take_what_is_not_held(
        &mut self,
        worker: WorkerId,
        incarnation: Incarnation,
        holding: &[AttemptRef],
        now: Timestamp,
    ) -> Released {
        let gone = self.held(|row| {
            row.worker == Some(worker)
                && (row.incarnation != Some(incarnation) || !holding.contains(&row.of()))
        });
        let mut released = Released::default();
        self.release(&gone, ReleaseCause::Superseded, now, &mut released);
        released
    }

    /// Of what a worker holds: what is its own, and what is not any more.
    fn judge_holding(
        &self,
        by: Incarnation,
        holding: &[AttemptRef],
    ) -> (Vec<Holding>, Vec<AttemptRef>) {
        let (mut own, mut revoked) = (Vec::new(), Vec::new());
        for &of in holding {
            let current = |row: &&TaskRow| row.is_current(of) && row.incarnation == Some(by);
            match self.tasks.get(&of.task).filter(current) {
                Some(row) => own.push(Holding {
                    of,
                    state: row.state,
                    kind: row.spec.work.kind().to_owned(),
                    queue: row.spec.queue.clone(),
                    cancel_requested: row.canceled_by.is_some(),
                }),
                None if self.was_reported(of, by) => {}
                None => revoked.push(of),
            }
        }
        (own, revoked)
    }

    fn renew_coordinator(&mut self, beat: &CoordinatorBeat, now: Timestamp) {
        let Some(row) = self.coordinators.get_mut(&beat.id) else { return };
        let since = match row.beats {
            Some(beats) if now <= beats.last.plus(beat.gap) => beats.since,
            Some(_) | None => now,
        };
        row.beats = Some(Beats { since, last: now, gap: beat.gap, slots: beat.slots });
    }
}
