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
    pub fleet: Option<ProcessFleet>,
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
