//! One client: a loop that owns its socket's reading half and its subscriptions, beside one that
//! writes. Every way in which a client ends has a name.
//!
//! What a client is to be told waits where it comes from until the writer has room: a log is not
//! read on, events of tasks are counted as missed. So a client that reads slowly costs a fixed
//! amount of memory, and nobody else any time.

mod source;
mod writer;

use std::{error::Error as _, pin::pin, time::Duration};

use axum::{
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code},
    http::StatusCode,
};
use futures::{Stream, StreamExt as _};
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until},
};
use tokio_stream::StreamMap;
use tracing::debug;

use self::{
    source::{Messages, begin},
    writer::{Letter, write},
};
use super::{
    Visitor,
    event::Frames,
    feed::Membership,
    message::{Id, Incoming, Outgoing, Subscribe, Unsubscribe},
};
use crate::{problem::Problem, server::Shared};

/// Subscriptions of one client.
const SUBSCRIPTIONS: usize = 32;
/// Letters that wait for the writer, each of them some 32 KiB at the most.
const OUTBOX: usize = 8;
/// How often a client is asked for a sign of life, and how long it may show none.
const PING: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(50);
/// Messages that a client may send at once, and then one in every so often.
const BURST: u32 = 64;
const EVERY: Duration = Duration::from_millis(50);

/// How a client ended.
#[derive(Debug)]
enum End {
    /// It closed.
    Closed,
    /// The connection broke, or it does not speak the protocol.
    Broken(axum::Error),
    /// It said more at once than it may.
    TooLong,
    /// Nothing was heard of it.
    Silent,
    /// It did not read for too long.
    Slow,
    /// Its token has expired.
    Expired,
    /// Its session was ended: somebody signed out, or the admin token was changed.
    SignedOut,
    /// Its token is not taken any more.
    Refused,
    /// The gateway stops.
    Shutdown,
}

impl End {
    /// The end of a client that cannot be read any more.
    fn of(cause: axum::Error) -> Self {
        use tungstenite::Error;
        let inner = cause.source().and_then(|inner| inner.downcast_ref());
        if matches!(inner, Some(Error::Capacity(_))) { Self::TooLong } else { Self::Broken(cause) }
    }

    /// Its word in logs.
    const fn name(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Broken(_) => "broken",
            Self::TooLong => "too-long",
            Self::Silent => "silent",
            Self::Slow => "slow",
            Self::Expired => "expired",
            Self::SignedOut => "signed-out",
            Self::Refused => "refused",
            Self::Shutdown => "shutdown",
        }
    }

    /// What the client is told.
    fn frame(&self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Closed | Self::Broken(_) => return None,
            Self::TooLong => (close_code::SIZE, "a message may have at most 64 KiB"),
            Self::Silent => (close_code::POLICY, "nothing was heard for too long"),
            Self::Slow => (close_code::AGAIN, "the client does not read what it asked for"),
            Self::Expired => (close_code::POLICY, "the session has expired"),
            Self::SignedOut => (close_code::POLICY, "the session was ended"),
            Self::Refused => (close_code::POLICY, "the token is not accepted any more"),
            Self::Shutdown => (close_code::AWAY, "the gateway stops"),
        };
        Some(CloseFrame { code, reason: reason.into() })
    }
}

/// One client.
pub(super) struct Client {
    shared: Shared,
    visitor: Visitor,
    membership: Membership,
    subscriptions: StreamMap<Id, Messages>,
    allowance: Allowance,
}

impl Client {
    pub(super) fn new(shared: Shared, visitor: Visitor) -> Self {
        let Visitor { kind, caller, expires_at } = &visitor;
        let membership = shared.feeds.join(kind, caller.clone(), *expires_at);
        let (subscriptions, allowance) = (StreamMap::new(), Allowance::new(Instant::now()));
        Self { shared, visitor, membership, subscriptions, allowance }
    }

    /// Serves the socket to its end.
    pub(super) async fn run(mut self, socket: WebSocket) {
        let (mut sink, stream) = socket.split();
        let (outbox, letters) = mpsc::channel(OUTBOX);
        let end = {
            let writing = pin!(write(&mut sink, letters));
            tokio::select! {
                end = self.serve(stream, outbox) => end,
                end = writing => end,
            }
        };
        match &end {
            End::Broken(cause) => debug!(%cause, end = end.name(), "a socket ends"),
            _ => debug!(end = end.name(), "a socket ends"),
        }
        // Nothing is fetched any more while the last words go out.
        drop(self);
        writer::close(sink, end.frame()).await;
    }

