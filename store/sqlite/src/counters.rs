//! What tasks count and how far they say they are.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use async_trait::async_trait;
use taskmaster_domain::{TaskId, Timestamp, WorkerId, task::Counts};
use taskmaster_store::{
    Addition, Counters, Mark, ProgressNote, Result, Told,
    counters::{Teller, Word, weigh},
};

use crate::{
    Sqlite,
    batch::Batch,
    connection::{Write, commit},
    error::{failed, unreadable},
    report::run,
    rows::{get, state, task_id},
    sql,
};

/// A writer that was silent for so long is gone: nobody repeats its last call any more.
const SILENCE: Duration = Duration::from_secs(7 * 86_400);

#[async_trait]
impl Counters for Sqlite {
    async fn add_counts(
        &self,
        mark: Option<Mark>,
        additions: &[Addition],
        now: Timestamp,
    ) -> Result<Vec<Told>> {
        if additions.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let is_news = match mark {
            Some(mark) => is_news(&mut write, mark, now).await?,
            None => true,
        };
        let ids = additions.iter().map(|addition| addition.task).collect();
        let weighed = weigh(additions, &mut look(&mut write, ids).await?);
        if is_news && !weighed.sums.is_empty() {
            let mut batch = Batch::new();
            for ((task, name), sum) in &weighed.sums {
                batch.row().uuid(task.0).text(name)?.number(*sum);
            }
            run(&mut write, sql!("counters/add"), batch).await?;
        }
        if is_news && !weighed.heard.is_empty() {
            let word = |attempt| Word { attempt, told_at: now, progress: None };
            let heard = weighed.heard.iter().map(|(task, attempt)| (*task, word(*attempt)));
            hear(&mut write, heard.collect()).await?;
        }
        commit(write).await?;
        Ok(weighed.answers)
    }

    async fn counters(&self, tasks: &[TaskId]) -> Result<BTreeMap<TaskId, Counts>> {
        let rows = sqlx::query(sql!("counters/counters"))
            .bind(Batch::of_ids(tasks.iter().map(|id| id.0)).finish())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        let mut counters: BTreeMap<TaskId, Counts> = BTreeMap::new();
        for row in &rows {
            let counts = counters.entry(task_id(row, "task")?).or_default();
            counts.insert(get(row, "name")?, get(row, "value")?);
        }
        Ok(counters)
    }

    async fn note_progress(&self, notes: &[ProgressNote]) -> Result<Vec<Told>> {
        if notes.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let tasks = look(&mut write, notes.iter().map(|note| note.task).collect()).await?;
        let mut kept = BTreeMap::new();
        let answers = notes.iter().map(|note| {
            let Some(teller) = tasks.get(&note.task) else { return Told::Unknown };
            let told = teller.hear(note.attempt, false);
            if matches!(told, Told::Kept { .. }) {
                kept.insert(note.task, Word::of(teller.attempt, &note.progress));
            }
            told
        });
        let answers = answers.collect();
        hear(&mut write, kept).await?;
        commit(write).await?;
        Ok(answers)
    }
}

async fn hear(write: &mut Write<'_>, told: BTreeMap<TaskId, Word<'_>>) -> Result<()> {
    let mut batch = Batch::new();
    for (task, Word { attempt, told_at, progress }) in told {
        batch
            .row()
            .uuid(task.0)
            .number(attempt)
            .optional_time(progress.map(|said| said.reported_at))
            .optional_real(progress.map(|said| said.percent))
            .optional_text(progress.map(|said| said.message.as_str()))?
            .time(told_at);
    }
    run(write, sql!("counters/progress"), batch).await
}

async fn is_news(write: &mut Write<'_>, mark: Mark, now: Timestamp) -> Result<bool> {
    if mark.number == 1 {
        sqlx::query(sql!("counters/forget_writers"))
            .bind(now.minus(SILENCE).micros())
            .execute(&mut **write)
            .await
            .map_err(failed)?;
    }
    let noted = sqlx::query(sql!("counters/mark"))
        .bind(mark.writer)
        .bind(mark.number)
        .bind(now.micros())
        .execute(&mut **write)
        .await
        .map_err(failed)?;
    Ok(noted.rows_affected() > 0)
}

async fn look(write: &mut Write<'_>, ids: BTreeSet<TaskId>) -> Result<HashMap<TaskId, Teller>> {
    let rows = sqlx::query(sql!("counters/look"))
        .bind(Batch::of_ids(ids.into_iter().map(|id| id.0)).finish())
        .fetch_all(&mut **write)
        .await
        .map_err(failed)?;
    rows.iter()
        .map(|row| {
            let sums = serde_json::from_str(get(row, "sums")?);
            let teller = Teller {
                state: state(row)?,
                attempt: get(row, "attempt")?,
                worker: get::<Option<i64>>(row, "worker")?.map(WorkerId),
                sums: sums.map_err(|_| unreadable("counters"))?,
                has_heartbeat: get(row, "has_heartbeat")?,
            };
            Ok((task_id(row, "id")?, teller))
        })
        .collect()
}
