//! What attempts write.

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef,
    output::{Chunk, FencedChunk},
};

use crate::{Recorded, Result};

/// The half of the store that keeps output, through connections of its own.
#[async_trait]
pub trait Output: Send + Sync {
    /// Keeps chunks. One that is kept already (same attempt, same first number) is `Recorded` and
    /// unchanged, also when its attempt has ended since; any other of an attempt that the speaker
    /// does not hold is `Fenced` and not kept. The answer is in order.
    async fn append_output(&self, chunks: &[FencedChunk]) -> Result<Vec<Recorded>>;

    /// Chunks of an attempt that have a line with a number above `after`, in order, at most
    /// `limit` of them.
    async fn read_output(&self, of: AttemptRef, after: i64, limit: u32) -> Result<Vec<Chunk>>;
}
