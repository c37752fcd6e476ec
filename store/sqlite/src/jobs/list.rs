//! Lists of jobs, versions, runs and fires.

use std::sync::LazyLock;

use sqlx::{
    AssertSqlSafe, Sqlite as Driver,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};
use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, Run, Version},
};
use taskmaster_store::{
    Counters as _, FireFilter, JobFilter, JobPage, Result, RunFilter,
    jobs::{LOOKED_AT, PAGE_BYTES},
};
use uuid::Uuid;

use super::row;
use crate::{Sqlite, error::failed, rows::get, sql};

/// A statement with parameters.
pub(super) type Bound = Query<'static, Driver, SqliteArguments>;

/// `limit` of these rows, of which one more were asked for; the next page comes after what `place`
/// says of the last.
fn page<T, C>(
    rows: &[SqliteRow],
    limit: u32,
    read: impl Fn(&SqliteRow) -> Result<T>,
    place: impl Fn(&T) -> C,
) -> Result<JobPage<T, C>> {
    let has_more = rows.len() > limit as usize;
    let rows = rows.iter().take(limit as usize).map(read).collect::<Result<Vec<_>>>()?;
    let next = rows.last().map(place).filter(|_| has_more);
    Ok(JobPage { rows, next })
}

/// A page of whole jobs or versions by `statement`, of which `bind` gives the parameters for so many rows.
/// It asks first how long their specs are, for which they need not be read.
pub(super) async fn whole<T, C>(
    store: &Sqlite,
    statement: &'static str,
    bind: impl Fn(Bound, i64) -> Bound,
    limit: u32,
    read: impl Fn(&SqliteRow) -> Result<T>,
    place: impl Fn(&T) -> C,
) -> Result<JobPage<T, C>> {
    let mut snapshot = store.readers.begin().await.map_err(failed)?;
    let lengths = format!("select octet_length(spec) as bytes from (\n{statement}\n)");
    let bound = bind(sqlx::query(AssertSqlSafe(lengths)), i64::from(limit) + 1);
    let found = bound.fetch_all(&mut *snapshot).await.map_err(failed)?;
    let lengths = found.iter().map(|row| get(row, "bytes")).collect::<Result<Vec<i64>>>()?;
    let fitting = fitting(&lengths).min(limit as usize);
    let bound = bind(sqlx::query(statement), fitting as i64);
    let rows = bound.fetch_all(&mut *snapshot).await.map_err(failed)?;
    let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    let next = rows.last().map(place).filter(|_| found.len() > fitting);
    Ok(JobPage { rows, next })
}

/// How many specs of these lengths make a page: the last one takes it past its bytes.
fn fitting(lengths: &[i64]) -> usize {
    let mut bytes = 0;
    let fits = |length: &&i64| {
        let fits = bytes < i64::from(PAGE_BYTES);
        bytes += *length;
        fits
    };
    lengths.iter().take_while(fits).count()
}

/// The statement with a line switched on, and with other text, as each pair says.
fn with(statement: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(statement.to_owned(), |text, (from, to)| text.replace(from, to))
}

static DISABLED: LazyLock<String> = LazyLock::new(|| {
    with(sql!("jobs/page"), &[("-- only: ", ""), ("job_by_name", "job_disabled")])
});
static BROKEN: LazyLock<String> = LazyLock::new(|| {
    let only = [("-- only: and job.enabled = 0", "and job.broken = 1")];
    with(&with(sql!("jobs/page"), &only), &[("job_by_name", "job_broken")])
});
static STUCK: LazyLock<String> = LazyLock::new(|| {
    let only = [("-- only: and job.enabled = 0", "and job.stuck = 1")];
    with(&with(sql!("jobs/page"), &only), &[("job_by_name", "job_stuck")])
});

