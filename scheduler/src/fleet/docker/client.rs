//! The engine behind a socket.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use bollard::{
    API_DEFAULT_VERSION, Docker,
    errors::Error,
    models::{
        ContainerCreateBody, ContainerInspectResponse, ContainerSummary, ContainerSummaryStateEnum,
        ContainerUpdateBody, EndpointSettings, EventMessage, NetworkConnectRequest, RestartPolicy,
        RestartPolicyNameEnum,
    },
    query_parameters::{
        CreateContainerOptionsBuilder, EventsOptionsBuilder, KillContainerOptionsBuilder,
        ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
    },
};
use futures::{FutureExt as _, Stream, StreamExt as _};
use tokio::sync::OnceCell;

use super::engine::{Container, Engine, Fault, State, label};

/// Seconds that a call may take.
const TIMEOUT: u64 = 10;

/// Events of one burst that one pass answers.
const BURST: usize = 1_000;

type Events = Pin<Box<dyn Stream<Item = Result<EventMessage, Error>> + Send>>;

/// The engine behind a Unix socket or an `http://` address. It connects when it is first asked.
pub(super) struct Client {
    address: String,
    docker: OnceCell<Docker>,
    /// The lock is for the compiler: a stream is no `Sync`, and only one asks for it.
    events: Mutex<Option<Events>>,
}

impl Client {
    pub(super) fn new(address: String) -> Self {
        Self { address, docker: OnceCell::new(), events: Mutex::new(None) }
    }

    async fn docker(&self) -> Result<&Docker, Fault> {
        let connected = self.docker.get_or_try_init(|| async {
            let docker = if self.address.starts_with("http://") {
                Docker::connect_with_http(&self.address, TIMEOUT, API_DEFAULT_VERSION)
            } else {
                Docker::connect_with_unix(&self.address, TIMEOUT, API_DEFAULT_VERSION)
            };
            docker?.negotiate_version().await
        });
        connected.await.map_err(|cause| fault(&self.address, cause))
    }

    fn fault(&self, cause: Error) -> Fault {
        fault(&self.address, cause)
    }
}

#[async_trait]
impl Engine for Client {
    async fn list(&self, project: &str, service: &str) -> Result<Vec<Container>, Fault> {
        let options =
            ListContainersOptionsBuilder::default().all(true).filters(&of(project, service));
        let listed = self.docker().await?.list_containers(Some(options.build())).await;
        let listed = listed.map_err(|cause| self.fault(cause))?;
        let mut containers: Vec<_> = listed.into_iter().filter_map(container).collect();
        containers.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
        Ok(containers)
    }

    async fn inspect(&self, container: &str) -> Result<ContainerInspectResponse, Fault> {
        let seen = self.docker().await?.inspect_container(container, None).await;
        seen.map_err(|cause| self.fault(cause))
    }

    async fn volume_project(&self, volume: &str) -> Result<Option<String>, Fault> {
        let seen = self.docker().await?.inspect_volume(volume).await;
        let mut seen = seen.map_err(|cause| self.fault(cause))?;
        Ok(seen.labels.remove(label::PROJECT))
    }

    async fn create(&self, name: &str, body: ContainerCreateBody) -> Result<String, Fault> {
        let options = CreateContainerOptionsBuilder::default().name(name).build();
        let created = self.docker().await?.create_container(Some(options), body).await;
        Ok(created.map_err(|cause| self.fault(cause))?.id)
    }

    async fn connect(
        &self,
        network: &str,
        container: &str,
        settings: EndpointSettings,
    ) -> Result<(), Fault> {
        let request = NetworkConnectRequest {
            container: container.to_owned(),
            endpoint_config: Some(settings),
        };
        let connected = self.docker().await?.connect_network(network, request).await;
        connected.map_err(|cause| self.fault(cause))
    }

    async fn start(&self, container: &str) -> Result<(), Fault> {
        let started = self.docker().await?.start_container(container, None).await;
        started.map_err(|cause| self.fault(cause))
    }

