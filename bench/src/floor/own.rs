//! Our own statements alone: the driver through the store's traits, nothing around it.

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::PgConnection;
use taskmaster_domain::{
    AttemptRef, Incarnation, LaneId, TaskId, TaskSpec, Verdict, WorkerId,
    lane::LaneKey,
    worker::{Capacity, Registration},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{Claim, End, NewTask, Recorded, Seat, Store, Submitted, Welcomed};
use taskmaster_store_postgres::{Postgres, PostgresOptions};
use taskmaster_store_sqlite::Sqlite;
use uuid::Uuid;

use super::{Claimed, pace::Steps};
use crate::{
    engine::Place,
    error::{Error, Result},
};

/// Long enough that nothing has to be renewed.
const LEASE: Duration = Duration::from_secs(3_600);

/// A store with one worker.
pub(super) struct Own {
    store: Arc<dyn Store>,
    clock: Clock,
    spec: TaskSpec,
    lane: LaneId,
    worker: WorkerId,
    session: i64,
    incarnation: Incarnation,
    /// For what autovacuum does before long.
    tidier: Option<PgConnection>,
}

impl Own {
    pub(super) async fn open(place: &Place, file: &Path) -> Result<Self> {
        let store: Arc<dyn Store> = match place {
            Place::Sqlite => Arc::new(Sqlite::open(file, true).await?),
            Place::Postgres(base) => {
                Arc::new(Postgres::connect(PostgresOptions::new(base.url())).await?)
            }
        };
        let tidier = match place {
            Place::Sqlite => None,
            Place::Postgres(base) => Some(base.connect().await?),
        };
        let clock = Clock::default();
        let spec = TaskSpec { created_by: "admin:bench".to_owned(), ..TaskSpec::default() };
        let lane = store.intern_lane(&LaneKey::of(&spec)).await?;
        let incarnation = Incarnation(Uuid::new_v4());
        let registration = Registration {
            name: "floor".to_owned(),
            host: "floor".to_owned(),
            incarnation,
            capacity: Capacity {
                slots: 10_000,
                queues: vec![spec.queue.clone()],
                ..Capacity::default()
            },
            version: String::new(),
        };
        let coordinator = store.register_coordinator("http://floor").await?;
        let hello = store.hello(&registration, &[], false, coordinator, LEASE, clock.now());
        let Welcomed::Welcome(welcome) = hello.await? else {
            return Err(Error::new("the floor's worker was refused"));
        };
        let (worker, session) = (welcome.worker, welcome.session);
        Ok(Self { store, clock, spec, lane, worker, session, incarnation, tidier })
    }

    pub(super) async fn close(self) {
        self.store.close().await;
    }
}

impl Steps for Own {
    async fn insert(&mut self, rows: usize) -> Result {
        let now = self.clock.now();
        let task = |_| NewTask {
            id: TaskId::new(now),
            spec: self.spec.clone(),
            lane: self.lane,
            due: self.spec.due(now),
            gate: None,
        };
        let tasks: Vec<_> = (0..rows).map(task).collect();
        for tasks in tasks.chunks(1_000) {
            let kept = self.store.submit(tasks, now).await?;
            if kept.iter().any(|one| *one != Submitted::Accepted) {
                return Err(Error::new("the store did not accept all tasks"));
            }
        }
        Ok(())
    }

    async fn claim(&mut self, rows: usize) -> Result<Vec<Claimed>> {
        let seat = Seat { worker: self.worker, session: self.session };
        let claim = Claim { lane: self.lane, seats: vec![seat; rows] };
        let claimed = self.store.claim(&claim, self.clock.now()).await?;
        Ok(claimed.iter().map(|one| (one.of.task.0, one.of.attempt)).collect())
    }

    async fn report(&mut self, rows: &[Claimed]) -> Result {
        let now = self.clock.now();
        let end = |(task, attempt): &Claimed| End {
            of: AttemptRef { task: TaskId(*task), attempt: *attempt },
            incarnation: self.incarnation,
            verdict: Verdict::Completed,
            started_at: Some(now),
            finished_at: now,
            exit_code: None,
            failure: None,
            result: None,
        };
        let ends: Vec<_> = rows.iter().map(end).collect();
        let recorded = self.store.report(&ends, now).await?;
        if recorded.iter().any(|one| *one != Recorded::Recorded) {
            return Err(Error::new("the store did not record all ends"));
        }
        Ok(())
    }

    async fn settle(&mut self) -> Result {
        match &mut self.tidier {
            Some(connection) => {
                sqlx::raw_sql("vacuum analyze task").execute(connection).await?;
                Ok(())
            }
            None => Ok(()),
        }
    }
}
