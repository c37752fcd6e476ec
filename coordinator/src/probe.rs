//! Whether the store can be written: asked of it as everything else is, since a database that
//! answers questions may still have no room for anything new.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use taskmaster_runtime::Probe;
use taskmaster_store::{Sessions, View};
use tokio::time::timeout;
use tracing::{info, warn};

/// How long a small write may take. A store that is only busy is quicker.
const WRITE: Duration = Duration::from_secs(2);
/// How long a store that cannot be written may take to answer a question.
const READ: Duration = Duration::from_secs(1);

/// A look at whether `store` can be written. What is wrong is told in words that are fit for
/// anybody; the cause is in the log, once.
pub fn store_probe<S: Sessions + View + ?Sized + 'static>(store: Arc<S>) -> Probe {
    let failing = Arc::new(AtomicBool::new(false));
    Probe::new(move || {
        let (store, failing) = (Arc::clone(&store), Arc::clone(&failing));
        async move {
            let seen = look(&*store, &failing).await;
            if failing.swap(seen.is_err(), Ordering::Relaxed) && seen.is_ok() {
                info!("the store can be written again");
            }
            seen
        }
    })
}

async fn look<S: Sessions + View + ?Sized>(store: &S, failing: &AtomicBool) -> Result<(), String> {
    let cause = match timeout(WRITE, store.probe()).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(cause)) => cause.to_string(),
        Err(_) => "a small write takes too long".to_owned(),
    };
    if !failing.load(Ordering::Relaxed) {
        warn!(cause, "the store cannot be written");
    }
    Err(match timeout(READ, store.ping()).await {
        Ok(Ok(())) => "it can be read and not written: its disk may be full".to_owned(),
        Ok(Err(_)) => "cannot be reached".to_owned(),
        Err(_) => "it does not answer in time".to_owned(),
    })
}
