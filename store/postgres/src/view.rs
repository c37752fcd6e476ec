//! Looking.

mod tasks;

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{PgConnection, Row, query, query_scalar};
use taskmaster_domain::{Attempt, CoordinatorId, Task, TaskId, Timestamp, worker::Worker};
use taskmaster_store::{
    CoordinatorInfo, Page, QueueCount, Result, SchedulerInfo, TaskFilter, View,
};
use uuid::Uuid;

use crate::{
    Postgres,
    error::Outcome,
    line::on,
    row::{self, Columns},
    stamp::Stamp,
};

#[async_trait]
impl View for Postgres {
    async fn task(&self, id: TaskId) -> Result<Option<Task>> {
        on!(self.main(), |c| task(c, id))
    }

    async fn task_with_key(&self, created_by: &str, key: &str) -> Result<Option<TaskId>> {
        on!(self.main(), |c| task_with_key(c, created_by, key))
    }

    async fn tasks(
        &self,
        filter: &TaskFilter,
        before: Option<TaskId>,
        limit: u32,
    ) -> Result<Page<Task>> {
        on!(self.main(), |c| tasks::page(c, filter, before, limit))
    }

    async fn attempts(&self, id: TaskId) -> Result<Vec<Attempt>> {
        on!(self.main(), |c| attempts(c, id))
    }

    async fn workers(&self, all: bool, now: Timestamp) -> Result<Vec<Worker>> {
        let from = (!all).then(|| now.minus(Duration::from_secs(3_600)));
        on!(self.main(), |c| workers(c, from))
    }

    async fn worker(&self, name: &str) -> Result<Option<Worker>> {
        on!(self.main(), |c| worker(c, name))
    }

    async fn counts(&self) -> Result<Vec<QueueCount>> {
        on!(self.main(), |c| counts(c))
    }

    async fn coordinators(&self, now: Timestamp) -> Result<Vec<CoordinatorInfo>> {
        on!(self.main(), |c| coordinators(c, now.minus(Duration::from_secs(60))))
    }

    async fn schedulers(&self) -> Result<Vec<SchedulerInfo>> {
        on!(self.main(), |c| schedulers(c))
    }

    fn driver(&self) -> &'static str {
        "postgresql"
    }

    async fn ping(&self) -> Result<()> {
        on!(self.main(), |c| ping(c))
    }
}

async fn task(c: &mut PgConnection, id: TaskId) -> Outcome<Option<Task>> {
    let row = query(include_str!("../queries/view/task.sql")).bind(id.0).fetch_optional(c).await?;
    let task =
        |row| Ok(Task { live: row::live(row)?, counters: row::counters(row)?, ..row::task(row)? });
    row.as_ref().map(task).transpose()
}

async fn task_with_key(
    c: &mut PgConnection,
    created_by: &str,
    key: &str,
) -> Outcome<Option<TaskId>> {
    let id: Option<Uuid> = query_scalar(include_str!("../queries/view/with_key.sql"))
        .bind(created_by)
        .bind(key)
        .fetch_optional(c)
        .await?;
    Ok(id.map(TaskId))
}

async fn attempts(c: &mut PgConnection, id: TaskId) -> Outcome<Vec<Attempt>> {
    let rows = query(include_str!("../queries/view/attempts.sql")).bind(id.0).fetch_all(c).await?;
    rows.iter().map(|row| row::attempt(id, row)).collect()
}

async fn workers(c: &mut PgConnection, from: Option<Timestamp>) -> Outcome<Vec<Worker>> {
    let rows = query(include_str!("../queries/view/workers.sql"))
        .bind(from.map(Stamp))
        .fetch_all(c)
        .await?;
    rows.iter().map(row::worker).collect()
}

async fn worker(c: &mut PgConnection, name: &str) -> Outcome<Option<Worker>> {
    let row =
        query(include_str!("../queries/view/worker.sql")).bind(name).fetch_optional(c).await?;
    row.as_ref().map(row::worker).transpose()
}

async fn counts(c: &mut PgConnection) -> Outcome<Vec<QueueCount>> {
    let rows = query(include_str!("../queries/view/counts.sql")).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let (queue, state) = (row.try_get(0)?, row.state(1)?);
            Ok(QueueCount { queue, state, count: row.try_get(2)? })
        })
        .collect()
}

async fn coordinators(c: &mut PgConnection, from: Timestamp) -> Outcome<Vec<CoordinatorInfo>> {
    let rows = query(include_str!("../queries/view/coordinators.sql"))
        .bind(Stamp(from))
        .fetch_all(c)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(CoordinatorInfo {
                id: CoordinatorId(row.try_get(0)?),
                advertised: row.try_get(1)?,
                renewed_at: row.stamp(2)?,
            })
        })
        .collect()
}

async fn schedulers(c: &mut PgConnection) -> Outcome<Vec<SchedulerInfo>> {
    let rows = query(include_str!("../queries/view/schedulers.sql")).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            Ok(SchedulerInfo {
                name: row.try_get(0)?,
                duties: row.try_get(1)?,
                last_pass_at: row.stamp(2)?,
            })
        })
        .collect()
}

pub(crate) async fn ping(c: &mut PgConnection) -> Outcome<()> {
    query("select 1").execute(c).await?;
    Ok(())
}
