//! The sections of the configuration.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use taskmaster_domain::{limits, worker::Rhythm};

use super::{
    database::DatabaseUrl,
    listen::{Listen, MetricsListen},
    quantity,
};
use crate::Secret;

/// Where tasks are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `postgres://USER:PASSWORD@HOST/NAME`, or `sqlite://FILE` for `up` alone. `up` keeps
    /// `taskmaster.db` in its data folder when absent. Refused as a flag when it has a password.
    #[schemars(with = "Option<String>")]
    pub url: Option<DatabaseUrl>,
    /// File whose first line is the above.
    pub url_file: Option<PathBuf>,
    /// Connections to PostgreSQL that one process has for views and control; the hot path has up
    /// to ten of its own.
    pub pool_size: u32,
    /// How long a call waits for a connection.
    #[serde(with = "quantity::duration")]
    #[schemars(with = "String")]
    pub acquire_timeout: Duration,
    /// How long one call of PostgreSQL may take.
    #[serde(with = "quantity::duration")]
    #[schemars(with = "String")]
    pub call_timeout: Duration,
    /// Bring the schema up to date at start.
    pub migrate: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: None,
            url_file: None,
            pool_size: 10,
            acquire_timeout: Duration::from_secs(3),
            call_timeout: Duration::from_secs(30),
            migrate: true,
        }
    }
}

/// The coordinator's door for clients and workers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Grpc {
    /// Address that it listens on; port 0 picks a free one.
    #[schemars(with = "String")]
    pub listen: Listen,
    /// URL under which others reach this coordinator, such as `http://coordinator-1:50051`; the
    /// address that it listens on when absent.
    pub advertise: Option<String>,
}

impl Default for Grpc {
    fn default() -> Self {
        Self { listen: Listen::local(50_051), advertise: None }
    }
}

/// The gateway's door for browsers and REST clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// Address that it listens on; port 0 picks a free one.
    #[schemars(with = "String")]
    pub listen: Listen,
    /// URL under which browsers reach the gateway, for links; its own address when absent.
    pub public_url: Option<String>,
    /// Prefix of the API and of the dashboard, such as `/taskmaster`; none when empty.
    pub base_path: String,
    /// Origins of other sites whose pages may call, such as `https://ops.example.com`; none when
    /// empty, all with `*`.
    pub allowed_origins: Vec<String>,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: Listen::local(8_081),
            public_url: None,
            base_path: String::new(),
            allowed_origins: Vec::new(),
        }
    }
}

/// Whom the gateway calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Gateway {
    /// Coordinators to begin with; the others that live are found through them. `up` uses its own.
    pub coordinators: Vec<String>,
}

impl Default for Gateway {
    fn default() -> Self {
        Self { coordinators: vec!["http://127.0.0.1:50051".to_owned()] }
    }
}

/// The kind of task that `POST /api/schedule` makes when it names none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleKind {
    /// The command is run.
    #[default]
    Shell,
    /// Nothing is run.
    Simulate,
}

/// Behaviour of the REST API.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// The kind of task that `POST /api/schedule` makes when it names none: `shell` runs the
    /// command, `simulate` only goes through the states.
    pub schedule_kind: ScheduleKind,
}

/// Prometheus metrics, with `/healthz` and `/readyz`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Address that it listens on, a port alone for loopback, 0 for a free one, `off` for none.
    /// When absent: `127.0.0.1:8001` for `up` and the coordinator, `127.0.0.1:8002` for the
    /// scheduler, `127.0.0.1:8003` for the gateway, none for a worker.
    #[schemars(with = "Option<String>")]
    pub listen: Option<MetricsListen>,
}

/// When workers are taken for dead. The same in all roles of one cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// How long a worker keeps its tasks after its last confirmed heartbeat.
    #[serde(with = "quantity::duration")]
    #[schemars(with = "String")]
    pub lease: Duration,
    /// Time between two heartbeats; at most a third of the lease.
    #[serde(with = "quantity::duration")]
    #[schemars(with = "String")]
    pub heartbeat: Duration,
}

impl Default for Session {
    fn default() -> Self {
        let Rhythm { lease, heartbeat } = Rhythm::default();
        Self { lease, heartbeat }
    }
}

impl Session {
    /// Both as the services take them.
    pub const fn rhythm(&self) -> Rhythm {
        Rhythm { lease: self.lease, heartbeat: self.heartbeat }
    }
}

/// What a worker takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Worker {
    /// Coordinators that it may connect to; any one of them will do.
    pub coordinators: Vec<String>,
    /// Its name; the lowest free `worker-N` when empty.
    pub name: String,
    /// Queues that it serves; `*` is all of them.
    pub queues: Vec<String>,
    /// Tasks that it runs at once; the number of processors when absent.
    pub slots: Option<u32>,
    /// Words that tasks may require of it, such as `gpu=a100`.
    pub labels: BTreeMap<String, String>,
    /// How long its tasks may go on once it was told to stop; what still runs then is stopped and
    /// goes back to its queue.
    #[serde(with = "quantity::duration")]
    #[schemars(with = "String")]
    pub drain_grace: Duration,
    /// Folder for scripts and for what is known of running commands, one for each worker; one
    /// below `run` in the data folder when absent.
    pub run_dir: Option<PathBuf>,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            coordinators: vec!["http://127.0.0.1:50051".to_owned()],
            name: String::new(),
            queues: vec!["*".to_owned()],
            slots: None,
            labels: BTreeMap::new(),
            drain_grace: Duration::from_secs(30),
            run_dir: None,
        }
    }
}

