//! The gRPC services. A handler translates, calls once, translates back.

mod events;
mod fleet;
mod follow;
mod identity;
mod session;
mod system;
mod tasks;
mod workers;

use taskmaster_proto::Error;
use taskmaster_store as store;
use tracing::{error, warn};

pub(crate) use events::Events;
pub(crate) use fleet::Fleet;
pub(crate) use identity::Identity;
pub(crate) use session::OpenSessions;
pub(crate) use system::System;
pub(crate) use tasks::Tasks;
pub(crate) use workers::Workers;

/// The boundary where a store's failure is logged, once, and stops being described.
fn told(cause: store::Error) -> Error {
    match cause {
        store::Error::Unavailable(_) => {
            warn!(%cause, "cannot reach the store");
            Error::Unavailable
        }
        store::Error::Exhausted(text) => Error::Exhausted(text),
        store::Error::BadRow(_) => {
            warn!(%cause, "the store refused what a caller sent");
            let text = "has a value that cannot be stored";
            Error::Invalid(taskmaster_domain::Violations::one("request", text))
        }
        store::Error::Corrupt(_) => {
            error!(%cause, "the store failed");
            Error::Internal
        }
    }
}
