//! The coordinators: which there are, and calling one of those that answer.

mod line;
mod pool;
mod readiness;

use std::{error::Error as _, future::Future, sync::Arc, time::Duration};

use taskmaster_runtime::Tasks;
use tonic::{
    Code, Request, Response, Status,
    service::{Interceptor, interceptor::InterceptedService},
};

pub use self::line::Near;
pub(crate) use self::pool::Peer;
use self::{line::Line, pool::Pool};
use crate::{caller::Caller, problem::Problem};

/// Bytes of an answer: a page of tasks, each with a command of its own.
pub(crate) const ANSWER_BYTES: usize = 64 << 20;

/// How long a call may take when nothing else is said.
const CALL: Duration = Duration::from_secs(30);

/// Whether a call may be made again when nobody knows what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It reads, or has a key that makes it once.
    Safe,
    /// Only when it surely reached nobody.
    IfUnsent,
}

impl Repeat {
    /// Of a call that makes something, with or without a key.
    pub(crate) const fn with(key: Option<&str>) -> Self {
        if key.is_some() { Self::Safe } else { Self::IfUnsent }
    }
}

/// Puts the caller's token, request id and trace on a call.
#[derive(Clone, Debug)]
pub(crate) struct Pass(Caller);

impl Interceptor for Pass {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        if let Some(bearer) = &self.0.bearer {
            metadata.insert("authorization", bearer.clone());
        }
        metadata.insert("x-request-id", self.0.request_id.clone());
        if let Some(parent) = self.0.trace_parent
            && let Ok(parent) = parent.to_string().parse()
        {
            metadata.insert("traceparent", parent);
        }
        Ok(request)
    }
}

/// A connection to one coordinator, on behalf of one caller.
pub(crate) type Link = InterceptedService<Line, Pass>;

/// All coordinators that are known, called in turn. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    pool: Arc<Pool>,
}

impl Upstream {
    /// Begins with the configured ones, of which the first may be near; connects to none yet.
    ///
    /// # Errors
    /// The first URL that is none.
    pub(crate) fn new(
        coordinators: &[String],
        near: Option<Near>,
        background: Tasks,
    ) -> Result<Self, String> {
        Ok(Self { pool: Arc::new(Pool::new(coordinators, near, background)?) })
    }

    /// For a call that makes something and came without a key: a key by which it may be repeated.
    /// None where there is no other coordinator to repeat it at.
    pub(crate) fn key(&self, own: impl FnOnce() -> String) -> Option<String> {
        self.pool.has_others().then(own)
    }

    /// Makes a call at some coordinator, and at the next one when that is away.
    ///
    /// # Errors
    /// What the coordinator says; 503 when none answers.
    pub(crate) async fn call<T, F, A>(
        &self,
        caller: &Caller,
        repeat: Repeat,
        make: F,
    ) -> Result<T, Problem>
    where
        F: Fn(Link) -> A,
        A: Future<Output = Result<Response<T>, Status>>,
    {
        let mut refusal = Problem::from(taskmaster_proto::Error::Unavailable);
        let mut is_silent = true;
        for peer in self.pool.in_turn() {
            let link = InterceptedService::new(peer.line(), Pass(caller.clone()));
            let answer = match tokio::time::timeout(CALL, make(link)).await {
                Ok(answer) => answer,
                Err(_) => Err(Status::deadline_exceeded("the coordinator did not answer in time")),
            };
            match answer {
                Ok(response) => {
                    peer.answered();
                    self.pool.hears_somebody();
                    if caller.bearer.is_some() {
                        self.pool.look_for_others(&peer, caller);
                    }
                    return Ok(response.into_inner());
                }
                Err(status) if is_away(&status) => {
                    peer.failed();
                    let unsent = is_unsent(&status);
                    is_silent &= !is_speech(&status);
                    refusal = status.into();
                    if !unsent && repeat == Repeat::IfUnsent {
                        return Err(refusal);
                    }
                }
                Err(status) => {
                    if is_speech(&status) {
                        self.pool.hears_somebody();
                    }
                    return Err(status.into());
                }
            }
        }
        if is_silent {
            self.pool.hears_nobody();
        } else {
            self.pool.hears_somebody();
        }
        Err(refusal)
    }

    /// A connection to each coordinator that is known now, for streams from all of them.
    pub(crate) fn peers(&self) -> Vec<Peer> {
        self.pool.all()
    }

    /// A link to this peer for this caller.
    pub(crate) fn link(peer: &Peer, caller: &Caller) -> Link {
        InterceptedService::new(peer.line(), Pass(caller.clone()))
    }

    /// Changes whenever the set of coordinators does.
    pub(crate) fn changes(&self) -> tokio::sync::watch::Receiver<u64> {
        self.pool.changes()
    }
}

/// The coordinator, or its store, is away: another one may answer.
fn is_away(status: &Status) -> bool {
    match status.code() {
        Code::Unavailable => true,
        // A connection that broke under the call: tonic has no code of its own for it.
        Code::Unknown | Code::Internal | Code::Cancelled => status.source().is_some(),
        _ => false,
    }
}

/// The coordinator itself said it, be it that its store is away: what happens to the connection
/// has a source, and what took too long is this gateway's own word.
fn is_speech(status: &Status) -> bool {
    status.source().is_none() && status.code() != Code::DeadlineExceeded
}

/// The call never left.
fn is_unsent(status: &Status) -> bool {
    let mut cause = status.source();
    while let Some(inner) = cause {
        if inner.downcast_ref::<tonic::ConnectError>().is_some() {
            return true;
        }
        cause = inner.source();
    }
    false
}
