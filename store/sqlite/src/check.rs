//! Recomputing what can be recomputed.

use taskmaster_store::{Drift, Result};

use crate::{Sqlite, error::failed, sql};

/// Disagreements that are listed at the most.
const LISTED: usize = 100;

/// Each statement gives a sentence for each row that breaks its invariant. I4 and I6 are of jobs
/// and graphs, which the schema does not have; I7 is what the constraints of a state say.
const CHECKS: [(&str, &str); 10] = [
    ("I1", sql!("check/stale_holder")),
    ("I1", sql!("check/orders")),
    ("I2", sql!("check/lost_payload")),
    ("I3", sql!("check/attempt_number")),
    ("I3", sql!("check/never_claimed")),
    ("I3", sql!("check/chunks")),
    ("I3", sql!("check/numbers")),
    ("I5", sql!("check/counters")),
    ("I5", sql!("check/lanes")),
    ("I7", sql!("check/finish_time")),
];

/// [`taskmaster_store::Admin::check`].
pub(crate) async fn check(store: &Sqlite) -> Result<Vec<Drift>> {
    let mut snapshot = store.readers.begin().await.map_err(failed)?;
    let mut drifts = Vec::new();
    for (invariant, statement) in CHECKS {
        let details: Vec<String> =
            sqlx::query_scalar(statement).fetch_all(&mut *snapshot).await.map_err(failed)?;
        drifts.extend(details.into_iter().map(|detail| Drift { invariant, detail }));
        if drifts.len() >= LISTED {
            drifts.truncate(LISTED);
            break;
        }
    }
    Ok(drifts)
}
