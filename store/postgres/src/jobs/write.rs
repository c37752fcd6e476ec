//! Writing jobs: each write whole or not at all.

mod keep;

use std::collections::{HashMap, HashSet};

use futures::future::join_all;
use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{JobId, LaneId, Timestamp, limits};
use taskmaster_store::{
    Error, JobWrite, Result, Written,
    jobs::weigh::{Stand, Way, weigh},
};
use tracing::warn;
use uuid::Uuid;

use crate::{
    Postgres,
    error::{Fault, Outcome},
    insert::{Prepared, Twins},
    line::on,
    row::json,
    stamp::Stamp,
};

/// Steps of so many jobs are shared by [`PARTS`] connections.
const SHARED: usize = 200;
/// A connection is a process of the server: one alone would wait its turn among those that claim and
/// report meanwhile. More than two measured no better.
const PARTS: usize = 2;

/// A write with its texts.
struct Draft<'w> {
    write: &'w JobWrite,
    /// Empty when no version is kept.
    spec: String,
    state: String,
    tasks: Vec<Prepared<'w>>,
}

impl<'w> Draft<'w> {
    fn new(write: &'w JobWrite) -> Outcome<Self> {
        let spec = match &write.edited_by {
            Some(_) => json(&write.job.spec)?,
            None => String::new(),
        };
        let state = json(&write.job.state)?;
        let tasks = write.tasks.iter().map(Prepared::new).collect::<Outcome<_>>()?;
        Ok(Self { write, spec, state, tasks })
    }
}

/// [`taskmaster_store::Jobs::write_jobs`].
pub(super) async fn write(
    store: &Postgres,
    writes: &[JobWrite],
    now: Timestamp,
) -> Result<Vec<Written>> {
    let mut answers = vec![Written::Stale; writes.len()];
    let mut drafts = Vec::with_capacity(writes.len());
    for (place, write) in writes.iter().enumerate() {
        match Draft::new(write).map_err(Fault::into_store) {
            Ok(draft) => drafts.push((place, draft)),
            Err(Error::BadRow(why)) => answers[place] = Written::Refused(why),
            Err(cause) => return Err(cause),
        }
    }
    let parts = drafts.chunks(part_of(&drafts)).map(|part| write_all(store, part, now));
    let (mut is_any_done, mut failed) = (false, None);
    for part in join_all(parts).await {
        match part {
            Ok(part) => {
                is_any_done = true;
                part.into_iter().for_each(|(place, written)| answers[place] = written);
            }
            Err(cause) => failed = Some(cause),
        }
    }
    match failed {
        Some(cause) if !is_any_done => Err(cause),
        Some(cause) => {
            // What was kept must be told; the rest is stale to its callers, who look at it again.
            warn!(%cause, "some of the jobs were not written");
            Ok(answers)
        }
        None => Ok(answers),
    }
}

