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
