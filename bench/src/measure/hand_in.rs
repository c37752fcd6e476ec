//! Submits over gRPC, while nobody works.

use futures::future::try_join_all;
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
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.push(singles(&site, setting.sizes.singles() / ROUNDS, CALLERS).await?);
    }
    figures.put_some("submit/single 64", engine, median(&rates));
    let rate = singles(&site, setting.sizes.singles() / 20, 1).await?;
    figures.put("submit/single 1", engine, rate);
    site.stop().await
}

/// Tasks a second, each with a call of its own.
async fn singles(site: &Site, count: usize, callers: usize) -> Result<f64> {
    let connections = CONNECTIONS.min(callers);
    let clients = try_join_all((0..connections).map(|_| site.client())).await?;
    let each = count.div_ceil(callers);
    let began = Instant::now();
    let callers_at_work = (0..callers).map(|n| {
        let client = clients[n % connections].clone();
        async move {
            for _ in 0..each {
                client.submit(noop()).await?;
            }
            Ok::<_, Error>(())
        }
    });
    try_join_all(callers_at_work).await?;
    Ok(rate(each * callers, began.elapsed()))
}
