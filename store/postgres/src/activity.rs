//! The activity feed.

use async_trait::async_trait;
use sqlx::{PgConnection, Row, postgres::PgRow, query};
use taskmaster_domain::activity::Activity;
use taskmaster_store::{ActivityFeed, ActivityRow, Result};

use crate::{Postgres, error::Outcome, line::on, row::Columns, stamp::Stamp};

#[async_trait]
impl ActivityFeed for Postgres {
    async fn add_activity(&self, activity: &[Activity]) -> Result<()> {
        if activity.is_empty() {
            return Ok(());
        }
        let fit: Vec<Activity> = activity.iter().map(|one| one.clone().sanitised()).collect();
        on!(self.main(), |c| add(c, &fit))
    }

    async fn activity(&self, before: Option<i64>, limit: u32) -> Result<Vec<ActivityRow>> {
        on!(self.main(), |c| page(c, before, limit))
    }

    async fn forget_activity(&self, keep: u32, limit: u32) -> Result<u64> {
        on!(self.main(), |c| forget(c, keep, limit))
    }
}

async fn add(c: &mut PgConnection, activity: &[Activity]) -> Outcome<()> {
    let text = |of: fn(&Activity) -> &str| activity.iter().map(of).collect::<Vec<_>>();
    let count = |one: &Activity| i32::try_from(one.count).unwrap_or(i32::MAX);
    query(include_str!("../queries/activity/add.sql"))
        .bind(activity.iter().map(|one| Stamp(one.at)).collect::<Vec<_>>())
        .bind(text(|one| &one.actor))
        .bind(text(|one| &one.verb))
        .bind(text(|one| &one.subject_kind))
        .bind(text(|one| &one.subject_id))
        .bind(activity.iter().map(count).collect::<Vec<_>>())
        .bind(text(|one| &one.detail))
        .execute(c)
        .await?;
    Ok(())
}

fn row(row: &PgRow) -> Outcome<ActivityRow> {
    let count: i32 = row.try_get(6)?;
    let activity = Activity {
        at: row.stamp(1)?,
        actor: row.try_get(2)?,
        verb: row.try_get(3)?,
        subject_kind: row.try_get(4)?,
        subject_id: row.try_get(5)?,
        count: u32::try_from(count).unwrap_or_default(),
        detail: row.try_get(7)?,
    };
    Ok(ActivityRow { id: row.try_get(0)?, activity })
}

async fn page(c: &mut PgConnection, before: Option<i64>, limit: u32) -> Outcome<Vec<ActivityRow>> {
    let rows = query(include_str!("../queries/activity/page.sql"))
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    rows.iter().map(row).collect()
}

async fn forget(c: &mut PgConnection, keep: u32, limit: u32) -> Outcome<u64> {
    let done = query(include_str!("../queries/activity/forget.sql"))
        .bind(i64::from(keep))
        .bind(i64::from(limit))
        .execute(c)
        .await?;
    Ok(done.rows_affected())
}
