//! Where the scan of a lane may begin.
//!
//! The index entries of tasks that were claimed stay until a vacuum, at the very place where each
//! claim begins: with a million of them a claim reads some five thousand pages of nothing. So a
//! claim remembers how far it came and the next one begins there.
//!
//! That is exact for what this process does itself: whatever it queues in front of the place moves
//! the place back. What another process queues there is seen by the next look at the whole lane,
//! which is made when too little is found behind the place, and [`LOOK`] after the last one.

use std::{
    cmp::Reverse,
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use taskmaster_domain::{LaneId, TaskId, Timestamp};
use tokio::time::Instant;

/// The longest time between two looks at a whole lane.
const LOOK: Duration = Duration::from_millis(100);

/// A task's place in its lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    priority: Reverse<i32>,
    pub(super) due: Timestamp,
    pub(super) id: TaskId,
}

impl Place {
    pub(crate) fn new(priority: i32, due: Timestamp, id: TaskId) -> Self {
        Self { priority: Reverse(priority), due, id }
    }

    pub(super) fn priority(&self) -> i32 {
        self.priority.0
    }
}

/// How far the claims of each lane came.
#[derive(Debug, Default)]
pub(crate) struct Fronts(Mutex<HashMap<LaneId, Front>>);

#[derive(Debug)]
struct Front {
    /// Nothing of ours is ready before it; nothing known when absent.
    place: Option<Place>,
    /// When the whole lane was looked at last.
    looked_at: Instant,
    /// Claims on their way, which will tell how far they came.
    in_flight: u32,
    /// The first place at which something was queued since these claims began: they may have
    /// passed it without seeing it.
    disturbed: Option<Disturbed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Disturbed {
    Anywhere,
    At(Place),
}

impl Fronts {
    /// A claim of this lane begins.
    pub(super) fn begin(&self, lane: LaneId) -> Flight<'_> {
        let mut fronts = self.lock();
        let front = fronts.entry(lane).or_insert_with(|| Front {
            place: None,
            looked_at: Instant::now(),
            in_flight: 0,
            disturbed: None,
        });
        if front.in_flight == 0 {
            front.disturbed = None;
        }
        front.in_flight += 1;
        Flight { fronts: self, lane, place: front.fresh() }
    }

    /// Where a look at this lane may begin now.
    pub(super) fn peek(&self, lane: LaneId) -> Option<Place> {
        self.lock().get(&lane).and_then(Front::fresh)
    }

    /// Something was queued at this place.
    pub(crate) fn queued(&self, lane: LaneId, place: Place) {
        self.disturb(lane, Disturbed::At(place));
    }

    /// Something was queued, who knows where.
    pub(crate) fn queued_somewhere(&self, lanes: &[LaneId]) {
        for lane in lanes {
            self.disturb(*lane, Disturbed::Anywhere);
        }
    }

    /// Something was queued, who knows where and in which lane.
    pub(crate) fn queued_anywhere(&self) {
        let mut fronts = self.lock();
        fronts.values_mut().for_each(|front| front.disturb(Disturbed::Anywhere));
    }

    fn disturb(&self, lane: LaneId, by: Disturbed) {
        if let Some(front) = self.lock().get_mut(&lane) {
            front.disturb(by);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LaneId, Front>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Front {
    fn fresh(&self) -> Option<Place> {
        self.place.filter(|_| self.looked_at.elapsed() < LOOK)
    }

    fn disturb(&mut self, by: Disturbed) {
        self.disturbed = Some(self.disturbed.map_or(by, |earlier| earlier.min(by)));
        self.place = self.place.and_then(|place| by.limit(place));
    }
}

impl Disturbed {
    /// How far of `place` is still right.
    fn limit(self, place: Place) -> Option<Place> {
        match self {
            Self::Anywhere => None,
            Self::At(queued) => Some(place.min(queued)),
        }
    }
}

/// A claim on its way.
#[derive(Debug)]
pub(super) struct Flight<'f> {
    fronts: &'f Fronts,
    lane: LaneId,
    /// Where it may begin; at the beginning of the lane when absent.
    pub(super) place: Option<Place>,
}

impl Flight<'_> {
    /// It took everything up to this place, having looked at the whole lane from `looked_at`.
    pub(super) fn came_to(&self, place: Place, looked_at: Option<Instant>) {
        if let Some(front) = self.fronts.lock().get_mut(&self.lane) {
            front.place = match front.disturbed {
                Some(disturbed) => disturbed.limit(place),
                None => Some(place),
            };
            front.looked_at = looked_at.unwrap_or(front.looked_at);
        }
    }

    /// Nothing is left; the next one looks at the whole lane again.
    pub(super) fn came_to_the_end(&self) {
        if let Some(front) = self.fronts.lock().get_mut(&self.lane) {
            front.place = None;
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(front) = self.fronts.lock().get_mut(&self.lane) {
            front.in_flight = front.in_flight.saturating_sub(1);
        }
    }
}

/// A statement with the lines switched on that begin it behind a place.
fn behind(statement: &str) -> String {
    statement.replace("-- front: ", "")
}

/// The claim that begins behind a place.
pub(super) static CLAIM_BEHIND: LazyLock<Arc<str>> =
    LazyLock::new(|| behind(include_str!("../../queries/dispatch/claim.sql")).into());

/// The look at heads that begins behind places.
pub(super) static HEADS_BEHIND: LazyLock<Arc<str>> =
    LazyLock::new(|| behind(include_str!("../../queries/dispatch/lane_heads.sql")).into());

#[cfg(test)]
mod tests {
    use super::*;

    const LANE: LaneId = LaneId(1);

    fn place(priority: i32, due: i64) -> Place {
        Place::new(priority, Timestamp::from_micros(due), TaskId::default())
    }

    fn claimed_to(fronts: &Fronts, place: Place) {
        fronts.begin(LANE).came_to(place, Some(Instant::now()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_begins_where_the_last_one_ended_for_a_while() {
        let fronts = Fronts::default();
        assert_eq!(fronts.begin(LANE).place, None);
        claimed_to(&fronts, place(0, 5));
        assert_eq!(fronts.begin(LANE).place, Some(place(0, 5)));
        fronts.begin(LANE).came_to(place(0, 9), None);
        tokio::time::advance(LOOK).await;
        assert_eq!(fronts.begin(LANE).place, None, "it is time to look at the whole lane");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_queued_in_front_moves_the_place_back() {
        let fronts = Fronts::default();
        claimed_to(&fronts, place(0, 5));
        fronts.queued(LANE, place(0, 7));
        assert_eq!(fronts.peek(LANE), Some(place(0, 5)), "behind it nothing changes");
        fronts.queued(LANE, place(3, 9));
        assert_eq!(fronts.peek(LANE), Some(place(3, 9)), "more urgent, therefore before it");
        fronts.queued_somewhere(&[LANE]);
        assert_eq!(fronts.peek(LANE), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_that_may_have_passed_something_does_not_hide_it() {
        let fronts = Fronts::default();
        claimed_to(&fronts, place(0, 1));
        let flight = fronts.begin(LANE);
        fronts.queued(LANE, place(0, 3));
        flight.came_to(place(0, 5), None);
        drop(flight);
        assert_eq!(fronts.begin(LANE).place, Some(place(0, 3)));
    }
}
