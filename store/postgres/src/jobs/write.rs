//! Writing jobs: each write whole or not at all.

use std::collections::HashMap;

use sqlx::{Connection, PgConnection, Row, query, query_scalar};
use taskmaster_domain::{JobId, LaneId, Timestamp, limits};
use taskmaster_store::{
    Error, JobWrite, NewTask, Result, Written,
    jobs::weigh::{Stand, Way, weigh},
};
use uuid::Uuid;

use crate::{
    Postgres,
    error::{Fault, Outcome},
    line::on,
    row::json,
    stamp::Stamp,
    submit::insert_repeat,
};

/// A write with its texts.
struct Draft<'w> {
    write: &'w JobWrite,
    /// Empty when no version is kept.
    spec: String,
    state: String,
}

impl<'w> Draft<'w> {
    fn new(write: &'w JobWrite) -> Outcome<Self> {
        let spec = match &write.edited_by {
            Some(_) => json(&write.job.spec)?,
            None => String::new(),
        };
        let state = json(&write.job.state)?;
        for task in &write.tasks {
            json(&task.spec)?;
        }
        Ok(Self { write, spec, state })
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
    if drafts.is_empty() {
        return Ok(answers);
    }
    // What the server itself refuses is found by halving.
    let mut pieces = vec![drafts.as_slice()];
    while let Some(piece) = pieces.pop() {
        match on!(store.0.lines.jobs, |c| write_piece(c, piece, now)) {
            Ok((written, lanes)) => {
                for ((place, draft), written) in piece.iter().zip(written) {
                    if matches!(written, Written::Kept(_)) {
                        store.note_queued(&draft.write.tasks, now);
                    }
                    answers[*place] = written;
                }
                store.let_through(&lanes);
            }
            Err(Error::BadRow(why)) => match piece {
                [(place, _)] => answers[*place] = Written::Refused(why),
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

/// Locks jobs by id, then their number, then what [`insert_repeat`] locks, then ended tasks.
async fn write_piece(
    c: &mut PgConnection,
    piece: &[(usize, Draft<'_>)],
    now: Timestamp,
) -> Outcome<(Vec<Written>, Vec<LaneId>)> {
    let drafts: Vec<&Draft<'_>> = piece.iter().map(|(_, draft)| draft).collect();
    let mut transaction = c.begin().await?;
    let c = &mut *transaction;
    let stands = stands(c, &drafts).await?;
    let ways = weigh(drafts.iter().map(|draft| draft.write), &stands);
    let mut room = if ways.contains(&Way::Make) { room(c).await? } else { 0 };
    let before = room;
    let mut answers = Vec::with_capacity(drafts.len());
    let mut kept = Vec::with_capacity(drafts.len());
    for (draft, way) in drafts.iter().zip(ways) {
        let answer = decide(c, draft.write, way, &mut room).await?;
        if answer.is_none() {
            kept.push(*draft);
        }
        answers.push(answer.unwrap_or(Written::Kept(draft.write.job.revision + 1)));
    }
    if room != before {
        query(include_str!("../../queries/jobs/count_made.sql"))
            .bind(before - room)
            .execute(&mut *c)
            .await?;
    }
    keep_jobs(c, &kept).await?;
    let lanes = keep_rest(c, &kept, now).await?;
    transaction.commit().await?;
    Ok((answers, lanes))
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

async fn keep_jobs(c: &mut PgConnection, drafts: &[&Draft<'_>]) -> Outcome<()> {
    fn column<'d, T>(drafts: &[&'d Draft<'_>], of: impl Fn(&'d Draft<'_>) -> T) -> Vec<T> {
        drafts.iter().map(|draft| of(draft)).collect()
    }
    query(include_str!("../../queries/jobs/step.sql"))
        .bind(column(drafts, |d| d.write.job.id.0))
        .bind(column(drafts, |d| d.state.as_str()))
        .bind(column(drafts, |d| d.write.job.state.fire_at.map(Stamp)))
        .bind(column(drafts, |d| d.write.job.next_run_at().map(Stamp)))
        .bind(column(drafts, |d| d.write.job.state.broken))
        .bind(column(drafts, |d| d.write.job.is_stuck()))
        .execute(&mut *c)
        .await?;
    let edited: Vec<&Draft<'_>> =
        drafts.iter().filter(|draft| draft.write.edited_by.is_some()).copied().collect();
    if edited.is_empty() {
        return Ok(());
    }
    query(include_str!("../../queries/jobs/edit.sql"))
        .bind(column(&edited, |d| d.write.job.id.0))
        .bind(column(&edited, |d| d.write.job.version))
        .bind(column(&edited, |d| d.write.job.spec.enabled))
        .bind(column(&edited, |d| Stamp(d.write.job.updated_at)))
        .bind(column(&edited, |d| d.write.edited_by.as_deref().unwrap_or_default()))
        .bind(column(&edited, |d| d.spec.as_str()))
        .execute(c)
        .await?;
    Ok(())
}

/// Keeps what these writes bring along, and answers with the lanes of what was let through a gate.
async fn keep_rest(
    c: &mut PgConnection,
    drafts: &[&Draft<'_>],
    now: Timestamp,
) -> Outcome<Vec<LaneId>> {
    let writes = || drafts.iter().map(|draft| draft.write);
    let fires: Vec<_> =
        writes().flat_map(|write| write.fires.iter().map(|fire| (write.job.id, fire))).collect();
    if !fires.is_empty() {
        query(include_str!("../../queries/jobs/add_fires.sql"))
            .bind(fires.iter().map(|(job, _)| job.0).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| Stamp(fire.nominal)).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| Stamp(fire.decided_at)).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| fire.version).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| fire.outcome.code()).collect::<Vec<_>>())
            .bind(
                fires
                    .iter()
                    .map(|(_, fire)| fire.outcome.task().map(|task| task.0))
                    .collect::<Vec<_>>(),
            )
            .execute(&mut *c)
            .await?;
    }
    let mut lanes = Vec::new();
    let mut tasks: Vec<&NewTask> = writes().flat_map(|write| &write.tasks).collect();
    if !tasks.is_empty() {
        let runs: Vec<_> = writes()
            .flat_map(|write| &write.tasks)
            .filter_map(|task| Some((task.id, task.spec.run.as_ref()?)))
            .collect();
        query(include_str!("../../queries/jobs/add_runs.sql"))
            .bind(runs.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.job.0).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.version).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.trigger.code()).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.nominal.map(Stamp)).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.check.as_deref()).collect::<Vec<_>>())
            .execute(&mut *c)
            .await?;
        tasks.sort_by_key(|task| task.id);
        lanes = insert_repeat(&mut *c, &tasks, now).await?;
    }
    let settled =
        || writes().flat_map(|write| write.settled.iter().map(|task| (task.0, write.job.id.0)));
    if settled().next().is_some() {
        let (tasks, jobs): (Vec<Uuid>, Vec<Uuid>) = settled().unzip();
        query(include_str!("../../queries/jobs/settle.sql"))
            .bind(tasks)
            .bind(jobs)
            .execute(c)
            .await?;
    }
    Ok(lanes)
}
