//! Writing jobs: each write whole or not at all.

mod steps;
mod words;

use std::collections::HashMap;

use taskmaster_domain::{JobId, Timestamp, limits};
use taskmaster_store::{
    Error, JobWrite, Result, Written,
    jobs::weigh::{Stand, Way, weigh},
};
use uuid::Uuid;

use self::{steps::Steps, words::Words};
use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    error::{failed, unreadable},
    report::run,
    rows::get,
    sql,
    submit::{Prepared, keep, names_nul},
};

/// A write with what is worked out before the writer is taken.
struct Draft<'a> {
    write: &'a JobWrite,
    /// Empty when no version is kept.
    spec: String,
    state: String,
    tasks: Vec<Prepared<'a>>,
}

impl<'a> Draft<'a> {
    fn new(write: &'a JobWrite) -> Result<Self> {
        let id = write.job.id;
        let text = |json: serde_json::Result<String>| {
            let json = json.map_err(|cause| Error::BadRow(format!("job {id}: {cause}")))?;
            if names_nul(&json) {
                return Err(Error::BadRow(format!("job {id} has a text with U+0000")));
            }
            Ok(json)
        };
        let edited_by = write.edited_by.as_deref().unwrap_or_default();
        if edited_by.contains('\0') || write.job.created_by.contains('\0') {
            return Err(Error::BadRow(format!("who writes job {id} has U+0000 in the name")));
        }
        Ok(Self {
            write,
            spec: match &write.edited_by {
                Some(_) => text(serde_json::to_string(&write.job.spec))?,
                None => String::new(),
            },
            state: text(serde_json::to_string(&write.job.state))?,
            tasks: write.tasks.iter().map(Prepared::new).collect::<Result<_>>()?,
        })
    }
}

/// [`taskmaster_store::Jobs::write_jobs`].
pub(super) async fn write(
    store: &Sqlite,
    writes: &[JobWrite],
    now: Timestamp,
) -> Result<Vec<Written>> {
    let mut answers = vec![Written::Stale; writes.len()];
    let mut drafts = Vec::with_capacity(writes.len());
    for (place, write) in writes.iter().enumerate() {
        match Draft::new(write) {
            Ok(draft) => drafts.push((place, draft)),
            Err(Error::BadRow(why)) => answers[place] = Written::Refused(why),
            Err(cause) => return Err(cause),
        }
    }
    // What the database itself refuses is found by halving.
    let mut pieces = vec![drafts.as_slice()];
    while let Some(piece) = pieces.pop() {
        match write_piece(store, piece, now).await {
            Ok(written) => {
                for ((place, _), written) in piece.iter().zip(written) {
                    answers[*place] = written;
                }
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

async fn write_piece(
    store: &Sqlite,
    piece: &[(usize, Draft<'_>)],
    now: Timestamp,
) -> Result<Vec<Written>> {
    let drafts: Vec<&Draft<'_>> = piece.iter().map(|(_, draft)| draft).collect();
    let steps = Steps::of(store, &drafts, now)?;
    let mut writer = store.writer().await;
    let kept = |draft: &&Draft<'_>| Written::Kept(draft.write.job.revision + 1);
    if let Some(steps) = steps {
        let write = writer.begin().await?;
        if let Some(lanes) = steps.keep(store, write).await? {
            drop(writer);
            store.let_through(lanes);
            return Ok(drafts.iter().map(kept).collect());
        }
    }
    let mut write = writer.begin().await?;
    let limited = store.limited(&mut write).await?;
    let stands = stands(&mut write, &drafts).await?;
    let ways = weigh(drafts.iter().map(|draft| draft.write), &stands);
    let mut answers = Vec::with_capacity(drafts.len());
    let mut fitting = Vec::with_capacity(drafts.len());
    for (draft, way) in drafts.iter().zip(ways) {
        let answer = decide(&mut write, draft, way).await?;
        if answer.is_none() {
            fitting.push(*draft);
        }
        answers.push(answer.unwrap_or_else(|| kept(draft)));
    }
    let tasks: Vec<_> = fitting.iter().flat_map(|draft| &draft.tasks).cloned().collect();
    let gates = keep(&mut write, &tasks, &limited, now).await?;
    let mut words = Words::of(&fitting)?;
    if !words.step(&mut write).await? {
        return Err(unreadable("which jobs are as they were"));
    }
    let lanes = words.keep(&mut write, gates).await?;
    commit(write).await?;
    drop(writer);
    store.let_through(lanes);
    Ok(answers)
}

async fn stands(write: &mut Write<'_>, drafts: &[&Draft<'_>]) -> Result<HashMap<JobId, Stand>> {
    let ids = drafts.iter().map(|draft| draft.write.job.id.0);
    let rows = sqlx::query(sql!("jobs/stands"))
        .bind(Batch::of_ids(ids).finish())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    let stand = |row| {
        let id = JobId(get(row, "id")?);
        let (revision, name) = (get(row, "revision")?, get(row, "name")?);
        Ok((id, Stand { revision, name, deleted: get(row, "deleted")? }))
    };
    rows.iter().map(stand).collect()
}

/// The answer to a write that is not to be kept. Names are given here, one after the other.
async fn decide(write: &mut Write<'_>, draft: &Draft<'_>, way: Way) -> Result<Option<Written>> {
    let job = &draft.write.job;
    match way {
        Way::Answer(answer) => return Ok(Some(answer)),
        Way::Step | Way::Edit => return Ok(None),
        Way::Compare(revision) => {
            let row = sqlx::query(sql!("jobs/of_ids"))
                .bind(Batch::of_ids([job.id.0]).finish())
                .fetch_one(&mut **write)
                .await
                .map_err(failed)?;
            let same = super::row::job(&row)?.spec == job.spec;
            return Ok(Some(if same { Written::Kept(revision) } else { Written::Stale }));
        }
        Way::Make | Way::Rename => {}
    }
    let owner: Option<Uuid> = sqlx::query_scalar(sql!("jobs/who_has"))
        .bind(&job.spec.name)
        .fetch_optional(&mut **write)
        .await
        .map_err(failed)?;
    if let Some(owner) = owner {
        return Ok(Some(Written::NameTaken(JobId(owner))));
    }
    if way == Way::Make {
        let room = sqlx::query(sql!("jobs/take_room"))
            .bind(i64::try_from(limits::JOBS).unwrap_or(i64::MAX))
            .execute(&mut **write)
            .await
            .map_err(failed)?;
        if room.rows_affected() == 0 {
            return Ok(Some(Written::Exhausted));
        }
        sqlx::query(sql!("jobs/make"))
            .bind(job.id.0)
            .bind(&job.spec.name)
            .bind(&job.created_by)
            .bind(job.created_at.micros())
            .execute(&mut **write)
            .await
            .map_err(failed)?;
    } else {
        run(write, sql!("jobs/edit"), words::edits(&[draft])?).await?;
    }
    Ok(None)
}
