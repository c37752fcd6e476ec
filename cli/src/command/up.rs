//! `taskmaster up`: coordinator, scheduler, gateway and a fleet of workers, on one machine.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;
use prometheus_client::registry::Registry;
use serde_json::json;
use taskmaster_coordinator::{self as coordinator, Coordinator};
use taskmaster_gateway::{Gateway, Near};
use taskmaster_runtime::{
    Clock, Secret, Tasks,
    config::{Config, FleetBackend, Loaded},
    metrics,
};
use taskmaster_scheduler::{self as scheduler, Backend, ProcessFleet, Scheduler};
use taskmaster_store::Store;
use tokio::task::JoinHandle;
use tracing::{info, warn};

use super::gateway;
use crate::{
    client::Client,
    context::{Context, Flags, print, print_json},
    error::{Error, Result},
    host::{
        endpoints::{Endpoints, candidates},
        fleet::elsewhere,
        folder::Folder,
        life::{Life, Stop, metrics_address},
        link,
        store::{DatabaseArgs, Place},
        token::Tokens,
    },
};

/// Port of the metrics when nothing else is said.
const METRICS: u16 = 8_001;

/// The scheduler waits 45 s for the fleet to drain.
const FLEET_GRACE: Duration = Duration::from_secs(50);

#[derive(Debug, Args)]
pub(crate) struct Up {
    /// Address of the coordinator, for clients and workers; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS")]
    grpc: Option<String>,
    /// Address of the gateway, for browsers; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS")]
    http: Option<String>,
    /// Address of the metrics, or off; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
    /// Workers at the first start; afterwards `worker scale` decides
    #[arg(long, value_name = "N")]
    workers: Option<u32>,
    /// Tasks that one worker runs at once [default: the number of processors]
    #[arg(long, value_name = "N")]
    slots: Option<u32>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// What runs, and what it runs on.
struct Running {
    endpoints: Endpoints,
    store: Arc<dyn Store>,
    admin_token: Secret,
    /// The fleet, and what makes new runs: they end first. Workers report to the coordinator to the
    /// last, and the duties go on while they drain.
    crew: Tasks,
    duties: Tasks,
    outer: Tasks,
    parts: Vec<JoinHandle<Result>>,
}

impl Up {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let loaded = context.load_checked(self.flags()?)?;
        let path = loaded.config.data_dir.clone();
        let path = path.ok_or_else(|| Error::failed("no home folder: give --data-dir"))?;
        let folder = Folder::at(std::path::absolute(path)?);
        let _lock = folder.lock()?;
        let mut life = Life::begin(&loaded, "up")?;
        let running = start(&loaded, &folder, &life).await;
        let ended = match running {
            Ok(running) => serve(running, &loaded.config, &folder, &mut life, context).await,
            Err(error) => Err(error),
        };
        life.end().await;
        ended
    }

    fn flags(&self) -> Result<Flags> {
        let mut flags = Flags::default();
        flags.set("grpc.listen", self.grpc.as_ref());
        flags.set("http.listen", self.http.as_ref());
        flags.set("metrics.listen", self.metrics.as_ref());
        flags.set("fleet.workers", self.workers);
        flags.set("worker.slots", self.slots);
        self.database.say(&mut flags)?;
        Ok(flags)
    }
}

async fn start(loaded: &Loaded, folder: &Folder, life: &Life) -> Result<Running> {
    let config = &loaded.config;
    let place = Place::of(config, Some(folder))?;
    let lock = place.lock()?;
    let store = place.open(config, config.database.migrate).await?;
    let tokens = Tokens::of_folder(folder, &config.auth)?;
    let clock = Clock::default();
    let mut registry = metrics::registry("up");
    let counted = coordinator::Metrics::register(&mut registry);
    let coordinator = bind(loaded, folder, &tokens, &store, &clock, &counted).await?;
    life.health.needs(coordinator.probe());
    let gateway = bind_gateway(loaded, folder, &clock, &mut registry).await?;
    let (grpc, http) = (coordinator.local_addr(), Some(gateway.local_addr()));
    let mut endpoints = Endpoints::of(config, grpc, http);
    let door = coordinator.door();
    let gateway = gateway.beside(endpoints.url(), Near::new(move |request| door.call(request)));

    let (crew, duties, outer) = (Tasks::default(), Tasks::default(), Tasks::default());
    let passes = scheduler::Metrics::register(&mut registry);
    let fleet = fleet(config, folder, &tokens, &endpoints)?;
    let plan = scheduler::Config {
        rhythm: config.session.rhythm(),
        retention: config.retention.keep(),
        fleet,
    };
    endpoints.metrics = serve_metrics(loaded, life, registry).await?;
    folder.keep_endpoints(&endpoints)?;

    let serving = outer.clone();
    let door = outer.spawn("coordinator", async move {
        // The database's lock goes with the last that writes to it.
        let _lock = lock;
        coordinator.run(serving).await.map_err(|cause| Error::Failed(cause.to_string()))
    });
    let (acting, keeping) = (duties.clone(), crew.clone());
    let scheduler = Scheduler::new(plan, store.clone(), clock, passes);
    let time = duties.spawn("scheduler", async move {
        scheduler.run(acting, keeping).await;
        Ok(())
    });
    let translating = outer.clone();
    let window = outer.spawn("gateway", async move {
        gateway.run(translating).await.map_err(|cause| Error::Failed(cause.to_string()))
    });
    let parts = vec![door, time, window];
    Ok(Running { endpoints, store, admin_token: tokens.admin, crew, duties, outer, parts })
}

