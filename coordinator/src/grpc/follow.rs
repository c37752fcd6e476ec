//! Streams that follow a task: its states, its output.
//!
//! Hints make them quick, those of this coordinator and those that wake-ups bring; a look at the
//! store twice a second makes them right, also when another coordinator holds the worker.

use std::time::Duration;

use taskmaster_domain::{AttemptRef, TaskId, Violations, output::Chunk};
use taskmaster_proto::{
    Error, block,
    convert::{task_from_wire_id, task_to_wire},
    v1,
};
use taskmaster_store::Output;
use tokio::{
    sync::{Semaphore, mpsc},
    time::timeout,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use tracing::warn;

use super::{tail, tasks::Tasks, told};
use crate::hints::Watch;

/// The net under lost hints.
const LOOK: Duration = Duration::from_millis(500);
/// Chunks of one read: at most 2 MB of raw output in one message.
const CHUNKS: u32 = 16;

/// Reads of output that this process makes at once, whoever asks: the others' questions to the
/// store need connections too.
static READS: Semaphore = Semaphore::const_new(4);

type Sender<T> = mpsc::Sender<Result<T, Status>>;

/// Sends the task each time it changed, until it has ended.
pub(super) fn watch(
    tasks: &Tasks,
    id: TaskId,
) -> ReceiverStream<Result<v1::WatchTaskResponse, Status>> {
    let (sender, receiver) = mpsc::channel(4);
    let own = tasks.clone();
    tasks.background.spawn("watch", async move {
        if let Err(error) = watch_loop(&own, id, &sender).await {
            let _ = sender.send(Err(error.into())).await;
        }
    });
    ReceiverStream::new(receiver)
}

async fn watch_loop(
    tasks: &Tasks,
    id: TaskId,
    sender: &Sender<v1::WatchTaskResponse>,
) -> Result<(), Error> {
    let mut hints = tasks.hints.watch(id);
    let mut last = None;
    loop {
        let task = tasks.store.task(id).await.map_err(told)?;
        let Some(task) = task else {
            return Err(Error::NotFound { what: "task", name: id.to_string() });
        };
        let ended = task.state.is_terminal();
        if last.as_ref() != Some(&task) {
            last = Some(task.clone());
            let response = v1::WatchTaskResponse { task: Some(task_to_wire(task)) };
            if sender.send(Ok(response)).await.is_err() {
                return Ok(());
            }
        }
        if ended || !wait(tasks, sender, &mut hints).await {
            return Ok(());
        }
    }
}

/// Waits for a hint, or the time of the net. False when nobody listens.
async fn wait<T>(tasks: &Tasks, sender: &Sender<T>, hints: &mut Watch) -> bool {
    tokio::select! {
        _ = timeout(LOOK, hints.hint()) => true,
        () = sender.closed() => false,
        () = tasks.background.stop().cancelled() => false,
    }
}

/// Which output is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) task: TaskId,
    attempt: i32,
    after: i64,
    limit: i64,
    stream: v1::OutputStream,
    follow: bool,
    /// Only so many of the last lines; all when 0.
    tail: i64,
}

impl Wanted {
    pub(super) fn read(wire: &v1::ReadOutputRequest) -> Result<Self, Error> {
        let mut v = Violations::default();
        let attempt = i64::from(wire.attempt);
        for (field, number) in [
            ("attempt", attempt),
            ("after", wire.after),
            ("limit", wire.limit),
            ("tail", wire.tail),
        ] {
            if number < 0 {
                v.add(field, "must not be negative");
            }
        }
        let known = v1::OutputStream::try_from(wire.stream).is_ok();
        if !known {
            v.add("stream", "must be a stream");
        }
        v.or(())?;
        Ok(Self {
            task: task_from_wire_id(&wire.task_id)?,
            attempt: wire.attempt,
            after: wire.after,
            limit: if wire.limit == 0 { i64::MAX } else { wire.limit },
            stream: wire.stream(),
            follow: wire.follow,
            tail: wire.tail,
        })
    }

    /// Who follows may wait for an attempt that is still to come.
    pub(super) fn must_be_up_to(&self, latest: i32) -> Result<(), Error> {
        if self.follow || self.attempt <= latest.max(1) {
            return Ok(());
        }
        Err(Error::NotFound { what: "attempt", name: self.attempt.to_string() })
    }
}

