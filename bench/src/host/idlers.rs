//! Workers made by hand: sessions that are there, show that they live, and do nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use taskmaster_proto::v1::{
    self, open_session_request::Message as Word, open_session_response::Message as Answer,
    session_service_client::SessionServiceClient,
};
use taskmaster_runtime::Tasks;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::{Client, Site};
use crate::error::{Error, Result};

/// Hellos that wait for their answer at once.
const AT_ONCE: usize = 256;
/// How often a worker shows that it lives: the default.
const BEAT: Duration = Duration::from_secs(5);

/// Open sessions. Dropped, all of them end.
#[derive(Debug)]
pub(crate) struct Idlers {
    tasks: Tasks,
    beats: Arc<AtomicU64>,
    lost: Arc<AtomicUsize>,
}

impl Idlers {
    /// Opens so many, `shared` of them on one connection, and waits until all are welcome.
    pub(crate) async fn open(site: &Site, count: usize, shared: usize) -> Result<Self> {
        let idlers = Self { tasks: Tasks::default(), beats: Arc::default(), lost: Arc::default() };
        let connections: Vec<Client> = stream::iter(0..count.div_ceil(shared))
            .map(|_| site.join())
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let opening = stream::iter((0..count).map(Ok)).try_for_each_concurrent(AT_ONCE, |n| {
            let (idlers, connection) = (&idlers, connections.get(n / shared));
            async move {
                match connection {
                    Some(connection) => idlers.enter(connection, n, count).await,
                    None => Ok(()),
                }
            }
        });
        opening.await?;
        Ok(idlers)
    }

    async fn enter(&self, connection: &Client, number: usize, of: usize) -> Result {
        let mut sessions = SessionServiceClient::new(connection.link());
        // Heartbeats of many workers do not come all at once.
        let first_beat = BEAT.mul_f64(number as f64 / of.max(1) as f64);
        let mut answers = sessions.open_session(words(number, first_beat)).await?.into_inner();
        match answers.message().await?.and_then(|answer| answer.message) {
            Some(Answer::Welcome(_)) => {}
            other => return Err(Error::new(format!("a worker is not welcome: {other:?}"))),
        }
        let (beats, lost) = (self.beats.clone(), self.lost.clone());
        let stop = self.tasks.stop().clone();
        self.tasks.spawn("idler", async move {
            let read = async {
                while let Ok(Some(answer)) = answers.message().await {
                    if let Some(Answer::HeartbeatAck(_)) = answer.message {
                        beats.fetch_add(1, Ordering::Relaxed);
                    }
                }
                lost.fetch_add(1, Ordering::Relaxed);
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = read => {}
            }
        });
        Ok(())
    }

    /// Heartbeats that were acknowledged.
    pub(crate) fn beats(&self) -> u64 {
        self.beats.load(Ordering::Relaxed)
    }

    /// Sessions that ended by themselves.
    pub(crate) fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }

    /// How many heartbeats so many workers send in this time.
    pub(crate) fn beats_in(count: usize, time: Duration) -> f64 {
        count as f64 * time.as_secs_f64() / BEAT.as_secs_f64()
    }
}

impl Drop for Idlers {
    fn drop(&mut self) {
        self.tasks.stop().cancel();
    }
}

/// What a worker says: hello, and then that it lives.
fn words(
    number: usize,
    first_beat: Duration,
) -> impl Stream<Item = v1::OpenSessionRequest> + Send + 'static {
    let hello = v1::Hello {
        name: format!("idle-{number}"),
        host: "bench".to_owned(),
        incarnation: Uuid::now_v7().to_string(),
        slots: 4,
        queues: vec!["default".to_owned()],
        version: "0".to_owned(),
        ..v1::Hello::default()
    };
    let first = Instant::now() + first_beat;
    let beats = stream::unfold((first, 1), async |(at, number)| {
        sleep_until(at).await;
        let beat = v1::Heartbeat { number, cpu_percent: 1.0, ..v1::Heartbeat::default() };
        Some((Word::Heartbeat(beat), (at + BEAT, number + 1)))
    });
    let words = stream::once(async { Word::Hello(hello) }).chain(beats);
    words.map(|message| v1::OpenSessionRequest { message: Some(message) })
}
