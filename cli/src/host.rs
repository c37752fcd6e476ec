//! What stands around a role that runs here: data folder, store, telemetry, signals, metrics.

pub(crate) mod endpoints;
pub(crate) mod files;
pub(crate) mod fleet;
pub(crate) mod folder;
pub(crate) mod life;
pub(crate) mod link;
pub(crate) mod lock;
pub(crate) mod store;
pub(crate) mod token;
