//! What happens at the coordinators, heard once for all clients of one kind.
//!
//! ```text
//!  coordinator ─ WatchEvents ─▶ listener ─┐            ┌─▶ view (filter) ─▶ clients
//!  coordinator ─ WatchEvents ─▶ listener ─┴─▶ the feed ┼─▶ view (filter) ─▶ clients
//!                                                      ├─▶ jobs ──────────▶ clients
//!                                                      └─▶ workers ───────▶ clients
//! ```
//!
//! A kind is a principal in a role: what one of its clients may see, all of them may. A feed opens
//! with its first client and closes with its last one; it has no token but theirs. It also hears
//! that sessions were ended, and asks whose.

mod actor;
mod check;
mod jobs;
mod listen;
mod view;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::http::StatusCode;
use taskmaster_proto::v1;
use taskmaster_runtime::{Clock, Tasks};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use self::view::View;
pub(super) use self::view::{Batch, Filter};
use super::{SOCKETS, event::Events};
use crate::{caller::Caller, problem::Problem, upstream::Upstream};

/// Filters of one feed. Every one of them costs at every telling.
const VIEWS: usize = 256;

/// All feeds. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Feeds(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    clock: Clock,
    background: Tasks,
    feeds: Mutex<HashMap<Kind, Arc<Feed>>>,
    places: Arc<Semaphore>,
}

/// Whose clients hear the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) principal: String,
    pub(super) role: v1::Role,
}

/// Whether a feed hears anything.
#[derive(Clone, Debug)]
enum State {
    /// Not every coordinator was tried.
    Opening,
    /// Every coordinator was tried. From here on, whatever is missed is told as missed.
    Open,
    /// The coordinators do not want to tell callers of this kind.
    Refused(Box<Problem>),
}

/// What clients of one kind hear.
#[derive(Debug)]
struct Feed {
    kind: Kind,
    parts: Mutex<Parts>,
    state: watch::Sender<State>,
    /// The workers as they are now; nothing when that must be read.
    workers: watch::Sender<Option<Arc<Events>>>,
    /// A client came.
    joined: Notify,
    /// Canceled with the last client.
    stop: CancellationToken,
}

#[derive(Debug, Default)]
struct Parts {
    members: Vec<Member>,
    next_member: u64,
    views: HashMap<Filter, View>,
    /// All who hear of jobs hear of all of them.
    jobs: View,
}

/// A client of a feed, and the token that the feed may use.
#[derive(Clone, Debug)]
struct Member {
    number: u64,
    caller: Caller,
    expires_at: Option<Instant>,
    /// Canceled when the coordinators do not take the token any more.
    refused: CancellationToken,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Feeds {
    /// Listens to nobody yet.
    pub(crate) fn new(upstream: Upstream, clock: Clock, background: Tasks) -> Self {
        let (feeds, places) = (Mutex::default(), Arc::new(Semaphore::new(SOCKETS)));
        Self(Arc::new(Shared { upstream, clock, background, feeds, places }))
    }

    /// A place for one more socket, until the value is dropped; nothing when all are taken.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.0.places.clone().try_acquire_owned().ok()
    }

    /// One more client, whose token the feed may use until it expires.
    pub(super) fn join(
        &self,
        kind: &Kind,
        caller: Caller,
        expires_at: Option<Instant>,
    ) -> Membership {
        let refused = CancellationToken::new();
        let mut feeds = locked(&self.0.feeds);
        let known = feeds.get(kind).cloned();
        let feed = known.clone().unwrap_or_else(|| {
            let stop = self.0.background.stop().child_token();
            Arc::new(Feed::new(kind.clone(), stop))
        });
        let number = {
            let mut parts = locked(&feed.parts);
            let number = parts.next_member;
            parts.next_member += 1;
            parts.members.push(Member { number, caller, expires_at, refused: refused.clone() });
            number
        };
        if known.is_none() {
            feeds.insert(kind.clone(), feed.clone());
            let actor = actor::Actor::new(feed.clone(), self.0.clone());
            self.0.background.spawn("feed", actor.run());
        }
        Membership { feeds: self.clone(), feed, number, refused }
    }

    fn leave(&self, feed: &Arc<Feed>, number: u64) {
        let mut feeds = locked(&self.0.feeds);
        let is_empty = {
            let members = &mut locked(&feed.parts).members;
            members.retain(|member| member.number != number);
            members.is_empty()
        };
        if is_empty {
            feed.stop.cancel();
            feeds.remove(&feed.kind);
        }
    }

    #[cfg(test)]
    fn count(&self) -> usize {
        locked(&self.0.feeds).len()
    }
}

impl Feed {
    fn new(kind: Kind, stop: CancellationToken) -> Self {
        Self {
            kind,
            parts: Mutex::default(),
            state: watch::Sender::new(State::Opening),
            workers: watch::Sender::new(None),
            joined: Notify::new(),
            stop,
        }
    }

