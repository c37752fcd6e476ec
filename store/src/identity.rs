//! Who may sign in: the key of the cluster, the codes that are waiting for their browser, and the
//! sessions that were ended.

use std::fmt;

use async_trait::async_trait;
use taskmaster_domain::{Timestamp, access::Role, limits};

use crate::{Error, Result};

/// 32 random bytes that the coordinators of one cluster share and nobody else knows. Whoever has
/// them and the admin token's digest can open sessions: they are never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClusterKey([u8; 32]);

impl ClusterKey {
    /// Takes the bytes over.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes themselves, for the derivation of other keys.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ClusterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClusterKey(***)")
    }
}

/// A sign-in code as it is kept: not the code, only its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInCode {
    /// SHA-256 of the code.
    pub digest: [u8; 32],
    /// As whom its bearer signs in, `kind:name`.
    pub principal: String,
    /// What that one may do.
    pub role: Role,
    /// It is good until this instant, and not at it.
    pub expires_at: Timestamp,
    /// The session that it opens ends by then; nothing for a session of full length.
    pub session_until: Option<Timestamp>,
}

impl SignInCode {
    /// The refusal of a further one when as many wait as may.
    pub fn no_room() -> Error {
        Error::Exhausted(format!("{} sign-in codes wait already", limits::SIGN_IN_CODES))
    }
}

/// What tells one session of a browser from all others. It opens nothing.
pub type SessionNonce = [u8; 16];

/// A session that was ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndedSession {
    /// Which.
    pub nonce: SessionNonce,
    /// Its time: from then on nobody needs to know of it.
    pub expires_at: Timestamp,
}

impl EndedSession {
    /// The refusal of a further one when as many are kept as may.
    pub fn no_room() -> Error {
        Error::Exhausted(format!("{} sessions were ended already", limits::ENDED_SESSIONS))
    }
}

/// What signing in and out asks of a store.
#[async_trait]
pub trait Identity: Send + Sync {
    /// The key of the cluster. The first migration that knows it draws it; it stays the same, for
    /// all who open this database, until [`crate::Admin::reset`] draws another.
    async fn cluster_key(&self) -> Result<ClusterKey>;

    /// Keeps a code, and forgets those that ended by `now`. A code that is kept already stays as
    /// it is.
    ///
    /// # Errors
    /// `Exhausted` when [`taskmaster_domain::limits::SIGN_IN_CODES`] others wait.
    async fn keep_code(&self, code: &SignInCode, now: Timestamp) -> Result<()>;

    /// Takes the code with this digest away and gives it, to one caller only, however many ask at
    /// once. Nothing when there is none or it ended by `now`. The one call that is not for
    /// repeating: after an unknown commit the code may be gone.
    async fn take_code(&self, digest: &[u8; 32], now: Timestamp) -> Result<Option<SignInCode>>;

    /// Keeps that a session was ended, and forgets those whose time came by `now`. One that is
    /// kept already stays as it is.
    ///
    /// # Errors
    /// `Exhausted` when [`taskmaster_domain::limits::ENDED_SESSIONS`] others are kept.
    async fn end_session(&self, session: &EndedSession, now: Timestamp) -> Result<()>;

    /// The sessions that were ended and whose time has not come at `now`, in no order.
    async fn ended_sessions(&self, now: Timestamp) -> Result<Vec<EndedSession>>;
}
