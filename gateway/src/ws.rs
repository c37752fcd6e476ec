//! The WebSocket: what happens, as it happens. `docs/websocket.md` is its description.
//!
//! ```text
//!  upgrade ─▶ door (origin, token) ─▶ GetCaller ─▶ client: one loop, its subscriptions, its writer
//!                                                   ├─ tasks, workers ◀─ feed, shared by its kind
//!                                                   └─ task, log ◀─ a stream of its own
//! ```

mod client;
mod door;
mod event;
mod feed;
mod message;
mod shape;

use axum::{
    Router,
    extract::{
        Request, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::StatusCode,
    response::Response,
    routing::get,
};
use taskmaster_proto::{convert, v1};
use tokio::time::Instant;

pub(crate) use self::feed::Feeds;
use self::{client::Client, feed::Kind};
use taskmaster_runtime::RequestId;

use crate::{caller::Caller, problem::Problem, rest::session::who_is, server::Shared};

/// Sockets of one gateway.
const SOCKETS: usize = 2_000;
/// Bytes of a message of a client.
const MESSAGE: usize = 64 * 1024;
/// Bytes that a client's socket reads and writes at once: there are many of them.
const READ: usize = 4 * 1024;
const WRITE: usize = 16 * 1024;

/// Who opened a socket.
#[derive(Debug)]
struct Visitor {
    caller: Caller,
    kind: Kind,
    /// When the token ends.
    expires_at: Option<Instant>,
}

/// The WebSocket's route.
pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/api/ws", get(open))
}

/// Lets a client in, or says why not while it can still be said in HTTP.
async fn open(
    State(shared): State<Shared>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let (headers, id) = (request.headers(), request.extensions().get::<RequestId>());
    let caller = door::caller(headers, id, &shared.config.allowed_origins)?;
    let upgrade = upgrade.map_err(|_| not_an_upgrade())?;
    let place = shared.feeds.place().ok_or_else(full)?;
    let answer = who_is(&shared, &caller).await?;
    let visitor = Visitor::new(&shared, caller, answer);
    let upgrade = upgrade
        .protocols([door::PROTOCOL])
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE)
        .read_buffer_size(READ)
        .write_buffer_size(WRITE);
    Ok(upgrade.on_upgrade(async move |socket| {
        let background = shared.background.clone();
        background.spawn("socket", async move {
            shared.metrics.sockets.inc();
            Client::new(shared.clone(), visitor).run(socket).await;
            shared.metrics.sockets.dec();
            drop(place);
        });
    }))
}

impl Visitor {
    fn new(shared: &Shared, caller: Caller, answer: v1::GetCallerResponse) -> Self {
        let end = answer.expires_at.as_ref().and_then(convert::timestamp);
        let expires_at = end.map(|end| Instant::now() + end.since(shared.clock.now()));
        let kind = Kind { role: answer.role(), principal: answer.principal };
        Self { caller, kind, expires_at }
    }
}

fn not_an_upgrade() -> Problem {
    let detail = "this path takes WebSocket upgrades only";
    Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade-required", detail)
}

fn full() -> Problem {
    let detail = format!("this gateway has {SOCKETS} open sockets, as many as it takes");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
}
