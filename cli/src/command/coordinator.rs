//! `taskmaster coordinator`: the role alone, beside others on one PostgreSQL.

use clap::Args;
use taskmaster_coordinator::{Config, Coordinator, Metrics};
use taskmaster_runtime::{Clock, Tasks, config::Loaded, metrics};
use tracing::info;

use super::up::not_bound;
use crate::{
    context::{Context, Flags},
    error::{Error, Result},
    host::{
        life::{Life, Stop, metrics_address, shown},
        store::{DatabaseArgs, Place},
        token,
    },
};

/// Port of the metrics when nothing else is said.
const METRICS: u16 = 8_001;

#[derive(Debug, Args)]
pub(crate) struct Role {
    /// Address for clients and workers; port 0 picks a free one
    #[arg(long, visible_alias = "listen", value_name = "ADDRESS")]
    grpc: Option<String>,
    /// URL under which others reach it
    #[arg(long, value_name = "URL")]
    advertise: Option<String>,
    /// Address of the metrics, or off; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
    /// File with the token of operators and clients
    #[arg(long, value_name = "FILE")]
    admin_token_file: Option<std::path::PathBuf>,
    /// File with the token of workers
    #[arg(long, value_name = "FILE")]
    join_token_file: Option<std::path::PathBuf>,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Role {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let loaded = context.load_checked(self.flags()?)?;
        let mut life = Life::begin(&loaded, "coordinator")?;
        let ended = serve(&loaded, &mut life).await;
        life.end().await;
        ended
    }

    fn flags(&self) -> Result<Flags> {
        let mut flags = Flags::default();
        flags.set("grpc.listen", self.grpc.as_ref());
        flags.set("grpc.advertise", self.advertise.as_ref());
        flags.set("metrics.listen", self.metrics.as_ref());
        flags.path("auth.admin_token_file", self.admin_token_file.as_deref())?;
        flags.path("auth.join_token_file", self.join_token_file.as_deref())?;
        self.database.say(&mut flags)?;
        Ok(flags)
    }
}

async fn serve(loaded: &Loaded, life: &mut Life) -> Result {
    let config = &loaded.config;
    let place = Place::shared(config)?;
    let door = Config {
        listen: config.grpc.listen.0,
        advertise: config.grpc.advertise.clone(),
        rhythm: config.session.rhythm(),
        output_limit: config.output.limit,
        admin_token: token::admin(&config.auth)?,
        join_token: token::join(&config.auth, None)?,
        settings: loaded.settings(),
    };
    let store = place.open(config, config.database.migrate).await?;
    let mut registry = metrics::registry("coordinator");
    let counted = Metrics::register(&mut registry);
    let bound = Coordinator::bind(door, store.clone(), Clock::default(), counted).await;
    let coordinator = bound.map_err(|cause| not_bound(&cause))?;
    let address = coordinator.local_addr();
    life.health.needs(coordinator.probe());
    let metrics = metrics_address(config, Some(METRICS));
    let metrics = life.serve_metrics(metrics, registry).await?;

    let tasks = Tasks::default();
    let serving = tasks.clone();
    let role = tasks.spawn("coordinator", async move {
        coordinator.run(serving).await.map_err(|cause| Error::Failed(cause.to_string()))
    });
    life.health.ready();
    info!(grpc = %address, metrics = %shown(metrics), database = place.shown(), "ready");
    let stop = life.until_stop(&mut [role]).await;
    life.leave(&stop, &[(&tasks, config.shutdown.grace)]).await;
    store.close().await;
    match stop {
        Stop::Asked(_) => Ok(()),
        Stop::Broken(error) => Err(error),
    }
}