    /// The token to use now: of the longest there whose token is good.
    fn member(&self) -> Option<Member> {
        let now = Instant::now();
        locked(&self.parts).members.iter().find(|member| member.is_good(now)).cloned()
    }

    /// One client of each token that is good as far as is known. Tabs of one browser share theirs.
    fn callers(&self) -> Vec<Caller> {
        let (now, mut seen) = (Instant::now(), HashSet::new());
        let parts = locked(&self.parts);
        let good = parts.members.iter().filter(|member| member.is_good(now));
        let first = good.filter(|member| seen.insert(&member.caller.bearer));
        first.map(|member| member.caller.clone()).collect()
    }

    /// The coordinators do not take the token of `caller` any more: all clients that have it end.
    fn refuse(&self, caller: &Caller) {
        let parts = locked(&self.parts);
        let own = parts.members.iter().filter(|member| member.caller.bearer == caller.bearer);
        own.for_each(|member| member.refused.cancel());
    }
}

impl Member {
    fn is_good(&self, now: Instant) -> bool {
        !self.refused.is_cancelled() && self.expires_at.is_none_or(|at| now < at)
    }
}

/// A client's place in a feed, for as long as the value lives.
#[derive(Debug)]
pub(super) struct Membership {
    feeds: Feeds,
    feed: Arc<Feed>,
    number: u64,
    refused: CancellationToken,
}

impl Membership {
    /// Canceled when the coordinators do not take this client's token any more.
    pub(super) const fn refused(&self) -> &CancellationToken {
        &self.refused
    }

    /// Events of tasks from now on.
    ///
    /// # Errors
    /// When there are too many different filters.
    pub(super) fn tasks(&self, filter: &Filter) -> Result<Tellings, Problem> {
        let mut parts = locked(&self.feed.parts);
        if !parts.views.contains_key(filter) {
            parts.views.retain(|_, view| view.is_watched());
            if parts.views.len() >= VIEWS {
                let detail = format!("at most {VIEWS} different filters of tasks can be followed");
                return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "exhausted", detail));
            }
        }
        let view = parts.views.entry(filter.clone()).or_default();
        let (batches, seen) = view.join();
        drop(parts);
        Ok(Tellings { state: self.feed.state.subscribe(), batches, seen })
    }

    /// Events of jobs from now on.
    pub(super) fn jobs(&self) -> Tellings {
        let (batches, seen) = locked(&self.feed.parts).jobs.join();
        Tellings { state: self.feed.state.subscribe(), batches, seen }
    }

    /// The workers, now and after each change.
    pub(super) fn workers(&self) -> Workers {
        let lists = self.feed.workers.subscribe();
        self.feed.joined.notify_one();
        Workers { state: self.feed.state.subscribe(), lists, is_first: true }
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.feeds.leave(&self.feed, self.number);
    }
}

/// What one client hears of tasks, or of jobs.
#[derive(Debug)]
pub(super) struct Tellings {
    state: watch::Receiver<State>,
    batches: broadcast::Receiver<Arc<Batch>>,
    /// Number of the first event that it has not heard of.
    seen: u64,
}

impl Tellings {
    /// Waits until nothing is missed silently any more.
    ///
    /// # Errors
    /// When the coordinators do not want to tell this client.
    pub(super) async fn open(&mut self) -> Result<(), Problem> {
        open(&mut self.state).await
    }

    /// The next telling, and how many events were missed before it; nothing after the feed's end.
    pub(super) async fn next(&mut self) -> Option<(u64, Arc<Batch>)> {
        loop {
            match self.batches.recv().await {
                Ok(batch) => {
                    let missed = batch.first.saturating_sub(self.seen);
                    self.seen = batch.next;
                    return Some((missed, batch));
                }
                // The next telling's number says how much that was.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// What one client hears of workers.
#[derive(Debug)]
pub(super) struct Workers {
    state: watch::Receiver<State>,
    lists: watch::Receiver<Option<Arc<Events>>>,
    is_first: bool,
}

impl Workers {
    /// Waits until nothing is missed any more.
    ///
    /// # Errors
    /// When the coordinators do not want to tell this client.
    pub(super) async fn open(&mut self) -> Result<(), Problem> {
        open(&mut self.state).await
    }

    /// The next list; nothing after the feed's end. Lists that came too fast are left out.
    pub(super) async fn next(&mut self) -> Option<Arc<Events>> {
        loop {
            if !std::mem::take(&mut self.is_first) {
                self.lists.changed().await.ok()?;
            }
            let list = self.lists.borrow_and_update().clone();
            if list.is_some() {
                return list;
            }
        }
    }
}

async fn open(state: &mut watch::Receiver<State>) -> Result<(), Problem> {
    let settled = state.wait_for(|state| !matches!(state, State::Opening)).await;
    match settled.as_deref() {
        Ok(State::Refused(problem)) => Err((**problem).clone()),
        Ok(State::Opening | State::Open) => Ok(()),
        Err(_) => Err(taskmaster_proto::Error::Unavailable.into()),
    }
}

#[cfg(test)]
mod tests;
