//! How an attempt says how far it is.

use taskmaster_domain::{AttemptRef, task::Progress};
use tokio::sync::mpsc;

use super::{Event, Shared};

/// The voice of one attempt. What it says is a hint: only the last word of each moment travels,
/// and nothing is acknowledged.
#[derive(Debug)]
pub(super) struct Teller<'a> {
    of: AttemptRef,
    shared: &'a Shared,
}

impl<'a> Teller<'a> {
    /// The voice of `of`.
    pub(super) fn new(of: AttemptRef, shared: &'a Shared) -> Self {
        Self { of, shared }
    }

    /// Says that the attempt is so far: 0 to 100 percent, with a word for people that may be
    /// empty. Never waits; where the session has too much to listen to, this word is dropped.
    pub(super) fn tell(&self, percent: f64, message: &str) {
        let now = self.shared.clock.now();
        let said = Progress { percent, message: message.to_owned(), reported_at: now };
        let event = Event::Progress { of: self.of, progress: said.sanitised(now) };
        let _: Result<(), mpsc::error::TrySendError<Event>> = self.shared.events.try_send(event);
    }
}
