//! Writes of jobs in the words of the statements.

use std::collections::BTreeSet;

use taskmaster_domain::{LaneId, job::JobSpec};
use taskmaster_store::{JobWrite, Result};

use super::Draft;
use crate::{batch::Batch, connection::Write, error::failed, gates::admit, report::run, sql};

/// All that some writes bring but their tasks, a batch of rows for each statement.
#[derive(Debug)]
pub(super) struct Words {
    count: u64,
    steps: Batch,
    edits: Batch,
    versions: Batch,
    fires: Batch,
    runs: Batch,
    settled: Batch,
}

/// What owners said.
pub(super) fn edits(drafts: &[&Draft<'_>]) -> Result<Batch> {
    let mut batch = Batch::new();
    for job in drafts.iter().map(|draft| &draft.write.job) {
        let JobSpec { name, enabled, .. } = &job.spec;
        let mut row = batch.row();
        row.uuid(job.id.0).text(name)?.number(job.version);
        row.number(i64::from(*enabled)).time(job.updated_at);
    }
    Ok(batch)
}

impl Words {
    pub(super) fn of(drafts: &[&Draft<'_>]) -> Result<Self> {
        let is_edited = |draft: &&&Draft<'_>| draft.write.edited_by.is_some();
        let edited: Vec<&Draft<'_>> = drafts.iter().filter(is_edited).copied().collect();
        let mut words = Self {
            count: drafts.len() as u64,
            steps: Batch::new(),
            edits: edits(&edited)?,
            versions: Batch::new(),
            fires: Batch::new(),
            runs: Batch::new(),
            settled: Batch::new(),
        };
        for draft in drafts {
            words.add(draft)?;
        }
        Ok(words)
    }

    fn add(&mut self, draft: &Draft<'_>) -> Result<()> {
        let JobWrite { job, edited_by, fires, settled, .. } = draft.write;
        self.steps
            .row()
            .uuid(job.id.0)
            .text(&draft.state)?
            .optional_time(job.state.fire_at)
            .optional_time(job.next_run_at())
            .number(i64::from(job.state.broken))
            .number(i64::from(job.is_stuck()))
            .number(job.revision);
        if let Some(edited_by) = edited_by {
            let mut row = self.versions.row();
            row.uuid(job.id.0).number(job.version).time(job.updated_at);
            row.text(edited_by)?.text(&draft.spec)?;
        }
        for fire in fires {
            let task = fire.outcome.task();
            self.fires
                .row()
                .uuid(job.id.0)
                .time(fire.nominal)
                .time(fire.decided_at)
                .number(fire.version)
                .number(fire.outcome.code())
                .optional_blob(task.as_ref().map(|task| task.0.as_bytes().as_slice()));
        }
        for task in &draft.tasks {
            let Some(of) = &task.task.spec.run else { continue };
            self.runs
                .row()
                .uuid(task.task.id.0)
                .uuid(job.id.0)
                .number(of.version)
                .number(of.trigger.code())
                .optional_time(of.nominal)
                .optional_text(of.check.as_deref())?;
        }
        for id in settled {
            self.settled.row().uuid(id.0).uuid(job.id.0);
        }
        Ok(())
    }

    /// Writes the jobs themselves; whether all of them are as they were read. If not, the write is to be
    /// rolled back.
    pub(super) async fn step(&mut self, write: &mut Write<'_>) -> Result<bool> {
        let steps = std::mem::replace(&mut self.steps, Batch::new());
        let stepped = sqlx::query(sql!("jobs/step"))
            .bind(steps.finish())
            .execute(&mut **write)
            .await
            .map_err(failed)?;
        Ok(stepped.rows_affected() == self.count)
    }

    /// Keeps what comes with the steps, behind their tasks. Lets through whoever may pass `gates` and
    /// those that it frees, and answers with their lanes.
    pub(super) async fn keep(
        self,
        write: &mut Write<'_>,
        mut gates: BTreeSet<i64>,
    ) -> Result<Vec<LaneId>> {
        for (statement, batch) in [
            (sql!("jobs/edit"), self.edits),
            (sql!("jobs/add_version"), self.versions),
            (sql!("jobs/add_fire"), self.fires),
            (sql!("jobs/add_run"), self.runs),
        ] {
            if !batch.is_empty() {
                run(write, statement, batch).await?;
            }
        }
        if !self.settled.is_empty() {
            let settled = self.settled.finish();
            let freed = sqlx::query_scalar::<_, i64>(sql!("jobs/settled_gates")).bind(&settled);
            gates.extend(freed.fetch_all(&mut **write).await.map_err(failed)?);
            for statement in [sql!("jobs/settle_run"), sql!("jobs/settle_task")] {
                sqlx::query(statement)
                    .bind(&settled)
                    .execute(&mut **write)
                    .await
                    .map_err(failed)?;
            }
        }
        admit(write, gates).await
    }
}
