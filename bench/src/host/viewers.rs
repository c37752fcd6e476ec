//! People who look: sockets that hear of all tasks.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use futures::{SinkExt as _, StreamExt as _, TryStreamExt as _, stream};
use taskmaster_runtime::Tasks;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Message, client::IntoClientRequest as _, http::HeaderValue, protocol::WebSocketConfig,
    },
};

use super::Site;
use crate::error::{Error, Result};

/// Sockets that are opened at once.
const AT_ONCE: usize = 32;

/// Open sockets, each subscribed to all tasks. Dropped, all of them end.
#[derive(Debug)]
pub(crate) struct Viewers {
    tasks: Tasks,
    heard: Arc<AtomicU64>,
    lost: Arc<AtomicUsize>,
}

impl Viewers {
    /// Opens so many and waits until all are subscribed.
    pub(crate) async fn open(site: &Site, count: usize) -> Result<Self> {
        let viewers = Self { tasks: Tasks::default(), heard: Arc::default(), lost: Arc::default() };
        let token = site.admin_token()?;
        let opening =
            stream::iter((0..count).map(Ok)).try_for_each_concurrent(AT_ONCE, |_| async {
                viewers.look(open(site.http_address(), &token).await?);
                Ok::<_, Error>(())
            });
        opening.await?;
        Ok(viewers)
    }

    /// Reads what comes until the end.
    fn look(&self, mut socket: WebSocketStream<TcpStream>) {
        let (heard, lost) = (self.heard.clone(), self.lost.clone());
        let stop = self.tasks.stop().clone();
        self.tasks.spawn("viewer", async move {
            let read = async {
                while let Some(Ok(message)) = socket.next().await {
                    if message.is_text() {
                        heard.fetch_add(1, Ordering::Relaxed);
                    }
                }
                lost.fetch_add(1, Ordering::Relaxed);
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = read => {}
            }
        });
    }

    /// Messages that came, to all of them together.
    pub(crate) fn heard(&self) -> u64 {
        self.heard.load(Ordering::Relaxed)
    }

    /// Sockets that ended by themselves.
    pub(crate) fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Viewers {
    fn drop(&mut self) {
        self.tasks.stop().cancel();
    }
}

async fn open(address: &str, token: &str) -> Result<WebSocketStream<TcpStream>> {
    let mut request = format!("ws://{address}/api/ws").into_client_request()?;
    let bearer = HeaderValue::from_str(&format!("Bearer {token}"));
    let bearer = bearer.map_err(Error::about("a token that fits no header"))?;
    request.headers_mut().insert("authorization", bearer);
    let stream = TcpStream::connect(address).await?;
    let config = WebSocketConfig::default().read_buffer_size(4 * 1_024);
    let (mut socket, _) = client_async_with_config(request, stream, Some(config)).await?;
    socket.send(Message::text(r#"{"type":"subscribe","id":1,"topic":"tasks"}"#)).await?;
    match socket.next().await {
        Some(Ok(Message::Text(text))) if text.contains(r#""subscribed""#) => Ok(socket),
        other => Err(Error::new(format!("a WebSocket is not subscribed: {other:?}"))),
    }
}
