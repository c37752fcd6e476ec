//! `taskmaster job import-crontab`

use std::{collections::HashMap, path::PathBuf, time::Duration};

use clap::Args;
use serde_json::{Value as Json, json};
use taskmaster_proto::v1;

use super::{
    all,
    apply::{Step, document, plan, rehearse, show, take, told},
    crontab::{Crontab, Reading, read},
    fault::Fault,
    file,
};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print},
    error::{Error, Result, tell},
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
        let Crontab { jobs, mut refused } =
            read(&text, Reading { prefix, timezone, system: self.system });
        let client = Client::connect(&self.client, context).await?;
        let (mut good, mut times) = (Vec::new(), Vec::new());
        let mut lines = HashMap::new();
        for (line, job) in &jobs {
            match seen(job, &client).await? {
                Ok((spec, next)) => {
                    lines.insert(spec.name.clone(), *line);
                    times.push((spec.name.clone(), next));
                    good.push(spec);
                }
                Err(why) => refused.push((*line, why)),
            }
        }
        let mut steps = plan(good, all(&client).await?, false);
        for Fault { job, field, message } in rehearse(&mut steps, &client).await? {
            let line = lines.get(&job).copied().unwrap_or_default();
            refused.push((line, format!("{field} {message}").trim().to_owned()));
            steps.retain(|step: &Step| step.name != job);
            times.retain(|(name, _)| *name != job);
        }
        refused.sort();
        refused.iter().for_each(|(line, why)| tell(&format!("line {line}: {why}")));
        let faults: Vec<Json> =
            refused.iter().map(|(line, why)| json!({"line": line, "message": why})).collect();
        show(&steps, context)?;
        if !context.is_json() {
            times.iter().try_for_each(|(name, next)| print(&format!("{name}  next {next}")))?;
        }
        if self.yes {
            // A crontab has no checks that would be waited for.
            let course = take(&steps, &client, Duration::ZERO).await;
            told(&steps, course, &faults, context)?;
        } else {
            document(&steps, None, &faults, context)?;
            context.note("nothing of this is done: --yes does it");
        }
        if refused.is_empty() { Ok(()) } else { Err(Error::Exit(1)) }
    }
}

/// A line's job with its next times, or why it is none.
async fn seen(job: &Json, client: &Client) -> Result<Result<(v1::JobSpec, String), String>> {
    let spec = match file::job(job) {
        Ok(spec) => spec,
        Err(wrong) => return Ok(Err(wrong.to_string())),
    };
    let request =
        v1::PreviewScheduleRequest { schedule: spec.schedule.clone(), after: None, count: TIMES };
    match client.jobs().preview_schedule(request).await {
        Ok(answer) => {
            let next: Vec<String> =
                answer.into_inner().times.into_iter().map(|time| time.local).collect();
            Ok(Ok((spec, next.join(", "))))
        }
        Err(status) => {
            let faults = Fault::of(&spec.name, status)?;
            let told =
                faults.iter().map(|Fault { field, message, .. }| format!("{field} {message}"));
            Ok(Err(told.collect::<Vec<_>>().join("; ")))
        }
    }
}
