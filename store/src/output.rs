//! What attempts write.

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, Incarnation, Timestamp,
    output::{Chunk, FencedChunk},
    task::Live,
};

use crate::{Recorded, Result};

/// What an attempt told of itself while it ran.
#[derive(Clone, Debug)]
pub struct LiveNote {
    /// Which attempt.
    pub of: AttemptRef,
    /// Who says so.
    pub incarnation: Incarnation,
    /// What; sanitised.
    pub live: Live,
}

/// The half of the store that keeps output, through connections of its own.
#[async_trait]
pub trait Output: Send + Sync {
    /// Keeps chunks. One that is kept already (same attempt, same first number) is `Recorded` as well and
    /// unchanged, also when its attempt has ended since; any other of an attempt that the speaker
    /// does not hold is `Fenced` and not kept. The answer is in order.
    async fn append_output(&self, chunks: &[FencedChunk]) -> Result<Vec<Recorded>>;

    /// Chunks of an attempt that have a line with a number above `after`, in order, at most
    /// `limit` of them.
    async fn read_output(&self, of: AttemptRef, after: i64, limit: u32) -> Result<Vec<Chunk>>;

    /// Keeps what attempts told last, for [`crate::View::task`]. A part that is not told stays as
    /// the same attempt told it before, and so does one whose stamp is older. What a later attempt
    /// tells takes the place of all that an earlier one did. A note of an attempt that the speaker
    /// does not hold changes nothing, silently. A call names each task once at the most. They go
    /// away with their task.
    ///
    /// Nothing is decided by what they say. That there is progress among them, whatever its stamp,
    /// means that something was told of the attempt at `now`: see [`crate::Sweep::expire_heartbeats`].
    async fn note_live(&self, notes: &[LiveNote], now: Timestamp) -> Result<()>;
}
