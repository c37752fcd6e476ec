//! Putting work in.

use std::{borrow::Borrow, collections::HashMap};

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{
    LaneId, TaskId, TaskState, Timestamp,
    lane::{Lane, LaneKey},
    limits,
};
use taskmaster_store::{Error, NewTask, Result, Submit, Submitted};
use uuid::Uuid;

use crate::{
    Postgres,
    dispatch::Place,
    error::{Fault, Outcome, unreadable},
    gates::{distinct, own_gates},
    insert::{Insert, Prepared, Twins},
    line::on,
    row::Columns,
    stamp::{Stamp, micros},
};

/// How often a batch is looked at again whose twins were pruned while it looked.
const LOOKS: usize = 3;

#[async_trait]
impl Submit for Postgres {
    async fn submit(&self, tasks: &[NewTask], now: Timestamp) -> Result<Vec<Submitted>> {
        if tasks.is_empty() {
            return Ok(Vec::new());
        }
        if tasks.iter().all(|task| task.spec.idempotency_key.is_empty()) {
            let batch = ordered(tasks).map_err(Fault::into_store)?;
            let lanes = on!(self.0.lines.submit, |c| insert_new(c, &batch, now))?;
            self.note_queued(tasks, now);
            self.let_through(&lanes);
            return Ok(vec![Submitted::Accepted; tasks.len()]);
        }
        let (answers, lanes) = on!(self.0.lines.submit, |c| insert_keyed(c, tasks, now))?;
        self.note_queued(tasks, now);
        self.let_through(&lanes);
        Ok(answers)
    }

    async fn intern_lane(&self, key: &LaneKey) -> Result<LaneId> {
        on!(self.main(), |c| intern(c, key))
    }

    async fn lanes(&self) -> Result<Vec<Lane>> {
        on!(self.main(), |c| lanes(c))
    }
}

impl Postgres {
    /// Claims must not begin behind the first of these.
    pub(crate) fn note_queued(&self, tasks: &[NewTask], now: Timestamp) {
        let mut first: HashMap<LaneId, Place> = HashMap::new();
        for task in tasks.iter().filter(|task| task.state(now) == TaskState::Queued) {
            let place = Place::new(task.spec.priority, task.due, task.id);
            let first = first.entry(task.lane).or_insert(place);
            *first = place.min(*first);
        }
        for (lane, place) in first {
            self.0.fronts.queued(lane, place);
        }
    }
}

/// In an order that overlapping batches share, so that they wait for one another and never both
/// ways. Of tasks with the same key the first one stays first.
fn ordered(tasks: &[NewTask]) -> Outcome<Vec<Prepared<'_>>> {
    let mut batch: Vec<_> = tasks.iter().collect();
    batch.sort_by_key(|t| {
        let key = (t.spec.created_by.as_str(), t.spec.idempotency_key.as_str());
        (key, key.1.is_empty().then_some(t.id))
    });
    batch.into_iter().map(Prepared::new).collect()
}

static INSERT: Insert = Insert::new(include_str!("../queries/submit/insert.sql"));

