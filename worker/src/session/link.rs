//! The link to some coordinator: waits, connects, listens, and again.

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use taskmaster_domain::limits::BODY_BYTES;
use taskmaster_proto::v1::{
    Hello, OpenSessionResponse, Orders, Welcome, open_session_response::Message,
    session_service_client::SessionServiceClient,
};
use taskmaster_runtime::Secret;
use tokio::time::{Instant, Sleep, sleep, timeout};
use tonic::{
    Code, Request, Status, Streaming,
    metadata::{Ascii, MetadataValue},
    transport::Endpoint,
};

use super::outbound::{self, Outbound};
use crate::Error;

/// A half-open connection is noticed within both together, well within a lease.
const KEEP_ALIVE: (Duration, Duration) = (Duration::from_secs(8), Duration::from_secs(7));
const CONNECT: Duration = Duration::from_secs(5);
/// The coordinator writes a hello to the store before its welcome, and may probe another host.
const WELCOME: Duration = Duration::from_secs(15);
/// First and longest wait before another try, both jittered. With a short lease the longest is a
/// sixth of it: a coordinator that comes back must hear of what runs before a lease has passed.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// Wait after a refusal that another try is not likely to change.
const REFUSED: Duration = Duration::from_secs(10);
const WINDOW: u32 = 1 << 20;

/// The link.
pub(super) struct Link {
    coordinators: Vec<Endpoint>,
    /// Of the coordinator that was asked for a session last.
    address: Arc<str>,
    token: MetadataValue<Ascii>,
    next: usize,
    backoff: ExponentialBackoff,
    longest: Duration,
    state: State,
}

enum State {
    Waiting(Pin<Box<Sleep>>),
    Opening(Pin<Box<dyn Future<Output = Result<Opened, Lost>> + Send>>),
    Open(Box<Streaming<OpenSessionResponse>>),
}

/// A session that has opened.
pub(super) struct Opened {
    pub(super) welcome: Welcome,
    pub(super) hello_at: Instant,
    pub(super) outbound: Outbound,
    inbound: Streaming<OpenSessionResponse>,
}

/// What happens on a link.
pub(super) enum News {
    /// It is time for [`Link::connect`].
    Due,
    /// A session has opened.
    Open { welcome: Welcome, hello_at: Instant, outbound: Outbound },
    /// The coordinator spoke.
    Message(Message),
    /// There is no session any more, or it did not come about. The link waits for its next try.
    Lost(Lost),
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub(super) enum Lost {
    #[error("the coordinator cannot be reached: {0}")]
    Unreachable(String),
    #[error("the coordinator refused the session: {} ({})", .0.message(), .0.code())]
    Refused(Status),
    #[error("the coordinator did not answer the hello")]
    Unanswered,
    #[error("the session broke: {} ({})", .0.message(), .0.code())]
    Broken(Status),
    #[error("the coordinator closed the session")]
    Closed,
    #[error("nothing was heard from the coordinator for a lease")]
    Silent,
}

impl Lost {
    /// Another try will most likely end the same way until somebody does something.
    fn is_lasting(&self) -> bool {
        let Self::Refused(status) = self else { return false };
        matches!(
            status.code(),
            Code::Unauthenticated | Code::PermissionDenied | Code::InvalidArgument
        )
    }
}

impl Link {
    /// A link that is due at once, to a random one of the coordinators first.
    pub(super) fn new(coordinators: &[String], token: &Secret) -> Result<Self, Error> {
        let coordinators: Vec<Endpoint> =
            coordinators.iter().map(|address| endpoint(address)).collect::<Result<_, _>>()?;
        if coordinators.is_empty() {
            return Err(Error::NoCoordinator);
        }
        let token = format!("Bearer {}", token.expose()).parse().map_err(|_| Error::JoinToken)?;
        let next = rand::random_range(0..coordinators.len());
        let (backoff, state) = (backoff(BACKOFF.1), wait(Duration::ZERO));
        let address = "".into();
        Ok(Self { coordinators, address, token, next, backoff, longest: BACKOFF.1, state })
    }

    /// Begins to open a session with the next coordinator. `hello` says what is held now.
    pub(super) fn connect(&mut self, hello: Hello) {
        let endpoint = self.coordinators[self.next % self.coordinators.len()].clone();
        self.next = (self.next + 1) % self.coordinators.len();
        self.address = endpoint.uri().to_string().trim_end_matches('/').into();
        self.state = State::Opening(Box::pin(open(endpoint, self.token.clone(), hello)));
    }

    /// Where the coordinator is that has, or is asked for, the session, as `http://host:port`.
    pub(super) fn address(&self) -> Arc<str> {
        self.address.clone()
    }

    /// Gives the session up and tries the next coordinator: at once when this one said that it
    /// goes, otherwise after the usual wait.
    pub(super) fn leave(&mut self, at_once: bool) {
        let pause = if at_once { Duration::ZERO } else { self.pause() };
        self.state = wait(pause);
    }

