//! Letting tasks through their gates.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry},
    sync::{Arc, PoisonError},
};

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{JobId, LaneId, TaskState, limits};
use taskmaster_store::{Error, Gates, QueueRules, Result, Wake, Wakes as _};

use crate::{
    Sqlite,
    connection::{Write, commit},
    error::failed,
    rows::get,
    sql,
};

/// Tasks that one statement lets through a gate or brings before it.
const BATCH: i64 = 5_000;

/// As many queues as there may be lanes.
const QUEUES: u32 = 10_000;
const _: () = assert!(QUEUES as usize == limits::LANES);

/// The gates of limited queues by name.
pub(crate) type Limited = Arc<HashMap<String, i64>>;

#[async_trait]
impl Gates for Sqlite {
    async fn set_queue_limit(&self, queue: &str, limit: Option<u32>) -> Result<()> {
        refuse_nul(queue)?;
        let gate = {
            let mut writer = self.writer().await;
            self.forget_limited();
            let mut write = writer.begin().await?;
            let gate: Option<i64> = sqlx::query_scalar(sql!("gates/set_limit"))
                .bind(queue)
                .bind(limit)
                .bind(QUEUES)
                .fetch_optional(&mut *write)
                .await
                .map_err(failed)?;
            commit(write).await?;
            gate.ok_or_else(exhausted)?
        };
        if limit.is_some() {
            self.settle(gate, queue).await?;
        }
        self.fill(gate).await
    }

    async fn pause_queue(&self, queue: &str, paused: bool) -> Result<()> {
        refuse_nul(queue)?;
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let set: Option<String> = sqlx::query_scalar(sql!("gates/pause"))
            .bind(queue)
            .bind(paused)
            .bind(QUEUES)
            .fetch_optional(&mut *write)
            .await
            .map_err(failed)?;
        set.ok_or_else(exhausted)?;
        commit(write).await?;
        drop(writer);
        self.let_through(self.lanes_of(queue).await?);
        Ok(())
    }

    async fn queue_rules(&self) -> Result<Vec<QueueRules>> {
        let rows =
            sqlx::query(sql!("gates/rules")).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(rules).collect()
    }

    async fn sweep_gates(&self, limit: u32) -> Result<u64> {
        let unsettled: Vec<(i64, String)> = sqlx::query_as(sql!("gates/unsettled"))
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        for (gate, queue) in &unsettled {
            self.settle(*gate, queue).await?;
            self.fill(*gate).await?;
        }
        let awaited: Vec<i64> = sqlx::query_scalar(sql!("gates/awaited"))
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        for gate in &awaited {
            self.fill(*gate).await?;
        }
        Ok((unsettled.len() + awaited.len()) as u64)
    }
}

