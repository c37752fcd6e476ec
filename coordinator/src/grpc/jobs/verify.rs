//! Compares the ledger of a job with what its versions say, page by page.

use std::time::Duration;

use taskmaster_domain::{
    Timestamp,
    job::{Job, Verified, Version, verify as compare},
    limits,
};
use taskmaster_proto::Error;
use taskmaster_store::{CoordinatorStore, FireFilter};

use super::told;

/// Rows, or versions, that are read at once.
const PAGE: u32 = 1_000;
/// Versions of a megabyte each would fill the memory.
const VERSIONS: u32 = 20;

/// Compares from `since`, or as far back as the ledger goes, up to what the job has covered.
pub(super) async fn verify(
    store: &dyn CoordinatorStore,
    job: &Job,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Verified, Error> {
    // What is older is being pruned.
    let horizon = job.created_at.max(now.minus(limits::FIRES_KEPT));
    let since = since.map_or(horizon, |since| since.max(horizon));
    let versions = versions(store, job, since).await?;
    let mut verified = Verified::default();
    let mut until = job.state.covered_to;
    loop {
        let filter = FireFilter {
            job: job.id,
            outcomes: Vec::new(),
            from: Some(since),
            before: Some(until.plus(STEP)),
        };
        let page = store.fires(&filter, PAGE).await.map_err(told)?;
        let from = page.next.map_or(since, |first| first.max(since));
        verified.add(compare(&versions, until, from, page.rows.into_iter()));
        match page.next {
            Some(first) => until = first.minus(STEP),
            None => return Ok(verified),
        }
    }
}

/// The least that two times can differ by.
const STEP: Duration = Duration::from_micros(1);

/// The versions that held at or after `since`, without what they are made of.
async fn versions(
    store: &dyn CoordinatorStore,
    job: &Job,
    since: Timestamp,
) -> Result<Vec<Version>, Error> {
    let (mut versions, mut below) = (Vec::new(), None);
    loop {
        let page = store.job_versions(job.id, below, VERSIONS).await.map_err(told)?;
        below = page.next;
        for mut version in page.rows {
            version.spec.task = taskmaster_domain::TaskSpec::default();
            version.spec.checks = Vec::new();
            let held_before = version.valid_from <= since;
            versions.push(version);
            if held_before {
                return Ok(versions);
            }
        }
        if below.is_none() {
            return Ok(versions);
        }
    }
}
