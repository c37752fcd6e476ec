//! Output on its way: bytes from two pipes become numbered lines, lines become chunks, chunks
//! wait for credit. Nothing here grows with what a command prints.

mod credit;
mod gather;
mod pump;
mod splitter;

use bytes::Bytes;

pub(crate) use credit::{Credit, Grant};
pub(crate) use gather::Gather;
pub(crate) use pump::{Pipes, Pump};

/// A closed chunk that waits to be sent or acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Number of its first line.
    pub(crate) first_seq: i64,
    /// How many lines it has.
    pub(crate) lines: i32,
    /// Bytes of its lines as they were printed, line feeds included.
    pub(crate) raw_bytes: usize,
    /// The compressed block.
    pub(crate) data: Bytes,
}

impl Piece {
    /// Number of its last line.
    pub(crate) fn last_seq(&self) -> i64 {
        self.first_seq + i64::from(self.lines) - 1
    }
}
