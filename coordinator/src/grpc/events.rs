//! `EventService`.
//!
//! The generated server would encode each message once for each listener. This one sends bytes
//! that were encoded once for all.

use std::{
    convert::Infallible,
    task::{Context, Poll},
};

use futures::stream;
use prost::bytes::{BufMut as _, Bytes};
use taskmaster_domain::limits;
use taskmaster_proto::{
    Error,
    v1::{self, event_service_server::SERVICE_NAME},
};
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Response, Status,
    body::Body,
    codec::{Codec, EncodeBuf, Encoder},
    codegen::{self, BoxFuture, BoxStream, Service, StdError, http},
    server::{Grpc, NamedService, ServerStreamingService},
};
use tonic_prost::{ProstCodec, ProstDecoder};

use crate::{events::Listener, hints::Hints};

/// The one method's path.
const WATCH: &str = "/taskmaster.v1.EventService/WatchEvents";

/// What happens, as it happens.
#[derive(Clone)]
pub(crate) struct Events {
    pub(crate) hints: Hints,
    pub(crate) stop: CancellationToken,
}

impl Events {
    fn watch(&self) -> Result<BoxStream<Bytes>, Error> {
        let too_many = || Error::Exhausted("too many listen to events here already".to_owned());
        let listener = self.hints.listen().ok_or_else(too_many)?;
        let state = Some((listener, self.stop.clone()));
        Ok(Box::pin(stream::unfold(state, async |state| {
            let (mut listener, stop): (Listener, CancellationToken) = state?;
            match stop.run_until_cancelled(listener.next()).await {
                Some(Some(message)) => Some((Ok(message), Some((listener, stop)))),
                // Who listens goes elsewhere.
                Some(None) | None => Some((Err(Error::Unavailable.into()), None)),
            }
        })))
    }
}

impl ServerStreamingService<v1::WatchEventsRequest> for Events {
    type Response = Bytes;
    type ResponseStream = BoxStream<Bytes>;
    type Future = BoxFuture<Response<Self::ResponseStream>, Status>;

    fn call(&mut self, _request: Request<v1::WatchEventsRequest>) -> Self::Future {
        let watch = self.watch();
        Box::pin(async move { Ok(Response::new(watch?)) })
    }
}

impl NamedService for Events {
    const NAME: &'static str = SERVICE_NAME;
}

impl<B> Service<http::Request<B>> for Events
where
    B: codegen::Body + Send + 'static,
    B::Error: Into<StdError> + Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let own = self.clone();
        Box::pin(async move {
            if request.uri().path() != WATCH {
                return Ok(Status::unimplemented("there is no such method").into_http());
            }
            let mut grpc = Grpc::new(Encoded).max_decoding_message_size(limits::BODY_BYTES);
            Ok(grpc.server_streaming(own, request).await)
        })
    }
}

/// Requests as prost reads them, responses as they are.
struct Encoded;

impl Codec for Encoded {
    type Encode = Bytes;
    type Decode = v1::WatchEventsRequest;
    type Encoder = Self;
    type Decoder = ProstDecoder<v1::WatchEventsRequest>;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstCodec::<v1::WatchEventsResponse, v1::WatchEventsRequest>::default().decoder()
    }
}

impl Encoder for Encoded {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put(message);
        Ok(())
    }
}
