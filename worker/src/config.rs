//! What a worker is told, and why it cannot start.

use std::{collections::BTreeMap, io, path::PathBuf, time::Duration};

use taskmaster_runtime::Secret;

/// What a worker can be told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Coordinators, as `http://host:port`; tried in turn from a random start.
    pub coordinators: Vec<String>,
    /// Its name; the store gives the lowest free `worker-N` when empty.
    pub name: String,
    /// Its machine's name; the kernel's word for it when empty.
    pub host: String,
    /// Lines that it serves.
    pub queues: Vec<String>,
    /// Attempts that it runs at once.
    pub slots: u32,
    /// Words that tasks may require.
    pub labels: BTreeMap<String, String>,
    /// What lets it in.
    pub join_token: Secret,
    /// A folder of its own for scripts and records of what runs; made when absent. Two workers
    /// never share one: the second waits for the first and then gives up.
    pub run_dir: PathBuf,
    /// The program that kills what runs when this process dies, started as
    /// `PROGRAM watchdog RUN_DIR` with a pipe as its input; none when absent.
    pub watchdog: Option<PathBuf>,
    /// How long running attempts may go on once it is told to stop.
    pub drain_grace: Duration,
    /// It ends this long after the last word from a coordinator, once idle; never when absent.
    pub idle_exit: Option<Duration>,
}

/// Why a worker cannot start. Once it runs, it reconnects for ever.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing to connect to.
    #[error("at least one coordinator is required")]
    NoCoordinator,
    /// An address cannot be used.
    #[error("the coordinator address {address:?} is not usable, it must be like http://host:port")]
    Address {
        /// As it was given.
        address: String,
    },
    /// The join token cannot be sent in a header.
    #[error("the join token has characters that no token has")]
    JoinToken,
    /// The run folder cannot be used.
    #[error("the run folder {path} cannot be used: {cause}", path = .path.display())]
    RunFolder {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The watchdog cannot be started.
    #[error("the watchdog {path} cannot be started: {cause}", path = .path.display())]
    Watchdog {
        /// Its program.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}
