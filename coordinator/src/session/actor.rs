//! The session's loop: every way in which a worker's stream moves is an arm, every way in which
//! it ends has a name.

mod live;
mod state;
mod strays;
mod writes;

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use taskmaster_domain::{Incarnation, Violations};
use taskmaster_proto::{
    convert::{to_duration, to_timestamp},
    v1::{self, goodbye::Reason, open_session_request::Message, open_session_response},
};
use taskmaster_store::{Recorded, Welcome};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tonic::{Status, Streaming};
use tracing::warn;

use super::{Letterbox, Mail, Shared, inbound, outgoing::goodbye};
use crate::{beat::Heard, dispatch::News};
use state::State;
use writes::Written;

/// How long the last starts of a session may take to be written.
const LAST_WRITES: Duration = Duration::from_secs(1);

type Answers = mpsc::Sender<Result<v1::OpenSessionResponse, Status>>;

/// How a session ended.
#[derive(Debug)]
pub(crate) enum End {
    /// The worker closed its stream: it goes away by its own will.
    Closed,
    /// The stream broke; the worker may come back.
    Broken(Status),
    /// Nothing was heard for a lease.
    Silent,
    /// The worker did not take what was sent.
    Slow,
    /// A newer start of the worker has the name.
    Superseded,
    /// The same worker has a newer session.
    Replaced,
    /// The store does not know the session any more.
    Lost,
    /// The coordinator stops.
    Shutdown,
    /// The worker said what makes no sense.
    Confused(Violations),
}

impl End {
    /// Its word in logs and metrics.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Broken(_) => "broken",
            Self::Silent => "silent",
            Self::Slow => "slow",
            Self::Superseded => "superseded",
            Self::Replaced => "replaced",
            Self::Lost => "lost",
            Self::Shutdown => "shutdown",
            Self::Confused(_) => "confused",
        }
    }
}

/// One worker's open session.
pub(crate) struct Session {
    pub(crate) shared: Arc<Shared>,
    pub(crate) welcome: Welcome,
    pub(crate) incarnation: Incarnation,
    /// What the worker runs at once.
    pub(crate) slots: u32,
    pub(crate) letterbox: Letterbox,
    pub(crate) mail: mpsc::Receiver<Mail>,
    pub(crate) slow: CancellationToken,
    pub(crate) answers: Answers,
    pub(crate) stop: CancellationToken,
}

impl Session {
    /// Owns the worker's stream until it ends, and says why it ended and whether the worker went
    /// away for good.
    pub(crate) async fn run(
        mut self,
        mut inbound: Streaming<v1::OpenSessionRequest>,
    ) -> (End, bool) {
        let mut state = State::new(&self.shared, &self.welcome, self.incarnation, self.slots);
        let end = self.serve(&mut state, &mut inbound).await;
        match &end {
            End::Shutdown => self.part(Reason::Shutdown),
            End::Superseded => self.part(Reason::Superseded),
            End::Silent => self.part(Reason::Silent),
            End::Confused(violations) => {
                let status = Status::from(taskmaster_proto::Error::from(violations.clone()));
                let _ = self.answers.try_send(Err(status));
            }
            End::Closed | End::Broken(_) | End::Slow | End::Replaced | End::Lost => {}
        }
        // A worker that dies with its command within a moment of its start must count as one that
        // died under a started attempt.
        if state.write_starts(&self.shared) {
            let written = async {
                while let Some(written) = state.writes.next().await {
                    if let Written::Started(attempts, answers) = written {
                        state.tell_starts(&self.shared, &attempts, &answers);
                    }
                }
            };
            let _ = tokio::time::timeout(LAST_WRITES, written).await;
        }
        let gone = matches!(end, End::Closed) && state.has_nothing_running();
        (end, gone)
    }

    fn part(&self, reason: Reason) {
        let _ = self.answers.try_send(Ok(goodbye(reason)));
    }

    async fn serve(
        &mut self,
        state: &mut State,
        inbound: &mut Streaming<v1::OpenSessionRequest>,
    ) -> End {
        let lease = self.shared.rhythm.lease;
        let silence = sleep_until(Instant::now() + lease);
        tokio::pin!(silence);
        loop {
            state.pump(&self.shared);
            let alarm = state.alarm();
            tokio::select! {
                // Sending first, so that acknowledgements do not wait behind new words.
                biased;
                () = self.stop.cancelled() => return End::Shutdown,
                () = self.slow.cancelled() => return End::Slow,
                permit = self.answers.reserve(), if !state.outgoing.is_empty() => match permit {
                    Ok(permit) => if let Some(next) = state.outgoing.next() { permit.send(Ok(next)) },
                    Err(_) => return End::Broken(Status::cancelled("the worker hung up")),
                },
                Some(written) = state.writes.next(), if !state.writes.is_empty() => {
                    if let Some(end) = self.written(state, written).await { return end; }
                }
                Some(mail) = self.mail.recv() => {
                    if let Some(end) = self.read_mail(state, mail) { return end; }
                }
                message = inbound.message() => match message {
                    Ok(Some(message)) => {
                        // Only what we hear is a sign of life, never what we send.
                        silence.as_mut().reset(Instant::now() + lease);
                        if let Err(violations) = self.hear(state, message).await {
                            return End::Confused(violations);
                        }
                    }
                    Ok(None) => return End::Closed,
                    Err(status) => return End::Broken(status),
                },
                () = sleep_until(alarm.unwrap_or_else(Instant::now)), if alarm.is_some() => {
                    state.ring(&self.shared);
                }
                () = &mut silence => return End::Silent,
            }
        }
    }

