//! Puts the parts together and serves.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use taskmaster_domain::{CoordinatorId, limits};
use taskmaster_proto::v1::{
    self, activity_service_server::ActivityServiceServer, fleet_service_server::FleetServiceServer,
    identity_service_server::IdentityServiceServer, job_service_server::JobServiceServer,
    queue_service_server::QueueServiceServer, session_service_server::SessionServiceServer,
    system_service_server::SystemServiceServer, task_service_server::TaskServiceServer,
    worker_service_server::WorkerServiceServer,
};
use taskmaster_runtime::{Clock, Probe, Tasks};
use taskmaster_store::CoordinatorStore;
use tokio::{net::TcpListener, sync::watch};
use tonic::{service::Routes, transport::server::TcpIncoming};
use tower::Layer as _;
use tracing::{info, warn};

use crate::{
    Config, Metrics,
    activity::Activities,
    auth::Auth,
    beat::{BeatParts, Beats},
    counters::Counters,
    dispatch::{Dispatcher, Parts},
    door::Door,
    grpc, health,
    hints::Hints,
    lanes::Lanes,
    metrics::QueueState,
    orders::Orders,
    pipeline::{Desk, Pipeline},
    probe::store_probe,
    rollup::Rollup,
    session::Shared,
};

/// Why a coordinator cannot run.
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
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] taskmaster_store::Error),
    /// Serving failed.
    #[error("cannot serve: {0}")]
    Serve(#[from] tonic::transport::Error),
    /// The descriptors cannot be served.
    #[error("cannot serve reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// A coordinator that has its address and is known to the store, but does not serve yet.
pub struct Coordinator {
    config: Config,
    store: Arc<dyn CoordinatorStore>,
    clock: Clock,
    metrics: Metrics,
    listener: TcpListener,
    address: SocketAddr,
    id: CoordinatorId,
    auth: Auth,
    probe: Probe,
    door: Door,
}

impl std::fmt::Debug for Coordinator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coordinator").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Coordinator {
    /// Takes the address and registers.
    ///
    /// # Errors
    /// When the address is taken or the store is away.
    pub async fn bind(
        config: Config,
        store: Arc<dyn CoordinatorStore>,
        clock: Clock,
        metrics: Metrics,
    ) -> Result<Self, Error> {
        let listen = |cause| Error::Listen { address: config.listen, cause };
        let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let advertised = config.advertise.clone().unwrap_or_else(|| format!("http://{address}"));
        let cluster = store.cluster_key().await?;
        let auth = Auth::new(&config.admin_token, &config.join_token, &cluster, clock.clone());
        auth.ended().read(store.as_ref(), clock.now()).await?;
        let id = store.register_coordinator(&advertised).await?;
        let probe = store_probe(store.clone());
        let door = Door::default();
        Ok(Self { config, store, clock, metrics, listener, address, id, auth, probe, door })
    }

    /// Where it is reached.
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The way in for those who live in this process. It opens when the coordinator serves.
    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// Whether its store can be written; what its health is told by.
    pub fn probe(&self) -> Probe {
        self.probe.clone()
    }

    /// Serves until `tasks` is told to stop; then takes nothing new, lets calls under way end
    /// and tells the workers to go elsewhere.
    ///
    /// # Errors
    /// When the server cannot run.
    pub async fn run(self, tasks: Tasks) -> Result<(), Error> {
        let Self { config, store, clock, metrics, listener, address, id, auth, probe, door } = self;
        let lanes = Lanes::new(store.clone());
        let hints = Hints::start(store.clone(), clock.clone(), metrics.clone(), &tasks);
        let activities = Activities::start(store.clone(), clock.clone(), &tasks);
        let counters = Counters::start(store.clone(), clock.clone(), metrics.clone(), &tasks);
        let desk = Desk {
            counters: counters.clone(),
            activities: activities.clone(),
            store: store.clone(),
            clock: clock.clone(),
            lanes: lanes.clone(),
            metrics: metrics.clone(),
            hints: hints.clone(),
        };
        let pipeline = Pipeline::start(&desk, &tasks);
        let rollup = Rollup::start(store.clone(), &tasks);
        auth.ended().follow(store.clone(), clock.clone(), hints.clone(), &tasks);
        let (own_slots, own_slots_seen) = watch::channel(0);
        let (all_slots, all_slots_seen) = watch::channel(0);
        let parts = Parts {
            store: store.clone(),
            clock: clock.clone(),
            lanes: lanes.clone(),
            metrics: metrics.clone(),
            hints: hints.clone(),
            rollup: rollup.clone(),
            all_slots: all_slots_seen,
            own_slots,
        };
        let dispatcher = Dispatcher::start(parts, &tasks);
        let beat = BeatParts {
            store: store.clone(),
            clock: clock.clone(),
            id,
            rhythm: config.rhythm,
            own_slots: own_slots_seen.clone(),
            all_slots,
        };
        let beats = Beats::start(beat, &tasks);
        let orders =
            Orders::start(store.clone(), dispatcher.clone(), config.rhythm.heartbeat, &tasks);
        tasks
            .spawn("gauges", gauges(store.clone(), metrics.clone(), own_slots_seen, tasks.clone()));
        let shared = Arc::new(Shared {
            counters: counters.clone(),
            signer: auth.signer(),
            store: store.clone(),
            clock: clock.clone(),
            rhythm: config.rhythm,
            output_limit: config.output_limit,
            pipeline: pipeline.clone(),
            dispatcher,
            beats,
            hints: hints.clone(),
            metrics: metrics.clone(),
            rollup: rollup.clone(),
            activities: activities.clone(),
            orders,
        });
        let sessions = grpc::OpenSessions { shared, coordinator: id, background: tasks.clone() };
        let events = grpc::Events { hints: hints.clone(), stop: tasks.stop().clone() };
        let task_service = grpc::Tasks {
            counters: counters.clone(),
            store: store.clone(),
            pages: grpc::Pages::new(store.clone()),
            clock: clock.clone(),
            lanes,
            pipeline,
            hints: hints.clone(),
            metrics,
            rollup: rollup.clone(),
            activities: activities.clone(),
            background: tasks.clone(),
        };
        let jobs = grpc::Jobs::new(task_service.clone());
        let workers = grpc::Workers {
            store: store.clone(),
            clock: clock.clone(),
            activities: activities.clone(),
        };
        let fleet = grpc::Fleet {
            store: store.clone(),
            clock: clock.clone(),
            activities: activities.clone(),
        };
        let feed = grpc::Activity { store: store.clone() };
        let identity = grpc::Identity {
            store: store.clone(),
            clock: clock.clone(),
            signer: auth.signer(),
            ended: auth.ended(),
            hints,
        };
        let queues = grpc::Queues { store: store.clone(), activities: activities.clone() };
        let heartbeat = config.rhythm.heartbeat;
        let system = grpc::System {
            store: store.clone(),
            probe,
            clock,
            heartbeat,
            settings: config.settings.into(),
        };
        info!(%address, "coordinator listens");
        let served = serve(
            listener,
            &door,
            auth,
            sessions,
            task_service,
            jobs,
            workers,
            fleet,
            identity,
            events,
            queues,
            system,
            feed,
            &tasks,
        );
        let result = served.await;
        door.close().await;
        counters.finish().await;
        rollup.write(store.as_ref()).await;
        activities.finish(store.as_ref()).await;
        if let Err(cause) = store.unregister_coordinator(id).await {
            warn!(%cause, "the store will forget this coordinator by itself");
        }
        result
    }
}

