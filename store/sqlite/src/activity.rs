//! The activity feed.

use async_trait::async_trait;
use taskmaster_domain::activity::Activity;
use taskmaster_store::{ActivityFeed, ActivityRow, Result};

use crate::{
    Sqlite,
    batch::Batch,
    connection::commit,
    error::failed,
    report::run,
    rows::{get, time},
    sql,
};

#[async_trait]
impl ActivityFeed for Sqlite {
    async fn add_activity(&self, activity: &[Activity]) -> Result<()> {
        if activity.is_empty() {
            return Ok(());
        }
        let mut rows = Batch::new();
        for one in activity {
            let one = one.clone().sanitised();
            rows.row()
                .time(one.at)
                .text(&one.actor)?
                .text(&one.verb)?
                .text(&one.subject_kind)?
                .text(&one.subject_id)?
                .number(one.count)
                .text(&one.detail)?;
        }
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        run(&mut write, sql!("activity/add"), rows).await?;
        commit(write).await
    }

    async fn activity(&self, before: Option<i64>, limit: u32) -> Result<Vec<ActivityRow>> {
        let rows = sqlx::query(sql!("activity/page"))
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                let activity = Activity {
                    at: time(row, "at")?,
                    actor: get(row, "actor")?,
                    verb: get(row, "verb")?,
                    subject_kind: get(row, "subject_kind")?,
                    subject_id: get(row, "subject_id")?,
                    count: get(row, "n")?,
                    detail: get(row, "detail")?,
                };
                Ok(ActivityRow { id: get(row, "id")?, activity })
            })
            .collect()
    }

    async fn forget_activity(&self, keep: u32, limit: u32) -> Result<u64> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let done = sqlx::query(sql!("activity/forget"))
            .bind(keep)
            .bind(limit)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        Ok(done.rows_affected())
    }
}
