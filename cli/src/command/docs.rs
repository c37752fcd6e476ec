//! `taskmaster docs`: the reference pages that are made from the code.

use clap::ValueEnum;
use taskmaster_gateway as gateway;
use taskmaster_runtime::config;

use crate::{
    context::print,
    error::{Error, Result},
};

mod metrics;

/// A page of the reference.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Page {
    /// docs/configuration.md
    Configuration,
    /// docs/metrics.md
    Metrics,
    /// gateway/openapi.json
    Openapi,
}

impl Page {
    pub(crate) fn run(self) -> Result {
        match self {
            Self::Configuration => print(&config::reference()),
            Self::Metrics => print(&metrics::page()),
            Self::Openapi => {
                print(&gateway::openapi().map_err(|cause| Error::Failed(cause.to_string()))?)
            }
        }
    }
}
