//! A client of the gateway, no more than what one must be.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, StatusCode,
    client::conn::http1::{self, SendRequest},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue},
};
use hyper_util::rt::TokioIo;
use taskmaster_runtime::Tasks;
use tokio::net::TcpStream;

use crate::error::{Error, Result};

/// One connection that stays open from call to call.
#[derive(Debug)]
pub(crate) struct Http {
    sender: SendRequest<Full<Bytes>>,
    host: HeaderValue,
    bearer: HeaderValue,
}

impl Http {
    /// Connects, with this token.
    pub(super) async fn connect(address: &str, token: &str, tasks: &Tasks) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tasks.spawn("http", connection);
        let value = |text: &str| {
            HeaderValue::from_str(text).map_err(Error::about("a text that fits no header"))
        };
        Ok(Self { sender, host: value(address)?, bearer: value(&format!("Bearer {token}"))? })
    }

    /// GET; the body of a good answer.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Bytes> {
        self.call(Method::GET, path, Bytes::new(), StatusCode::OK).await
    }

    /// POST of JSON; the body of an answer that says that something was made.
    pub(crate) async fn post(&mut self, path: &str, json: &'static str) -> Result<Bytes> {
        self.call(Method::POST, path, Bytes::from_static(json.as_bytes()), StatusCode::CREATED)
            .await
    }

    /// PUT of JSON; the body of an answer that says that it was taken.
    pub(crate) async fn put(&mut self, path: &str, json: &'static str) -> Result<Bytes> {
        let json = Bytes::from_static(json.as_bytes());
        self.call(Method::PUT, path, json, StatusCode::ACCEPTED).await
    }

    async fn call(
        &mut self,
        method: Method,
        path: &str,
        body: Bytes,
        wanted: StatusCode,
    ) -> Result<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.host.clone())
            .header(AUTHORIZATION, self.bearer.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(Full::new(body))
            .map_err(Error::about("no HTTP request"))?;
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        if head.status == wanted {
            Ok(body)
        } else {
            let text = String::from_utf8_lossy(&body);
            Err(Error::new(format!("{path} answered {}: {text}", head.status)))
        }
    }
}