async fn serve(
    mut running: Running,
    config: &Config,
    folder: &Folder,
    life: &mut Life,
    context: &Context,
) -> Result {
    life.health.ready();
    info!(grpc = %running.endpoints.grpc, data = %folder.path().display(), "ready");
    let link = sign_in_link(&running, config).await;
    tell(&running, config, folder, link, context)?;
    let stop = life.until_stop(&mut running.parts).await;
    let grace = config.shutdown.grace;
    let stages = [(&running.crew, FLEET_GRACE), (&running.duties, grace), (&running.outer, grace)];
    life.leave(&stop, &stages).await;
    running.store.close().await;
    if config.fleet.backend == FleetBackend::Process {
        tell_left(scheduler::left_running(folder.path()), context);
    }
    match stop {
        Stop::Asked(_) => Ok(()),
        Stop::Broken(error) => Err(error),
    }
}

/// Says which workers were not waited for.
fn tell_left((living, draining): (usize, usize), context: &Context) {
    if living > 0 {
        let live =
            if living == 1 { "1 worker lives on" } else { &format!("{living} workers live on") };
        context.note(&format!(
            "{live} (told to finish what is running and then end: {draining}); the next \
             `taskmaster up` on this folder takes over those that live and starts others in the \
             place of those that end"
        ));
    }
}

/// Takes the door's address: the kept one where none was asked for.
async fn bind(
    loaded: &Loaded,
    folder: &Folder,
    tokens: &Tokens,
    store: &Arc<dyn Store>,
    clock: &Clock,
    counted: &coordinator::Metrics,
) -> Result<Coordinator> {
    let config = &loaded.config;
    let kept = folder.endpoints().map(|kept| kept.grpc);
    let wanted = config.grpc.listen.0;
    let mut refused = Error::failed("no address to listen on");
    for listen in candidates(wanted, loaded.is_set("grpc.listen"), kept) {
        let config = coordinator::Config {
            listen,
            advertise: config.grpc.advertise.clone(),
            rhythm: config.session.rhythm(),
            output_limit: config.output.limit,
            admin_token: tokens.admin.clone(),
            join_token: tokens.join.clone(),
            settings: loaded.settings(),
        };
        match Coordinator::bind(config, store.clone(), clock.clone(), counted.clone()).await {
            Ok(coordinator) => return Ok(coordinator),
            Err(cause) => refused = not_bound(&cause),
        }
    }
    Err(refused)
}

/// Takes the gateway's address: the kept one where none was asked for.
async fn bind_gateway(
    loaded: &Loaded,
    folder: &Folder,
    clock: &Clock,
    registry: &mut Registry,
) -> Result<Gateway> {
    let config = &loaded.config;
    let counted = taskmaster_gateway::Metrics::register(registry);
    let kept = folder.endpoints().and_then(|kept| kept.http);
    let mut refused = Error::failed("no address to listen on");
    for listen in candidates(config.http.listen.0, loaded.is_set("http.listen"), kept) {
        let plan = taskmaster_gateway::Config { listen, ..gateway::plan(loaded) };
        match Gateway::bind(plan, clock.clone(), counted.clone()).await {
            Ok(gateway) => return Ok(gateway),
            Err(cause) => refused = gateway::not_bound(&cause),
        }
    }
    Err(refused)
}

/// Why there is no door, in one line.
pub(crate) fn not_bound(cause: &coordinator::Error) -> Error {
    match cause {
        coordinator::Error::Listen { address, cause } => {
            let why = crate::error::in_words(cause);
            Error::Failed(format!(
                "cannot listen on {address}: {why}; choose another address with --grpc"
            ))
        }
        other => Error::Failed(other.to_string()),
    }
}

