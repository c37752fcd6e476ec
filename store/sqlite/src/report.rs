//! Taking word from workers: what they started and how it ended.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{
    AttemptRef, Incarnation, LaneId, TaskId, TaskState, Timestamp, Verdict, WorkerId,
    task::AttemptEnd,
};
use taskmaster_store::{End, Recorded, Result, Start};

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    counter::Deltas,
    error::{failed, unreadable},
    gates::{Places, admit},
    rows::{get, state},
    sql,
};

/// Whose an attempt is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not the speaker's.
    Stale,
    /// The speaker's own report ended it.
    Ended,
    /// The speaker has it.
    Held,
}

/// A task that a worker speaks of.
pub(crate) struct Spoken {
    pub(crate) standing: Standing,
    state: TaskState,
    queue: String,
    worker: Option<WorkerId>,
    cancel_requested: bool,
    places: Places,
}

impl Spoken {
    fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            standing: match get(row, "standing")? {
                0_i64 => Standing::Stale,
                1 => Standing::Ended,
                _ => Standing::Held,
            },
            state: state(row)?,
            queue: get(row, "queue")?,
            worker: get::<Option<i64>>(row, "worker")?.map(WorkerId),
            cancel_requested: get(row, "cancel_requested")?,
            places: Places::held(row)?,
        })
    }
}

/// What is known of these attempts, in their order; nothing for an unknown task.
pub(crate) async fn spoken_of(
    write: &mut Write<'_>,
    asked: impl Iterator<Item = (AttemptRef, Incarnation)>,
) -> Result<Vec<Option<Arc<Spoken>>>> {
    let mut batch = Batch::new();
    let mut spoken = Vec::new();
    for (of, incarnation) in asked {
        batch.row().uuid(of.task.0).number(of.attempt).uuid(incarnation.0);
        spoken.push(None);
    }
    let rows = sqlx::query(sql!("dispatch/spoken_of"))
        .bind(batch.finish())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    for row in rows {
        let alike = Arc::new(Spoken::read(&row)?);
        for place in get::<&str>(&row, "places")?.split(' ') {
            let place = place.parse().ok().and_then(|place: usize| spoken.get_mut(place));
            *place.ok_or_else(|| unreadable("an attempt's place"))? = Some(Arc::clone(&alike));
        }
    }
    Ok(spoken)
}

/// [`taskmaster_store::Dispatch::start`].
pub(crate) async fn start(store: &Sqlite, starts: &[Start]) -> Result<Vec<Recorded>> {
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let asked = starts.iter().map(|start| (start.of, start.incarnation));
    let spoken = spoken_of(&mut write, asked).await?;
    let (mut rows, mut deltas) = (Batch::new(), Deltas::default());
    let mut answers = Vec::with_capacity(starts.len());
    let mut moved = HashSet::new();
    for (start, spoken) in starts.iter().zip(&spoken) {
        let Some(spoken) = spoken.as_ref().filter(|known| known.standing != Standing::Stale) else {
            answers.push(Recorded::Fenced);
            continue;
        };
        let assigned = spoken.state == TaskState::Assigned && spoken.standing == Standing::Held;
        // One that the call names twice starts once.
        let starts = assigned && moved.insert(start.of.task);
        answers.push(if starts { Recorded::Recorded } else { Recorded::Repeated });
        if starts {
            rows.row().uuid(start.of.task.0).time(start.started_at);
            deltas.moved(&spoken.queue, TaskState::Assigned, TaskState::Running);
        }
    }
    if !rows.is_empty() {
        run(&mut write, sql!("dispatch/start"), rows).await?;
        deltas.apply(&mut write).await?;
        commit(write).await?;
    }
    Ok(answers)
}

/// What a report does to its task.
struct Effect {
    to: TaskState,
    /// When it is due again; nothing leaves its place in the line.
    due: Option<Timestamp>,
    /// How the attempt is kept as a row.
    kept: Option<AttemptEnd>,
    uses_try: bool,
    completed: bool,
    failed: bool,
}

fn effect(end: &End, spoken: &Spoken, now: Timestamp) -> Result<Effect> {
    let verdict = match end.verdict {
        // The cancellation came after the verdict was found, and beats it.
        Verdict::RetryAt(_) | Verdict::Requeued if spoken.cancel_requested => Verdict::Canceled,
        verdict => verdict,
    };
    let to =
        spoken.state.apply(verdict.event(now)).map_err(|_| unreadable("a held task's state"))?;
    let started = spoken.state == TaskState::Running || end.started_at.is_some();
    Ok(Effect {
        to,
        due: match verdict {
            Verdict::RetryAt(due) => Some(due),
            Verdict::Completed | Verdict::Failed | Verdict::Canceled | Verdict::Requeued => None,
        },
        kept: match verdict {
            Verdict::RetryAt(_) => Some(AttemptEnd::Failed),
            Verdict::Requeued if started => Some(AttemptEnd::Lost),
            Verdict::Requeued => Some(AttemptEnd::Returned),
            Verdict::Completed | Verdict::Failed | Verdict::Canceled => None,
        },
        uses_try: matches!(verdict, Verdict::Completed | Verdict::Failed | Verdict::RetryAt(_)),
        completed: verdict == Verdict::Completed,
        failed: matches!(verdict, Verdict::Failed | Verdict::RetryAt(_)),
    })
}

