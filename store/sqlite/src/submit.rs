//! Putting work in.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use taskmaster_domain::{
    JobId, LaneId, TaskId, TaskSpec, TaskState, Timestamp,
    lane::{Lane, LaneKey},
    limits,
};
use taskmaster_store::{Error, NewTask, Result, Submit, Submitted};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    counter::Deltas,
    error::{failed, unreadable},
    gates::{Limited, admit, own_gates},
    rows::get,
    sql,
};

/// A spec of more bytes stands in `payload`; the first migration says why.
const INLINE_SPEC: usize = 4_096;

/// A task with what is worked out before the writer is taken.
#[derive(Clone)]
pub(crate) struct Prepared<'a> {
    pub(crate) task: &'a NewTask,
    spec: Arc<str>,
    /// Of a task with an idempotency key.
    fingerprint: Option<[u8; 32]>,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(task: &'a NewTask) -> Result<Self> {
        let spec: Arc<str> = json(&task.spec)?.into();
        if names_nul(&spec) {
            return Err(Error::BadRow(format!("task {} has a text with U+0000", task.id)));
        }
        let keyed = !task.spec.idempotency_key.is_empty();
        let fingerprint = if !keyed {
            None
        } else if task.spec.trace_parent.is_empty() {
            Some(Sha256::digest(spec.as_bytes()).into())
        } else {
            // A repeat of the call comes with a trace of its own.
            let same = TaskSpec { trace_parent: String::new(), ..task.spec.clone() };
            Some(Sha256::digest(json(&same)?).into())
        };
        Ok(Self { task, spec, fingerprint })
    }

    /// It has neither a key, which somebody else may have, nor a gate of its own.
    pub(crate) const fn is_plain(&self) -> bool {
        self.fingerprint.is_none() && self.task.gate.is_none()
    }

    fn key(&self) -> Option<(&'a str, &'a str)> {
        let spec = &self.task.spec;
        self.fingerprint.map(|_| (spec.created_by.as_str(), spec.idempotency_key.as_str()))
    }
}

fn json(spec: &TaskSpec) -> Result<String> {
    serde_json::to_string(spec).map_err(|cause| Error::BadRow(format!("a task's spec: {cause}")))
}

/// Whether a text in this JSON has U+0000, which is always written as an escape.
pub(crate) fn names_nul(json: &str) -> bool {
    json.match_indices("u0000").any(|(at, _)| {
        let before = &json.as_bytes()[..at];
        before.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
    })
}

/// What a call comes to: an answer for each task, nothing yet for those to be inserted.
type Answers = Vec<Option<Submitted>>;

#[async_trait]
impl Submit for Sqlite {
    async fn submit(&self, tasks: &[NewTask], now: Timestamp) -> Result<Vec<Submitted>> {
        let prepared = tasks.iter().map(Prepared::new).collect::<Result<Vec<_>>>()?;
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let mut answers = vec![None; tasks.len()];
        answer_keys(&mut write, &prepared, &mut answers).await?;
        answer_twins(&prepared, &mut answers);
        let limited = self.limited(&mut write).await?;
        let mut inserted = insert(&mut write, &prepared, &answers, &limited, now).await?;
        if inserted.is_none() {
            // Some are kept already, which is rare: only now is it worth a look which.
            write.rollback().await.map_err(failed)?;
            write = writer.begin().await?;
            answers.fill(None);
            answer_ids(&mut write, &prepared, &mut answers).await?;
            answer_keys(&mut write, &prepared, &mut answers).await?;
            answer_twins(&prepared, &mut answers);
            inserted = insert(&mut write, &prepared, &answers, &limited, now).await?;
        }
        let gates = inserted.ok_or_else(|| unreadable("which tasks are kept"))?;
        let lanes = admit(&mut write, gates).await?;
        commit(write).await?;
        drop(writer);
        self.let_through(lanes);
        Ok(answers.into_iter().map(|answer| answer.unwrap_or(Submitted::Accepted)).collect())
    }

