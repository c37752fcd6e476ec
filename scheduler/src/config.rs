//! What a scheduler can be told.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use taskmaster_domain::worker::Rhythm;

/// What a scheduler can be told.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// When leases and heartbeats happen; the same as the coordinators'.
    pub rhythm: Rhythm,
    /// How long ended tasks are kept; for ever when zero.
    pub retention: Duration,
    /// The workers that this scheduler starts and stops, if any.
    pub fleet: Option<Backend>,
}

/// How the workers of the fleet are run.
#[derive(Clone, Debug)]
pub enum Backend {
    /// As processes on this machine.
    Process(ProcessFleet),
    /// As containers of a Docker engine.
    Docker(DockerFleet),
    /// As pods of one Deployment.
    Kubernetes(KubernetesFleet),
}

/// A fleet of containers: those of one service of a Compose project.
#[derive(Clone, Debug)]
pub struct DockerFleet {
    /// The engine's Unix socket, or an `http://` address of one that needs no TLS.
    pub socket: String,
    /// The Compose project; that of the container that the scheduler runs in when absent.
    pub project: Option<String>,
    /// The service whose containers are the workers.
    pub service: String,
    /// How long a worker may drain before it is ended.
    pub drain: Duration,
}

/// A fleet of pods: those of one Deployment.
#[derive(Clone, Debug)]
pub struct KubernetesFleet {
    /// The Deployment's namespace; the one that the scheduler's own pod is in when absent.
    pub namespace: Option<String>,
    /// The Deployment whose pods are the workers.
    pub deployment: String,
}

/// A fleet of processes on this machine. One data folder has one keeper at a time.
#[derive(Clone, Debug, Default)]
pub struct ProcessFleet {
    /// The binary; it is called with `worker` as its first argument.
    pub program: PathBuf,
    /// Arguments behind those that the fleet gives itself.
    pub extra_args: Vec<OsString>,
    /// Environment on top of the scheduler's own, from which `DATABASE_URL` and everything that
    /// begins with `TASKMASTER_` is taken away first: a task inherits what its worker has.
    pub env: Vec<(OsString, OsString)>,
    /// Where the workers connect.
    pub coordinators: Vec<String>,
    /// Where they read their join token, so that it is no argument.
    pub join_token_file: PathBuf,
    /// Each worker gets the folder `workers/worker-N` below it.
    pub data_dir: PathBuf,
    /// Workers of a fleet whose size was never set.
    pub initial_size: u32,
    /// Attempts that one worker runs at once.
    pub slots: u32,
    /// Lines that the workers serve; their own default when empty.
    pub queues: Vec<String>,
    /// The workers drain when the scheduler is told to stop. Otherwise they live on, and are
    /// adopted by the next scheduler on this data folder.
    pub stop_with_us: bool,
}
