//! Lists of jobs, versions, runs and fires.

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, postgres::PgRow, query, query_scalar};
use taskmaster_domain::{
    JobId, TaskId, TaskState, Timestamp,
    job::{Fire, Job, Run, Version},
    task::Counts,
};
use taskmaster_store::{
    FireFilter, JobFilter, JobPage, RunFilter,
    jobs::{LOOKED_AT, PAGE_BYTES},
};
use uuid::Uuid;

use super::row;
use crate::{error::Outcome, row::Columns, stamp::Stamp};

/// Bounds of what `timestamptz` can be and we ever write.
const EVER: (Timestamp, Timestamp) =
    (Timestamp::from_micros(i64::MIN / 64), Timestamp::from_micros(i64::MAX / 64));

/// `limit` of these rows, of which one more were asked for; the next page comes after what `place`
/// says of the last.
fn page<T, C>(
    rows: &[PgRow],
    limit: u32,
    read: impl Fn(&PgRow) -> Outcome<T>,
    place: impl Fn(&T) -> C,
) -> Outcome<JobPage<T, C>> {
    let has_more = rows.len() > limit as usize;
    let rows = rows.iter().take(limit as usize).map(read).collect::<Outcome<Vec<_>>>()?;
    let next = rows.last().map(place).filter(|_| has_more);
    Ok(JobPage { rows, next })
}

/// As [`page`], of rows that say how many were found before large ones made the page short.
pub(super) fn weighed<T, C>(
    rows: &[PgRow],
    limit: u32,
    read: impl Fn(&PgRow) -> Outcome<T>,
    place: impl Fn(&T) -> C,
) -> Outcome<JobPage<T, C>> {
    let found: i64 = rows.first().map_or(Ok(0), |row| row.try_get("found"))?;
    let is_short = usize::try_from(found).is_ok_and(|found| found > rows.len());
    let mut page = page(rows, limit, read, &place)?;
    if is_short {
        page.next = page.rows.last().map(place);
    }
    Ok(page)
}

pub(super) async fn jobs(
    c: &mut PgConnection,
    filter: &JobFilter,
    after: Option<&str>,
    limit: u32,
) -> Outcome<JobPage<Job, String>> {
    let all = include_str!("../../queries/jobs/page.sql");
    let only = match (filter.stuck, filter.broken, filter.enabled) {
        (true, _, _) => Some("and stuck"),
        (false, Some(true), _) => Some("and broken"),
        (false, _, Some(false)) => Some("and not enabled"),
        (false, Some(false) | None, Some(true) | None) => None,
    };
    let statement =
        only.map_or(all.to_owned(), |only| all.replace("-- only: and not enabled", only));
    let ((lower, after), below) = filter.range(after);
    let rows = query(AssertSqlSafe(statement))
        .bind(lower)
        .bind(after)
        .bind(below)
        .bind(filter.enabled)
        .bind(filter.broken)
        .bind(i64::from(limit) + 1)
        .bind(i64::from(PAGE_BYTES))
        .fetch_all(c)
        .await?;
    weighed(&rows, limit, row::job, |job| job.spec.name.clone())
}

pub(super) async fn versions(
    c: &mut PgConnection,
    id: JobId,
    below: Option<i32>,
    limit: u32,
) -> Outcome<JobPage<Version, i32>> {
    let rows = query(include_str!("../../queries/jobs/versions.sql"))
        .bind(id.0)
        .bind(below.unwrap_or(i32::MAX))
        .bind(i64::from(limit) + 1)
        .bind(i64::from(PAGE_BYTES))
        .fetch_all(c)
        .await?;
    weighed(&rows, limit, row::version, |version| version.version)
}

/// The statement for runs of one job or of all, and for those that are open or all.
fn of_runs(statement: &str, filter: &RunFilter) -> AssertSqlSafe<String> {
    let mut text = statement.to_owned();
    if filter.job.is_some() {
        text = text.replace("-- of: ", "");
    }
    if filter.open {
        text = text.replace("-- open: ", "");
    }
    AssertSqlSafe(text)
}

