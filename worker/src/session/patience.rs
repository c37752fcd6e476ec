//! How long news wait for more of them before they are told.

use std::time::Duration;

use tokio::time::Instant;

/// News gather for so long while work waits for a slot: none stands idle for want of a report,
/// and a message for each start and each end would cost as much as a short command.
const GATHER: Duration = Duration::from_millis(20);
/// So much news is told at once.
const MANY: usize = 256;

/// Until when news that are there wait for more.
#[derive(Debug, Default)]
pub(super) struct Patience {
    until: Option<Instant>,
}

impl Patience {
    /// Whether so much news is to wait. It never does when no work `waits` here for a slot: then
    /// a report may bring the next task, or somebody waits for just this one.
    pub(super) fn holds(&mut self, news: usize, waits: bool, now: Instant) -> bool {
        if news == 0 || news >= MANY || !waits {
            self.until = None;
            return false;
        }
        let holds = now < *self.until.get_or_insert(now + GATHER);
        if !holds {
            self.until = None;
        }
        holds
    }

    /// When to ask again, while it holds.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_gather_only_while_work_waits_and_not_for_long() {
        let mut patience = Patience::default();
        let now = Instant::now();
        assert!(!patience.holds(1, false, now), "an idle slot may be filled");
        assert!(!patience.holds(0, true, now));
        assert_eq!(patience.until(), None);

        assert!(patience.holds(1, true, now));
        assert!(patience.holds(9, true, now + GATHER / 2));
        assert_eq!(patience.until(), Some(now + GATHER), "the first has waited longest");
        assert!(!patience.holds(9, true, now + GATHER));
        assert_eq!(patience.until(), None);

        assert!(patience.holds(1, true, now));
        assert!(!patience.holds(MANY, true, now));
        assert!(patience.holds(1, true, now));
        assert!(!patience.holds(1, false, now), "the last that waited has a slot");
        assert_eq!(patience.until(), None);
    }
}
