//! The token of one attempt: what its command may show to speak for its own task.
//!
//! ```text
//! tmt_ base64url( version 1 · attempt 4 · expiry µs 8 · task 16 · HMAC-SHA256 32 )
//! ```

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use taskmaster_domain::{AttemptRef, TaskId, Timestamp, access::Role};
use uuid::Uuid;

use super::{Principal, signer::Signer};

/// What the token begins with, so that people and secret scanners know it.
const PREFIX: &str = "tmt_";
/// The form of the token.
const VERSION: u8 = 1;
/// Bytes of version, attempt, expiry and task.
const HEAD: usize = 1 + 4 + 8 + 16;
/// Bytes of a signature.
const TAG: usize = 32;

impl Signer {
    /// The token of `of`, good until `expires_at` and not at it.
    pub(crate) fn task_token(&self, of: AttemptRef, expires_at: Timestamp) -> String {
        let mut bytes = Vec::with_capacity(HEAD + TAG);
        bytes.push(VERSION);
        bytes.extend(of.attempt.to_be_bytes());
        bytes.extend(expires_at.micros().to_be_bytes());
        bytes.extend(of.task.0.as_bytes());
        let tag = self.tasks().chain_update(&bytes).finalize();
        bytes.extend(tag.into_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Whose token this is; nothing unless this cluster signed it and it is good at `now`.
    pub(super) fn task_principal(&self, token: &str, now: Timestamp) -> Option<Principal> {
        const WHOLE: usize = HEAD + TAG;
        let text =
            token.strip_prefix(PREFIX).filter(|text| text.len() == (WHOLE * 4).div_ceil(3))?;
        let bytes: [u8; WHOLE] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (signed, tag) = bytes.split_at(HEAD);
        // Compares in constant time.
        self.tasks().chain_update(signed).verify_slice(tag).ok()?;
        let (version, rest) = signed.split_first()?;
        let (attempt, rest) = rest.split_first_chunk()?;
        let (expires_at, rest) = rest.split_first_chunk()?;
        if *version != VERSION {
            return None;
        }
        let expires_at = Timestamp::from_micros(i64::from_be_bytes(*expires_at));
        let task = TaskId(Uuid::from_slice(rest).ok()?);
        let of = AttemptRef { task, attempt: i32::from_be_bytes(*attempt) };
        let principal = Principal {
            name: format!("task:{task}").into(),
            role: Role::Task,
            expires_at: Some(expires_at),
            of: Some(of),
            session: None,
        };
        (now < expires_at).then_some(principal)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use taskmaster_store::ClusterKey;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn signer(cluster: u8, admin: u8) -> Signer {
        Signer::new(&ClusterKey::new([cluster; 32]), &[admin; 32])
    }

    fn of() -> AttemptRef {
        AttemptRef { task: TaskId(Uuid::from_u128(7)), attempt: 3 }
    }

    fn token() -> String {
        let end = NOW.plus(Duration::from_secs(10));
        signer(1, 2).task_token(of(), end)
    }

    #[test]
    fn a_token_speaks_for_its_attempt_until_its_end_and_not_at_it() {
        let token = token();
        assert!(token.starts_with("tmt_"), "{token}");
        let before = NOW.plus(Duration::from_micros(9_999_999));
        let principal = signer(1, 2).task_principal(&token, before).unwrap();
        assert_eq!((principal.role, principal.of), (Role::Task, Some(of())));
        assert_eq!(principal.name, format!("task:{}", of().task));
        let end = NOW.plus(Duration::from_secs(10));
        assert_eq!(signer(1, 2).task_principal(&token, end), None);
    }

    #[test]
    fn a_token_that_was_cut_or_altered_anywhere_is_nobodys() {
        let token = token();
        for end in 0..token.len() {
            assert_eq!(signer(1, 2).task_principal(&token[..end], NOW), None, "cut at {end}");
        }
        assert_eq!(signer(1, 2).task_principal(&format!("{token}A"), NOW), None);
        for at in 0..token.len() {
            for other in ['A', 'B', '-', '~', '\0'] {
                if token.as_bytes()[at] == other as u8 {
                    continue;
                }
                let altered = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                assert_eq!(signer(1, 2).task_principal(&altered, NOW), None, "{altered}");
            }
        }
    }

    #[test]
    fn what_another_cluster_or_another_admin_token_signed_is_nobodys() {
        assert_eq!(signer(3, 2).task_principal(&token(), NOW), None);
        assert_eq!(signer(1, 3).task_principal(&token(), NOW), None);
    }

    #[test]
    fn a_session_is_no_task_and_a_task_no_session() {
        let session =
            signer(1, 2).session("token:admin", Role::Admin, NOW.plus(Duration::from_secs(9)));
        assert_eq!(signer(1, 2).task_principal(&session.unwrap(), NOW), None);
        let body = token().replacen("tmt_", "tms_", 1);
        assert_eq!(signer(1, 2).principal(&body, NOW), None);
    }
}
