//! What tasks count and how far they say they are.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, query};
use taskmaster_domain::{TaskId, Timestamp, WorkerId, task::Counts};
use taskmaster_store::{
    Addition, Counters, Mark, ProgressNote, Result, Told,
    counters::{Teller, Word, weigh},
};
use uuid::Uuid;

use crate::{Postgres, error::Outcome, line::on, row::Columns, stamp::Stamp};

/// A writer that was silent for so long is gone: nobody repeats its last call any more.
const SILENCE: Duration = Duration::from_secs(7 * 86_400);

#[async_trait]
impl Counters for Postgres {
    async fn add_counts(
        &self,
        mark: Option<Mark>,
        additions: &[Addition],
        now: Timestamp,
    ) -> Result<Vec<Told>> {
        if additions.is_empty() {
            return Ok(Vec::new());
        }
        on!(self.0.lines.output, |c| add(c, mark, additions, now))
    }

    async fn counters(&self, tasks: &[TaskId]) -> Result<BTreeMap<TaskId, Counts>> {
        if tasks.is_empty() {
            return Ok(BTreeMap::new());
        }
        on!(self.main(), |c| counters(c, tasks))
    }

    async fn note_progress(&self, notes: &[ProgressNote]) -> Result<Vec<Told>> {
        if notes.is_empty() {
            return Ok(Vec::new());
        }
        on!(self.0.lines.output, |c| note(c, notes))
    }
}

async fn add(
    c: &mut PgConnection,
    mark: Option<Mark>,
    additions: &[Addition],
    now: Timestamp,
) -> Outcome<Vec<Told>> {
    let mut transaction = c.begin().await?;
    let is_news = match mark {
        Some(mark) => is_news(&mut transaction, mark, now).await?,
        None => true,
    };
    let ids: Vec<Uuid> = additions.iter().map(|addition| addition.task.0).collect();
    let mut weighed = weigh(additions, &mut look(&mut transaction, &ids).await?);
    if is_news && weighed.has_new {
        query(include_str!("../queries/counters/lock.sql")).execute(&mut *transaction).await?;
        weighed = weigh(additions, &mut look(&mut transaction, &ids).await?);
    }
    if is_news && !weighed.sums.is_empty() {
        query(include_str!("../queries/counters/add.sql"))
            .bind(weighed.sums.keys().map(|(task, _)| task.0).collect::<Vec<_>>())
            .bind(weighed.sums.keys().map(|(_, name)| name.as_str()).collect::<Vec<_>>())
            .bind(weighed.sums.values().copied().collect::<Vec<_>>())
            .execute(&mut *transaction)
            .await?;
    }
    if is_news && !weighed.heard.is_empty() {
        let word = |attempt| Word { attempt, told_at: now, progress: None };
        let heard = weighed.heard.iter().map(|(task, attempt)| (task.0, word(*attempt)));
        hear(&mut transaction, &heard.collect()).await?;
    }
    transaction.commit().await?;
    Ok(weighed.answers)
}

async fn is_news(c: &mut PgConnection, mark: Mark, now: Timestamp) -> Outcome<bool> {
    if mark.number == 1 {
        query(include_str!("../queries/counters/forget_writers.sql"))
            .bind(Stamp(now.minus(SILENCE)))
            .execute(&mut *c)
            .await?;
    }
    let noted = query(include_str!("../queries/counters/mark.sql"))
        .bind(mark.writer)
        .bind(mark.number)
        .bind(Stamp(now))
        .execute(c)
        .await?;
    Ok(noted.rows_affected() > 0)
}

async fn look(c: &mut PgConnection, ids: &[Uuid]) -> Outcome<HashMap<TaskId, Teller>> {
    let rows = query(include_str!("../queries/counters/look.sql")).bind(ids).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let (names, sums): (Vec<String>, Vec<i64>) = (row.try_get(4)?, row.try_get(5)?);
            let teller = Teller {
                state: row.state(1)?,
                attempt: row.try_get(2)?,
                worker: row.try_get::<Option<i64>, _>(3)?.map(WorkerId),
                sums: names.into_iter().zip(sums).collect(),
                has_heartbeat: row.try_get(6)?,
            };
            Ok((row.id(0)?, teller))
        })
        .collect()
}

async fn counters(c: &mut PgConnection, tasks: &[TaskId]) -> Outcome<BTreeMap<TaskId, Counts>> {
    let rows = query(include_str!("../queries/counters/counters.sql"))
        .bind(tasks.iter().map(|id| id.0).collect::<Vec<_>>())
        .fetch_all(c)
        .await?;
    let mut counters: BTreeMap<TaskId, Counts> = BTreeMap::new();
    for row in &rows {
        counters.entry(row.id(0)?).or_default().insert(row.try_get(1)?, row.try_get(2)?);
    }
    Ok(counters)
}

async fn note(c: &mut PgConnection, notes: &[ProgressNote]) -> Outcome<Vec<Told>> {
    let ids: Vec<Uuid> = notes.iter().map(|note| note.task.0).collect();
    let tasks = look(c, &ids).await?;
    let mut kept = BTreeMap::new();
    let answers = notes.iter().map(|note| {
        let Some(teller) = tasks.get(&note.task) else { return Told::Unknown };
        let told = teller.hear(note.attempt, false);
        if matches!(told, Told::Kept { .. }) {
            kept.insert(note.task.0, Word::of(teller.attempt, &note.progress));
        }
        told
    });
    let answers = answers.collect();
    hear(c, &kept).await?;
    Ok(answers)
}

async fn hear(c: &mut PgConnection, told: &BTreeMap<Uuid, Word<'_>>) -> Outcome<()> {
    let said = || told.values().map(|word| word.progress);
    query(include_str!("../queries/counters/progress.sql"))
        .bind(told.keys().copied().collect::<Vec<_>>())
        .bind(told.values().map(|word| word.attempt).collect::<Vec<_>>())
        .bind(said().map(|said| said.map(|said| Stamp(said.reported_at))).collect::<Vec<_>>())
        .bind(said().map(|said| said.map(|said| said.percent)).collect::<Vec<_>>())
        .bind(said().map(|said| said.map(|said| said.message.as_str())).collect::<Vec<_>>())
        .bind(told.values().map(|word| Stamp(word.told_at)).collect::<Vec<_>>())
        .execute(c)
        .await?;
    Ok(())
}
