//! Handing work out and taking results back.

use std::cmp::Reverse;

use async_trait::async_trait;
use taskmaster_domain::task::AttemptEnd;
use taskmaster_domain::{AttemptRef, Event, LaneId, TaskId, TaskState, Timestamp, Verdict};
use taskmaster_store::{
    Claim, Claimed, Dispatch, End, Error, LaneHead, Recorded, Result, Seat, Stand, Start,
};

use crate::{Memory, row::TaskRow, state::State};

#[async_trait]
impl Dispatch for Memory {
    async fn claim(&self, claim: &Claim, now: Timestamp) -> Result<Vec<Claimed>> {
        let mut state = self.open()?;
        let seats: Vec<Seat> =
            claim.seats.iter().copied().filter(|seat| state.is_valid(*seat)).collect();
        if state.is_paused(claim.lane) {
            return Ok(Vec::new());
        }
        let tasks = state.ready(claim.lane);
        Ok(seats.iter().zip(tasks).filter_map(|(seat, id)| state.assign(id, *seat, now)).collect())
    }

    async fn lane_heads(&self, lanes: &[LaneId]) -> Result<Vec<LaneHead>> {
        let state = self.open()?;
        let head = |&lane: &LaneId| {
            let row = state.tasks.get(state.ready(lane).first()?)?;
            Some(LaneHead { lane, priority: row.spec.priority, due: row.due })
        };
        Ok(lanes.iter().filter_map(head).collect())
    }

    async fn queued(&self, lane: LaneId) -> Result<u64> {
        let state = self.open()?;
        let queue = state.lanes.iter().find(|(_, id)| **id == lane).map(|(key, _)| &key.queue);
        let is_counted =
            |row: &&TaskRow| row.state == TaskState::Queued && Some(&row.spec.queue) == queue;
        Ok(state.tasks.values().filter(is_counted).count() as u64)
    }

    async fn start(&self, starts: &[Start]) -> Result<Vec<Recorded>> {
        let mut state = self.open()?;
        starts.iter().map(|start| state.start(start)).collect()
    }

    async fn stands(&self, attempts: &[AttemptRef]) -> Result<Vec<Stand>> {
        let state = self.open()?;
        let stand = |&of: &AttemptRef| {
            let row = state.tasks.get(&of.task).filter(|row| row.is_current(of))?;
            Some(Stand {
                of,
                spec: row.spec.clone(),
                tries_used: row.tries_used,
                cancel_requested: row.canceled_by.is_some(),
            })
        };
        Ok(attempts.iter().filter_map(stand).collect())
    }

    async fn report(&self, ends: &[End], now: Timestamp) -> Result<Vec<Recorded>> {
        let mut state = self.open()?;
        for end in ends {
            refuse_nul(end)?;
        }
        let answers = ends.iter().map(|end| state.end(end, now)).collect();
        let lanes = state.admit();
        drop(state);
        self.poke_lanes(&lanes);
        answers
    }
}

impl State {
    fn is_valid(&self, seat: Seat) -> bool {
        self.workers.get(&seat.worker).is_some_and(|worker| {
            worker.session == seat.session && !worker.draining && !worker.released
        })
    }

    fn is_paused(&self, lane: LaneId) -> bool {
        let mut lanes = self.lanes.iter();
        lanes.any(|(key, id)| *id == lane && self.paused.contains(&key.queue))
    }

    /// Ready tasks of a lane, best first.
    fn ready(&self, lane: LaneId) -> Vec<TaskId> {
        let mut rows: Vec<&TaskRow> = self
            .tasks
            .values()
            .filter(|row| row.state == TaskState::Queued && row.gate.is_none() && row.lane == lane)
            .collect();
        rows.sort_by_key(|row| (Reverse(row.spec.priority), row.due, row.id));
        rows.iter().map(|row| row.id).collect()
    }

