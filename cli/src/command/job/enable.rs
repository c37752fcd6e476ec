//! `taskmaster job enable`, `taskmaster job disable`

use clap::Args;
use taskmaster_proto::v1;

use super::switch::tally::{SHAPE, Words, each};
use crate::{
    client::{Client, ClientArgs},
    context::Context,
    error::Result,
};

#[derive(Debug, Args)]
#[command(after_help = SHAPE)]
pub(crate) struct Enable {
    /// Names or ids of jobs
    #[arg(required = true)]
    jobs: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Enable {
    pub(crate) async fn run(self, enabled: bool, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let jobs = self.jobs.into_iter().map(|who| (who.clone(), who)).collect();
        let word = if enabled { "enabled" } else { "disabled" };
        let set = async |job| match request(job, enabled) {
            None => Ok(None),
            Some(request) => {
                let answer = client.jobs().update_job(request).await;
                Ok(Some(answer.map(|answer| answer.into_inner().job.unwrap_or_default())))
            }
        };
        each(&client, jobs, set, Words { done: word, state: word }, context).await
    }
}

/// The call that makes it so, of this version of the job only; nothing where it is so.
fn request(job: v1::Job, enabled: bool) -> Option<v1::UpdateJobRequest> {
    let mut spec = job.spec.unwrap_or_default();
    if spec.enabled.unwrap_or(true) == enabled {
        return None;
    }
    spec.enabled = Some(enabled);
    Some(v1::UpdateJobRequest {
        job_id: job.id,
        job: Some(spec),
        expected_version: job.version,
        validate_only: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_that_is_set_and_only_where_it_is_not_so() {
        let job = |enabled| {
            let spec = v1::JobSpec { name: "a".to_owned(), enabled, ..v1::JobSpec::default() };
            v1::Job { version: 3, spec: Some(spec), ..v1::Job::default() }
        };
        for (stands, wanted) in [(None, true), (Some(true), true), (Some(false), false)] {
            assert_eq!(request(job(stands), wanted), None);
        }
        for (stands, wanted) in [(None, false), (Some(true), false), (Some(false), true)] {
            let asked = request(job(stands), wanted).unwrap();
            assert_eq!((asked.expected_version, &asked.job), (3, &job(Some(wanted)).spec));
        }
    }
}
