//! Opening a session: on the locked row of the name, what it holds read behind the lock.

use std::{collections::BTreeSet, time::Duration};

use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{
    AttemptRef, Incarnation, TaskState, Timestamp, WorkerId,
    worker::{Registration, ReleaseCause},
};
use taskmaster_store::{Error, Welcome, Welcomed};
use uuid::Uuid;

use super::held;
use crate::{
    error::Outcome,
    release::release,
    row::{Columns, json},
    stamp::micros,
};

/// How often a nameless worker looks for a name that somebody else takes at the same moment.
const LOOKS: usize = 10;

pub(super) async fn hello(
    c: &mut PgConnection,
    registration: &Registration,
    holding: &[AttemptRef],
    evict: bool,
    lease: Duration,
    now: Timestamp,
) -> Outcome<Welcomed> {
    for _ in 0..LOOKS {
        let mut transaction = c.begin().await?;
        let name = pick_name(&mut transaction, registration).await?;
        let row = lock(&mut transaction, &name, registration.incarnation).await?;
        if row.live && !evict && !row.is_own(registration) {
            transaction.rollback().await?;
            if registration.name.is_empty() {
                continue;
            }
            return Ok(Welcomed::Taken { worker: row.id, last_active_at: row.last_active_at });
        }
        let welcome = open(&mut transaction, &row, name, registration, holding, lease, now).await?;
        transaction.commit().await?;
        return Ok(Welcomed::Welcome(welcome));
    }
    Err(Error::Unavailable("all free names were taken at the same moment".to_owned()).into())
}

/// A locked row of a name.
struct Name {
    id: WorkerId,
    host: String,
    incarnation: Incarnation,
    last_active_at: Timestamp,
    live: bool,
}

impl Name {
    /// The same machine may take over its own name at once. A nameless worker takes over nobody
    /// but itself.
    fn is_own(&self, registration: &Registration) -> bool {
        self.incarnation == registration.incarnation
            || (self.host == registration.host && !registration.name.is_empty())
    }
}

/// The name that was asked for, or a free one.
async fn pick_name(c: &mut PgConnection, registration: &Registration) -> Outcome<String> {
    if !registration.name.is_empty() {
        return Ok(registration.name.clone());
    }
    query(include_str!("../../queries/session/lock_names.sql")).execute(&mut *c).await?;
    let name = query_scalar(include_str!("../../queries/session/free_name.sql"))
        .bind(registration.incarnation.0)
        .fetch_one(c)
        .await?;
    Ok(name)
}

async fn lock(c: &mut PgConnection, name: &str, incarnation: Incarnation) -> Outcome<Name> {
    query(include_str!("../../queries/session/make_worker.sql"))
        .bind(name)
        .bind(incarnation.0)
        .execute(&mut *c)
        .await?;
    let row = query(include_str!("../../queries/session/lock_worker.sql"))
        .bind(name)
        .fetch_one(c)
        .await?;
    Ok(Name {
        id: WorkerId(row.try_get(0)?),
        host: row.try_get(1)?,
        incarnation: Incarnation(row.try_get(2)?),
        last_active_at: row.stamp(3)?,
        live: row.try_get(4)?,
    })
}

async fn open(
    c: &mut PgConnection,
    row: &Name,
    name: String,
    registration: &Registration,
    holding: &[AttemptRef],
    lease: Duration,
    now: Timestamp,
) -> Outcome<Welcome> {
    let opened = query(include_str!("../../queries/session/open.sql"))
        .bind(row.id.0)
        .bind(registration.incarnation.0)
        .bind(&registration.host)
        .bind(&registration.version)
        .bind(json(&registration.capacity)?)
        .bind(micros(lease))
        .fetch_one(&mut *c)
        .await?;
    if row.incarnation != registration.incarnation {
        query(include_str!("../../queries/session/forget_orders.sql"))
            .bind(row.id.0)
            .execute(&mut *c)
            .await?;
    }
    let said: BTreeSet<AttemptRef> = holding.iter().copied().collect();
    let (kept, given_back): (Vec<_>, Vec<_>) =
        held(c, row.id).await?.into_iter().partition(|held| {
            held.incarnation == registration.incarnation && said.contains(&held.holding.of)
        });
    let kept: Vec<_> = kept.into_iter().map(|held| held.holding).collect();
    let given_back: Vec<_> = given_back.into_iter().map(|held| held.holding.of).collect();
    let released = release(c, &given_back, ReleaseCause::Superseded, now).await?;
    let own: BTreeSet<AttemptRef> = kept.iter().map(|kept| kept.of).collect();
    let not_own: Vec<_> = said.difference(&own).copied().collect();
    Ok(Welcome {
        worker: row.id,
        name,
        session: opened.try_get(0)?,
        draining: opened.try_get(1)?,
        released,
        revoked: revoked(c, not_own, registration.incarnation).await?,
        holding: kept,
    })
}

/// Of attempts that a worker says it holds and does not: those that it did not end itself.
async fn revoked(
    c: &mut PgConnection,
    not_own: Vec<AttemptRef>,
    incarnation: Incarnation,
) -> Outcome<Vec<AttemptRef>> {
    if not_own.is_empty() {
        return Ok(not_own);
    }
    let tasks: Vec<Uuid> = not_own.iter().map(|of| of.task.0).collect();
    let rows = query(include_str!("../../queries/dispatch/spoken_for.sql"))
        .bind(tasks)
        .bind(not_own.iter().map(|of| of.attempt).collect::<Vec<_>>())
        .bind(vec![incarnation.0; not_own.len()])
        .bind([TaskState::Completed, TaskState::Failed, TaskState::Canceled].map(TaskState::code))
        .fetch_all(c)
        .await?;
    let mut ended = BTreeSet::new();
    for row in &rows {
        if row.try_get(1)? {
            ended.insert(row.ordinal(0)?);
        }
    }
    let revoked = not_own.into_iter().enumerate().filter(|(place, _)| !ended.contains(place));
    Ok(revoked.map(|(_, of)| of).collect())
}