    async fn signal(&self, container: &str, signal: &str) -> Result<(), Fault> {
        let options = KillContainerOptionsBuilder::default().signal(signal).build();
        let sent = self.docker().await?.kill_container(container, Some(options)).await;
        match sent.map_err(|cause| self.fault(cause)) {
            // It does not run.
            Err(Fault::Conflict(_)) => Ok(()),
            other => other,
        }
    }

    async fn forbid_restart(&self, container: &str) -> Result<(), Fault> {
        let never =
            RestartPolicy { name: Some(RestartPolicyNameEnum::NO), maximum_retry_count: None };
        let body = ContainerUpdateBody { restart_policy: Some(never), ..Default::default() };
        let updated = self.docker().await?.update_container(container, body).await;
        updated.map_err(|cause| self.fault(cause))
    }

    async fn remove(&self, container: &str) -> Result<(), Fault> {
        let options = RemoveContainerOptionsBuilder::default().force(true).v(true).build();
        let removed = self.docker().await?.remove_container(container, Some(options)).await;
        match removed.map_err(|cause| self.fault(cause)) {
            Err(Fault::Missing(_)) => Ok(()),
            // Somebody else is at it.
            Err(Fault::Conflict(text)) if text.contains("already in progress") => Ok(()),
            other => other,
        }
    }

    async fn happens(&mut self, project: &str, service: &str) {
        // The passes find out why the engine is away, and say so.
        let Ok(docker) = self.docker().await.cloned() else { return std::future::pending().await };
        let listening = self.events.get_mut().unwrap_or_else(PoisonError::into_inner);
        let events = listening.get_or_insert_with(|| {
            let mut filters = of(project, service);
            filters.insert("type", vec!["container".to_owned()]);
            let options = EventsOptionsBuilder::default().filters(&filters).build();
            Box::pin(docker.events(Some(options)))
        });
        if let Some(Ok(_)) = events.next().await {
            // One pass sees all that happened by now.
            for _ in 0..BURST {
                match events.next().now_or_never() {
                    Some(Some(Ok(_))) => {}
                    _ => break,
                }
            }
            return;
        }
        // Whoever asks the next time listens anew.
        *listening = None;
        std::future::pending().await
    }
}

fn of(project: &str, service: &str) -> HashMap<&'static str, Vec<String>> {
    let labels = [(label::PROJECT, project), (label::SERVICE, service), (label::ONE_OFF, "False")];
    HashMap::from([("label", labels.map(|(name, value)| format!("{name}={value}")).to_vec())])
}

/// What Compose did not number is none of ours.
fn container(listed: ContainerSummary) -> Option<Container> {
    let number = listed.labels?.get(label::NUMBER)?.parse().ok().filter(|&number| number > 0)?;
    let name = listed.names?.into_iter().next()?;
    use ContainerSummaryStateEnum as S;
    let state = match listed.state? {
        S::CREATED => State::Created,
        S::RUNNING | S::PAUSED | S::RESTARTING | S::STOPPING => State::Running,
        S::EXITED | S::EMPTY => State::Ended,
        S::REMOVING | S::DEAD => State::Removing,
    };
    Some(Container { id: listed.id?, name: name.trim_start_matches('/').to_owned(), number, state })
}

fn fault(address: &str, cause: Error) -> Fault {
    match cause {
        Error::DockerResponseServerError { status_code: 404, message } => Fault::Missing(message),
        Error::DockerResponseServerError { status_code: 409, message } => Fault::Conflict(message),
        Error::DockerResponseServerError { message, .. } => Fault::Refused(message),
        Error::RequestTimeoutError => {
            Fault::Away(format!("no answer from {address} within {TIMEOUT} s"))
        }
        Error::SocketNotFoundError(_) => Fault::Away(format!("there is no socket at {address}")),
        other => Fault::Away(format!("{address}: {}", in_words(&other))),
    }
}

/// An error with its causes, the innermost of which says what happened.
fn in_words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        cause = inner.source();
    }
    words
}
