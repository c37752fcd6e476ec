//! The life of a role: telemetry first, then signals, at the end a drain, telemetry last.

use std::{net::SocketAddr, time::Duration};

use prometheus_client::registry::Registry;
use taskmaster_runtime::{
    Health, Tasks,
    config::{Config, Listen, Loaded},
    metrics::MetricsServer,
    shutdown::{self, Ask, Signals},
    telemetry::{self, Telemetry},
};
use tokio::task::JoinHandle;
use tracing::warn;

use super::files;
use crate::error::{Error, Result, in_words};

/// What every role has while it runs.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) health: Health,
    signals: Signals,
    telemetry: Telemetry,
    /// What serves until the very end.
    tasks: Tasks,
}

/// Why a role stops serving.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Somebody asked for it.
    Asked(Ask),
    /// A part of it has ended by itself.
    Broken(Error),
}

impl Life {
    /// Begins to tell and to listen.
    pub(crate) fn begin(loaded: &Loaded, role: &'static str) -> Result<Self> {
        let Config { log, trace, .. } = &loaded.config;
        let signals = Signals::new()?;
        let telemetry = telemetry::init(log, trace, role)?;
        if role != "worker" {
            files::allow_many();
        }
        for warning in &loaded.warnings {
            warn!("{warning}");
        }
        Ok(Self { health: Health::default(), signals, telemetry, tasks: Tasks::default() })
    }

    /// Serves metrics and probes. Without an address there are none.
    pub(crate) async fn serve_metrics(
        &self,
        listen: Option<SocketAddr>,
        registry: Registry,
    ) -> Result<Option<SocketAddr>> {
        let Some(listen) = listen else { return Ok(None) };
        let server = MetricsServer::bind(listen).await.map_err(|cause| {
            let why = in_words(&cause);
            Error::Failed(format!(
                "cannot serve metrics on {listen}: {why}; choose another address with --metrics"
            ))
        })?;
        let address = server.local_addr();
        server.start(registry, self.health.clone(), &self.tasks);
        Ok(Some(address))
    }

    /// Waits for a signal, or for a part that ends by itself.
    pub(crate) async fn until_stop(&mut self, parts: &mut [JoinHandle<Result>]) -> Stop {
        let ended = futures_any(parts);
        tokio::select! {
            ask = self.signals.next() => Stop::Asked(ask),
            error = ended => Stop::Broken(error),
        }
    }

    /// The next signal, for a role that knows by itself how to end.
    pub(crate) async fn signal(&mut self) -> Ask {
        self.signals.next().await
    }

    /// Drains the stages in order. A second signal leaves at once, and so does SIGQUIT as the
    /// first.
    pub(crate) async fn leave(&mut self, stop: &Stop, stages: &[(&Tasks, Duration)]) {
        let Self { signals, health, .. } = self;
        let impatient = async {
            if !matches!(stop, Stop::Asked(Ask::Quit)) {
                signals.next().await;
            }
        };
        shutdown::drain(stages, health, impatient).await;
    }

    /// Ends what served until now, then telemetry.
    pub(crate) async fn end(self) {
        self.tasks.drain(Duration::from_secs(1)).await;
        self.telemetry.finish().await;
    }
}

/// The error of the first part that ends; a part that ends well before it was told to is broken
/// too.
async fn futures_any(parts: &mut [JoinHandle<Result>]) -> Error {
    let first = std::future::poll_fn(|context| {
        for part in parts.iter_mut() {
            if let std::task::Poll::Ready(ended) = std::pin::Pin::new(part).poll(context) {
                return std::task::Poll::Ready(ended);
            }
        }
        std::task::Poll::Pending
    });
    match first.await {
        Ok(Ok(())) => Error::failed("a part of it ended unasked"),
        Ok(Err(error)) => error,
        Err(cause) => Error::Failed(format!("a part of it broke down: {cause}")),
    }
}

/// The address of metrics: as configured, else the role's own.
pub(crate) fn metrics_address(config: &Config, default: Option<u16>) -> Option<SocketAddr> {
    match config.metrics.listen {
        Some(listen) => listen.address(),
        None => default.map(|port| Listen::local(port).0),
    }
}

/// An address for the log; `off` for none.
pub(crate) fn shown(address: Option<SocketAddr>) -> String {
    address.map_or_else(|| "off".to_owned(), |address| address.to_string())
}
