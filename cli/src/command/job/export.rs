//! `taskmaster job export`

use clap::Args;
use serde_json::{Value as Json, json};
use taskmaster_gateway::jobs::written;

use super::{all, file::Form, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print_raw},
    error::Result,
};

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Names or ids of jobs; all without one
    jobs: Vec<String>,
    /// How they are written
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    format: Form,
    #[command(flatten)]
    client: ClientArgs,
}

impl Export {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let mut jobs = Vec::new();
        if self.jobs.is_empty() {
            jobs = all(&client).await?;
        }
        for who in &self.jobs {
            jobs.push(one(&client, who).await?);
        }
        let jobs: Vec<Json> =
            jobs.into_iter().map(|job| written(job.spec.unwrap_or_default())).collect();
        print_raw(&self.format.written(&json!({ "jobs": jobs }))?)
    }
}
