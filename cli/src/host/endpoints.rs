//! Where an `up` listens, kept in its data folder: for the commands of its operator, and so that
//! the workers of an `up` that was killed find the next one at the same door.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};
use taskmaster_runtime::Config;

/// The addresses of the last `up`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Endpoints {
    pub(crate) grpc: SocketAddr,
    #[serde(default)]
    pub(crate) http: Option<SocketAddr>,
    pub(crate) metrics: Option<SocketAddr>,
    /// `http.base_path` as that `up` had it.
    #[serde(default)]
    pub(crate) base_path: String,
    /// `http.public_url` as that `up` had it.
    #[serde(default)]
    pub(crate) public_url: Option<String>,
}

impl Endpoints {
    /// Where parts of this configuration listen.
    pub(crate) fn of(config: &Config, grpc: SocketAddr, http: Option<SocketAddr>) -> Self {
        let (base_path, public_url) =
            (config.http.base_path.clone(), config.http.public_url.clone());
        Self { grpc, http, metrics: None, base_path, public_url }
    }

    /// The coordinator as clients and workers on this machine call it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", reachable(self.grpc))
    }

    /// The gateway as browsers on this machine call it, with its base path.
    pub(crate) fn http_url(&self, config: &Config) -> Option<String> {
        let http = self.http?;
        Some(format!("http://{}{}", reachable(http), config.http.base_path))
    }
}

/// The address under which this machine itself reaches a listener.
pub(crate) fn reachable(listen: SocketAddr) -> SocketAddr {
    let loopback = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        named => named,
    };
    SocketAddr::new(loopback, listen.port())
}

/// Addresses to try in turn: the kept port first, unless a port was asked for.
pub(crate) fn candidates(
    wanted: SocketAddr,
    is_asked_for: bool,
    kept: Option<SocketAddr>,
) -> Vec<SocketAddr> {
    let kept = kept.filter(|_| !is_asked_for || wanted.port() == 0).map(|kept| kept.port());
    let kept = kept.map(|port| SocketAddr::new(wanted.ip(), port)).filter(|kept| *kept != wanted);
    kept.into_iter().chain([wanted]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_kept_port_is_tried_first_unless_one_was_asked_for() {
        let kept = Some(at("127.0.0.1:7000"));
        let default = at("127.0.0.1:50051");
        assert_eq!(candidates(default, false, kept), [at("127.0.0.1:7000"), default]);
        assert_eq!(candidates(at("0.0.0.0:0"), true, kept), [at("0.0.0.0:7000"), at("0.0.0.0:0")]);
        assert_eq!(candidates(at("127.0.0.1:1"), true, kept), [at("127.0.0.1:1")]);
        assert_eq!(candidates(default, false, None), [default]);
        assert_eq!(candidates(default, false, Some(default)), [default]);
    }

    #[test]
    fn a_listener_on_all_interfaces_is_reached_on_loopback() {
        assert_eq!(reachable(at("0.0.0.0:1")), at("127.0.0.1:1"));
        assert_eq!(reachable(at("[::]:1")), at("[::1]:1"));
        assert_eq!(reachable(at("10.0.0.1:1")), at("10.0.0.1:1"));
    }
}
