//! `taskmaster worker kill`

use clap::Args;
use serde_json::json;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
};

#[derive(Debug, Args)]
pub(crate) struct Kill {
    /// Name of the worker
    name: String,
    /// Start another in its place; otherwise the fleet has one less
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Kill {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let spinner = context.spinner(format!("stopping {}", self.name));
        let request = v1::KillWorkerRequest { name: self.name, replace: self.replace };
        let answer = client.fleet().kill_worker(request).await;
        spinner.finish_and_clear();
        let killed = answer?.into_inner();
        if context.is_json() {
            return print_json(&json!({
                "name": killed.name, "container": killed.container, "requeued": killed.requeued
            }));
        }
        print(&format!(
            "{} is gone, {} tasks went back to their queue",
            killed.name, killed.requeued
        ))
    }
}