/// One statement, one commit. Only a batch that is handed in again pays for looking what is kept
/// already.
async fn insert_new(
    c: &mut PgConnection,
    tasks: &[Prepared<'_>],
    now: Timestamp,
) -> Outcome<Vec<LaneId>> {
    match insert(&mut *c, Twins::Refused, tasks, now).await {
        Err(fault) if fault.is_repeat() => insert(c, Twins::Left, tasks, now).await,
        done => done,
    }
}

/// Answers with the lanes of what was let through a gate.
pub(crate) async fn insert(
    c: &mut PgConnection,
    twins: Twins,
    batch: &[impl Borrow<Prepared<'_>>],
    now: Timestamp,
) -> Outcome<Vec<LaneId>> {
    fn column<'t, T>(tasks: &[&'t NewTask], of: impl Fn(&'t NewTask) -> T) -> Vec<T> {
        tasks.iter().map(|task| of(task)).collect()
    }
    let tasks: Vec<&NewTask> = batch.iter().map(|prepared| prepared.borrow().task).collect();
    let tasks = tasks.as_slice();
    let specs: Vec<&str> = batch.iter().map(|prepared| prepared.borrow().spec.as_str()).collect();
    let own_gates = own_gates(&mut *c, tasks).await?;
    let lanes = query_scalar(INSERT.with(twins))
        .bind(column(tasks, |t| t.id.0))
        .bind(column(tasks, |t| Stamp(t.due)))
        .bind(Stamp(now))
        .bind(column(tasks, |t| t.spec.start_timeout.map(micros)))
        .bind(column(tasks, |t| t.lane.0))
        .bind(column(tasks, |t| t.spec.priority))
        .bind(column(tasks, |t| t.spec.queue.as_str()))
        .bind(column(tasks, |t| t.spec.work.kind()))
        .bind(column(tasks, |t| t.spec.created_by.as_str()))
        .bind(column(tasks, |t| {
            let key = t.spec.idempotency_key.as_str();
            (!key.is_empty()).then_some(key)
        }))
        .bind(specs)
        .bind(own_gates)
        .bind(column(tasks, |t| t.spec.run.as_ref().map(|_| true)))
        .bind(column(tasks, |t| t.spec.heartbeat_timeout.map(micros)))
        .fetch_one(c)
        .await?;
    Ok(distinct(lanes))
}

/// All or nothing, with the twins that older calls or the same batch have handed in. Most keys are
/// new ones: only a batch with a known one pays for looking.
async fn insert_keyed(
    c: &mut PgConnection,
    tasks: &[NewTask],
    now: Timestamp,
) -> Outcome<(Vec<Submitted>, Vec<LaneId>)> {
    let batch = ordered(tasks)?;
    match insert(&mut *c, Twins::Refused, &batch, now).await {
        Err(fault) if fault.is_repeat() => {}
        done => return done.map(|lanes| (vec![Submitted::Accepted; tasks.len()], lanes)),
    }
    for _ in 0..LOOKS {
        let mut transaction = c.begin().await?;
        let lanes = insert(&mut transaction, Twins::Left, &batch, now).await?;
        let answers = answers(&mut transaction, tasks).await?;
        if let Some(answers) = answers {
            transaction.commit().await?;
            return Ok((answers, lanes));
        }
        transaction.rollback().await?;
    }
    Err(Error::Unavailable("tasks with the same keys are being deleted".to_owned()).into())
}

/// Nothing when a twin was in the way of the insert and is gone by now.
async fn answers(c: &mut PgConnection, tasks: &[NewTask]) -> Outcome<Option<Vec<Submitted>>> {
    let keyed: Vec<_> =
        tasks.iter().enumerate().filter(|(_, t)| !t.spec.idempotency_key.is_empty()).collect();
    let ids: Vec<Uuid> = keyed.iter().map(|(_, t)| t.id.0).collect();
    let creators: Vec<&str> = keyed.iter().map(|(_, t)| t.spec.created_by.as_str()).collect();
    let keys: Vec<&str> = keyed.iter().map(|(_, t)| t.spec.idempotency_key.as_str()).collect();
    let rows = query(include_str!("../queries/submit/existing.sql"))
        .bind(ids)
        .bind(creators)
        .bind(keys)
        .fetch_all(c)
        .await?;
    let mut answers = vec![Submitted::Accepted; tasks.len()];
    for row in rows {
        let ordinal = row.ordinal(0)?;
        let (place, task) =
            keyed.get(ordinal).ok_or_else(|| unreadable("a task that was not asked for"))?;
        let Some(id) = row.try_get::<Option<Uuid>, _>(1)? else { return Ok(None) };
        let same = row.spec(2)?.is_same_request(&task.spec);
        answers[*place] = match TaskId(id) {
            id if same => Submitted::Existing(id),
            id => Submitted::KeyTaken(id),
        };
    }
    Ok(Some(answers))
}

async fn intern(c: &mut PgConnection, key: &LaneKey) -> Outcome<LaneId> {
    let requirements = key.requirements();
    let find = || {
        query_scalar::<_, i32>(include_str!("../queries/submit/find_lane.sql"))
            .bind(&key.queue)
            .bind(&requirements)
    };
    if let Some(id) = find().fetch_optional(&mut *c).await? {
        return Ok(LaneId(id));
    }
    let mut transaction = c.begin().await?;
    query(include_str!("../queries/submit/lock_lanes.sql")).execute(&mut *transaction).await?;
    if let Some(id) = find().fetch_optional(&mut *transaction).await? {
        return Ok(LaneId(id));
    }
    let made: Option<i32> = query_scalar(include_str!("../queries/submit/make_lane.sql"))
        .bind(&key.queue)
        .bind(&requirements)
        .bind(i32::try_from(limits::LANES).unwrap_or(i32::MAX))
        .fetch_optional(&mut *transaction)
        .await?;
    transaction.commit().await?;
    made.map(LaneId).ok_or_else(|| {
        let text = format!("there are {} lanes already, the most there may be", limits::LANES);
        Error::Exhausted(text).into()
    })
}

async fn lanes(c: &mut PgConnection) -> Outcome<Vec<Lane>> {
    let rows = query(include_str!("../queries/submit/lanes.sql")).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let key = LaneKey::parse(row.try_get(1)?, row.try_get(2)?);
            let key = key.ok_or_else(|| unreadable("a lane's requirements"))?;
            Ok(Lane { id: LaneId(row.try_get(0)?), key })
        })
        .collect()
}
