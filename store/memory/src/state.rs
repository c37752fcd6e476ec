//! All that is kept.

use std::collections::{BTreeMap, BTreeSet};

use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, LaneId, OrderId, TaskId, Timestamp, WorkerId,
    activity::Activity,
    history::Tally,
    lane::LaneKey,
    output::Chunk,
    task::{Counts, Live},
    worker::{Capacity, HostLoad, Order},
};
use taskmaster_store::{
    FleetState, KillOrder, KillResult, SchedulerInfo, SessionNonce, SignInCode,
};
use uuid::Uuid;

use crate::{
    jobs::JobTables,
    row::{AttemptRow, TaskRow},
};

/// The tables.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) closed: bool,
    pub(crate) lanes: BTreeMap<LaneKey, LaneId>,
    pub(crate) tasks: BTreeMap<TaskId, TaskRow>,
    pub(crate) attempts: BTreeMap<AttemptRef, AttemptRow>,
    /// By attempt and number of the first line.
    pub(crate) output: BTreeMap<(AttemptRef, i64), Chunk>,
    /// What an attempt of a task told last, and which.
    pub(crate) live: BTreeMap<TaskId, (i32, Live)>,
    /// When something was told last of an attempt of a task, and of which.
    pub(crate) told: BTreeMap<TaskId, (i32, Timestamp)>,
    pub(crate) counters: BTreeMap<TaskId, Counts>,
    /// The last marked call of each who adds to counters.
    pub(crate) count_writers: BTreeMap<Uuid, i64>,
    pub(crate) workers: BTreeMap<WorkerId, WorkerRow>,
    pub(crate) orders: BTreeMap<OrderId, Order>,
    pub(crate) kills: BTreeMap<OrderId, KillRow>,
    pub(crate) coordinators: BTreeMap<CoordinatorId, CoordinatorRow>,
    pub(crate) schedulers: BTreeMap<Uuid, SchedulerInfo>,
    pub(crate) fleet: Option<FleetState>,
    /// Holder and end of each named lease.
    pub(crate) leases: BTreeMap<String, (Uuid, Timestamp)>,
    /// Drawn when it is first asked for.
    pub(crate) cluster_key: Option<[u8; 32]>,
    /// Sign-in codes by digest.
    pub(crate) codes: BTreeMap<[u8; 32], SignInCode>,
    /// Sessions that were ended, with their time.
    pub(crate) ended_sessions: BTreeMap<SessionNonce, Timestamp>,
    /// Limits of queues. One that was lifted stays as nothing.
    pub(crate) limits: BTreeMap<String, Option<u32>>,
    /// Queues of which nothing is given out.
    pub(crate) paused: BTreeSet<String>,
    /// Statistics by queue and minute.
    pub(crate) minutes: BTreeMap<(String, Timestamp), Tally>,
    pub(crate) activity: BTreeMap<i64, Activity>,
    pub(crate) jobs: JobTables,
    last_number: i64,
}

/// A worker's name.
#[derive(Debug)]
pub(crate) struct WorkerRow {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) incarnation: Incarnation,
    pub(crate) session: i64,
    pub(crate) capacity: Capacity,
    pub(crate) version: String,
    pub(crate) draining: bool,
    /// It said itself that it goes away.
    pub(crate) stopping: bool,
    pub(crate) released: bool,
    pub(crate) lease_until: Timestamp,
    pub(crate) last_active_at: Timestamp,
    pub(crate) registered_at: Timestamp,
    pub(crate) tasks_completed: i64,
    pub(crate) tasks_failed: i64,
    pub(crate) load: HostLoad,
}

impl WorkerRow {
    /// Its tasks are its own.
    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        !self.released && !crate::is_over(self.lease_until, now)
    }
}

/// A kill and how it stands.
#[derive(Debug)]
pub(crate) struct KillRow {
    pub(crate) order: KillOrder,
    pub(crate) result: KillResult,
}

/// A coordinator.
#[derive(Debug)]
pub(crate) struct CoordinatorRow {
    pub(crate) advertised: String,
    /// Nothing before its first beat.
    pub(crate) beats: Option<Beats>,
}

/// The beats of a coordinator, without a gap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beats {
    pub(crate) since: Timestamp,
    pub(crate) last: Timestamp,
    pub(crate) gap: std::time::Duration,
    pub(crate) slots: u32,
}

impl Beats {
    /// The next beat is not late yet.
    pub(crate) fn go_on(&self, now: Timestamp) -> bool {
        now <= self.last.plus(self.gap)
    }
}

impl State {
    /// A number that was never given before.
    pub(crate) fn next_number(&mut self) -> i64 {
        self.last_number += 1;
        self.last_number
    }

    /// Forgets the orders to stop an attempt that has ended.
    pub(crate) fn forget_stops(&mut self, of: AttemptRef) {
        self.orders.retain(|_, order| order.kind.attempt() != Some(of));
    }

    /// Something was told of an attempt.
    pub(crate) fn heard(&mut self, of: AttemptRef, now: Timestamp) {
        let (attempt, told) = self.told.entry(of.task).or_insert((of.attempt, now));
        if *attempt <= of.attempt {
            let before = if *attempt == of.attempt { *told } else { now };
            (*attempt, *told) = (of.attempt, now.max(before));
        }
    }

    /// A report of this speaker ended this attempt.
    pub(crate) fn was_reported(&self, of: AttemptRef, by: Incarnation) -> bool {
        let by_task = self.tasks.get(&of.task).is_some_and(|row| {
            row.attempt == of.attempt
                && row.state.is_terminal()
                && row.reported
                && row.incarnation == Some(by)
        });
        let row = self.attempts.get(&of);
        by_task || row.is_some_and(|row| row.reported && row.incarnation == Some(by))
    }

    /// The task of an attempt that is its latest, held, and this speaker's.
    pub(crate) fn held_by(&mut self, of: AttemptRef, by: Incarnation) -> Option<&mut TaskRow> {
        self.tasks.get_mut(&of.task).filter(|row| row.is_current(of) && row.incarnation == Some(by))
    }
}
