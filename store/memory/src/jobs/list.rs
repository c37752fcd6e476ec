//! Lists of jobs, runs and fires.

use std::{collections::BTreeSet, ops::Bound};

use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, JobSpec, Run, Trigger, Version},
};
use taskmaster_store::{EndedRun, FireFilter, JobFilter, JobPage, RunFilter, jobs::PAGE_BYTES};

use super::JobTables;
use crate::state::State;

/// The first `limit` of these rows; the next page comes after what `place` says of the last.
fn page<T, C>(rows: impl Iterator<Item = T>, limit: u32, place: impl Fn(&T) -> C) -> JobPage<T, C> {
    let mut rows: Vec<T> = rows.take((limit as usize).saturating_add(1)).collect();
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().map(place).filter(|_| has_more);
    JobPage { rows, next }
}

/// The first `limit` of these rows, or fewer when their specs are large.
pub(super) fn weighed<T, C>(
    rows: impl Iterator<Item = T>,
    limit: u32,
    spec: impl Fn(&T) -> &JobSpec,
    place: impl Fn(&T) -> C,
) -> JobPage<T, C> {
    let mut page = page(rows, limit, &place);
    let mut bytes = 0;
    let fits = page.rows.iter().take_while(|row| {
        let fits = bytes < PAGE_BYTES as usize;
        bytes += serde_json::to_string(spec(row)).map_or(0, |spec| spec.len());
        fits
    });
    let fits = fits.count();
    if fits < page.rows.len() {
        page.rows.truncate(fits);
        page.next = page.rows.last().map(place);
    }
    page
}

/// The order of names.
fn order(name: &str) -> (String, &str) {
    (name.to_ascii_lowercase(), name)
}

impl JobTables {
    pub(super) fn page(
        &self,
        filter: &JobFilter,
        after: Option<&str>,
        limit: u32,
    ) -> JobPage<Job, String> {
        let start = filter.name.to_ascii_lowercase();
        let mut rows: Vec<&Job> = self
            .all()
            .filter(|job| {
                job.spec.name.to_ascii_lowercase().starts_with(&start)
                    && filter.enabled.is_none_or(|enabled| job.spec.enabled == enabled)
                    && filter.broken.is_none_or(|broken| job.state.broken == broken)
                    && (!filter.stuck || job.is_stuck())
                    && after.is_none_or(|after| order(&job.spec.name) > order(after))
            })
            .collect();
        rows.sort_by_key(|job| order(&job.spec.name));
        let rows = rows.into_iter().cloned();
        weighed(rows, limit, |job| &job.spec, |job| job.spec.name.clone())
    }

    pub(super) fn versions(
        &self,
        id: JobId,
        below: Option<i32>,
        limit: u32,
    ) -> JobPage<Version, i32> {
        let kept = self.rows.get(&id).into_iter().flat_map(|row| row.versions.iter().rev());
        let rows = kept.filter(|one| below.is_none_or(|below| one.version < below)).cloned();
        weighed(rows, limit, |one| &one.spec, |one| one.version)
    }

    pub(super) fn fires(&self, filter: &FireFilter, limit: u32) -> JobPage<Fire, Timestamp> {
        let FireFilter { job, outcomes, from, before } = filter;
        let rows = self.ledger.values().rev().filter(|fire| {
            fire.job == *job
                && from.is_none_or(|from| fire.nominal >= from)
                && before.is_none_or(|before| fire.nominal < before)
                && (outcomes.is_empty() || outcomes.iter().any(|name| name == fire.outcome.name()))
        });
        page(rows.copied(), limit, |fire| fire.nominal)
    }

    pub(super) fn prune(&mut self, before: Timestamp, limit: u32) -> u64 {
        let old = self.ledger.keys().filter(|(_, nominal)| *nominal < before);
        let old: BTreeSet<_> = old.take(limit as usize).copied().collect();
        self.ledger.retain(|key, _| !old.contains(key));
        old.len() as u64
    }
}

impl State {
    pub(super) fn ended_runs(&self, is_asked: impl Fn(JobId) -> bool, limit: u32) -> Vec<EndedRun> {
        let unsettled =
            self.jobs.runs.iter().filter(|(_, run)| !run.settled && is_asked(run.of.job));
        let ended = unsettled.filter_map(|(id, run)| {
            let row = self.tasks.get(id).filter(|row| row.state.is_terminal())?;
            let counters = self.counters.get(id);
            Some(EndedRun {
                id: *id,
                of: run.of.clone(),
                state: row.state,
                finished_at: row.finished_at?,
                exit_code: row.exit_code,
                errors: counters.and_then(|own| own.get("errors")).copied().unwrap_or_default(),
                message: row.failure.as_ref().map(|own| own.message.clone()).unwrap_or_default(),
            })
        });
        let mut ended: Vec<EndedRun> = ended.collect();
        ended.sort_by_key(|end| end.finished_at);
        ended.truncate(limit as usize);
        ended
    }

    pub(super) fn runs(
        &self,
        filter: &RunFilter,
        below: Option<TaskId>,
        limit: u32,
    ) -> JobPage<Run, TaskId> {
        let below = below.map_or(Bound::Unbounded, Bound::Excluded);
        let runs = self.jobs.runs.range((Bound::Unbounded, below)).rev().filter(|(_, run)| {
            run.of.trigger != Trigger::Check
                && filter.job.is_none_or(|job| run.of.job == job)
                && !(filter.open && run.settled)
        });
        let rows = runs.filter_map(|(id, run)| {
            let row = self.tasks.get(id)?;
            let wanted = filter.states.is_empty() || filter.states.contains(&row.state);
            wanted.then(|| Run {
                id: *id,
                of: run.of.clone(),
                state: row.state,
                created_at: row.created_at,
                started_at: row.started_at,
                finished_at: row.finished_at,
                exit_code: row.exit_code,
                failure: row.failure.clone(),
                counters: self.counters.get(id).cloned().unwrap_or_default(),
            })
        });
        page(rows, limit, |run| run.id)
    }
}