/// Nobody asked for the default port: where it is taken, a free one does as well.
async fn serve_metrics(
    loaded: &Loaded,
    life: &Life,
    registry: Registry,
) -> Result<Option<SocketAddr>> {
    let listen = metrics_address(&loaded.config, Some(METRICS));
    let listen = match listen {
        Some(listen) if !loaded.is_set("metrics.listen") && is_taken(listen).await => {
            Some(SocketAddr::new(listen.ip(), 0))
        }
        listen => listen,
    };
    life.serve_metrics(listen, registry).await
}

async fn is_taken(address: SocketAddr) -> bool {
    let bound = tokio::net::TcpListener::bind(address).await;
    bound.is_err_and(|cause| cause.kind() == io::ErrorKind::AddrInUse)
}

fn fleet(
    config: &Config,
    folder: &Folder,
    tokens: &Tokens,
    endpoints: &Endpoints,
) -> Result<Option<Backend>> {
    match config.fleet.backend {
        FleetBackend::Process => {}
        FleetBackend::Docker | FleetBackend::Kubernetes | FleetBackend::None => {
            return Ok(elsewhere(config));
        }
    }
    let mut extra = Vec::new();
    for (name, value) in &config.worker.labels {
        extra.extend(["--label".into(), format!("{name}={value}").into()]);
    }
    let grace = taskmaster_runtime::config::show_duration(config.worker.drain_grace);
    extra.extend(["--drain-grace".into(), grace.into()]);
    let mut set = vec![format!("log.level={}", config.log.level)];
    if let Some(endpoint) = &config.trace.endpoint {
        set.push(format!("trace.endpoint={endpoint}"));
        set.push(format!("trace.service_name={}", config.trace.service_name));
        set.push(format!("trace.sampling_ratio={}", config.trace.sampling_ratio));
    }
    extra.extend(set.into_iter().flat_map(|pair| ["--set".into(), pair.into()]));
    let join_token_file: PathBuf = std::path::absolute(&tokens.join_file)?;
    Ok(Some(Backend::Process(ProcessFleet {
        program: std::env::current_exe().map_err(Error::about("cannot find this program"))?,
        extra_args: extra,
        env: Vec::new(),
        coordinators: vec![endpoints.url()],
        join_token_file,
        data_dir: folder.path().to_owned(),
        initial_size: config.fleet.workers,
        slots: config.worker.slots(),
        queues: config.worker.queues.clone(),
        stop_with_us: true,
    })))
}

/// A link with which the operator's browser signs in. Everything works without it, so its failure
/// is only told.
async fn sign_in_link(running: &Running, config: &Config) -> Option<String> {
    let made = async {
        let base = link::base(config, Some(&running.endpoints))?;
        let token = Some(running.admin_token.clone());
        link::fresh(&Client::at(running.endpoints.url(), token).await?, &base).await
    };
    match made.await {
        Ok(link) => Some(link.url),
        Err(cause) => {
            warn!(%cause, "no sign-in link; `taskmaster token link` makes one");
            None
        }
    }
}

fn tell(
    running: &Running,
    config: &Config,
    folder: &Folder,
    link: Option<String>,
    context: &Context,
) -> Result {
    let Endpoints { metrics, .. } = running.endpoints;
    let grpc = running.endpoints.url();
    let http = running.endpoints.http_url(config);
    let metrics = metrics.map(|address| format!("http://{address}/metrics"));
    let data = folder.path().display().to_string();
    if context.is_json() {
        return print_json(&json!({
            "grpc": grpc, "http": http, "signIn": link, "metrics": metrics, "dataDir": data,
        }));
    }
    let place = Place::of(config, Some(folder))?;
    let default = context.global.data_dir.is_none();
    let flag = if default { String::new() } else { format!(" --data-dir {data}") };
    let link = link.map(|link| format!("\nsign in, once, within the hour:\n\n  {link}\n"));
    print(&format!(
        "TaskMaster {} is ready\n\n{}{}\nsubmit a task:\n\n  \
         taskmaster task submit{flag} --wait -- echo hello\n",
        env!("CARGO_PKG_VERSION"),
        crate::show::fields(&[
            ("  grpc", grpc),
            ("  http", http.unwrap_or_else(|| "off".to_owned())),
            ("  metrics", metrics.unwrap_or_else(|| "off".to_owned())),
            ("  data", data.clone()),
            ("  tasks", place.shown()),
        ]),
        link.unwrap_or_default(),
    ))
}