/// How many of these writes one connection keeps, so that several do at once: all when their order
/// matters, or when they are too few for that.
fn part_of(drafts: &[(usize, Draft<'_>)]) -> usize {
    let is_shared = drafts.len() >= SHARED && are_steps(drafts.iter().map(|(_, draft)| draft));
    if is_shared { drafts.len().div_ceil(PARTS) } else { drafts.len().max(1) }
}

/// Steps of different jobs, which may be written in any order.
fn are_steps<'d>(drafts: impl IntoIterator<Item = &'d Draft<'d>>) -> bool {
    let mut jobs = HashSet::new();
    let mut drafts = drafts.into_iter().map(|draft| draft.write);
    drafts.all(|write| write.edited_by.is_none() && jobs.insert(write.job.id))
}

/// What became of each.
async fn write_all(
    store: &Postgres,
    drafts: &[(usize, Draft<'_>)],
    now: Timestamp,
) -> Result<Vec<(usize, Written)>> {
    let mut answers = Vec::with_capacity(drafts.len());
    // What the server itself refuses is found by halving.
    let mut pieces = vec![drafts];
    while let Some(piece) = pieces.pop() {
        if piece.is_empty() {
            continue;
        }
        match on!(store.0.lines.jobs, |c| write_piece(c, piece, now)) {
            Ok((written, lanes)) => {
                for ((place, draft), written) in piece.iter().zip(written) {
                    if matches!(written, Written::Kept(_)) {
                        store.note_queued(&draft.write.tasks, now);
                    }
                    answers.push((*place, written));
                }
                store.let_through(&lanes);
            }
            Err(Error::BadRow(why)) => match piece {
                [(place, _)] => answers.push((*place, Written::Refused(why))),
                _ => {
                    let (first, second) = piece.split_at(piece.len() / 2);
                    pieces.extend([second, first]);
                }
            },
            Err(cause) => return Err(cause),
        }
    }
    Ok(answers)
}

/// Only a piece of which something is kept already, a run with a known key or a nominal time that came
/// twice, pays for looking.
async fn write_piece(
    c: &mut PgConnection,
    piece: &[(usize, Draft<'_>)],
    now: Timestamp,
) -> Outcome<(Vec<Written>, Vec<LaneId>)> {
    match write_with(&mut *c, Twins::Refused, piece, now).await {
        Err(fault) if fault.is_repeat() => write_with(c, Twins::Left, piece, now).await,
        done => done,
    }
}

/// Locks jobs by id, then their number, then what [`insert`] locks, then ended tasks, then their gates.
async fn write_with(
    c: &mut PgConnection,
    twins: Twins,
    piece: &[(usize, Draft<'_>)],
    now: Timestamp,
) -> Outcome<(Vec<Written>, Vec<LaneId>)> {
    let drafts: Vec<&Draft<'_>> = piece.iter().map(|(_, draft)| draft).collect();
    let mut transaction = c.begin().await?;
    let c = &mut *transaction;
    // Most writes are steps that still fit: nothing is looked at for them.
    let mut stepped = HashSet::new();
    if are_steps(drafts.iter().copied()) {
        stepped = keep::step(c, &drafts).await?;
    }
    let (mut kept, rest): (Vec<&Draft<'_>>, Vec<_>) =
        drafts.iter().partition(|draft| stepped.contains(&draft.write.job.id));
    let decided = decide_all(c, &rest).await?;
    let fitting = rest.iter().zip(&decided).filter(|(_, answer)| answer.is_none());
    let fitting: Vec<&Draft<'_>> = fitting.map(|(draft, _)| *draft).collect();
    if !fitting.is_empty() {
        keep::step(c, &fitting).await?;
        keep::edit(c, &fitting).await?;
    }
    kept.extend(fitting);
    let lanes = keep::rest(c, twins, &kept, now).await?;
    transaction.commit().await?;

    let mut decided = decided.into_iter();
    let answer = |draft: &&Draft<'_>| {
        let job = &draft.write.job;
        let answer = if stepped.contains(&job.id) { None } else { decided.next().flatten() };
        answer.unwrap_or(Written::Kept(job.revision + 1))
    };
    Ok((drafts.iter().map(answer).collect(), lanes))
}

/// The answers to those that are not to be kept, by their places.
async fn decide_all(c: &mut PgConnection, drafts: &[&Draft<'_>]) -> Outcome<Vec<Option<Written>>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let stands = stands(c, drafts).await?;
    let ways = weigh(drafts.iter().map(|draft| draft.write), &stands);
    let mut room = if ways.contains(&Way::Make) { room(c).await? } else { 0 };
    let before = room;
    let mut answers = Vec::with_capacity(drafts.len());
    for (draft, way) in drafts.iter().zip(ways) {
        answers.push(decide(c, draft.write, way, &mut room).await?);
    }
    if room != before {
        query(include_str!("../../queries/jobs/count_made.sql"))
            .bind(before - room)
            .execute(c)
            .await?;
    }
    Ok(answers)
}

async fn stands(c: &mut PgConnection, drafts: &[&Draft<'_>]) -> Outcome<HashMap<JobId, Stand>> {
    let rows = query(include_str!("../../queries/jobs/stands.sql"))
        .bind(drafts.iter().map(|draft| draft.write.job.id.0).collect::<Vec<_>>())
        .fetch_all(c)
        .await?;
    let stand = |row: &sqlx::postgres::PgRow| {
        let (revision, name) = (row.try_get(1)?, row.try_get(2)?);
        Ok((JobId(row.try_get(0)?), Stand { revision, name, deleted: row.try_get(3)? }))
    };
    rows.iter().map(stand).collect()
}

/// How many more jobs there may be.
async fn room(c: &mut PgConnection) -> Outcome<i64> {
    let total: i64 =
        query_scalar(include_str!("../../queries/jobs/total.sql")).fetch_one(c).await?;
    Ok(i64::try_from(limits::JOBS).unwrap_or(i64::MAX).saturating_sub(total).max(0))
}

/// The answer to a write that is not to be kept. Names are given here, one after the other.
async fn decide(
    c: &mut PgConnection,
    write: &JobWrite,
    way: Way,
    room: &mut i64,
) -> Outcome<Option<Written>> {
    let job = &write.job;
    match way {
        Way::Answer(answer) => return Ok(Some(answer)),
        Way::Step | Way::Edit => return Ok(None),
        Way::Compare(revision) => {
            let kept = super::of_ids(c, &[job.id.0]).await?;
            let same = kept.first().is_some_and(|kept| kept.spec == job.spec);
            return Ok(Some(if same { Written::Kept(revision) } else { Written::Stale }));
        }
        Way::Make | Way::Rename => {}
    }
    if let Some(owner) = owner(c, &job.spec.name).await? {
        return Ok(Some(Written::NameTaken(owner)));
    }
    if way == Way::Make && *room == 0 {
        return Ok(Some(Written::Exhausted));
    }
    // Somebody else may be giving the name away: then this waits for what becomes of that.
    let mut savepoint = c.begin().await?;
    let done = if way == Way::Make {
        query(include_str!("../../queries/jobs/make.sql"))
            .bind(job.id.0)
            .bind(&job.spec.name)
            .bind(&job.created_by)
            .bind(Stamp(job.created_at))
            .execute(&mut *savepoint)
            .await
    } else {
        query(include_str!("../../queries/jobs/rename.sql"))
            .bind(job.id.0)
            .bind(&job.spec.name)
            .execute(&mut *savepoint)
            .await
    };
    match done.map_err(Fault::from) {
        Ok(_) => {
            savepoint.commit().await?;
            *room -= i64::from(way == Way::Make);
            Ok(None)
        }
        Err(fault) if fault.is_repeat() => {
            savepoint.rollback().await?;
            let owner = owner(c, &job.spec.name).await?.filter(|owner| *owner != job.id);
            // Without one, the job itself was made meanwhile, or the name is free again.
            owner.map(|owner| Some(Written::NameTaken(owner))).ok_or(Fault::Conflict)
        }
        Err(fault) => Err(fault),
    }
}

async fn owner(c: &mut PgConnection, name: &str) -> Outcome<Option<JobId>> {
    let owner: Option<Uuid> = query_scalar(include_str!("../../queries/jobs/who_has.sql"))
        .bind(name)
        .fetch_optional(c)
        .await?;
    Ok(owner.map(JobId))
}
