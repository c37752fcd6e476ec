//! Bytes into lines.

use taskmaster_domain::limits::LINE_BYTES;

/// Cuts one stream at its line feeds. A line of more than 64 KiB is split; memory stays below
/// one line.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    rest: Vec<u8>,
}

/// A line without its line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) data: &'a [u8],
    /// No line feed followed: the line goes on, or the stream ended in it.
    pub(crate) partial: bool,
}

impl Line<'_> {
    /// Bytes as they were printed.
    pub(crate) fn raw_bytes(&self) -> usize {
        self.data.len() + usize::from(!self.partial)
    }
}

impl Splitter {
    /// Takes what was read and hands on the lines that it completes.
    pub(crate) fn feed(&mut self, data: &[u8], mut take: impl FnMut(Line<'_>)) {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', data) {
            self.piece(&data[start..end], true, &mut take);
            start = end + 1;
        }
        self.piece(&data[start..], false, &mut take);
    }

    /// Hands on what was left without a line feed at the end of the stream.
    pub(crate) fn finish(&mut self, mut take: impl FnMut(Line<'_>)) {
        if !self.rest.is_empty() {
            take(Line { data: &self.rest, partial: true });
            self.rest = Vec::new();
        }
    }

    /// Takes a piece without line feeds; `ends` when one follows it.
    fn piece(&mut self, mut piece: &[u8], ends: bool, take: &mut impl FnMut(Line<'_>)) {
        while self.rest.len() + piece.len() > LINE_BYTES {
            let (head, tail) = piece.split_at(LINE_BYTES - self.rest.len());
            if self.rest.is_empty() {
                take(Line { data: head, partial: true });
            } else {
                self.rest.extend_from_slice(head);
                take(Line { data: &self.rest, partial: true });
                self.rest.clear();
            }
            piece = tail;
        }
        match (ends, self.rest.is_empty()) {
            (true, true) => take(Line { data: piece, partial: false }),
            (true, false) => {
                self.rest.extend_from_slice(piece);
                take(Line { data: &self.rest, partial: false });
                self.rest.clear();
            }
            (false, _) => self.rest.extend_from_slice(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lines of a stream that is read in these pieces.
    fn lines(pieces: &[&[u8]]) -> Vec<(Vec<u8>, bool)> {
        let mut splitter = Splitter::default();
        let mut lines = Vec::new();
        for piece in pieces {
            splitter.feed(piece, |line| lines.push((line.data.to_vec(), line.partial)));
        }
        splitter.finish(|line| lines.push((line.data.to_vec(), line.partial)));
        lines
    }

    #[test]
    fn lines_are_the_same_however_they_are_read() {
        let whole = b"one\n\ntwo\xff\r\nthree".as_slice();
        let expected = vec![
            (b"one".to_vec(), false),
            (Vec::new(), false),
            (b"two\xff\r".to_vec(), false),
            (b"three".to_vec(), true),
        ];
        assert_eq!(lines(&[whole]), expected);
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(lines(&bytes), expected);
        assert_eq!(lines(&[b""]), []);
        assert_eq!(lines(&[b"\n"]), [(Vec::new(), false)]);
    }

    #[test]
    fn a_line_of_the_limit_is_whole_and_one_beyond_is_split() {
        let mut text = vec![b'x'; LINE_BYTES];
        text.push(b'\n');
        assert_eq!(lines(&[&text]), [(vec![b'x'; LINE_BYTES], false)]);
        text.insert(0, b'y');
        let split = lines(&[&text]);
        assert_eq!(split.len(), 2);
        assert_eq!((split[0].0.len(), split[0].1), (LINE_BYTES, true));
        assert_eq!(split[1], (b"x".to_vec(), false));
    }

    #[test]
    fn a_stream_without_any_line_feed_is_split_in_bounded_memory() {
        let mut splitter = Splitter::default();
        let (mut bytes, mut longest) = (0, 0);
        for _ in 0..100 {
            splitter.feed(&[b'x'; 10_000], |line| {
                assert!(line.partial);
                bytes += line.data.len();
                longest = longest.max(line.data.len());
            });
            assert!(splitter.rest.len() <= LINE_BYTES);
        }
        splitter.finish(|line| bytes += line.data.len());
        assert_eq!((bytes, longest), (1_000_000, LINE_BYTES));
    }
}
