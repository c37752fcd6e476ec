//! `taskmaster scheduler`: the role alone, beside others on one PostgreSQL. It keeps a fleet of
//! containers or pods; processes are for one machine, and there `up` keeps them.

use clap::Args;
use taskmaster_coordinator::store_probe;
use taskmaster_runtime::{Clock, Tasks, config::Loaded, metrics};
use taskmaster_scheduler::{Config, Metrics, Scheduler};
use tracing::info;

use crate::{
    context::{Context, Flags},
    error::Result,
    host::{
        fleet::elsewhere,
        life::{Life, Stop, metrics_address, shown},
        store::{DatabaseArgs, Place},
    },
};

/// Port of the metrics when nothing else is said.
const METRICS: u16 = 8_002;

#[derive(Debug, Args)]
pub(crate) struct Role {
    /// Address of the metrics, or off; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Role {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let mut flags = Flags::default();
        flags.set("metrics.listen", self.metrics.as_ref());
        self.database.say(&mut flags)?;
        let loaded = context.load_checked(flags)?;
        let mut life = Life::begin(&loaded, "scheduler")?;
        let ended = serve(&loaded, &mut life).await;
        life.end().await;
        ended
    }
}

async fn serve(loaded: &Loaded, life: &mut Life) -> Result {
    let config = &loaded.config;
    let place = Place::shared(config)?;
    let store = place.open(config, config.database.migrate).await?;
    life.health.needs(store_probe(store.clone()));
    let mut registry = metrics::registry("scheduler");
    let passes = Metrics::register(&mut registry);
    let metrics = metrics_address(config, Some(METRICS));
    let metrics = life.serve_metrics(metrics, registry).await?;
    let plan = Config {
        rhythm: config.session.rhythm(),
        retention: config.retention.keep(),
        fleet: elsewhere(config),
    };
    let scheduler = Scheduler::new(plan, store.clone(), Clock::default(), passes);

    let tasks = Tasks::default();
    let keeping = tasks.clone();
    let role = tasks.spawn("scheduler", async move {
        // Containers and pods live on: nothing of the fleet is waited for.
        scheduler.run(keeping.clone(), keeping).await;
        Ok(())
    });
    life.health.ready();
    info!(metrics = %shown(metrics), database = place.shown(), "ready");
    let stop = life.until_stop(&mut [role]).await;
    life.leave(&stop, &[(&tasks, config.shutdown.grace)]).await;
    store.close().await;
    match stop {
        Stop::Asked(_) => Ok(()),
        Stop::Broken(error) => Err(error),
    }
}