    async fn intern_lane(&self, key: &LaneKey) -> Result<LaneId> {
        let requirements = key.requirements();
        let known = sqlx::query_scalar(sql!("submit/lane"))
            .bind(&key.queue)
            .bind(&requirements)
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        if let Some(id) = known {
            return Ok(LaneId(id));
        }
        if key.queue.contains('\0') {
            return Err(Error::BadRow("a queue's name contains U+0000".to_owned()));
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let known: Option<i32> = sqlx::query_scalar(sql!("submit/lane"))
            .bind(&key.queue)
            .bind(&requirements)
            .fetch_optional(&mut *write)
            .await
            .map_err(failed)?;
        if let Some(id) = known {
            return Ok(LaneId(id));
        }
        let made = sqlx::query_scalar(sql!("submit/add_lane"))
            .bind(&key.queue)
            .bind(&requirements)
            .bind(i64::try_from(limits::LANES).unwrap_or(i64::MAX))
            .fetch_optional(&mut *write)
            .await
            .map_err(failed)?;
        let Some(id) = made else {
            return Err(Error::Exhausted(format!("there are {} lanes already", limits::LANES)));
        };
        commit(write).await?;
        Ok(LaneId(id))
    }

    async fn lanes(&self) -> Result<Vec<Lane>> {
        let rows =
            sqlx::query(sql!("submit/lanes")).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter()
            .map(|row| {
                let key = LaneKey::parse(get(row, "queue")?, get(row, "requirements")?);
                Ok(Lane {
                    id: LaneId(get(row, "id")?),
                    key: key.ok_or_else(|| unreadable("a lane"))?,
                })
            })
            .collect()
    }
}

/// Keeps what is not kept yet, and answers with the gates before which queued ones stand.
pub(crate) async fn keep(
    write: &mut Write<'_>,
    prepared: &[Prepared<'_>],
    limited: &Limited,
    now: Timestamp,
) -> Result<BTreeSet<i64>> {
    let mut answers = vec![None; prepared.len()];
    answer_ids(write, prepared, &mut answers).await?;
    answer_keys(write, prepared, &mut answers).await?;
    answer_twins(prepared, &mut answers);
    let gates = insert(write, prepared, &answers, limited, now).await?;
    gates.ok_or_else(|| unreadable("which tasks are kept"))
}

/// Answers tasks whose id is kept.
async fn answer_ids(
    write: &mut Write<'_>,
    prepared: &[Prepared<'_>],
    answers: &mut Answers,
) -> Result<()> {
    let asked = Batch::of_ids(prepared.iter().map(|one| one.task.id.0)).finish();
    let known: Vec<Uuid> = sqlx::query_scalar(sql!("submit/known_ids"))
        .bind(asked)
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    let known: HashSet<Uuid> = known.into_iter().collect();
    for (one, answer) in prepared.iter().zip(answers) {
        if known.contains(&one.task.id.0) {
            *answer = Some(Submitted::Accepted);
        }
    }
    Ok(())
}

/// Answers tasks whose idempotency key is kept.
async fn answer_keys(
    write: &mut Write<'_>,
    prepared: &[Prepared<'_>],
    answers: &mut Answers,
) -> Result<()> {
    let mut asked = Batch::new();
    for (place, one) in (0_i64..).zip(prepared) {
        if let Some((principal, key)) = one.key() {
            asked.row().number(place).text(principal)?.text(key)?;
        }
    }
    if asked.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query(sql!("submit/known_keys"))
        .bind(asked.finish())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    for row in rows {
        let place = usize::try_from(row.try_get::<i64, _>("place").map_err(failed)?).ok();
        let Some(at) = place.filter(|&at| at < prepared.len() && answers[at].is_none()) else {
            continue;
        };
        let holder = TaskId(get(&row, "id")?);
        let fingerprint: Option<&[u8]> = get(&row, "fingerprint")?;
        let same = prepared[at].fingerprint.as_ref().map(<[u8; 32]>::as_slice) == fingerprint;
        answers[at] = Some(keyed(holder, prepared[at].task.id, same));
    }
    Ok(())
}

/// Answers tasks that an earlier one of the same call makes a repeat.
fn answer_twins(prepared: &[Prepared<'_>], answers: &mut Answers) {
    let mut ids = HashSet::with_capacity(prepared.len());
    let mut keys = HashMap::new();
    for (one, answer) in prepared.iter().zip(answers) {
        if answer.is_some() {
            continue;
        }
        if !ids.insert(one.task.id) {
            *answer = Some(Submitted::Accepted);
        } else if let Some(key) = one.key() {
            let (holder, fingerprint) = *keys.entry(key).or_insert((one.task.id, one.fingerprint));
            if holder != one.task.id {
                *answer = Some(keyed(holder, one.task.id, fingerprint == one.fingerprint));
            }
        }
    }
}

/// The answer to a task whose key `holder` has.
fn keyed(holder: TaskId, own: TaskId, same_body: bool) -> Submitted {
    if holder == own {
        Submitted::Accepted
    } else if same_body {
        Submitted::Existing(holder)
    } else {
        Submitted::KeyTaken(holder)
    }
}

/// Inserts what has no answer yet, and answers with the gates before which queued ones stand; with
/// nothing when some of it was kept already.
async fn insert(
    write: &mut Write<'_>,
    prepared: &[Prepared<'_>],
    answers: &Answers,
    limited: &Limited,
    now: Timestamp,
) -> Result<Option<BTreeSet<i64>>> {
    let new = || {
        let new = prepared.iter().zip(answers).filter(|(_, answer)| answer.is_none());
        new.map(|(one, _)| one)
    };
    let own_gates = own_gates(write, new().filter_map(|one| one.task.gate)).await?;
    Rows::of(new(), &own_gates, limited, now)?.insert(write).await
}

/// New tasks in the words of the statements, so that the writer need not be held while they are found.
#[derive(Debug)]
pub(crate) struct Rows {
    tasks: Batch,
    payloads: Batch,
    deltas: Deltas,
    count: u64,
    /// Before these some of them stand.
    gates: BTreeSet<i64>,
    now: Timestamp,
}

impl Rows {
    pub(crate) fn of<'p, 't: 'p>(
        new: impl Iterator<Item = &'p Prepared<'t>>,
        own_gates: &BTreeMap<JobId, i64>,
        limited: &Limited,
        now: Timestamp,
    ) -> Result<Self> {
        let (mut tasks, mut payloads) = (Batch::new(), Batch::new());
        let (mut deltas, mut count, mut gates) = (Deltas::default(), 0, BTreeSet::new());
        for one in new {
            let NewTask { id, spec, lane, due, .. } = one.task;
            let state: TaskState = one.task.state(now);
            let queue_gate = limited.get(&spec.queue).copied();
            let own_gate = one.task.gate.and_then(|job| own_gates.get(&job).copied());
            let gate = own_gate.or(queue_gate);
            gates.extend(gate.filter(|_| state == TaskState::Queued));
            let inline = one.spec.len() <= INLINE_SPEC;
            let start_timeout = spec.start_timeout.map(micros);
            tasks
                .row()
                .uuid(id.0)
                .number(state.code())
                .number(lane.0)
                .number(spec.priority)
                .time(*due)
                .text(&spec.queue)?
                .text(spec.work.kind())?
                .optional_number(start_timeout)
                .optional_time(spec.start_timeout.map(|wait| due.plus(wait)))
                .text(&spec.created_by)?
                .optional_text(one.key().map(|(_, key)| key))?
                .optional_blob(one.fingerprint.as_ref().map(<[u8; 32]>::as_slice))
                .optional_text(inline.then_some(&*one.spec))?
                .optional_number(queue_gate)
                .optional_number(own_gate)
                .optional_number(gate)
                .optional_number(spec.run.is_some().then_some(1))
                .optional_number(spec.heartbeat_timeout.map(micros));
            if !inline {
                payloads.row().uuid(id.0).text(&one.spec)?;
            }
            deltas.entered(&spec.queue, state);
            count += 1;
        }
        Ok(Self { tasks, payloads, deltas, count, gates, now })
    }

    /// Inserts them, and answers with the gates before which queued ones stand; with nothing when some
    /// of them were kept already: then the write is to be rolled back.
    pub(crate) async fn insert(self, write: &mut Write<'_>) -> Result<Option<BTreeSet<i64>>> {
        if self.count == 0 {
            return Ok(Some(self.gates));
        }
        let inserted = sqlx::query(sql!("submit/insert"))
            .bind(self.tasks.finish())
            .bind(self.now.micros())
            .execute(&mut **write)
            .await
            .map_err(failed)?;
        if inserted.rows_affected() != self.count {
            return Ok(None);
        }
        if !self.payloads.is_empty() {
            sqlx::query(sql!("submit/insert_payload"))
                .bind(self.payloads.finish())
                .execute(&mut **write)
                .await
                .map_err(failed)?;
        }
        self.deltas.apply(write).await?;
        Ok(Some(self.gates))
    }
}

fn micros(wait: std::time::Duration) -> i64 {
    i64::try_from(wait.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_escape_names_u_0000() {
        let spec = |name: &str| TaskSpec { name: name.to_owned(), ..TaskSpec::default() };
        for (name, has) in [("a\0b", true), ("\\u0000", false), ("\\\0", true), ("u0000", false)] {
            assert_eq!(names_nul(&json(&spec(name)).unwrap()), has, "{name:?}");
        }
    }
}
