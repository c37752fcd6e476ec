//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{OrderId, Timestamp, WorkerId};
use taskmaster_store::{
    Fleet, FleetState, KillOrder, KillResult, Result, SchedulerBeat, SchedulerInfo,
};
use uuid::Uuid;

use crate::{Memory, is_over, state::KillRow};

#[async_trait]
impl Fleet for Memory {
    async fn fleet(&self) -> Result<FleetState> {
        Ok(self.open()?.fleet.clone().unwrap_or_default())
    }

    async fn set_wanted(&self, wanted: u32) -> Result<bool> {
        let mut state = self.open()?;
        let Some(fleet) = &mut state.fleet else { return Ok(false) };
        fleet.wanted = wanted;
        fleet.settled = false;
        Ok(true)
    }

    async fn adopt_fleet(&self, backend: &str, wanted: u32) -> Result<FleetState> {
        let mut state = self.open()?;
        let new = FleetState { wanted, ..FleetState::default() };
        let fleet = state.fleet.get_or_insert(new);
        fleet.settled |= fleet.backend != backend;
        backend.clone_into(&mut fleet.backend);
        Ok(fleet.clone())
    }

    async fn settle_fleet(&self, seen: &FleetState, size: u32) -> Result<bool> {
        let mut state = self.open()?;
        let same =
            |fleet: &&mut FleetState| (fleet.wanted, fleet.settled) == (seen.wanted, seen.settled);
        let Some(fleet) = state.fleet.as_mut().filter(same) else { return Ok(false) };
        fleet.wanted = size;
        fleet.settled = true;
        Ok(true)
    }

    async fn report_fleet(&self, present: u32, last_error: &str) -> Result<()> {
        let mut state = self.open()?;
        if let Some(fleet) = &mut state.fleet {
            fleet.present = present;
            last_error.clone_into(&mut fleet.last_error);
        }
        Ok(())
    }

    async fn order_kill(
        &self,
        name: &str,
        worker: Option<WorkerId>,
        replace: bool,
        _now: Timestamp,
    ) -> Result<OrderId> {
        let mut state = self.open()?;
        let id = OrderId(state.next_number());
        let (name, container) = (name.to_owned(), String::new());
        let order = KillOrder { id, name, worker, replace, container };
        state.kills.insert(id, KillRow { order, result: KillResult::Open });
        Ok(id)
    }

    async fn kills(&self) -> Result<Vec<KillOrder>> {
        let state = self.open()?;
        let open = state.kills.values().filter(|row| row.result == KillResult::Open);
        Ok(open.map(|row| row.order.clone()).collect())
    }

    async fn begin_kill(
        &self,
        order: OrderId,
        worker: Option<WorkerId>,
        container: &str,
    ) -> Result<()> {
        let mut state = self.open()?;
        let Some(row) = state.kills.get_mut(&order) else { return Ok(()) };
        if row.result != KillResult::Open {
            return Ok(());
        }
        row.order.worker = worker.or(row.order.worker);
        container.clone_into(&mut row.order.container);
        let replace = row.order.replace;
        if let Some(fleet) = state.fleet.as_mut().filter(|_| replace) {
            fleet.settled = false;
        }
        Ok(())
    }

    async fn finish_kill(&self, order: OrderId, result: &KillResult, lower: bool) -> Result<()> {
        let mut state = self.open()?;
        let Some(row) = state.kills.get_mut(&order) else { return Ok(()) };
        if row.result != KillResult::Open {
            return Ok(());
        }
        row.result = result.clone();
        if let Some(fleet) = state.fleet.as_mut().filter(|_| lower) {
            fleet.wanted = fleet.wanted.saturating_sub(1);
        }
        Ok(())
    }

    async fn kill_result(&self, order: OrderId) -> Result<KillResult> {
        let state = self.open()?;
        Ok(state.kills.get(&order).map_or(KillResult::Open, |row| row.result.clone()))
    }

    async fn scheduler_beat(&self, beat: &SchedulerBeat, now: Timestamp) -> Result<()> {
        let mut state = self.open()?;
        let silent = now.minus(Duration::from_secs(3_600));
        state.schedulers.retain(|_, info| info.last_pass_at >= silent);
        let (name, duties) = (beat.name.clone(), beat.duties.clone());
        state.schedulers.insert(beat.id, SchedulerInfo { name, duties, last_pass_at: now });
        Ok(())
    }

    async fn hold_lease(
        &self,
        name: &str,
        holder: Uuid,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<bool> {
        let mut state = self.open()?;
        if let Some(&(by, until)) = state.leases.get(name)
            && by != holder
            && !is_over(until, now)
        {
            return Ok(false);
        }
        state.leases.insert(name.to_owned(), (holder, now.plus(ttl)));
        Ok(true)
    }
}
