//! The cluster's key and sign-in codes.

use async_trait::async_trait;
use taskmaster_domain::{Timestamp, limits};
use taskmaster_store::{ClusterKey, Error, Identity, Result, SignInCode};

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
            let text = format!("{} sign-in codes wait already", limits::SIGN_IN_CODES);
            return Err(Error::Exhausted(text));
        }
        state.codes.insert(code.digest, code.clone());
        Ok(())
    }

    async fn take_code(&self, digest: &[u8; 32], now: Timestamp) -> Result<Option<SignInCode>> {
        let taken = self.open()?.codes.remove(digest);
        Ok(taken.filter(|code| now < code.expires_at))
    }
}
