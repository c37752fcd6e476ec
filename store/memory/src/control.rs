//! Steering single tasks.

use async_trait::async_trait;
use taskmaster_domain::{
    Event, OrderId, Refusal, TaskId, Timestamp,
    task::{AttemptEnd, Resumed},
    worker::{Order, OrderKind},
};
use taskmaster_store::{Command, Control, Controlled, Error, Result};

use crate::{Memory, state::State};

#[async_trait]
impl Control for Memory {
    async fn control(&self, id: TaskId, command: &Command, now: Timestamp) -> Result<Controlled> {
        let mut state = self.open()?;
        if let Command::Cancel { by } | Command::CancelUnbegun { by } = command
            && by.contains('\0')
        {
            return Err(Error::BadRow(format!("who cancels task {id} contains U+0000")));
        }
        let Some(row) = state.tasks.get(&id) else { return Ok(Controlled::Unknown) };
        if let (Command::Cancel { by }, true) = (command, row.state.is_held()) {
            return Ok(state.request_cancel(id, by));
        }
        if matches!(command, Command::CancelUnbegun { .. }) && row.attempt > 0 {
            let refusal = Refusal { from: row.state, event: Event::Cancel };
            return Ok(Controlled::Refused(refusal));
        }
        let controlled = state.move_by(id, command, now);
        let lanes = state.admit();
        drop(state);
        self.poke_lanes(&lanes);
        Ok(controlled)
    }
}

impl State {
    fn request_cancel(&mut self, id: TaskId, by: &str) -> Controlled {
        let order = OrderId(self.next_number());
        let Some(row) = self.tasks.get_mut(&id) else { return Controlled::Unknown };
        let Some(worker) = row.worker else { return Controlled::Unknown };
        if row.canceled_by.is_none() {
            row.canceled_by = Some(by.to_owned());
            let order = Order { id: order, worker, kind: OrderKind::Cancel(row.of()) };
            self.orders.insert(order.id, order);
        }
        Controlled::Requested { worker }
    }

    fn move_by(&mut self, id: TaskId, command: &Command, now: Timestamp) -> Controlled {
        let Some(row) = self.tasks.get_mut(&id) else { return Controlled::Unknown };
        let event = match command {
            Command::Cancel { .. } | Command::CancelUnbegun { .. } => Event::Cancel,
            Command::Pause => Event::Pause,
            Command::Resume if row.due > now => Event::Resume { to: Resumed::Scheduled },
            Command::Resume => Event::Resume { to: Resumed::Queued },
            Command::Retry => Event::Retry { waits: false },
        };
        let before = row.clone();
        if let Err(refusal) = row.step(event, now) {
            return Controlled::Refused(refusal);
        }
        match command {
            Command::Cancel { by } | Command::CancelUnbegun { by } => {
                row.canceled_by = Some(by.clone());
            }
            Command::Pause | Command::Resume => {}
            Command::Retry => {
                (row.tries_used, row.deaths, row.due) = (0, 0, now);
                (row.canceled_by, row.worker) = (None, None);
                row.wipe_stamps();
                row.wipe_end();
            }
        }
        let (to, lane) = (row.state, row.lane);
        if let (Command::Retry, Some(finished)) = (command, before.finished_at)
            && before.attempt > 0
        {
            // A row that is there already is one of a try before the end.
            let row = before.ended_attempt(AttemptEnd::Retried, finished);
            self.attempts.entry(before.of()).or_insert(row);
        }
        // Held back it gives its place away, and whoever comes back lines up behind the others.
        match command {
            Command::Cancel { .. } | Command::CancelUnbegun { .. } => {}
            Command::Pause | Command::Resume | Command::Retry => self.line_up(id),
        }
        Controlled::Moved { from: before.state, to, lane }
    }
}
