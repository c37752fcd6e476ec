//! Takes the address and serves.

mod connections;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use taskmaster_runtime::{Clock, Tasks};
use tokio::net::TcpListener;
use tracing::info;

use self::connections::Bounds;
use crate::{
    Config, Metrics, layers, rest,
    upstream::{Near, Upstream},
    ws::Feeds,
};

/// How long the next part of a request's body may take.
const BODY: Duration = Duration::from_secs(30);

/// Why a gateway cannot run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its address cannot be had.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The wished one.
        address: SocketAddr,
        /// What the machine says.
        cause: io::Error,
    },
    /// A setting is of no use.
    #[error("{0}")]
    Setting(String),
    /// The description of the API cannot be written.
    #[error("cannot describe the API: {0}")]
    Describe(#[from] serde_json::Error),
}

/// What all handlers share.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<SharedParts>);

/// The parts of [`Shared`].
#[derive(Debug)]
pub(crate) struct SharedParts {
    pub(crate) config: Config,
    pub(crate) upstream: Upstream,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
    pub(crate) feeds: Feeds,
    pub(crate) background: Tasks,
}

impl std::ops::Deref for Shared {
    type Target = SharedParts;

    fn deref(&self) -> &SharedParts {
        &self.0
    }
}

/// A gateway that has its address but does not serve yet.
#[derive(Debug)]
pub struct Gateway {
    config: Config,
    clock: Clock,
    metrics: Metrics,
    listener: TcpListener,
    address: SocketAddr,
    near: Option<Near>,
}

impl Gateway {
    /// Takes the address.
    ///
    /// # Errors
    /// When it is taken.
    pub async fn bind(config: Config, clock: Clock, metrics: Metrics) -> Result<Self, Error> {
        let listen = |cause| Error::Listen { address: config.listen, cause };
        let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        Ok(Self { config, clock, metrics, listener, address, near: None })
    }

    /// The same before one coordinator that runs in this process, known to others by this URL.
    /// Others that live are found as ever; they are called when this one is away.
    #[must_use]
    pub fn beside(mut self, url: String, coordinator: Near) -> Self {
        self.config.coordinators = vec![url];
        self.near = Some(coordinator);
        self
    }

    /// Where it is reached.
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `tasks` is told to stop; then takes nothing new and lets requests under way
    /// end. WebSockets are told to go elsewhere.
    ///
    /// # Errors
    /// When a setting is of no use.
    pub async fn run(self, tasks: Tasks) -> Result<(), Error> {
        let Self { config, clock, metrics, listener, address, near } = self;
        let upstream = Upstream::new(&config.coordinators, near, tasks.clone());
        let upstream = upstream.map_err(Error::Setting)?;
        let feeds = Feeds::new(upstream.clone(), clock.clone(), tasks.clone());
        let origins = config.allowed_origins.clone();
        let base_path = config.base_path.clone();
        let shared = Shared(Arc::new(SharedParts {
            config,
            upstream: upstream.clone(),
            clock,
            metrics: metrics.clone(),
            feeds,
            background: tasks.clone(),
        }));
        let app = layers::around(rest::router(shared)?, &origins, &base_path, BODY, metrics);
        info!(%address, "gateway listens");
        let (first_answer, stop) = (upstream.first_answer(), tasks.stop().clone());
        tasks.spawn("first answer", stop.run_until_cancelled_owned(first_answer));
        connections::serve(listener, app, Bounds::default(), &tasks).await;
        Ok(())
    }
}
