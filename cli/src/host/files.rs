//! How many files and connections this process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::debug;

/// Connections that a door is meant for: a usual soft limit of 1,024 is for programs that call
/// `select`, which nothing here does.
const WANTED: u64 = 65_536;

/// Raises the soft limit towards [`WANTED`], as far as the hard one allows.
pub(crate) fn allow_many() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(WANTED, |maximum| maximum.min(WANTED));
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    if let Err(cause) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }) {
        debug!(%cause, ?current, "the limit of open files stays as it is");
    }
}
