//! `taskmaster task get`

use clap::Args;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
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
        print(&details.fields())?;
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

/// One task by its id.
pub(super) async fn one(client: &Client, id: &str) -> Result<v1::Task> {
    let request = v1::GetTaskRequest { task_id: id.to_owned() };
    Ok(client.tasks().get_task(request).await?.into_inner().task.unwrap_or_default())
}
