//! `taskmaster job list`

use clap::Args;
use serde_json::json;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;

use super::name;
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{shortened, table, task::state, time_text, watch::Watch},
};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only jobs whose name begins with this; upper and lower case are the same
    #[arg(long, value_name = "PREFIX")]
    name: Option<String>,
    /// Only jobs that are enabled, or not
    #[arg(long)]
    enabled: Option<bool>,
    /// Only jobs that are broken, or not
    #[arg(long)]
    broken: Option<bool>,
    /// Jobs of one page
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i32).range(1..=1000))]
    limit: i32,
    /// Where to go on: nextCursor of the page before
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    watch: Watch,
    #[command(flatten)]
    client: ClientArgs,
}

/// Its state in a word.
pub(super) fn standing(job: &v1::Job) -> &'static str {
    let spec = job.spec.as_ref();
    let schedule = spec.and_then(|spec| spec.schedule.as_ref());
    if job.broken {
        "broken"
    } else if spec.is_some_and(|spec| spec.enabled == Some(false)) {
        "disabled"
    } else if schedule.is_none_or(|schedule| schedule.when.is_none()) {
        "by hand"
    } else {
        match job.schedule_state() {
            v1::ScheduleState::Off => "off",
            v1::ScheduleState::Ended => "ended",
            v1::ScheduleState::Broken => "broken",
            v1::ScheduleState::On | v1::ScheduleState::Unspecified => "on",
        }
    }
}

impl List {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        self.watch.each(async || self.show(&client, context).await).await
    }

    async fn show(&self, client: &Client, context: &Context) -> Result {
        let request = v1::ListJobsRequest {
            name: self.name.clone().unwrap_or_default(),
            enabled: self.enabled,
            broken: self.broken,
            page_size: self.limit,
            page_token: self.cursor.clone().unwrap_or_default(),
        };
        let page = client.jobs().list_jobs(request).await?.into_inner();
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        if context.is_json() {
            let jobs: Vec<_> = page.jobs.into_iter().map(jobs::job).collect();
            return print_json(&json!({ "jobs": jobs, "nextCursor": next }));
        }
        if context.global.quiet {
            return page.jobs.iter().try_for_each(|job| print(&job.id));
        }
        let rows = page.jobs.iter().map(|job| {
            vec![
                shortened(name(job), 40),
                standing(job).to_owned(),
                shortened(&job.schedule_text, 50),
                time_text(job.next_run_at.as_ref()),
                job.last_run.as_ref().map_or("", |run| state(run.state())).to_owned(),
            ]
        });
        print(&table(&["NAME", "STATE", "SCHEDULE", "NEXT RUN", "LAST"], rows))?;
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next:?}"));
        }
        Ok(())
    }
}
