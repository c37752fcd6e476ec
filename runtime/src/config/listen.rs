//! Addresses to listen on.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An address and port to listen on. Loopback unless another is named: nothing is open by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

/// Why a text is no such address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be an address and port such as 127.0.0.1:50051 or 0.0.0.0:50051, or a port, is {0:?}"
)]
pub struct NotAnAddress(String);

impl Listen {
    /// A port on loopback.
    pub const fn local(port: u16) -> Self {
        Self(SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port))
    }
}

impl FromStr for Listen {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let port = text.strip_prefix("localhost:").unwrap_or(text);
        if let Ok(port) = port.parse() {
            return Ok(Self::local(port));
        }
        text.parse().map(Self).map_err(|_| NotAnAddress(text.to_owned()))
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where metrics are served, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsListen {
    /// Nowhere.
    Off,
    /// Here.
    At(Listen),
}

impl MetricsListen {
    /// The address, if there is one.
    pub const fn address(self) -> Option<SocketAddr> {
        match self {
            Self::Off => None,
            Self::At(listen) => Some(listen.0),
        }
    }
}

impl FromStr for MetricsListen {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        if text.trim() == "off" { Ok(Self::Off) } else { text.parse().map(Self::At) }
    }
}

impl fmt::Display for MetricsListen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::At(listen) => listen.fmt(f),
        }
    }
}

macro_rules! as_text {
    ($($name:ident),+) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )+ };
}
as_text!(Listen, MetricsListen);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_on_loopback() {
        assert_eq!("8001".parse(), Ok(Listen::local(8_001)));
        assert_eq!("localhost:8001".parse(), Ok(Listen::local(8_001)));
        assert_eq!("0".parse(), Ok(MetricsListen::At(Listen::local(0))));
    }

    #[test]
    fn all_interfaces_must_be_named() {
        assert!(":8001".parse::<Listen>().is_err());
        assert_eq!("0.0.0.0:1".parse::<Listen>().unwrap().to_string(), "0.0.0.0:1");
        assert_eq!("[::1]:2".parse::<Listen>().unwrap().to_string(), "[::1]:2");
    }

    #[test]
    fn metrics_can_be_off() {
        assert_eq!("off".parse::<MetricsListen>().unwrap().address(), None);
    }
}
