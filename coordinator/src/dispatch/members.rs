//! The workers whose sessions are here, and their room.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use taskmaster_domain::{
    LaneId, WorkerId,
    dispatch::{Room, RoundRobin, room},
    lane::LaneKey,
};
use taskmaster_store::Seat;
use tokio::time::Instant;

use super::{Member, News};
use crate::session::Letterbox;

/// Seats of one claim at most; larger claims measured slower on PostgreSQL.
const CLAIM_SEATS: usize = 500;

/// How long a measured rate counts.
const MEASURED: Duration = Duration::from_secs(1);

/// Room of each worker, and whose turn it is.
#[derive(Debug, Default)]
pub(super) struct Members {
    by_id: BTreeMap<WorkerId, State>,
    ring: RoundRobin,
    /// Who serves a lane; forgotten whenever the members change.
    serving: HashMap<LaneId, Vec<WorkerId>>,
}

#[derive(Debug)]
struct State {
    member: Member,
    prefetch: u32,
    /// When it was measured: yesterday's rate says nothing about today's tasks.
    measured: Instant,
    draining: bool,
}

impl State {
    fn free(&self) -> u32 {
        if self.draining {
            return 0;
        }
        let fresh = self.measured.elapsed() < MEASURED;
        let ahead = if fresh { self.prefetch } else { 0 };
        room(self.member.capacity.slots, ahead, self.member.held)
    }
}

impl Members {
    /// Takes news in. True when the room may have grown.
    pub(super) fn learn(&mut self, news: News) -> bool {
        match news {
            News::Joined(member) => {
                self.serving.clear();
                let draining = member.draining;
                let state = State { member, prefetch: 0, measured: Instant::now(), draining };
                let by = state.member.incarnation;
                if let Some(old) = self.by_id.insert(state.member.worker, state) {
                    old.member.letterbox.supersede(by);
                }
                true
            }
            News::Left { worker, session } => {
                if self.by_id.get(&worker).is_some_and(|s| s.member.session == session) {
                    self.by_id.remove(&worker);
                    self.serving.clear();
                }
                false
            }
            News::Freed { worker, session, count, prefetch } => {
                let Some(state) = self.by_id.get_mut(&worker) else { return false };
                if state.member.session != session {
                    return false;
                }
                state.member.held = state.member.held.saturating_sub(count);
                (state.prefetch, state.measured) = (prefetch, Instant::now());
                state.free() > 0
            }
            News::Draining { worker } => {
                if let Some(state) = self.by_id.get_mut(&worker) {
                    state.draining = true;
                }
                false
            }
            News::Resumed { worker } => {
                let Some(state) = self.by_id.get_mut(&worker) else { return false };
                state.draining = false;
                state.free() > 0
            }
        }
    }

    /// Seats for tasks of this lane in the order in which they are to be filled.
    pub(super) fn seats(&mut self, lane: LaneId, key: &LaneKey, limit: usize) -> Vec<Seat> {
        let by_id = &self.by_id;
        let serving = self.serving.entry(lane).or_insert_with(|| {
            let serves = |state: &&State| key.is_served_by(&state.member.capacity);
            by_id.values().filter(serves).map(|state| state.member.worker).collect()
        });
        let rooms: Vec<Room> = serving
            .iter()
            .filter_map(|worker| Some(Room { worker: *worker, free: by_id.get(worker)?.free() }))
            .collect();
        let limit = limit.min(CLAIM_SEATS);
        let session = |worker| by_id.get(&worker).map_or(0, |state| state.member.session);
        self.ring
            .seats(&rooms, limit)
            .into_iter()
            .map(|worker| Seat { worker, session: session(worker) })
            .collect()
    }

    /// Slots, and attempts held, of each worker.
    pub(super) fn holdings(&self) -> HashMap<WorkerId, (u32, u32)> {
        let holding = |state: &State| (state.member.capacity.slots, state.member.held);
        self.by_id.iter().map(|(worker, state)| (*worker, holding(state))).collect()
    }

    /// Notes that `worker` was given a task, and says where to send it.
    pub(super) fn filled(&mut self, worker: WorkerId) -> Option<&Letterbox> {
        self.ring.served(worker);
        let state = self.by_id.get_mut(&worker)?;
        state.member.held += 1;
        Some(&state.member.letterbox)
    }

    /// Where to send things to a worker of this session.
    pub(super) fn letterbox(&self, worker: WorkerId) -> Option<&Letterbox> {
        self.by_id.get(&worker).map(|state| &state.member.letterbox)
    }

    /// Slots of all members.
    pub(super) fn slots(&self) -> u32 {
        self.by_id.values().map(|state| state.member.capacity.slots).sum()
    }

    /// Whether anybody has room at all.
    pub(super) fn any_room(&self) -> bool {
        self.by_id.values().any(|state| state.free() > 0)
    }
}
