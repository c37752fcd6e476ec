//! `taskmaster gateway`: the role alone, before one or more coordinators.

use std::{path::PathBuf, time::Duration};

use backon::{ExponentialBuilder, Retryable as _};
use clap::Args;
use taskmaster_gateway::{Config, Gateway, Metrics, ScheduleKind};
use taskmaster_runtime::{
    Clock, Secret, Tasks,
    config::{self, Loaded},
    metrics,
};
use tracing::{debug, info};

use crate::{
    client::Client,
    context::{Context, Flags, print},
    error::{Error, Result},
    host::{
        endpoints::Endpoints,
        life::{Life, Stop, metrics_address, shown},
        link, token,
    },
};

/// Port of the metrics when nothing else is said.
const METRICS: u16 = 8_003;

#[derive(Debug, Args)]
pub(crate) struct Role {
    /// Address for browsers and REST clients; port 0 picks a free one
    #[arg(long, visible_alias = "listen", value_name = "ADDRESS")]
    http: Option<String>,
    /// Coordinators to begin with; the others are found through them
    #[arg(long = "coordinator", value_name = "URL", value_delimiter = ',')]
    coordinators: Vec<String>,
    /// Address of the metrics, or off; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
    /// File with the token of operators: with it, a sign-in link is printed at the start
    #[arg(long, value_name = "FILE")]
    admin_token_file: Option<PathBuf>,
}

impl Role {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let loaded = context.load_checked(self.flags()?)?;
        let mut life = Life::begin(&loaded, "gateway")?;
        let ended = serve(&loaded, &mut life).await;
        life.end().await;
        ended
    }

    fn flags(&self) -> Result<Flags> {
        let mut flags = Flags::default();
        flags.set("http.listen", self.http.as_ref());
        flags.list("gateway.coordinators", &self.coordinators);
        flags.set("metrics.listen", self.metrics.as_ref());
        flags.path("auth.admin_token_file", self.admin_token_file.as_deref())?;
        Ok(flags)
    }
}

/// What a gateway is told, but for where it listens and whom it calls.
pub(crate) fn plan(loaded: &Loaded) -> Config {
    let config = &loaded.config;
    Config {
        listen: config.http.listen.0,
        base_path: config.http.base_path.clone(),
        allowed_origins: config.http.allowed_origins.clone(),
        public_url: config.http.public_url.clone(),
        coordinators: config.gateway.coordinators.clone(),
        schedule_kind: match config.api.schedule_kind {
            config::ScheduleKind::Shell => ScheduleKind::Shell,
            config::ScheduleKind::Simulate => ScheduleKind::Simulate,
        },
        settings: loaded.settings(),
    }
}

/// Why there is no door, in one line.
pub(crate) fn not_bound(cause: &taskmaster_gateway::Error) -> Error {
    match cause {
        taskmaster_gateway::Error::Listen { address, cause } => {
            let why = crate::error::in_words(cause);
            Error::Failed(format!(
                "cannot listen on {address}: {why}; choose another address with --http"
            ))
        }
        other => Error::Failed(other.to_string()),
    }
}

async fn serve(loaded: &Loaded, life: &mut Life) -> Result {
    let config = &loaded.config;
    let mut registry = metrics::registry("gateway");
    let counted = Metrics::register(&mut registry);
    let gateway = Gateway::bind(plan(loaded), Clock::default(), counted).await;
    let gateway = gateway.map_err(|cause| not_bound(&cause))?;
    let address = gateway.local_addr();
    let metrics = metrics_address(config, Some(METRICS));
    let metrics = life.serve_metrics(metrics, registry).await?;

    let tasks = Tasks::default();
    let serving = tasks.clone();
    let role = tasks.spawn("gateway", async move {
        gateway.run(serving).await.map_err(|cause| Error::Failed(cause.to_string()))
    });
    if config.auth.admin_token.is_some() || config.auth.admin_token_file.is_some() {
        let admin = token::admin(&config.auth)?;
        let base = link::base(config, Some(&Endpoints::of(config, address, Some(address))))?;
        let stop = tasks.stop().clone();
        let coordinators = config.gateway.coordinators.clone();
        tasks.spawn("sign-in link", async move {
            stop.run_until_cancelled_owned(print_link(coordinators, admin, base)).await;
        });
    }
    life.health.ready();
    info!(http = %address, metrics = %shown(metrics), coordinators = config.gateway.coordinators.join(","), "ready");
    let stop = life.until_stop(&mut [role]).await;
    life.leave(&stop, &[(&tasks, config.shutdown.grace)]).await;
    match stop {
        Stop::Asked(_) => Ok(()),
        Stop::Broken(error) => Err(error),
    }
}

/// Prints a sign-in link as soon as a coordinator gives a code for one.
async fn print_link(coordinators: Vec<String>, admin: Secret, base: String) {
    let ask = async || {
        let mut refused = Error::failed("there is no coordinator");
        for coordinator in &coordinators {
            let client = Client::at(coordinator.clone(), Some(admin.clone())).await;
            match client {
                Ok(client) => match link::fresh(&client, &base).await {
                    Ok(link) => return Ok(link),
                    Err(cause) => refused = cause,
                },
                Err(cause) => refused = cause,
            }
        }
        Err(refused)
    };
    let waits = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_max_delay(Duration::from_secs(10))
        .with_jitter()
        .without_max_times();
    let told = |cause: &Error, wait: Duration| {
        debug!(%cause, ?wait, "no sign-in link yet");
    };
    if let Ok(link) = ask.retry(waits).notify(told).await {
        // It is an answer for people, and reading it needs this process's output.
        let _ = print(&format!("sign in, once, within the hour: {}", link.url));
    }
}
