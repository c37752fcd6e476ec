//! `taskmaster job delete`, `pause`, `resume`, `check`

use std::time::Duration;

use clap::Args;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;
use taskmaster_runtime::config::parse_duration;
use tokio::time::Instant;

use super::{checks, create::told, name, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::{table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Names or ids of jobs
    #[arg(required = true)]
    jobs: Vec<String>,
    /// Its runs stay, as tasks
    #[arg(long)]
    keep_runs: bool,
    /// What has not ended goes on, and stays, instead of being canceled
    #[arg(long)]
    keep_running: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Delete {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        for who in &self.jobs {
            let job = one(&client, who).await?;
            let request = v1::DeleteJobRequest {
                job_id: job.id.clone(),
                keep_runs: self.keep_runs,
                keep_running: self.keep_running,
            };
            let canceled = client.jobs().delete_job(request).await?.into_inner().canceled;
            context.note(&match canceled {
                0 => format!("{} is deleted", name(&job)),
                1 => format!("{} is deleted, 1 run canceled", name(&job)),
                more => format!("{} is deleted, {more} runs canceled", name(&job)),
            });
        }
        Ok(())
    }
}

#[derive(Debug, Args)]
pub(crate) struct Switch {
    /// Names or ids of jobs
    #[arg(required = true)]
    jobs: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Switch {
    pub(crate) async fn run(self, active: bool, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        for who in &self.jobs {
            let job = one(&client, who).await?;
            let mut schedule = job.spec.and_then(|spec| spec.schedule).unwrap_or_default();
            if active && schedule.when.is_none() {
                return Err(Error::failed(format!("{who} has no schedule to switch on")));
            }
            schedule.active = Some(active);
            let (job_id, schedule) = (job.id, Some(schedule));
            let request = v1::SetJobScheduleRequest { job_id, schedule, validate_only: false };
            let job = client.jobs().set_job_schedule(request).await?.into_inner().job;
            told(job.unwrap_or_default(), context)?;
        }
        Ok(())
    }
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Name or id of the job
    job: String,
    /// Names of checks; all without one
    checks: Vec<String>,
    /// How long they are waited for
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "2m")]
    wait: Duration,
    #[command(flatten)]
    client: ClientArgs,
}

impl Check {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let id = one(&client, &self.job).await?.id;
        let request = v1::CheckJobRequest { job_id: id.clone(), names: self.checks };
        client.jobs().check_job(request).await?;
        let job = checks::settled(&client, &id, Instant::now() + self.wait).await?;
        let well = checks::are_ok(&job);
        if context.is_json() {
            print_json(&jobs::job(job))?;
        } else {
            let rows = job.checks.iter().map(|check| {
                vec![
                    checks::name(check).to_owned(),
                    checks::standing(check).to_owned(),
                    time_text(check.checked_at.as_ref()),
                    check.message.clone(),
                ]
            });
            print(&table(&["CHECK", "STATUS", "CHECKED", "MESSAGE"], rows))?;
        }
        if well { Ok(()) } else { Err(Error::Exit(1)) }
    }
}
