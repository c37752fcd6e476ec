//! What is due goes before what has ended.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout,
};

/// How long ends wait for fires at the most: what has ended and is not known to have holds up the
/// next run of its job.
const PATIENCE: Duration = Duration::from_millis(500);

/// The right of way of fires. Both duties write the same rows of the same store, and a fire that
/// waits is late, while the end of a run concerns the next fire only.
#[derive(Clone, Debug, Default)]
pub(crate) struct Way(Arc<Mutex<()>>);

impl Way {
    /// Others wait until what is returned is dropped.
    pub(super) async fn take(&self) -> MutexGuard<'_, ()> {
        self.0.lock().await
    }

    /// Ends when nobody has the way, or after [`PATIENCE`].
    pub(super) async fn give(&self) {
        // Whether it is free or the patience has ended: the wait is over.
        drop(timeout(PATIENCE, self.0.lock()).await);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_gives_way_waits_for_who_has_it_but_not_for_ever() {
        let way = Way::default();
        let started = Instant::now();
        way.give().await;
        assert_eq!(started.elapsed(), Duration::ZERO, "nobody has it");

        let taken = way.take().await;
        way.give().await;
        assert_eq!(started.elapsed(), PATIENCE, "somebody keeps it");

        let gone = async {
            tokio::time::sleep(PATIENCE / 5).await;
            drop(taken);
        };
        tokio::join!(way.give(), gone);
        assert_eq!(started.elapsed(), PATIENCE + PATIENCE / 5, "and drops it");
    }
}
