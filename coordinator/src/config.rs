//! What a coordinator can be told.

use std::net::SocketAddr;

use taskmaster_domain::worker::Rhythm;
use taskmaster_runtime::{Secret, config::Setting};

/// What a coordinator can be told. The command line's configuration makes this.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where workers, clients and the gateway connect; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The address that others are told; the one that it listens on when absent.
    pub advertise: Option<String>,
    /// When leases and heartbeats happen.
    pub rhythm: Rhythm,
    /// Raw bytes of output that one attempt may write.
    pub output_limit: u64,
    /// Who shows this may do what people do.
    pub admin_token: Secret,
    /// Who shows this may open sessions.
    pub join_token: Secret,
    /// All that its role was told, for people to look at.
    pub settings: Vec<Setting>,
}
