//! The known coordinators, and which of them answered last.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use taskmaster_proto::v1::{self, system_service_client::SystemServiceClient};
use taskmaster_runtime::Tasks;
use tokio::{sync::watch, time::Instant};
use tonic::{service::interceptor::InterceptedService, transport::Endpoint};
use tracing::{debug, info, warn};

use super::{
    Pass,
    line::{Line, Near},
};
use crate::caller::Caller;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// Bytes that a coordinator may send ahead on one stream.
const STREAM: u32 = 256 * 1024;
/// And on all together: many logs that nobody reads on must not stop the answers beside them.
const CONNECTION: u32 = (1 << 31) - 1;
/// How long one that failed stands behind the others.
const AVOID: Duration = Duration::from_secs(2);
/// How often the others are asked for.
const LOOK: Duration = Duration::from_secs(5);

/// A coordinator.
#[derive(Clone, Debug)]
pub(crate) struct Peer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    address: String,
    line: Line,
    /// Milliseconds since the pool began until which it stands behind the others.
    avoid_until: AtomicU64,
    began: Instant,
}

impl Peer {
    fn new(address: &str, began: Instant) -> Result<Self, String> {
        if address.starts_with("https://") {
            // It would be called in clear, tokens included.
            return Err(format!("{address:?}: coordinators speak no TLS of their own"));
        }
        let endpoint = Endpoint::from_shared(address.to_owned())
            .map_err(|_| format!("{address:?} is no coordinator's URL"))?
            .connect_timeout(CONNECT)
            .http2_keep_alive_interval(Duration::from_secs(10))
            .keep_alive_timeout(Duration::from_secs(5))
            .keep_alive_while_idle(true)
            .initial_stream_window_size(STREAM)
            .initial_connection_window_size(CONNECTION)
            .tcp_nodelay(true);
        Ok(Self::by(Line::Far(endpoint.connect_lazy()), address, began))
    }

    fn by(line: Line, address: &str, began: Instant) -> Self {
        let (address, avoid_until) = (address.to_owned(), AtomicU64::new(0));
        Self(Arc::new(Inner { address, line, avoid_until, began }))
    }

    /// Its URL.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    /// The way to it. A connection is made when it is first used and again when it broke.
    pub(crate) fn line(&self) -> Line {
        self.0.line.clone()
    }

