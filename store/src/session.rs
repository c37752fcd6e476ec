//! Who is there: coordinators, workers, their leases and orders.

use std::time::Duration;

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, OrderId, TaskState, Timestamp, WorkerId,
    worker::{HostLoad, Order, OrderKind, Registration, ReleaseCause},
};

use crate::{Released, Result};

/// A coordinator's own sign of life.
#[derive(Clone, Debug)]
pub struct CoordinatorBeat {
    /// Whose.
    pub id: CoordinatorId,
    /// Slots of all workers that it holds, so that several coordinators can share what is due.
    pub slots: u32,
    /// A gap between two beats longer than this starts its renewing anew.
    pub gap: Duration,
}

/// A worker's sign of life, on its way to the store.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    /// Whose.
    pub worker: WorkerId,
    /// Of which session; of another one it renews nothing.
    pub session: i64,
    /// What its machine does.
    pub load: HostLoad,
}

/// What a coordinator learns from its beat.
#[derive(Clone, Debug)]
pub struct BeatAnswer {
    /// Workers whose lease now ends a lease after the database's time. A worker whose row was
    /// locked is left out and tried again within the beat; one that is released or has another
    /// session is left out for ever.
    pub renewed: Vec<WorkerId>,
    /// Slots of all renewing coordinators together, the caller's included; see
    /// [`crate::Sweep::release_lost`].
    pub all_slots: u64,
    /// The database's time.
    pub database_now: Timestamp,
}

/// The answer to a hello.
#[derive(Clone, Debug, PartialEq)]
pub enum Welcomed {
    /// The session is open.
    Welcome(Welcome),
    /// The name is live on another host. The caller has that one probed, waits, and asks again
    /// with `evict` when it stayed silent.
    Taken {
        /// Whom to probe.
        worker: WorkerId,
        /// When it was last heard.
        last_active_at: Timestamp,
    },
}

/// An open session.
#[derive(Clone, Debug, PartialEq)]
pub struct Welcome {
    /// The number of the name.
    pub worker: WorkerId,
    /// The name, given when none was asked for.
    pub name: String,
    /// Rises with each session of the name.
    pub session: i64,
    /// It takes nothing new.
    pub draining: bool,
    /// What was given back because an older incarnation, or this one by its own word, does not
    /// have it.
    pub released: Released,
    /// Of what the worker said it holds: what the store gave to somebody else meanwhile.
    pub revoked: Vec<AttemptRef>,
    /// Of what the worker holds: what is still its own.
    pub holding: Vec<Holding>,
}

/// An attempt that a worker has, by the store's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Which.
    pub of: AttemptRef,
    /// Assigned or running.
    pub state: TaskState,
    /// Of its task.
    pub kind: String,
    /// Of its task.
    pub queue: String,
    /// Somebody asked for its end.
    pub cancel_requested: bool,
}

/// The half of the store that knows who is there.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Registers a coordinator under the address at which gateways and workers reach it. Each
    /// call gives a new number.
    async fn register_coordinator(&self, advertised: &str) -> Result<CoordinatorId>;

    /// Forgets a coordinator that stops.
    async fn unregister_coordinator(&self, id: CoordinatorId) -> Result<()>;

    /// Opens a session for a worker. In one transaction, on the locked row of the name:
    ///
    /// - a free name, or one whose lease ended or that was released, is taken over;
    /// - the same name from the same host or by the same incarnation, or any with `evict`, is
    ///   taken over at once;
    /// - the same name live on another host is `Taken`, and nothing changes;
    /// - an empty name gets the one that this incarnation has, else the lowest `worker-N` that is
    ///   not live;
    /// - the session number rises, the name is not released any more, a new incarnation is not
    ///   draining (the same one stays so), the lease starts;
    /// - what an older incarnation held is released (`Superseded`), and so is what this
    ///   incarnation has in the store but not in `holding`;
    /// - what is in `holding` but not this incarnation's own, or ended, is `revoked`, except an
    ///   attempt that this incarnation ended itself by a report: that one is neither;
    /// - open orders to drain, to resume and to show life are not meant for a new incarnation and go away; kills stay.
    async fn hello(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
        evict: bool,
        coordinator: CoordinatorId,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Welcomed>;

    /// Renews the coordinator and its workers. One statement for all workers, rows in id order,
    /// locked ones skipped; it takes the database's time.
    async fn beat(
        &self,
        coordinator: &CoordinatorBeat,
        beats: &[Beat],
        lease: Duration,
        now: Timestamp,
    ) -> Result<BeatAnswer>;

    /// Lets a worker that says goodbye go: releases what it holds, as [`crate::Sweep::release_lost`]
    /// does, and its lease. `Killed` never counts as a death. A repeat, and a word of an older
    /// incarnation, release nothing.
    async fn release_worker(
        &self,
        worker: WorkerId,
        incarnation: Incarnation,
        cause: ReleaseCause,
        now: Timestamp,
    ) -> Result<Released>;

    /// Switches whether a worker takes new tasks. Nothing when there is no such name. A start that
    /// is stopping takes none whatever is asked here.
    async fn set_draining(&self, name: &str, draining: bool) -> Result<Option<WorkerId>>;

    /// Notes that a worker says that it goes away: it takes nothing new, and only its next start
    /// does again. Of another session it does nothing.
    async fn note_stopping(&self, worker: WorkerId, session: i64) -> Result<()>;

    /// Keeps an order until it is done.
    async fn give_order(
        &self,
        worker: WorkerId,
        kind: OrderKind,
        now: Timestamp,
    ) -> Result<OrderId>;

    /// Open orders of these workers, oldest first; kills are not among them.
    async fn orders(&self, workers: &[WorkerId]) -> Result<Vec<Order>>;

    /// Forgets orders that were carried out. Orders of ended attempts go away with them.
    async fn finish_orders(&self, orders: &[OrderId]) -> Result<()>;

    /// Notes that a probed worker lives: it was active now. Of another session it does nothing.
    async fn touch(&self, worker: WorkerId, session: i64, now: Timestamp) -> Result<()>;

    /// Writes a small row and commits it, as everything else is written: a database that can be
    /// read and not written, such as one whose disk is full, fails here.
    async fn probe(&self) -> Result<()>;
}
