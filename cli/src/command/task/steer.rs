//! `taskmaster task cancel | pause | resume | retry`

use clap::Args;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::task::TaskView,
};

#[derive(Debug, Args)]
pub(crate) struct Steer {
    /// Ids of the tasks
    #[arg(required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

/// What is wanted of the tasks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Verb {
    Cancel,
    Pause,
    Resume,
    Retry,
}

impl Steer {
    /// Steers each task; one that refuses does not keep the others from it.
    pub(crate) async fn run(self, verb: Verb, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let mut steered = Vec::new();
        let mut refused = None;
        for id in self.ids {
            match steer(&client, verb, id).await {
                Ok(task) => steered.push(TaskView::from(task)),
                Err(status) => {
                    if let Some(before) = refused.replace(Error::from(status)) {
                        before.tell();
                    }
                }
            }
        }
        if context.is_json() {
            print_json(&steered)?;
        } else if !context.global.quiet {
            for task in &steered {
                print(&format!("{}  {}", task.id, outcome(verb, task.state)))?;
            }
        }
        refused.map_or(Ok(()), Err)
    }
}

/// Where a task is after the wish, in words.
fn outcome(verb: Verb, state: &'static str) -> String {
    match (verb, state) {
        (Verb::Cancel, "assigned" | "running") => {
            format!("{state}; its end was asked for and its worker is told")
        }
        _ => state.to_owned(),
    }
}

async fn steer(client: &Client, verb: Verb, task_id: String) -> Result<v1::Task, tonic::Status> {
    let mut tasks = client.tasks();
    let task = match verb {
        Verb::Cancel => {
            tasks.cancel_task(v1::CancelTaskRequest { task_id }).await?.into_inner().task
        }
        Verb::Pause => tasks.pause_task(v1::PauseTaskRequest { task_id }).await?.into_inner().task,
        Verb::Resume => {
            tasks.resume_task(v1::ResumeTaskRequest { task_id }).await?.into_inner().task
        }
        Verb::Retry => tasks.retry_task(v1::RetryTaskRequest { task_id }).await?.into_inner().task,
    };
    Ok(task.unwrap_or_default())
}