    fn is_far(&self) -> bool {
        matches!(self.0.line, Line::Far(_))
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_avoided(&self) -> bool {
        self.elapsed() < self.0.avoid_until.load(Ordering::Relaxed)
    }

    /// It is there.
    pub(super) fn answered(&self) {
        self.0.avoid_until.store(0, Ordering::Relaxed);
    }

    /// It was away: the others go first for a while.
    pub(super) fn failed(&self) {
        let avoid = u64::try_from(AVOID.as_millis()).unwrap_or(u64::MAX);
        self.0.avoid_until.store(self.elapsed().saturating_add(avoid), Ordering::Relaxed);
        debug!(coordinator.address = self.address(), "a coordinator does not answer");
    }
}

/// The known coordinators.
#[derive(Debug)]
pub(super) struct Pool {
    configured: Vec<Peer>,
    /// Those that others told of, by address.
    found: Mutex<BTreeMap<String, Peer>>,
    next: AtomicUsize,
    /// Nobody answered when somebody was last called.
    silent: AtomicBool,
    look_at: Mutex<Instant>,
    changed: watch::Sender<u64>,
    began: Instant,
    background: Tasks,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    pub(super) fn new(
        addresses: &[String],
        mut near: Option<Near>,
        background: Tasks,
    ) -> Result<Self, String> {
        let began = Instant::now();
        let configured = addresses.iter().map(|address| match near.take() {
            Some(near) => Ok(Peer::by(Line::Near(near), address, began)),
            None => Peer::new(address, began),
        });
        Ok(Self {
            configured: configured.collect::<Result<_, _>>()?,
            found: Mutex::default(),
            next: AtomicUsize::new(0),
            silent: AtomicBool::new(false),
            look_at: Mutex::new(began),
            changed: watch::Sender::new(0),
            began,
            background,
        })
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// All, each once.
    pub(super) fn all(&self) -> Vec<Peer> {
        let found = locked(&self.found);
        let others = found.values().filter(|peer| !self.is_configured(peer.address()));
        self.configured.iter().chain(others).cloned().collect()
    }

    fn is_configured(&self, address: &str) -> bool {
        self.configured.iter().any(|peer| peer.address() == address)
    }

    /// Some coordinator spoke. Said once after it was not so.
    pub(super) fn hears_somebody(&self) {
        if self.silent.load(Ordering::Relaxed) && self.silent.swap(false, Ordering::Relaxed) {
            info!("a coordinator answers again");
        }
    }

    /// No coordinator spoke, all of them having been called. Said once.
    pub(super) fn hears_nobody(&self) {
        if !self.silent.swap(true, Ordering::Relaxed) {
            let peers = self.all();
            let coordinators: Vec<&str> = peers.iter().map(Peer::address).collect();
            warn!(?coordinators, "no coordinator answers");
        }
    }

    /// Whether there is more than one.
    pub(super) fn has_others(&self) -> bool {
        let found = locked(&self.found);
        let others = found.keys().filter(|address| !self.is_configured(address)).count();
        self.configured.len() + others > 1
    }

    /// All, beginning with the near one, else with another one at each call; those that failed
    /// lately last.
    pub(super) fn in_turn(&self) -> Vec<Peer> {
        let mut peers = self.all();
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        if !peers.is_empty() {
            let turn = turn % peers.len();
            peers.rotate_left(turn);
        }
        peers.sort_by_key(|peer| (peer.is_avoided(), peer.is_far()));
        peers
    }

    /// Asks a peer that just answered which others live, on behalf of a caller that may know.
    /// Runs beside the call, not before it.
    pub(super) fn look_for_others(self: &Arc<Self>, peer: &Peer, caller: &Caller) {
        {
            let mut look_at = locked(&self.look_at);
            let now = Instant::now();
            if now < *look_at {
                return;
            }
            *look_at = now + LOOK;
        }
        let (pool, peer, caller) = (self.clone(), peer.clone(), caller.clone());
        self.background.spawn("directory", async move {
            let link = InterceptedService::new(peer.line(), Pass(caller));
            let mut client = SystemServiceClient::new(link);
            if let Ok(answer) = client.list_coordinators(v1::ListCoordinatorsRequest {}).await {
                let living = answer.into_inner().coordinators;
                pool.replace(living.into_iter().map(|coordinator| coordinator.address));
            }
        });
    }

    fn replace(&self, living: impl Iterator<Item = String>) {
        let mut found = locked(&self.found);
        let before: Vec<String> = found.keys().cloned().collect();
        let mut next = BTreeMap::new();
        for address in living {
            let known = found.get(&address).cloned();
            // An advertised address that is none is its coordinator's fault, not the caller's.
            if let Some(peer) = known.or_else(|| Peer::new(&address, self.began).ok()) {
                next.insert(address, peer);
            }
        }
        *found = next;
        if !found.keys().eq(before.iter()) {
            info!(coordinators = found.len(), "the set of coordinators has changed");
            self.changed.send_modify(|version| *version += 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn silence_is_noticed_once_and_so_is_its_end() {
        let pool = Pool::new(&["http://127.0.0.1:1".to_owned()], None, Tasks::default()).unwrap();
        let silent = || pool.silent.load(Ordering::Relaxed);
        pool.hears_somebody();
        assert!(!silent());
        pool.hears_nobody();
        pool.hears_nobody();
        assert!(silent());
        pool.hears_somebody();
        assert!(!silent());
    }

    #[tokio::test]
    async fn the_near_one_is_called_first_until_it_fails() {
        let urls = ["http://127.0.0.1:1".to_owned()];
        let near = Near::new(|_| async { unreachable!("nobody calls") });
        let pool = Pool::new(&urls, Some(near), Tasks::default()).unwrap();
        assert!(!pool.has_others());
        pool.replace(["http://127.0.0.1:1", "http://127.0.0.1:2"].map(str::to_owned).into_iter());
        assert!(pool.has_others());
        let first = || pool.in_turn()[0].address().to_owned();
        assert_eq!([first(), first(), first()], ["http://127.0.0.1:1"; 3]);
        pool.in_turn()[0].failed();
        assert_eq!(first(), "http://127.0.0.1:2");
        pool.in_turn()[1].answered();
        assert_eq!(first(), "http://127.0.0.1:1");
    }
}
