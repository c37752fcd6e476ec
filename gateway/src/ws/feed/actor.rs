//! A feed's loop: hears the listeners, tells the views, reads the workers.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use futures::future::BoxFuture;
use taskmaster_proto::v1::{self, worker_service_client::WorkerServiceClient};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tracing::debug;

use super::{
    Feed, Parts, Shared, State,
    check::{self, Checks},
    jobs::PendingJobs,
    listen::{Listener, News, What},
    locked,
    view::Pending,
};
use crate::{
    problem::Problem,
    upstream::{ANSWER_BYTES, Repeat},
    ws::{
        event::{Event, Events, Told},
        shape,
    },
};

/// The least time between two tellings, and after one that made clients read: that costs them and
/// the coordinators more than any telling.
const TELL: Duration = Duration::from_millis(250);
const READ_ANEW: Duration = Duration::from_millis(1_000);
/// The least time between two readings of the workers.
const READ: Duration = Duration::from_millis(500);
/// How often some tokens are asked about whatever was heard, and coordinators anew that left
/// something open. That also finds coordinators that are new.
const LOOK: Duration = Duration::from_secs(5);
/// News that may wait. A full inbox makes coordinators wait, who then drop and say so.
const INBOX: usize = 64;

/// What the last try to hear a coordinator came to.
#[derive(Debug)]
enum Heard {
    Open,
    Closed,
    Failed(tonic::Status),
}

/// A feed's loop.
pub(super) struct Actor {
    feed: Arc<Feed>,
    shared: Arc<Shared>,
    changes: watch::Receiver<u64>,
    listeners: HashMap<String, CancellationToken>,
    heard: HashMap<String, Heard>,
    inbox: (mpsc::Sender<News>, mpsc::Receiver<News>),
    pending: Pending,
    jobs: PendingJobs,
    tell_at: Instant,
    /// What the workers were read as, last.
    workers: String,
    workers_seq: u64,
    workers_stale: bool,
    read_at: Instant,
    reading: Option<BoxFuture<'static, Result<Vec<v1::Worker>, Problem>>>,
    looking: Option<BoxFuture<'static, ()>>,
    /// Looks so far.
    looks: usize,
    checks: Checks,
}

impl Actor {
    pub(super) fn new(feed: Arc<Feed>, shared: Arc<Shared>) -> Self {
        let now = Instant::now();
        Self {
            feed,
            changes: shared.upstream.changes(),
            shared,
            listeners: HashMap::new(),
            heard: HashMap::new(),
            inbox: mpsc::channel(INBOX),
            pending: Pending::default(),
            jobs: PendingJobs::default(),
            tell_at: now,
            workers: String::new(),
            workers_seq: 0,
            workers_stale: true,
            read_at: now,
            reading: None,
            looking: None,
            looks: 0,
            checks: Checks::default(),
        }
    }

    /// Runs until the last client has left.
    pub(super) async fn run(mut self) {
        debug!(principal = %self.feed.kind.principal, "a feed opens");
        let feed = self.feed.clone();
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.listen_to_all();
        loop {
            self.checks.begin(&self.feed, &self.shared.upstream);
            let may_tell = !self.pending.is_empty() || !self.jobs.is_empty();
            let may_read = self.reading.is_none() && self.wants_workers();
            tokio::select! {
                () = feed.stop.cancelled() => break,
                Ok(()) = self.changes.changed() => self.listen_to_all(),
                Some(news) = self.inbox.1.recv() => self.take(news),
                () = sleep_until(self.tell_at), if may_tell => self.tell(),
                () = sleep_until(self.read_at), if may_read => self.read(),
                answer = ready(&mut self.reading) => self.was_read(answer),
                () = ready(&mut self.looking) => self.looking = None,
                () = self.checks.ended() => {}
                _ = look.tick() => self.look(),
                // The workers may be wanted from now on.
                () = feed.joined.notified() => {}
            }
        }
        for stop in self.listeners.values() {
            stop.cancel();
        }
        debug!(principal = %feed.kind.principal, "a feed closes");
    }

    /// Begins to listen to coordinators that are new, and leaves those that are gone.
    fn listen_to_all(&mut self) {
        self.changes.mark_unchanged();
        let peers = self.shared.upstream.peers();
        let known: HashSet<&str> = peers.iter().map(|peer| peer.address()).collect();
        self.listeners.retain(|address, stop| {
            let stays = known.contains(address.as_str());
            if !stays {
                stop.cancel();
                self.heard.remove(address);
            }
            stays
        });
        for peer in peers {
            if self.listeners.contains_key(peer.address()) {
                continue;
            }
            let stop = self.feed.stop.child_token();
            self.listeners.insert(peer.address().to_owned(), stop.clone());
            let (feed, inbox) = (self.feed.clone(), self.inbox.0.clone());
            let listener = Listener { feed, peer, inbox, stop };
            self.shared.background.spawn("listener", listener.run());
        }
        self.settle();
    }

