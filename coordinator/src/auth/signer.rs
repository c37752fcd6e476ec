//! What a coordinator signs: the tokens of sessions, and the codes that open one. Those of attempts
//! are in `task_token`.
//!
//! All are checked without the store. The keys come from the cluster's key, which all its
//! coordinators read, and from the admin token: a new admin token ends every session, every code
//! that is still waiting, and the voice of what runs.
//!
//! ```text
//! tms_ base64url( version 1 · role 1 · expiry µs 8 · nonce 16 · principal · HMAC-SHA256 32 )
//!      base64url( random 16 · HMAC-SHA256, its first 16 )
//! ```

use std::{borrow::Cow, fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::{TryRngCore as _, rngs::OsRng};
use sha2::{Digest as _, Sha256};
use taskmaster_domain::{Timestamp, access::Role, limits};
use taskmaster_store::{ClusterKey, SessionNonce};

use super::Principal;

/// What a session's token begins with, so that people and secret scanners know it.
const PREFIX: &str = "tms_";
/// The form of a session's token.
const VERSION: u8 = 1;
/// Bytes that make two sessions of one moment differ, and by which one is ended.
const NONCE: usize = size_of::<SessionNonce>();
/// Bytes of version, role, expiry and nonce.
const HEAD: usize = 10 + NONCE;
/// Bytes of a signature.
const TAG: usize = 32;
/// Characters of the longest token that this release makes.
const LONGEST: usize = PREFIX.len() + (HEAD + limits::NAME_BYTES + TAG).div_ceil(3) * 4;
/// Random bytes of a code: nobody guesses one of a thousand among 2¹²⁸ within its hour.
const CODE: usize = 16;
/// Bytes of a code's signature: what this cluster did not make is told without the store.
const CODE_TAG: usize = 16;

/// Makes and checks sessions and codes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Signer(Arc<Keys>);

struct Keys {
    sessions: Hmac<Sha256>,
    codes: Hmac<Sha256>,
    tasks: Hmac<Sha256>,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(***)")
    }
}

/// The system gives no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no randomness: {0}")]
pub(crate) struct NoRandomness(rand::rand_core::OsError);

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than a block is filled up with zeros by definition.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::new(&block.into())
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

impl Signer {
    /// The signer of the cluster with this key, while its admin token has this digest.
    pub(crate) fn new(cluster: &ClusterKey, admin: &[u8; 32]) -> Self {
        let derived = |purpose: &[u8]| {
            let key = keyed(cluster.expose()).chain_update(purpose).chain_update(admin).finalize();
            keyed(&key.into_bytes().into())
        };
        let (sessions, codes) = (derived(b"taskmaster session"), derived(b"taskmaster sign-in"));
        Self(Arc::new(Keys { sessions, codes, tasks: derived(b"taskmaster task") }))
    }

    /// What signs the tokens of attempts.
    pub(super) fn tasks(&self) -> Hmac<Sha256> {
        self.0.tasks.clone()
    }

    /// The token of a new session that acts as `principal` until `expires_at`.
    pub(crate) fn session(
        &self,
        principal: &str,
        role: Role,
        expires_at: Timestamp,
    ) -> Result<String, NoRandomness> {
        Ok(self.session_with(random()?, principal, role, expires_at))
    }

