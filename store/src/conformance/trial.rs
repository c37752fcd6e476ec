//! The ground that cases stand on: a store, a time, a coordinator, and short ways to common acts.

use std::{
    fmt,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, LaneId, Task, TaskId, TaskSpec, Timestamp, Verdict,
    WorkerId,
    lane::LaneKey,
    task::Work,
    worker::{Capacity, HostLoad, OrderKind, Registration, ReleaseCause},
};
use uuid::Uuid;

use crate::{
    Beat, BeatAnswer, Claim, Claimed, Command, Controlled, CoordinatorBeat, End, NewTask, Recorded,
    Released, Seat, Start, Store, Submitted, Welcome, Welcomed,
};

/// A lease that has not run out whatever happens in a case.
pub(super) const LONG: Duration = Duration::from_secs(3_600);
/// A lease that has run out as soon as it is given.
pub(super) const NONE: Duration = Duration::ZERO;

/// One case's store and the time at which it began. Dereferences to the store.
pub struct Trial {
    /// Shared, so that a case can call from several tasks.
    pub store: Arc<dyn Store>,
    /// The database's time when the case began, in whole microseconds.
    pub now: Timestamp,
    /// A coordinator that is registered and has not beaten yet.
    pub coordinator: CoordinatorId,
    closed: AtomicBool,
}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trial").field("now", &self.now).finish_non_exhaustive()
    }
}

impl Deref for Trial {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        self.store.as_ref()
    }
}

/// A worker with an open session.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Its number.
    pub worker: WorkerId,
    /// Its name.
    pub name: String,
    /// Its session.
    pub session: i64,
    /// Its start.
    pub incarnation: Incarnation,
}

/// A start that no worker has used yet.
pub(super) fn an_incarnation() -> Incarnation {
    Incarnation(Uuid::new_v4())
}

/// A worker as it says hello, with a new incarnation.
pub(super) fn registration(name: &str, host: &str) -> Registration {
    Registration {
        name: name.to_owned(),
        host: host.to_owned(),
        incarnation: an_incarnation(),
        capacity: Capacity {
            slots: 4,
            queues: vec!["default".to_owned()],
            labels: [("zone".to_owned(), "a".to_owned())].into(),
            handlers: vec!["resize".to_owned()],
        },
        version: "1.2.3".to_owned(),
    }
}

/// A spec whose command is `command`.
pub(super) fn shell(command: &str) -> TaskSpec {
    TaskSpec { work: Work::Shell { command: command.to_owned() }, ..TaskSpec::default() }
}

/// A worker's word that `of` ended, finished at `now`.
pub(super) fn end(hand: &Hand, of: AttemptRef, verdict: Verdict, now: Timestamp) -> End {
    End {
        of,
        incarnation: hand.incarnation,
        verdict,
        started_at: None,
        finished_at: now,
        exit_code: None,
        failure: None,
        result: None,
    }
}

