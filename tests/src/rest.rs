//! A client of the REST API, with any header and any bytes.

use std::sync::LazyLock;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Method, Request, header};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;

use crate::{WITHIN, within};

/// Calls one gateway. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Rest {
    base: String,
    headers: HeaderMap,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// What the gateway answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Rest {
    /// Calls the gateway at `base` with `token`; with none when it is empty.
    pub fn new(base: &str, token: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let rest = Self { base: base.to_owned(), headers: HeaderMap::new(), client };
        rest.with_token(token)
    }

    /// The same with another token; with none when it is empty.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        if token.is_empty() {
            let mut bare = self.clone();
            bare.headers.remove(header::AUTHORIZATION);
            return bare;
        }
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// The same with a header.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.insert(name, value.parse().unwrap());
        other
    }

    /// Where it is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Makes any call.
    pub async fn call(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Reply {
        let method: Method = method.parse().unwrap();
        let uri = format!("{}{path}", self.base);
        let mut request = Request::builder().method(&method).uri(&uri);
        request.headers_mut().unwrap().extend(self.headers.clone());
        let request = request.body(Full::new(body.into())).unwrap();
        let what = format!("an answer to {method} {path}");
        let call = async {
            let (head, body) = self.client.request(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            Reply { status: head.status.as_u16(), headers: head.headers, body }
        };
        within(&what, WITHIN, call).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, "").await
    }

    /// POST without a body.
    pub async fn post(&self, path: &str) -> Reply {
        self.call("POST", path, "").await
    }

    /// POST of JSON.
    pub async fn send(&self, path: &str, body: &Value) -> Reply {
        self.send_text(path, body.to_string()).await
    }

    /// PUT of JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.with("content-type", "application/json").call("PUT", path, body.to_string()).await
    }

    /// POST of what is said to be JSON.
    pub async fn send_text(&self, path: &str, body: impl Into<Bytes>) -> Reply {
        self.with("content-type", "application/json").call("POST", path, body).await
    }
}

impl Reply {
    /// Its body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.text()))
    }

    /// Its body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Fails unless it has this status; gives its JSON.
    pub fn must(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The fields that a refusal names, in its order. Fails when it is none.
    pub fn fields(&self) -> Vec<String> {
        let errors = self.must(400)["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }

    /// Status, media type and body, with words in place of what differs from run to run: ids,
    /// times, versions, measured numbers.
    pub fn shape(&self) -> String {
        let head = format!("{} {}", self.status, self.header("content-type"));
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(mut body) => {
                settle("", &mut body);
                format!("{head}\n{}", serde_json::to_string_pretty(&body).unwrap())
            }
            Err(_) => format!("{head}\n{}", self.text()),
        }
    }
}

/// Fields whose value is another one in each run.
static UNSTEADY: LazyLock<Vec<&str>> = LazyLock::new(|| {
    vec!["host", "version", "cpuPercent", "memoryPercent", "memoryBytes", "address", "traceId"]
});

fn settle(name: &str, value: &mut Value) {
    match value {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| settle(name, value)),
        Value::Array(items) => items.iter_mut().for_each(|item| settle(name, item)),
        Value::Null => {}
        _ if UNSTEADY.contains(&name) => *value = Value::from(format!("<{name}>")),
        Value::String(text) => {
            let settled: Vec<&str> = text.split(' ').map(settled).collect();
            *text = settled.join(" ");
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn settled(word: &str) -> &str {
    let is_time = word.len() == 24 && word.ends_with('Z') && word.contains("T");
    if uuid::Uuid::try_parse(word).is_ok() {
        "<id>"
    } else if is_time {
        "<time>"
    } else {
        word
    }
}
