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
        let mut spec = one(&client, &self.job).await?.spec.unwrap_or_default();
        spec.name = self.name;
        // Nothing runs twice unasked.
        spec.schedule.get_or_insert_default().active = Some(false);
        let job_id = uuid::Uuid::now_v7().to_string();
        let request = v1::CreateJobRequest { job: Some(spec), job_id, validate_only: false };
        let answer = client.jobs().create_job(request).await.map_err(refusal)?.into_inner();
        told(answer.job.unwrap_or_default(), context)
    }
}