impl Sqlite {
    /// Brings the backlog of a gate's queue before it, in bounded transactions, and opens it.
    async fn settle(&self, gate: i64, queue: &str) -> Result<()> {
        for lane in self.lanes_of(queue).await? {
            loop {
                let mut writer = self.writer().await;
                let mut write = writer.begin().await?;
                let moved = sqlx::query(sql!("gates/line_up"))
                    .bind(gate)
                    .bind(lane.0)
                    .bind(BATCH)
                    .execute(&mut *write)
                    .await
                    .map_err(failed)?;
                commit(write).await?;
                if moved.rows_affected() == 0 {
                    break;
                }
            }
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        for statement in [sql!("gates/take_in"), sql!("gates/open")] {
            sqlx::query(statement).bind(gate).execute(&mut *write).await.map_err(failed)?;
        }
        commit(write).await
    }

    /// Lets through whoever may pass a gate.
    async fn fill(&self, gate: i64) -> Result<()> {
        loop {
            let mut writer = self.writer().await;
            let mut write = writer.begin().await?;
            let lanes = admit(&mut write, [gate].into()).await?;
            // Who passed a job's gate may stand before its queue's now, and is in no lane yet.
            commit(write).await?;
            drop(writer);
            if lanes.is_empty() {
                return Ok(());
            }
            self.let_through(lanes);
        }
    }

    async fn lanes_of(&self, queue: &str) -> Result<Vec<LaneId>> {
        let lanes: Vec<i32> = sqlx::query_scalar(sql!("gates/lanes"))
            .bind(queue)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        Ok(lanes.into_iter().map(LaneId).collect())
    }

    /// There are more ready tasks in these lanes than anybody was told.
    pub(crate) fn let_through(&self, lanes: Vec<LaneId>) {
        lanes.into_iter().for_each(|lane| self.poke(Wake::Lane(lane)));
    }

    /// The gates of limited queues, while the caller writes.
    pub(crate) async fn limited(&self, write: &mut Write<'_>) -> Result<Limited> {
        if let Some(limited) = self.known_limited().as_ref() {
            return Ok(Arc::clone(limited));
        }
        let rows: Vec<(String, i64)> =
            sqlx::query_as(sql!("gates/limited")).fetch_all(&mut **write).await.map_err(failed)?;
        let limited: Limited = Arc::new(rows.into_iter().collect());
        *self.known_limited() = Some(Arc::clone(&limited));
        Ok(limited)
    }

    pub(crate) fn forget_limited(&self) {
        *self.known_limited() = None;
    }

    /// What was known at the last look; nothing after a change.
    pub(crate) fn known_limited(&self) -> std::sync::MutexGuard<'_, Option<Limited>> {
        self.limited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn exhausted() -> Error {
    Error::Exhausted(format!("there are {QUEUES} queues with rules, the most there may be"))
}

fn refuse_nul(queue: &str) -> Result<()> {
    if queue.contains('\0') {
        return Err(Error::BadRow("a queue's name contains U+0000".to_owned()));
    }
    Ok(())
}

fn rules(row: &SqliteRow) -> Result<QueueRules> {
    let count = |column| Ok(u64::try_from(get::<i64>(row, column)?).unwrap_or(0));
    Ok(QueueRules {
        queue: get(row, "name")?,
        concurrency: get(row, "places")?,
        paused: get(row, "paused")?,
        admitted: count("admitted")?,
        waiting: count("waiting")?,
    })
}

/// The gates that a task belongs to, and the one that it stands before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    pub(crate) queue: Option<i64>,
    pub(crate) own: Option<i64>,
    pub(crate) before: Option<i64>,
}

impl Places {
    /// Of a task that a worker has: it passed all its gates.
    pub(crate) fn held(row: &SqliteRow) -> Result<Self> {
        Ok(Self { queue: get(row, "queue_gate")?, own: get(row, "own_gate")?, before: None })
    }

    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self { before: get(row, "gate")?, ..Self::held(row)? })
    }

    /// Where a task in this state has a place.
    pub(crate) fn taken(self, state: TaskState) -> impl Iterator<Item = i64> {
        let may = match state {
            TaskState::Scheduled | TaskState::Queued | TaskState::Assigned | TaskState::Running => {
                true
            }
            TaskState::Waiting
            | TaskState::Paused
            | TaskState::Completed
            | TaskState::Failed
            | TaskState::Canceled => false,
        };
        let own = self.own.filter(|own| self.before != Some(*own));
        let queue = self.queue.filter(|_| self.before.is_none());
        own.into_iter().chain(queue).filter(move |_| may)
    }
}

/// The own gate of each of these jobs, made when it is new.
pub(crate) async fn own_gates(
    write: &mut Write<'_>,
    jobs: impl Iterator<Item = JobId>,
) -> Result<BTreeMap<JobId, i64>> {
    let mut gates = BTreeMap::new();
    for job in jobs {
        if let Entry::Vacant(gate) = gates.entry(job) {
            let found = sqlx::query_scalar(sql!("gates/of_job")).bind(job.0);
            gate.insert(found.fetch_one(&mut **write).await.map_err(failed)?);
        }
    }
    Ok(gates)
}

/// Lets through whoever may pass these gates; in which lanes. Gates of jobs come first: who passes
/// one comes to its queue's.
pub(crate) async fn admit(write: &mut Write<'_>, gates: BTreeSet<i64>) -> Result<Vec<LaneId>> {
    let (mut lanes, mut queues) = (BTreeSet::new(), BTreeMap::new());
    let mut alone = Vec::new();
    for gate in gates {
        match read(write, gate).await? {
            Some((true, ..)) => alone.push(gate),
            Some((false, places, false)) => drop(queues.insert(gate, places)),
            Some((false, _, true)) | None => {}
        }
    }
    for gate in alone {
        let passed: Option<(i32, Option<i64>)> = sqlx::query_as(sql!("gates/admit_one"))
            .bind(gate)
            .fetch_optional(&mut **write)
            .await
            .map_err(failed)?;
        match passed {
            Some((lane, None)) => drop(lanes.insert(LaneId(lane))),
            Some((_, Some(next))) if !queues.contains_key(&next) => {
                if let Some((false, places, false)) = read(write, next).await? {
                    queues.insert(next, places);
                }
            }
            Some((_, Some(_))) | None => {}
        }
    }
    for (gate, places) in queues {
        let passed: Vec<i32> = sqlx::query_scalar(sql!("gates/admit"))
            .bind(gate)
            .bind(places)
            .bind(BATCH)
            .fetch_all(&mut **write)
            .await
            .map_err(failed)?;
        lanes.extend(passed.into_iter().map(LaneId));
    }
    Ok(lanes.into_iter().collect())
}

/// Whether it is of a job, its places, and whether it is shut while its queue settles.
async fn read(write: &mut Write<'_>, gate: i64) -> Result<Option<(bool, Option<i64>, bool)>> {
    sqlx::query_as(sql!("gates/gate")).bind(gate).fetch_optional(&mut **write).await.map_err(failed)
}
