//! `SessionService`: a hello becomes a session.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{
    AttemptRef, CoordinatorId, Timestamp, Violations, WorkerId,
    worker::{OrderKind, Registration, ReleaseCause},
};
use taskmaster_proto::{
    Error,
    v1::{self, open_session_request::Message, session_service_server::SessionService},
};
use taskmaster_store::{Released, Wake, Welcome, Welcomed, jobs::tell_ends};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout, timeout_at},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};
use tracing::{debug, info, warn};

use super::told;
use crate::{
    activity::{Note, Subject},
    dispatch::{Member, News},
    metrics::Reason,
    session::{End, Letterbox, Session, Shared, hello, welcome},
};

/// A stream that does not say hello within this is closed.
const HELLO_WAIT: Duration = Duration::from_secs(10);
/// How long a worker on another host has to show that it lives.
const PROBE_WAIT: Duration = Duration::from_secs(3);
/// Messages on their way to one worker.
const ANSWERS: usize = 16;

/// Opens sessions.
#[derive(Clone)]
pub(crate) struct OpenSessions {
    pub(crate) shared: Arc<Shared>,
    pub(crate) coordinator: CoordinatorId,
    pub(crate) background: taskmaster_runtime::Tasks,
}

#[tonic::async_trait]
impl SessionService for OpenSessions {
    type OpenSessionStream = ReceiverStream<Result<v1::OpenSessionResponse, Status>>;

    async fn open_session(
        &self,
        request: Request<Streaming<v1::OpenSessionRequest>>,
    ) -> Result<Response<Self::OpenSessionStream>, Status> {
        let mut inbound = request.into_inner();
        let first = timeout(HELLO_WAIT, inbound.message()).await;
        let first = first.map_err(|_| Status::deadline_exceeded("no hello came"))??;
        let Some(Message::Hello(wire)) = first.and_then(|first| first.message) else {
            return Err(Error::from(Violations::one("hello", "must be the first message")).into());
        };
        let (registration, holding) = hello(wire).map_err(Error::from)?;
        let opened = self.open(&registration, &holding).await?;
        let (answers, stream) = mpsc::channel(ANSWERS);
        let _ = answers.try_send(Ok(welcome(&opened, &self.shared)));
        let (letterbox, mail, slow) = Letterbox::new();
        let session = Session {
            shared: self.shared.clone(),
            incarnation: registration.incarnation,
            slots: registration.capacity.slots,
            letterbox: letterbox.clone(),
            mail,
            slow,
            answers,
            stop: self.background.stop().clone(),
            welcome: opened,
        };
        let own = self.clone();
        self.background.spawn("session", own.keep(session, registration, letterbox, inbound));
        Ok(Response::new(ReceiverStream::new(stream)))
    }
}

impl OpenSessions {
    /// Asks the store for the session; probes a namesake on another host first.
    async fn open(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
    ) -> Result<Welcome, Error> {
        self.refuse_older(registration).await?;
        let welcome = match self.say_hello(registration, holding, false).await? {
            Welcomed::Welcome(welcome) => welcome,
            Welcomed::Taken { worker, last_active_at } => {
                if self.answers_probe(worker, &registration.name, last_active_at).await? {
                    return Err(Error::NameTaken(registration.name.clone()));
                }
                match self.say_hello(registration, holding, true).await? {
                    Welcomed::Welcome(welcome) => welcome,
                    Welcomed::Taken { .. } => {
                        return Err(Error::NameTaken(registration.name.clone()));
                    }
                }
            }
        };
        self.released(&welcome.released).await;
        Ok(welcome)
    }

    /// Tells of what was taken from a worker.
    async fn released(&self, released: &Released) {
        self.shared.hints.released(released);
        for lane in &released.lanes {
            self.shared.store.poke(Wake::Lane(*lane));
        }
        let ended = released.poisoned.iter().chain(&released.canceled);
        tell_ends(&*self.shared.store, ended.copied()).await;
    }

