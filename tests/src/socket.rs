//! A client of the WebSocket.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Error, Message, client::IntoClientRequest as _, http::HeaderValue, protocol::CloseFrame,
    },
};

use crate::{Rest, WITHIN, within};

/// Bytes that a client of these tests lets its machine keep for it.
const RECEIVE: u32 = 8 * 1024;

/// One open socket.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// The subprotocol that the gateway chose.
    pub protocol: String,
}

impl Socket {
    /// Opens one with a token.
    pub async fn open(rest: &Rest, token: &str) -> Self {
        let bearer = format!("Bearer {token}");
        let opened = Self::try_open(rest, "/api/ws", &[("authorization", &bearer)]).await;
        opened.unwrap_or_else(|(status, body)| panic!("{status} {body}"))
    }

    /// Opens one with these headers; status and body of the refusal otherwise.
    pub async fn try_open(
        rest: &Rest,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, (u16, String)> {
        let host = rest.base().trim_start_matches("http://");
        let mut request = format!("ws://{host}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let tcp = TcpSocket::new_v4().unwrap();
        tcp.set_recv_buffer_size(RECEIVE).unwrap();
        let opening = async {
            let tcp = tcp.connect(host.parse().unwrap()).await.unwrap();
            client_async(request, tcp).await
        };
        match within("a socket", WITHIN, opening).await {
            Ok((stream, answer)) => {
                let protocol = answer.headers().get("sec-websocket-protocol");
                let protocol = protocol.map_or("", |value| value.to_str().unwrap()).to_owned();
                Ok(Self { stream, protocol })
            }
            Err(Error::Http(answer)) => {
                let body = answer.body().clone().unwrap_or_default();
                Err((answer.status().as_u16(), String::from_utf8_lossy(&body).into_owned()))
            }
            Err(other) => panic!("{other}"),
        }
    }

    /// Says something.
    pub async fn say(&mut self, message: &Value) {
        self.stream.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Subscribes and waits until that is so. What else comes before is given back.
    pub async fn subscribe(&mut self, id: u64, topic: &str, more: Value) -> Vec<Value> {
        let mut message = json!({ "type": "subscribe", "id": id, "topic": topic });
        message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.say(&message).await;
        let subscribed = json!({ "type": "subscribed", "id": id });
        let mut before = self.hear_until(topic, WITHIN, |said| *said == subscribed).await;
        before.pop();
        before
    }

    /// The next message; code and reason of the socket's end when there is none: 1005 when it was
    /// closed without them, 1006 when it broke.
    async fn read(&mut self) -> Result<Value, (u16, String)> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    let said = |frame: CloseFrame| (frame.code.into(), frame.reason.to_string());
                    return Err(frame.map_or((1005, String::new()), said));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err((1006, String::new())),
            }
        }
    }

    /// The next message; the close code when there is none.
    pub async fn next(&mut self) -> Result<Value, u16> {
        self.read().await.map_err(|(code, _)| code)
    }

    /// Code and reason of its end, whatever is said before that.
    pub async fn end(&mut self, limit: Duration) -> (u16, String) {
        let ending = async {
            loop {
                if let Err(end) = self.read().await {
                    return end;
                }
            }
        };
        within("the end of a socket", limit, ending).await
    }

    /// The next message, which comes soon.
    pub async fn hear(&mut self) -> Value {
        within("a message", WITHIN, self.next()).await.unwrap()
    }

    /// All messages up to the first that `is_it`.
    pub async fn hear_until(
        &mut self,
        what: &str,
        limit: Duration,
        mut is_it: impl FnMut(&Value) -> bool,
    ) -> Vec<Value> {
        let mut all = Vec::new();
        let hearing = async {
            loop {
                let message = self.next().await.unwrap_or_else(|code| panic!("closed: {code}"));
                let found = is_it(&message);
                all.push(message);
                if found {
                    break;
                }
            }
        };
        within(what, limit, hearing).await;
        all
    }
}