    /// The token of the session with this nonce: of the same words it is the same.
    pub(crate) fn session_with(
        &self,
        nonce: SessionNonce,
        principal: &str,
        role: Role,
        expires_at: Timestamp,
    ) -> String {
        let mut bytes = vec![VERSION, role.code()];
        bytes.extend(expires_at.micros().to_be_bytes());
        bytes.extend(nonce);
        bytes.extend(principal.as_bytes());
        let tag = self.0.sessions.clone().chain_update(&bytes).finalize();
        bytes.extend(tag.into_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Who shows this token; nothing unless this cluster signed it and it is good at `now`.
    pub(super) fn principal(&self, token: &str, now: Timestamp) -> Option<Principal> {
        let text = token.strip_prefix(PREFIX).filter(|_| token.len() <= LONGEST)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (signed, tag) = bytes.split_last_chunk::<TAG>()?;
        // Compares in constant time.
        self.0.sessions.clone().chain_update(signed).verify_slice(tag).ok()?;
        let (head, name) = signed.split_first_chunk::<HEAD>()?;
        let [version, role, rest @ ..] = head;
        if *version != VERSION {
            return None;
        }
        let expires_at = Timestamp::from_micros(i64::from_be_bytes(*rest.first_chunk()?));
        let principal = Principal {
            name: Cow::Owned(str::from_utf8(name).ok()?.to_owned()),
            role: Role::from_code(*role)?,
            expires_at: Some(expires_at),
            of: None,
            session: Some(*rest.last_chunk()?),
        };
        (now < expires_at).then_some(principal)
    }

    /// A new code, and what the store keeps of it.
    pub(crate) fn code(&self) -> Result<(String, [u8; 32]), NoRandomness> {
        let drawn = random::<CODE>()?;
        let tag = self.0.codes.clone().chain_update(drawn).finalize().into_bytes();
        let code = URL_SAFE_NO_PAD.encode([&drawn[..], &tag[..CODE_TAG]].concat());
        let digest = Sha256::digest(&code).into();
        Ok((code, digest))
    }

    /// What the store would have kept of this code; nothing for what this cluster did not make.
    /// So a flood of guesses costs a signature each and never reaches the database.
    pub(crate) fn digest_of_code(&self, code: &str) -> Option<[u8; 32]> {
        let bytes: [u8; CODE + CODE_TAG] = URL_SAFE_NO_PAD.decode(code).ok()?.try_into().ok()?;
        let (drawn, tag) = bytes.split_at(CODE);
        self.0.codes.clone().chain_update(drawn).verify_truncated_left(tag).ok()?;
        Some(Sha256::digest(code).into())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn signer() -> Signer {
        Signer::new(&ClusterKey::new([1; 32]), &[2; 32])
    }

    fn later(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn token() -> String {
        signer().session("token:admin", Role::Admin, later(10)).unwrap()
    }

    #[test]
    fn a_session_acts_as_who_opened_it_until_its_end_and_not_at_it() {
        let token = token();
        assert!(token.starts_with("tms_"), "{token}");
        let principal = signer().principal(&token, later(9)).unwrap();
        assert_eq!(principal.name, "token:admin");
        assert_eq!((principal.role, principal.expires_at), (Role::Admin, Some(later(10))));
        assert_eq!(signer().principal(&token, later(10)), None);
    }

    #[test]
    fn two_sessions_of_one_moment_differ() {
        assert_ne!(token(), token());
    }

    #[test]
    fn a_session_of_the_longest_name_is_known_and_a_longer_text_is_not_looked_at() {
        let name = "n".repeat(limits::NAME_BYTES);
        let token = signer().session(&name, Role::Admin, later(1)).unwrap();
        assert_eq!(signer().principal(&token, NOW).unwrap().name, name);
        let longer = signer().session(&name.repeat(2), Role::Admin, later(1)).unwrap();
        assert_eq!(signer().principal(&longer, NOW), None);
    }

    #[test]
    fn a_token_that_was_cut_or_altered_anywhere_is_nobodys() {
        let token = token();
        for end in 0..token.len() {
            assert_eq!(signer().principal(&token[..end], NOW), None, "cut at {end}");
        }
        assert_eq!(signer().principal(&format!("{token}A"), NOW), None);
        assert_eq!(signer().principal(&format!("{token}="), NOW), None);
        for at in 0..token.len() {
            for other in ['A', 'B', '-', '~', '\0'] {
                if token.as_bytes()[at] == other as u8 {
                    continue;
                }
                let altered = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                assert_eq!(signer().principal(&altered, NOW), None, "{altered}");
            }
        }
    }

    #[test]
    fn what_another_cluster_or_another_admin_token_signed_is_nobodys() {
        let (code, _) = signer().code().unwrap();
        for other in [
            Signer::new(&ClusterKey::new([3; 32]), &[2; 32]),
            Signer::new(&ClusterKey::new([1; 32]), &[3; 32]),
        ] {
            assert_eq!(other.principal(&token(), NOW), None);
            assert_eq!(other.digest_of_code(&code), None);
        }
        let again = Signer::new(&ClusterKey::new([1; 32]), &[2; 32]);
        assert!(again.principal(&token(), NOW).is_some(), "another coordinator of the cluster");
        assert!(again.digest_of_code(&code).is_some());
    }

    #[test]
    fn a_code_is_known_by_its_digest_and_a_guess_is_not() {
        let (code, digest) = signer().code().unwrap();
        assert!(code.len() <= limits::SIGN_IN_CODE_BYTES);
        assert!(code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')));
        assert_eq!(signer().digest_of_code(&code), Some(digest));
        assert_ne!(signer().code().unwrap().0, code);
        for at in 0..code.len() {
            let other = if code.as_bytes()[at] == b'A' { 'B' } else { 'A' };
            let altered = format!("{}{other}{}", &code[..at], &code[at + 1..]);
            assert_eq!(signer().digest_of_code(&altered), None, "{altered}");
        }
        for guess in ["", "A", &code[1..], &token()] {
            assert_eq!(signer().digest_of_code(guess), None, "{guess}");
        }
    }

    #[test]
    fn the_keys_are_shown_by_nothing() {
        assert_eq!(format!("{:?}", signer()), "Signer(***)");
    }
}