pub(super) async fn jobs(
    store: &Sqlite,
    filter: &JobFilter,
    after: Option<&str>,
    limit: u32,
) -> Result<JobPage<Job, String>> {
    let statement: &'static str = match (filter.stuck, filter.broken, filter.enabled) {
        (true, _, _) => &STUCK,
        (false, Some(true), _) => &BROKEN,
        (false, _, Some(false)) => &DISABLED,
        (false, Some(false) | None, Some(true) | None) => sql!("jobs/page"),
    };
    let ((lower, after), below) = filter.range(after);
    let bind = |query: Bound, rows| {
        query
            .bind(lower.clone())
            .bind(after.clone())
            .bind(below.clone())
            .bind(filter.enabled)
            .bind(filter.broken)
            .bind(rows)
    };
    whole(store, statement, bind, limit, row::job, |job| job.spec.name.clone()).await
}

pub(super) async fn versions(
    store: &Sqlite,
    id: JobId,
    below: Option<i32>,
    limit: u32,
) -> Result<JobPage<Version, i32>> {
    let below = below.map_or(i64::MAX, i64::from);
    let bind = |query: Bound, rows| query.bind(id.0).bind(below).bind(rows);
    whole(store, sql!("jobs/versions"), bind, limit, row::version, |version| version.version).await
}

/// The statement for runs of one job or of all, and for those that are open or all.
fn of_runs(statement: &'static str, filter: &RunFilter) -> String {
    let mut changes = Vec::new();
    changes.extend(filter.job.map(|_| ("-- of: ", "")));
    changes.extend(filter.open.then_some(("-- open: ", "")));
    with(statement, &changes)
}

pub(super) async fn runs(
    store: &Sqlite,
    filter: &RunFilter,
    below: Option<TaskId>,
    limit: u32,
) -> Result<JobPage<Run, TaskId>> {
    let below = below.map_or(Uuid::max(), |below| below.0);
    let states = filter.states.iter().fold(0, |bits: i64, state| bits | 1 << state.code());
    let mut snapshot = store.readers.begin().await.map_err(failed)?;
    let rows = sqlx::query(AssertSqlSafe(of_runs(sql!("jobs/runs"), filter)))
        .bind(below)
        .bind(states)
        .bind(filter.job.map(|job| job.0))
        .bind(i64::from(limit) + 1)
        .bind(LOOKED_AT)
        .fetch_all(&mut *snapshot)
        .await
        .map_err(failed)?;
    let mut page = page(&rows, limit, row::run, |run| run.id)?;
    if page.next.is_none() {
        let bound: Option<Uuid> =
            sqlx::query_scalar(AssertSqlSafe(of_runs(sql!("jobs/runs_bound"), filter)))
                .bind(below)
                .bind(states)
                .bind(filter.job.map(|job| job.0))
                .bind(LOOKED_AT)
                .fetch_optional(&mut *snapshot)
                .await
                .map_err(failed)?;
        page.next = bound.map(TaskId);
    }
    drop(snapshot);
    let ids: Vec<TaskId> = page.rows.iter().map(|run| run.id).collect();
    let mut counters = store.counters(&ids).await?;
    for run in &mut page.rows {
        run.counters = counters.remove(&run.id).unwrap_or_default();
    }
    Ok(page)
}

static RARE: LazyLock<String> = LazyLock::new(|| {
    let rare = [("-- rare: ", ""), ("from fire\n", "from fire indexed by fire_not_fired\n")];
    with(sql!("jobs/fires"), &rare)
});

pub(super) async fn fires(
    store: &Sqlite,
    filter: &FireFilter,
    limit: u32,
) -> Result<JobPage<Fire, Timestamp>> {
    let codes = filter.codes();
    if codes.as_ref().is_some_and(Vec::is_empty) {
        return Ok(JobPage { rows: Vec::new(), next: None });
    }
    let rare = codes.as_ref().is_some_and(|codes| !codes.contains(&0));
    let statement: &'static str = if rare { &RARE } else { sql!("jobs/fires") };
    let bits = codes.into_iter().flatten().fold(0, |bits: i64, code| bits | 1 << code);
    let rows = sqlx::query(statement)
        .bind(filter.job.0)
        .bind(filter.from.map_or(i64::MIN, Timestamp::micros))
        .bind(filter.before.map_or(i64::MAX, Timestamp::micros))
        .bind(bits)
        .bind(i64::from(limit) + 1)
        .fetch_all(&store.readers)
        .await
        .map_err(failed)?;
    page(&rows, limit, row::fire, |fire| fire.nominal)
}
