//! A worker made by hand: it says on the session's stream whatever a test wants it to say.

use std::time::Duration;

use taskmaster_proto::{
    block::Encoder,
    convert::to_timestamp,
    v1::{
        self, finished::Outcome, open_session_request::Message as Word,
        open_session_response::Message as Answer, session_service_client::SessionServiceClient,
    },
};
use taskmaster_runtime::Clock;
use tokio::{sync::mpsc, time::Instant};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};
use uuid::Uuid;

use crate::{Client, Told};

/// A worker that is not connected.
#[derive(Clone, Debug)]
pub struct HandMade {
    client: Client,
    /// What it says first.
    pub hello: v1::Hello,
}

/// What it does on its stream, and all that it heard there.
#[derive(Debug)]
pub struct HandSession {
    to: mpsc::Sender<v1::OpenSessionRequest>,
    from: Streaming<v1::OpenSessionResponse>,
    /// The first word of the coordinator.
    pub welcome: v1::Welcome,
    /// Work, in the order in which it came.
    pub assigned: Vec<v1::Assignment>,
    /// Ends that were acknowledged.
    pub acked: Vec<v1::AttemptAck>,
    /// Output that was acknowledged.
    pub stored: Vec<v1::OutputAck>,
    /// All orders, laid over each other.
    pub orders: v1::Orders,
    /// Heartbeats that were acknowledged.
    pub beats: Vec<u64>,
    /// Why the coordinator parted.
    pub goodbye: Option<v1::goodbye::Reason>,
    /// How the stream ended.
    pub end: Option<Told<()>>,
}

impl HandMade {
    /// One of 8 slots on the default queue.
    pub fn new(url: &str, join_token: &str, name: &str) -> Self {
        let hello = v1::Hello {
            name: name.to_owned(),
            host: "by-hand".to_owned(),
            incarnation: Uuid::now_v7().to_string(),
            slots: 8,
            queues: vec!["default".to_owned()],
            version: "0".to_owned(),
            ..v1::Hello::default()
        };
        Self { client: Client::new(url, join_token), hello }
    }

    /// Changes what it says first.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut v1::Hello)) -> Self {
        change(&mut self.hello);
        self
    }

    /// Opens a stream, says `first` and gives both ends.
    pub async fn open_with(
        &self,
        first: v1::OpenSessionRequest,
    ) -> Told<(mpsc::Sender<v1::OpenSessionRequest>, Streaming<v1::OpenSessionResponse>)> {
        let (to, words) = mpsc::channel(64);
        to.send(first).await.unwrap();
        let mut sessions = SessionServiceClient::new(self.client.link());
        let from = sessions.open_session(ReceiverStream::new(words)).await?.into_inner();
        Ok((to, from))
    }

    /// Says hello and gives the session, or why it was refused.
    pub async fn try_open(&self) -> Told<HandSession> {
        let (to, mut from) = self.open_with(word(Word::Hello(self.hello.clone()))).await?;
        let first = from.message().await?.and_then(|first| first.message);
        let Some(Answer::Welcome(welcome)) = first else {
            return Err(Status::unknown(format!("no welcome: {first:?}")));
        };
        Ok(HandSession {
            to,
            from,
            welcome,
            assigned: Vec::new(),
            acked: Vec::new(),
            stored: Vec::new(),
            orders: v1::Orders::default(),
            beats: Vec::new(),
            goodbye: None,
            end: None,
        })
    }

    /// Says hello and gives the session.
    pub async fn open(&self) -> HandSession {
        self.try_open().await.unwrap()
    }
}

/// A message of a worker.
pub(crate) fn word(message: Word) -> v1::OpenSessionRequest {
    v1::OpenSessionRequest { message: Some(message) }
}

impl HandSession {
    /// Says something.
    pub async fn say(&self, message: Word) {
        self.to.send(word(message)).await.expect("the stream is open");
    }

    /// Sends a heartbeat.
    pub async fn beat(&self, number: u64) {
        self.say(Word::Heartbeat(v1::Heartbeat { number, ..v1::Heartbeat::default() })).await;
    }

    /// Reports that an attempt has started.
    pub async fn started(&self, of: &v1::AttemptRef) {
        let started = v1::Started { attempt: Some(of.clone()), started_at: Some(now()) };
        let report = v1::Report { started: vec![started], ..v1::Report::default() };
        self.say(Word::Report(report)).await;
    }

    /// Reports how an attempt ended.
    pub async fn finished(&self, of: &v1::AttemptRef, outcome: Outcome) {
        self.say(Word::Report(ends(vec![end(of, outcome)]))).await;
    }

    /// Reports that an attempt completed.
    pub async fn completed(&self, of: &v1::AttemptRef) {
        self.finished(of, Outcome::Completed(v1::Completed::default())).await;
    }

    /// Reports lines of output, numbered from `first`.
    pub async fn wrote(&self, of: &v1::AttemptRef, first: i64, lines: &[&str]) {
        let chunk = chunk(of, first, lines);
        let report = v1::Report { chunks: vec![chunk], ..v1::Report::default() };
        self.say(Word::Report(report)).await;
    }

