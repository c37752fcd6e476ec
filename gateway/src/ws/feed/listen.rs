//! Listens to one coordinator, again and again.

use std::{sync::Arc, time::Duration};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use taskmaster_proto::v1::{self, event_service_client::EventServiceClient};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status, Streaming};
use tracing::{debug, info};

use super::{Feed, Member};
use crate::upstream::{ANSWER_BYTES, Peer, Upstream};

/// How long a coordinator may take until its first message.
const OPEN: Duration = Duration::from_secs(5);
/// First and longest wait before another try, both jittered.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// A token without an end is still asked for anew sometimes.
const LONG: Duration = Duration::from_secs(24 * 3_600);

/// What a listener says to its feed, with its coordinator's address.
#[derive(Debug)]
pub(super) struct News {
    pub(super) address: String,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// From here on it hears everything.
    Opened,
    /// The coordinator spoke.
    Heard(v1::WatchEventsResponse),
    /// It hears nothing any more.
    Closed,
    /// It cannot be heard.
    Failed(Status),
}

/// Listens to one coordinator.
pub(super) struct Listener {
    pub(super) feed: Arc<Feed>,
    pub(super) peer: Peer,
    pub(super) inbox: mpsc::Sender<News>,
    pub(super) stop: CancellationToken,
}

impl Listener {
    /// Listens until it is told to stop.
    pub(super) async fn run(self) {
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = self.listen() => {}
        }
    }

    /// Ends when nobody wants its news.
    async fn listen(&self) {
        let mut backoff = backoff();
        loop {
            let Some(member) = self.feed.member() else {
                // Those with refused tokens are on their way out; another one may come.
                wait(&mut backoff).await;
                continue;
            };
            match self.open(&member).await {
                Ok(stream) => {
                    backoff = self::backoff();
                    if !self.say(What::Opened).await || !self.hear(stream, &member).await {
                        return;
                    }
                    // Another token must take over at once; a coordinator may need a moment.
                    if member.expires_at.is_some_and(|at| at <= Instant::now()) {
                        continue;
                    }
                }
                Err(status) => {
                    let is_refused = status.code() == Code::Unauthenticated;
                    debug!(coordinator.address = self.peer.address(), %status, "no events");
                    if is_refused {
                        self.feed.refuse(&member.caller);
                    }
                    if is_refused && self.feed.member().is_some() {
                        continue;
                    }
                    if !self.say(What::Failed(status)).await {
                        return;
                    }
                }
            }
            wait(&mut backoff).await;
        }
    }

    async fn open(&self, member: &Member) -> Result<Streaming<v1::WatchEventsResponse>, Status> {
        let link = Upstream::link(&self.peer, &member.caller);
        let mut client = EventServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
        let opening = async {
            let mut stream = client.watch_events(v1::WatchEventsRequest {}).await?.into_inner();
            match stream.message().await? {
                Some(_) => Ok(stream),
                None => Err(Status::unavailable("the coordinator ended its events")),
            }
        };
        let late = |_| Status::deadline_exceeded("the coordinator did not begin to tell events");
        timeout(OPEN, opening).await.map_err(late)?
    }

    /// Hears one stream to its end. False when nobody wants its news.
    async fn hear(&self, mut stream: Streaming<v1::WatchEventsResponse>, member: &Member) -> bool {
        let end = sleep_until(member.expires_at.unwrap_or_else(|| Instant::now() + LONG));
        tokio::pin!(end);
        loop {
            let message = tokio::select! {
                () = &mut end => break,
                message = stream.message() => message,
            };
            match message {
                Ok(Some(events)) => {
                    if !self.say(What::Heard(events)).await {
                        return false;
                    }
                }
                Ok(None) => break,
                Err(status) => {
                    info!(coordinator.address = self.peer.address(), %status, "events broke off");
                    if status.code() == Code::Unauthenticated {
                        self.feed.refuse(&member.caller);
                    }
                    break;
                }
            }
        }
        self.say(What::Closed).await
    }

    async fn say(&self, what: What) -> bool {
        let address = self.peer.address().to_owned();
        self.inbox.send(News { address, what }).await.is_ok()
    }
}

fn backoff() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(BACKOFF.0)
        .with_max_delay(BACKOFF.1)
        .without_max_times()
        .with_jitter()
        .build()
}

async fn wait(backoff: &mut ExponentialBackoff) {
    sleep(backoff.next().unwrap_or(BACKOFF.1)).await;
}
