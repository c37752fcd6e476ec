//! A drain: no-op tasks that are queued already, two remote workers, full history kept.

use std::collections::BTreeMap;

use sqlx::Connection as _;
use taskmaster_runtime::Clock;

use super::{Setting, queue, watch::watch};
use crate::{
    engine::{Base, Place},
    error::{Error, Result},
    figures::Figures,
    host::{Client, CpuMeter, Site, noop},
    stats::{median, rate},
};

/// Tasks whose stamps tell the end of a drain: the last that were handed in are the last claimed.
const LAST: usize = 5_000;

/// Times that all is measured.
const ROUNDS: usize = 3;

/// Worker processes.
const WORKERS: usize = 2;

/// What a drain was like.
struct Drained {
    /// From the start of the workers' processes to the last completion, tasks a second.
    with_start: f64,
    /// From the first claim.
    from_claim: f64,
    /// Between a tenth and nine tenths.
    steady: Option<f64>,
    /// Of one task, in the mean.
    claims: f64,
    /// CPU seconds by part.
    cpu: BTreeMap<&'static str, f64>,
}

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.drain());
    let mut rounds: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut site = Site::start(setting.place().await?, false).await?;
        let drained = drain(&mut site, count).await?;
        site.stop().await?;
        let mut put = |name: String, figure| rounds.entry(name).or_default().push(figure);
        put("drain/with start".to_owned(), drained.with_start);
        put("drain/from claim".to_owned(), drained.from_claim);
        if let Some(steady) = drained.steady {
            put("drain/steady".to_owned(), steady);
        }
        put("drain/claims".to_owned(), drained.claims);
        let mut all = 0.0;
        for (part, seconds) in drained.cpu {
            let each = seconds * 10_000.0 / count as f64;
            all += each;
            put(format!("cpu/{part}"), each);
        }
        put("cpu/all".to_owned(), all);

        if let Place::Postgres(base) = setting.place().await? {
            put("drain/pinned".to_owned(), pinned(base, count).await?);
        }
    }
    for (name, measured) in rounds {
        figures.put_some(&name, engine, median(&measured));
    }
    Ok(())
}

/// Tasks a second while another connection holds a snapshot from before the first task, so that
/// nothing can be vacuumed away.
async fn pinned(base: Base, count: usize) -> Result<f64> {
    let mut site = Site::start(Place::Postgres(base.clone()), false).await?;
    let mut elsewhere = base.connect().await?;
    let mut pin = elsewhere.begin_with("begin isolation level repeatable read").await?;
    sqlx::query("select count(*) from task").execute(&mut *pin).await?;
    let drained = drain(&mut site, count).await?;
    pin.rollback().await?;
    site.stop().await?;
    Ok(drained.from_claim)
}

/// Queues all tasks, then starts the workers and waits for the last completion.
async fn drain(site: &mut Site, count: usize) -> Result<Drained> {
    let client = site.client().await?;
    // The oldest is claimed first.
    let first = client.submit(noop()).await?;
    queue::fill(site, &noop(), count - 1, 1_000).await?;
    let mut meter = CpuMeter::default();
    if let Place::Postgres(base) = site.place() {
        let mut server = base.connect().await?;
        // What the submits left to be written is not the drain's.
        let _ = sqlx::raw_sql("checkpoint").execute(&mut server).await;
        meter.add_server(&mut server).await?;
    }
    meter.add("up", site.pid());
    meter.start();
    let began = Clock::default().now();
    let workers = (0..WORKERS).map(|_| site.worker(None)).collect::<Result<Vec<_>>>()?;
    for worker in &workers {
        meter.add("workers", worker.pid());
    }
    let course = watch(&client, 0, count).await?;
    let cpu = meter.seconds();
    let last = client.newest(LAST.min(count)).await?;
    let end = Client::last_end(&last).ok_or_else(|| Error::new("no task has an end"))?;
    let first = client.task(&first).await?;
    let claim = Client::first_claim(&[first]).ok_or_else(|| Error::new("no task was claimed"))?;
    for worker in workers {
        worker.stop().await?;
    }
    Ok(Drained {
        with_start: rate(count, end.since(began)),
        from_claim: rate(count, end.since(claim)),
        steady: course.steady_rate(count),
        claims: Client::claims(&last),
        cpu,
    })
}
