//! Sends what has gathered: at once when nothing was sent lately, else together with what comes
//! until its time.

use std::time::Duration;

use taskmaster_store::Wake;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::Events;
use crate::hints::Hints;

/// The least time between two messages.
const INTERVAL: Duration = Duration::from_millis(100);

/// The one that carries hints on while somebody is there.
pub(crate) struct Feed {
    hints: Hints,
    stop: CancellationToken,
    /// While there are ears.
    wakes: Option<Receiver<Wake>>,
    sent: Option<Instant>,
}

impl Feed {
    pub(crate) fn new(hints: Hints, stop: CancellationToken) -> Self {
        Self { hints, stop, wakes: None, sent: None }
    }

    /// Carries on until it is told to stop.
    pub(crate) async fn run(mut self) {
        loop {
            let has_some = self.hints.events().look(&mut self.wakes);
            let at = self.sent.map_or_else(Instant::now, |sent| sent + INTERVAL);
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.hints.events().stirred.notified() => {}
                wake = next(&mut self.wakes) => self.hints.hear(wake),
                () = sleep_until(at), if has_some => {
                    self.hints.events().flush();
                    self.sent = Some(Instant::now());
                }
            }
        }
    }
}

impl Events {
    /// Sees to it that wake-ups are heard exactly while there are ears. Whether something has
    /// gathered.
    fn look(&self, wakes: &mut Option<Receiver<Wake>>) -> bool {
        let mut board = self.board();
        let fresh = board.wakes.take();
        *wakes = if board.has_ears { wakes.take().or(fresh) } else { None };
        !board.gathering.is_empty()
    }
}

async fn next(wakes: &mut Option<Receiver<Wake>>) -> Result<Wake, RecvError> {
    match wakes {
        Some(open) => {
            let wake = open.recv().await;
            if wake == Err(RecvError::Closed) {
                *wakes = None;
            }
            wake
        }
        None => std::future::pending().await,
    }
}
