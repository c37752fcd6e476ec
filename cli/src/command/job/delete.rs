//! `taskmaster job delete`

use clap::Args;
use futures::{StreamExt as _, stream};
use serde_json::{Value as Json, json};
use taskmaster_proto::v1;

use super::{AT_ONCE, name, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print_json},
    error::{Error, Result, tell},
};

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Names or ids of jobs
    #[arg(required = true)]
    jobs: Vec<String>,
    /// Their runs stay, as tasks; what has not ended is canceled and stays, unless --keep-running
    #[arg(long)]
    keep_runs: bool,
    /// What has not ended goes on as a task, instead of being canceled
    #[arg(long)]
    keep_running: bool,
    #[command(flatten)]
    client: ClientArgs,
}

/// A job that is gone, and how many of its runs were canceled for it.
#[derive(Debug)]
struct Deleted {
    job: v1::Job,
    canceled: i32,
}

impl Delete {
    /// Deletes each job; one that is refused does not keep the others from it.
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let mut tally = Tally::default();
        let calls = self.jobs.iter().map(async |who| (who, self.delete(&client, who).await));
        let mut calls = stream::iter(calls).buffered(AT_ONCE);
        while let Some((who, became)) = calls.next().await {
            tally.enter(who, became, context);
        }
        tally.end(context)
    }

    async fn delete(&self, client: &Client, who: &str) -> Result<Deleted> {
        let job = one(client, who).await?;
        let request = v1::DeleteJobRequest {
            job_id: job.id.clone(),
            keep_runs: self.keep_runs,
            keep_running: self.keep_running,
        };
        let canceled = client.jobs().delete_job(request).await?.into_inner().canceled;
        Ok(Deleted { job, canceled })
    }
}

/// One of them, for programs.
fn row(id: &str, name: &str, outcome: &str, canceled: i32, message: Option<String>) -> Json {
    json!({
        "id": id, "name": name, "outcome": outcome, "canceled": canceled, "message": message,
    })
}

/// What became of all.
#[derive(Debug, Default)]
struct Tally {
    deleted: usize,
    failed: usize,
    rows: Vec<Json>,
}

impl Tally {
    /// Counts one, and tells people of it.
    fn enter(&mut self, who: &str, became: Result<Deleted>, context: &Context) {
        self.rows.push(match became {
            Ok(Deleted { job, canceled }) => {
                self.deleted += 1;
                let name = name(&job);
                context.note(&match canceled {
                    0 => format!("{name} is deleted"),
                    1 => format!("{name} is deleted, 1 run canceled"),
                    more => format!("{name} is deleted, {more} runs canceled"),
                });
                row(&job.id, name, "deleted", canceled, None)
            }
            Err(error) => {
                self.failed += 1;
                tell(&format!("error: {who}: {error}"));
                row("", who, "failed", 0, Some(error.to_string()))
            }
        });
    }

    /// Tells how many there were of each.
    fn end(self, context: &Context) -> Result {
        if context.is_json() {
            print_json(&json!({
                "jobs": self.rows,
                "deleted": self.deleted,
                "failed": self.failed,
            }))?;
        }
        if self.rows.len() > 1 {
            context.note(&self.summary());
        }
        if self.failed == 0 { Ok(()) } else { Err(Error::Exit(1)) }
    }

    fn summary(&self) -> String {
        let jobs = if self.deleted == 1 { "job" } else { "jobs" };
        let deleted = format!("{} {jobs} deleted", self.deleted);
        if self.failed == 0 { deleted } else { format!("{deleted}, {} refused", self.failed) }
    }
}
