//! Whether a long queue is slower than a short one.

use super::{Setting, queue, watch::watch};
use crate::{
    error::Result,
    figures::Figures,
    host::{Site, noop},
    stats::median,
};

/// Drains of each, in turns: start the workers, take so many, stop them.
const ROUNDS: usize = 3;

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, taken) = (setting.engine, setting.sizes.shallow());
    let mut site = Site::start(setting.place().await?, false).await?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        queue::fill(&site, &noop(), taken, 1_000).await?;
        rates.extend(take(&mut site, taken).await?);
    }
    let short = median(&rates);
    figures.put_some("depth/short", engine, short);

    queue::fill(&site, &noop(), setting.sizes.deep(), 5_000).await?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.extend(take(&mut site, taken).await?);
    }
    let long = median(&rates);
    figures.put_some("depth/long", engine, long);
    let flat = long.zip(short).map(|(long, short)| long / short);
    figures.put_some("depth/flat", engine, flat);
    site.stop().await
}

/// Lets two workers take so many tasks; tasks a second in between.
async fn take(site: &mut Site, count: usize) -> Result<Option<f64>> {
    let client = site.client().await?;
    let before = client.counts().await?.completed;
    let workers = [site.worker(None)?, site.worker(None)?];
    let course = watch(&client, before, count).await?;
    for worker in workers {
        worker.stop().await?;
    }
    Ok(course.steady_rate(count))
}
