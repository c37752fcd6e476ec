//! The cluster's key, sign-in codes and ended sessions.

use async_trait::async_trait;
use taskmaster_domain::{Timestamp, limits};
use taskmaster_store::{ClusterKey, EndedSession, Identity, Result, SignInCode};

use crate::Memory;

#[async_trait]
impl Identity for Memory {
    async fn cluster_key(&self) -> Result<ClusterKey> {
        let key = *self.open()?.cluster_key.get_or_insert_with(rand::random);
        Ok(ClusterKey::new(key))
    }

    async fn keep_code(&self, code: &SignInCode, now: Timestamp) -> Result<()> {
        let mut state = self.open()?;
        state.codes.retain(|_, kept| now < kept.expires_at);
        if state.codes.contains_key(&code.digest) {
            return Ok(());
        }
        if state.codes.len() >= limits::SIGN_IN_CODES {
            return Err(SignInCode::no_room());
        }
        state.codes.insert(code.digest, code.clone());
        Ok(())
    }

    async fn take_code(&self, digest: &[u8; 32], now: Timestamp) -> Result<Option<SignInCode>> {
        let taken = self.open()?.codes.remove(digest);
        Ok(taken.filter(|code| now < code.expires_at))
    }

    async fn end_session(&self, session: &EndedSession, now: Timestamp) -> Result<()> {
        let mut state = self.open()?;
        state.ended_sessions.retain(|_, until| now < *until);
        if state.ended_sessions.contains_key(&session.nonce) {
            return Ok(());
        }
        if state.ended_sessions.len() >= limits::ENDED_SESSIONS {
            return Err(EndedSession::no_room());
        }
        state.ended_sessions.insert(session.nonce, session.expires_at);
        Ok(())
    }

    async fn ended_sessions(&self, now: Timestamp) -> Result<Vec<EndedSession>> {
        let state = self.open()?;
        let ended = state.ended_sessions.iter().filter(|(_, until)| now < **until);
        Ok(ended.map(|(&nonce, &expires_at)| EndedSession { nonce, expires_at }).collect())
    }
}
