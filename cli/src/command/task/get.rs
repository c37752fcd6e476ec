//! `taskmaster task get`

use clap::Args;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    command::job,
    context::{Context, print, print_json},
    error::Result,
    show::{details::TaskDetails, table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Get {
    /// Id of the task
    id: String,
    /// Show the values of its environment too; they may be secrets
    #[arg(long)]
    show_env: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Get {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let task = one(&client, &self.id).await?;
        if context.is_json() {
            return print_json(&TaskDetails::new(task, self.show_env));
        }
        let details = TaskDetails::new(task, self.show_env);
        let job = match &details.task.run {
            Some(run) => known_as(&client, &run.job_id).await,
            None => String::new(),
        };
        print(&details.fields(&job))?;
        let request = v1::ListAttemptsRequest { task_id: self.id };
        let attempts = client.tasks().list_attempts(request).await?.into_inner().attempts;
        if attempts.is_empty() {
            return Ok(());
        }
        let rows = attempts.iter().map(|attempt| {
            let end = attempt.end().as_str_name().trim_start_matches("ATTEMPT_END_");
            vec![
                attempt.attempt.to_string(),
                end.to_lowercase(),
                attempt.worker_name.clone(),
                time_text(attempt.started_at.as_ref()),
                time_text(attempt.finished_at.as_ref()),
                attempt.exit_code.map(|code| code.to_string()).unwrap_or_default(),
                attempt.failure.as_ref().map(|f| f.message.clone()).unwrap_or_default(),
            ]
        });
        let head = ["ATTEMPT", "END", "WORKER", "STARTED", "FINISHED", "EXIT", "FAILURE"];
        print(&format!("\nearlier attempts\n{}", table(&head, rows)))
    }
}

/// A job's name with its id; the id alone of one that is gone.
async fn known_as(client: &Client, job_id: &str) -> String {
    match job::named(client, job_id).await {
        Some(name) => format!("{name} ({job_id})"),
        None => job_id.to_owned(),
    }
}

/// One task by its id.
pub(super) async fn one(client: &Client, id: &str) -> Result<v1::Task> {
    let request = v1::GetTaskRequest { task_id: id.to_owned() };
    Ok(client.tasks().get_task(request).await?.into_inner().task.unwrap_or_default())
}
