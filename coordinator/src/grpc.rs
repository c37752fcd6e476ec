//! The gRPC services. A handler translates, calls once, translates back.

mod activity;
mod configuration;
mod counters;
mod events;
mod filter;
mod fleet;
mod follow;
mod health;
mod history;
mod identity;
mod jobs;
mod pages;
mod queues;
mod session;
mod system;
mod tail;
mod tasks;
mod workers;

use std::borrow::Cow;

use taskmaster_proto::{Error, error::StoreTrouble};
use taskmaster_store as store;
use tonic::Request;
use tracing::{error, warn};

use crate::auth::Principal;

pub(crate) use activity::Activity;
pub(crate) use events::Events;
pub(crate) use fleet::Fleet;
pub(crate) use identity::Identity;
pub(crate) use jobs::Jobs;
pub(crate) use pages::Pages;
pub(crate) use queues::Queues;
pub(crate) use session::OpenSessions;
pub(crate) use system::System;
pub(crate) use tasks::Tasks;
pub(crate) use workers::Workers;

/// Who calls, `kind:name`.
fn principal<T>(request: &Request<T>) -> Cow<'static, str> {
    let known = request.extensions().get::<Principal>();
    known.map_or(Cow::Borrowed("anonymous:"), |caller| caller.name.clone())
}

/// The boundary where a store's failure is logged, once, and stops being described.
pub(crate) fn told(cause: store::Error) -> Error {
    match cause {
        store::Error::Unavailable(ref why) => {
            warn!(%cause, "cannot reach the store");
            Error::StoreAway(trouble(why))
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

/// What a driver's words, which stay in the log, come to.
fn trouble(why: &str) -> StoreTrouble {
    // A full disk as SQLite, PostgreSQL and the system have it; an error of the disk; a database
    // that its operator or a full disk made read-only.
    let cannot_write =
        ["disk is full", "No space left on device", "disk I/O error", "in a read-only transaction"];
    if cannot_write.iter().any(|words| why.contains(words)) {
        StoreTrouble::CannotWrite
    } else {
        StoreTrouble::Away
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_store_that_is_away_and_no_path_is() {
        let said = |why: &str| told(store::Error::Unavailable(why.to_owned()));
        let full = said("error returned from database: (code: 13) database or disk is full");
        assert_eq!(full, Error::StoreAway(StoreTrouble::CannotWrite));
        let away = said("error communicating with database: /run/secret: Connection refused");
        assert_eq!(away.to_string(), "the store is away, try again in a moment");
        assert_eq!(full.wire(), Error::Unavailable.wire());
    }
}
