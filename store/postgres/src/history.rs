//! What ended when, by the minute.

use std::collections::BTreeMap;

use async_trait::async_trait;
use sqlx::{Connection, PgConnection, Row, postgres::PgRow, query};
use taskmaster_domain::{
    Timestamp,
    history::{Histogram, Tally},
};
use taskmaster_store::{History, Minute, Result};

use crate::{
    Postgres,
    error::{Outcome, unreadable},
    line::on,
    row::Columns,
    stamp::Stamp,
};

#[async_trait]
impl History for Postgres {
    async fn add_minutes(&self, minutes: &[Minute]) -> Result<()> {
        if minutes.is_empty() {
            return Ok(());
        }
        on!(self.main(), |c| add(c, minutes))
    }

    async fn minutes(&self, queue: &str, from: Timestamp, until: Timestamp) -> Result<Vec<Minute>> {
        on!(self.main(), |c| minutes(c, queue, from, until))
    }

    async fn forget_minutes(&self, before: Timestamp, limit: u32) -> Result<u64> {
        on!(self.main(), |c| forget(c, before, limit))
    }
}

fn histogram(bytes: &[u8]) -> Outcome<Histogram> {
    Histogram::from_bytes(bytes).ok_or_else(|| unreadable("a histogram of other buckets"))
}

fn minute(row: &PgRow) -> Outcome<Minute> {
    let tally = Tally {
        completed: row.count(1)?,
        failed: row.count(2)?,
        canceled: row.count(3)?,
        wait: histogram(row.try_get(4)?)?,
        run: histogram(row.try_get(5)?)?,
    };
    Ok(Minute { at: row.stamp(0)?, queue: row.try_get(6)?, tally })
}

async fn add(c: &mut PgConnection, minutes: &[Minute]) -> Outcome<()> {
    let mut sums: BTreeMap<(String, Timestamp), Tally> = BTreeMap::new();
    for minute in minutes {
        sums.entry((minute.queue.clone(), minute.at)).or_default().merge(&minute.tally);
    }
    let queues: Vec<String> = sums.keys().map(|(queue, _)| queue.clone()).collect();
    let stamps: Vec<Stamp> = sums.keys().map(|(_, at)| Stamp(*at)).collect();
    let mut transaction = c.begin().await?;
    query(include_str!("../queries/history/make.sql"))
        .bind(&queues)
        .bind(&stamps)
        .execute(&mut *transaction)
        .await?;
    let kept = query(include_str!("../queries/history/lock.sql"))
        .bind(&queues)
        .bind(&stamps)
        .fetch_all(&mut *transaction)
        .await?;
    for row in &kept {
        let kept = minute(row)?;
        sums.entry((kept.queue, kept.at)).or_default().merge(&kept.tally);
    }
    let count = |of: fn(&Tally) -> u64| {
        sums.values().map(|tally| i64::try_from(of(tally)).unwrap_or(i64::MAX)).collect::<Vec<_>>()
    };
    let bytes =
        |of: fn(&Tally) -> &Histogram| sums.values().map(|t| of(t).to_bytes()).collect::<Vec<_>>();
    query(include_str!("../queries/history/set.sql"))
        .bind(&queues)
        .bind(&stamps)
        .bind(count(|tally| tally.completed))
        .bind(count(|tally| tally.failed))
        .bind(count(|tally| tally.canceled))
        .bind(bytes(|tally| &tally.wait))
        .bind(bytes(|tally| &tally.run))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

async fn minutes(
    c: &mut PgConnection,
    queue: &str,
    from: Timestamp,
    until: Timestamp,
) -> Outcome<Vec<Minute>> {
    let rows = query(include_str!("../queries/history/minutes.sql"))
        .bind(queue)
        .bind(Stamp(from))
        .bind(Stamp(until))
        .fetch_all(c)
        .await?;
    rows.iter().map(minute).collect()
}

async fn forget(c: &mut PgConnection, before: Timestamp, limit: u32) -> Outcome<u64> {
    let done = query(include_str!("../queries/history/forget.sql"))
        .bind(Stamp(before))
        .bind(i64::from(limit))
        .execute(c)
        .await?;
    Ok(done.rows_affected())
}
