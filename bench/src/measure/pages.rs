//! The first page of a very long list, through the gateway, at low load.

use std::time::Duration;

use serde::{Deserialize, de::IgnoredAny};
use taskmaster_proto::v1::TaskSpec;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use super::{Setting, queue};
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{Site, noop, shell},
    stats::percentile,
};

/// Tasks of a page.
const PAGE: usize = 50;
/// Tasks below all others, that a filter has to look for.
const RARE: usize = 1_000;
/// One call each, so that none waits for another.
const PACE: Duration = Duration::from_millis(20);
/// After the last of a million tasks, until what it left to be written is.
const REST: Duration = Duration::from_secs(3);

/// What is asked for.
const QUERIES: [(&str, &str); 4] = [
    ("all", "/api/tasks?limit=50"),
    ("failed", "/api/tasks?limit=50&state=failed"),
    ("queue", "/api/tasks?limit=50&queue=default"),
    ("rare queue", "/api/tasks?limit=50&queue=rare"),
];

#[derive(Debug, Deserialize)]
struct Page {
    tasks: Vec<IgnoredAny>,
    #[serde(default)]
    partial: bool,
}

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.calm());
    let mut site = Site::start(setting.place().await?, false).await?;
    fail_some(&mut site).await?;
    let rare = TaskSpec { queue: "rare".to_owned(), ..noop() };
    queue::fill(&site, &rare, RARE, RARE).await?;
    queue::fill(&site, &noop(), setting.sizes.deep(), 5_000).await?;
    sleep(REST).await;

    let mut http = site.http().await?;
    for (name, path) in QUERIES {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut times = Vec::with_capacity(count);
        for n in 0..count {
            pace.tick().await;
            let began = Instant::now();
            let body = http.get(path).await?;
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
            if n == 0 {
                let page: Page = serde_json::from_slice(&body)?;
                // Only what no index is kept for may end at the bound of what one call looks at.
                if page.tasks.len() != PAGE && !(page.partial && name == "rare queue") {
                    let found = page.tasks.len();
                    return Err(Error::new(format!("{path} found {found} tasks")));
                }
            }
        }
        for percent in [50.0, 99.0] {
            let figure = percentile(&times, percent);
            figures.put_some(&format!("pages/{name} p{percent}"), engine, figure);
        }
    }
    site.stop().await
}

/// Two pages of tasks that a worker saw fail.
async fn fail_some(site: &mut Site) -> Result {
    let client = site.client().await?;
    let worker = site.worker(None)?;
    queue::fill(site, &shell("exit 1"), 2 * PAGE, PAGE).await?;
    let began = Instant::now();
    while client.counts().await?.failed < 2 * PAGE {
        if began.elapsed() > Duration::from_secs(10) {
            return Err(Error::new("tasks that fail do not end within 10 s"));
        }
        sleep(PACE).await;
    }
    worker.stop().await
}
