//! Where the last lines of an output begin.
//!
//! The store reads forwards from any line and keeps no count of lines. So the end is found by halving,
//! in some 30 reads of one chunk for a hundred thousand lines; that costs no write of the hot path
//! anything. Lines of one stream are counted backwards from there.

use taskmaster_domain::{AttemptRef, output::Chunk};
use taskmaster_proto::{Error, v1::OutputStream};
use taskmaster_store::Output;

use super::follow::{chunks, lines_of, wants};

/// How far beyond the second chunk the end is looked for first.
const STRIDE: i64 = 1_024;
/// Lines that are counted at once, at first and at the most.
const WINDOW: (i64, i64) = (4_096, 65_536);
/// Chunks of one read.
const CHUNKS: u32 = 16;

/// The number behind which the last `count` lines of a stream begin, as the output is now. The last of
/// them may not be the last any more when they are read.
///
/// # Errors
/// Those of the store.
pub(super) async fn begin<S: Output + ?Sized>(
    store: &S,
    of: AttemptRef,
    stream: OutputStream,
    count: i64,
) -> Result<i64, Error> {
    let last = last(store, of).await?;
    if stream == OutputStream::Unspecified {
        return Ok(last.saturating_sub(count).max(0));
    }
    let (mut end, mut left, mut width) = (last, count, WINDOW.0);
    while end > 0 {
        let begin = (end - width).max(0);
        let found = numbers(store, of, stream, begin, end).await?;
        let missing = usize::try_from(left).unwrap_or(usize::MAX);
        let first = found.len().checked_sub(missing).and_then(|at| found.get(at));
        if let Some(first) = first {
            return Ok(first - 1);
        }
        left -= i64::try_from(found.len()).unwrap_or(i64::MAX);
        (end, width) = (begin, (2 * width).min(WINDOW.1));
    }
    Ok(0)
}

/// The number of the last line; 0 when there is none.
async fn last<S: Output + ?Sized>(store: &S, of: AttemptRef) -> Result<i64, Error> {
    // There is a line `known`, if that is not 0. Most outputs are one chunk.
    let (mut known, mut step) = (0, 0);
    let mut beyond = loop {
        let Some(end) = behind(store, of, known + step).await? else { break known + step };
        step = if known == 0 { 0 } else { (2 * step).max(STRIDE) };
        known = end;
    };
    // None has a higher number than `beyond`, but for what is written meanwhile.
    while known < beyond {
        let middle = known + (beyond - known) / 2;
        match behind(store, of, middle).await? {
            Some(end) => known = end,
            None => beyond = middle,
        }
    }
    Ok(known)
}

/// The last line of the chunk that has the next line behind this one.
async fn behind<S: Output + ?Sized>(
    store: &S,
    of: AttemptRef,
    line: i64,
) -> Result<Option<i64>, Error> {
    let next = chunks(store, of, line, 1).await?.pop();
    Ok(next.map(|chunk| chunk.next_seq() - 1))
}

