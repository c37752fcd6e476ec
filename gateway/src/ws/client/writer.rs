//! The writing half of a client.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures::{SinkExt as _, stream::SplitSink};
use tokio::{sync::mpsc, time::timeout};

use super::{End, Frames};

/// How long a client may take for a message until it counts as one that does not read.
const SLOW: Duration = Duration::from_secs(30);
/// How long the last words may take.
const LAST: Duration = Duration::from_secs(1);

type Sink = SplitSink<WebSocket, Message>;

/// What the writer is told to send.
#[derive(Debug)]
pub(super) enum Letter {
    Texts(Frames),
    Ping,
}

/// Writes until the client cannot be written to. What waits is written together.
pub(super) async fn write(sink: &mut Sink, mut letters: mpsc::Receiver<Letter>) -> End {
    while let Some(first) = letters.recv().await {
        let mut next = Some(first);
        while let Some(letter) = next {
            if let Err(end) = put(sink, letter).await {
                return end;
            }
            next = letters.try_recv().ok();
        }
        if let Err(end) = in_time(sink.flush()).await {
            return end;
        }
    }
    // The reader is over: its end is the one to be told.
    std::future::pending().await
}

async fn put(sink: &mut Sink, letter: Letter) -> Result<(), End> {
    match letter {
        Letter::Texts(frames) => {
            for text in frames.iter().cloned() {
                in_time(sink.feed(Message::Text(text))).await?;
            }
            Ok(())
        }
        Letter::Ping => in_time(sink.feed(Message::Ping(Vec::new().into()))).await,
    }
}

async fn in_time(writing: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    timeout(SLOW, writing).await.map_err(|_| End::Slow)?.map_err(End::Broken)
}

/// Says why, and closes.
pub(super) async fn close(mut sink: Sink, why: Option<CloseFrame>) {
    let closing = async {
        if let Some(frame) = why {
            sink.send(Message::Close(Some(frame))).await?;
        }
        sink.close().await
    };
    // A client that does not listen is left.
    let _ = timeout(LAST, closing).await;
}
