//! Writing jobs: each write whole or not at all.

use std::collections::HashMap;

use taskmaster_domain::{JobId, LaneId, Timestamp, job::JobSpec, limits};
use taskmaster_store::{
    Error, JobWrite, Result, Written,
    jobs::weigh::{Stand, Way, weigh},
};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    error::failed,
    gates::{Limited, admit},
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
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let limited = store.limited(&mut write).await?;
    let stands = stands(&mut write, &drafts).await?;
    let ways = weigh(drafts.iter().map(|draft| draft.write), &stands);
    let mut answers = Vec::with_capacity(drafts.len());
    let mut kept = Vec::with_capacity(drafts.len());
    for (draft, way) in drafts.iter().zip(ways) {
        let answer = decide(&mut write, draft, way).await?;
        if answer.is_none() {
            kept.push(*draft);
        }
        answers.push(answer.unwrap_or(Written::Kept(draft.write.job.revision + 1)));
    }
    let lanes = keep_all(&mut write, &kept, &limited, now).await?;
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
        run(write, sql!("jobs/edit"), edits(&[draft])?).await?;
    }
    Ok(None)
}

/// What owners said.
fn edits(drafts: &[&Draft<'_>]) -> Result<Batch> {
    let mut batch = Batch::new();
    for job in drafts.iter().map(|draft| &draft.write.job) {
        let JobSpec { name, enabled, .. } = &job.spec;
        let mut row = batch.row();
        row.uuid(job.id.0).text(name)?.number(job.version);
        row.number(i64::from(*enabled)).time(job.updated_at);
    }
    Ok(batch)
}

/// Keeps all that these writes bring, and answers with the lanes of tasks that were let through.
async fn keep_all(
    write: &mut Write<'_>,
    drafts: &[&Draft<'_>],
    limited: &Limited,
    now: Timestamp,
) -> Result<Vec<LaneId>> {
    let (mut steps, mut versions) = (Batch::new(), Batch::new());
    let (mut fires, mut runs) = (Batch::new(), Batch::new());
    let (mut settled, mut tasks) = (Batch::new(), Vec::new());
    for Draft { write: JobWrite { job, edited_by, .. }, spec, state, .. } in drafts {
        steps
            .row()
            .uuid(job.id.0)
            .text(state)?
            .optional_time(job.state.fire_at)
            .optional_time(job.next_run_at())
            .number(i64::from(job.state.broken))
            .number(i64::from(job.is_stuck()));
        if let Some(edited_by) = edited_by {
            let mut row = versions.row();
            row.uuid(job.id.0).number(job.version).time(job.updated_at);
            row.text(edited_by)?.text(spec)?;
        }
    }
    for draft in drafts {
        let JobWrite { job, fires: entered, settled: ended, .. } = draft.write;
        for fire in entered {
            let task = fire.outcome.task();
            fires
                .row()
                .uuid(job.id.0)
                .time(fire.nominal)
                .time(fire.decided_at)
                .number(fire.version)
                .number(fire.outcome.code())
                .optional_blob(task.as_ref().map(|task| task.0.as_bytes().as_slice()));
        }
        for task in &draft.tasks {
            let (id, of) = (task.task.id, task.task.spec.run.as_ref());
            tasks.push(task.clone());
            let Some(of) = of else { continue };
            runs.row()
                .uuid(id.0)
                .uuid(job.id.0)
                .number(of.version)
                .number(of.trigger.code())
                .optional_time(of.nominal)
                .optional_text(of.check.as_deref())?;
        }
        for id in ended {
            settled.row().uuid(id.0).uuid(job.id.0);
        }
    }
    let edited: Vec<&Draft<'_>> =
        drafts.iter().filter(|draft| draft.write.edited_by.is_some()).copied().collect();
    let mut gates = keep(write, &tasks, limited, now).await?;
    for (statement, batch) in [
        (sql!("jobs/step"), steps),
        (sql!("jobs/edit"), edits(&edited)?),
        (sql!("jobs/add_version"), versions),
        (sql!("jobs/add_fire"), fires),
        (sql!("jobs/add_run"), runs),
    ] {
        if !batch.is_empty() {
            run(write, statement, batch).await?;
        }
    }
    if !settled.is_empty() {
        let settled = settled.finish();
        let freed = sqlx::query_scalar::<_, i64>(sql!("jobs/settled_gates")).bind(&settled);
        gates.extend(freed.fetch_all(&mut **write).await.map_err(failed)?);
        for statement in [sql!("jobs/settle_run"), sql!("jobs/settle_task")] {
            sqlx::query(statement).bind(&settled).execute(&mut **write).await.map_err(failed)?;
        }
    }
    admit(write, gates).await
}