/// What a call of reports writes.
#[derive(Default)]
struct Writes {
    ends: Option<Batch>,
    kept: Option<Batch>,
    /// Tasks with an order to be stopped.
    ordered: Vec<TaskId>,
    /// Completed and failed by worker.
    counts: BTreeMap<WorkerId, (i64, i64)>,
    /// Gates that ended tasks had a place in.
    freed: BTreeSet<i64>,
    deltas: Deltas,
}

impl Writes {
    fn add(&mut self, end: &End, spoken: &Spoken, now: Timestamp) -> Result<()> {
        let effect = effect(end, spoken, now)?;
        let failure = end.failure.as_ref();
        let kind = failure.map(|failure| failure.kind.name());
        let message = failure.map(|failure| failure.message.as_str());
        self.ends
            .get_or_insert_with(Batch::new)
            .row()
            .uuid(end.of.task.0)
            .number(effect.to.code())
            .optional_time(effect.due)
            .number(i64::from(effect.uses_try))
            .optional_time(end.started_at)
            .optional_time(effect.to.is_terminal().then_some(end.finished_at))
            .optional_number(end.exit_code)
            .optional_text(kind)?
            .optional_text(message)?
            .optional_text(end.result.as_deref())?;
        if let Some(kept) = effect.kept {
            self.kept
                .get_or_insert_with(Batch::new)
                .row()
                .uuid(end.of.task.0)
                .number(kept.code())
                .optional_time(end.started_at)
                .time(end.finished_at)
                .optional_number(end.exit_code)
                .optional_text(kind)?
                .optional_text(message)?
                .number(1);
        }
        if spoken.cancel_requested {
            self.ordered.push(end.of.task);
        }
        if let Some(worker) = spoken.worker {
            let counts = self.counts.entry(worker).or_default();
            counts.0 += i64::from(effect.completed);
            counts.1 += i64::from(effect.failed);
        }
        // One that is to be tried again keeps its places.
        if effect.to.is_terminal() {
            self.freed.extend(spoken.places.taken(spoken.state));
        }
        self.deltas.moved(&spoken.queue, spoken.state, effect.to);
        Ok(())
    }

    /// Answers with the lanes of tasks that were let through a gate.
    async fn apply(self, write: &mut Write<'_>, now: Timestamp) -> Result<Vec<LaneId>> {
        if let Some(kept) = self.kept {
            run(write, sql!("dispatch/keep_attempt"), kept).await?;
        }
        if let Some(ends) = self.ends {
            sqlx::query(sql!("dispatch/end"))
                .bind(ends.finish())
                .bind(now.micros())
                .execute(&mut **write)
                .await
                .map_err(failed)?;
        }
        if !self.ordered.is_empty() {
            let tasks = Batch::of_ids(self.ordered.iter().map(|task| task.0));
            run(write, sql!("dispatch/forget_orders"), tasks).await?;
        }
        let mut counts = Batch::new();
        for (worker, &(completed, failed)) in &self.counts {
            counts.row().number(worker.0).number(completed).number(failed);
        }
        run(write, sql!("dispatch/count_ends"), counts).await?;
        self.deltas.apply(write).await?;
        admit(write, self.freed).await
    }
}

/// [`taskmaster_store::Dispatch::report`].
pub(crate) async fn report(store: &Sqlite, ends: &[End], now: Timestamp) -> Result<Vec<Recorded>> {
    let mut writer = store.writer().await;
    let mut write = writer.begin().await?;
    let spoken = spoken_of(&mut write, ends.iter().map(|end| (end.of, end.incarnation))).await?;
    let mut writes = Writes::default();
    let mut ended = HashSet::new();
    let mut answers = Vec::with_capacity(ends.len());
    for (end, spoken) in ends.iter().zip(&spoken) {
        let standing = spoken.as_ref().map_or(Standing::Stale, |spoken| spoken.standing);
        answers.push(match (spoken, standing) {
            (Some(spoken), Standing::Held) => {
                // The second of two reports of one attempt in one call is a repeat.
                if ended.insert(end.of) {
                    writes.add(end, spoken, now)?;
                    Recorded::Recorded
                } else {
                    Recorded::Repeated
                }
            }
            (_, Standing::Ended) => Recorded::Repeated,
            (_, Standing::Stale | Standing::Held) => Recorded::Fenced,
        });
    }
    if !ended.is_empty() {
        let lanes = writes.apply(&mut write, now).await?;
        commit(write).await?;
        store.let_through(lanes);
    }
    Ok(answers)
}

/// A statement whose one parameter is a batch.
pub(crate) async fn run(
    write: &mut Write<'_>,
    statement: &'static str,
    batch: Batch,
) -> Result<()> {
    sqlx::query(statement).bind(batch.finish()).execute(&mut **write).await.map_err(failed)?;
    Ok(())
}
