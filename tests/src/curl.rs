//! A REST client that is no code of ours: curl.

use std::{
    process::{Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::{io::AsyncWriteExt as _, process::Command};

use crate::{WITHIN, until, within};

/// Calls one gateway with a bearer token.
#[derive(Clone, Debug)]
pub struct Curl {
    base: String,
    token: String,
}

impl Curl {
    /// Calls the gateway at `base` with `token`; with none when it is empty.
    pub fn new(base: &str, token: &str) -> Self {
        Self { base: base.to_owned(), token: token.to_owned() }
    }

    /// The same with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self::new(&self.base, token)
    }

    /// Status and body of a GET.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.try_get(path).await.unwrap_or_else(|| panic!("nobody answers GET {path}"))
    }

    /// The same, nothing when nobody answers.
    pub async fn try_get(&self, path: &str) -> Option<(u16, Value)> {
        self.call("GET", path, None).await
    }

    /// Status and body of a POST.
    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.call("POST", path, Some(body)).await;
        answer.unwrap_or_else(|| panic!("nobody answers POST {path}"))
    }

    /// Status and body of a call; a body that is no JSON is a text, none is null.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Option<(u16, Value)> {
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--max-time", "40", "--config", "-"]);
        command.args(["--request", method, "--write-out", "\n%{http_code}"]);
        if let Some(body) = body {
            command.args(["--header", "content-type: application/json"]);
            command.args(["--data-binary", &body.to_string()]);
        }
        command.arg(format!("{}{path}", self.base)).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("curl is installed");
        // Not as an argument: everybody on the machine reads those.
        let mut config = child.stdin.take().unwrap();
        if !self.token.is_empty() {
            let header = format!("header = \"authorization: Bearer {}\"\n", self.token);
            config.write_all(header.as_bytes()).await.unwrap();
        }
        drop(config);
        let limit = Duration::from_secs(45);
        let Output { stdout, .. } = within(path, limit, child.wait_with_output()).await.unwrap();
        let text = String::from_utf8_lossy(&stdout);
        let (body, status) = text.rsplit_once('\n')?;
        let status = status.parse().ok().filter(|status| *status != 0)?;
        let value = match body {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        Some((status, value))
    }

    /// Hands a command in over `/api/schedule`, due at once, and gives its id.
    pub async fn schedule(&self, command: &str) -> String {
        let body =
            serde_json::json!({ "command": command, "scheduled_at": "2020-01-01T00:00:00.000Z" });
        let (status, answer) = self.post("/api/schedule", &body).await;
        assert_eq!(status, 201, "{answer}");
        answer["task_id"].as_str().unwrap().to_owned()
    }

    /// Waits until a task's `/api/status` is as `is_it` says.
    pub async fn status_when(
        &self,
        what: &str,
        id: &str,
        limit: Duration,
        is_it: impl Fn(&Value) -> bool,
    ) -> Value {
        until(&format!("task {id} {what}"), limit, async || {
            let (status, body) = self.try_get(&format!("/api/status?task_id={id}")).await?;
            (status == 200 && is_it(&body)).then_some(body)
        })
        .await
    }

    /// Waits until a task has completed.
    pub async fn completed(&self, id: &str) -> Value {
        self.status_when("completes", id, WITHIN * 2, |task| task["status"] == "completed").await
    }
}
