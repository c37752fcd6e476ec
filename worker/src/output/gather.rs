//! Lines into chunks, up to the limit of what one attempt may print.

use taskmaster_domain::{Timestamp, limits::CHUNK_BYTES, output::Stream};
use taskmaster_proto::{
    block::{Encoder, MAX_LINES},
    v1::OutputStream,
};

use super::{
    Piece,
    splitter::{Line, Splitter},
};

/// Gathers one attempt's output.
#[derive(Debug)]
pub(crate) struct Gather {
    stdout: Splitter,
    stderr: Splitter,
    open: Open,
}

/// The chunk that is being filled, and those that are full.
#[derive(Debug)]
struct Open {
    encoder: Encoder,
    raw_bytes: usize,
    first_seq: i64,
    full: Vec<Piece>,
    limit: u64,
    printed: u64,
    dropped: u64,
}

impl Gather {
    /// For an attempt that may print `limit` bytes, line feeds included.
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            stdout: Splitter::default(),
            stderr: Splitter::default(),
            open: Open {
                encoder: Encoder::default(),
                raw_bytes: 0,
                first_seq: 1,
                full: Vec::new(),
                limit,
                printed: 0,
                dropped: 0,
            },
        }
    }

    /// Takes what was read from a stream at `now`.
    pub(crate) fn feed(&mut self, stream: Stream, data: &[u8], now: Timestamp) {
        let Self { stdout, stderr, open } = self;
        match stream {
            Stream::Stdout => stdout.feed(data, |line| open.take(OutputStream::Stdout, line, now)),
            Stream::Stderr => stderr.feed(data, |line| open.take(OutputStream::Stderr, line, now)),
            Stream::System => open.add(OutputStream::System, Line { data, partial: false }, now),
        }
    }

    /// Ends both streams, and says in a line of its own what was dropped.
    pub(crate) fn finish(&mut self, now: Timestamp) {
        let Self { stdout, stderr, open } = self;
        stdout.finish(|line| open.take(OutputStream::Stdout, line, now));
        stderr.finish(|line| open.take(OutputStream::Stderr, line, now));
        if open.dropped > 0 {
            let (dropped, limit) = (open.dropped, open.limit);
            let text =
                format!("output cut: {dropped} bytes dropped after the limit of {limit} bytes");
            self.feed(Stream::System, text.as_bytes(), now);
        }
        self.close();
    }

    /// Closes the chunk that is being filled, if it has a line.
    pub(crate) fn close(&mut self) {
        self.open.close();
    }

    /// Whether there are lines in the chunk that is being filled.
    pub(crate) fn is_open(&self) -> bool {
        self.open.encoder.lines() > 0
    }

    /// Takes the closed chunks, oldest first.
    pub(crate) fn take_full(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.open.full)
    }

    /// Number of the last line; 0 when there is none.
    pub(crate) fn last_seq(&self) -> i64 {
        self.open.first_seq + i64::from(self.open.encoder.lines()) - 1
    }
}

impl Open {
    /// Adds a line of the command, or counts it as dropped. What follows a dropped line is
    /// dropped too, so that what is kept has no holes.
    fn take(&mut self, stream: OutputStream, line: Line<'_>, now: Timestamp) {
        let bytes = line.raw_bytes() as u64;
        if self.dropped > 0 || self.printed + bytes > self.limit {
            self.dropped += bytes;
            return;
        }
        self.printed += bytes;
        self.add(stream, line, now);
    }

    fn add(&mut self, stream: OutputStream, line: Line<'_>, now: Timestamp) {
        if self.raw_bytes + line.raw_bytes() > CHUNK_BYTES || self.encoder.lines() == MAX_LINES {
            self.close();
        }
        self.raw_bytes += line.raw_bytes();
        self.encoder.push(stream, now.micros().unsigned_abs(), line.data, line.partial);
    }

    fn close(&mut self) {
        let lines = self.encoder.lines();
        if lines == 0 {
            return;
        }
        let (first_seq, raw_bytes) = (self.first_seq, self.raw_bytes);
        self.first_seq += i64::from(lines);
        self.raw_bytes = 0;
        self.full.push(Piece { first_seq, lines, raw_bytes, data: self.encoder.finish().into() });
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_proto::block::decode_block;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(7);

    fn texts(pieces: &[Piece]) -> Vec<String> {
        let blocks = pieces.iter().flat_map(|piece| decode_block(&piece.data).unwrap().lines);
        blocks.map(|line| String::from_utf8_lossy(&line.data).into_owned()).collect()
    }

    #[test]
    fn lines_are_numbered_over_both_streams_in_the_order_of_reading() {
        let mut gather = Gather::new(1_000);
        gather.feed(Stream::Stdout, b"a\nb", NOW);
        gather.feed(Stream::Stderr, b"c\n", NOW);
        gather.close();
        gather.feed(Stream::Stdout, b"\nd\n", NOW);
        gather.finish(NOW);
        let pieces = gather.take_full();
        assert_eq!(texts(&pieces), ["a", "c", "b", "d"]);
        assert_eq!((pieces[0].first_seq, pieces[0].last_seq()), (1, 2));
        assert_eq!((pieces[1].first_seq, pieces[1].last_seq()), (3, 4));
        assert_eq!(gather.last_seq(), 4);
        assert_eq!(pieces[0].raw_bytes, 4);
    }

    #[test]
    fn a_chunk_has_at_most_64_kib_and_one_line() {
        let mut gather = Gather::new(u64::MAX);
        for length in [65_535, 65_536, 1, 60_000, 5_534, 5_534] {
            let mut line = vec![b'x'; length];
            line.push(b'\n');
            gather.feed(Stream::Stdout, &line, NOW);
        }
        gather.finish(NOW);
        let sizes: Vec<_> = gather.take_full().iter().map(|piece| piece.raw_bytes).collect();
        assert_eq!(sizes, [65_536, 65_537, 2 + 60_001, 2 * 5_535]);
    }

    #[test]
    fn empty_lines_fill_a_chunk_too() {
        let mut gather = Gather::new(u64::MAX);
        gather.feed(Stream::Stdout, &[b'\n'; 20_000], NOW);
        gather.finish(NOW);
        let lines: Vec<_> = gather.take_full().iter().map(|piece| piece.lines).collect();
        assert_eq!(lines, [MAX_LINES, MAX_LINES, 20_000 - 2 * MAX_LINES]);
    }

    #[test]
    fn what_follows_the_limit_is_dropped_and_counted() {
        let mut gather = Gather::new(8);
        gather.feed(Stream::Stdout, b"abc\ndefgh\ni\n", NOW);
        gather.feed(Stream::Stderr, b"jk", NOW);
        gather.finish(NOW);
        let cut = "output cut: 10 bytes dropped after the limit of 8 bytes";
        assert_eq!(texts(&gather.take_full()), ["abc", cut]);
        assert_eq!(gather.last_seq(), 2);
    }

    #[test]
    fn the_limit_itself_may_be_printed() {
        let mut gather = Gather::new(8);
        gather.feed(Stream::Stdout, b"abc\ndef\n", NOW);
        gather.finish(NOW);
        assert_eq!(texts(&gather.take_full()), ["abc", "def"]);
    }
}
