//! Looking.

mod tasks;

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;
use taskmaster_domain::{
    Attempt, CoordinatorId, Task, TaskId, Timestamp, WorkerId, worker::Worker,
};
use taskmaster_store::{
    CoordinatorInfo, Error, Page, QueueCount, Result, SchedulerInfo, TaskFilter, View,
};
use uuid::Uuid;

use crate::{
    Sqlite,
    batch::Batch,
    error::failed,
    rows::{self, get, state, time},
    sql,
};

#[async_trait]
impl View for Sqlite {
    async fn task(&self, id: TaskId) -> Result<Option<Task>> {
        let row = sqlx::query(sql!("view/task")).bind(id.0).fetch_optional(&self.readers).await;
        let task = |row| {
            let (live, counters) = (rows::live(&row)?, rows::counters(&row)?);
            Ok(Task { live, counters, ..rows::task(&row)? })
        };
        row.map_err(failed)?.map(task).transpose()
    }

    async fn task_with_key(&self, created_by: &str, key: &str) -> Result<Option<TaskId>> {
        let mut asked = Batch::new();
        asked.row().number(0).text(created_by)?.text(key)?;
        let row = sqlx::query(sql!("submit/known_keys"))
            .bind(asked.finish())
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        row.map(|row| Ok(TaskId(get(&row, "id")?))).transpose()
    }

    async fn tasks(
        &self,
        filter: &TaskFilter,
        before: Option<TaskId>,
        limit: u32,
    ) -> Result<Page<Task>> {
        tasks::page(self, filter, before, limit).await
    }

    async fn attempts(&self, id: TaskId) -> Result<Vec<Attempt>> {
        let rows = sqlx::query(sql!("view/attempts")).bind(id.0).fetch_all(&self.readers).await;
        rows.map_err(failed)?.iter().map(rows::attempt).collect()
    }

    async fn workers(&self, all: bool, now: Timestamp) -> Result<Vec<Worker>> {
        let since = if all { Timestamp::default() } else { now.minus(Duration::from_secs(3_600)) };
        let mut snapshot = self.readers.begin().await.map_err(failed)?;
        let rows = sqlx::query(sql!("view/workers"))
            .bind(since.micros())
            .fetch_all(&mut *snapshot)
            .await
            .map_err(failed)?;
        let held: Vec<(i64, Uuid)> =
            sqlx::query_as(sql!("view/held")).fetch_all(&mut *snapshot).await.map_err(failed)?;
        let mut running: HashMap<WorkerId, Vec<TaskId>> = HashMap::new();
        for (worker, task) in held {
            running.entry(WorkerId(worker)).or_default().push(TaskId(task));
        }
        rows.iter()
            .map(|row| {
                let mut worker = rows::worker(row)?;
                worker.running = running.remove(&worker.id).unwrap_or_default();
                Ok(worker)
            })
            .collect()
    }

    async fn worker(&self, name: &str) -> Result<Option<Worker>> {
        let mut snapshot = self.readers.begin().await.map_err(failed)?;
        let row = sqlx::query(sql!("view/worker")).bind(name).fetch_optional(&mut *snapshot);
        let Some(row) = row.await.map_err(failed)? else { return Ok(None) };
        let mut worker = rows::worker(&row)?;
        let held: Vec<(i64, Uuid)> = sqlx::query_as(sql!("view/held_by"))
            .bind(worker.id.0)
            .fetch_all(&mut *snapshot)
            .await
            .map_err(failed)?;
        worker.running = held.into_iter().map(|(_, task)| TaskId(task)).collect();
        Ok(Some(worker))
    }

    async fn counts(&self) -> Result<Vec<QueueCount>> {
        let rows = sqlx::query(sql!("view/counts")).fetch_all(&self.readers).await;
        let counts = rows.map_err(failed)?;
        counts
            .iter()
            .map(|row| {
                Ok(QueueCount {
                    queue: get(row, "queue")?,
                    state: state(row)?,
                    count: get(row, "n")?,
                })
            })
            .collect()
    }

    async fn coordinators(&self, now: Timestamp) -> Result<Vec<CoordinatorInfo>> {
        let rows = sqlx::query(sql!("view/coordinators"))
            .bind(now.minus(Duration::from_secs(60)).micros())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(CoordinatorInfo {
                    id: CoordinatorId(get(row, "id")?),
                    advertised: get(row, "advertised")?,
                    renewed_at: time(row, "renewed_at")?,
                })
            })
            .collect()
    }

    async fn schedulers(&self) -> Result<Vec<SchedulerInfo>> {
        let rows = sqlx::query(sql!("view/schedulers")).fetch_all(&self.readers).await;
        let schedulers = rows.map_err(failed)?;
        schedulers
            .iter()
            .map(|row| {
                let duties = serde_json::from_str(get(row, "duties")?)
                    .map_err(|cause| Error::Corrupt(format!("a scheduler's duties: {cause}")))?;
                Ok(SchedulerInfo {
                    name: get(row, "name")?,
                    duties,
                    last_pass_at: time(row, "last_pass_at")?,
                })
            })
            .collect()
    }

    fn driver(&self) -> &'static str {
        "sqlite"
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.readers).await.map_err(failed)?;
        Ok(())
    }
}
