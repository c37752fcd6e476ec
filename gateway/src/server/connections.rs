//! Connections: bounded in number, and each in the time that it may be silent in the middle of
//! what it says.

use std::{io, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use taskmaster_runtime::Tasks;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::sleep,
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

/// How long nothing is accepted when the machine has no more of what a connection needs.
const EXHAUSTED: Duration = Duration::from_secs(1);

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// How many there may be; further ones wait unaccepted.
    pub(super) connections: u32,
    /// From one answer to the whole head of the next request. An idle connection ends with it.
    pub(super) head: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { connections: 10_000, head: Duration::from_secs(65) }
    }
}

/// Serves until `tasks` is told to stop; then accepts nothing new, and returns when all requests
/// under way have been answered. Upgraded connections are their owners'.
pub(super) async fn serve(listener: TcpListener, app: Router, bounds: Bounds, tasks: &Tasks) {
    let places = Arc::new(Semaphore::new(bounds.connections as usize));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head);
    let accept = async || {
        // The semaphore is never closed.
        let place = places.clone().acquire_owned().await.ok();
        (place, accept(&listener).await)
    };
    while let Some((place, stream)) = tasks.stop().run_until_cancelled(accept()).await {
        let serving = connection(http.clone(), stream, app.clone(), tasks.stop().clone());
        tasks.spawn("connection", async move {
            serving.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = places.acquire_many(bounds.connections).await;
}

async fn connection(http: http1::Builder, stream: TcpStream, app: Router, stop: CancellationToken) {
    // Small frames of a WebSocket must not wait for the peer's acknowledgement.
    let _ = stream.set_nodelay(true);
    let serving = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let mut serving = pin!(serving.with_upgrades());
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(cause) = ended {
        debug!(%cause, "a connection ends");
    }
}

/// The next connection, however long that takes.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(cause) if is_of_one(&cause) => debug!(%cause, "a connection broke before it began"),
            Err(cause) => {
                warn!(%cause, "no connection can be accepted");
                sleep(EXHAUSTED).await;
            }
        }
    }
}

/// Whether only the connection that was to be accepted is broken.
fn is_of_one(cause: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(cause.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests;
