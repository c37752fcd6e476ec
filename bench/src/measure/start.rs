//! A cold start, and what `up` takes while nothing happens.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Setting;
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{Site, noop, resident_bytes},
    stats::median,
};

/// Times that it is started.
const ROUNDS: usize = 5;
/// How long nothing happens before memory is looked at.
const IDLE: Duration = Duration::from_secs(2);
/// Often enough for a figure of a few hundred milliseconds.
const LOOK: Duration = Duration::from_millis(2);
/// A start that takes longer has failed.
const LONGEST: Duration = Duration::from_secs(10);

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let engine = setting.engine;
    let (mut answers, mut firsts, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let place = setting.place().await?;
        let began = Instant::now();
        let site = Site::start(place, true).await?;
        let client = site.client().await?;
        let id = client.submit(noop()).await?;
        answers.push(began.elapsed().as_secs_f64() * 1_000.0);
        while client.task(&id).await?.completed_at.is_none() {
            if began.elapsed() > LONGEST {
                return Err(Error::new("the first task was not finished within 10 s"));
            }
            sleep(LOOK).await;
        }
        firsts.push(began.elapsed().as_secs_f64() * 1_000.0);
        if round == 0 {
            sleep(IDLE).await;
            memory.extend(resident_bytes(site.pid()));
        }
        site.stop().await?;
    }
    figures.put_some("start/first answer", engine, median(&answers));
    figures.put_some("start/first task", engine, median(&firsts));
    figures.put_some("start/memory", engine, median(&memory));
    Ok(())
}
