//! The wanted fleet, and who keeps it.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{
    OrderId, Timestamp,
    worker::{Order, OrderKind},
};
use taskmaster_store::{Fleet, FleetState, KillResult, Result, SchedulerBeat, SchedulerInfo};
use uuid::Uuid;

use crate::{Memory, is_over};

#[async_trait]
impl Fleet for Memory {
    async fn fleet(&self) -> Result<FleetState> {
        Ok(self.open()?.fleet.clone().unwrap_or_default())
    }

    async fn set_wanted(&self, wanted: u32) -> Result<bool> {
        let mut state = self.open()?;
        let Some(fleet) = &mut state.fleet else { return Ok(false) };
        fleet.wanted = wanted;
        Ok(true)
    }

    async fn adopt_fleet(&self, backend: &str, wanted: u32) -> Result<FleetState> {
        let mut state = self.open()?;
        let new = FleetState { wanted, ..FleetState::default() };
        let fleet = state.fleet.get_or_insert(new);
        backend.clone_into(&mut fleet.backend);
        Ok(fleet.clone())
    }

    async fn report_fleet(&self, present: u32, last_error: &str) -> Result<()> {
        let mut state = self.open()?;
        if let Some(fleet) = &mut state.fleet {
            fleet.present = present;
            last_error.clone_into(&mut fleet.last_error);
        }
        Ok(())
    }

    async fn kills(&self) -> Result<Vec<Order>> {
        let state = self.open()?;
        let open = state.orders.values().filter(|row| {
            matches!(row.order.kind, OrderKind::Kill { .. }) && row.result == KillResult::Open
        });
        Ok(open.map(|row| row.order.clone()).collect())
    }

    async fn finish_kill(&self, order: OrderId, result: &KillResult, lower: bool) -> Result<()> {
        let mut state = self.open()?;
        let Some(row) = state.orders.get_mut(&order) else { return Ok(()) };
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
        Ok(state.orders.get(&order).map_or(KillResult::Open, |row| row.result.clone()))
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
