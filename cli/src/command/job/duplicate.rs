//! `taskmaster job duplicate`

use clap::Args;
use taskmaster_proto::v1;

use super::{create::told, fault::refusal, one};
use crate::{
    client::{Client, ClientArgs},
    context::Context,
    error::Result,
};

#[derive(Debug, Args)]
pub(crate) struct Duplicate {
    /// Name or id of the job
    job: String,
    /// Name of the copy
    name: String,
    #[command(flatten)]
    client: ClientArgs,
}

impl Duplicate {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job_id = one(&client, &self.job).await?.id;
        let request = v1::DuplicateJobRequest { job_id, name: self.name, copy_id: String::new() };
        let answer = client.jobs().duplicate_job(request).await.map_err(refusal)?.into_inner();
        told(answer.job.unwrap_or_default(), context)
    }
}
