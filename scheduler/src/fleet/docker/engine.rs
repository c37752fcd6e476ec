//! What the fleet asks of a Docker engine, and no more.

use async_trait::async_trait;
use bollard::models::{ContainerCreateBody, ContainerInspectResponse, EndpointSettings};

/// Labels by which Compose knows its containers.
pub(super) mod label {
    pub(crate) const PROJECT: &str = "com.docker.compose.project";
    pub(crate) const SERVICE: &str = "com.docker.compose.service";
    pub(crate) const NUMBER: &str = "com.docker.compose.container-number";
    pub(crate) const ONE_OFF: &str = "com.docker.compose.oneoff";
    /// The id of the container that this one took the place of.
    pub(crate) const REPLACE: &str = "com.docker.compose.replace";
}

/// Why the engine did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// There is no such container, image, network or volume.
    #[error("{0}")]
    Missing(String),
    /// The name is taken, or what is asked for does not fit the container's state.
    #[error("{0}")]
    Conflict(String),
    /// It refuses, or fails.
    #[error("the Docker engine refuses: {0}")]
    Refused(String),
    /// It did not answer.
    #[error("cannot reach the Docker engine: {0}")]
    Away(String),
    /// It is not as the fleet needs it. The sentence says what to do.
    #[error("{0}")]
    Unfit(String),
}

/// Where a container is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It was never started.
    Created,
    /// Its process lives, or the engine is about to start it again.
    Running,
    /// Its process has ended.
    Ended,
    /// It is being removed, or its removal failed.
    Removing,
}

/// A container of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Container {
    pub(super) id: String,
    pub(super) name: String,
    /// By Compose's label.
    pub(super) number: u32,
    pub(super) state: State,
}

impl Container {
    /// The hostname that the engine gives it.
    pub(super) fn host(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }
}

/// An engine. Every call ends within seconds.
#[async_trait]
pub(super) trait Engine: Send + Sync {
    /// All containers of a service, whatever their state; those of `run` are left out.
    async fn list(&self, project: &str, service: &str) -> Result<Vec<Container>, Fault>;

    /// All there is to know of a container, by id or name.
    async fn inspect(&self, container: &str) -> Result<ContainerInspectResponse, Fault>;

    /// The Compose project that a volume belongs to, if any.
    async fn volume_project(&self, volume: &str) -> Result<Option<String>, Fault>;

    /// Makes a container and says its id.
    async fn create(&self, name: &str, body: ContainerCreateBody) -> Result<String, Fault>;

    /// Puts a container into one more network.
    async fn connect(
        &self,
        network: &str,
        container: &str,
        settings: EndpointSettings,
    ) -> Result<(), Fault>;

    async fn start(&self, container: &str) -> Result<(), Fault>;

    /// Sends a signal; one that does not run is fine as well.
    async fn signal(&self, container: &str, signal: &str) -> Result<(), Fault>;

    /// The engine does not start the container again when its process ends.
    async fn forbid_restart(&self, container: &str) -> Result<(), Fault>;

    /// Removes a container with its anonymous volumes; one that is gone is fine as well.
    async fn remove(&self, container: &str) -> Result<(), Fault>;

    /// Ends when something happened to a container of the service, or never while the engine
    /// cannot be listened to. It may be dropped and called again without a loss.
    async fn happens(&mut self, project: &str, service: &str);
}