    fn assign(&mut self, id: TaskId, seat: Seat, now: Timestamp) -> Option<Claimed> {
        let incarnation = self.workers.get(&seat.worker)?.incarnation;
        let row = self.tasks.get_mut(&id)?;
        row.step(Event::Claim, now).ok()?;
        let ended = self.attempts.get(&row.of()).map(|before| before.finished_at);
        row.attempt += 1;
        row.wipe_stamps();
        row.wipe_end();
        row.picked_at = Some(now);
        (row.worker, row.incarnation) = (Some(seat.worker), Some(incarnation));
        Some(Claimed {
            of: row.of(),
            worker: seat.worker,
            spec: row.spec.clone(),
            due: row.due,
            since: ended.map_or(row.due, |ended| ended.max(row.due)),
        })
    }

    fn start(&mut self, start: &Start) -> Result<Recorded> {
        let known = self.was_reported(start.of, start.incarnation);
        let Some(row) = self.held_by(start.of, start.incarnation) else {
            return Ok(if known { Recorded::Repeated } else { Recorded::Fenced });
        };
        if row.state == TaskState::Assigned {
            row.step(Event::Start, start.started_at).map_err(defect)?;
            row.started_at = Some(start.started_at);
            return Ok(Recorded::Recorded);
        }
        Ok(Recorded::Repeated)
    }

    fn end(&mut self, end: &End, now: Timestamp) -> Result<Recorded> {
        let known = self.was_reported(end.of, end.incarnation);
        let Some(row) = self.held_by(end.of, end.incarnation) else {
            return Ok(if known { Recorded::Repeated } else { Recorded::Fenced });
        };
        let verdict = match end.verdict {
            Verdict::RetryAt(_) | Verdict::Requeued if row.canceled_by.is_some() => {
                Verdict::Canceled
            }
            verdict => verdict,
        };
        row.started_at = row.started_at.or(end.started_at);
        let has_started = row.started_at.is_some();
        let event = match verdict {
            Verdict::Requeued if !has_started && row.state == TaskState::Assigned => Event::Return,
            verdict => verdict.event(now),
        };
        row.step(event, now).map_err(defect)?;
        row.exit_code = end.exit_code;
        row.failure.clone_from(&end.failure);
        row.reported = true;
        let kept = match verdict {
            Verdict::Completed | Verdict::Failed | Verdict::Canceled => {
                row.finished_at = Some(end.finished_at);
                row.result.clone_from(&end.result);
                None
            }
            Verdict::RetryAt(due) => {
                row.due = due;
                Some(AttemptEnd::Failed)
            }
            Verdict::Requeued if has_started => Some(AttemptEnd::Lost),
            Verdict::Requeued => Some(AttemptEnd::Returned),
        };
        if matches!(verdict, Verdict::Completed | Verdict::Failed | Verdict::RetryAt(_)) {
            row.tries_used += 1;
        }
        let worker = row.worker;
        if let Some(kept) = kept {
            let ended = row.ended_attempt(kept, end.finished_at);
            row.wipe_stamps();
            self.attempts.insert(end.of, ended);
        }
        if let Some(worker) = worker.and_then(|id| self.workers.get_mut(&id)) {
            match verdict {
                Verdict::Completed => worker.tasks_completed += 1,
                Verdict::Failed | Verdict::RetryAt(_) => worker.tasks_failed += 1,
                Verdict::Canceled | Verdict::Requeued => {}
            }
        }
        self.forget_stops(end.of);
        Ok(Recorded::Recorded)
    }
}

/// A move that the driver tried and the table does not have.
fn defect(refusal: taskmaster_domain::Refusal) -> Error {
    Error::Corrupt(refusal.to_string())
}

fn refuse_nul(end: &End) -> Result<()> {
    let message = end.failure.as_ref().map(|failure| failure.message.as_str());
    if [message, end.result.as_deref()].iter().flatten().any(|text| text.contains('\0')) {
        return Err(Error::BadRow(format!("the end of attempt {} contains U+0000", end.of)));
    }
    Ok(())
}
