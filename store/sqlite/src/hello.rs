//! Opening a worker's session.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, Timestamp, WorkerId,
    worker::{Capacity, Registration, ReleaseCause},
};
use taskmaster_store::{Error, Holding, Result, Welcome, Welcomed};
use uuid::Uuid;

use crate::{
    Sqlite,
    connection::{Write, commit},
    error::failed,
    release::{Held, release},
    report::{Standing, spoken_of},
    rows::{get, time},
    sql,
};

/// All that a hello says.
pub(crate) struct Hello<'a> {
    pub(crate) registration: &'a Registration,
    pub(crate) holding: &'a [AttemptRef],
    pub(crate) evict: bool,
    pub(crate) coordinator: CoordinatorId,
    pub(crate) lease: Duration,
    pub(crate) now: Timestamp,
}

/// The row of a name as a hello finds it.
struct Known {
    worker: WorkerId,
    host: String,
    incarnation: Incarnation,
    live: bool,
    last_active_at: Timestamp,
}

impl Known {
    fn read(row: &SqliteRow, now: Timestamp) -> Result<Self> {
        let released: bool = get(row, "released")?;
        Ok(Self {
            worker: WorkerId(get(row, "id")?),
            host: get(row, "host")?,
            incarnation: Incarnation(get::<Uuid>(row, "incarnation")?),
            live: !released && time(row, "lease_until")? > now,
            last_active_at: time(row, "last_active_at")?,
        })
    }
}

/// [`taskmaster_store::Sessions::hello`].
pub(crate) async fn hello(store: &Sqlite, hello: &Hello<'_>) -> Result<Welcomed> {
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let name = match hello.registration.name.as_str() {
        "" => given_name(&mut write, hello).await?,
        name => name.to_owned(),
    };
    let row = sqlx::query(sql!("session/by_name")).bind(&name).fetch_optional(&mut *write);
    let row = row.await.map_err(failed)?;
    let known = row.map(|row| Known::read(&row, hello.now)).transpose()?;
    if let Some(known) = &known {
        let anew = known.incarnation != hello.registration.incarnation;
        if known.live && anew && known.host != hello.registration.host && !hello.evict {
            return Ok(Welcomed::Taken {
                worker: known.worker,
                last_active_at: known.last_active_at,
            });
        }
        if anew {
            sqlx::query(sql!("session/forget_old_orders"))
                .bind(known.worker.0)
                .execute(&mut *write)
                .await
                .map_err(failed)?;
        }
    }
    let (worker, session, draining) = open(&mut write, &name, hello).await?;
    let welcome = settle(
        &mut write,
        hello,
        Welcome {
            worker,
            name,
            session,
            draining,
            released: taskmaster_store::Released::default(),
            revoked: Vec::new(),
            holding: Vec::new(),
        },
    );
    let welcome = welcome.await?;
    commit(write).await?;
    Ok(Welcomed::Welcome(welcome))
}

/// The name of a worker that asks for none: the one that this very start has, or the lowest
/// `worker-N` that is not live.
async fn given_name(write: &mut Write<'_>, hello: &Hello<'_>) -> Result<String> {
    let own = sqlx::query_scalar(sql!("session/own_name"))
        .bind(hello.registration.incarnation.0)
        .fetch_optional(&mut **write)
        .await
        .map_err(failed)?;
    if let Some(own) = own {
        return Ok(own);
    }
    let live: Vec<String> = sqlx::query_scalar(sql!("session/live_numbered"))
        .bind(hello.now.micros())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    let live: HashSet<String> = live.into_iter().collect();
    let mut names = (1_u64..).map(|number| format!("worker-{number}"));
    names
        .find(|name| !live.contains(name))
        .ok_or_else(|| Error::Exhausted("all worker names are taken".to_owned()))
}

/// The worker's number and session, and whether it drains.
async fn open(
    write: &mut Write<'_>,
    name: &str,
    hello: &Hello<'_>,
) -> Result<(WorkerId, i64, bool)> {
    let Registration { host, incarnation, capacity, version, .. } = hello.registration;
    let (id, session, draining) = sqlx::query_as(sql!("session/open"))
        .bind(name)
        .bind(host)
        .bind(incarnation.0)
        .bind(json(capacity)?)
        .bind(version)
        .bind(hello.coordinator.0)
        .bind(hello.now.plus(hello.lease).micros())
        .bind(hello.now.micros())
        .fetch_one(&mut **write)
        .await
        .map_err(failed)?;
    Ok((WorkerId(id), session, draining))
}

fn json(value: &Capacity) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|cause| Error::BadRow(format!("a worker's offer: {cause}")))
}

/// Brings what the worker says it holds and what the store says together.
async fn settle(write: &mut Write<'_>, hello: &Hello<'_>, mut welcome: Welcome) -> Result<Welcome> {
    let incarnation = hello.registration.incarnation;
    let rows = sqlx::query(sql!("session/held")).bind(welcome.worker.0).fetch_all(&mut **write);
    let rows = rows.await.map_err(failed)?;
    let claims: HashSet<AttemptRef> = hello.holding.iter().copied().collect();
    let mut own: HashMap<AttemptRef, Holding> = HashMap::new();
    let mut lost = Vec::new();
    for row in &rows {
        let held = Held::read(row)?;
        if held.incarnation == incarnation && claims.contains(&held.of) {
            let Held { of, state, cancel_requested, queue, kind, .. } = held;
            own.insert(of, Holding { of, state, kind, queue, cancel_requested });
        } else {
            lost.push((held, ReleaseCause::Superseded));
        }
    }
    welcome.released = release(write, lost, hello.now).await?;
    let spoken = spoken_of(write, hello.holding.iter().map(|&of| (of, incarnation))).await?;
    for (&of, spoken) in hello.holding.iter().zip(spoken) {
        let ended_itself = spoken.is_some_and(|spoken| spoken.standing == Standing::Ended);
        match own.remove(&of) {
            Some(holding) => welcome.holding.push(holding),
            None if ended_itself => {}
            None => welcome.revoked.push(of),
        }
    }
    Ok(welcome)
}