/// Numbers of the lines of a stream above `begin` and up to `end`.
async fn numbers<S: Output + ?Sized>(
    store: &S,
    of: AttemptRef,
    stream: OutputStream,
    mut begin: i64,
    end: i64,
) -> Result<Vec<i64>, Error> {
    let mut found = Vec::new();
    while begin < end {
        let chunks = chunks(store, of, begin, CHUNKS).await?;
        let Some(next) = chunks.last().map(Chunk::next_seq) else { break };
        for chunk in &chunks {
            let lines = (chunk.first_seq..).zip(lines_of(chunk));
            let ours = lines.filter(|(_, line)| wants(stream, line.stream)).map(|(seq, _)| seq);
            found.extend(ours.filter(|seq| begin < *seq && *seq <= end));
        }
        begin = next - 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use taskmaster_domain::{TaskId, Timestamp, output::FencedChunk};
    use taskmaster_proto::block::Encoder;
    use taskmaster_store::{LiveNote, Recorded, Result};

    use super::*;

    const OF: AttemptRef = AttemptRef { task: TaskId(uuid::Uuid::nil()), attempt: 1 };

    /// An output that counts how often it is read.
    #[derive(Default)]
    struct Kept {
        chunks: Vec<Chunk>,
        reads: AtomicUsize,
    }

    impl Kept {
        /// Chunks of so many lines each. Every tenth line is of standard error.
        fn of(sizes: impl IntoIterator<Item = i64>) -> Self {
            let (mut chunks, mut first_seq) = (Vec::new(), 1);
            for size in sizes {
                let mut block = Encoder::default();
                for seq in first_seq..first_seq + size {
                    let is_tenth = seq % 10 == 0;
                    let stream = if is_tenth { OutputStream::Stderr } else { OutputStream::Stdout };
                    block.push(stream, 0, b"line", false);
                }
                let (lines, data) = (block.lines(), block.finish());
                chunks.push(Chunk { of: OF, first_seq, lines, raw_bytes: 0, data });
                first_seq += size;
            }
            Self { chunks, reads: AtomicUsize::new(0) }
        }

        fn reads(&self) -> usize {
            self.reads.swap(0, Ordering::Relaxed)
        }
    }

    #[tonic::async_trait]
    impl Output for Kept {
        async fn append_output(&self, _: &[FencedChunk]) -> Result<Vec<Recorded>> {
            unreachable!("it is only read")
        }

        async fn read_output(&self, _: AttemptRef, after: i64, limit: u32) -> Result<Vec<Chunk>> {
            self.reads.fetch_add(1, Ordering::Relaxed);
            let behind = self.chunks.iter().filter(|chunk| chunk.next_seq() > after + 1);
            Ok(behind.take(limit as usize).cloned().collect())
        }

        async fn note_live(&self, _: &[LiveNote], _: Timestamp) -> Result<()> {
            unreachable!("it is only read")
        }
    }

    #[tokio::test]
    async fn the_end_is_found_whatever_the_chunks_are_like() {
        for sizes in [
            vec![],
            vec![1],
            vec![7, 1, 300],
            vec![1; 2_500],
            vec![8_000, 1, 1, 8_000],
            (1..=200).collect(),
        ] {
            let lines: i64 = sizes.iter().sum();
            let kept = Kept::of(sizes);
            assert_eq!(last(&kept, OF).await.unwrap(), lines);
            for count in [1, 10, lines, lines + 1, i64::MAX] {
                let begin = begin(&kept, OF, OutputStream::Unspecified, count).await.unwrap();
                assert_eq!(begin, lines.saturating_sub(count).max(0), "{count} of {lines}");
            }
        }
    }

    #[tokio::test]
    async fn the_end_of_much_is_found_by_few_reads_and_of_little_by_two() {
        let kept = Kept::of(vec![1_000; 100]);
        begin(&kept, OF, OutputStream::Unspecified, 1_000).await.unwrap();
        let reads = kept.reads();
        assert!(reads < 40, "{reads}");
        let kept = Kept::of([900]);
        begin(&kept, OF, OutputStream::Unspecified, 10).await.unwrap();
        assert_eq!(kept.reads(), 2);
    }

    #[tokio::test]
    async fn lines_of_one_stream_are_counted_from_the_end() {
        let kept = Kept::of(vec![1_000; 30]);
        for (stream, count, expected) in [
            (OutputStream::Stderr, 1, 29_999),
            (OutputStream::Stderr, 3_000, 9),
            (OutputStream::Stderr, 3_001, 0),
            (OutputStream::Stdout, 1, 29_998),
            (OutputStream::Stdout, 10, 29_988),
            (OutputStream::System, 1, 0),
        ] {
            let begin = begin(&kept, OF, stream, count).await.unwrap();
            assert_eq!(begin, expected, "{count} of {stream:?}");
        }
    }
}