/// Sends the output of an attempt, and with `follow` that of the attempts after it.
pub(super) fn output(
    tasks: &Tasks,
    mut wanted: Wanted,
    latest: i32,
) -> ReceiverStream<Result<v1::ReadOutputResponse, Status>> {
    let (sender, receiver) = mpsc::channel(2);
    let own = tasks.clone();
    if wanted.attempt == 0 {
        wanted.attempt = latest.max(1);
    }
    tasks.background.spawn("output", async move {
        if let Err(error) = output_loop(&own, wanted, &sender).await {
            let _ = sender.send(Err(error.into())).await;
        }
    });
    ReceiverStream::new(receiver)
}

async fn output_loop(
    tasks: &Tasks,
    mut wanted: Wanted,
    sender: &Sender<v1::ReadOutputResponse>,
) -> Result<(), Error> {
    let mut hints = tasks.hints.watch(wanted.task);
    if wanted.tail > 0 {
        let of = AttemptRef { task: wanted.task, attempt: wanted.attempt };
        let begin = tail::begin(tasks.store.as_ref(), of, wanted.stream, wanted.tail).await?;
        wanted.after = wanted.after.max(begin);
        if !wanted.follow {
            // What is written meanwhile is for whoever goes on behind it.
            wanted.limit = wanted.limit.min(wanted.tail);
        }
    }
    loop {
        // The task first, its output second: what was written before its end is then seen.
        let task = match wanted.follow {
            true => tasks.store.task(wanted.task).await.map_err(told)?,
            false => None,
        };
        if !send_all(tasks, &mut wanted, sender).await? {
            return Ok(());
        }
        let Some(task) = task else { return Ok(()) };
        if task.attempt > wanted.attempt {
            wanted.attempt += 1;
            wanted.after = 0;
        } else if task.state.is_terminal() || !wait(tasks, sender, &mut hints).await {
            return Ok(());
        }
    }
}

/// Sends what is stored now. False when that was all that was wanted.
async fn send_all(
    tasks: &Tasks,
    wanted: &mut Wanted,
    sender: &Sender<v1::ReadOutputResponse>,
) -> Result<bool, Error> {
    let of = AttemptRef { task: wanted.task, attempt: wanted.attempt };
    loop {
        // For one that does not read on, nothing is read.
        if sender.reserve().await.is_err() {
            return Ok(false);
        }
        let chunks = chunks(tasks.store.as_ref(), of, wanted.after, CHUNKS).await?;
        if chunks.is_empty() {
            return Ok(true);
        }
        for chunk in chunks {
            let next = chunk.next_seq();
            let first = chunk.first_seq;
            let lines: Vec<v1::OutputLine> = (first..)
                .zip(lines_of(&chunk))
                .filter(|(seq, line)| *seq > wanted.after && wants(wanted.stream, line.stream))
                .map(|(seq, line)| numbered(seq, line))
                .take(usize::try_from(wanted.limit).unwrap_or(usize::MAX))
                .collect();
            wanted.after = next - 1;
            wanted.limit -= i64::try_from(lines.len()).unwrap_or(i64::MAX);
            let response = v1::ReadOutputResponse { attempt: of.attempt, lines };
            let heard = response.lines.is_empty() || sender.send(Ok(response)).await.is_ok();
            if !heard || wanted.limit <= 0 {
                return Ok(false);
            }
        }
    }
}

/// Chunks with a line above `after`, read in turn with all others.
pub(super) async fn chunks<S: Output + ?Sized>(
    store: &S,
    of: AttemptRef,
    after: i64,
    limit: u32,
) -> Result<Vec<Chunk>, Error> {
    // It is never closed.
    let _turn = READS.acquire().await.ok();
    store.read_output(of, after, limit).await.map_err(told)
}

/// The lines of a chunk; none of one that cannot be read.
pub(super) fn lines_of(chunk: &Chunk) -> Vec<v1::BlockLine> {
    match block::decode_block(&chunk.data) {
        Ok(block) => block.lines,
        Err(cause) => {
            let AttemptRef { task, attempt } = chunk.of;
            warn!(%cause, task.id = %task, attempt, "unreadable output");
            Vec::new()
        }
    }
}

pub(super) fn wants(wanted: v1::OutputStream, stream: i32) -> bool {
    wanted == v1::OutputStream::Unspecified || i32::from(wanted) == stream
}

fn numbered(seq: i64, line: v1::BlockLine) -> v1::OutputLine {
    let time = taskmaster_domain::Timestamp::from_micros(line.time_micros);
    v1::OutputLine {
        seq,
        stream: line.stream,
        time: Some(taskmaster_proto::convert::to_timestamp(time)),
        data: line.data,
        partial: line.partial,
    }
}
