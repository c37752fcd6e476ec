//! The way in for those who live in the same process: the same services behind the same check of
//! tokens, without a socket in between.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
};

use taskmaster_proto::Error;
use tokio_util::task::TaskTracker;
use tonic::{Status, body::Body, codegen::http, service::Routes};
use tower::ServiceExt as _;

use crate::auth::Guarded;

/// The answer to one call. Dropped, it gives the call up, as a connection that breaks does.
pub type Answer = Pin<Box<dyn Future<Output = http::Response<Body>> + Send>>;

/// Calls a coordinator of the same process. A cheap handle; clones share the door.
#[derive(Clone, Default)]
pub struct Door(Arc<Inner>);

#[derive(Default)]
struct Inner {
    services: OnceLock<Guarded<Routes>>,
    under_way: TaskTracker,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("under_way", &self.0.under_way.len()).finish_non_exhaustive()
    }
}

impl Door {
    /// Makes one gRPC call. Before the coordinator serves and after it has stopped, the answer is
    /// `UNAVAILABLE`.
    pub fn call(&self, request: http::Request<Body>) -> Answer {
        let token = self.0.under_way.token();
        // Closed is looked at behind the token: what is not refused is waited for.
        match self.0.services.get().filter(|_| !self.0.under_way.is_closed()) {
            Some(services) => {
                let answer = services.clone().oneshot(request);
                Box::pin(async move {
                    let answer = answer.await;
                    drop(token);
                    match answer {
                        Ok(answer) => answer,
                        Err(never) => match never {},
                    }
                })
            }
            None => Box::pin(async { Status::from(Error::Unavailable).into_http() }),
        }
    }

    /// Lets calls in.
    pub(crate) fn open(&self, services: Guarded<Routes>) {
        // Opened once, by the one coordinator that it belongs to.
        let _ = self.0.services.set(services);
    }

    /// Lets nobody in any more and waits for the answers to the calls under way.
    pub(crate) async fn close(&self) {
        self.0.under_way.close();
        self.0.under_way.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use taskmaster_runtime::{Clock, Secret};
    use taskmaster_store::ClusterKey;
    use tonic::Code;
    use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
    use tower::{Layer as _, service_fn};

    use super::*;
    use crate::auth::Auth;

    fn open(door: &Door) {
        let (_, health) = tonic_health::server::health_reporter();
        let (admin, worker) = (Secret::new("a"), Secret::new("w"));
        let auth = Auth::new(&admin, &worker, &ClusterKey::new([1; 32]), Clock::default());
        door.open(auth.layer(Routes::new(health)));
    }

    /// The code of the answer to a question that anybody may ask.
    async fn asked(door: &Door) -> Code {
        let call = service_fn(|request| {
            let answer = door.call(request);
            async { Ok::<_, Infallible>(answer.await) }
        });
        let answer = HealthClient::new(call).check(HealthCheckRequest::default()).await;
        answer.map_or_else(|status| status.code(), |_| Code::Ok)
    }

    fn post(path: &str) -> http::Request<Body> {
        http::Request::post(path).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn nobody_comes_in_before_it_opens_or_after_it_closed() {
        let door = Door::default();
        assert_eq!(asked(&door).await, Code::Unavailable);
        open(&door);
        assert_eq!(asked(&door).await, Code::Ok);
        door.close().await;
        assert_eq!(asked(&door).await, Code::Unavailable);
    }

    #[tokio::test]
    async fn tokens_are_asked_for_here_too() {
        let door = Door::default();
        open(&door);
        let answer = door.call(post("/taskmaster.v1.TaskService/GetTask")).await;
        let refusal = Status::from_header_map(answer.headers()).unwrap();
        assert_eq!(refusal.code(), Code::Unauthenticated);
    }

    #[tokio::test]
    async fn it_closes_behind_the_calls_under_way() {
        let door = Door::default();
        open(&door);
        let check = || door.call(post("/grpc.health.v1.Health/Check"));
        let (given_up, answered) = (check(), check());
        let mut closing = std::pin::pin!(door.close());
        assert!(futures::poll!(closing.as_mut()).is_pending());
        drop(given_up);
        assert!(futures::poll!(closing.as_mut()).is_pending());
        answered.await;
        closing.await;
    }
}