impl Worker {
    /// Tasks that it runs at once: as configured, else one per processor, else 4.
    pub fn slots(&self) -> u32 {
        let processors = || std::thread::available_parallelism().map_or(4, std::num::NonZero::get);
        self.slots.unwrap_or_else(|| u32::try_from(processors()).unwrap_or(4))
    }
}

/// Who starts the workers of the fleet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FleetBackend {
    /// Child processes of `up`.
    #[default]
    Process,
    /// A Docker engine, with containers of one service of a Compose project.
    Docker,
    /// A Kubernetes cluster, with the pods of one Deployment.
    Kubernetes,
    /// Nobody.
    None,
}

/// The workers that the scheduler starts and stops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Fleet {
    /// How they are started: `process` (child processes, with `up` alone), `docker`, `kubernetes`
    /// or `none`. A `scheduler` keeps no processes.
    pub backend: FleetBackend,
    /// How many processes there are at first; afterwards `taskmaster worker scale` decides.
    pub workers: u32,
    /// Workers that are containers.
    pub docker: DockerFleet,
    /// Workers that are pods.
    pub kubernetes: KubernetesFleet,
}

impl Default for Fleet {
    fn default() -> Self {
        Self {
            backend: FleetBackend::Process,
            workers: 3,
            docker: DockerFleet::default(),
            kubernetes: KubernetesFleet::default(),
        }
    }
}

/// Workers that are the pods of one Deployment. Their number is the Deployment's until
/// `taskmaster worker scale` says another; whoever changes either last is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KubernetesFleet {
    /// The Deployment's namespace; when absent that of the pod that the scheduler runs in.
    pub namespace: Option<String>,
    /// The Deployment whose pods are the workers. Others are never touched.
    pub deployment: String,
}

impl Default for KubernetesFleet {
    fn default() -> Self {
        Self { namespace: None, deployment: "worker".to_owned() }
    }
}

/// Workers that are containers of one service of a Compose project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DockerFleet {
    /// The engine's Unix socket, or the `http://` address of a proxy before it.
    pub socket: String,
    /// The Compose project; when absent that of the container that the scheduler runs in.
    pub project: Option<String>,
    /// The service whose containers are the workers. Others are never touched.
    pub service: String,
}

impl Default for DockerFleet {
    fn default() -> Self {
        Self {
            socket: "/var/run/docker.sock".to_owned(),
            project: None,
            service: "worker".to_owned(),
        }
    }
}

/// How long ended tasks are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Days from a task's end until it is deleted with its attempts and output.
    pub days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { days: 30 }
    }
}

impl Retention {
    /// The same as a duration.
    pub fn keep(&self) -> Duration {
        Duration::from_secs(u64::from(self.days) * 86_400)
    }
}

/// What attempts may write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Output {
    /// Output of one attempt that is kept; the rest is dropped and counted.
    #[serde(with = "quantity::bytes")]
    #[schemars(with = "String")]
    pub limit: u64,
}

impl Default for Output {
    fn default() -> Self {
        Self { limit: limits::OUTPUT_BYTES }
    }
}

/// Who may call. `up` makes both tokens at its first start when they are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// Token of operators and clients, at least 16 characters. Not a flag.
    #[schemars(with = "Option<String>")]
    pub admin_token: Option<Secret>,
    /// File whose first line is the above.
    pub admin_token_file: Option<PathBuf>,
    /// Token with which workers join, at least 16 characters. Not a flag.
    #[schemars(with = "Option<String>")]
    pub join_token: Option<Secret>,
    /// File whose first line is the above.
    pub join_token_file: Option<PathBuf>,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Pretty on a terminal, JSON otherwise.
    #[default]
    Auto,
    /// For people.
    Pretty,
    /// One object a line.
    Json,
}

/// What is told to the operator, on standard error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug` or `trace`, or a filter such as
    /// `info,taskmaster_scheduler=debug`.
    pub level: String,
    /// `auto` (pretty on a terminal, JSON otherwise), `pretty` or `json`.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Auto }
    }
}

/// Spans for an OpenTelemetry collector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Trace {
    /// Its OTLP address over gRPC, such as `http://127.0.0.1:4317`; no spans when absent.
    pub endpoint: Option<String>,
    /// Name that the spans carry.
    pub service_name: String,
    /// Share of traces that begin here and are kept, 0 to 1. A caller's decision is followed.
    pub sampling_ratio: f64,
}

impl Default for Trace {
    fn default() -> Self {
        Self { endpoint: None, service_name: "taskmaster".to_owned(), sampling_ratio: 1.0 }
    }
}

/// How a role ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shutdown {
    /// How long open calls may go on after the first signal. A second one leaves at once.
    #[serde(with = "quantity::duration")]
    #[schemars(with = "String")]
    pub grace: Duration,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { grace: Duration::from_secs(10) }
    }
}
