//! Submits over gRPC and through the gateway, while nobody works.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use taskmaster_proto::v1::TaskSpec;
use tokio::time::Instant;

use super::{Setting, queue};
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{Site, noop},
    stats::{median, rate},
};

/// Calls that wait at once.
const CALLERS: usize = 64;
/// Connections that they share.
const CONNECTIONS: usize = 8;
/// Times that each is measured.
const ROUNDS: usize = 3;
/// The same task through the gateway: name, path and body.
const POSTS: [(&str, &str, &str); 2] = [
    ("submit/post tasks", "/api/tasks", r#"{"kind":"noop"}"#),
    (
        "submit/post schedule",
        "/api/schedule",
        r#"{"command":"true","scheduled_at":"2020-01-01T00:00:00Z","kind":"noop"}"#,
    ),
];

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.drain());
    let site = Site::start(setting.place().await?, false).await?;
    queue::fill(&site, &noop(), 2_000, 1_000).await?;
    let mut bulk = f64::MIN;
    for per_call in [1_000, 5_000] {
        let mut rates = Vec::new();
        for _ in 0..ROUNDS {
            rates.push(queue::fill(&site, &noop(), count / 2, per_call).await?);
        }
        if let Some(rate) = median(&rates) {
            figures.put(format!("submit/bulk {per_call}"), engine, rate);
            bulk = bulk.max(rate);
            figures.put("submit/bulk", engine, bulk);
        }
    }
    let each = setting.sizes.singles() / ROUNDS;
    let mut rates: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut put = |name, rate| rates.entry(name).or_default().push(rate);
        put("submit/single 64", singles(&site, each, CALLERS, noop).await?);
        put("submit/single 64 with a key", singles(&site, each, CALLERS, with_key).await?);
        for (name, path, body) in POSTS {
            put(name, posts(&site, each, path, body).await?);
        }
    }
    for (name, measured) in rates {
        figures.put_some(name, engine, median(&measured));
    }
    let rate = singles(&site, setting.sizes.singles() / 20, 1, noop).await?;
    figures.put("submit/single 1", engine, rate);
    site.stop().await
}

/// Tasks a second, each with a call of its own.
async fn singles(site: &Site, count: usize, callers: usize, task: fn() -> TaskSpec) -> Result<f64> {
    let connections = CONNECTIONS.min(callers);
    let clients = try_join_all((0..connections).map(|_| site.client())).await?;
    let each = count.div_ceil(callers);
    let began = Instant::now();
    let callers_at_work = (0..callers).map(|n| {
        let client = clients[n % connections].clone();
        async move {
            for _ in 0..each {
                client.submit(task()).await?;
            }
            Ok::<_, Error>(())
        }
    });
    try_join_all(callers_at_work).await?;
    Ok(rate(each * callers, began.elapsed()))
}

/// A task as the gateway hands it on: with a key, so that the call may be repeated.
fn with_key() -> TaskSpec {
    TaskSpec { idempotency_key: uuid::Uuid::now_v7().to_string(), ..noop() }
}

/// Tasks a second through the gateway, each with a call of its own, each caller with a connection
/// of its own.
async fn posts(site: &Site, count: usize, path: &str, body: &'static str) -> Result<f64> {
    let mut clients = try_join_all((0..CALLERS).map(|_| site.http())).await?;
    let each = count.div_ceil(CALLERS);
    let began = Instant::now();
    let callers_at_work = clients.iter_mut().map(async |client| {
        for _ in 0..each {
            client.post(path, body).await?;
        }
        Ok::<_, Error>(())
    });
    try_join_all(callers_at_work).await?;
    Ok(rate(each * CALLERS, began.elapsed()))
}
