//! Taking steps: what is written, then what is switched on, then what is deleted.

use std::time::Duration;

use taskmaster_proto::v1;
use tokio::time::Instant;
use tonic::Status;

use super::{
    super::{checks, fault},
    plan::{Step, What, missing, off},
};
use crate::{
    client::Client,
    error::{Error, Result},
};

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Became {
    /// It was not reached, or is what failed.
    Undone,
    /// It is as it was wanted.
    Done,
    /// So it is, and its checks are why.
    SwitchedOn,
    /// It is kept, but its checks are not ok: what follows.
    Unchecked(String),
}

/// What became of all steps.
#[derive(Debug)]
pub(in super::super) struct Course {
    /// Of each step, in their order.
    pub(in super::super) became: Vec<Became>,
    /// What ended it early, with the name of its job.
    pub(in super::super) failure: Option<Error>,
}

/// Takes steps one by one up to the first that fails. A job that is kept off for its checks is
/// switched on when they are ok, for which all are waited `limit` at the most.
pub(in super::super) async fn take(steps: &[Step], client: &Client, limit: Duration) -> Course {
    let mut became = vec![Became::Undone; steps.len()];
    let failure = go(steps, client, limit, &mut became).await.err();
    Course { became, failure }
}

async fn go(steps: &[Step], client: &Client, limit: Duration, became: &mut [Became]) -> Result {
    let is_deletion = |step: &Step| matches!(step.what, What::Delete(_));
    let mut unsure = Vec::new();
    for (step, became) in steps.iter().zip(&mut *became).filter(|(step, _)| !is_deletion(step)) {
        let job = step.keep(client).await?;
        *became = Became::Done;
        let wanted = step.wanted().filter(|wanted| step.gated || is_unsure(wanted, &job));
        if let Some(wanted) = wanted {
            *became = Became::Unchecked("its checks are still to be tried".to_owned());
            unsure.push((step, job, wanted, became));
        }
    }
    for (step, job, ..) in &unsure {
        // What goes on meanwhile is not held up by checks that are ok.
        let wrong = job.checks.iter().filter(|check| check.status() != v1::CheckStatus::Ok);
        let names = wrong.map(|check| checks::name(check).to_owned()).collect();
        let names = if step.gated { Vec::new() } else { names };
        let request = v1::CheckJobRequest { job_id: job.id.clone(), names };
        client.jobs().check_job(request).await.map_err(|status| named(step, status))?;
    }
    let end = Instant::now() + limit;
    for (step, v1::Job { id, .. }, wanted, became) in unsure {
        let job = checks::settled(client, &id, end).await.map_err(|error| about(step, &error))?;
        *became = match (checks::are_ok(&job), step.gated) {
            (false, true) => Became::Unchecked(format!("stays off: {}", checks::not_ok(&job))),
            (false, false) => {
                Became::Unchecked(format!("its times are skipped: {}", checks::not_ok(&job)))
            }
            (true, false) => Became::Done,
            (true, true) => open(client, id, wanted).await.map_err(|status| named(step, status))?,
        };
    }
    for (step, became) in steps.iter().zip(became).filter(|(step, _)| is_deletion(step)) {
        step.write(client, false).await.map_err(|status| named(step, status))?;
        *became = Became::Done;
    }
    Ok(())
}

/// Whether a job that goes on has checks that may let nothing of it run.
fn is_unsure(wanted: &v1::JobSpec, job: &v1::Job) -> bool {
    let is_on = |schedule: &v1::Schedule| schedule.when.is_some() && schedule.active != Some(false);
    let is_on = wanted.schedule.as_ref().is_some_and(is_on);
    wanted.requires_checks && wanted.enabled != Some(false) && is_on && !checks::are_ok(job)
}

/// Switches the schedule of a job on whose checks are ok.
async fn open(client: &Client, job_id: String, wanted: &v1::JobSpec) -> Result<Became, Status> {
    let schedule = wanted.schedule.clone();
    let request = v1::SetJobScheduleRequest { job_id, schedule, validate_only: false };
    match client.jobs().set_job_schedule(request).await {
        Ok(_) => Ok(Became::SwitchedOn),
        // One was tried again meanwhile.
        Err(status) if fault::is(&status, "checks-not-ok") => {
            Ok(Became::Unchecked(format!("stays off: {}", status.message())))
        }
        Err(status) => Err(status),
    }
}

impl Step {
    /// Writes it, unless it is so already but for the schedule that stays off.
    async fn keep(&self, client: &Client) -> Result<v1::Job> {
        if let (What::Update(job, wanted), true) = (&self.what, self.gated)
            && missing(job, &off(wanted)).is_empty()
        {
            return Ok((**job).clone());
        }
        let job = self.write(client, false).await.map_err(|status| named(self, status))?;
        Ok(job.unwrap_or_default())
    }
}

fn named(step: &Step, status: Status) -> Error {
    about(step, &fault::refusal(status))
}

fn about(step: &Step, error: &Error) -> Error {
    Error::failed(format!("{}: {error}", step.name))
}
