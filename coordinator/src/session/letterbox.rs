//! How the rest of the coordinator reaches a session.

use taskmaster_domain::{AttemptRef, Incarnation, Timestamp};
use taskmaster_store::Claimed;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// What a session is told.
#[derive(Debug)]
pub(crate) enum Mail {
    /// New work.
    Assign(Vec<Claimed>),
    /// The store has this heartbeat; and what time it is.
    HeartbeatAck(u64, Timestamp),
    /// Stop these attempts.
    Cancel(Vec<AttemptRef>),
    /// Stop these attempts, which told nothing for too long.
    TimeOut(Vec<AttemptRef>),
    /// Take nothing new.
    Drain,
    /// Take tasks again.
    Resume,
    /// Show that you live.
    Probe,
    /// A newer session has the name; of this start of the worker.
    Superseded(Incarnation),
    /// The store does not know the session any more.
    Lost,
    /// A claim's answer was lost: find out what it gave to this worker, and answer.
    FindStrays(oneshot::Sender<()>),
}

/// A cheap handle of a session. Posting never waits: a session that lets its box fill up is
/// ended, and its worker comes back and is told what it should have.
#[derive(Clone, Debug)]
pub(crate) struct Letterbox {
    mail: mpsc::Sender<Mail>,
    slow: CancellationToken,
}

impl Letterbox {
    /// A box, and what the session keeps of it.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Mail>, CancellationToken) {
        let (mail, inbox) = mpsc::channel(1_024);
        let slow = CancellationToken::new();
        (Self { mail, slow: slow.clone() }, inbox, slow)
    }

    fn post(&self, mail: Mail) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.mail.try_send(mail) {
            self.slow.cancel();
        }
    }

    pub(crate) fn assign(&self, tasks: Vec<Claimed>) {
        self.post(Mail::Assign(tasks));
    }

    pub(crate) fn heartbeat_ack(&self, number: u64, now: Timestamp) {
        self.post(Mail::HeartbeatAck(number, now));
    }

    pub(crate) fn cancel(&self, attempts: Vec<AttemptRef>) {
        self.post(Mail::Cancel(attempts));
    }

    pub(crate) fn time_out(&self, attempts: Vec<AttemptRef>) {
        self.post(Mail::TimeOut(attempts));
    }

    pub(crate) fn drain(&self) {
        self.post(Mail::Drain);
    }

    pub(crate) fn resume(&self) {
        self.post(Mail::Resume);
    }

    pub(crate) fn probe(&self) {
        self.post(Mail::Probe);
    }

    pub(crate) fn supersede(&self, by: Incarnation) {
        self.post(Mail::Superseded(by));
    }

    /// Ends when the session knows all that the store has given it, or has ended.
    pub(crate) fn find_strays(&self) -> oneshot::Receiver<()> {
        let (done, answer) = oneshot::channel();
        self.post(Mail::FindStrays(done));
        answer
    }

    pub(crate) fn lost(&self) {
        self.post(Mail::Lost);
    }
}
