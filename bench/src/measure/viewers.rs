//! What it costs to be looked at: drains with and without WebSockets that hear of every task.

use std::collections::BTreeMap;

use super::{Setting, queue, watch::watch};
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{CpuMeter, Site, Viewers, noop},
    stats::median,
};

/// Times that each is measured, in turns.
const ROUNDS: usize = 3;

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let engine = setting.engine;
    // Enough seconds for what is told once in each.
    let (count, people) = (setting.sizes.drain() * 2, setting.sizes.viewers());
    let mut site = Site::start(setting.place().await?, false).await?;
    drain(&mut site, count / 4).await?;
    let mut rounds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let without = drain(&mut site, count).await?;
        let viewers = Viewers::open(&site, people).await?;
        let heard = viewers.heard();
        let with = drain(&mut site, count).await?;
        let heard = viewers.heard() - heard;
        if viewers.lost() > 0 || heard < people as u64 {
            let lost = viewers.lost();
            return Err(Error::new(format!(
                "{people} viewers heard {heard} messages and {lost} of them were lost"
            )));
        }
        let mut put = |name, figure| rounds.entry(name).or_default().push(figure);
        put("viewers/without", without);
        put("viewers/with", with);
        put("viewers/more", with / without - 1.0);
        put("viewers/heard", heard as f64 / people as f64);
    }
    for (name, measured) in rounds {
        figures.put_some(name, engine, median(&measured));
    }
    site.stop().await
}

/// Drains so many tasks; CPU seconds of `up` for 10,000 of them.
async fn drain(site: &mut Site, count: usize) -> Result<f64> {
    let client = site.client().await?;
    let before = client.counts().await?.completed;
    queue::fill(site, &noop(), count, 1_000).await?;
    let mut meter = CpuMeter::default();
    meter.add("up", site.pid());
    meter.start();
    let workers = [site.worker(None)?, site.worker(None)?];
    watch(&client, before, count).await?;
    let cpu = meter.seconds().remove("up").unwrap_or_default();
    for worker in workers {
        worker.stop().await?;
    }
    Ok(cpu * 10_000.0 / count as f64)
}
