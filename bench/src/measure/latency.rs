//! From submit to started, at low load, beside the time of one commit.

use std::time::Duration;

use sqlx::{Connection as _, Executor as _};
use taskmaster_runtime::Clock;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::Setting;
use crate::{
    engine::{self, Place},
    error::Result,
    figures::Figures,
    host::{Client, Site, noop},
    stats::{median, percentile},
};

/// One task each, so that none waits for another.
const PACE: Duration = Duration::from_millis(20);

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.calm());
    let mut site = Site::start(setting.place().await?, false).await?;
    let workers = [site.worker(None)?, site.worker(None)?];
    let client = site.client().await?;
    for _ in 0..20 {
        let first = client.submit(noop()).await?;
        while client.task(&first).await?.completed_at.is_none() {
            sleep(PACE).await;
        }
    }

    let clock = Clock::default();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut calls = Vec::with_capacity(count);
    for _ in 0..count {
        pace.tick().await;
        let called = clock.now();
        let id = client.submit(noop()).await?;
        calls.push((id, called, clock.now()));
    }
    sleep(PACE * 10).await;
    let (mut call, mut from_call, mut from_return) = (Vec::new(), Vec::new(), Vec::new());
    let millis = |micros: i64| micros as f64 / 1_000.0;
    for (id, called, returned) in &calls {
        let task = client.task(id).await?;
        let Some(started) = Client::started(&task) else { continue };
        call.push(millis(returned.micros() - called.micros()));
        from_call.push(millis(started.micros() - called.micros()));
        from_return.push(millis(started.micros() - returned.micros()));
    }
    for worker in workers {
        worker.stop().await?;
    }
    for percent in [50.0, 95.0, 99.0] {
        for (name, times) in
            [("call", &call), ("from call", &from_call), ("from return", &from_return)]
        {
            figures.put_some(
                &format!("latency/{name} p{percent}"),
                engine,
                percentile(times, percent),
            );
        }
    }

    let commit = commits(site.place(), count).await?;
    figures.put_some("latency/commit", engine, median(&commit));
    for name in ["from call", "from return"] {
        let ratio = figures.get(&format!("latency/{name} p50"), engine).zip(median(&commit));
        let ratio = ratio.map(|(time, commit)| time / commit);
        figures.put_some(&format!("latency/{name} in commits"), engine, ratio);
    }
    site.stop().await
}

/// Milliseconds of single inserts at the same pace, each a transaction.
async fn commits(place: &Place, count: usize) -> Result<Vec<f64>> {
    const TABLE: &str = "create table single (id integer primary key, payload text)";
    const INSERT: &str = "insert into single (id, payload) values ($1, 'a row of its own')";
    let mut times = Vec::with_capacity(count);
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let folder = tempfile::Builder::new().prefix("taskmaster-commit.").tempdir()?;
    let numbers = 0..i32::try_from(count).unwrap_or(i32::MAX);
    match place {
        Place::Sqlite => {
            let mut connection = engine::sqlite(&folder.path().join("single.db")).await?;
            connection.execute(TABLE).await?;
            for n in numbers {
                pace.tick().await;
                let began = Instant::now();
                sqlx::query(INSERT).bind(n).execute(&mut connection).await?;
                times.push(began.elapsed().as_secs_f64() * 1_000.0);
            }
            connection.close().await?;
        }
        Place::Postgres(base) => {
            let mut connection = base.connect().await?;
            connection.execute(TABLE).await?;
            for n in numbers {
                pace.tick().await;
                let began = Instant::now();
                sqlx::query(INSERT).bind(n).execute(&mut connection).await?;
                times.push(began.elapsed().as_secs_f64() * 1_000.0);
            }
            connection.close().await?;
        }
    }
    Ok(times)
}
