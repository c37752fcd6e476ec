//! Taking steps: what is written, then what is switched on, then what is deleted.

use std::time::Duration;

use indicatif::ProgressBar;
use taskmaster_proto::v1;
use tokio::time::Instant;
use tonic::Status;

use super::{
    super::{checks, fault, one},
    plan::{Step, What, missing, off},
};
use crate::{
    client::Client,
    context::Context,
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
    /// It is kept, but its checks are not ok, or it is not switched on.
    Partly {
        /// What follows from that.
        why: String,
        /// The rest of it was written just now; otherwise nothing else differed.
        is_written: bool,
        /// Its schedule stays off.
        is_off: bool,
    },
}

impl Became {
    /// Whether the job is as it was wanted.
    pub(in super::super) const fn is_whole(&self) -> bool {
        matches!(self, Self::Done | Self::SwitchedOn)
    }

    /// Whether anything of the job was written.
    pub(in super::super) const fn is_written(&self) -> bool {
        match self {
            Self::Undone => false,
            Self::Done | Self::SwitchedOn => true,
            Self::Partly { is_written, .. } => *is_written,
        }
    }
}

/// What became of all steps.
#[derive(Debug)]
pub(in super::super) struct Course {
    /// Of each step, in their order.
    pub(in super::super) became: Vec<Became>,
    /// What ended it early, with the name of its job.
    pub(in super::super) failure: Option<Error>,
}

impl Course {
    /// Whether all is as it was wanted.
    pub(super) fn is_whole(&self) -> bool {
        self.failure.is_none() && self.became.iter().all(Became::is_whole)
    }

    /// Jobs that something was written of.
    pub(super) fn changed(&self) -> usize {
        self.became.iter().filter(|became| became.is_written()).count()
    }

    /// Jobs that were to go on, and do not.
    pub(super) fn stay_off(&self) -> usize {
        let is_off = |became: &&Became| matches!(became, Became::Partly { is_off: true, .. });
        self.became.iter().filter(is_off).count()
    }
}

/// Takes steps one by one up to the first that fails. A job that is kept off for its checks is
/// switched on when they are ok, for which all are waited `limit` at the most.
pub(in super::super) async fn take(
    steps: &[Step],
    client: &Client,
    limit: Duration,
    context: &Context,
) -> Course {
    let mut became = vec![Became::Undone; steps.len()];
    let spinner = context.spinner(String::new());
    let failure = go(steps, client, limit, &mut became, &spinner).await.err();
    spinner.finish_and_clear();
    Course { became, failure }
}

async fn go(
    steps: &[Step],
    client: &Client,
    limit: Duration,
    became: &mut [Became],
    spinner: &ProgressBar,
) -> Result {
    let mut unsure = Vec::new();
    let kept = steps.iter().zip(&mut *became).filter(|(step, _)| !step.is_deletion());
    for (n, (step, became)) in kept.enumerate() {
        let (job, is_written) = step.keep(client).await?;
        spinner.set_message(format!("{} of {} steps taken", n + 1, steps.len()));
        *became = Became::Done;
        let wanted = step.wanted().filter(|wanted| step.gated || is_unsure(wanted, &job));
        if let Some(wanted) = wanted {
            let why = "its checks are still to be tried".to_owned();
            *became = Became::Partly { why, is_written, is_off: step.gated };
            unsure.push((step, job, wanted, became));
        }
    }
    for (step, job, ..) in &unsure {
        // What goes on meanwhile is not held up by checks that are ok.
        let names = checks::wrong(job).map(|check| checks::name(check).to_owned()).collect();
        let names = if step.gated { Vec::new() } else { names };
        let request = v1::CheckJobRequest { job_id: job.id.clone(), names };
        client.jobs().check_job(request).await.map_err(|status| named(step, status))?;
    }
    let end = Instant::now() + limit;
    for (step, kept, wanted, became) in unsure {
        spinner.set_message(format!("waiting for the checks of {}", step.shown()));
        let is_written = became.is_written();
        let partly = |is_off, why| Became::Partly { why, is_written, is_off };
        let job = checks::settled(client, &kept.id, &[], end).await;
        let job = job.map_err(|error| about(step, &error))?;
        *became = match (checks::are_ok(&job), step.gated) {
            (false, true) => partly(true, format!("stays off: {}", checks::not_ok(&job))),
            (false, false) => {
                partly(false, format!("its times are skipped: {}", checks::not_ok(&job)))
            }
            (true, false) => Became::Done,
            (true, true) => {
                let opened = open(client, &kept, wanted).await;
                match opened.map_err(|error| about(step, &error))? {
                    Opened::On => Became::SwitchedOn,
                    Opened::Off(why) => partly(true, why),
                    Opened::Otherwise(why) => partly(false, why),
                }
            }
        };
    }
    for (step, became) in steps.iter().zip(became).filter(|(step, _)| step.is_deletion()) {
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

/// What became of a schedule that was to be switched on.
enum Opened {
    On,
    /// It stays off, and why.
    Off(String),
    /// Somebody else set it meanwhile.
    Otherwise(String),
}

/// Switches the schedule of a job on whose checks are ok, unless somebody set it since it was kept.
async fn open(client: &Client, kept: &v1::Job, wanted: &v1::JobSpec) -> Result<Opened> {
    let request = v1::SetJobScheduleRequest {
        job_id: kept.id.clone(),
        schedule: wanted.schedule.clone(),
        expected_version: kept.version,
        validate_only: false,
    };
    match client.jobs().set_job_schedule(request).await {
        Ok(_) => Ok(Opened::On),
        // One was tried again meanwhile.
        Err(status) if fault::is(&status, "checks-not-ok") => {
            Ok(Opened::Off(format!("stays off: {}", status.message())))
        }
        Err(status) if fault::is(&status, "version-conflict") => {
            Ok(changed(&one(client, &kept.id).await?, wanted))
        }
        Err(status) => Err(fault::refusal(status)),
    }
}

/// What became of a job that somebody else set meanwhile: it is left so.
fn changed(job: &v1::Job, wanted: &v1::JobSpec) -> Opened {
    let differences = missing(job, wanted);
    if differences.is_empty() {
        return Opened::On;
    }
    let paths: Vec<String> = differences.into_iter().map(|one| one.path).collect();
    let paths = paths.join(", ");
    Opened::Otherwise(format!("was changed meanwhile, and is left so; not as wanted: {paths}"))
}

impl Step {
    /// Writes it, unless it is so already but for the schedule that stays off. The job, and whether it
    /// was written.
    async fn keep(&self, client: &Client) -> Result<(v1::Job, bool)> {
        if let (What::Update(job, wanted), true) = (&self.what, self.gated)
            && missing(job, &off(wanted)).is_empty()
        {
            return Ok(((**job).clone(), false));
        }
        let job = self.write(client, false).await.map_err(|status| named(self, status))?;
        Ok((job.unwrap_or_default(), true))
    }
}

fn named(step: &Step, status: Status) -> Error {
    about(step, &fault::refusal(status))
}

fn about(step: &Step, error: &Error) -> Error {
    Error::failed(format!("{}: {error}", step.shown()))
}
