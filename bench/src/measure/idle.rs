//! What workers cost that have nothing to do.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Setting;
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{CpuMeter, Idlers, Site, resident_bytes},
    stats::rate,
};

/// Sessions of one connection, and where each has its own.
const SHARED: [(&str, usize); 2] = [("shared", 100), ("own", 1)];
/// From the last welcome on: each has sent heartbeats.
const SETTLE: Duration = Duration::from_secs(6);
/// How long is looked at.
const LOOK: Duration = Duration::from_secs(10);
/// Share of the heartbeats that must be acknowledged: those at the ends may fall out of the look.
const ENOUGH: f64 = 0.9;

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.idle());
    for (name, shared) in SHARED {
        let site = Site::start(setting.place().await?, false).await?;
        let began = Instant::now();
        let idlers = Idlers::open(&site, count, shared).await?;
        let opened = rate(count, began.elapsed());
        sleep(SETTLE).await;
        let there = site.client().await?.workers().await?;
        if there != count {
            return Err(Error::new(format!("{there} of {count} idle workers are registered")));
        }
        let mut meter = CpuMeter::default();
        meter.add("up", site.pid());
        meter.start();
        let before = idlers.beats();
        sleep(LOOK).await;
        let cpu = meter.seconds().remove("up").unwrap_or_default() / LOOK.as_secs_f64();
        let beats = idlers.beats() - before;
        if idlers.lost() > 0 || (beats as f64) < Idlers::beats_in(count, LOOK) * ENOUGH {
            let lost = idlers.lost();
            return Err(Error::new(format!(
                "{lost} of {count} idle workers were lost, {beats} heartbeats acknowledged"
            )));
        }
        let memory = resident_bytes(site.pid());
        figures.put(format!("idle/{name}/opened"), engine, opened);
        figures.put(format!("idle/{name}/cpu"), engine, cpu);
        figures.put_some(&format!("idle/{name}/memory"), engine, memory);
        drop(idlers);
        site.stop().await?;
    }
    Ok(())
}
