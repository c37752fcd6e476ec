//! The way to one coordinator: over the network, or within this process.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use futures::future::{BoxFuture, Either};
use tonic::{
    body::Body,
    codegen::http::{Request, Response},
    transport::{Channel, Error, channel::ResponseFuture},
};
use tower::Service;

type Answer = BoxFuture<'static, Result<Response<Body>, Error>>;

/// Calls a coordinator that runs in this process, without a socket in between: takes a gRPC
/// request with the caller's token and gives its answer.
#[derive(Clone)]
pub struct Near(Arc<dyn Fn(Request<Body>) -> Answer + Send + Sync>);

impl Near {
    /// The coordinator that is called so.
    pub fn new<A>(call: impl Fn(Request<Body>) -> A + Send + Sync + 'static) -> Self
    where
        A: Future<Output = Response<Body>> + Send + 'static,
    {
        Self(Arc::new(move |request| {
            let answer = call(request);
            Box::pin(async move { Ok(answer.await) })
        }))
    }
}

impl fmt::Debug for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Near").finish_non_exhaustive()
    }
}

/// The way to one coordinator.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    Far(Channel),
    Near(Near),
}

impl Service<Request<Body>> for Line {
    type Response = Response<Body>;
    type Error = Error;
    type Future = Either<ResponseFuture, Answer>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match self {
            Self::Far(channel) => channel.poll_ready(context),
            Self::Near(_) => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match self {
            Self::Far(channel) => Either::Left(channel.call(request)),
            Self::Near(Near(call)) => Either::Right(call(request)),
        }
    }
}
