//! Whether the tokens of a feed's clients are still good: a socket makes no call by which it would
//! hear that its session was ended.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};

use futures::{StreamExt as _, future::BoxFuture, stream, stream::FuturesUnordered};
use taskmaster_proto::v1::{self, identity_service_client::IdentityServiceClient};
use tokio::time::timeout;
use tonic::Code;

use super::Feed;
use crate::upstream::{Peer, Repeat, Upstream};

/// Tokens that one coordinator is asked about at once.
const AT_ONCE: usize = 16;
/// How long one coordinator may take to answer.
const ANSWER: Duration = Duration::from_secs(5);

/// What coordinators that know of sessions that were ended are asked: each by itself, so that one
/// that hangs holds up none of the others. There is at most one check of each, whatever it tells.
#[derive(Default)]
pub(super) struct Checks {
    /// Coordinators that are to be asked.
    due: BTreeSet<String>,
    /// Coordinators that did not say of every token whether it is good.
    unanswered: BTreeSet<String>,
    /// Coordinators that are being asked.
    asked: HashSet<String>,
    answers: FuturesUnordered<BoxFuture<'static, (String, bool)>>,
}

impl Checks {
    /// This coordinator knows of sessions that were ended. One that is being asked is asked again:
    /// the tokens that it has answered for may be among them.
    pub(super) fn add(&mut self, address: String) {
        self.due.insert(address);
    }

    /// Those that left something open are to be asked again, as far as they are heard; of the others
    /// all is asked once they are.
    pub(super) fn repeat(&mut self, is_heard: impl Fn(&str) -> bool) {
        let unanswered = std::mem::take(&mut self.unanswered).into_iter();
        self.due.extend(unanswered.filter(|address| is_heard(address)));
    }

    /// Begins to ask those that are due and are not being asked.
    pub(super) fn begin(&mut self, feed: &Arc<Feed>, upstream: &Upstream) {
        if self.due.iter().all(|address| self.asked.contains(address)) {
            return;
        }
        for peer in upstream.peers() {
            if self.due.contains(peer.address()) && self.asked.insert(peer.address().to_owned()) {
                self.due.remove(peer.address());
                let feed = feed.clone();
                self.answers.push(Box::pin(async move {
                    let is_whole = all(&feed, &peer).await;
                    (peer.address().to_owned(), is_whole)
                }));
            }
        }
        // One that is gone has nothing to tell any more.
        self.due.retain(|address| self.asked.contains(address));
    }

    /// Waits for the end of a check; for ever while there is none.
    pub(super) async fn ended(&mut self) {
        match self.answers.next().await {
            Some((address, is_whole)) => {
                self.asked.remove(&address);
                if !is_whole {
                    self.unanswered.insert(address);
                }
            }
            None => std::future::pending().await,
        }
    }
}

/// Asks a coordinator about all tokens; whether it said of each if it is good.
async fn all(feed: &Feed, peer: &Peer) -> bool {
    let asked = stream::iter(feed.callers()).map(async |caller| {
        let mut client = IdentityServiceClient::new(Upstream::link(peer, &caller));
        match timeout(ANSWER, client.get_caller(v1::GetCallerRequest {})).await {
            Ok(Ok(_)) => true,
            Ok(Err(status)) if status.code() == Code::Unauthenticated => {
                feed.refuse(&caller);
                true
            }
            Ok(Err(_)) | Err(_) => false,
        }
    });
    let answers = asked.buffer_unordered(AT_ONCE);
    answers.fold(true, async |all, is_told| all && is_told).await
}

/// Asks any coordinator about some of the tokens, others with each `look`: a net under what was
/// not heard.
pub(super) async fn some(feed: &Feed, upstream: &Upstream, look: usize) {
    let callers = feed.callers();
    let pages: Vec<_> = callers.chunks(AT_ONCE).collect();
    let Some(page) = look.checked_rem(pages.len()).and_then(|page| pages.get(page)) else { return };
    let asked = stream::iter(*page).for_each_concurrent(AT_ONCE, async |caller| {
        let call =
            async |link| IdentityServiceClient::new(link).get_caller(v1::GetCallerRequest {}).await;
        let answer = upstream.call(caller, Repeat::Safe, call).await;
        if answer.is_err_and(|problem| problem.status == 401) {
            feed.refuse(caller);
        }
    });
    asked.await;
}
