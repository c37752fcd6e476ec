//! How long what is held stays this worker's.
//!
//! Counted on a monotonic clock from the *sending* of the last acknowledged heartbeat: whatever
//! the way there took, the store's lease ends later than this one.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// Unacknowledged heartbeats that are remembered. Older ones are of no use: their lease is over.
const REMEMBERED: usize = 64;

/// The worker's side of its lease.
#[derive(Debug, Default)]
pub(super) struct Lease {
    length: Duration,
    confirmed: Option<Instant>,
    sent: VecDeque<(u64, Instant)>,
    number: u64,
}

impl Lease {
    /// A session was opened by a hello that was sent at `hello_at`.
    pub(super) fn opened(&mut self, length: Duration, hello_at: Instant) {
        self.length = length;
        self.confirmed = Some(hello_at);
        self.sent.clear();
    }

    /// A heartbeat is about to be sent; its number.
    pub(super) fn sending(&mut self, now: Instant) -> u64 {
        self.number += 1;
        if self.sent.len() == REMEMBERED {
            self.sent.pop_front();
        }
        self.sent.push_back((self.number, now));
        self.number
    }

    /// A heartbeat was acknowledged, and with it all that were sent before. When it was sent, if
    /// that is remembered.
    pub(super) fn acknowledged(&mut self, number: u64) -> Option<Instant> {
        let mut sent_at = None;
        while let Some((sent, at)) = self.sent.front().copied().filter(|(sent, _)| *sent <= number)
        {
            self.sent.pop_front();
            if sent == number {
                self.confirmed = Some(at);
                sent_at = Some(at);
            }
        }
        sent_at
    }

    /// When what is exclusive must be killed, so that it is gone at the end: a tenth before it,
    /// a second at the most. Nothing before the first session.
    pub(super) fn last_call(&self) -> Option<Instant> {
        let margin = (self.length / 10).min(Duration::from_secs(1));
        self.confirmed.map(|confirmed| confirmed + (self.length - margin))
    }

    /// Its length; zero before the first session.
    pub(super) fn length(&self) -> Duration {
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Duration = Duration::from_secs(30);

    #[test]
    fn it_counts_from_the_sending_of_what_was_acknowledged() {
        let start = Instant::now();
        let mut lease = Lease::default();
        assert_eq!(lease.last_call(), None);
        lease.opened(LENGTH, start);
        let end = Duration::from_secs(29);
        assert_eq!(lease.last_call(), Some(start + end));

        let first = lease.sending(start + Duration::from_secs(5));
        let second = lease.sending(start + Duration::from_secs(10));
        let _third = lease.sending(start + Duration::from_secs(15));
        assert_eq!(lease.last_call(), Some(start + end), "sending alone renews nothing");
        lease.acknowledged(second);
        assert_eq!(lease.last_call(), Some(start + Duration::from_secs(10) + end));
        lease.acknowledged(first);
        lease.acknowledged(99);
        assert_eq!(lease.last_call(), Some(start + Duration::from_secs(10) + end));
    }

    #[test]
    fn heartbeats_of_an_older_session_renew_nothing() {
        let start = Instant::now();
        let mut lease = Lease::default();
        lease.opened(LENGTH, start);
        let old = lease.sending(start + Duration::from_secs(20));
        lease.opened(LENGTH, start + Duration::from_secs(2));
        lease.acknowledged(old);
        assert_eq!(lease.last_call(), Some(start + Duration::from_secs(31)));
    }

    #[test]
    fn unanswered_heartbeats_are_forgotten_in_the_end() {
        let mut lease = Lease::default();
        for _ in 0..1_000 {
            lease.sending(Instant::now());
        }
        assert_eq!(lease.sent.len(), REMEMBERED);
    }
}
