//! `taskmaster docs`: the reference pages that are made from the code.

use clap::ValueEnum;
use taskmaster_runtime::config;

use crate::{context::print, error::Result};

mod metrics;

/// A page of the reference.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Page {
    /// docs/configuration.md
    Configuration,
    /// docs/metrics.md
    Metrics,
}

impl Page {
    pub(crate) fn run(self) -> Result {
        match self {
            Self::Configuration => print(&config::reference()),
            Self::Metrics => print(&metrics::page()),
        }
    }
}