pub(super) async fn runs(
    c: &mut PgConnection,
    filter: &RunFilter,
    below: Option<TaskId>,
    limit: u32,
) -> Outcome<JobPage<Run, TaskId>> {
    let below = below.map_or(Uuid::max(), |below| below.0);
    let states: Vec<i16> = filter.states.iter().copied().map(TaskState::code).collect();
    let mut snapshot = c.begin_with("begin isolation level repeatable read, read only").await?;
    query(include_str!("../../queries/view/one_plan.sql")).execute(&mut *snapshot).await?;
    let mut found = query(of_runs(include_str!("../../queries/jobs/runs.sql"), filter))
        .bind(below)
        .bind(states)
        .bind(i64::from(limit) + 1)
        .bind(LOOKED_AT);
    if let Some(job) = filter.job {
        found = found.bind(job.0);
    }
    let rows = found.fetch_all(&mut *snapshot).await?;
    let mut page = page(&rows, limit, row::run, |run| run.id)?;
    if page.next.is_none() {
        let mut bound =
            query_scalar(of_runs(include_str!("../../queries/jobs/runs_bound.sql"), filter))
                .bind(below)
                .bind(LOOKED_AT);
        if let Some(job) = filter.job {
            bound = bound.bind(job.0);
        }
        page.next = bound.fetch_optional(&mut *snapshot).await?.map(TaskId);
    }
    let mut counters = counters(&mut snapshot, &page.rows).await?;
    for run in &mut page.rows {
        run.counters = counters.remove(&run.id).unwrap_or_default();
    }
    snapshot.commit().await?;
    Ok(page)
}

pub(super) async fn latest_runs(
    c: &mut PgConnection,
    jobs: &[JobId],
    each: u32,
) -> Outcome<Vec<Run>> {
    let rows = query(include_str!("../../queries/jobs/latest.sql"))
        .bind(jobs.iter().map(|job| job.0).collect::<Vec<_>>())
        .bind(i64::from(each))
        .fetch_all(&mut *c)
        .await?;
    let mut runs = rows.iter().map(row::run).collect::<Outcome<Vec<_>>>()?;
    let mut counters = counters(c, &runs).await?;
    for run in &mut runs {
        run.counters = counters.remove(&run.id).unwrap_or_default();
    }
    Ok(runs)
}

async fn counters(c: &mut PgConnection, runs: &[Run]) -> Outcome<HashMap<TaskId, Counts>> {
    let rows = query(include_str!("../../queries/counters/counters.sql"))
        .bind(runs.iter().map(|run| run.id.0).collect::<Vec<_>>())
        .fetch_all(c)
        .await?;
    let mut counters: HashMap<TaskId, Counts> = HashMap::new();
    for row in &rows {
        counters.entry(row.id(0)?).or_default().insert(row.try_get(1)?, row.try_get(2)?);
    }
    Ok(counters)
}

pub(super) async fn fires(
    c: &mut PgConnection,
    filter: &FireFilter,
    limit: u32,
) -> Outcome<JobPage<Fire, Timestamp>> {
    let codes = filter.codes();
    if codes.as_ref().is_some_and(Vec::is_empty) {
        return Ok(JobPage { rows: Vec::new(), next: None });
    }
    let mut statement = include_str!("../../queries/jobs/fires.sql").to_owned();
    if codes.as_ref().is_some_and(|codes| !codes.contains(&0)) {
        statement = statement.replace("-- rare: ", "");
    }
    let rows = query(AssertSqlSafe(statement))
        .bind(filter.job.0)
        .bind(Stamp(filter.from.unwrap_or(EVER.0).max(EVER.0)))
        .bind(Stamp(filter.before.unwrap_or(EVER.1).min(EVER.1)))
        .bind(codes.unwrap_or_default())
        .bind(i64::from(limit) + 1)
        .fetch_all(c)
        .await?;
    page(&rows, limit, row::fire, |fire| fire.nominal)
}
