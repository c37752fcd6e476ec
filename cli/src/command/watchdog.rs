//! `taskmaster watchdog`: waits for the death of its worker, then ends what the worker ran.
//! Started by workers, never by people; it needs neither configuration nor a runtime.

use std::path::PathBuf;

use clap::Args;

use crate::error::{Error, Result};

#[derive(Debug, Args)]
pub(crate) struct Watchdog {
    /// Run folder of the worker
    run_dir: PathBuf,
}

impl Watchdog {
    pub(crate) fn run(self) -> Result {
        let about = Error::about(format!("watchdog of {}", self.run_dir.display()));
        taskmaster_worker::watchdog(&self.run_dir).map_err(about)
    }
}
