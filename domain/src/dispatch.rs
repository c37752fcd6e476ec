//! Who gets the next task: round-robin over workers with room, exact within one coordinator.

mod prefetch;

use std::collections::BTreeMap;

pub use prefetch::{Observation, Prefetch};

use crate::WorkerId;

/// A worker's room as a claim is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whose.
    pub worker: WorkerId,
    /// Attempts that it can take now.
    pub free: u32,
}

/// Remembers who was served last. Seats are planned first and confirmed when a claim has really
/// filled them, so that an empty claim does not skip anybody.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoundRobin {
    last: WorkerId,
}

impl RoundRobin {
    /// At most `limit` seats in the order in which they are to be filled: one for each worker in
    /// turn, starting behind the one that was served last, until no room is left.
    pub fn seats(&self, rooms: &[Room], limit: usize) -> Vec<WorkerId> {
        let mut free: BTreeMap<WorkerId, u32> = rooms
            .iter()
            .filter(|room| room.free > 0)
            .map(|room| (room.worker, room.free))
            .collect();
        let mut seats = Vec::with_capacity(limit.min(1_024));
        let mut last = self.last;
        while seats.len() < limit {
            let after = (std::ops::Bound::Excluded(last), std::ops::Bound::Unbounded);
            let next = free.range(after).next().or_else(|| free.iter().next());
            let Some((&worker, _)) = next else { break };
            seats.push(worker);
            last = worker;
            if let Some(left) = free.get_mut(&worker) {
                *left -= 1;
                if *left == 0 {
                    free.remove(&worker);
                }
            }
        }
        seats
    }

    /// Notes that `worker` was served.
    pub fn served(&mut self, worker: WorkerId) {
        self.last = worker;
    }
}

/// How many tasks a worker can be given that runs `slots` at once, may have `ahead` more, and has
/// `held`. While its slots are taken it is filled up in steps of a quarter of what it may have
/// ahead: giving one task costs about what giving many does.
pub const fn room(slots: u32, ahead: u32, held: u32) -> u32 {
    let free = slots.saturating_add(ahead).saturating_sub(held);
    if held >= slots && free < ahead / 4 { 0 } else { free }
}

/// How much of `queued` tasks a coordinator may claim whose workers have `own` of the `all`
/// slots of the cluster: its share, rounded up, so that several coordinators together can claim
/// everything and none takes it all.
pub fn share(queued: u64, own: u64, all: u64) -> u64 {
    if own >= all { queued } else { (queued.saturating_mul(own)).div_ceil(all.max(1)) }
}

/// How many of `queued` tasks one worker with `slots` of the `all` slots of the cluster may hold
/// while several coordinators share them: its slots, or an eighth of its share. What is handed
/// out ahead must not leave the workers of another coordinator idle.
pub fn portion(queued: u64, slots: u32, all: u64) -> u64 {
    u64::from(slots).max(share(queued, slots.into(), all) / 8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rooms(free: &[u32]) -> Vec<Room> {
        (1..).zip(free).map(|(id, &free)| Room { worker: WorkerId(id), free }).collect()
    }

    #[test]
    fn eight_tasks_on_four_workers_are_two_each() {
        let seats = RoundRobin::default().seats(&rooms(&[8, 8, 8, 8]), 8);
        assert_eq!(seats.iter().map(|w| w.0).collect::<Vec<_>>(), [1, 2, 3, 4, 1, 2, 3, 4]);
    }

    #[test]
    fn singly_handed_in_tasks_go_round_too() {
        let mut ring = RoundRobin::default();
        let mut got = Vec::new();
        for _ in 0..8 {
            let worker = ring.seats(&rooms(&[8, 8, 8, 8]), 1)[0];
            ring.served(worker);
            got.push(worker.0);
        }
        assert_eq!(got, [1, 2, 3, 4, 1, 2, 3, 4]);
    }

    #[test]
    fn a_busy_worker_is_filled_up_in_steps_and_an_idle_slot_at_once() {
        assert_eq!(room(8, 0, 7), 1);
        assert_eq!(room(8, 0, 9), 0);
        assert_eq!((room(8, 100, 84), room(8, 100, 83)), (0, 25));
        assert_eq!(room(8, 100, 7), 101);
        assert_eq!((room(8, 3, 10), room(8, 3, 11)), (1, 0));
    }

    #[test]
    fn shares_round_up_and_a_lone_coordinator_has_all() {
        assert_eq!(share(1_000, 8, 8), 1_000);
        assert_eq!(share(1_000, 8, 24), 334);
        assert_eq!(share(1, 1, 100), 1);
        assert_eq!(share(5, 0, 0), 5);
    }

    #[test]
    fn a_worker_holds_its_slots_or_an_eighth_of_its_share() {
        assert_eq!(portion(1_000, 8, 32), 31);
        assert_eq!(portion(10, 8, 32), 8);
        assert!(portion(u64::MAX, 8, 32) > 1_000_000);
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_its_room_and_no_two_with_room_differ_by_more_than_one(
            free in prop::collection::vec(0_u32..20, 0..10),
            limit in 0_usize..100,
        ) {
            let seats = RoundRobin::default().seats(&rooms(&free), limit);
            let total: u32 = free.iter().sum();
            prop_assert_eq!(seats.len(), limit.min(total as usize));
            let count = |id: usize| seats.iter().filter(|w| w.0 == id as i64 + 1).count() as u32;
            for (a, &room_a) in free.iter().enumerate() {
                prop_assert!(count(a) <= room_a);
                for (b, _) in free.iter().enumerate() {
                    prop_assert!(count(a) == room_a || count(b) <= count(a) + 1);
                }
            }
        }
    }
}
