//! `taskmaster job import-crontab`

use std::path::PathBuf;

use clap::Args;
use taskmaster_proto::v1;

use super::{
    all,
    apply::{plan, show},
    crontab::{Reading, read},
    file,
};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print},
    error::{Error, Result},
};

/// Next times that are shown of each line.
const TIMES: i32 = 3;

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The crontab; - is standard input
    file: PathBuf,
    /// Each line has a user before its command, as in /etc/crontab. It becomes the label `user`: runs
    /// are made by the workers' own user
    #[arg(long)]
    system: bool,
    /// IANA name of the zone of lines without a CRON_TZ above them
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// Begins the name of each job; its line's number ends it
    #[arg(long, value_name = "PREFIX", default_value = "crontab")]
    prefix: String,
    /// Keep the jobs; otherwise it is only shown what would be done
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Import {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let text = file::text(&self.file)?;
        let (prefix, timezone) = (self.prefix.as_str(), self.timezone.as_str());
        let crontab = read(&text, Reading { prefix, timezone, system: self.system });
        for (n, why) in &crontab.refused {
            context.note(&format!("line {n}: {why}"));
        }
        let jobs: Vec<v1::JobSpec> = crontab.jobs.iter().map(file::job).collect::<Result<_>>()?;
        let client = Client::connect(&self.client, context).await?;
        let mut times = Vec::with_capacity(jobs.len());
        for job in &jobs {
            let request = v1::PreviewScheduleRequest {
                schedule: job.schedule.clone(),
                after: None,
                count: TIMES,
            };
            let next = client.jobs().preview_schedule(request).await;
            let next = next
                .map_err(|cause| Error::failed(format!("{}: {}", job.name, Error::from(cause))))?;
            let next = next.into_inner().times.into_iter().map(|time| time.local);
            times.push(format!("{}  next {}", job.name, next.collect::<Vec<_>>().join(", ")));
        }
        let steps = plan(jobs, all(&client).await?, false);
        show(&steps, self.yes, context)?;
        if !context.is_json() {
            times.iter().try_for_each(|line| print(line))?;
        }
        if !self.yes {
            context.note("nothing of this is done: --yes does it");
        } else {
            for step in &steps {
                step.take(&client).await?;
            }
        }
        if crontab.refused.is_empty() { Ok(()) } else { Err(Error::Exit(1)) }
    }
}
