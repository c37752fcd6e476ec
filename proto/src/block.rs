//! The bytes of an output chunk: lines, framed as a `LineBlock` and compressed.
//!
//! The worker writes blocks line by line into one buffer, because a command that prints millions
//! of lines must not cost an allocation each. Readers get the message as the proto file has it.

use prost::Message as _;

use crate::v1;

/// Bytes that a block may have before compression. A chunk's 64 KiB of text and the framing of
/// its lines stay far below; a block that claims more is refused before memory is taken for it.
pub const MAX_BYTES: usize = 1 << 20;

/// Lines that a block may have, so that empty lines cannot blow up its framing.
pub const MAX_LINES: i32 = 8_192;

/// Gathers the lines of one block.
#[derive(Debug, Default)]
pub struct Encoder {
    framed: Vec<u8>,
    lines: i32,
}

impl Encoder {
    /// Adds a line behind the others. `time_micros` counts from the epoch and is not negative.
    pub fn push(&mut self, stream: v1::OutputStream, time_micros: u64, data: &[u8], partial: bool) {
        let time = usize::try_from(time_micros).unwrap_or(usize::MAX);
        let size = 2
            + 1
            + prost::length_delimiter_len(time)
            + 1
            + prost::length_delimiter_len(data.len())
            + data.len()
            + if partial { 2 } else { 0 };
        self.framed.reserve(1 + prost::length_delimiter_len(size) + size);
        self.framed.push(key(1, LENGTH));
        self.varint(size);
        self.framed.extend_from_slice(&[key(1, VARINT), stream as u8, key(2, VARINT)]);
        self.varint(time);
        self.framed.push(key(3, LENGTH));
        self.varint(data.len());
        self.framed.extend_from_slice(data);
        if partial {
            self.framed.extend_from_slice(&[key(4, VARINT), 1]);
        }
        self.lines += 1;
    }

    /// How many lines it has.
    pub fn lines(&self) -> i32 {
        self.lines
    }

    /// The compressed block; the encoder is empty again and keeps its memory.
    pub fn finish(&mut self) -> Vec<u8> {
        let data = lz4_flex::block::compress_prepend_size(&self.framed);
        self.framed.clear();
        self.lines = 0;
        data
    }

    fn varint(&mut self, value: usize) {
        let mut value = value;
        while value >= 0x80 {
            self.framed.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.framed.push(value as u8);
    }
}

const VARINT: u8 = 0;
const LENGTH: u8 = 2;

/// A field's key on the wire.
const fn key(field: u8, wire_type: u8) -> u8 {
    field << 3 | wire_type
}

/// Why bytes are no block.
#[derive(Debug, thiserror::Error)]
pub enum BadBlock {
    /// It would have more than [`MAX_BYTES`].
    #[error("an output block of {0} bytes is larger than any worker writes")]
    TooLarge(usize),
    /// It was cut or damaged on its way.
    #[error("an output block cannot be decompressed: {0}")]
    Compression(#[from] lz4_flex::block::DecompressError),
    /// What was compressed is no `LineBlock`.
    #[error("an output block has no lines: {0}")]
    Framing(#[from] prost::DecodeError),
}

/// Reads what [`Encoder::finish`] gave. Takes at most [`MAX_BYTES`] of memory for the block
/// whatever the bytes claim.
///
/// # Errors
/// When the bytes are no block or claim to be too large a one.
pub fn decode_block(data: &[u8]) -> Result<v1::LineBlock, BadBlock> {
    let (size, packed) = lz4_flex::block::uncompressed_size(data)?;
    if size > MAX_BYTES {
        return Err(BadBlock::TooLarge(size));
    }
    let framed = lz4_flex::block::decompress(packed, size)?;
    Ok(v1::LineBlock::decode(framed.as_slice())?)
}

#[cfg(test)]
mod tests {
    use v1::OutputStream::{Stderr, Stdout};

    use super::*;

    #[test]
    fn a_block_is_read_as_it_was_written() {
        let mut encoder = Encoder::default();
        encoder.push(Stdout, 1_790_000_000_000_000, b"hello \xff", false);
        encoder.push(Stderr, 0, b"", false);
        encoder.push(Stdout, 1, &[b'x'; 65_536], true);
        assert_eq!(encoder.lines(), 3);
        let block = decode_block(&encoder.finish()).unwrap();
        assert_eq!(block.lines.len(), 3);
        assert_eq!(block.lines[0].data, b"hello \xff");
        assert_eq!(block.lines[0].time_micros, 1_790_000_000_000_000);
        assert_eq!(block.lines[1].stream(), Stderr);
        assert!(block.lines[2].partial && !block.lines[1].partial);
        assert_eq!(encoder.lines(), 0, "the next block starts empty");
        assert_eq!(decode_block(&encoder.finish()).unwrap().lines.len(), 0);
    }

    #[test]
    fn a_block_that_claims_to_be_huge_is_refused_before_memory_is_taken() {
        let mut claim = u32::MAX.to_le_bytes().to_vec();
        claim.extend_from_slice(&[0x10, b'a', 1, 0]);
        assert!(matches!(decode_block(&claim), Err(BadBlock::TooLarge(_))));
    }

    #[test]
    fn damaged_blocks_are_errors() {
        assert!(decode_block(b"").is_err());
        assert!(decode_block(&lz4_flex::block::compress_prepend_size(b"no lines")).is_err());
    }
}
