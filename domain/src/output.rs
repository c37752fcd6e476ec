//! What an attempt writes: numbered lines of two streams, kept in pieces.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AttemptRef, Incarnation};

/// Where a line came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// TaskMaster itself: what was cut, who was killed.
    System,
}

impl Stream {
    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
            Self::System => "system",
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A piece of an attempt's output as it is kept: at most [`crate::limits::CHUNK_BYTES`] raw
/// bytes, compressed by the worker, opaque to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Whose.
    pub of: AttemptRef,
    /// Number of its first line, from 1, counted per attempt over all streams.
    pub first_seq: i64,
    /// How many lines it has.
    pub lines: i32,
    /// Their bytes before compression.
    pub raw_bytes: i64,
    /// The lines: a compressed `LineBlock` of the proto files.
    pub data: Vec<u8>,
}

impl Chunk {
    /// Number of the line behind its last.
    pub fn next_seq(&self) -> i64 {
        self.first_seq + i64::from(self.lines)
    }
}

/// A chunk with the start of the worker that speaks, which fences it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FencedChunk {
    /// Who speaks.
    pub incarnation: Incarnation,
    /// What was written.
    pub chunk: Chunk,
}
