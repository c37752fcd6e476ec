//! A container as the engine describes it.

use serde_json::Value;

use super::engine::{docker, try_docker};

/// A container, as it was when it was looked at.
#[derive(Clone, Debug)]
pub struct Container(Value);

impl Container {
    /// Those with all of these labels, running or not.
    pub async fn labelled(labels: &[(&str, &str)]) -> Vec<Self> {
        let filters: Vec<_> =
            labels.iter().map(|(name, value)| format!("--filter=label={name}={value}")).collect();
        let mut args = vec!["ps", "--all", "--quiet", "--no-trunc"];
        args.extend(filters.iter().map(String::as_str));
        let ids = docker(&args).await;
        let mut found = Vec::new();
        for id in ids.lines() {
            // One that went away meanwhile is no longer one of them.
            found.extend(Self::find(id).await);
        }
        found
    }

    /// The one with this name or id.
    pub async fn find(name: &str) -> Option<Self> {
        let text = try_docker(&["inspect", "--type=container", name]).await.ok()?;
        let mut all: Vec<Value> = serde_json::from_str(&text).ok()?;
        all.pop().map(Self)
    }

    /// Anything in the description, by JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.at("/Id").as_str().unwrap()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.at("/Name").as_str().unwrap().trim_start_matches('/')
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.at("/State/Running") == true
    }

    /// A label of it.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.at("/Config/Labels").get(name)?.as_str()
    }

    /// The service of the Compose file that it belongs to.
    pub fn service(&self) -> &str {
        self.label("com.docker.compose.service").unwrap_or_default()
    }
}
