//! What TaskMaster can be told, where it is read from and who wins.
//!
//! Layers, the later the stronger: defaults, the file of `--config`, `.env`, the environment,
//! flags. [`load`] reads them without touching the process: variables and flags are handed in.
//! `docs/configuration.md` is printed from the comments in this folder.

mod check;
mod database;
mod effective;
mod env;
mod keys;
mod listen;
mod load;
mod quantity;
mod reference;
mod replaced;
mod section;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use database::{DatabaseKind, DatabaseUrl, UrlError};
pub use effective::Setting;
pub use keys::{Key, Kind, keys};
pub use listen::{Listen, MetricsListen, NotAnAddress};
pub use load::{Error, Loaded, Sources, load};
pub use quantity::{parse_bytes, parse_duration, show_duration};
pub use reference::reference;
pub use section::{
    Api, Auth, Database, DockerFleet, Fleet, FleetBackend, Gateway, Grpc, Http, KubernetesFleet,
    Log, LogFormat, Metrics, Output, Retention, ScheduleKind, Session, Shutdown, Trace, Worker,
};

/// All that TaskMaster can be told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folder of `up`: database, tokens, ports, what runs. `$XDG_DATA_HOME/taskmaster` or
    /// `~/.local/share/taskmaster` when absent.
    pub data_dir: Option<PathBuf>,
    /// Where tasks are kept.
    pub database: Database,
    /// The coordinator's door for clients and workers.
    pub grpc: Grpc,
    /// The gateway's door for browsers and REST clients.
    pub http: Http,
    /// Whom the gateway calls.
    pub gateway: Gateway,
    /// Behaviour of the REST API.
    pub api: Api,
    /// Prometheus metrics, with `/healthz` and `/readyz`.
    pub metrics: Metrics,
    /// When workers are taken for dead.
    pub session: Session,
    /// What a worker takes.
    pub worker: Worker,
    /// The workers that the scheduler starts and stops.
    pub fleet: Fleet,
    /// How long ended tasks are kept.
    pub retention: Retention,
    /// What attempts may write.
    pub output: Output,
    /// Who may call.
    pub auth: Auth,
    /// What is told to the operator.
    pub log: Log,
    /// Spans for an OpenTelemetry collector.
    pub trace: Trace,
    /// How a role ends.
    pub shutdown: Shutdown,
}
