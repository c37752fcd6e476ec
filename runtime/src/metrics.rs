//! The small server for Prometheus and for probes: `/metrics`, `/healthz`, `/readyz`.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{family::Family, gauge::Gauge},
    registry::Registry,
};
use tokio::net::TcpListener;

use crate::{Health, Tasks};

/// What the OpenMetrics text format is called.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
    role: &'static str,
}

/// A registry that already says which release runs here, as what.
pub fn registry(role: &'static str) -> Registry {
    let mut registry = Registry::default();
    let info = Family::<Build, Gauge>::default();
    info.get_or_create(&Build { version: env!("CARGO_PKG_VERSION"), role }).set(1);
    registry.register("taskmaster_build_info", "Release and role of this process, always 1", info);
    registry
}

/// A server that has its address and does not answer yet.
#[derive(Debug)]
pub struct MetricsServer {
    listener: TcpListener,
    address: SocketAddr,
}

impl MetricsServer {
    /// Takes the address; port 0 picks a free one.
    ///
    /// # Errors
    /// When it is taken or not of this machine.
    pub async fn bind(listen: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `tasks` stops.
    pub fn start(self, registry: Registry, health: Health, tasks: &Tasks) {
        let stop = tasks.stop().clone().cancelled_owned();
        let serve =
            axum::serve(self.listener, router(registry, health)).with_graceful_shutdown(stop);
        tasks.spawn("metrics", async move {
            if let Err(cause) = serve.await {
                tracing::warn!(%cause, "metrics are not served any more");
            }
        });
    }
}

fn router(registry: Registry, health: Health) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(Arc::new(registry))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz).with_state(health))
}

async fn metrics(State(registry): State<Arc<Registry>>) -> Response {
    let mut shown = String::new();
    match text::encode(&mut shown, &registry) {
        Ok(()) => ([(CONTENT_TYPE, OPEN_METRICS)], shown).into_response(),
        Err(cause) => (StatusCode::INTERNAL_SERVER_ERROR, cause.to_string()).into_response(),
    }
}

async fn readyz(State(health): State<Health>) -> Response {
    match health.trouble().await {
        None => "ok\n".into_response(),
        Some(trouble) => (StatusCode::SERVICE_UNAVAILABLE, format!("{trouble}\n")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;
    use crate::tasks::Waited;

    async fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn probes_and_numbers_are_answered_until_the_stop() {
        let (health, tasks) = (Health::default(), Tasks::default());
        let server = MetricsServer::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let at = server.local_addr();
        server.start(registry("test"), health.clone(), &tasks);

        assert!(get(at, "/healthz").await.starts_with("HTTP/1.1 200"));
        assert!(get(at, "/readyz").await.starts_with("HTTP/1.1 503"));
        health.ready();
        assert!(get(at, "/readyz").await.starts_with("HTTP/1.1 200"));
        let shown = get(at, "/metrics").await;
        assert!(shown.contains("application/openmetrics-text"), "{shown}");
        assert!(shown.contains("taskmaster_build_info{version="), "{shown}");
        assert!(shown.contains("# EOF"));

        assert_eq!(tasks.drain(Duration::from_secs(5)).await, Waited::Done);
        assert!(TcpStream::connect(at).await.is_err());
    }
}
