//! Letting tasks through their gates. Most of it is the database's function `admit`, which the
//! statements that move tasks call themselves.

use std::collections::BTreeMap;

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, postgres::PgRow, query, query_scalar};
use taskmaster_domain::{JobId, LaneId, TaskState, limits};
use taskmaster_store::{Error, Gates, NewTask, QueueRules, Result, Wake, Wakes as _};
use uuid::Uuid;

use crate::{Postgres, error::Outcome, line::on, row::Columns};

/// Tasks that one statement brings before a gate.
const BATCH: i64 = 5_000;

/// As many queues as there may be lanes.
const QUEUES: i64 = limits::LANES as i64;

#[async_trait]
impl Gates for Postgres {
    async fn set_queue_limit(&self, queue: &str, limit: Option<u32>) -> Result<()> {
        let limit = limit.map(|places| i32::try_from(places).unwrap_or(i32::MAX));
        let gate = on!(self.main(), |c| set_limit(c, queue, limit))?.ok_or_else(exhausted)?;
        if limit.is_some() {
            self.settle(gate).await?;
        }
        self.fill(gate).await
    }

    async fn pause_queue(&self, queue: &str, paused: bool) -> Result<()> {
        let lanes = on!(self.main(), |c| pause(c, queue, paused))?.ok_or_else(exhausted)?;
        self.let_through(&lanes);
        Ok(())
    }

    async fn queue_rules(&self) -> Result<Vec<QueueRules>> {
        on!(self.main(), |c| rules(c))
    }

    async fn sweep_gates(&self, limit: u32) -> Result<u64> {
        let left = on!(self.0.lines.sweep, |c| left(c, limit))?;
        for &(gate, unsettled) in &left {
            if unsettled {
                self.settle(gate).await?;
            }
            self.fill(gate).await?;
        }
        Ok(left.len() as u64)
    }
}

impl Postgres {
    /// Brings the backlog of a gate's queue before it, in bounded transactions, and opens it.
    async fn settle(&self, gate: i64) -> Result<()> {
        while on!(self.main(), |c| line_up(c, gate))? > 0 {}
        on!(self.main(), |c| take_in(c, gate))?;
        on!(self.main(), |c| open(c, gate))
    }

    /// Lets through whoever may pass a gate.
    async fn fill(&self, gate: i64) -> Result<()> {
        loop {
            let lanes = on!(self.main(), |c| admit(c, &[gate]))?;
            self.let_through(&lanes);
            if lanes.is_empty() {
                return Ok(());
            }
        }
    }

    /// There are more ready tasks in these lanes than claims and dispatchers know.
    pub(crate) fn let_through(&self, lanes: &[LaneId]) {
        self.0.fronts.queued_somewhere(lanes);
        lanes.iter().for_each(|lane| self.poke(Wake::Lane(*lane)));
    }
}

fn exhausted() -> Error {
    Error::Exhausted(format!("there are {QUEUES} queues with rules, the most there may be"))
}

/// The gates that a task belongs to, and the one that it stands before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    queue: Option<i64>,
    own: Option<i64>,
    before: Option<i64>,
}

impl Places {
    /// Three columns, from this one on.
    pub(crate) fn read(row: &PgRow, place: usize) -> Outcome<Self> {
        Ok(Self {
            queue: row.try_get(place)?,
            own: row.try_get(place + 1)?,
            before: row.try_get(place + 2)?,
        })
    }

    /// Where a task in this state has a place.
    pub(crate) fn taken(self, state: TaskState) -> Vec<i64> {
        match state {
            TaskState::Scheduled | TaskState::Queued | TaskState::Assigned | TaskState::Running => {
            }
            TaskState::Waiting
            | TaskState::Paused
            | TaskState::Completed
            | TaskState::Failed
            | TaskState::Canceled => return Vec::new(),
        }
        let own = self.own.filter(|own| self.before != Some(*own));
        let queue = self.queue.filter(|_| self.before.is_none());
        own.into_iter().chain(queue).collect()
    }
}

/// Lets through whoever may pass these gates; in which lanes.
pub(crate) async fn admit(c: &mut PgConnection, gates: &[i64]) -> Outcome<Vec<LaneId>> {
    if gates.is_empty() {
        return Ok(Vec::new());
    }
    let lanes =
        query_scalar(include_str!("../queries/gates/admit.sql")).bind(gates).fetch_one(c).await?;
    Ok(distinct(lanes))
}