    fn take(&mut self, news: News) {
        let News { address, what } = news;
        if !self.listeners.contains_key(&address) {
            return;
        }
        match what {
            What::Heard(events) => {
                if events.sessions_ended {
                    self.checks.add(address);
                }
                self.hear(events);
            }
            What::Opened => {
                self.checks.add(address.clone());
                self.heard.insert(address, Heard::Open);
                self.missed_some();
            }
            What::Closed => {
                self.heard.insert(address, Heard::Closed);
                // Reading is of use only where somebody is left to answer.
                if self.heard.values().any(|heard| matches!(heard, Heard::Open)) {
                    self.missed_some();
                }
            }
            What::Failed(status) => {
                self.heard.insert(address, Heard::Failed(status));
            }
        }
        self.settle();
    }

    fn hear(&mut self, events: v1::WatchEventsResponse) {
        self.pending.drop(events.dropped);
        // Whatever was left out may have been of jobs.
        self.jobs.drop(events.dropped);
        for event in events.jobs {
            self.jobs.add(event);
        }
        for event in events.tasks {
            self.pending.add(event);
        }
        if events.workers_changed {
            self.workers_changed();
        }
    }

    /// Nobody knows what happened at a coordinator while it was not heard.
    fn missed_some(&mut self) {
        // Before that, no client was told that it would hear of everything.
        if matches!(*self.feed.state.borrow(), State::Open) {
            self.pending.drop(1);
            self.jobs.drop(1);
        }
        self.workers_changed();
    }

    fn workers_changed(&mut self) {
        self.workers_stale = true;
        if self.feed.workers.receiver_count() == 0 {
            self.feed.workers.send_replace(None);
        }
    }

    /// Tells waiting clients once every coordinator was tried.
    fn settle(&self) {
        if self.listeners.keys().any(|address| !self.heard.contains_key(address)) {
            return;
        }
        let is_refusal = |code| {
            matches!(code, Code::Unauthenticated | Code::PermissionDenied | Code::Unimplemented)
        };
        let mut state = State::Open;
        for heard in self.heard.values() {
            match heard {
                Heard::Open => {
                    state = State::Open;
                    break;
                }
                Heard::Failed(status) if is_refusal(status.code()) => {
                    state = State::Refused(Box::new(status.clone().into()));
                }
                Heard::Failed(_) | Heard::Closed => {}
            }
        }
        self.feed.state.send_if_modified(|before| {
            let same = std::mem::discriminant(before) == std::mem::discriminant(&state);
            *before = state;
            !same
        });
    }

    fn tell(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let jobs = std::mem::take(&mut self.jobs);
        let mut parts = locked(&self.feed.parts);
        let Parts { views, jobs: of_jobs, .. } = &mut *parts;
        views.retain(|_, view| view.is_watched());
        let mut all_whole = of_jobs.tell_jobs(&jobs);
        for (filter, view) in views.iter_mut() {
            all_whole &= view.tell(filter, &pending);
        }
        drop(parts);
        self.tell_at = Instant::now() + if all_whole { TELL } else { READ_ANEW };
    }

    fn wants_workers(&self) -> bool {
        self.workers_stale && self.feed.workers.receiver_count() > 0
    }

    fn read(&mut self) {
        self.read_at = Instant::now() + READ;
        self.workers_stale = false;
        let (feed, shared) = (self.feed.clone(), self.shared.clone());
        self.reading = Some(Box::pin(async move {
            let member = feed.member().ok_or_else(Problem::unauthenticated)?;
            let answer = shared.upstream.call(&member.caller, Repeat::Safe, async |link| {
                let mut client =
                    WorkerServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
                client.list_workers(v1::ListWorkersRequest::default()).await
            });
            Ok(answer.await?.workers)
        }));
    }

    fn was_read(&mut self, answer: Result<Vec<v1::Worker>, Problem>) {
        self.reading = None;
        let workers = match answer {
            Ok(workers) => shape::workers(workers),
            Err(problem) => {
                debug!(problem = problem.detail, "the workers cannot be read");
                self.workers_stale = true;
                return;
            }
        };
        let text = serde_json::to_string(&workers).unwrap_or_default();
        if self.feed.workers.borrow().is_some() && text == self.workers {
            return;
        }
        self.workers = text;
        self.workers_seq += 1;
        let told = Told {
            topic: "workers",
            event: "workers.changed",
            seq: self.workers_seq,
            time: shape::now(&self.shared.clock),
            data: &workers,
        };
        let events = Events::new(vec![Event::of(&told)]);
        self.feed.workers.send_replace(Some(Arc::new(events)));
    }

    fn look(&mut self) {
        self.checks.repeat(|address| matches!(self.heard.get(address), Some(Heard::Open)));
        if self.looking.is_some() {
            return;
        }
        let (feed, shared, look) = (self.feed.clone(), self.shared.clone(), self.looks);
        self.looks += 1;
        self.looking = Some(Box::pin(async move {
            check::some(&feed, &shared.upstream, look).await;
        }));
    }
}

/// Waits for what is under way; for ever when nothing is.
async fn ready<T>(under_way: &mut Option<BoxFuture<'static, T>>) -> T {
    match under_way {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}
