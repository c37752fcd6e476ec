//! The statements that keep what was decided.

use std::collections::HashSet;

use sqlx::{PgConnection, Row, query, query_scalar};
use taskmaster_domain::{JobId, LaneId, Timestamp};
use uuid::Uuid;

use super::Draft;
use crate::{
    error::Outcome,
    gates::admit,
    insert::{Insert, Prepared, Twins},
    stamp::Stamp,
    submit::insert,
};

static ADD_FIRES: Insert = Insert::new(include_str!("../../../queries/jobs/add_fires.sql"));
static ADD_RUNS: Insert = Insert::new(include_str!("../../../queries/jobs/add_runs.sql"));

fn column<'d, T>(drafts: &[&'d Draft<'_>], of: impl Fn(&'d Draft<'_>) -> T) -> Vec<T> {
    drafts.iter().map(|draft| of(draft)).collect()
}

/// Writes the states of jobs that are as they were read; answers with these. They are locked by id.
pub(super) async fn step(c: &mut PgConnection, drafts: &[&Draft<'_>]) -> Outcome<HashSet<JobId>> {
    let mut drafts = drafts.to_vec();
    drafts.sort_unstable_by_key(|draft| draft.write.job.id);
    let drafts = drafts.as_slice();
    let rows = query(include_str!("../../../queries/jobs/step.sql"))
        .bind(column(drafts, |d| d.write.job.id.0))
        .bind(column(drafts, |d| d.state.as_str()))
        .bind(column(drafts, |d| d.write.job.state.fire_at.map(Stamp)))
        .bind(column(drafts, |d| d.write.job.next_run_at().map(Stamp)))
        .bind(column(drafts, |d| d.write.job.state.broken))
        .bind(column(drafts, |d| d.write.job.is_stuck()))
        .bind(column(drafts, |d| d.write.job.revision))
        .fetch_all(c)
        .await?;
    rows.iter().map(|row| Ok(JobId(row.try_get(0)?))).collect()
}

/// Keeps versions.
pub(super) async fn edit(c: &mut PgConnection, drafts: &[&Draft<'_>]) -> Outcome<()> {
    let edited: Vec<&Draft<'_>> =
        drafts.iter().filter(|draft| draft.write.edited_by.is_some()).copied().collect();
    if edited.is_empty() {
        return Ok(());
    }
    query(include_str!("../../../queries/jobs/edit.sql"))
        .bind(column(&edited, |d| d.write.job.id.0))
        .bind(column(&edited, |d| d.write.job.version))
        .bind(column(&edited, |d| d.write.job.spec.enabled))
        .bind(column(&edited, |d| Stamp(d.write.job.updated_at)))
        .bind(column(&edited, |d| d.write.edited_by.as_deref().unwrap_or_default()))
        .bind(column(&edited, |d| d.spec.as_str()))
        .execute(c)
        .await?;
    Ok(())
}

/// Keeps what these writes bring along, and answers with the lanes of what was let through a gate.
pub(super) async fn rest(
    c: &mut PgConnection,
    twins: Twins,
    drafts: &[&Draft<'_>],
    now: Timestamp,
) -> Outcome<Vec<LaneId>> {
    let writes = || drafts.iter().map(|draft| draft.write);
    let fires: Vec<_> =
        writes().flat_map(|write| write.fires.iter().map(|fire| (write.job.id, fire))).collect();
    if !fires.is_empty() {
        query(ADD_FIRES.with(twins))
            .bind(fires.iter().map(|(job, _)| job.0).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| Stamp(fire.nominal)).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| Stamp(fire.decided_at)).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| fire.version).collect::<Vec<_>>())
            .bind(fires.iter().map(|(_, fire)| fire.outcome.code()).collect::<Vec<_>>())
            .bind(
                fires
                    .iter()
                    .map(|(_, fire)| fire.outcome.task().map(|task| task.0))
                    .collect::<Vec<_>>(),
            )
            .execute(&mut *c)
            .await?;
    }
    let mut lanes = Vec::new();
    let mut tasks: Vec<&Prepared<'_>> = drafts.iter().flat_map(|draft| &draft.tasks).collect();
    if !tasks.is_empty() {
        let runs: Vec<_> = writes()
            .flat_map(|write| &write.tasks)
            .filter_map(|task| Some((task.id, task.spec.run.as_ref()?)))
            .collect();
        query(ADD_RUNS.with(twins))
            .bind(runs.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.job.0).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.version).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.trigger.code()).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.nominal.map(Stamp)).collect::<Vec<_>>())
            .bind(runs.iter().map(|(_, of)| of.check.as_deref()).collect::<Vec<_>>())
            .execute(&mut *c)
            .await?;
        tasks.sort_by_key(|prepared| prepared.task.id);
        lanes = insert(&mut *c, twins, &tasks, now).await?;
    }
    let settled =
        || writes().flat_map(|write| write.settled.iter().map(|task| (task.0, write.job.id.0)));
    if settled().next().is_some() {
        let (tasks, jobs): (Vec<Uuid>, Vec<Uuid>) = settled().unzip();
        let gates: Vec<i64> = query_scalar(include_str!("../../../queries/jobs/settle.sql"))
            .bind(tasks)
            .bind(jobs)
            .fetch_all(&mut *c)
            .await?;
        lanes.extend(admit(c, &gates).await?);
    }
    Ok(lanes)
}