#[expect(clippy::too_many_arguments, reason = "one for each service, called once")]
async fn serve(
    listener: TcpListener,
    door: &Door,
    auth: Auth,
    sessions: grpc::OpenSessions,
    task_service: grpc::Tasks,
    jobs: grpc::Jobs,
    workers: grpc::Workers,
    fleet: grpc::Fleet,
    identity: grpc::Identity,
    events: grpc::Events,
    queues: grpc::Queues,
    system: grpc::System,
    feed: grpc::Activity,
    tasks: &Tasks,
) -> Result<(), Error> {
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(v1::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let (reporter, health_service) = tonic_health::server::health_reporter();
    health::begin(&reporter).await;
    let stop = tasks.stop().clone();
    tasks.spawn("health", health::keep(reporter, system.probe.clone(), stop.clone()));
    macro_rules! bounded {
        ($server:ident, $service:expr) => {
            $server::new($service).max_decoding_message_size(limits::BODY_BYTES)
        };
    }
    // Without it each message of a stream waits 40 ms for the other side's acknowledgement.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let routes = Routes::new(health_service)
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?)
        .add_service(bounded!(TaskServiceServer, task_service))
        .add_service(bounded!(JobServiceServer, jobs))
        .add_service(bounded!(WorkerServiceServer, workers))
        .add_service(bounded!(FleetServiceServer, fleet))
        .add_service(bounded!(IdentityServiceServer, identity))
        .add_service(events)
        .add_service(bounded!(QueueServiceServer, queues))
        .add_service(bounded!(SystemServiceServer, system))
        .add_service(bounded!(ActivityServiceServer, feed))
        .add_service(bounded!(SessionServiceServer, sessions))
        .prepare();
    door.open(auth.layer(routes.clone()));
    tonic::transport::Server::builder()
        .http2_keepalive_interval(Some(Duration::from_secs(10)))
        .http2_keepalive_timeout(Some(Duration::from_secs(10)))
        .initial_stream_window_size(1_048_576)
        .initial_connection_window_size(4_194_304)
        .max_concurrent_streams(1_024)
        .layer(auth)
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, stop.cancelled_owned())
        .await?;
    Ok(())
}

/// Keeps the gauges that only the store knows. The rows are few: one for each queue and state.
async fn gauges(
    store: Arc<dyn CoordinatorStore>,
    metrics: Metrics,
    slots: watch::Receiver<u32>,
    tasks: Tasks,
) {
    let mut tick = tokio::time::interval(Duration::from_secs(2));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = tasks.stop().cancelled() => return,
            _ = tick.tick() => {}
        }
        metrics.slots.set(i64::from(*slots.borrow()));
        // An outage is told by whoever needs the store; the gauges just stand still.
        let Ok(counts) = store.counts().await else { continue };
        metrics.by_state.clear();
        for row in counts {
            let labels = QueueState { queue: row.queue, state: row.state.name() };
            metrics.by_state.get_or_create(&labels).set(row.count);
        }
    }
}
