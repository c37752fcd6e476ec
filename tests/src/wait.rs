//! Waiting for what must come true.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How long a thing may take that should come soon: the machine may be busy.
pub const WITHIN: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const EVERY: Duration = Duration::from_millis(25);

/// Looks until `condition` gives something, and gives that back.
///
/// # Panics
/// Saying `what` did not come true, when `limit` is over.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut condition: impl AsyncFnMut() -> Option<T>,
) -> T {
    let begun = Instant::now();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let left = limit.saturating_sub(begun.elapsed());
        match timeout(left.max(EVERY), condition()).await {
            Ok(Some(found)) => return found,
            Ok(None) if begun.elapsed() < limit => {}
            Ok(None) | Err(_) => panic!("{what}: not within {limit:?}"),
        }
    }
}

/// What `future` gives.
///
/// # Panics
/// Saying that `what` hangs, when `limit` is over.
pub async fn within<T>(what: &str, limit: Duration, future: impl Future<Output = T>) -> T {
    match timeout(limit, future).await {
        Ok(given) => given,
        Err(_) => panic!("{what}: not within {limit:?}"),
    }
}

/// Sees to it that something holds for a whole span.
///
/// # Panics
/// Saying that `what` did not hold, as soon as it does not.
pub async fn throughout(what: &str, span: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while begun.elapsed() < span {
        tick.tick().await;
        assert!(holds().await, "{what}: not any more after {:?}", begun.elapsed());
    }
}