    /// Waits for the next thing that happens. Nothing is lost when it is dropped meanwhile.
    pub(super) async fn next(&mut self) -> News {
        let lost = match &mut self.state {
            State::Waiting(pause) => {
                pause.as_mut().await;
                return News::Due;
            }
            State::Opening(opening) => match opening.as_mut().await {
                Ok(Opened { welcome, hello_at, outbound, inbound }) => {
                    self.state = State::Open(Box::new(inbound));
                    self.longest = longest(&welcome);
                    self.backoff = backoff(self.longest);
                    return News::Open { welcome, hello_at, outbound };
                }
                Err(lost) => lost,
            },
            State::Open(inbound) => match inbound.message().await {
                Ok(Some(OpenSessionResponse { message: Some(message) })) => {
                    return News::Message(message);
                }
                // A message of a newer release is a sign of life and nothing else.
                Ok(Some(OpenSessionResponse { message: None })) => {
                    return News::Message(Message::Orders(Orders::default()));
                }
                Ok(None) => Lost::Closed,
                Err(status) => Lost::Broken(status),
            },
        };
        let pause = if lost.is_lasting() {
            REFUSED.mul_f64(1.0 + rand::random::<f64>() / 2.0)
        } else {
            self.pause()
        };
        self.state = wait(pause);
        News::Lost(lost)
    }

    /// Reads on until the coordinator closes its half, so that nothing that was sent is cut off.
    pub(super) async fn close(mut self, patience: Duration) {
        if let State::Open(inbound) = &mut self.state {
            let closed = async { while let Ok(Some(_)) = inbound.message().await {} };
            let _ = timeout(patience, closed).await;
        }
    }

    fn pause(&mut self) -> Duration {
        self.backoff.next().unwrap_or(self.longest)
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("coordinators", &self.coordinators).finish_non_exhaustive()
    }
}

fn wait(pause: Duration) -> State {
    State::Waiting(Box::pin(sleep(pause)))
}

fn longest(welcome: &Welcome) -> Duration {
    let lease = welcome.lease.and_then(|lease| Duration::try_from(lease).ok());
    lease.map_or(BACKOFF.1, |lease| (lease / 6).clamp(BACKOFF.0, BACKOFF.1))
}

fn backoff(longest: Duration) -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(BACKOFF.0)
        .with_max_delay(longest)
        .without_max_times()
        .with_jitter()
        .build()
}

fn endpoint(address: &str) -> Result<Endpoint, Error> {
    let wrong = || Error::Address { address: address.to_owned() };
    if !address.starts_with("http://") {
        return Err(wrong());
    }
    let endpoint = Endpoint::from_shared(address.to_owned()).map_err(|_| wrong())?;
    Ok(endpoint
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEP_ALIVE.0)
        .keep_alive_timeout(KEEP_ALIVE.1)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW))
}

async fn open(
    endpoint: Endpoint,
    token: MetadataValue<Ascii>,
    hello: Hello,
) -> Result<Opened, Lost> {
    let unreachable = |cause: tonic::transport::Error| Lost::Unreachable(with_sources(&cause));
    // The name is looked up within the wait too, which the connector's own limit leaves out.
    let connect = timeout(2 * CONNECT, endpoint.connect());
    let channel = match connect.await {
        Ok(connected) => connected.map_err(unreachable)?,
        Err(_) => return Err(Lost::Unreachable("it took too long".to_owned())),
    };
    let mut client = SessionServiceClient::new(channel)
        .max_decoding_message_size(BODY_BYTES)
        .max_encoding_message_size(BODY_BYTES);
    let hello_at = Instant::now();
    let (outbound, requests) = outbound::open(hello);
    let mut request = Request::new(requests);
    request.metadata_mut().insert("authorization", token);
    let welcomed = async {
        let mut inbound = client.open_session(request).await.map_err(Lost::Refused)?.into_inner();
        match inbound.message().await.map_err(Lost::Refused)?.and_then(|first| first.message) {
            Some(Message::Welcome(welcome)) => Ok(Opened { welcome, hello_at, outbound, inbound }),
            Some(_) | None => Err(Lost::Unanswered),
        }
    };
    timeout(WELCOME, welcomed).await.unwrap_or(Err(Lost::Unanswered))
}

/// tonic's own text is "transport error"; what it was is in the causes.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = cause.to_string();
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_must_be_one() {
        let token = Secret::new("t");
        let link = |address: &str| Link::new(&[address.to_owned()], &token);
        assert!(matches!(link("127.0.0.1:1"), Err(Error::Address { .. })));
        assert!(matches!(link("http://"), Err(Error::Address { .. })));
        assert!(link("http://127.0.0.1:1").is_ok());
        assert!(matches!(Link::new(&[], &token), Err(Error::NoCoordinator)));
    }

    #[test]
    fn a_wrong_token_is_tried_again_slowly_and_a_taken_name_soon() {
        assert!(Lost::Refused(Status::unauthenticated("")).is_lasting());
        assert!(Lost::Refused(Status::invalid_argument("")).is_lasting());
        assert!(!Lost::Refused(Status::already_exists("")).is_lasting());
        assert!(!Lost::Refused(Status::unavailable("")).is_lasting());
    }

    #[test]
    fn waits_grow_are_jittered_and_have_no_end() {
        let waits: Vec<_> = backoff(BACKOFF.1).take(100).collect();
        assert_eq!(waits.len(), 100);
        assert!(waits.iter().all(|wait| (BACKOFF.0..=2 * BACKOFF.1).contains(wait)));
        assert!(waits[50] >= BACKOFF.1);
    }

    #[test]
    fn waits_stay_well_below_a_short_lease() {
        let of = |seconds| {
            let lease = Some(prost_types::Duration { seconds, nanos: 0 });
            longest(&Welcome { lease, ..Welcome::default() })
        };
        assert_eq!(of(3), Duration::from_millis(500));
        assert_eq!((of(30), of(86_400)), (BACKOFF.1, BACKOFF.1));
        let mut waits = backoff(of(3)).take(100);
        assert!(waits.all(|wait| wait <= Duration::from_secs(1)));
    }
}