    /// Gives attempts back unstarted.
    pub async fn give_back(&self, returned: Vec<v1::AttemptRef>) {
        self.say(Word::Report(v1::Report { returned, ..v1::Report::default() })).await;
    }

    /// Listens until `enough` gives something.
    ///
    /// # Panics
    /// When it did not within `limit`, saying `what`, or when the stream ended before.
    pub async fn hears<T>(
        &mut self,
        what: &str,
        limit: Duration,
        enough: impl Fn(&Self) -> Option<T>,
    ) -> T {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(found) = enough(self) {
                return found;
            }
            assert!(self.end.is_none(), "{what}: the stream ended with {:?}", self.end);
            let heard = tokio::time::timeout_at(deadline, self.from.message()).await;
            match heard.unwrap_or_else(|_| panic!("{what}: not within {limit:?}; {self:?}")) {
                Ok(Some(answer)) => self.note(answer),
                Ok(None) => self.end = Some(Ok(())),
                Err(status) => self.end = Some(Err(status)),
            }
        }
    }

    fn note(&mut self, answer: v1::OpenSessionResponse) {
        match answer.message {
            Some(Answer::Assign(assign)) => self.assigned.extend(assign.assignments),
            Some(Answer::Ack(ack)) => {
                self.acked.extend(ack.finished);
                self.stored.extend(ack.output);
            }
            Some(Answer::HeartbeatAck(ack)) => self.beats.push(ack.number),
            Some(Answer::Orders(orders)) => {
                self.orders.cancel.extend(orders.cancel);
                self.orders.time_out.extend(orders.time_out);
                self.orders.revoke.extend(orders.revoke);
                self.orders.give_back.extend(orders.give_back);
                self.orders.drain |= orders.drain;
                self.orders.resume |= orders.resume;
                self.orders.probe |= orders.probe;
            }
            Some(Answer::Goodbye(goodbye)) => self.goodbye = Some(goodbye.reason()),
            Some(Answer::Welcome(_)) | None => panic!("{answer:?} is not for now"),
        }
    }

    /// Waits for so many attempts, and gives all that came.
    pub async fn gets(&mut self, count: usize) -> Vec<v1::AttemptRef> {
        let limit = Duration::from_secs(10);
        self.hears(&format!("{count} assignments"), limit, |heard| {
            let refs = heard.assigned.iter().filter_map(|assignment| assignment.attempt.clone());
            (heard.assigned.len() >= count).then(|| refs.collect())
        })
        .await
    }

    /// Waits for the acknowledgement of an attempt's end: whether it was fenced.
    pub async fn is_fenced(&mut self, of: &v1::AttemptRef) -> bool {
        let limit = Duration::from_secs(10);
        self.hears("an acknowledgement", limit, |heard| {
            let mut acks = heard.acked.iter().filter(|ack| ack.attempt.as_ref() == Some(of));
            acks.next_back().map(|ack| ack.fenced)
        })
        .await
    }

    /// Waits for the end of the stream.
    pub async fn ends(&mut self, limit: Duration) -> Told<()> {
        let what = "the end of the stream";
        let deadline = Instant::now() + limit;
        while self.end.is_none() {
            let heard = tokio::time::timeout_at(deadline, self.from.message()).await;
            match heard.unwrap_or_else(|_| panic!("{what}: not within {limit:?}; {self:?}")) {
                Ok(Some(answer)) => self.note(answer),
                Ok(None) => self.end = Some(Ok(())),
                Err(status) => self.end = Some(Err(status)),
            }
        }
        self.end.clone().unwrap()
    }

    /// Closes its half: it goes away by its own will.
    pub async fn leave(self) {
        drop(self.to);
        let mut from = self.from;
        let _ = crate::within("the coordinator's half", Duration::from_secs(10), async {
            while let Ok(Some(_)) = from.message().await {}
        })
        .await;
    }
}

fn now() -> prost_types::Timestamp {
    to_timestamp(Clock::default().now())
}

/// The end of an attempt.
pub(crate) fn end(of: &v1::AttemptRef, outcome: Outcome) -> v1::Finished {
    v1::Finished {
        attempt: Some(of.clone()),
        started_at: Some(now()),
        finished_at: Some(now()),
        outcome: Some(outcome),
        ..v1::Finished::default()
    }
}

fn ends(finished: Vec<v1::Finished>) -> v1::Report {
    v1::Report { finished, ..v1::Report::default() }
}

fn chunk(of: &v1::AttemptRef, first_seq: i64, lines: &[&str]) -> v1::OutputChunk {
    let mut block = Encoder::default();
    for line in lines {
        block.push(v1::OutputStream::Stdout, 1_790_000_000_000_000, line.as_bytes(), false);
    }
    v1::OutputChunk {
        attempt: Some(of.clone()),
        first_seq,
        lines: block.lines(),
        raw_bytes: lines.iter().map(|line| line.len() as i64 + 1).sum(),
        data: block.finish().into(),
    }
}
