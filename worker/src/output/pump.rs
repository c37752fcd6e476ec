//! Reads a command's pipes for as long as it prints.

use std::time::Duration;

use bytes::BytesMut;
use taskmaster_domain::{AttemptRef, output::Stream};
use taskmaster_runtime::Clock;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::{ChildStderr, ChildStdout},
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{Credit, Gather};
use crate::executor::Event;

/// A line waits so long for others before its chunk is sent.
const FLUSH: Duration = Duration::from_millis(100);

/// Bytes read at once: what most commands print in all, and what a pipe holds.
const READ_BYTES: (usize, usize) = (4_096, 65_536);

/// Once the command is gone, what it printed is in its pipes already. A process that left its
/// group may hold them open and go on printing: it is listened to no longer than this, and for no
/// more than this many reads.
const LAST_READ: (Duration, usize) = (Duration::from_millis(200), 64);

/// One attempt's output on its way from the pipes to the session.
#[derive(Debug)]
pub(crate) struct Pump {
    pub(crate) of: AttemptRef,
    pub(crate) clock: Clock,
    pub(crate) credit: Credit,
    pub(crate) events: mpsc::Sender<Event>,
    pub(crate) gather: Gather,
}

/// Where the output comes from; a closed pipe is nothing.
#[derive(Debug)]
pub(crate) struct Pipes {
    pub(crate) stdout: Option<ChildStdout>,
    pub(crate) stderr: Option<ChildStderr>,
}

impl Pump {
    /// Sends all output on and returns the number of its last line. Ends with both pipes, or
    /// soon after `gone`. Without credit it reads nothing, so that the command's pipe fills up
    /// and the command waits.
    pub(crate) async fn run(mut self, mut pipes: Pipes, gone: &CancellationToken) -> i64 {
        let (mut out, mut err) = (BytesMut::new(), BytesMut::new());
        let mut flush = None;
        while pipes.stdout.is_some() || pipes.stderr.is_some() {
            let stream = tokio::select! {
                read = read(&mut pipes.stdout, &mut out) => read.then_some(Stream::Stdout),
                read = read(&mut pipes.stderr, &mut err) => read.then_some(Stream::Stderr),
                () = until(flush) => {
                    flush = None;
                    self.gather.close();
                    None
                }
                () = gone.cancelled() => break,
            };
            self.feed(stream, &mut out, &mut err);
            if flush.is_none() && self.gather.is_open() {
                flush = Some(Instant::now() + FLUSH);
            } else if !self.gather.is_open() {
                flush = None;
            }
            self.send().await;
        }
        self.read_last(&mut pipes, &mut out, &mut err).await;
        self.gather.finish(self.clock.now());
        self.send().await;
        self.gather.last_seq()
    }

    /// Reads what the command had printed before it was gone.
    async fn read_last(&mut self, pipes: &mut Pipes, out: &mut BytesMut, err: &mut BytesMut) {
        for _ in 0..LAST_READ.1 {
            if pipes.stdout.is_none() && pipes.stderr.is_none() {
                return;
            }
            let next = async {
                tokio::select! {
                    read = read(&mut pipes.stdout, out) => read.then_some(Stream::Stdout),
                    read = read(&mut pipes.stderr, err) => read.then_some(Stream::Stderr),
                }
            };
            let Ok(stream) = timeout(LAST_READ.0, next).await else { return };
            self.feed(stream, out, err);
            self.send().await;
        }
    }

    fn feed(&mut self, stream: Option<Stream>, out: &mut BytesMut, err: &mut BytesMut) {
        let (stream, data) = match stream {
            Some(Stream::Stdout) => (Stream::Stdout, out),
            Some(Stream::Stderr) => (Stream::Stderr, err),
            Some(Stream::System) | None => return,
        };
        self.gather.feed(stream, data, self.clock.now());
        data.clear();
    }

    async fn send(&mut self) {
        for piece in self.gather.take_full() {
            let grant = self.credit.take(piece.raw_bytes).await;
            // Nobody listens any more only when the whole worker ends.
            let _ = self.events.send(Event::Output { of: self.of, piece, grant }).await;
        }
    }
}

/// Reads once; false at the end of the pipe, which is then closed. Waits for ever without one.
async fn read<P: AsyncRead + Unpin>(pipe: &mut Option<P>, data: &mut BytesMut) -> bool {
    let Some(open) = pipe else { return std::future::pending().await };
    // Memory that is not used is not free: who prints little is read with little.
    data.reserve(if data.capacity() == 0 { READ_BYTES.0 } else { READ_BYTES.1 });
    match open.read_buf(data).await {
        Ok(bytes) if bytes > 0 => true,
        // A pipe that cannot be read has nothing more to say.
        Ok(_) | Err(_) => {
            *pipe = None;
            false
        }
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