/// What `admit` answered, if it was called.
pub(crate) fn distinct(lanes: Option<Vec<i32>>) -> Vec<LaneId> {
    let mut lanes: Vec<LaneId> = lanes.unwrap_or_default().into_iter().map(LaneId).collect();
    lanes.sort_unstable();
    lanes.dedup();
    lanes
}

/// For each task its own gate, made when it is new.
pub(crate) async fn own_gates(
    c: &mut PgConnection,
    tasks: &[&NewTask],
) -> Outcome<Vec<Option<i64>>> {
    let mut jobs: Vec<Uuid> = tasks.iter().filter_map(|task| task.gate.map(|job| job.0)).collect();
    jobs.sort_unstable();
    jobs.dedup();
    let mut known = BTreeMap::new();
    if !jobs.is_empty() {
        known = of_jobs(&mut *c, &jobs).await?;
        if known.len() < jobs.len() {
            query(include_str!("../queries/gates/make_of_jobs.sql"))
                .bind(&jobs)
                .execute(&mut *c)
                .await?;
            known = of_jobs(c, &jobs).await?;
        }
    }
    Ok(tasks.iter().map(|task| known.get(&task.gate?).copied()).collect())
}

async fn of_jobs(c: &mut PgConnection, jobs: &[Uuid]) -> Outcome<BTreeMap<JobId, i64>> {
    let rows = query(include_str!("../queries/gates/of_jobs.sql")).bind(jobs).fetch_all(c).await?;
    rows.iter().map(|row| Ok((JobId(row.try_get(0)?), row.try_get(1)?))).collect()
}

async fn set_limit(c: &mut PgConnection, queue: &str, limit: Option<i32>) -> Outcome<Option<i64>> {
    let mut transaction = c.begin().await?;
    query(include_str!("../queries/gates/lock_table.sql")).execute(&mut *transaction).await?;
    let gate = query_scalar(include_str!("../queries/gates/set_limit.sql"))
        .bind(queue)
        .bind(limit)
        .bind(QUEUES)
        .fetch_optional(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(gate)
}

async fn line_up(c: &mut PgConnection, gate: i64) -> Outcome<u64> {
    let done = query(include_str!("../queries/gates/line_up.sql"))
        .bind(gate)
        .bind(BATCH)
        .execute(c)
        .await?;
    Ok(done.rows_affected())
}

async fn take_in(c: &mut PgConnection, gate: i64) -> Outcome<()> {
    query(include_str!("../queries/gates/take_in.sql")).bind(gate).execute(c).await?;
    Ok(())
}

async fn open(c: &mut PgConnection, gate: i64) -> Outcome<()> {
    query(include_str!("../queries/gates/open.sql")).bind(gate).execute(c).await?;
    Ok(())
}

/// The lanes of the queue; nothing when there is no room for it.
async fn pause(c: &mut PgConnection, queue: &str, paused: bool) -> Outcome<Option<Vec<LaneId>>> {
    let set: Option<String> = query_scalar(include_str!("../queries/gates/pause.sql"))
        .bind(queue)
        .bind(paused)
        .bind(QUEUES)
        .fetch_optional(&mut *c)
        .await?;
    if set.is_none() {
        return Ok(None);
    }
    let lanes =
        query_scalar(include_str!("../queries/gates/lanes.sql")).bind(queue).fetch_all(c).await?;
    Ok(Some(distinct(Some(lanes))))
}

async fn rules(c: &mut PgConnection) -> Outcome<Vec<QueueRules>> {
    let rows = query(include_str!("../queries/gates/rules.sql")).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let limit: Option<i32> = row.try_get(1)?;
            Ok(QueueRules {
                queue: row.try_get(0)?,
                concurrency: limit.and_then(|places| u32::try_from(places).ok()),
                paused: row.try_get(2)?,
                admitted: row.count(3)?,
                waiting: row.count(4)?,
            })
        })
        .collect()
}

/// Gates that need a hand, and whether their backlog has still to be brought before them.
async fn left(c: &mut PgConnection, limit: u32) -> Outcome<Vec<(i64, bool)>> {
    let rows = query(include_str!("../queries/gates/left.sql"))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