impl Trial {
    pub(super) async fn new(store: Arc<dyn Store>) -> Self {
        // The memory driver has no time of its own and gives this one back.
        let now = store.database_now(Timestamp::from_micros(1_790_000_000_123_456)).await.unwrap();
        let coordinator = store.register_coordinator("127.0.0.1:1").await.unwrap();
        Self { store, now, coordinator, closed: AtomicBool::new(false) }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// Closes the store; nothing is looked at after the case.
    pub async fn close_for_good(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.store.close().await;
    }

    /// So many seconds after the beginning.
    pub fn at(&self, seconds: u64) -> Timestamp {
        self.now.plus(Duration::from_secs(seconds))
    }

    /// A task of this spec as it would be handed in at the beginning.
    pub async fn new_task(&self, spec: TaskSpec) -> NewTask {
        let lane = self.store.intern_lane(&LaneKey::of(&spec)).await.unwrap();
        NewTask { id: TaskId::new(self.now), due: spec.due(self.now), spec, lane, gate: None }
    }

    /// Hands in one task.
    pub async fn put(&self, spec: TaskSpec) -> TaskId {
        let task = self.new_task(spec).await;
        let id = task.id;
        assert_eq!(self.store.submit(&[task], self.now).await.unwrap(), [Submitted::Accepted]);
        id
    }

    /// Hands in so many plain tasks at once.
    pub async fn put_many(&self, count: usize) -> Vec<TaskId> {
        let one = self.new_task(TaskSpec::default()).await;
        let tasks: Vec<_> =
            (0..count).map(|_| NewTask { id: TaskId::new(self.now), ..one.clone() }).collect();
        let answers = self.store.submit(&tasks, self.now).await.unwrap();
        assert_eq!(answers, vec![Submitted::Accepted; count]);
        tasks.iter().map(|task| task.id).collect()
    }

    /// The lane of plain tasks.
    pub async fn lane(&self) -> LaneId {
        self.store.intern_lane(&LaneKey::of(&TaskSpec::default())).await.unwrap()
    }

    /// Says hello and must be welcome.
    pub async fn welcome(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
        lease: Duration,
    ) -> (Hand, Welcome) {
        let answer = self
            .store
            .hello(registration, holding, false, self.coordinator, lease, self.now)
            .await
            .unwrap();
        let Welcomed::Welcome(welcome) = answer else { panic!("must be welcome: {answer:?}") };
        let hand = Hand {
            worker: welcome.worker,
            name: welcome.name.clone(),
            session: welcome.session,
            incarnation: registration.incarnation,
        };
        (hand, welcome)
    }

    /// A new worker whose lease is long.
    pub async fn hand(&self, name: &str) -> Hand {
        self.welcome(&registration(name, "host-a"), &[], LONG).await.0
    }

    /// A new worker whose lease has run out at once.
    pub async fn frail_hand(&self, name: &str) -> Hand {
        self.welcome(&registration(name, "host-a"), &[], NONE).await.0
    }

    /// Claims at most `room` plain tasks for this worker.
    pub async fn claim(&self, hand: &Hand, room: usize) -> Vec<Claimed> {
        self.claim_at(hand, room, self.now).await
    }

    /// The same at another time.
    pub async fn claim_at(&self, hand: &Hand, room: usize, now: Timestamp) -> Vec<Claimed> {
        let seats = vec![hand.seat(); room];
        let lane = self.lane().await;
        self.store.claim(&Claim { lane, seats }, now).await.unwrap()
    }

    /// Claims exactly one plain task.
    pub async fn claim_one(&self, hand: &Hand) -> AttemptRef {
        let claimed = self.claim(hand, 1).await;
        assert_eq!(claimed.len(), 1, "there is a task to be claimed");
        claimed[0].of
    }

    /// Hands in a plain task and claims it.
    pub async fn assigned(&self, hand: &Hand) -> AttemptRef {
        let id = self.put(TaskSpec::default()).await;
        let of = self.claim_one(hand).await;
        assert_eq!(of.task, id);
        of
    }

    /// Hands in a plain task, claims it and starts it.
    pub async fn running(&self, hand: &Hand) -> AttemptRef {
        let of = self.assigned(hand).await;
        assert_eq!(self.begin(hand, of).await, Recorded::Recorded);
        of
    }

    /// The worker says that it started this attempt a second after the beginning.
    pub async fn begin(&self, hand: &Hand, of: AttemptRef) -> Recorded {
        let start = Start { of, incarnation: hand.incarnation, started_at: self.at(1) };
        self.store.start(&[start]).await.unwrap()[0]
    }

    /// The worker says that this attempt ended two seconds after the beginning.
    pub async fn finish(&self, hand: &Hand, of: AttemptRef, verdict: Verdict) -> Recorded {
        self.report(end(hand, of, verdict, self.at(2))).await
    }

    /// The store takes this attempt from its worker, which is welcome again with nothing.
    pub async fn take_away(&self, hand: &Hand, of: AttemptRef) -> Hand {
        let (hand, welcome) = self.welcome(&hand.registration(), &[], LONG).await;
        let Released { requeued, poisoned, canceled, .. } = welcome.released;
        assert!([requeued, poisoned, canceled].concat().contains(&of.task));
        hand
    }

    /// Lets a worker go.
    pub async fn release(&self, hand: &Hand, cause: ReleaseCause) -> Released {
        let Hand { worker, incarnation, .. } = *hand;
        self.store.release_worker(worker, incarnation, cause, self.at(2)).await.unwrap()
    }

    /// Open orders to this worker.
    pub async fn orders_of(&self, hand: &Hand) -> Vec<OrderKind> {
        let orders = self.store.orders(&[hand.worker]).await.unwrap();
        orders.into_iter().map(|order| order.kind).collect()
    }

    /// One report, two seconds after the beginning.
    pub async fn report(&self, end: End) -> Recorded {
        let answers = self.store.report(&[end], self.at(2)).await.unwrap();
        assert_eq!(answers.len(), 1);
        answers[0]
    }

    /// One command, three seconds after the beginning.
    pub async fn order(&self, id: TaskId, command: Command) -> Controlled {
        self.store.control(id, &command, self.at(3)).await.unwrap()
    }

    /// Somebody asks for the end of a task, three seconds after the beginning.
    pub async fn cancel(&self, id: TaskId) -> Controlled {
        self.order(id, Command::Cancel { by: "user:ann".to_owned() }).await
    }

    /// A task that must exist.
    pub async fn get(&self, id: TaskId) -> Task {
        self.store.task(id).await.unwrap().expect("the task exists")
    }

    /// The coordinator renews itself and these workers with a lease that is long.
    pub async fn beat(&self, hands: &[&Hand]) -> BeatAnswer {
        let beats: Vec<_> = hands.iter().map(|hand| hand.beat()).collect();
        self.store.beat(&self.own_beat(), &beats, LONG, self.now).await.unwrap()
    }

    /// The coordinator's own sign of life, of four slots.
    pub fn own_beat(&self) -> CoordinatorBeat {
        CoordinatorBeat { id: self.coordinator, slots: 4, gap: LONG }
    }
}

impl Hand {
    /// Room for one attempt here.
    pub fn seat(&self) -> Seat {
        Seat { worker: self.worker, session: self.session }
    }

    /// The same start as it says hello again.
    pub fn registration(&self) -> Registration {
        Registration { incarnation: self.incarnation, ..registration(&self.name, "host-a") }
    }

    /// A sign of life.
    pub fn beat(&self) -> Beat {
        let load = HostLoad { cpu_percent: 12.5, memory_percent: 50.0, memory_bytes: 1_000 };
        Beat { worker: self.worker, session: self.session, load }
    }
}
