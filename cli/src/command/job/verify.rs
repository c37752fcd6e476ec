//! `taskmaster job verify`

use std::time::Duration;

use clap::Args;
use serde_json::json;
use taskmaster_domain::Timestamp;
use taskmaster_proto::{convert::to_timestamp, v1};
use taskmaster_runtime::{Clock, config::parse_duration};

use super::{all, name, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::{table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Name or id of the job; all jobs without it
    job: Option<String>,
    /// From this time on (RFC 3339), or so long ago, such as 7d or 12h [default: as far back as the
    /// ledger goes, 400 days]
    #[arg(long, value_name = "TIME|DURATION", value_parser = since)]
    since: Option<Since>,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    At(Timestamp),
    Ago(Duration),
}

impl Since {
    fn at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Ago(ago) => now.minus(ago),
        }
    }
}

fn since(text: &str) -> Result<Since, String> {
    let ago = || parse_duration(text).map(Since::Ago);
    text.parse().map(Since::At).or_else(|_| ago()).map_err(|_| {
        "must be a time as 2027-03-01T00:00:00Z or so long ago as 7d or 12h".to_owned()
    })
}

impl Verify {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let jobs = match &self.job {
            Some(job) => vec![one(&client, job).await?],
            None => all(&client).await?,
        };
        // The day or the hour is what counts here, so this machine's clock will do.
        let since = self.since.map(|since| to_timestamp(since.at(Clock::default().now())));
        let mut told = Vec::with_capacity(jobs.len());
        for job in jobs {
            let request = v1::VerifyJobRequest { job_id: job.id.clone(), since };
            told.push((job, client.jobs().verify_job(request).await?.into_inner()));
        }
        let differs = told
            .iter()
            .any(|(_, verified)| !verified.absent.is_empty() || !verified.surplus.is_empty());
        if context.is_json() {
            let shown: Vec<_> =
                told.iter().map(|(job, verified)| document(job, verified)).collect();
            print_json(&json!({ "jobs": shown }))?;
        } else {
            show(&told)?;
        }
        if differs { Err(Error::Exit(1)) } else { Ok(()) }
    }
}

fn texts(times: &[prost_types::Timestamp]) -> Vec<String> {
    times.iter().map(|at| time_text(Some(at))).collect()
}

fn document(job: &v1::Job, verified: &v1::VerifyJobResponse) -> serde_json::Value {
    json!({
        "id": job.id,
        "name": name(job),
        "expected": verified.expected,
        "found": verified.found,
        "absent": texts(&verified.absent),
        "surplus": texts(&verified.surplus),
        "coveredTo": time_text(verified.covered_to.as_ref()),
    })
}

fn show(told: &[(v1::Job, v1::VerifyJobResponse)]) -> Result {
    let rows = told.iter().map(|(job, verified)| {
        vec![
            name(job).to_owned(),
            verified.expected.to_string(),
            verified.found.to_string(),
            verified.absent.len().to_string(),
            verified.surplus.len().to_string(),
            time_text(verified.covered_to.as_ref()),
        ]
    });
    print(&table(&["NAME", "EXPECTED", "FOUND", "ABSENT", "SURPLUS", "UP TO"], rows))?;
    for (job, verified) in told {
        for (word, times) in [("absent", &verified.absent), ("surplus", &verified.surplus)] {
            for time in texts(times) {
                print(&format!("{word}  {time}  {}", name(job)))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_time_or_so_long_ago() {
        let now: Timestamp = "2027-03-08T12:00:00Z".parse().unwrap();
        for (text, at) in [
            ("2027-03-01T00:00:00Z", "2027-03-01T00:00:00Z"),
            ("2027-03-01T00:00:00+01:00", "2027-02-28T23:00:00Z"),
            ("7d", "2027-03-01T12:00:00Z"),
            ("1h30m", "2027-03-08T10:30:00Z"),
        ] {
            assert_eq!(since(text).unwrap().at(now), at.parse().unwrap(), "{text}");
        }
        for text in ["", "yesterday", "7", "2027-03-01", "-1h"] {
            assert!(since(text).is_err(), "{text}");
        }
    }
}
