//! `taskmaster job run`, `taskmaster job runs`

use std::time::Duration;

use clap::Args;
use serde_json::json;
use taskmaster_domain::TaskState;
use taskmaster_gateway::jobs;
use taskmaster_proto::{convert::to_duration, v1};
use taskmaster_runtime::config::parse_duration;

use super::one;
use crate::{
    client::{Client, ClientArgs},
    context::{Context, pair, print, print_json},
    error::Result,
    show::{table, task::state, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Name or id of the job
    job: String,
    /// Environment of this run on top of the job's, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// Label of this run, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Another queue
    #[arg(long)]
    queue: Option<String>,
    /// Another urgency
    #[arg(long, allow_negative_numbers = true)]
    priority: Option<i32>,
    /// Another wall clock of an attempt
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    timeout: Option<Duration>,
    /// Another command
    #[arg(last = true)]
    command: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Run {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job = one(&client, &self.job).await?;
        let overrides = v1::RunOverrides {
            env: self.env.into_iter().collect(),
            labels: self.label.into_iter().collect(),
            queue: self.queue.unwrap_or_default(),
            priority: self.priority,
            timeout: self.timeout.map(to_duration),
            command: self.command.join(" "),
        };
        let request = v1::RunJobRequest {
            job_id: job.id,
            overrides: Some(overrides),
            // A call whose answer was lost makes no second run.
            run_id: uuid::Uuid::now_v7().to_string(),
            api: false,
        };
        let answer = match client.jobs().run_job(request.clone()).await {
            Err(status) if status.code() == tonic::Code::Unavailable => {
                client.jobs().run_job(request).await
            }
            answer => answer,
        };
        let run = answer?.into_inner().run.unwrap_or_default();
        if context.is_json() {
            return print_json(&jobs::run(run));
        }
        if context.global.quiet {
            return print(&run.id);
        }
        print(&format!("{}  {}", run.id, state(run.state())))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Runs {
    /// Name or id of the job; runs of all jobs without it
    job: Option<String>,
    /// Only runs in this state; may be given several times
    #[arg(long, value_delimiter = ',')]
    state: Vec<TaskState>,
    /// Runs of one page
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=1000))]
    limit: i32,
    /// Where to go on: nextCursor of the page before
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Runs {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job_id = match &self.job {
            Some(job) => one(&client, job).await?.id,
            None => String::new(),
        };
        let request = v1::ListRunsRequest {
            job_id,
            states: self.state.iter().map(|s| v1::TaskState::from(*s).into()).collect(),
            page_size: self.limit,
            page_token: self.cursor.unwrap_or_default(),
        };
        let page = client.jobs().list_runs(request).await?.into_inner();
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        if context.is_json() {
            let runs: Vec<_> = page.runs.into_iter().map(jobs::run).collect();
            return print_json(&json!({ "runs": runs, "nextCursor": next }));
        }
        if context.global.quiet {
            return page.runs.iter().try_for_each(|run| print(&run.id));
        }
        let rows = page.runs.iter().map(|run| {
            let mut counters: Vec<String> =
                run.counters.iter().map(|(name, count)| format!("{name}={count}")).collect();
            counters.sort();
            vec![
                run.id.clone(),
                time_text(run.started_at.as_ref()),
                time_text(run.finished_at.as_ref()),
                run.trigger.clone(),
                state(run.state()).to_owned(),
                run.exit_code.map(|code| code.to_string()).unwrap_or_default(),
                counters.join(","),
            ]
        });
        let head = ["ID", "STARTED", "FINISHED", "TRIGGER", "STATE", "EXIT", "COUNTERS"];
        print(&table(&head, rows))?;
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next}"));
        }
        Ok(())
    }
}