    /// A start that was followed by a newer one on the same host does not take the name back:
    /// incarnations are UUIDv7, so the later start has the higher one.
    async fn refuse_older(&self, registration: &Registration) -> Result<(), Error> {
        if registration.name.is_empty() {
            return Ok(());
        }
        let now = self.shared.clock.now();
        match self.shared.store.worker(&registration.name).await.map_err(told)? {
            Some(known)
                if known.host == registration.host
                    && known.incarnation.0 > registration.incarnation.0
                    && !known.released
                    && known.lease_until > now =>
            {
                Err(Error::NameTaken(registration.name.clone()))
            }
            Some(_) | None => Ok(()),
        }
    }

    async fn say_hello(
        &self,
        registration: &Registration,
        holding: &[AttemptRef],
        evict: bool,
    ) -> Result<Welcomed, Error> {
        let Shared { store, rhythm, clock, .. } = &*self.shared;
        let now = clock.now();
        store
            .hello(registration, holding, evict, self.coordinator, rhythm.lease, now)
            .await
            .map_err(told)
    }

    /// Whether the worker shows that it lives; whichever coordinator holds it.
    async fn answers_probe(
        &self,
        worker: WorkerId,
        name: &str,
        heard: Timestamp,
    ) -> Result<bool, Error> {
        let store = &self.shared.store;
        let mut wakes = store.wakes();
        let deadline = Instant::now() + PROBE_WAIT;
        let now = self.shared.clock.now();
        store.give_order(worker, OrderKind::Probe, now).await.map_err(told)?;
        store.poke(Wake::Worker(worker));
        loop {
            let woken = timeout_at(deadline, async {
                while !matches!(wakes.recv().await, Ok(Wake::Worker(w)) if w == worker) {}
            });
            let over = woken.await.is_err();
            let known = store.worker(name).await.map_err(told)?;
            if known.is_some_and(|known| known.last_active_at > heard) {
                return Ok(true);
            }
            if over {
                return Ok(false);
            }
        }
    }

    /// Makes the session known, runs it, and tidies up after it.
    async fn keep(
        self,
        session: Session,
        registration: Registration,
        letterbox: Letterbox,
        inbound: Streaming<v1::OpenSessionRequest>,
    ) {
        let Welcome { worker, session: number, ref name, ref holding, .. } = session.welcome;
        let name = name.clone();
        let note = |verb| {
            let actor = &format!("worker:{name}");
            let note = Note { actor, verb, subject_kind: "worker", count: 1 };
            let subject = || Subject { id: name.clone(), detail: String::new() };
            self.shared.activities.note(&note, subject);
        };
        note("connected");
        info!(worker.id = worker.0, worker.name = %name, session = number,
            slots = registration.capacity.slots, holding = holding.len(), "worker connected");
        let member = Member {
            worker,
            incarnation: registration.incarnation,
            session: number,
            draining: session.welcome.draining,
            held: u32::try_from(holding.len()).unwrap_or(u32::MAX),
            capacity: registration.capacity,
            letterbox: letterbox.clone(),
        };
        self.shared.counters.joined(worker, number);
        self.shared.dispatcher.tell(News::Joined(member)).await;
        self.shared.orders.joined(worker, number, letterbox).await;
        self.shared.hints.workers_changed();
        let (end, gone) = session.run(inbound).await;
        self.shared.counters.left(worker, number);
        self.shared.dispatcher.tell(News::Left { worker, session: number }).await;
        self.shared.orders.left(worker, number).await;
        let metrics = &self.shared.metrics;
        metrics.sessions.dec();
        metrics.sessions_ended.get_or_create(&Reason { reason: end.name() }).inc();
        info!(worker.id = worker.0, worker.name = %name, session = number, reason = end.name(),
            gone, "worker disconnected");
        note("disconnected");
        if let End::Broken(status) = &end {
            debug!(worker.id = worker.0, code = ?status.code(), "the stream broke: {}", status.message());
        }
        if gone {
            self.let_go(worker, &registration.incarnation).await;
        }
        self.shared.hints.workers_changed();
    }

    /// The worker went away by its own will and runs nothing: its name is free at once, and what
    /// was on its way to it goes elsewhere.
    async fn let_go(&self, worker: WorkerId, incarnation: &taskmaster_domain::Incarnation) {
        let now = self.shared.clock.now();
        let cause = ReleaseCause::Killed;
        match self.shared.store.release_worker(worker, *incarnation, cause, now).await {
            Ok(released) => self.released(&released).await,
            Err(cause) => warn!(%cause, worker.id = worker.0, "its lease must run out"),
        }
    }
}
