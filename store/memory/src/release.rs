//! Taking tasks from a worker without its report.

use taskmaster_domain::{
    AttemptRef, Event, Failure, FailureKind, TaskState, Timestamp, limits, task::AttemptEnd,
    worker::ReleaseCause,
};
use taskmaster_store::Released;

use crate::{row::AttemptRow, state::State};

impl State {
    /// Takes these attempts, which are current, from whoever has them.
    pub(crate) fn release(
        &mut self,
        attempts: &[AttemptRef],
        cause: ReleaseCause,
        now: Timestamp,
        released: &mut Released,
    ) {
        for &of in attempts {
            self.release_one(of, cause, now, released);
            self.forget_stops(of);
        }
        released.lanes.extend(self.admit());
        released.lanes.sort_unstable();
        released.lanes.dedup();
    }

    fn release_one(
        &mut self,
        of: AttemptRef,
        cause: ReleaseCause,
        now: Timestamp,
        released: &mut Released,
    ) {
        let Some(row) = self.tasks.get_mut(&of.task) else { return };
        if row.canceled_by.is_some() {
            if row.step(Event::Cancel, now).is_ok() {
                released.canceled.push(row.id);
            }
            return;
        }
        let died = match cause {
            ReleaseCause::Lost | ReleaseCause::Superseded => row.state == TaskState::Running,
            ReleaseCause::Killed => false,
        };
        row.deaths += i32::from(died);
        if died && row.deaths >= limits::POISON_DEATHS {
            if row.step(Event::Poison, now).is_ok() {
                let message = format!("its worker died under it {} times", row.deaths);
                row.failure = Some(Failure { kind: FailureKind::Poison, message });
                released.poisoned.push(row.id);
            }
        } else if row.step(Event::Release, now).is_ok() {
            let message = "its worker was lost".to_owned();
            let failure = Some(Failure { kind: FailureKind::LostWorker, message });
            let ended = AttemptRow { failure, ..row.ended_attempt(AttemptEnd::Lost, now) };
            row.wipe_stamps();
            released.requeued.push(row.id);
            released.lanes.push(row.lane);
            self.attempts.insert(of, ended);
        }
    }
}
