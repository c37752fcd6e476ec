//! What ended when, by the minute.

use std::collections::BTreeMap;

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{
    Timestamp,
    history::{Histogram, Tally},
};
use taskmaster_store::{History, Minute, Result};

use crate::{
    Sqlite,
    batch::Batch,
    connection::commit,
    error::{failed, unreadable},
    report::run,
    rows::{get, time},
    sql,
};

fn count(row: &SqliteRow, column: &str) -> Result<u64> {
    Ok(u64::try_from(get::<i64>(row, column)?).unwrap_or_default())
}

fn histogram(row: &SqliteRow, column: &str) -> Result<Histogram> {
    Histogram::from_bytes(get(row, column)?).ok_or_else(|| unreadable("a histogram"))
}

fn minute(row: &SqliteRow) -> Result<Minute> {
    let tally = Tally {
        completed: count(row, "completed")?,
        failed: count(row, "failed")?,
        canceled: count(row, "canceled")?,
        wait: histogram(row, "wait")?,
        run: histogram(row, "run")?,
    };
    Ok(Minute { at: time(row, "minute")?, queue: get(row, "queue")?, tally })
}

#[async_trait]
impl History for Sqlite {
    async fn add_minutes(&self, minutes: &[Minute]) -> Result<()> {
        if minutes.is_empty() {
            return Ok(());
        }
        let mut sums: BTreeMap<(String, Timestamp), Tally> = BTreeMap::new();
        for minute in minutes {
            sums.entry((minute.queue.clone(), minute.at)).or_default().merge(&minute.tally);
        }
        let mut asked = Batch::new();
        for (queue, at) in sums.keys() {
            asked.row().text(queue)?.time(*at);
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let kept = sqlx::query(sql!("history/kept"))
            .bind(asked.finish())
            .fetch_all(&mut *write)
            .await
            .map_err(failed)?;
        for row in &kept {
            let kept = minute(row)?;
            sums.entry((kept.queue, kept.at)).or_default().merge(&kept.tally);
        }
        let mut rows = Batch::new();
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        for ((queue, at), tally) in &sums {
            rows.row()
                .text(queue)?
                .time(*at)
                .number(number(tally.completed))
                .number(number(tally.failed))
                .number(number(tally.canceled))
                .blob(&tally.wait.to_bytes())
                .blob(&tally.run.to_bytes());
        }
        run(&mut write, sql!("history/set"), rows).await?;
        commit(write).await
    }

    async fn minutes(&self, queue: &str, from: Timestamp, until: Timestamp) -> Result<Vec<Minute>> {
        let rows = sqlx::query(sql!("history/minutes"))
            .bind(queue)
            .bind(from.micros())
            .bind(until.micros())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter().map(minute).collect()
    }

    async fn forget_minutes(&self, before: Timestamp, limit: u32) -> Result<u64> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let done = sqlx::query(sql!("history/forget"))
            .bind(before.micros())
            .bind(limit)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        Ok(done.rows_affected())
    }
}
