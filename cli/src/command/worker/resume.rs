//! `taskmaster worker resume`

use clap::Args;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::worker::WorkerView,
};

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// Name of the worker
    name: String,
    #[command(flatten)]
    client: ClientArgs,
}

impl Resume {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let request = v1::ResumeWorkerRequest { name: self.name.clone() };
        let worker = client.workers().resume_worker(request).await?.into_inner().worker;
        if context.is_json() {
            return print_json(&worker.map(WorkerView::from));
        }
        print(&format!("{} takes tasks again", self.name))
    }
}