    async fn serve(
        &mut self,
        stream: impl Stream<Item = Result<Message, axum::Error>>,
        outbox: mpsc::Sender<Letter>,
    ) -> End {
        let mut stream = pin!(stream);
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        let mut ending = pin!(self.ending(Instant::now()));
        loop {
            // Whatever is read or heard may need an answer: without room nothing is.
            let permit = tokio::select! {
                biased;
                end = &mut ending => return end,
                permit = outbox.reserve() => permit,
            };
            // Without a writer the end is the writer's to tell.
            let Ok(permit) = permit else { return std::future::pending().await };
            let pause = self.allowance.pause(Instant::now());
            let letter = tokio::select! {
                biased;
                end = &mut ending => return end,
                _ = ping.tick() => Letter::Ping,
                said = stream.next(), if pause.is_zero() => {
                    let answer = match said {
                        Some(Ok(message)) => self.hear(message),
                        Some(Err(cause)) => return End::of(cause),
                        None => return End::Closed,
                    };
                    ending.set(self.ending(Instant::now()));
                    match answer {
                        Ok(Some(answer)) => Letter::Texts([answer].into()),
                        Ok(None) => continue,
                        Err(end) => return end,
                    }
                }
                () = sleep(pause), if !pause.is_zero() => continue,
                Some((id, said)) = self.subscriptions.next(), if !self.subscriptions.is_empty() => {
                    if said.is_last {
                        self.subscriptions.remove(&id);
                    }
                    Letter::Texts(said.frames)
                }
            };
            permit.send(letter);
        }
    }

    /// Waits for what ends a client from outside.
    fn ending(&self, heard_at: Instant) -> impl Future<Output = End> + use<> {
        let stop = self.shared.background.stop().clone();
        let refused = self.membership.refused().clone();
        let expires_at = self.visitor.expires_at;
        // A token with an end is a session's.
        let refusal = if expires_at.is_some() { End::SignedOut } else { End::Refused };
        async move {
            let expired = async {
                match expires_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => End::Shutdown,
                () = refused.cancelled() => refusal,
                () = expired => End::Expired,
                () = sleep_until(heard_at + SILENCE) => End::Silent,
            }
        }
    }

    /// Takes in one message of the client, and gives the answer where one is due at once.
    fn hear(&mut self, message: Message) -> Result<Option<Utf8Bytes>, End> {
        self.allowance.take(Instant::now());
        let text = match message {
            Message::Text(text) => text,
            Message::Close(_) => return Err(End::Closed),
            Message::Ping(_) | Message::Pong(_) => return Ok(None),
            Message::Binary(_) => {
                let problem = Problem::field("message", "must be text");
                return Ok(Some(Outgoing::Error { id: None, problem: &problem }.text()));
            }
        };
        let (id, problem) = match Incoming::read(&text) {
            Ok(Incoming::Ping) => return Ok(Some(Outgoing::Pong.text())),
            Ok(Incoming::Unsubscribe(Unsubscribe { id })) => {
                if self.subscriptions.remove(&id).is_some() {
                    return Ok(Some(Outgoing::End { id }.text()));
                }
                (Some(id), Problem::field("id", "is no subscription of this socket"))
            }
            Ok(Incoming::Subscribe(wanted)) => {
                let id = wanted.id;
                match self.subscribe(wanted) {
                    Ok(()) => return Ok(None),
                    Err(problem) => (Some(id), problem),
                }
            }
            Err((id, problem)) => (id, *problem),
        };
        Ok(Some(Outgoing::Error { id, problem: &problem }.text()))
    }

    fn subscribe(&mut self, wanted: Subscribe) -> Result<(), Problem> {
        let id = wanted.id;
        if self.subscriptions.contains_key(&id) {
            return Err(Problem::field("id", "is another subscription of this socket"));
        }
        if self.subscriptions.len() >= SUBSCRIPTIONS {
            let detail = format!("a socket can have at most {SUBSCRIPTIONS} subscriptions");
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "exhausted", detail));
        }
        let topic = wanted.topic()?;
        let messages = begin(&self.shared, &self.visitor, &self.membership, id, topic)?;
        self.subscriptions.insert(id, messages);
        Ok(())
    }
}

/// How much a client may still say.
#[derive(Debug)]
struct Allowance {
    /// When all that it said is paid for, at one message in [`EVERY`].
    paid_at: Instant,
}

impl Allowance {
    const fn new(now: Instant) -> Self {
        Self { paid_at: now }
    }

    fn take(&mut self, now: Instant) {
        self.paid_at = self.paid_at.max(now) + EVERY;
    }

    /// How long it is not listened to.
    fn pause(&self, now: Instant) -> Duration {
        self.paid_at.saturating_duration_since(now).saturating_sub(EVERY * BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_says_too_much_is_not_listened_to_for_a_while() {
        let now = Instant::now();
        let mut allowance = Allowance::new(now);
        for _ in 0..=BURST {
            assert!(allowance.pause(now).is_zero());
            allowance.take(now);
        }
        assert_eq!(allowance.pause(now), EVERY);
        assert!(allowance.pause(now + EVERY).is_zero());
    }
}
