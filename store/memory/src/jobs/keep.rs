//! Writing jobs.

use std::collections::HashMap;

use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Job, Version},
    limits,
};
use taskmaster_store::{
    Deleted, JobWrite, KeptRuns, Result, Written,
    jobs::weigh::{Stand, Way, weigh},
};

use super::{JobRow, RunRow};
use crate::{
    state::State,
    submit::{has_nul, refuse_nul},
};

impl State {
    pub(super) fn write_jobs(&mut self, writes: &[JobWrite], now: Timestamp) -> Vec<Written> {
        let stand = |row: &JobRow| Stand {
            revision: row.job.revision,
            name: row.job.spec.name.clone(),
            deleted: false,
        };
        let stands: HashMap<JobId, Stand> = writes
            .iter()
            .filter_map(|write| Some((write.job.id, stand(self.jobs.rows.get(&write.job.id)?))))
            .collect();
        let ways = weigh(writes, &stands);
        writes.iter().zip(ways).map(|(write, way)| self.write_job(write, way, now)).collect()
    }

    fn write_job(&mut self, write: &JobWrite, way: Way, now: Timestamp) -> Written {
        let job = &write.job;
        let names_it = |other: &&Job| other.spec.name == job.spec.name && other.id != job.id;
        let namesake = self.jobs.all().find(names_it).map(|other| other.id);
        match (way, namesake) {
            (Way::Answer(answer), _) => return answer,
            (Way::Compare(revision), _) => {
                let kept = self.jobs.rows.get(&job.id);
                let same = kept.is_some_and(|kept| kept.job.spec == job.spec);
                return if same { Written::Kept(revision) } else { Written::Stale };
            }
            (Way::Make | Way::Rename, Some(other)) => return Written::NameTaken(other),
            (Way::Make, None) if self.jobs.rows.len() >= limits::JOBS => return Written::Exhausted,
            (Way::Make | Way::Step | Way::Edit | Way::Rename, _) => {}
        }
        if let Err(cause) = refuse(write) {
            return Written::Refused(cause.to_string());
        }
        self.keep_job(write, now);
        Written::Kept(job.revision + 1)
    }

    fn keep_job(&mut self, write: &JobWrite, now: Timestamp) {
        let JobWrite { job, edited_by, fires, tasks, settled } = write;
        let revision = job.revision + 1;
        let row = self
            .jobs
            .rows
            .entry(job.id)
            .or_insert_with(|| JobRow { job: job.clone(), versions: Vec::new() });
        row.job.revision = revision;
        row.job.state = job.state.clone();
        if let Some(edited_by) = edited_by {
            row.job.spec = job.spec.clone();
            row.job.version = job.version;
            row.job.updated_at = job.updated_at;
            row.versions.push(Version {
                version: job.version,
                spec: job.spec.clone(),
                valid_from: job.updated_at,
                edited_by: edited_by.clone(),
            });
        }
        for fire in fires {
            self.jobs.ledger.entry((job.id, fire.nominal)).or_insert(*fire);
        }
        for task in tasks {
            self.keep(task, now);
            if let Some(of) = &task.spec.run {
                let run = || RunRow { of: of.clone(), settled: false };
                self.jobs.runs.entry(task.id).or_insert_with(run);
            }
        }
        for id in settled {
            if let Some(run) = self.jobs.runs.get_mut(id).filter(|run| run.of.job == job.id) {
                run.settled = true;
            }
        }
    }

    pub(super) fn delete_job(&mut self, id: JobId, kept: KeptRuns) -> Deleted {
        let mut deleted = Deleted { found: self.jobs.rows.remove(&id).is_some(), open: Vec::new() };
        self.jobs.ledger.retain(|(job, _), _| *job != id);
        let own: Vec<TaskId> =
            self.jobs.runs.iter().filter(|(_, run)| run.of.job == id).map(|(id, _)| *id).collect();
        for task in own {
            let Some(run) = self.jobs.runs.remove(&task) else { continue };
            let is_check = run.of.check.is_some();
            let is_open =
                !run.settled && self.tasks.get(&task).is_some_and(|row| !row.state.is_terminal());
            let stays = match kept {
                KeptRuns::None => false,
                KeptRuns::Open => is_open,
                KeptRuns::All => is_open || !is_check,
            };
            if is_open {
                deleted.open.push(task);
            }
            if !stays {
                self.jobs.doomed.insert(task);
            }
        }
        deleted
    }

    pub(super) fn sweep_deleted(&mut self, limit: u32) -> u64 {
        let has_ended =
            |id: &&TaskId| self.tasks.get(*id).is_some_and(|row| row.state.is_terminal());
        let ended = self.jobs.doomed.iter().filter(has_ended).take(limit as usize);
        let ended: Vec<TaskId> = ended.copied().collect();
        for &id in &ended {
            self.remove_task(id);
        }
        ended.len() as u64
    }
}

fn refuse(write: &JobWrite) -> Result<()> {
    use taskmaster_store::Error;
    for task in &write.tasks {
        refuse_nul(task.id, &task.spec)?;
    }
    let value = serde_json::to_value((&write.job.spec, &write.job.state, &write.edited_by));
    let value = value.map_err(|cause| Error::BadRow(cause.to_string()))?;
    if has_nul(&value) {
        return Err(Error::BadRow(format!("job {} contains U+0000", write.job.id)));
    }
    Ok(())
}
