//! Why something was not measured.

use std::{fmt::Display, time::Duration};

/// One sentence for the report; the run goes on with the next measure.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Error(pub(crate) String);

/// What a measure answers.
pub(crate) type Result<T = (), E = Error> = std::result::Result<T, E>;

impl Error {
    /// A sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A failure with what it was about.
    pub(crate) fn about<E: Display>(what: impl Display) -> impl FnOnce(E) -> Self {
        move |cause| Self(format!("{what}: {cause}"))
    }
}

/// Waits for `work`, for `limit` at the most.
pub(crate) async fn within<T>(
    limit: Duration,
    what: &str,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let late = || Error(format!("{what} took longer than {} s", limit.as_secs()));
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(late()))
}

macro_rules! from {
    ($($cause:ty => $what:literal),+ $(,)?) => { $(
        impl From<$cause> for Error {
            fn from(cause: $cause) -> Self {
                Self(format!(concat!($what, ": {}"), cause))
            }
        }
    )+ };
}

from! {
    std::io::Error => "the system",
    sqlx::Error => "the database",
    taskmaster_store::Error => "the store",
    tonic::transport::Error => "the connection",
    hyper::Error => "an HTTP call",
    tokio_tungstenite::tungstenite::Error => "a WebSocket",
    serde_json::Error => "reading JSON",
}

impl From<tonic::Status> for Error {
    fn from(status: tonic::Status) -> Self {
        Self(format!("a call failed: {:?}: {}", status.code(), status.message()))
    }
}