    /// Takes in one message of the worker.
    async fn hear(
        &self,
        state: &mut State,
        message: v1::OpenSessionRequest,
    ) -> Result<(), Violations> {
        match message.message {
            Some(Message::Heartbeat(heartbeat)) => {
                let load = inbound::load(&heartbeat);
                self.shared.beats.hear(Heard {
                    worker: self.welcome.worker,
                    session: self.welcome.session,
                    number: heartbeat.number,
                    load,
                    letterbox: self.letterbox.clone(),
                });
                state.answered_probe(&self.shared);
                if heartbeat.draining && state.starts_to_drain(&self.shared) {
                    let worker = self.welcome.worker;
                    self.shared.dispatcher.tell(News::Draining { worker }).await;
                }
                Ok(())
            }
            Some(Message::Report(report)) => {
                let freed = state.report(&self.shared, report)?;
                if freed > 0 {
                    let news = state.freed(freed);
                    self.shared.dispatcher.tell(news).await;
                }
                Ok(())
            }
            Some(Message::Hello(_)) => {
                Err(Violations::one("hello", "must be the first message only"))
            }
            // A newer worker may say what this release does not know.
            None => Ok(()),
        }
    }

    /// Takes in what the rest of the coordinator says.
    fn read_mail(&self, state: &mut State, mail: Mail) -> Option<End> {
        match mail {
            Mail::Assign(tasks) => state.assign(&self.shared, tasks),
            Mail::HeartbeatAck(number, now) => {
                state.outgoing.heartbeat_ack = Some((number, now));
            }
            Mail::Cancel(attempts) => state.outgoing.cancel.extend(attempts),
            Mail::TimeOut(attempts) => state.outgoing.time_out.extend(attempts),
            Mail::Drain => state.outgoing.drain = Some(true),
            Mail::Resume => state.outgoing.drain = Some(false),
            Mail::Probe => state.probe(),
            Mail::Superseded(by) if by == self.incarnation => return Some(End::Replaced),
            Mail::Superseded(_) => return Some(End::Superseded),
            Mail::Lost => state.ask_who_has_it(&self.shared, &self.welcome.name),
            Mail::FindStrays(done) => state.find_strays(&self.shared, &self.welcome.name, done),
        }
        None
    }

    /// Takes in what the store answered.
    async fn written(&self, state: &mut State, written: Written) -> Option<End> {
        match written {
            Written::Reported(judged) => state.reported(&self.shared, judged),
            Written::Started(attempts, answers) => {
                // An end that overtook its start on the way to the store did not count it.
                let moved = answers.iter().filter(|r| **r != Recorded::Fenced).count();
                self.shared.metrics.moved("assigned", "running", moved as u64);
                state.tell_starts(&self.shared, &attempts, &answers);
                state.start_writes -= 1;
                let answered = attempts.into_iter().zip(answers);
                let freed = state.revoke_fenced(&self.shared, answered);
                if freed > 0 {
                    self.shared.dispatcher.tell(state.freed(freed)).await;
                }
            }
            Written::Kept(chunks, answers) => state.kept(&self.shared, chunks, &answers),
            Written::Owner(incarnation) if incarnation != Some(self.incarnation) => {
                return Some(End::Superseded);
            }
            Written::Owner(_) => return Some(End::Lost),
            Written::Strays(strays) => state.give_strays_back(&self.shared, strays),
            Written::Told => state.told(),
            Written::Noted => {}
            Written::Failed(cause) => {
                warn!(%cause, worker.id = self.welcome.worker.0, "a session cannot be kept");
                return Some(End::Lost);
            }
        }
        None
    }
}

/// The first message of a session.
pub(crate) fn welcome(welcome: &Welcome, shared: &Shared) -> v1::OpenSessionResponse {
    let message = open_session_response::Message::Welcome(v1::Welcome {
        worker_id: welcome.worker.0,
        name: welcome.name.clone(),
        session: welcome.session,
        draining: welcome.draining,
        lease: Some(to_duration(shared.rhythm.lease)),
        heartbeat: Some(to_duration(shared.rhythm.heartbeat)),
        output_credit: super::OUTPUT_CREDIT,
        output_limit: i64::try_from(shared.output_limit).unwrap_or(i64::MAX),
        now: Some(to_timestamp(shared.clock.now())),
    });
    v1::OpenSessionResponse { message: Some(message) }
}
