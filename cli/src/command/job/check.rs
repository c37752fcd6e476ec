//! `taskmaster job check`

use std::time::Duration;

use clap::Args;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;
use taskmaster_runtime::config::parse_duration;
use tokio::time::Instant;

use super::{checks, name, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::{table, time_text},
};

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
        let job = one(&client, &self.job).await?;
        known(&job, &self.checks)?;
        let id = job.id;
        let request = v1::CheckJobRequest { job_id: id.clone(), names: self.checks.clone() };
        client.jobs().check_job(request).await?;
        let end = Instant::now() + self.wait;
        let job = checks::settled(&client, &id, &self.checks, end).await?;
        let well = checks::called(&job, &self.checks).all(checks::is_ok);
        if context.is_json() {
            print_json(&jobs::job(job))?;
        } else {
            let rows = checks::called(&job, &self.checks).map(|check| {
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

/// Whether the job has checks, and those of these names.
fn known(job: &v1::Job, names: &[String]) -> Result {
    let own: Vec<&str> = job.checks.iter().map(checks::name).collect();
    let called = name(job);
    if own.is_empty() {
        return Err(Error::failed(format!("{called} has no checks")));
    }
    match names.iter().find(|name| !own.contains(&name.as_str())) {
        Some(unknown) => {
            let own = own.join(", ");
            Err(Error::failed(format!("{called} has no check {unknown:?}: it has {own}")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_there_is_not_is_told_with_those_that_there_are() {
        let job = |checks: &[&str]| {
            let check = |name: &&str| v1::CheckState {
                check: Some(v1::Check { name: (*name).to_owned(), ..v1::Check::default() }),
                ..v1::CheckState::default()
            };
            let spec = v1::JobSpec { name: "nightly".to_owned(), ..v1::JobSpec::default() };
            let checks = checks.iter().map(check).collect();
            v1::Job { spec: Some(spec), checks, ..v1::Job::default() }
        };
        let said = |checks: &[&str], names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            known(&job(checks), &names).map_err(|error| error.to_string())
        };
        assert_eq!(said(&[], &[]).unwrap_err(), "nightly has no checks");
        let unknown = said(&["db", "disk"], &["db", "nope"]).unwrap_err();
        assert_eq!(unknown, "nightly has no check \"nope\": it has db, disk");
        assert!(said(&["db"], &[]).is_ok() && said(&["db"], &["db"]).is_ok());
    }
}
