//! Numbers that tasks count, over gRPC and through the gateway, beside single submits.

use std::{collections::BTreeMap, time::Duration};

use futures::future::try_join_all;
use taskmaster_proto::{convert::to_duration, v1::TaskSpec};
use tokio::time::{Instant, sleep, timeout};

use super::Setting;
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{Client, Site, noop, shell},
    stats::{median, rate},
};

/// Calls that wait at once.
const CALLERS: usize = 64;
/// Connections that they share over gRPC.
const CONNECTIONS: usize = 8;
/// Tasks that are counted for.
const TASKS: usize = 8;
/// Times that each is measured.
const ROUNDS: usize = 3;
/// How long the tasks may take to start.
const START: Duration = Duration::from_secs(10);
/// What each call adds.
const NUMBERS: &str = r#"{"success":1,"bytes":512}"#;

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, each) = (setting.engine, setting.sizes.singles() / ROUNDS);
    let mut site = Site::start(setting.place().await?, false).await?;
    let client = site.client().await?;
    let mut waiting = Vec::new();
    for _ in 0..TASKS {
        let delay = Some(to_duration(Duration::from_secs(3_600)));
        waiting.push(client.submit(TaskSpec { delay, ..noop() }).await?);
    }
    let worker = site.worker(Some(8))?;
    let mut running = Vec::new();
    for _ in 0..TASKS {
        running.push(client.submit(shell("sleep 600")).await?);
    }
    for id in &running {
        timeout(START, started(&client, id))
            .await
            .map_err(|_| Error::new("a task must start"))??;
    }
    let mut rates: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut put = |name, rate| rates.entry(name).or_default().push(rate);
        put("counters/add", adds(&site, each, &running).await?);
        put("counters/put", puts(&site, each, &running).await?);
        put("counters/put waiting", puts(&site, each, &waiting).await?);
        put("counters/post", posts(&site, each).await?);
    }
    for (name, measured) in rates {
        figures.put_some(name, engine, median(&measured));
    }
    for id in &running {
        client.cancel(id).await?;
    }
    worker.stop().await?;
    site.stop().await
}

async fn started(client: &Client, id: &str) -> Result {
    while client.task(id).await?.started_at.is_none() {
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Calls a second over gRPC.
async fn adds(site: &Site, count: usize, tasks: &[String]) -> Result<f64> {
    let clients = try_join_all((0..CONNECTIONS).map(|_| site.client())).await?;
    let each = count.div_ceil(CALLERS);
    let began = Instant::now();
    let callers_at_work = (0..CALLERS).map(|n| {
        let (client, task) = (clients[n % CONNECTIONS].clone(), &tasks[n % tasks.len()]);
        async move {
            for _ in 0..each {
                client.count(task, &[("success", 1), ("bytes", 512)]).await?;
            }
            Ok::<_, Error>(())
        }
    });
    try_join_all(callers_at_work).await?;
    Ok(rate(each * CALLERS, began.elapsed()))
}

/// Calls a second through the gateway, each caller with a connection of its own.
async fn puts(site: &Site, count: usize, tasks: &[String]) -> Result<f64> {
    let mut clients = try_join_all((0..CALLERS).map(|_| site.http())).await?;
    let each = count.div_ceil(CALLERS);
    let began = Instant::now();
    let callers_at_work = clients.iter_mut().enumerate().map(async |(n, client)| {
        let path = format!("/api/tasks/{}/counters", tasks[n % tasks.len()]);
        for _ in 0..each {
            client.put(&path, NUMBERS).await?;
        }
        Ok::<_, Error>(())
    });
    try_join_all(callers_at_work).await?;
    Ok(rate(each * CALLERS, began.elapsed()))
}

/// Tasks a second through the gateway, for later.
async fn posts(site: &Site, count: usize) -> Result<f64> {
    let mut clients = try_join_all((0..CALLERS).map(|_| site.http())).await?;
    let each = count.div_ceil(CALLERS);
    let began = Instant::now();
    let callers_at_work = clients.iter_mut().map(async |client| {
        for _ in 0..each {
            client.post("/api/tasks", r#"{"kind":"noop","delaySeconds":3600}"#).await?;
        }
        Ok::<_, Error>(())
    });
    try_join_all(callers_at_work).await?;
    Ok(rate(each * CALLERS, began.elapsed()))
}
